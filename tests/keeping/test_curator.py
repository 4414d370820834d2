from __future__ import annotations

from typing import Any

from literals import citation, scripted, turn

from vibelog.keeping import curator

TURNS = [
    turn(1, "What is a block?", "A run of 16 tokens.", citations=(citation("saves 37.5% of it"),)),
    turn(4, "Why hash it?", "So that equal prefixes meet."),
]
FIELDS: dict[str, Any] = {
    "title": "Blocks and hashes",
    "summary": "Blocks are runs of 16 tokens.",
    "keep": [4, 1],
    "insights": ["Reuse saves 37.5%."],
    "connections": [],
    "open_questions": ["What about eviction?"],
}


def curate(**changes: object) -> dict[str, Any]:
    return curator.curate(scripted({**FIELDS, **changes}), "Prefix Caching", TURNS)


def test_the_frame_of_the_log_is_what_the_model_wrote() -> None:
    essay = curator.essay(curate())
    assert essay.title == "Blocks and hashes"
    assert essay.insights == ("Reuse saves 37.5%.",)
    assert essay.open_questions == ("What about eviction?",)
    assert essay.model == "dummy/scripted"


def test_only_turns_that_exist_are_kept_each_once() -> None:
    assert curate(keep=[4, 99, 4, -1, 1])["keep"] == [4, 1]


def test_a_sentence_with_a_number_of_its_own_is_dropped() -> None:
    assert curate(summary="It is 3.4x faster. Blocks meet.")["summary"] == "Blocks meet."
    assert curate(title="Blocks and 999 hashes")["title"] == ""


def test_a_sentence_with_a_quotation_is_dropped() -> None:
    assert curate(insights=["The paper says “it is best”.", "Blocks meet."])["insights"] == [
        "Blocks meet."
    ]


def test_escapes_and_list_marks_go() -> None:
    assert curate(title="- \x1b[31mRed\x1b[0m\nline")["title"] == "Red line"


def test_a_curation_is_good_until_a_turn_changes() -> None:
    same = curator.choice_of(TURNS)
    assert curate()["choice"] == same == curator.choice_of(list(TURNS))
    assert curator.choice_of([*TURNS, turn(5, "New?")]) != same
    assert curator.choice_of([turn(1, "What is a block?", "Else."), TURNS[1]]) != same
