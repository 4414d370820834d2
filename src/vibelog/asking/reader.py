"""The Reader, a DSPy program: follow-up question and conversation → passages → answer with quotes.

It is given `retrieve` and the model; it opens nothing itself. What it returns has been gone over by
core.review: a quote that code could not find in a passage is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import dspy
from pydantic import BaseModel, Field

from vibelog.core.conversation import Answer, Turn
from vibelog.core.evidence import Claim
from vibelog.core.paper import Passage
from vibelog.core.review import review
from vibelog.core.text import squash
from vibelog.lm import Model, instructions

Retrieve = Callable[[str, int], list[Passage]]  # question, how many → passages, best first

PASSAGES = 10  # read per question; 8 to 12 is what closed the gap of vocabulary when measured
HISTORY = 6_000  # characters of earlier turns sent along, whole turns only: about 1,500 tokens


class Quote(BaseModel):
    """A stretch of a passage, copied to the letter."""

    passage: int = Field(description="number of the passage it stands in")
    quote: str = Field(description="the stretch, copied to the letter")


class StandaloneQuestion(dspy.Signature):
    """See prompts/standalone.md."""

    conversation: str = dspy.InputField()
    question: str = dspy.InputField(desc="the student's follow-up question")
    standalone: str = dspy.OutputField(desc="the question, understandable by itself")


class AnswerFromPassages(dspy.Signature):
    """See prompts/answer.md."""

    # The order serves the providers' prompt caches: what stays the same comes first.
    paper: str = dspy.InputField(desc="title and outline")
    conversation: str = dspy.InputField(desc="earlier questions and answers; may be empty")
    passages: str = dspy.InputField(desc="numbered passages of the paper")
    question: str = dspy.InputField()
    answer: str = dspy.OutputField(desc="Markdown")
    quotes: list[Quote] = dspy.OutputField(desc="what backs the answer; empty when nothing does")


class Reader(dspy.Module):
    """Question, earlier turns → a prediction with `answer`, `quotes` and the `passages` read."""

    def __init__(self, retrieve: Retrieve, paper: str) -> None:
        super().__init__()
        self.retrieve = retrieve
        self.paper = paper
        self.standalone = dspy.Predict(
            StandaloneQuestion.with_instructions(instructions("standalone"))
        )
        self.answer = dspy.Predict(AnswerFromPassages.with_instructions(instructions("answer")))

    def forward(self, question: str, history: Sequence[Turn]) -> dspy.Prediction:
        """The prediction; its `passages` are those that its quotes' numbers count, from 1."""
        conversation = transcript(history)
        asked = question
        if conversation:
            asked = self.standalone(conversation=conversation, question=question).standalone
        passages = self.retrieve(
            f"{question}\n{asked}" if asked != question else question, PASSAGES
        )
        prediction = self.answer(
            paper=self.paper,
            conversation=conversation,
            passages=numbered(passages),
            question=asked,
        )
        return dspy.Prediction(
            answer=prediction.answer, quotes=prediction.quotes, passages=passages
        )


def ask(model: Model, reader: Reader, question: str, history: Sequence[Turn]) -> Answer:
    """The model's answer, checked; ModelError when there is none."""
    prediction, spent = model.run(lambda: reader(question=question, history=history))
    passages: list[Passage] = prediction.passages
    claims = [_claim(quote, passages) for quote in prediction.quotes]
    answer = review(prediction.answer, claims, passages)
    return replace(answer, model=model.name, tokens=spent.tokens, cost_usd=spent.cost_usd)


def numbered(passages: Sequence[Passage]) -> str:
    """The passages as the model reads them: number, section and kind, then the text."""
    blocks = []
    for number, passage in enumerate(passages, start=1):
        about = ", ".join(part for part in (passage.section, passage.kind.value) if part)
        blocks.append(f"[{number}] ({about})\n{squash(passage.text)}")
    return "\n\n".join(blocks)


def transcript(history: Sequence[Turn], budget: int = HISTORY) -> str:
    """The last whole turns that fit into `budget` characters, oldest first."""
    blocks: list[str] = []
    for turn in reversed(history):
        if turn.answer is None:
            continue
        block = f"Student: {turn.question}\nAnswer: {turn.answer.text}"
        budget -= len(block)
        if budget < 0:
            break
        blocks.append(block)
    return "\n\n".join(reversed(blocks))


def _claim(quote: Quote, passages: Sequence[Passage]) -> Claim:
    """The quote with the id of the passage whose number it names, if there is one."""
    known = 1 <= quote.passage <= len(passages)
    return Claim(quote.quote, passages[quote.passage - 1].id if known else "")
