"""The tables and headings of a Markdown text, with their lines, and what a cell says.

Knows Markdown (markdown-it's block and inline rules) and what a text looks like that was decoded
wrongly; not what a schedule is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from vibelog.keeping.schedule.inline import Part, Piece, pieces

if TYPE_CHECKING:
    from markdown_it.token import Token

_BROKEN = re.compile(r"[^\x00-\x7f]{2,}")
_FRONT = re.compile(
    r"(title|subtitle|description|semester|term|quarter|year)\s*:\s*[\"']?(.*?)[\"']?\s*$",
    re.IGNORECASE,
)
_H = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_MARKED = re.compile(r"[\[\]<>`*_\\&~!\n]|://")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's words, and the line (from 0) it stands in."""

    text: str
    line: int
    level: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells as they stand between its pipes, and its line (from 0)."""

    cells: tuple[str, ...]
    line: int

    def cell(self, column: int) -> str:
        """The cell of a column; "" where the row ends before it."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `end` is the line (from 0) behind its last row."""

    header: Row
    rows: tuple[Row, ...]
    end: int
    piped: bool = True  # as it stands between pipes, a line for each row


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown text: its lines, headings and tables, and how one of its cells is read."""

    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    strays: tuple[int, ...]  # lines (from 0) that look like a row and belong to no table
    html: tuple[Table, ...]  # tables written in HTML
    blocks: tuple[Token, ...]  # markdown-it's, their inline content not yet read
    inline: Callable[[str], list[Token]]
    read: dict[str, tuple[Part, ...]] = field(default_factory=dict)  # cells that were read before

    def parts(self, cell: str) -> tuple[Part, ...]:
        """What a cell says, divided at its `<br>`; what is struck out is left out."""
        cell = cell.strip().replace(r"\|", "|")
        if cell not in self.read:
            self.read[cell] = self._parts(cell)
        return self.read[cell]

    def _parts(self, cell: str) -> tuple[Part, ...]:
        plain = cell[2:-2] if cell[:2] == cell[-2:] == "**" else cell
        if not _MARKED.search(plain):  # half of all cells: ten times as fast
            return ((Piece(plain),),) if plain else ((),)
        parts: list[list[Piece]] = [[]]
        for piece in pieces(self.inline(cell)):
            if piece is None:
                parts.append([])
            else:
                parts[-1].append(piece)
        return tuple(tuple(part) for part in parts)

    def words(self, cell: str) -> str:
        """A cell's words without its marks; a comma for each `<br>`."""
        return ", ".join("".join(piece.text for piece in part) for part in self.parts(cell))


def document(text: str) -> Document:
    """The tables, headings and lines of a Markdown text (LF or CRLF)."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    blocks = MarkdownIt("commonmark").enable("table").disable("inline")  # cells only when needed
    env: dict[str, Any] = {}
    text = repaired(text.removeprefix("\ufeff"))
    # a lone CR ends a line for markdown-it: its lines are to be these
    lines = tuple(line.removesuffix("\r").replace("\r", " ") for line in text.split("\n"))
    front, said = _front(lines)
    tokens = blocks.parse("\n" * front + "\n".join(lines[front:]), env)

    def inline(cell: str) -> list[Token]:
        return (markdown.parseInline(cell, env)[0].children or []) if cell else []

    spans = [tuple(token.map or ()) for token in tokens if token.type == "table_open"]
    return Document(
        lines,
        (*said, *_headings(tokens, inline)),
        tuple(_table(lines, start, end) for start, end in spans),
        tuple(_strays(tokens, lines)),
        tuple(_html(tokens, lines)),
        tuple(tokens),
        inline,
    )


def cells(line: str) -> list[tuple[int, int]]:
    r"""Where each cell of a row's line begins and ends, by GitHub's rule: `\|` divides nothing.

    >>> [" | a | b\\|c |"[a:b] for a, b in cells(" | a | b\\|c |")]
    [' a ', ' b\\|c ']
    """
    pipes = [match.start() for match in re.finditer(r"(?<!\\)\|", line)]
    edges = [-1, *pipes, len(line)]
    spans = [(one + 1, two) for one, two in pairwise(edges)]
    if not line[slice(*spans[0])].strip():
        spans.pop(0)
    if spans and not line[slice(*spans[-1])].strip():
        spans.pop()
    return spans


def repaired(text: str) -> str:
    r"""The text with what was UTF-8 and was read as Mac Roman or Windows-1252 put right.

    Only whole runs of broken characters that decode without an error are touched.

    >>> repaired("Sep 8‚Äì10, caf\u00e9, 8â€“10")
    'Sep 8–10, café, 8–10'
    """
    return _BROKEN.sub(_decoded, text)


def _decoded(run: re.Match[str]) -> str:
    for codec in ("mac_roman", "cp1252", "latin-1"):
        try:
            return run.group().encode(codec).decode()
        except UnicodeError:
            continue
    return run.group()


def _table(lines: tuple[str, ...], start: int, end: int) -> Table:
    piped = takewhile(lambda number: "|" in lines[number], range(start + 2, end))
    rows = tuple(_row(lines[number], number) for number in piped)  # GitHub takes words below too
    end = rows[-1].line + 1 if rows else start + 2
    return Table(_row(lines[start], start), rows, end)


def _row(line: str, number: int) -> Row:
    return Row(tuple(line[start:end] for start, end in cells(line)), number)


def _front(lines: tuple[str, ...]) -> tuple[int, list[Heading]]:
    """How many lines of YAML a text begins with, and what they say as headings."""
    if not lines or lines[0].rstrip() != "---" or "---" not in (rest := [*lines[1:]]):
        return 0, []
    end = rest.index("---") + 2
    found = [(match, n) for n in range(1, end) if (match := _FRONT.match(lines[n]))]
    found.sort(key=lambda pair: pair[0][1].lower() != "title")
    return end, [Heading(match[2], n, 1 + (i > 0)) for i, (match, n) in enumerate(found)]


def _html(tokens: list[Token], lines: tuple[str, ...]) -> Iterator[Table]:
    starts = [tuple(t.map) for t in tokens if t.type == "html_block" and t.map]
    if not any("<table" in lines[n].lower() for start, end in starts for n in range(start, end)):
        return
    from vibelog.keeping.schedule import hypertext  # few texts need it

    for rows in hypertext.tables("\n".join(lines), [(start, end) for start, end in starts]):
        made = [Row(tuple(cells), line) for line, cells in rows]
        top = next((n for n, row in enumerate(made) if len({*row.cells} - {""}) > 1), 0)
        if made:
            yield Table(made[top], tuple(made[top + 1 :]), made[-1].line + 1, piped=False)


def _headings(tokens: list[Token], inline: Callable[[str], list[Token]]) -> Iterator[Heading]:
    for token, inner in pairwise((*tokens, *tokens[-1:])):
        if token.type == "heading_open" and token.map:
            words = "".join(piece.text for piece in pieces(inline(inner.content)) if piece)
            yield Heading(words, token.map[0], int(token.tag[1]))
        if token.type == "html_block" and token.map:
            for match in _H.finditer(token.content):
                line = token.map[0] + token.content.count("\n", 0, match.start())
                yield Heading(re.sub(r"<[^>]*>", "", match[2]).strip(), line, int(match[1]))


def _strays(tokens: list[Token], lines: tuple[str, ...]) -> Iterator[int]:
    """Lines that begin with a pipe and have a link: rows that a blank line cut off."""
    for token in tokens:
        if token.type == "paragraph_open" and token.map:
            for number in range(*token.map):
                if lines[number].lstrip().startswith("|") and "](" in lines[number]:
                    yield number
