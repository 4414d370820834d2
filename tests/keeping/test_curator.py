from __future__ import annotations

from dataclasses import replace
from typing import Any

from literals import citation, scripted, turn

from vibelog.core.conversation import Answer
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
    text = ["A block is a run of 16 tokens."]
    return curator.curate(scripted({**FIELDS, **changes}), "Prefix Caching", TURNS, text)


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


def test_a_number_that_an_answer_marks_as_not_found_is_in_no_paragraph_unless_a_quote_has_it() -> (
    None
):
    marked = Answer("It saves 37.5% at 9.1x and 80 GB.", unsupported=("9.1x", "37.5%"), model="m")
    turns = [*TURNS, replace(turn(5, "Is it 9.1x faster?"), answer=marked)]
    said = "It is 9.1x faster. It saves 37.5%. It needs 80 GB. Blocks meet."
    told = scripted({**FIELDS, "title": "Why 9.1x", "summary": said})
    made = curator.curate(told, "Prefix Caching", turns, ["A block is a run of 16 tokens."])
    assert (made["title"], made["summary"]) == ("", "It saves 37.5%. Blocks meet.")


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
