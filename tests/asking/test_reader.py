"""The Reader on DSPy's own DummyLM: what it asks for, and what of it is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from literals import passage, scripted, turn
from model_server import Fault, Reply, fields, serving

from vibelog.asking import reader
from vibelog.core.conversation import Answer, Turn
from vibelog.core.paper import Passage
from vibelog.errors import ModelError
from vibelog.lm import connect

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
    answer, _ = ask("How are blocks named?", {"answer": "By a hash [1].", "quotes": quotes})
    assert answer.text == "By a hash [p. 4]."
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


def grown(turns: int, budget: int) -> list[str]:
    """The history as it is sent with each of so many questions."""
    history = [turn(number, f"Question {number}?", "y" * 100) for number in range(1, turns + 1)]
    return [reader.transcript(history[:length], budget) for length in range(1, turns + 1)]


def test_the_history_is_made_of_the_last_whole_turns_within_the_budget() -> None:
    for number, text in enumerate(grown(20, 700), start=1):
        assert len(text) <= 720
        assert text.endswith(f"Student: Question {number}?\nAnswer: {'y' * 100}")
        assert text.startswith("Student: Question")


def test_the_history_mostly_only_grows_so_that_a_prompt_cache_holds_it() -> None:
    sent = grown(20, 700)
    kept = [later.startswith(earlier) for earlier, later in pairwise(sent)]
    assert kept.count(False) <= 20 // 3


def test_a_very_long_answer_leaves_the_last_turn_in_the_history() -> None:
    history = [turn(1, "First?"), turn(2, "Second?", "y" * 500)]
    assert reader.transcript(history, budget=550).startswith("Student: Second?")


def test_a_follow_up_that_stands_alone_is_not_rewritten() -> None:
    _, queries = ask(
        "What is a hash?", {"answer": "x", "quotes": []}, history=(turn(1, "What is a block?"),)
    )
    assert queries == ["What is a hash?"]


def test_an_empty_answer_is_an_error() -> None:
    with pytest.raises(ModelError, match="empty answer"):
        ask("What is a block?", {"answer": " ", "quotes": []})


def test_passages_are_numbered_and_say_what_they_are() -> None:
    assert reader.numbered([BLOCK]) == "[1] (1 Intro, body)\nA block is a run of 16 tokens."


def test_a_context_that_is_too_small_is_given_fewer_passages_which_is_said() -> None:
    def answer(body: dict[str, Any]) -> Reply:
        if "[6]" in body["messages"][-1]["content"]:
            return Fault(400, "the request exceeds the available context size")
        return fields(answer="It is.", quotes="[]")

    many = [passage(f"Block {number} is a run of tokens. " * 12) for number in range(20)]
    said: list[str] = []
    with serving(answer) as server:
        model = connect("tiny", server.url, {}, said.append)
        program = reader.Reader(lambda _question, most: many[:most], "Prefix Caching")
        assert "It is." in reader.ask(model, program, "What is a block?", ()).text
    assert said == ["That is too long for openai/tiny: it reads fewer passages."]
    assert len(server.requests) == 2


def test_what_stays_the_same_is_sent_first_so_that_a_prompt_cache_holds_it() -> None:
    first = turn(1, "What is a block?", "A run of tokens.")
    second = turn(2, "What is a hash?", "A number.")
    with serving([fields(answer="It is.", quotes="[]")]) as server:
        model = connect("tiny", server.url, {})
        program = reader.Reader(
            lambda question, _most: [passage(f"On {question}")], "Prefix Caching"
        )
        for history in ((first,), (first, second)):
            reader.ask(model, program, f"Why {len(history)}?", history)
    one, two = (request["body"]["messages"] for request in server.requests)
    assert one[0] == two[0], "the instructions"
    same = one[1]["content"].partition("Student: What is a block?\nAnswer: A run of tokens.\n\n")
    assert two[1]["content"].startswith(same[0] + same[1])
    assert "[[ ## passages ## ]]" in same[2]


def test_the_students_own_words_are_asked_beside_their_rewriting() -> None:
    replies = [fields(standalone="How is a block named?"), fields(answer="x", quotes="[]")]
    with serving(replies) as server:
        program = reader.Reader(lambda _question, _most: [BLOCK], "Prefix Caching")
        history = (turn(1, "What is a block?"),)
        reader.ask(connect("tiny", server.url, {}), program, "And how is it named?", history)
    asked = server.requests[1]["body"]["messages"][-1]["content"]
    assert "And how is it named?\nHow is a block named?" in asked


def test_an_answer_in_json_is_read_as_well() -> None:
    quotes = [{"passage": 1, "quote": "A block is a run of 16 tokens."}]
    replies = ["no form at all", json.dumps({"answer": "A run [1].", "quotes": quotes})]
    with serving(replies) as server:
        program = reader.Reader(lambda _question, _most: [BLOCK], "Prefix Caching")
        answer = reader.ask(connect("tiny", server.url, {}), program, "What is a block?", ())
    assert (answer.text, answer.citations[0].page) == ("A run [p. 3].", 3)


def test_passages_fill_a_budget_best_first_and_what_does_not_fit_is_passed_over() -> None:
    given = [passage("a" * size) for size in (60, 50, 30, 20, 5)]
    assert [len(p.text) for p in reader.filling(100, given)] == [60, 30, 5]
    assert reader.filling(10, given[:1]) == given[:1], "one is better than none"


def test_a_model_on_ones_own_machine_is_sent_less() -> None:
    many = [passage(f"Block {number} is a run of tokens. " * 12) for number in range(40)]
    with serving([fields(answer="It is.", quotes="[]")]) as server:
        program = reader.Reader(lambda _question, most: many[:most], "Prefix Caching")
        here = connect("tiny", server.url, {})
        for model in (here, replace(here, here=False)):
            reader.ask(model, program, "What is a block?", ())
    sent = [len(request["body"]["messages"][-1]["content"]) for request in server.requests]
    assert reader.BUDGETS[1] < sent[0] < reader.BUDGETS[1] * 1.3
    assert reader.BUDGETS[0] < sent[1] < reader.BUDGETS[0] * 1.3
