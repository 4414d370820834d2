from __future__ import annotations

import pytest

from vibelog.core.courtesy import reply
from vibelog.core.questions import is_question


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("thanks", "You are welcome."),
        ("OK, thank you so much!", "You are welcome."),
        ("Great, thanks. Perfect", "You are welcome."),
        ("谢谢", "You are welcome."),
        ("Hello!", "Hello. Ask away."),
        ("ok", "Good."),
        ("I see. Got it!", "Good."),
    ],
)
def test_courtesies_get_one_line_and_are_no_questions(text: str, answer: str) -> None:
    assert reply(text) == answer
    assert not is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "continue",
        "yes",
        "more",
        "thanks to whom?",
        "ok, but why?",
        "hi what is a block",
        "good?",
        "",
    ],
)
def test_what_asks_for_something_goes_to_who_answers(text: str) -> None:
    assert reply(text) is None
