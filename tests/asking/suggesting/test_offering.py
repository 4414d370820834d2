"""What is offered without a model: new, spread over the paper, answered, and always the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literals import citation, passage, turn
from sizes import sized

from vibelog.asking.quoting import quote
from vibelog.asking.rank import rank
from vibelog.asking.suggesting.leads import leads
from vibelog.asking.suggesting.offering import new, offer
from vibelog.core.conversation import Answer, Turn
from vibelog.core.paper import Kind, Passage


def laid_out(*passages: Passage) -> list[Passage]:
    """The passages as if they stood one behind the other in a paper."""
    laid, at = [], 0
    for one in passages:
        end = at + len(one.text)
        laid.append(Passage(one.id, one.section, one.kind, one.text, at, end, one.pages))
        at = end
    return laid


PAPER = laid_out(
    passage("Serving needs memory, and this paper is about that.", section="1 Introduction"),
    passage(
        "The page table maps blocks of a prompt to blocks of memory. Every page table is small.",
        section="2.1 Page tables",
        page=2,
    ),
    passage(
        "Eviction removes the block that was not used for the longest time. The eviction policy "
        "keeps inner blocks.",
        section="2.2 Eviction policy",
        page=3,
    ),
    passage(
        "A stranded block is a block whose parent was evicted. Nobody can reach it any more.",
        section="2.3 Stranded blocks",
        page=4,
    ),
    passage(
        "We use leaf-first sweeping because inner nodes are shared by many users at once.",
        section="3 Sweeping",
        page=5,
    ),
    passage(
        "Figure 1. Hit ratio against cache capacity.",
        section="4 Results",
        kind=Kind.CAPTION,
        page=6,
    ),
    passage(
        "The hit ratio grows with the capacity of the cache until all prompts fit into it.",
        section="4 Results",
        page=6,
    ),
    passage("A page walker is a machine that others built.", section="5 Related work", page=7),
    passage("What is a prompt? It is an example.", section="A Prompts", kind=Kind.APPENDIX, page=8),
    passage("Page tables. 1970.", section="References", kind=Kind.REFERENCES, page=9),
)


def ask(number: int, question: str) -> Turn:
    """The turn in which the quoting reader answers the question."""
    ranked = [item.passage for item in rank(question, PAPER)]
    return Turn(number, question, "2025-09-01T10:00:00+00:00", answer=quote(question, ranked))


def section_of(question: str) -> str:
    return next(lead.section for lead in leads(PAPER) if lead.question == question)


def test_three_questions_from_three_sections_in_the_paper_s_order() -> None:
    offered = offer(PAPER, [])
    assert len(offered) == 3
    sections = [section_of(question) for question in offered]
    assert sections == sorted(set(sections))


def test_every_question_offered_is_answered_with_quotes() -> None:
    for question in offer(PAPER, [], count=8):
        answer = ask(1, question).answer
        assert answer is not None
        assert answer.citations


def test_the_same_conversation_is_offered_the_same() -> None:
    turns = [ask(1, "How does eviction work?")]
    assert offer(PAPER, turns) == offer(PAPER, turns)


def test_once_asked_others_are_offered_until_the_paper_has_no_more() -> None:
    turns: list[Turn] = []
    seen: list[str] = []
    while offered := offer(PAPER, turns):
        assert not set(offered) & set(seen)
        seen += offered
        turns += [ask(len(turns) + at, question) for at, question in enumerate(offered, start=1)]
        assert len(turns) < 30
    assert "What is a stranded block?" in seen
    assert "Why do the authors use leaf-first sweeping?" in seen


def test_what_was_offered_before_is_left_out() -> None:
    first = offer(PAPER, [])
    assert not set(first) & set(offer(PAPER, [], already=first))


def test_a_question_in_other_words_counts_as_asked() -> None:
    assert "What is a stranded block?" in offer(PAPER, [], count=8)
    turns = [turn(1, "could you explain stranded blocks")]
    assert "What is a stranded block?" not in offer(PAPER, turns, count=8)


def test_sections_that_no_answer_quotes_come_first() -> None:
    quoted = tuple(citation("x", section=s) for s in ("2.2 Eviction policy", "2.3 Stranded blocks"))
    offered = offer(PAPER, [turn(1, "And then?", citations=quoted)], count=2)
    assert not {section_of(question) for question in offered} & {c.section for c in quoted}


STEEP = "To smooth steep gradients, we clip them. To speed slow convergence, we warm up."


def test_a_section_is_asked_about_twice_only_where_no_other_is_left() -> None:
    headed = laid_out(
        passage(STEEP, section="2 Training"),
        passage("The simulator replays a trace of one day.", section="3 Simulator"),
        passage("None.", section="4 Tiling"),  # its heading makes a question that nothing answers
    )
    assert offer(headed, [], count=2) == [
        "How do the authors smooth steep gradients?",
        "How does the simulator work?",
    ]
    headless = laid_out(passage(STEEP, section=""))
    assert offer(headless, [], count=2) == [
        "How do the authors smooth steep gradients?",
        "How do the authors speed slow convergence?",
    ]


def test_an_unanswered_turn_touches_nothing() -> None:
    stopped = Turn(1, "Why?", "2025-09-01T10:00:00+00:00", answer=None)
    assert offer(PAPER, [stopped]) == offer(PAPER, [])


def test_others_work_appendix_and_bibliography_give_no_question() -> None:
    for lead in leads(PAPER):
        assert lead.section not in ("5 Related work", "A Prompts", "References", "1 Introduction")


def test_a_caption_is_asked_about_by_its_number() -> None:
    questions = [lead.question for lead in leads(PAPER)]
    assert "What does Figure 1 show about the hit ratio against cache capacity?" in questions


@pytest.mark.parametrize(
    "caption",
    [
        "Figure 2. (a) the first, (b) the second.",
        "Figure 3. This figure shows an example prompt.",
        "Figure 4. x = y",
        "Figure 5.",
        "no label at all here",
    ],
)
def test_a_caption_that_names_no_topic_gives_no_question(caption: str) -> None:
    assert leads([passage(caption, kind=Kind.CAPTION)]) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What is a KV cache?", "How does the KV cache work?", True),
        ("What is a block?", "What role do blocks play?", True),
        ("What is GEPA?", "By how much does GEPA outperform GRPO?", False),
        (
            "What does the evaluation show about search time?",
            "What does the evaluation show about the chatbot?",
            False,
        ),
        ("How do the authors evaluate their work?", "What limitations do they name?", False),
    ],
)
def test_questions_are_the_same_by_what_they_are_about(one: str, other: str, *, same: bool) -> None:
    assert new(one, [other]) is not same
    assert new(other, [one]) is not same


def test_a_paper_without_text_gives_nothing() -> None:
    assert offer([], []) == []
    assert offer([passage("1 2 3", section="")], []) == []


@settings(max_examples=sized(40), deadline=None)
@given(
    sections=st.lists(st.text(max_size=30), min_size=1, max_size=4),
    bodies=st.lists(
        st.text(max_size=120) | st.sampled_from([one.text for one in PAPER]),
        min_size=1,
        max_size=4,
    ),
    asked=st.lists(st.text(max_size=30), max_size=2),
)
def test_whatever_the_paper_holds_questions_are_plain_lines(
    sections: list[str], bodies: list[str], asked: list[str]
) -> None:
    paper = laid_out(*(passage(b, section=s) for b, s in zip(bodies, sections, strict=False)))
    turns = [Turn(n, question, "", answer=Answer("")) for n, question in enumerate(asked, start=1)]
    offered = offer(paper, turns)
    assert len(offered) <= 3
    for question in offered:
        assert question.endswith("?")
        assert question.isprintable()
        assert len(question.split()) <= 25
