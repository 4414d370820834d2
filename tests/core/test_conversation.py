from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from vibelog.core.conversation import (
    Answer,
    Citation,
    Conversation,
    answer_event,
    read_answer,
    replay,
)

BEGUN = {
    "v": 1,
    "type": "conversation",
    "at": "2026-11-22T07:30:00+01:00",
    "id": "c1",
    "paper": {"name": "dspy", "sha256": "ab" * 32},
    "source": "vibelog",
    "model": None,
}
ANSWERS = st.builds(
    Answer,
    st.text(),
    st.lists(
        st.builds(Citation, st.integers(1, 999), st.text(), st.text(), st.text()), max_size=3
    ).map(tuple),
    st.lists(st.text(), max_size=3).map(tuple),
    st.none() | st.text(),
    st.none() | st.just({"prompt": 10, "completion": 2}),
    st.none() | st.floats(0, 9),
    st.booleans(),
)


def asked(turn: int, text: str = "why?", **fields: object) -> dict[str, Any]:
    return {"type": "question", "turn": turn, "text": text, "at": f"day {turn}", **fields}


def answered(turn: int, text: str) -> dict[str, Any]:
    return {"type": "answer", "turn": turn, "text": text}


def talk(*events: dict[str, Any]) -> Conversation:
    conversation = replay([BEGUN, *events])
    assert conversation is not None
    return conversation


@given(ANSWERS)
@settings(max_examples=sized(60))
def test_an_answer_comes_back_from_json_as_it_went_in(answer: Answer) -> None:
    assert read_answer(json.loads(json.dumps(answer_event(answer)))) == answer


def test_an_answer_has_the_contracts_fields() -> None:
    event = answer_event(Answer("a", (Citation(4, "3.2", "q", "p"),)))
    assert list(event) == [
        *("text", "citations", "unsupported", "model", "tokens", "cost_usd", "stopped")
    ]
    assert event["citations"] == [{"page": 4, "section": "3.2", "quote": "q", "passage": "p"}]


def test_an_older_answer_without_the_later_fields_reads() -> None:
    assert read_answer({"text": "a", "citations": None}) == Answer("a")


def test_nothing_has_begun_without_its_first_event() -> None:
    assert replay([]) is None
    assert replay([asked(1)]) is None


def test_a_conversation_knows_its_paper_and_beginning() -> None:
    begun = talk()
    assert (begun.id, begun.paper, begun.sha256) == ("c1", "dspy", "ab" * 32)
    assert begun.started == "2026-11-22T07:30:00+01:00"
    assert talk({**BEGUN, "id": "another"}).id == "c1"


def test_turns_stand_in_the_order_of_their_numbers() -> None:
    turns = talk(asked(2, "b"), asked(1, "a", suggested=True)).turns
    assert [(t.number, t.question, t.asked, t.suggested) for t in turns] == [
        (1, "a", "day 1", True),
        (2, "b", "day 2", False),
    ]


def test_a_second_answer_replaces_the_first_and_what_was_made_of_it() -> None:
    curated = {"type": "curated", "turn": 1, "text": "short"}
    (turn,) = talk(asked(1), answered(1, "old"), curated).turns
    assert turn.curated == "short"
    (turn,) = talk(asked(1), answered(1, "old"), curated, answered(1, "new")).turns
    assert (turn.answer, turn.curated) == (Answer("new"), None)


def test_stars_and_notes_stay_with_their_turn() -> None:
    notes = [{"type": "note", "turn": 1, "text": text} for text in ("x", "y")]
    (turn,) = talk(asked(1), {"type": "star", "turn": 1}, *notes).turns
    assert (turn.starred, turn.notes) == (True, ("x", "y"))


def test_an_undone_turn_is_gone_and_what_is_said_of_it_later_too() -> None:
    gone = talk(asked(1), asked(2), {"type": "undo", "turn": 2}, answered(2, "late"))
    assert [turn.number for turn in gone.turns] == [1]
    assert talk({"type": "undo", "turn": 7}).turns == ()


def test_a_curation_of_the_whole_log_is_kept_by_its_choice() -> None:
    events = [{"type": "curated", "choice": "c", "title": title} for title in ("old", "new")]
    assert talk(*events).curations["c"]["title"] == "new"


def test_unknown_types_change_nothing() -> None:
    assert talk(asked(1), {"type": "mood", "turn": 1}, {}) == talk(asked(1))


def test_a_turn_is_dated_unless_its_event_says_otherwise() -> None:
    asked = {"type": "question", "at": "2026-11-22T07:30:00+01:00", "text": "Why?"}
    marks: list[dict[str, Any]] = [{}, {"dated": False}, {"dated": True}]
    talk = replay([BEGUN, *({**asked, "turn": n, **mark} for n, mark in enumerate(marks, 1))])
    assert talk is not None
    assert [turn.dated for turn in talk.turns] == [True, False, True]
