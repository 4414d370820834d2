"""The Reader on DSPy's own DummyLM: what it asks for, and what of it is believed."""

from __future__ import annotations

from typing import Any

from literals import passage, scripted, turn

from vibelog.asking import reader
from vibelog.core.conversation import Answer, Turn
from vibelog.core.paper import Passage

BLOCK = passage("A block is a run of 16 tokens.", page=3)
HASH = passage("Each block is named by a hash of its tokens and of the block before.", page=4)


def ask(
    question: str, *answers: dict[str, Any], history: tuple[Turn, ...] = ()
) -> tuple[Answer, list[str]]:
    """The answer, and what was retrieved for."""
    queries: list[str] = []

    def retrieve(query: str, _count: int) -> list[Passage]:
        queries.append(query)
        return [BLOCK, HASH]

    program = reader.Reader(retrieve, "Prefix Caching")
    return reader.ask(scripted(*answers), program, question, history), queries


def test_the_answer_carries_verified_quotes_with_pages() -> None:
    quotes = [{"passage": 2, "quote": "each block is named by a hash of its tokens"}]
    answer, _ = ask("How are blocks named?", {"answer": "By a hash.", "quotes": quotes})
    assert answer.text == "By a hash."
    assert [(c.page, c.quote) for c in answer.citations] == [
        (4, "Each block is named by a hash of its tokens")
    ]
    assert answer.model == "dummy/scripted"


def test_a_first_question_is_asked_as_it_stands() -> None:
    _, queries = ask("What is a block?", {"answer": "x", "quotes": []})
    assert queries == ["What is a block?"]


def test_a_follow_up_is_made_to_stand_alone_and_both_forms_are_searched_for() -> None:
    _, queries = ask(
        "And how is it named?",
        {"standalone": "How is a block named?"},
        {"answer": "x", "quotes": []},
        history=(turn(1, "What is a block?"),),
    )
    assert queries == ["And how is it named?\nHow is a block named?"]


def test_a_passage_number_that_does_not_exist_is_no_error() -> None:
    quotes = [{"passage": 99, "quote": "A block is a run of 16 tokens."}]
    answer, _ = ask("What is a block?", {"answer": "x", "quotes": quotes})
    assert answer.citations[0].page == 3


def test_a_model_that_lies_in_every_field_gets_nothing_shown_as_the_papers() -> None:
    quotes = [{"passage": 1, "quote": "A block is a run of 64 tokens."}]
    answer, _ = ask("What is a block?", {"answer": "It has 64 tokens (p. 12).", "quotes": quotes})
    assert answer.citations == ()
    assert set(answer.unsupported) == {"A block is a run of 64 tokens.", "64 tokens"}
    assert "p. 12" not in answer.text


def test_the_history_keeps_the_last_whole_turns_within_the_budget() -> None:
    history = [turn(number, f"Question {number}?", "y" * 100) for number in range(1, 9)]
    text = reader.transcript(history, budget=400)
    assert text.startswith("Student: Question 6?")
    assert len(text) <= 400


def test_passages_are_numbered_and_say_what_they_are() -> None:
    assert reader.numbered([BLOCK]) == "[1] (1 Intro, body)\nA block is a run of 16 tokens."
