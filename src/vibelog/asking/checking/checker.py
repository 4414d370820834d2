"""The Checker, a DSPy program: a pasted claim → passages → verdict with quotes.

It is given `retrieve` and the model; it opens nothing itself. The model's verdict stands only as
far as code can hold it: `judged` takes back what no verified quote carries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import dspy

from vibelog.asking.checking.comparing import VERBATIM, apart, word_for_word
from vibelog.asking.reader import (
    BUDGETS,
    MOST,
    Quote,
    Retrieve,
    claim_of,
    filling,
    numbered,
    predicted,
)
from vibelog.core.conversation import Answer
from vibelog.core.evidence import Claim, verify
from vibelog.core.measures import missing_measures
from vibelog.core.paper import Passage
from vibelog.core.places import Place, missing_places
from vibelog.core.review import review
from vibelog.core.text import plain, squash
from vibelog.lm import Model, instructions

Verdict = Literal["supported", "contradicted", "not in the paper"]

_SAID = {
    "supported": "**Supported by the paper.**",
    "contradicted": "**Contradicted by the paper.**",
}
_NOT_SAID = "**Not in the paper.**"


class CheckClaim(dspy.Signature):
    """See prompts/check.md."""

    passages: str = dspy.InputField(desc="numbered passages of the paper")
    claim: str = dspy.InputField(desc="what the student pasted")
    # The evidence comes first, so that the verdict follows from it and not the other way round.
    quotes: list[Quote] = dspy.OutputField(desc="what decides the claim; empty when nothing does")
    explanation: str = dspy.OutputField(desc="Markdown, one to three sentences")
    verdict: Verdict = dspy.OutputField()


class Checker(dspy.Module):
    """Claim → a prediction with `verdict`, `explanation`, `quotes` and the `passages` read."""

    def __init__(self, retrieve: Retrieve) -> None:
        super().__init__()
        self.retrieve = retrieve
        self.check = dspy.Predict(CheckClaim.with_instructions(instructions("check")))

    async def aforward(self, claim: str, budget: int = BUDGETS[0]) -> dspy.Prediction:
        """The prediction; its quotes number its `passages` (`budget` characters) from 1."""
        passages = filling(budget, self.retrieve(claim, MOST))
        prediction = await self.check.acall(passages=numbered(passages), claim=plain(claim))
        return dspy.Prediction(
            verdict=prediction.verdict,
            explanation=prediction.explanation,
            quotes=prediction.quotes,
            passages=passages,
        )


def check(
    model: Model, checker: Checker, claim: str, *, places: frozenset[Place] | None = None
) -> Answer:
    """The model's verdict on the claim, checked; `places` are what the paper has.

    Where the model's context is too small, it reads fewer passages, which is said. Raises
    ModelError when there is no verdict.
    """
    told, spent = predicted(model, checker, claim=claim)
    passages: list[Passage] = told.passages
    claims = [claim_of(quote, passages) for quote in told.quotes]
    answer = judged(told.verdict, told.explanation, claims, passages, claim, places=places)
    return replace(answer, model=model.name, tokens=spent.tokens, cost_usd=spent.cost_usd)


def judged(  # noqa: PLR0913 - what a model said of a claim, field by field
    verdict: Verdict,
    explanation: str,
    claims: Sequence[Claim],
    passages: Sequence[Passage],
    claim: str,
    *,
    places: frozenset[Place] | None = None,
) -> Answer:
    """What may stand of a verdict on `claim`, given by a model that read `passages`.

    Without a verified quote nothing is supported or contradicted; with a number or a place in the
    claim that was not found, nothing is supported. A claim that stands in the paper word for word
    is never called absent. `claims` are the model's quotes.
    """
    stands = word_for_word(claim, passages)
    if verdict == "not in the paper" and stands:
        return Answer(f"{_SAID['supported']} {VERBATIM}{apart(stands, passages)}", stands)
    citations, refused = verify(claims, passages)
    silent = verdict == "not in the paper" or not citations
    given = explanation.strip() or "none given."
    answer = review(given, () if silent else claims, passages, question=claim, places=places)
    absent = () if verdict == "contradicted" else _absent(claim, passages, places)
    if silent:
        said = _NOT_SAID
    elif verdict == "supported" and absent:
        said = f"**Not supported as it stands.** {_named(absent)} not in what was read."
    else:
        said = f"{_SAID[verdict]}{apart(citations, passages)}"
    own = squash(plain(claim)).casefold()  # what only repeats the student's words is not told again
    told = [text for text in answer.unsupported if text.casefold() not in own]
    unsupported = tuple(dict.fromkeys((*refused, *told, *absent)))
    return replace(answer, text=f"{said}\n\n{answer.text}", unsupported=unsupported)


def _absent(
    claim: str, passages: Sequence[Passage], places: frozenset[Place] | None
) -> tuple[str, ...]:
    """The numbers with a unit and the places that the claim names and that were not found."""
    numbers = missing_measures(claim, (passage.text for passage in passages))
    return (*numbers, *(missing_places(claim, places) if places is not None else ()))


def _named(absent: Sequence[str]) -> str:
    return " and ".join(f"`{text}`" for text in absent) + (" is" if len(absent) == 1 else " are")
