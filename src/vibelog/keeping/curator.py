"""The Curator, two DSPy programs: one frames a conversation, one shortens an answer.

Conversation → title, summary, which questions, insights, what is open. What they write is held to
the conversation by `grounding`, which is code. The questions and quotes of the log never pass
through them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dspy

from vibelog.core.conversation import Turn
from vibelog.core.log import Essay
from vibelog.core.text import fold, squash
from vibelog.keeping.grounding import Known, held, shorter
from vibelog.lm import Model, instructions

ANSWER = 1_200  # characters of each answer that the curator reads: enough for its gist
LONG = 1_200  # characters from which an answer is worth shortening: about a screen
POINTS = 4  # insights and open questions kept, each at most
TITLE = 90  # characters


class CurateConversation(dspy.Signature):
    """See prompts/curate.md."""

    paper: str = dspy.InputField(desc="title of the paper")
    conversation: str = dspy.InputField(desc="numbered questions and answers")
    title: str = dspy.OutputField()
    summary: str = dspy.OutputField()
    keep: list[int] = dspy.OutputField(desc="numbers of the questions for the log")
    insights: list[str] = dspy.OutputField()
    open_questions: list[str] = dspy.OutputField()


class CondenseAnswer(dspy.Signature):
    """See prompts/condense.md."""

    question: str = dspy.InputField()
    whole: str = dspy.InputField(desc="the answer")
    condensed: str = dspy.OutputField(desc="the answer, shorter")


class Curator(dspy.Module):
    """Turns → a prediction with the fields of CurateConversation."""

    def __init__(self) -> None:
        super().__init__()
        self.curate = dspy.Predict(CurateConversation.with_instructions(instructions("curate")))

    async def aforward(self, paper: str, turns: Sequence[Turn]) -> dspy.Prediction:
        """What the model proposes, not checked yet."""
        return await self.curate.acall(paper=paper, conversation=numbered(turns))


class Condenser(dspy.Module):
    """A question and its answer → a prediction with `condensed`."""

    def __init__(self) -> None:
        super().__init__()
        self.condense = dspy.Predict(CondenseAnswer.with_instructions(instructions("condense")))

    async def aforward(self, question: str, whole: str) -> dspy.Prediction:
        """What the model proposes, not checked yet."""
        return await self.condense.acall(question=question, whole=whole)


def curate(
    model: Model, paper: str, turns: Sequence[Turn], text: Sequence[str] = ()
) -> dict[str, Any]:
    """The fields of a `curated` event for these turns, checked; ModelError when there are none.

    `paper` is its title, `text` what stands in it: without that, only the numbers of the quotes
    count as the paper's. `choice` in the event names the turns that it was made for (`choice_of`).
    """
    prediction, _ = model.run(Curator(), paper=paper, turns=turns)
    known = _known(paper, turns, text)
    numbers = {turn.number for turn in turns}
    return {
        "choice": choice_of(turns),
        "model": model.name,
        "title": held(prediction.title, known)[:TITLE],
        "summary": held(prediction.summary, known),
        "keep": [number for number in dict.fromkeys(prediction.keep) if number in numbers],
        "insights": _points(prediction.insights, known),
        "open_questions": _points(prediction.open_questions, known, asking=True),
    }


def condense(model: Model, turn: Turn) -> str:
    """A turn's answer, shortened by the model, or "" where that would not hold.

    Raises ModelError when the model does not answer.
    """
    if turn.answer is None:
        return ""
    prediction, _ = model.run(Condenser(), question=turn.question, whole=turn.answer.text)
    return shorter(prediction.condensed, turn.answer)


def to_condense(turns: Iterable[Turn]) -> list[Turn]:
    """Those whose answer a model wrote, is long, and was not shortened (or tried) yet."""
    return [
        turn
        for turn in turns
        if turn.answer
        and turn.answer.model
        and len(turn.answer.text) >= LONG
        and turn.curated is None
    ]


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


def _known(paper: str, turns: Sequence[Turn], text: Sequence[str]) -> Known:
    """What was read, what of it is the paper's own, and what the answers mark as not found."""
    answers = [turn.answer for turn in turns if turn.answer]
    quotes = [citation.quote for answer in answers for citation in answer.citations]
    told = [turn.question for turn in turns if turn.answer] + [answer.text for answer in answers]
    quoted = fold(squash(" ".join(quotes)))[0]
    marked = dict.fromkeys(text for answer in answers for text in answer.unsupported)
    doubted = tuple(text for text in marked if fold(squash(text))[0] not in quoted)
    return Known([paper, *told, *quotes], [paper, *quotes, *text], doubted)


def _points(texts: Iterable[str], known: Known, *, asking: bool = False) -> list[str]:
    found = [held(text, known, asking=asking) for text in texts]
    return [text for text in dict.fromkeys(found) if text][:POINTS]
