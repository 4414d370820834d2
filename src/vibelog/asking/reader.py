"""The Reader, a DSPy program: follow-up question and conversation → passages → answer with quotes.

It is given `retrieve` and the model; it opens nothing itself. What it returns has been gone over by
core.review: a quote that code could not find in a passage is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import dspy
from pydantic import BaseModel, Field

from vibelog.asking.question import sought, stands_alone
from vibelog.core.conversation import Answer, Turn
from vibelog.core.evidence import Claim
from vibelog.core.paper import Passage
from vibelog.core.places import Place
from vibelog.core.review import review
from vibelog.core.text import squash
from vibelog.errors import ModelError, TooLongError
from vibelog.lm import Hear, Model, Spent, instructions

Retrieve = Callable[[str, int], list[Passage]]  # question, how many → passages, best first

# Characters of passages read per question: 12,000 are about 3,000 tokens, from where on 500 more
# bring less than half a point of the evidence (bench/evidence). Tried in turn where the model's
# context is too small; on one's own machine the second is the first, as contexts of 4,096 are
# common there and what is too long for them is cut without a word.
BUDGETS = (12_000, 6_000, 2_000)
MOST = 40  # passages ranked for them: enough to fill the largest budget with short ones
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
    question: str = dspy.InputField(desc="a second line says it without the conversation")
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

    async def aforward(
        self, question: str, history: Sequence[Turn], budget: int = BUDGETS[0]
    ) -> dspy.Prediction:
        """The prediction; its `passages` are those that its quotes number, from 1.

        Together they have at most `budget` characters.
        A question that stands alone is searched for as it is, without a call to rewrite it.
        """
        conversation = transcript(history, min(HISTORY, budget))
        asked = question
        if conversation and not stands_alone(question):
            rewritten = await self.standalone.acall(conversation=conversation, question=question)
            asked = f"{question}\n{rewritten.standalone}"  # both: a rewriting may lose something
        passages = filling(budget, self.retrieve(sought(asked), MOST))
        prediction = await self.answer.acall(
            paper=self.paper,
            conversation=conversation,
            passages=numbered(passages),
            question=asked,
        )
        return dspy.Prediction(
            answer=prediction.answer, quotes=prediction.quotes, passages=passages
        )


def ask(  # noqa: PLR0913  what a question needs, and who listens
    model: Model,
    reader: Reader,
    question: str,
    history: Sequence[Turn],
    *,
    places: frozenset[Place] | None = None,
    hear: Hear = lambda _: None,
) -> Answer:
    """The model's answer, checked; `hear` is given its unchecked text while it comes.

    `places` are the figures, tables and sections that the paper has. Where the model's context is
    too small, it reads fewer passages, which is said. Raises ModelError when there is no answer.
    """
    prediction, spent = predicted(model, reader, hear, question=question, history=history)
    if not prediction.answer.strip():
        raise ModelError(f"{model.name} gave an empty answer; ask again.")
    passages: list[Passage] = prediction.passages
    claims = [claim_of(quote, passages) for quote in prediction.quotes]
    answer = review(prediction.answer, claims, passages, question=question, places=places)
    return replace(answer, model=model.name, tokens=spent.tokens, cost_usd=spent.cost_usd)


def predicted(
    model: Model,
    program: dspy.Module,
    hear: Hear = lambda _: None,
    **inputs: Any,  # noqa: ANN401 - each program's own
) -> tuple[dspy.Prediction, Spent]:
    """The prediction of a program, from as many passages (its `budget`) as the model can hold.

    Raises ModelError.
    """
    for budget in BUDGETS[1:] if model.here else BUDGETS:
        try:
            return model.run(program, hear, budget=budget, **inputs)
        except TooLongError:
            if budget == BUDGETS[-1]:
                raise
            model.wait(f"That is too long for {model.name}: it reads fewer passages.")
    raise AssertionError  # the loop returns or raises


def filling(budget: int, passages: Sequence[Passage]) -> list[Passage]:
    """The passages (best first) that fit into so many characters together; at least one."""
    chosen: list[Passage] = []
    for passage in passages:
        if not chosen or len(passage.text) <= budget:
            chosen.append(passage)
            budget -= len(passage.text)
    return chosen


def numbered(passages: Sequence[Passage]) -> str:
    """The passages as the model reads them: number, section and kind, then the text."""
    blocks = []
    for number, passage in enumerate(passages, start=1):
        about = ", ".join(part for part in (passage.section, passage.kind.value) if part)
        blocks.append(f"[{number}] ({about})\n{squash(passage.text)}")
    return "\n\n".join(blocks)


def transcript(history: Sequence[Turn], budget: int = HISTORY) -> str:
    """The last whole turns that fit into `budget` characters, oldest first.

    It only grows at its end, so that a provider's prompt cache holds what was sent before; once it
    is full, the older half goes at once instead of one turn a question.
    """
    kept: list[str] = []
    for turn in history:
        if turn.answer is None:
            continue
        kept.append(f"Student: {turn.question}\nAnswer: {turn.answer.text}")
        if sum(map(len, kept)) > budget:
            kept = _last(kept, budget // 2) or _last(kept[-1:], budget)
    return "\n\n".join(kept)


def _last(blocks: Sequence[str], budget: int) -> list[str]:
    """The last blocks that fit together into `budget` characters."""
    kept: list[str] = []
    for block in reversed(blocks):
        budget -= len(block)
        if budget < 0:
            break
        kept.insert(0, block)
    return kept


def claim_of(quote: Quote, passages: Sequence[Passage]) -> Claim:
    """The quote with the id of the passage whose number it names, if there is one."""
    known = 1 <= quote.passage <= len(passages)
    return Claim(quote.quote, passages[quote.passage - 1].id if known else "")
