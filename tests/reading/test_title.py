"""A paper is called what page 1 says in the largest letters."""

from __future__ import annotations

from vibelog.core.paper import Document, Line, Page
from vibelog.reading.title import title_of


def called(*lines: tuple[str, float], told: str | None = None) -> str:
    """The title of a page of (text, size)."""
    page = Page(1, tuple(Line(text, size=size) for text, size in lines))
    return title_of(Document((page,), title=told))


def test_the_largest_lines_are_the_title() -> None:
    lines = (("Preprint", 9), ("On the Caching", 18), ("of Prefixes", 18), ("A. Author", 11))
    assert called(*lines) == "On the Caching of Prefixes"


def test_a_stamp_and_a_drop_cap_are_not() -> None:
    lines = (("On Caching", 18), ("T", 40), ("arXiv:2310.03714v1 [cs.CL] 5 Oct 2023", 20))
    assert called(*lines) == "On Caching"


def test_document_information_gives_the_spelling_not_the_title() -> None:
    lines = (("ON CACHING", 18), ("A. Author", 11))
    assert called(*lines, told="On Caching") == "On Caching"
    assert called(*lines, told="template.doc") == "ON CACHING"


def test_where_sizes_do_not_tell_information_does_or_the_first_line() -> None:
    assert called(("On Caching", 0), ("text", 0), told="Of Caches") == "Of Caches"
    assert called(("On Caching", 0), ("text", 0)) == "On Caching"
    assert called(*((f"line {n} of a page that is all alike", 10) for n in range(40))) == (
        "line 0 of a page that is all alike"
    )
    assert title_of(Document(())) == ""
