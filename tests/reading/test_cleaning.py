"""What belongs to the sheet of paper goes, what belongs to the paper stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from vibelog.core.paper import Document, Line, Page
from vibelog.reading.cleaning import arxiv_id, clean

STAMP = "arXiv:2310.03714v1 [cs.CL] 5 Oct 2023"


def document(*pages: tuple[str, ...]) -> Document:
    """Pages of lines, each line 12 points below the one before."""
    return Document(
        tuple(
            Page(
                number,
                tuple(
                    Line(text, 50, 700 - 12 * at, 250, 710 - 12 * at, 10)
                    for at, text in enumerate(lines)
                ),
            )
            for number, lines in enumerate(pages, start=1)
        )
    )


def texts(found: Document) -> list[str]:
    return [page.text for page in found.pages]


def body(number: int) -> tuple[str, ...]:
    words = "zero one two three four five six seven eight nine".split()
    return tuple(f"Line {name} says {words[number]}." for name in words)


def test_running_heads_and_feet_go_and_the_text_stays() -> None:
    pages = [
        (("A Journal" if n % 2 else "The Authors"), *body(n), f"Vol. 3, page {n}", str(n))
        for n in range(1, 9)
    ]
    assert texts(clean(document(*pages))) == ["\n".join(body(n)) for n in range(1, 9)]


def test_a_line_that_stands_on_one_page_of_eight_stays() -> None:
    pages = [("Unlike the others", *body(1)), *(body(n) for n in range(2, 9))]
    assert texts(clean(document(*pages)))[0].startswith("Unlike the others\n")


def test_a_title_that_is_also_the_running_head_stays_on_page_1() -> None:
    pages = document(*(("On Caching", *body(n), str(n)) for n in range(1, 7))).pages
    title = Line("On Caching", 50, 700, 250, 718, size=18)
    first = Page(1, (title, *pages[0].lines[1:]))
    cleaned = texts(clean(Document((first, *pages[1:]))))
    assert cleaned[0].startswith("On Caching\n")
    assert not any("On Caching" in text for text in cleaned[1:])


def test_page_numbers_go_whatever_they_begin_at_but_a_years_line_stays() -> None:
    pages = [(*body(n), str(n + 412)) for n in range(1, 4)] + [(*body(4), "1998")]
    cleaned = texts(clean(document(*pages)))
    assert cleaned[:3] == ["\n".join(body(n)) for n in range(1, 4)]
    assert cleaned[3].endswith("\n1998")


def test_one_page_loses_nothing_but_its_number() -> None:
    assert texts(clean(document(("Title", *body(1), "1")))) == ["\n".join(("Title", *body(1)))]


@pytest.mark.parametrize(
    "lines",
    [
        (STAMP,),
        (STAMP[::-1],),
        ("arXiv:2310.03714v1  [cs.CL]  5 Oct 2023",),
        tuple(STAMP.replace(" ", "")),
        tuple(reversed(STAMP.replace(" ", ""))),
    ],
)
def test_the_arxiv_stamp_is_read_and_goes(lines: tuple[str, ...]) -> None:
    pages = document((*body(1), *lines))
    assert arxiv_id(pages) == "2310.03714v1"
    assert texts(clean(pages)) == ["\n".join(body(1))]


def test_an_old_id_is_read_and_a_reference_is_no_stamp() -> None:
    assert arxiv_id(document(("arXiv:cs/0112017v1 [cs.CL] 14 Dec 2001",))) == "cs/0112017v1"
    assert arxiv_id(document(("A. Author. A paper. arXiv:2005.14165, 2020.",))) is None
    assert arxiv_id(document(("one",), (STAMP,))) is None
    assert arxiv_id(Document(())) is None


def test_ligatures_blanks_and_controls_are_folded_and_quotes_are_not() -> None:
    line = "The e\ufb03cient \ufb02ow\u00a0of\x07 “state”\x1b[31m —\ud835 naïve  ½"
    assert texts(clean(document((line,)))) == ["The efficient flow of “state” — naïve ½"]


def test_a_hyphen_that_another_program_wrote_counts_too() -> None:
    assert texts(clean(document(("opti-", "mal code")))) == ["optimal\ncode"]
    assert texts(clean(document(("opti\xad", "mal code")))) == ["optimal\ncode"]
    assert texts(clean(document(("item ---", "mal code")))) == ["item ---\nmal code"]


@settings(max_examples=sized(60))
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=5))
def test_whatever_is_printed_clean_text_is_safe_and_stays_clean(pages: list[list[str]]) -> None:
    cleaned = clean(document(*map(tuple, pages)))
    assert [page.number for page in cleaned.pages] == list(range(1, len(pages) + 1))
    for line in (line for page in cleaned.pages for line in page.lines):
        assert line.text == " ".join(line.text.split())
        assert line.text
        assert not set(line.text) & {"\x02", "\ufffe", "\x1b", "\x00"}
        line.text.encode()
