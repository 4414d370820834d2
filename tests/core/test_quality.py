"""How good an answer is, and what is asked beside the paper, by the words of a turn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from literals import citation, turn

from vibelog.core.conversation import Answer, Turn
from vibelog.core.quality import (
    SILENT,
    UNANSWERED,
    UNVERIFIED,
    VERIFIED,
    counting,
    off_topic,
    quality,
)

NOTHING = (
    "The paper does not seem to speak of this: no sentence was found that answers it. What comes "
    "nearest:\n\nStranded blocks waste memory until they are evicted. [p. 3]"
)


def silent(question: str, model: str | None = None) -> Turn:
    return replace(turn(1, question), answer=Answer(NOTHING, model=model))


def test_a_verified_quote_is_best_and_no_answer_is_worst() -> None:
    asked = turn(1, "Why?")
    assert quality(replace(asked, answer=None)) == UNANSWERED
    assert quality(replace(asked, answer=Answer(" "))) == UNANSWERED
    assert quality(replace(asked, answer=Answer("It is", stopped=True))) == UNANSWERED
    assert quality(silent("Why?")) == SILENT
    assert quality(asked) == UNVERIFIED
    assert quality(turn(1, "Why?", citations=(citation("Memory is finite."),))) == VERIFIED
    assert UNANSWERED < SILENT < UNVERIFIED < VERIFIED


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "how do I cook rice?",
        "What is the weather in Paris tomorrow?",
        "Write me a poem about the birds in the garden",
    ],
)
def test_what_has_nothing_of_the_paper_does_not_count(question: str) -> None:
    assert off_topic(silent(question))
    assert counting([silent(question), silent("What does the paper not measure?")]) == [
        silent("What does the paper not measure?")
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What does the paper not measure?",
        "What are the limitations?",
        "Does it run on old machines?",
        "How would a TPU change that?",
        "How much energy would be saved?",
        "How long do stranded ones stay?",
        "What do the authors leave for later?",
        "Why would FooNet win?",
        "Wie hoch ist der Aufwand?",
        "为什么会这样？",
        "and why?",
    ],
)
def test_what_a_paper_leaves_open_is_a_question_about_it(question: str) -> None:
    assert not off_topic(silent(question))


def test_only_a_silent_answer_without_a_model_can_be_beside_the_paper() -> None:
    question = "What is the capital of France?"
    assert not off_topic(turn(1, question))
    assert not off_topic(silent(question, model="openai/gpt-5"))
    assert not off_topic(replace(silent(question), check=True))


def test_a_suggested_question_does_not_count() -> None:
    assert counting([replace(turn(1, "Why evict?"), suggested=True)]) == []
