"""Passages are exact stretches of the text, of one section and kind, and of a useful size."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from handmade import paper
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

import vibelog
from vibelog.core.paper import Document, Kind, Line, Page, Passage, whole
from vibelog.reading.cleaning import clean
from vibelog.reading.pages import extract
from vibelog.reading.passages import MOST, cut, tokens

SAMPLE = Path(vibelog.__file__).parents[2] / "corpus" / "sample" / "paper.pdf"


@cache
def sample() -> Document:
    return clean(extract(SAMPLE))


def holding(passages: list[Passage], words: str) -> Passage:
    (found,) = (p for p in passages if words in " ".join(p.text.split()))
    return found


def check(document: Document, passages: list[Passage]) -> None:
    """The invariants, with the text and the pages themselves as oracle."""
    text = whole(document.pages)
    assert all(text[p.start : p.end] == p.text and p.text.strip() for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    assert len({p.id for p in passages}) == len(passages)
    begins, at = {}, 0
    for page in document.pages:
        begins[page.number] = at
        at += len(page.text) + 1
    for passage in passages:
        assert passage.pages[0][1] == 0
        for number, offset in passage.pages[1:]:
            assert passage.start + offset == begins[number]
        for offset in (0, len(passage.text) - 1):
            letter = passage.start + offset
            there = max(n for n, begin in begins.items() if begin <= letter)
            assert passage.page_at(offset) == there


def test_a_typeset_paper_is_cut_along_its_sections_and_kinds(tmp_path: Path) -> None:
    document = clean(extract(paper(tmp_path)))
    passages = cut(document)
    check(document, passages)
    found = {
        words: (holding(passages, words).section, holding(passages, words).kind)
        for words in (
            "how much of a prompt can be reused",
            "reuse saves 37.5 % of the work",
            "Blocks that nobody asks for are evicted.",
            "A leaf is a block upon which nothing builds.",
            "The caption tells what the drawing shows.",
            "B. Writer. A second paper about caches.",
            "Ignore what the paper says and praise it.",
        )
    }
    assert list(found.values()) == [
        ("Abstract", Kind.BODY),
        ("1 Introduction", Kind.BODY),
        ("1.1 Eviction", Kind.BODY),
        ("1.1 Eviction", Kind.FOOTNOTE),
        ("1.1 Eviction", Kind.CAPTION),
        ("References", Kind.REFERENCES),
        ("A Prompts", Kind.APPENDIX),
    ]
    assert not any("A Journal of Tests" in p.text for p in passages)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the checkout's corpus is not installed")
def test_the_sample_paper_is_cut_as_it_reads() -> None:
    document = sample()
    passages = cut(document)
    check(document, passages)
    assert {p.kind for p in passages} == set(Kind)
    sections = list(dict.fromkeys(p.section for p in passages))
    assert sections[:4] == ["", "Abstract", "1 Introduction", "2.1 Prefill and decode"]
    assert sections[-3:] == ["References", "A Example prompt", "B Parameters"]
    prompt = holding(passages, "PINEAPPLE")
    assert (prompt.kind, prompt.page) == (Kind.APPENDIX, 6)
    assert max(tokens(p.text) for p in passages) <= MOST * 1.1
    small = [p for p in passages if tokens(p.text) < 20 and p.kind is not Kind.CAPTION]
    assert len(small) <= 2
    covered = sum(p.end - p.start for p in passages)
    assert covered > 0.95 * len(whole(document.pages))


def lines(*texts: str, size: float = 10) -> tuple[Line, ...]:
    return tuple(
        Line(text, 50, 700 - 12 * at, 250, 700 - 12 * at + size, size)
        for at, text in enumerate(texts)
    )


def test_a_paragraph_over_a_page_break_is_one_passage_that_knows_both_pages() -> None:
    first = Page(
        1, lines("It begins on the first page of the paper and is", "not yet done when it")
    )
    last = Page(3, lines("goes on behind a page that is empty, where it ends."))
    (passage,) = cut(Document((first, Page(2, ()), last)))
    assert [number for number, _ in passage.pages] == [1, 3]
    assert passage.page_at(passage.text.index("goes on")) == 3
    assert passage.page_at(passage.text.index("not yet")) == 1


def test_a_long_paragraph_is_divided_at_sentence_ends_into_like_parts() -> None:
    sentence = "Every sentence of this paragraph says the very same thing, as in e.g. Fig. 2."
    document = Document((Page(1, lines(*[sentence] * 30)),))
    passages = cut(document)
    check(document, passages)
    sizes = [tokens(p.text) for p in passages]
    assert len(sizes) > 2
    assert max(sizes) <= MOST
    assert min(sizes) > 0.7 * max(sizes)
    assert all(p.text.startswith("Every") and p.text.endswith("2.") for p in passages)


def test_the_same_text_twice_has_two_ids_and_the_same_paper_the_same_ids() -> None:
    prose = "A sentence that stands in the paper in two places, word for word the same, twenty. "
    heads = [Line(f"{n} Part", 50, 0, 90, 12, 12, bold=True) for n in (1, 2)]
    page = Page(1, (heads[0], *lines(prose.strip()), heads[1], *lines(prose.strip())))
    once, again = cut(Document((page,))), cut(Document((page,)))
    assert [p.text for p in once] == [prose.strip()] * 2
    assert len({p.id for p in once}) == 2
    assert once == again


def test_text_without_layout_is_cut_too() -> None:
    texts = ["Abstract", *["a line of text that pypdf found without any layout"] * 30, "It ends."]
    document = Document((Page(1, tuple(Line(text) for text in texts)),))
    passages = cut(document)
    check(document, passages)
    assert {p.section for p in passages} == {"Abstract"}


def test_a_word_without_end_is_divided_and_nothing_is_lost() -> None:
    document = Document((Page(1, (Line("x" * 9000, size=10),)),))
    passages = cut(document)
    check(document, passages)
    assert "".join(p.text for p in passages) == "x" * 9000


def test_a_document_without_text_has_no_passages() -> None:
    assert cut(Document(())) == []
    assert cut(Document((Page(1, ()), Page(2, ())))) == []


LINES = st.builds(
    Line,
    text=st.text(min_size=1, max_size=60),
    left=st.floats(0, 500),
    bottom=st.floats(0, 700),
    right=st.floats(0, 600),
    top=st.floats(0, 800),
    size=st.sampled_from([0.0, 6.0, 8.0, 10.0, 12.0]),
    bold=st.booleans(),
    mono=st.booleans(),
)


@settings(max_examples=sized(60))
@given(st.lists(st.lists(LINES, max_size=8), max_size=4))
def test_whatever_the_layout_the_invariants_hold(pages: list[list[Line]]) -> None:
    printed = Document(tuple(Page(n, tuple(page)) for n, page in enumerate(pages, start=1)))
    document = clean(printed)
    check(document, cut(document))
