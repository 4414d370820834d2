"""Quotes and numbers, looked up: what stands in the paper is found, what does not is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from literals import passage
from sizes import sized

from vibelog.core.evidence import MIN_WORDS, Claim, cite, locate, measures, missing_measures, verify
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
def test_the_parts_around_an_ellipsis_are_looked_up_one_by_one(gap: str) -> None:
    claim = Claim(f"Blocks are evicted{gap}shared by all tenants{gap}never said so")
    citations, refused = verify([claim], [CACHE, OTHER])
    assert [re.sub(r"\.$", "", citation.quote) for citation in citations] == [
        "Blocks are evicted",
        "shared by all tenants",
    ]
    assert refused == ("never said so",)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2× faster", ("2", "x")),
        ("2.0x faster", ("2", "x")),
        ("a 2-fold gain", ("2", "x")),
        ("37 % of it", ("37", "%")),
        ("37 percent", ("37", "%")),
        ("1,000 tokens", ("1000", "tokens")),
        ("16 GiB", ("16", "gib")),
        ("10ms", ("10", "ms")),
        ("3.50 seconds", ("3.5", "s")),
        ("7B parameters", ("7", "b")),
    ],
)
def test_a_number_with_a_unit_is_read_by_its_value(text: str, known: tuple[str, str]) -> None:
    assert [measure for _, measure in measures(text)] == [known]


@pytest.mark.parametrize("text", ["Figure 3", "v1.5", "section 2", "2310.03714", "A100"])
def test_a_number_without_a_unit_is_no_measure(text: str) -> None:
    assert measures(text) == []


def test_a_measure_is_missing_unless_value_and_unit_stand_in_a_passage() -> None:
    texts = ["It is 1.8 times faster", "with 16 GB at 5 ms."]
    assert missing_measures("1.8x faster, 5 milliseconds", texts) == ()
    answer = "1.9x faster, 16 MB, 5 s and 1.9x"
    assert missing_measures(answer, texts) == ("1.9x", "16 MB", "5 s")
