"""Tables written in HTML inside a Markdown text, as the rows and cells they show.

Knows HTML as browsers read it: end tags may be missing, and a cell may span rows and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCKS = frozenset("p div ul ol li dl dt dd h1 h2 h3 h4 h5 h6".split())
_STRUCK = frozenset(("s", "del", "strike"))
_LINKED = re.compile(r"<a |\]\(")
_SPAN = 50  # rows or columns that a cell spans at most


@dataclass(slots=True)
class Cell:
    """A cell as inline Markdown and HTML, and how many rows and columns it spans."""

    down: int
    across: int
    text: str = ""

    def written(self) -> str:
        """What stands in it, in one line; a `<br>` between its blocks."""
        lines = (re.sub(r"\s+", " ", line).strip() for line in self.text.split("\0"))
        return "<br>".join(line for line in lines if line)


@dataclass(slots=True)
class _Line:
    """A row as it is written, and the line (from 0) it begins in."""

    line: int
    cells: list[Cell] = field(default_factory=list)


def tables(text: str, starts: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, list[str]]]]:
    """The HTML tables of a text, each as rows of (line from 0, cells).

    `starts` are the lines (first, behind the last) in which HTML may begin; a comment hides what
    stands in it.
    """
    shown = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
    for match in _TABLE.finditer(shown):
        first = shown.count("\n", 0, match.start())
        if any(start <= first < end for start, end in starts):
            reader = _Reader(first)
            reader.feed(match.group())
            reader.close()
            yield list(_grid(reader.rows))


def _grid(rows: Sequence[_Line]) -> Iterator[tuple[int, list[str]]]:
    """Each row with what spans into it; a link stands in the first of its rows only."""
    above: dict[int, tuple[int, str]] = {}  # by column: rows still to come, what they show
    for row in rows:
        cells: list[str] = []
        waiting = list(row.cells)
        while waiting or len(cells) in above:
            column = len(cells)
            if column in above:
                rest, words = above.pop(column)
                cells.append(words)
                if rest > 1:
                    above[column] = (rest - 1, words)
                continue
            cell = waiting.pop(0)
            words = cell.written()
            for _ in range(cell.across):
                if cell.down > 1:
                    again = "" if _LINKED.search(words) else words
                    above[len(cells)] = (cell.down - 1, again)
                cells.append(words)
        yield row.line, cells


class _Reader(HTMLParser):
    """Gathers the rows of one table."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.rows: list[_Line] = []
        self._first = line
        self._cell: Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row, a cell, a link or the end of a line begins."""
        known = dict(attrs)
        if tag == "tr":
            self.rows.append(_Line(self._first + self.getpos()[0] - 1))
            self._cell = None
        elif tag in ("td", "th") and self.rows:
            self._cell = Cell(_number(known.get("rowspan")), _number(known.get("colspan")))
            self.rows[-1].cells.append(self._cell)
        elif tag == "a" and known.get("href"):
            self._add(f'<a href="{known["href"]}">')
        elif tag == "br":
            self._add("<br>")
        elif tag in _BLOCKS:
            self._add("\0")
        elif tag in _STRUCK:
            self._add("~~")

    def handle_endtag(self, tag: str) -> None:
        """A cell, a link or a block ends."""
        if tag in ("td", "th", "tr"):
            self._cell = None
        elif tag == "a":
            self._add("</a>")
        elif tag in _BLOCKS:
            self._add("\0")
        elif tag in _STRUCK:
            self._add("~~")

    def handle_data(self, data: str) -> None:
        """Words."""
        self._add(data.replace("<", "&lt;").replace("\0", ""))

    def _add(self, words: str) -> None:
        if self._cell is not None:
            self._cell.text += words


def _number(written: str | None) -> int:
    """How far a cell spans, from 1."""
    return min(max(int(written), 1), _SPAN) if written and written.isdecimal() else 1
