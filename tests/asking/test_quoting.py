"""The reader without a model: verbatim, with pages, in order, and silent where it should be."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literals import passage
from sizes import sized

from vibelog.asking.quoting import MOST, quote
from vibelog.core.paper import Kind, Passage, passage_id
from vibelog.core.text import squash

CACHE = passage(
    "Serving needs memory. A block table is a map from logical blocks to physical blocks. "
    "Each entry also counts how many sequences share the block. "
    "2 x + y = z ( 3 ) + 4 / 5 * 6 . "
    "Blocks of the table that are",
    section="3 Method",
    page=4,
)
RESULT = passage(
    "We compare with two systems on three traces. Sharing blocks between sequences saves 55% of "
    "the memory on average.",
    section="5 Evaluation",
    page=9,
)
ENTRY = passage(
    "Block tables and how they are used for sharing blocks. In Proceedings, 2020.",
    section="References",
    page=12,
    kind=Kind.REFERENCES,
)


def laid_out(*passages: Passage) -> list[Passage]:
    """The passages as if they stood one behind the other in a paper."""
    laid, at = [], 0
    for one in passages:
        end = at + len(one.text)
        laid.append(Passage(one.id, one.section, one.kind, one.text, at, end, one.pages))
        at = end
    return laid


PAPER = laid_out(CACHE, RESULT, ENTRY)


def test_a_definition_is_answered_by_the_sentence_that_defines() -> None:
    answer = quote("What is a block table?", PAPER)
    assert answer.citations[0].quote == (
        "A block table is a map from logical blocks to physical blocks."
    )
    assert f"{answer.citations[0].quote} [p. 4]" in answer.text
    assert answer.model is None


def test_the_page_is_the_sentence_s_own_not_where_its_passage_begins() -> None:
    first, second = "A page begins with this sentence.", "The lookup table has four columns."
    text = f"{first} {second}"
    pages = ((6, 0), (7, len(first) + 1))
    across = Passage(passage_id(text), "2", Kind.BODY, text, 0, len(text), pages)
    answer = quote("How many columns has the lookup table?", [across])
    assert {(c.quote, c.page) for c in answer.citations} >= {(second, 7)}


def test_sentences_come_in_the_paper_s_order_however_passages_are_ranked() -> None:
    answer = quote("How do sequences share a block?", [PAPER[1], PAPER[0]])
    assert [c.page for c in answer.citations] == sorted(c.page for c in answer.citations)
    assert {c.page for c in answer.citations} == {4, 9}


def test_a_question_for_an_amount_is_answered_with_one() -> None:
    answer = quote("How much memory does sharing save?", PAPER)
    assert any("55%" in citation.quote for citation in answer.citations)


def test_the_bibliography_debris_and_stubs_are_never_quoted() -> None:
    answer = quote("block table sharing blocks 2 x y z that are", PAPER)
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "Proceedings" not in quotes
    assert "x + y" not in quotes
    assert "that are" not in quotes


def test_two_sentences_that_say_the_same_are_shown_once() -> None:
    same = laid_out(
        passage("Paging reduces the fragmentation of memory.", page=1),
        passage("Thus paging reduces the fragmentation of the memory.", page=8),
    )
    assert len(quote("What reduces fragmentation?", same).citations) == 1


def test_few_sentences_are_followed_by_what_stands_behind_them() -> None:
    text = (
        "While it does well on small data, several limitations remain open for later work. "
        "The method needs a second pass over all data. It was tried on one machine only."
    )
    answer = quote("What are the limitations?", laid_out(passage(text)))
    assert answer.text.startswith("While it does well")
    assert "[p. 1] The method needs a second pass" in answer.text  # in one paragraph


def test_a_question_of_another_field_is_met_with_honest_words() -> None:
    answer = quote("Who won the football world championship?", PAPER)
    assert answer.text.startswith("The paper does not seem to speak of this")
    assert len(answer.citations) <= 2


def test_without_passages_there_is_nothing_to_cite() -> None:
    answer = quote("What is a block table?", [])
    assert answer.text.startswith("The paper does not seem to speak of this")
    assert answer.citations == ()


def test_a_follow_up_leans_on_the_question_before() -> None:
    silent = quote("And why?", PAPER)
    assert silent.text.startswith("The paper does not seem")
    answer = quote("And why?", PAPER, ["What is a block table?"])
    assert "block table" in answer.text
    assert not answer.text.startswith("The paper does not seem")


def test_meaning_finds_what_words_do_not() -> None:
    wanted = "Sharing blocks between sequences saves 55% of the memory on average."

    def likeness(_question: str, texts: Sequence[str]) -> list[float]:
        return [0.9 if squash(text) == wanted else 0.0 for text in texts]

    answer = quote("Does deduplication lower RAM footprint?", PAPER, likeness=likeness)
    assert [citation.quote for citation in answer.citations][:1] == [wanted]


def test_vectors_that_fail_leave_the_words() -> None:
    with_none = quote("What is a block table?", PAPER, likeness=lambda _q, _t: None)
    assert with_none == quote("What is a block table?", PAPER)


def test_a_question_about_the_whole_paper_is_answered_with_its_claim() -> None:
    paper = laid_out(
        passage("We present PageServe, a server that shares memory.", section="Abstract"),
        passage("The problem with paper maps is known to all sailors.", section="2 Background"),
    )
    answer = quote("What problem does the paper solve?", paper)
    assert answer.citations[0].quote.startswith("We present PageServe")


@settings(max_examples=sized(50))
@given(
    question=st.text(max_size=50) | st.sampled_from(["What is a block?", "why", "main idea"]),
    bodies=st.lists(
        st.text(max_size=120)
        | st.sampled_from(
            [CACHE.text, RESULT.text, "A block is a thing we can hold.\nTwo are one."]
        ),
        unique=True,
        max_size=5,
    ),
)
def test_whatever_is_quoted_stands_in_the_passage_it_names(
    question: str, bodies: list[str]
) -> None:
    paper = laid_out(*(passage(body) for body in bodies))
    by_id = {one.id: one for one in paper}
    answer = quote(question, paper)
    assert len(answer.citations) <= MOST
    for citation in answer.citations:
        assert citation.quote in squash(by_id[citation.passage].text)
        assert f"{citation.quote} [p. 1]" in answer.text


@pytest.mark.parametrize("kind", [Kind.CODE, Kind.TABLE])
def test_code_and_tables_are_not_prose(kind: Kind) -> None:
    code = passage("We call the block table when it is full of blocks.", kind=kind)
    assert quote("What is the block table?", [code]).citations == ()


def test_a_sentence_that_runs_into_a_caption_is_not_offered_as_the_papers() -> None:
    glued = passage("A block table is used in part 3Shared blocks Table 7 Comparison of two maps.")
    assert quote("What is a block table?", [glued]).citations == ()
    assert "Comparison" not in quote("What is a block table?", [glued, CACHE]).text
