"""A paper, passages, turns and models as literals, for tests that need no file."""

from __future__ import annotations

from typing import Any

from dspy.utils import DummyLM

from vibelog.core.conversation import Answer, Citation, Turn
from vibelog.core.paper import Kind, Passage, passage_id
from vibelog.lm import Model


def passage(
    text: str, *, section: str = "1 Intro", page: int = 1, kind: Kind = Kind.BODY
) -> Passage:
    """A passage of one page."""
    return Passage(passage_id(text), section, kind, text, 0, len(text), ((page, 0),))


def turn(
    number: int, question: str, answer: str = "It is.", *, citations: tuple[Citation, ...] = ()
) -> Turn:
    """An answered turn, asked on a day of September 2025."""
    asked = f"2025-09-{number:02}T10:00:00+00:00"
    return Turn(number, question, asked, answer=Answer(answer, citations=citations))


def citation(quote: str, *, page: int = 1, section: str = "1 Intro") -> Citation:
    """A citation of a passage that holds just the quote."""
    return Citation(page, section, quote, passage_id(quote))


def scripted(*answers: dict[str, Any]) -> Model:
    """A model that gives these fields, one dictionary a call."""
    return Model("dummy/scripted", DummyLM(list(answers)), "this test")
