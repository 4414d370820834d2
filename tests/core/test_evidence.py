"""Quotes and numbers, looked up: what stands in the paper is found, what does not is refused."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from literals import passage
from sizes import sized

from vibelog.core.evidence import MIN_WORDS, Claim, cite, locate, verify
from vibelog.core.paper import Kind, Passage

WORDS = "cache block evict prefix token reuse memory attention 16 3.5 1,000 kernel".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=MIN_WORDS + 1, max_size=30)


def found(quote: str, text: str) -> str | None:
    span = locate(quote, text)
    return text[slice(*span)] if span else None


@st.composite
def stretches(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """The words of a text, and a stretch of them with enough words to prove something."""
    words = draw(TEXTS)
    start = draw(st.integers(0, len(words) - MIN_WORDS))
    stretch = words[start : draw(st.integers(start + MIN_WORDS, len(words)))]
    assume(sum(word.isalpha() for word in stretch) >= MIN_WORDS)
    return words, stretch


@given(stretches(), st.data())
@settings(max_examples=sized(150))
def test_any_stretch_is_found_however_it_is_spaced_and_capitalised(
    drawn: tuple[list[str], list[str]], data: st.DataObject
) -> None:
    words, stretch = drawn
    blank = st.sampled_from([" ", "\n", "  ", " \u00a0"])
    text = "".join(word + data.draw(blank) for word in words)
    quote = "".join(data.draw(st.sampled_from([w, w.upper()])) + data.draw(blank) for w in stretch)
    own = found(quote, text)
    assert own is not None
    assert own.split() == stretch


@given(stretches(), st.data())
@settings(max_examples=sized(150))
def test_a_stretch_with_one_other_word_or_number_is_refused(
    drawn: tuple[list[str], list[str]], data: st.DataObject
) -> None:
    words, stretch = drawn
    at = data.draw(st.integers(0, len(stretch) - 1))
    stretch[at] = data.draw(st.sampled_from(["17", "3.6", "10,000", "never", "1.000"]))
    assert found(" ".join(stretch), " ".join(words)) is None


@given(stretches(), st.data())
@settings(max_examples=sized(100))
def test_words_in_another_order_are_refused(
    drawn: tuple[list[str], list[str]], data: st.DataObject
) -> None:
    words, stretch = drawn
    shuffled = data.draw(st.permutations(stretch))
    assume(f" {' '.join(shuffled)} " not in f" {' '.join(words)} ")
    assert found(" ".join(shuffled), " ".join(words)) is None


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=sized(200))
def test_whatever_is_found_is_the_texts_own(quote: str, text: str) -> None:
    own = found(quote, text)
    assert own is None or (own in text and own == own.strip())
    assert (found(text, text) or "") in text


@pytest.mark.parametrize(
    ("quote", "text", "own"),
    [
        ("a key value cache", "the a key-\nvalue cache.", "a key-\nvalue cache."),
        ("efficient ﬁne tuning", "eﬃcient fine-tuning", "eﬃcient fine-tuning"),
        ("it's “so” called here", "it’s “so” called here", "it’s “so” called here"),
        ("Naive Bayes by Muller", "naïve Bayes by Müller,", "naïve Bayes by Müller"),
        ("blocks are evicted", "Blocks are [3, 4] evicted", "Blocks are [3, 4] evicted"),
        (
            "cache holds block tables",
            "cache holds the block tables",
            "cache holds the block tables",
        ),
        ("a gain of 37 % overall", "a gain of 37% overall", "a gain of 37% overall"),
        ("(see the appendix A)", "so (see the appendix A).", "see the appendix A)."),
    ],
)
def test_spellings_that_do_not_change_the_meaning_are_the_same(
    quote: str, text: str, own: str
) -> None:
    assert found(quote, text) == own


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("it is 1.8 times faster", "it is 2.8 times faster"),
        ("it is 1.8 times faster", "it is -1.8 times faster"),
        ("it has 10 GPUs here", "it has 1 0 GPUs here"),
        ("we saw a gain of 37", "we saw a gain of 37% in total"),
        ("we saw a gain of 3", "we saw a gain of 3.5 in total"),
        ("at 16 tokens per block", "at 16-32 tokens per block"),
        ("the model is good", "the model is not good"),
        ("the model is not good", "the model is good"),
        ("x ≤ y holds here", "x ≥ y holds here"),
        ("use the cache", "misuse the caches"),
        ("two words", "only two words here"),
        ("", "anything"),
        ("one two three", ""),
    ],
)
def test_what_changes_the_meaning_or_proves_nothing_is_refused(quote: str, text: str) -> None:
    assert locate(quote, text) is None


CACHE = Passage(
    "cache",
    "3.2 Eviction",
    Kind.BODY,
    "Blocks are evicted\nin order of use.",
    0,
    35,
    ((4, 0), (5, 19)),
)
FIRST, SECOND = "Blocks are evicted", "order of use"
OTHER = passage("The prefix is shared by all tenants.", section="2 Prefixes", page=2)


def test_a_citation_is_the_papers_own_words_with_the_page_where_they_begin() -> None:
    (first,), refused = verify([Claim("blocks ARE evicted in order", "cache")], [OTHER, CACHE])
    assert (first.page, first.section, first.passage) == (4, "3.2 Eviction", "cache")
    assert first.quote == "Blocks are evicted in order"
    assert refused == ()
    assert cite(CACHE, 19, 34).page == 5


def test_the_passage_that_is_named_comes_first_and_a_wrong_name_does_no_harm() -> None:
    twin = passage(CACHE.text, section="twin", page=9)
    assert verify([Claim("Blocks are evicted", twin.id)], [CACHE, twin])[0][0].page == 9
    assert verify([Claim("Blocks are evicted", "nowhere")], [CACHE, twin])[0][0].page == 4


def test_each_citation_stands_once_and_what_is_not_there_is_told_once() -> None:
    claims = [
        Claim("Blocks are evicted"),
        Claim("blocks are EVICTED"),
        *[Claim("Blocks are kept")] * 2,
    ]
    citations, refused = verify(claims, [CACHE])
    assert [citation.quote for citation in citations] == ["Blocks are evicted"]
    assert refused == ("Blocks are kept",)


@pytest.mark.parametrize("gap", ["…", " ... ", "[...]", ". . ."])
def test_the_parts_around_an_ellipsis_must_all_stand_there_in_their_order(gap: str) -> None:
    citations, refused = verify([Claim(f"{FIRST}{gap}{SECOND}")], [OTHER, CACHE])
    assert [citation.quote.rstrip(".") for citation in citations] == [FIRST, SECOND]
    assert refused == ()
    for false in (f"{SECOND}{gap}{FIRST}", f"{FIRST}{gap}never said so", f"{FIRST}{gap}no"):
        assert verify([Claim(false)], [OTHER, CACHE])[0] == ()


def test_an_ellipsis_of_the_papers_own_is_no_gap() -> None:
    own = passage("The sum of x1, . . . , xn is the whole.")
    assert locate("of x1, ..., xn is the whole", own.text)
    assert verify([Claim("sum of x1, . . . , xn is nothing")], [own])[0] == ()


def test_an_article_may_be_left_out_but_not_changed() -> None:
    assert locate("the cache holds block", "So the cache holds a block.")
    assert locate("the cache holds the block", "So the cache holds a block.") is None
