"""The Suggester, a DSPy program: what was asked and what was not touched → questions to ask next.

It opens nothing itself. What it proposes is held to rules by code (`kept`), and where it proposes
too little, or no model answers, the paper's own words fill the list offering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import dspy

from vibelog.asking.question import topic
from vibelog.asking.reader import numbered
from vibelog.asking.suggesting.claims import MOST_WORDS
from vibelog.asking.suggesting.offering import new, offer, touched
from vibelog.core.conversation import Turn
from vibelog.core.measures import missing_numbers
from vibelog.core.paper import Kind, Passage
from vibelog.core.places import missing_places, places
from vibelog.core.text import plain, sentences, squash
from vibelog.errors import ModelError
from vibelog.lm import Model, Spent, instructions

BUDGET = 6_000  # characters of passages sent along: about 1,500 tokens
BEGINNING = 300  # characters of a section at least, so that it tells what the section is about
_LONGEST = 600  # characters of a section at most
_LIST_MARK = re.compile(r"^(?:[-*•]|\(?\d{1,2}[.):])\s+")
_QUOTATION = "*_`\"“”' "  # what a model puts around a question
_ADDRESS = re.compile(r"://|\bwww\.|@\w")
_TELLS_NOTHING = re.compile(
    r"related work|references|acknowledge?ment|bibliography|appendix", re.IGNORECASE
)


class SuggestQuestions(dspy.Signature):
    """See prompts/suggest.md."""

    # The order serves the providers' prompt caches: what stays the same comes first.
    paper: str = dspy.InputField(desc="title and outline")
    asked: str = dspy.InputField(desc="the questions so far; may be empty")
    passages: str = dspy.InputField(desc="numbered beginnings of sections not touched yet")
    questions: list[str] = dspy.OutputField(desc="one plain sentence each")


class Suggester(dspy.Module):
    """Paper, passages, questions asked → a prediction with `questions`, not checked yet."""

    def __init__(self) -> None:
        super().__init__()
        self.suggest = dspy.Predict(SuggestQuestions.with_instructions(instructions("suggest")))

    async def aforward(
        self, paper: str, passages: Sequence[Passage], asked: Sequence[str]
    ) -> dspy.Prediction:
        """The prediction; `passages` are shown as they are, numbered from 1."""
        return await self.suggest.acall(
            paper=paper,
            asked="\n".join(f"- {squash(question)}" for question in asked),
            passages=numbered(passages),
        )


def suggest(  # noqa: PLR0913, PLR0917 - the program, and what a conversation is about
    model: Model,
    suggester: Suggester,
    paper: str,
    passages: Sequence[Passage],
    turns: Sequence[Turn],
    already: Sequence[str] = (),
    count: int = 3,
) -> tuple[list[str], Spent]:
    """At most `count` questions, and what they took: the model's, checked, or the paper's own.

    `paper` is title and outline, `passages` are all of the paper's, `already` are questions
    suggested before. That the model failed is said through `model.wait`.
    """
    asked = [*(turn.question for turn in turns), *already]
    shown = beginnings(passages, turns)
    try:
        prediction, spent = model.run(suggester, paper=paper, passages=shown, asked=asked)
    except ModelError as error:
        model.wait(f"{error} These come from the paper's own words.")
        return offer(passages, turns, count, already), Spent()
    return kept(prediction.questions or (), passages, turns, already, count), spent


def kept(
    proposed: Sequence[str],
    passages: Sequence[Passage],
    turns: Sequence[Turn],
    already: Sequence[str] = (),
    count: int = 3,
) -> list[str]:
    """The first `count` proposed questions that may be shown, filled up from `offer`.

    Each is one plain line that ends in its only question mark and has at most 25 words; it names no
    number, figure, table or section that the paper does not have, and asks nothing that was asked,
    suggested or kept before.
    """
    known = [*(turn.question for turn in turns), *already]
    texts = [
        text for p in passages if p.kind is not Kind.REFERENCES for text in (p.section, p.text)
    ]
    existing = places(passages)
    found: list[str] = []
    for text in proposed:
        line = _LIST_MARK.sub("", squash(plain(text))).strip(_QUOTATION)
        lies = missing_numbers(line, texts) or missing_places(line, existing)
        if len(found) < count and _asks(line) and not lies and new(line, [*known, *found]):
            found.append(line)
    if len(found) < count:
        found += offer(passages, turns, count - len(found), [*already, *found])
    return found


def beginnings(passages: Sequence[Passage], turns: Sequence[Turn]) -> list[Passage]:
    """The beginnings of sections that no answer quotes (of all, when all are quoted), in order.

    Together at most `BUDGET` characters; of a paper with many sections, some spread over it.
    """
    first: dict[str, Passage] = {}
    for passage in passages:
        if passage.kind is Kind.BODY and not _TELLS_NOTHING.search(passage.section):
            first.setdefault(passage.section, passage)
    seen = touched(turns)
    fresh = [passage for section, passage in first.items() if section not in seen]
    chosen = fresh or list(first.values())
    most = BUDGET // BEGINNING
    if len(chosen) > most:
        chosen = [chosen[at * len(chosen) // most] for at in range(most)]
    return [_cut(passage, min(_LONGEST, BUDGET // len(chosen))) for passage in chosen]


def _asks(line: str) -> bool:
    """Whether a line is one question of a length that is read once."""
    one = line.endswith("?") and line.count("?") == 1 and len(line.split()) <= MOST_WORDS
    return one and bool(topic(line)) and line[0].isalnum() and not _ADDRESS.search(line)


def _cut(passage: Passage, most: int) -> Passage:
    """The passage's first whole sentences of at most `most` characters; its first letters else."""
    ends = [end for _, end in sentences(passage.text) if end <= most]
    end = ends[-1] if ends else min(most, len(passage.text))
    return replace(passage, text=passage.text[:end], end=passage.start + end)
