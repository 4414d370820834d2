from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literals import citation, turn
from sizes import sized

from vibelog.core.conversation import Answer, Conversation, Turn
from vibelog.core.log import (
    FEWEST,
    MOST,
    Entry,
    Essay,
    VibeLog,
    choose,
    is_question,
    own,
    questions,
    require_enough,
)
from vibelog.errors import ShortLogError


def talk(*turns: Turn) -> Conversation:
    return Conversation("c1", "dspy", "ab" * 32, turns=turns)


@pytest.mark.parametrize(
    "text",
    [
        "What is a teleprompter?",
        "why not MIPRO",
        "Thanks! But why LRU?",
        "ok so why",
        "为什么?",
        "Explain figure 3",
        "Summarize https://arxiv.org/abs/1",
        "What questions does the paper leave open?",
        "Can you list the research questions it answers?",
        "You are an expert in compilers. What is operator fusion here?",
        "Act as a reviewer: is the evaluation fair?",
        "How would you give an answer as a table?",
        "<script>alert(1)</script>?",
    ],
)
def test_questions_about_the_paper_count(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "...",
        "thanks!",
        "OK, great, thank you so much.",
        "continue",
        "go on",
        "dspy.pdf\n\nPDF",
        "my paper.docx".replace(" ", "_"),
        "https://chatgpt.com/share/0000",
        "2/2",
        "You are an expert in compilers.",
        "Act as a professor of computer science",
        "You lost your format, answer again",
        "please answer in bullet points",
        "Can you give five questions on this paper and answer them?",
        "generate 10 questions",
    ],
)
def test_small_talk_uploads_and_requests_for_questions_do_not(text: str) -> None:
    assert not is_question(text)


def test_a_turn_without_an_answer_does_not_count() -> None:
    unanswered = replace(turn(2, "Why?"), answer=None)
    empty = replace(turn(3, "How?"), answer=Answer(" "))
    assert questions(talk(turn(1, "What is it?"), unanswered, empty)) == [turn(1, "What is it?")]


def test_of_a_question_asked_twice_the_last_answered_turn_counts() -> None:
    again = turn(3, "WHAT  is it?")
    unanswered = replace(turn(4, "What is it?"), answer=None)
    assert questions(talk(turn(1, "What is it?"), turn(2, "Why?"), again, unanswered)) == [
        turn(2, "Why?"),
        again,
    ]


def test_suggested_questions_are_kept_but_not_the_students_own() -> None:
    suggested = replace(turn(2, "And how?"), suggested=True)
    found = questions(talk(turn(1, "Why?"), suggested))
    assert found == [turn(1, "Why?"), suggested]
    assert own(found) == [turn(1, "Why?")]


def test_fewer_than_five_of_their_own_are_too_few() -> None:
    enough = [turn(n, f"Why {n}?") for n in range(1, FEWEST + 1)]
    require_enough(enough, "dspy")
    with pytest.raises(ShortLogError, match="has 4: ask 1 more"):
        require_enough([*enough[:4], replace(enough[4], suggested=True)], "dspy")


def test_a_log_knows_how_many_of_the_students_questions_it_lacks() -> None:
    entries = tuple(Entry(n, "Why?", "", ()) for n in range(5))
    log = VibeLog(*("dspy", "DSPy", None, None, None), entries, (), Essay(), (), None, "", "", "")
    assert log.missing == 0
    suggested = replace(entries[0], suggested=True)
    assert replace(log, entries=(*entries[:3], suggested, suggested)).missing == 2


def test_up_to_ten_are_all_kept() -> None:
    turns = [turn(n, f"Why {n}?") for n in range(1, MOST + 1)]
    assert choose(turns) == turns


@given(
    st.lists(st.text("abcd efgh", min_size=1, max_size=20), min_size=11, max_size=25),
    st.sets(st.integers(1, 30)),
    st.sets(st.integers(1, 11), max_size=10),
)
@settings(max_examples=sized(60))
def test_of_more_ten_are_chosen_in_order_stars_first_then_the_preferred(
    texts: list[str], preferred: set[int], stars: set[int]
) -> None:
    turns = [replace(turn(1, text), number=n) for n, text in enumerate(texts, 1)]
    turns = [replace(t, starred=t.number in stars) for t in turns]
    chosen = [t.number for t in choose(turns, preferred)]
    assert len(chosen) == MOST == len(set(chosen))
    assert chosen == sorted(chosen)
    assert stars <= set(chosen)
    wanted = preferred & {t.number for t in turns}
    assert wanted <= set(chosen) or set(chosen) <= wanted | stars


def test_the_rest_is_filled_with_what_differs_most() -> None:
    same = [turn(n, f"How does eviction policy number{n} work?") for n in range(1, 11)]
    cited = (citation("x", section="5 Results"),)
    other = turn(11, "What hardware runs benchmarks?", citations=cited)
    assert other in choose([*same, other], preferred={1})


def test_a_suggested_question_never_takes_the_place_of_the_students() -> None:
    mine = [turn(n, f"How does eviction work, part{n}?") for n in range(1, 11)]
    suggested = replace(turn(11, "Which hardware?"), suggested=True)
    assert choose([*mine, suggested]) == mine
