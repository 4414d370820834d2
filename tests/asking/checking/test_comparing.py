"""A claim without a model: to the letter, said differently with what differs, undecided, absent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from literals import passage

from vibelog.asking.checking.comparing import compare
from vibelog.asking.checking.differing import differences
from vibelog.core.paper import Kind

PAPER = [
    passage(
        "Our evaluation shows that sharing blocks improves the throughput by 2-4× on all traces. "
        "The server sets its block size to 16. It is not true that the cache may grow forever.",
        section="6 Results",
        page=9,
    ),
    passage(
        "The block table does not keep blocks in contiguous memory of the device. "
        "Evicting the least recently used leaf keeps the prefix useful.",
        section="3 Method",
        page=4,
    ),
    passage("You are a careful judge of long essays.", kind=Kind.APPENDIX, page=20),
]


def test_a_claim_that_stands_word_for_word_is_supported_by_its_whole_sentence() -> None:
    answer = compare("sharing blocks improves the throughput by 2-4×", PAPER)
    assert answer.text.startswith("**Supported by the paper.**")
    (cited,) = answer.citations
    assert cited.quote.startswith("Our evaluation shows that sharing")
    assert cited.page == 9
    assert answer.model is None


def test_words_that_their_sentence_turns_around_support_nothing() -> None:
    assert "Supported" not in compare("the cache may grow forever", PAPER).text


def test_a_term_is_no_claim_though_it_stands_in_the_paper() -> None:
    assert compare("least recently used leaf", PAPER).citations == ()


def test_words_of_an_appendix_come_with_a_warning() -> None:
    assert "may print a prompt" in compare("You are a careful judge of long essays", PAPER).text


@pytest.mark.parametrize(
    ("claim", "told", "page"),
    [
        (
            "Sharing blocks improves throughput by 4-8x on all traces",
            "Your claim: 4-8x; the paper: 2-4×.",
            9,
        ),
        ("The server sets its block size to 32", "Your claim: 32; the paper: 16.", 9),
        (
            "The block table keeps blocks in contiguous memory of the device",
            "The paper denies “keep”; your claim does not.",
            4,
        ),
        (
            "Evicting the least recently used leaf does not keep the prefix useful",
            "Your claim denies “keep”; the paper does not.",
            4,
        ),
    ],
)
def test_what_the_paper_says_differently_is_named_and_cited(
    claim: str, told: str, page: int
) -> None:
    answer = compare(claim, PAPER)
    assert answer.text.startswith(f"**The paper says it differently.** {told}")
    assert [cited.page for cited in answer.citations] == [page]


def test_the_same_in_other_words_is_left_undecided_and_cites_nothing() -> None:
    answer = compare("The leaf least recently used is evicted to keep a useful prefix", PAPER)
    assert answer.text.startswith("**Not decided without a language model.**")
    assert "keeps the prefix useful. [p. 4]" in answer.text
    assert answer.citations == ()


def test_a_sentence_that_may_say_just_what_is_claimed_forbids_a_difference() -> None:
    paper = [
        passage("On small traces the server reuses 40% of all blocks."),
        passage("On large traces the server reuses 60% of all blocks."),
    ]
    answer = compare("The server reuses of all blocks on traces 60%", paper)
    assert answer.text.startswith("**Not decided")


def test_a_claim_of_another_field_is_not_in_the_paper() -> None:
    answer = compare("Whales dive for 90 minutes", PAPER)
    assert answer.text == (
        "**Not in the paper, as far as words tell.** "
        "`90 minutes` stands in none of the passages looked at."
    )
    assert answer.citations == ()


def test_meaning_is_near_where_words_are_not() -> None:
    def likeness(_claim: str, texts: Sequence[str]) -> list[float]:
        return [0.95 if "leaf" in text else 0.0 for text in texts]

    claim = "LRU discards childless nodes first"
    assert compare(claim, PAPER).text.startswith("**Not in the paper")
    assert "useful. [p. 4]" in compare(claim, PAPER, likeness).text
    assert compare(claim, PAPER, lambda _claim, _texts: None) == compare(claim, PAPER)


def test_no_passages_say_nothing() -> None:
    assert compare("Blocks are shared by all sequences", []).citations == ()


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("It takes 2.0x less", "It takes 2× less"),
        ("We try 3 systems", "We try three systems [14] (Author et al., 2022b)"),
        ("See Figure 3 again", "See Figure 4 again"),
        ("It saves 20% of 4 GB", "It saves 4 GB, that is 20%"),
        ("It does not require a copy", "It doesn't require a copy"),
        ("It is not a cache for every user", "It is no cache for every user"),
        ("It was 12 ms in total", "It has 16 layers in total"),
    ],
)
def test_spelling_alone_is_no_difference(claim: str, sentence: str) -> None:
    assert differences(claim, sentence) == []


def test_opposites_are_told_apart() -> None:
    assert differences("Paging is slower", "Paging is faster") == [
        "Your claim: slower; the paper: faster."
    ]
    assert differences("slower or faster", "Paging is faster") == []


def test_what_reading_ran_together_is_not_set_beside_a_claim() -> None:
    glued = passage("Eviction of stranded blocks is done Table 7 Comparison of two clocks by size.")
    said = compare("Eviction of stranded blocks is done by two clocks.", [glued]).text
    assert "Table 7" not in said
