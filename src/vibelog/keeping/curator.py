"""The Curator, a DSPy program: conversation → title, summary, which questions, insights and more.

What it writes is held to the conversation by code: it keeps only turns that exist, and a sentence
with any number that no answer holds, or with a quotation, is dropped. The questions, answers and
quotes of the log never pass through it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dspy

from vibelog.core.conversation import Turn
from vibelog.core.log import Essay
from vibelog.core.measures import missing_numbers
from vibelog.core.text import plain, sentences, squash
from vibelog.lm import Model, instructions

ANSWER = 1_200  # characters of each answer that the curator reads: enough for its gist
POINTS = 4  # insights, connections and open questions kept, each at most
TITLE = 90  # characters


class CurateConversation(dspy.Signature):
    """See prompts/curate.md."""

    paper: str = dspy.InputField(desc="title of the paper")
    conversation: str = dspy.InputField(desc="numbered questions and answers")
    title: str = dspy.OutputField()
    summary: str = dspy.OutputField()
    keep: list[int] = dspy.OutputField(desc="numbers of the questions for the log")
    insights: list[str] = dspy.OutputField()
    connections: list[str] = dspy.OutputField()
    open_questions: list[str] = dspy.OutputField()


class Curator(dspy.Module):
    """Turns → a prediction with the fields of CurateConversation."""

    def __init__(self) -> None:
        super().__init__()
        self.curate = dspy.Predict(CurateConversation.with_instructions(instructions("curate")))

    async def aforward(self, paper: str, turns: Sequence[Turn]) -> dspy.Prediction:
        """What the model proposes, not checked yet."""
        return await self.curate.acall(paper=paper, conversation=numbered(turns))


def curate(model: Model, paper: str, turns: Sequence[Turn]) -> dict[str, Any]:
    """The fields of a `curated` event for these turns, checked; ModelError when there are none.

    `choice` in it names the turns that it was made for, see `choice_of`.
    """
    prediction, _ = model.run(Curator(), paper=paper, turns=turns)
    known = [text for turn in turns if turn.answer for text in (turn.question, turn.answer.text)]
    known += [c.quote for turn in turns if turn.answer for c in turn.answer.citations]
    numbers = {turn.number for turn in turns}
    return {
        "choice": choice_of(turns),
        "model": model.name,
        "title": _held(prediction.title, known)[:TITLE],
        "summary": _held(prediction.summary, known),
        "keep": [number for number in dict.fromkeys(prediction.keep) if number in numbers],
        "insights": _points(prediction.insights, known),
        "connections": _points(prediction.connections, known),
        "open_questions": _points(prediction.open_questions, known),
    }


def choice_of(turns: Iterable[Turn]) -> str:
    """What a curation depends on: 16 hexadecimal digits from the turns' numbers and words."""
    digest = hashlib.sha256()
    for turn in turns:
        text = turn.answer.text if turn.answer else ""
        digest.update(f"{turn.number}\n{turn.question}\n{text}\n".encode(errors="replace"))
    return digest.hexdigest()[:16]


def essay(event: Mapping[str, Any]) -> Essay:
    """The essay that a `curated` event holds."""
    return Essay(
        title=str(event.get("title", "")),
        summary=str(event.get("summary", "")),
        insights=tuple(map(str, event.get("insights", ()))),
        connections=tuple(map(str, event.get("connections", ()))),
        open_questions=tuple(map(str, event.get("open_questions", ()))),
        model=event.get("model"),
    )


def numbered(turns: Sequence[Turn]) -> str:
    """The turns as the model reads them."""
    return "\n\n".join(
        f"{turn.number}. {squash(turn.question)}\n{turn.answer.text[:ANSWER]}"
        for turn in turns
        if turn.answer
    )


def _points(texts: Iterable[str], known: Sequence[str]) -> list[str]:
    held = [_held(text, known) for text in texts]
    return [text for text in held if text][:POINTS]


def _held(text: str, known: Sequence[str]) -> str:
    """The sentences of `text` that bring neither a quotation nor a number of their own."""
    line = re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", squash(plain(text)))
    kept = [line[start:end] for start, end in sentences(line)]
    return " ".join(
        sentence
        for sentence in kept
        if not re.search(r"[\"“”]", sentence) and not missing_numbers(sentence, known)
    )
