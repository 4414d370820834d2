"""Where sections begin: by the outline, else by how headings look."""

from __future__ import annotations

from vibelog.core.paper import Document, Heading, Line, Page
from vibelog.reading.headings import find

BODY = "Some body text of the usual size that fills the line to its end and goes on"


def titles(*lines: str, outline: tuple[Heading, ...] = ()) -> list[str]:
    """The headings found among lines: `#` makes a line large and bold, `_` capitals small."""
    printed = []
    for at, text in enumerate(lines):
        loud = text.startswith("#")
        size = 12.0 if loud else 10.0
        shown = text.lstrip("#")
        bottom = 700.0 - 20 * at
        printed.append(Line(shown, 50, bottom, 50 + 5 * len(shown), bottom + size, size, bold=loud))
    return [mark.title for mark in find(Document((Page(1, tuple(printed)),), outline=outline))]


def test_numbered_lines_that_stand_out_are_headings_in_order() -> None:
    found = titles(
        "#Abstract", BODY, "#1 Introduction", BODY, "2 blocks are lost", BODY, "#1.1 Scope", BODY,
        "#7 Unlikely", "#2 Design", BODY, "#2.1. Blocks", BODY, "#References", BODY,
    )  # fmt: skip
    assert found == ["Abstract", "1 Introduction", "1.1 Scope", "2 Design", "2.1. Blocks", "References"]  # fmt: skip  # noqa: E501 read as one


def test_an_appendix_is_lettered_behind_numbered_sections_only() -> None:
    numbered = ("#1 One Thing", BODY, "#2 Two Things", BODY, "#3 Three Things", BODY)
    assert titles(*numbered, "#A Proofs", BODY, "#B Prompts", BODY)[3:] == ["A Proofs", "B Prompts"]
    assert titles("#A Tensor", BODY) == []


def test_capitals_and_roman_numbers_stand_out_by_themselves() -> None:
    assert titles("ABSTRACT", BODY, "I. INTRODUCTION", BODY, "II. METHOD", BODY) == [
        "ABSTRACT",
        "I. INTRODUCTION",
        "II. METHOD",
    ]


def test_a_sentence_a_table_row_and_an_address_are_none() -> None:
    assert titles("#1 University of A, 2 University of B,", BODY) == []
    assert titles("#0 12 x 4 8", BODY, "#1 x 2", BODY) == []


def test_the_outline_comes_first_and_keeps_the_printed_number() -> None:
    outline = (Heading("Introduction", 1), Heading("Design", 1), Heading("Blocks", 1, 2))
    lines = ("#Abstract", BODY, "#1 Introduction", BODY, "#Loud Box", BODY, "#2 Design", BODY)
    found = titles(*lines, "2.1 Blocks", BODY, "#2.1.1 Sizes", BODY, "#References", outline=outline)
    assert found == ["Abstract", "1 Introduction", "2 Design", "2.1 Blocks", "2.1.1 Sizes", "References"]  # fmt: skip  # noqa: E501 read as one


def test_an_entry_may_be_printed_on_two_lines_or_run_into_its_text() -> None:
    outline = (Heading("A long heading on two lines", 1), Heading("Blocks", 1, 2))
    lines = ("#1 A long heading", "#on two lines", BODY, "Blocks. A block holds tokens and", BODY)
    assert titles(*lines, outline=outline) == ["1 A long heading on two lines", "Blocks"]


def test_without_sizes_numbers_and_names_must_do() -> None:
    lines = ("Abstract", BODY, "1 Introduction", BODY, "REFERENCES", BODY)
    page = Page(1, tuple(Line(text) for text in lines))
    assert [mark.title for mark in find(Document((page,)))] == list(lines[::2])
