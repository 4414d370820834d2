"""Lines become paragraphs, and each is known for what it is."""

from __future__ import annotations

from vibelog.core.paper import Kind, Line
from vibelog.reading.headings import Row
from vibelog.reading.paragraphs import paragraphs

FULL = "words that fill the line of a column up to its right edge and"


def row(text: str, bottom: float, *, left: float = 50, size: float = 10, mono: bool = False) -> Row:
    """A line of page 1; its width follows from its text."""
    right = left + len(text) * size / 2.5
    return Row(1, Line(text, left, bottom, right, bottom + size, size, mono=mono))


def found(*rows: Row) -> list[tuple[int, int, str]]:
    return [(p.first, p.last, p.kind.value) for p in paragraphs(rows, {})]


def prose(count: int, top: float = 700, last: str = "and so it ends.") -> list[Row]:
    return [*(row(FULL, top - 12 * at) for at in range(count - 1)), row(last, top - 12 * (count - 1))]  # fmt: skip  # noqa: E501 one list


def test_a_gap_and_an_indent_end_a_paragraph() -> None:
    gap = [*prose(3), *prose(3, 640)]
    assert found(*gap) == [(0, 3, "body"), (3, 6, "body")]
    indent = [*prose(3), row("Now words", 664, left=60), row(FULL, 652)]
    assert found(*indent) == [(0, 3, "body"), (3, 5, "body")]


def test_a_paragraph_goes_on_in_the_next_column_in_the_middle_of_a_sentence() -> None:
    column = [row(FULL, 100), row(FULL, 88), row("goes on " + FULL, 700, left=320)]
    assert found(*column) == [(0, 3, "body")]
    ended = [row(FULL, 100), row("it ends.", 88), row("New words " + FULL, 700, left=320)]
    assert found(*ended) == [(0, 2, "body"), (2, 3, "body")]


def test_what_stands_side_by_side_is_one_line() -> None:
    formula = [
        row(FULL, 700),
        row("x", 703, size=7),
        row("2", 706, left=60, size=6),
        row(FULL, 678),
    ]
    assert found(*formula) == [(0, 4, "body")]


def test_captions_code_tables_labels_and_footnotes_are_known() -> None:
    page = [
        *prose(4),
        row("Figure 3: What a drawing shows,", 600),
        row("in two lines of words.", 588),
        row("for x in range(3):", 550, mono=True),
        row("    print(x, end=1)", 538, mono=True),
        *(row(f"LRU 12.{n} 18.{n} 3{n} 4{n}", 500 - 12 * n) for n in range(4)),
        *(row(label, 400 - 8 * n, size=6) for n, label in enumerate(("0", "20", "Time (s)"))),
        *prose(4, 300),
        row("1 A note at the foot of the page, which is small.", 80, size=8),
    ]
    kinds = [kind for _, _, kind in found(*page)]
    assert kinds == ["body", "caption", "code", "table", "table", "body", "footnote"]


def test_a_sentence_that_begins_with_a_figure_is_no_caption() -> None:
    page = [*prose(3), *prose(2, 640), row("Figure 3 shows that it is so.", 560), row(FULL, 548)]
    assert {kind for _, _, kind in found(*page)} == {Kind.BODY.value}
    assert found(row("Table 1 Results of all runs", 700), row(FULL, 688))[0][2] == "caption"
    inside = [row(FULL + " see", 700), row("Fig. 1 (right). And more words", 688), row(FULL, 676)]
    assert found(*inside) == [(0, 3, "body")]


def test_headings_belong_to_no_paragraph_and_end_one() -> None:
    rows = [*prose(4), row("2 Design", 640), *prose(4, 620)]
    spans = [(p.first, p.last) for p in paragraphs(rows, {4: 1})]
    assert spans == [(0, 4), (5, 9)]
    run_in = [(p.first, p.last) for p in paragraphs([*prose(4), *prose(4, 652)], {4: 0})]
    assert run_in == [(0, 4), (4, 8)]
