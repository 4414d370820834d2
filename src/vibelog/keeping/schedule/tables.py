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

if TYPE_CHECKING:
    from markdown_it.token import Token

_BROKEN = re.compile(r"[^\x00-\x7f]{2,}")
_BREAK = re.compile(r"</?br\s*/?>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^>]*href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_MARKED = re.compile(r"[\[\]<>`*_\\&~!\n]|://")
_ADDRESS = re.compile(r"https?://[^\s<>|)\]]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, or a link with its words."""

    text: str
    href: str | None = None


Part = tuple[Piece, ...]  # what stands between two `<br>`


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
    """A pipe table; `end` is the line (from 0) behind its last row."""

    header: Row
    rows: tuple[Row, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown text: its lines, headings and tables, and how one of its cells is read."""

    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    strays: tuple[int, ...]  # lines (from 0) that look like a row and belong to no table
    html: tuple[int, ...]  # lines (from 0) where a table written in HTML begins
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
        for piece in _pieces(self.inline(cell)):
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
    tokens = blocks.parse(text, env)
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))

    def inline(cell: str) -> list[Token]:
        return (markdown.parseInline(cell, env)[0].children or []) if cell else []

    spans = [tuple(token.map or ()) for token in tokens if token.type == "table_open"]
    return Document(
        lines,
        tuple(_headings(tokens, inline)),
        tuple(_table(lines, start, end) for start, end in spans),
        tuple(_strays(tokens, lines)),
        tuple(
            token.map[0]
            for token in tokens
            if token.type == "html_block" and token.map and "<table" in token.content.lower()
        ),
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


def _headings(tokens: list[Token], inline: Callable[[str], list[Token]]) -> Iterator[Heading]:
    for token, inner in pairwise(tokens):
        if token.type == "heading_open" and token.map:
            words = "".join(piece.text for piece in _pieces(inline(inner.content)) if piece)
            yield Heading(words, token.map[0], int(token.tag[1]))


def _strays(tokens: list[Token], lines: tuple[str, ...]) -> Iterator[int]:
    """Lines that begin with a pipe and have a link: rows that a blank line cut off."""
    for token in tokens:
        if token.type == "paragraph_open" and token.map:
            for number in range(*token.map):
                if lines[number].lstrip().startswith("|") and "](" in lines[number]:
                    yield number


def _pieces(tokens: list[Token]) -> Iterator[Piece | None]:
    """The pieces of inline tokens in order; None for a `<br>`."""
    href, label, struck = None, "", 0
    for token in tokens:
        opened = _opened(token)
        struck += (token.type == "s_open") - (token.type == "s_close")
        if opened:
            href, label = opened, ""
        elif token.type == "link_close" or token.content.lower() == "</a>":
            if not struck:
                yield Piece(label.strip(), href)
            href = None
        elif token.type == "html_inline" and _BREAK.fullmatch(token.content):
            yield None
        elif href is not None:
            label += token.content
        elif token.type in ("text", "code_inline") and not struck:
            yield from _linked(token.content)
        elif token.type == "softbreak":
            yield Piece(" ")


def _opened(token: Token) -> str | None:
    """The address of a link that a token opens."""
    if token.type == "link_open":
        return str(token.attrGet("href") or "")
    if token.type == "html_inline" and (anchor := _ANCHOR.match(token.content)):
        return anchor[1]
    return None


def _linked(text: str) -> Iterator[Piece]:
    """A run of words, with the bare addresses in it as links (as GitHub shows them)."""
    at = 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(".,;:")
        if match.start() > at:
            yield Piece(text[at : match.start()])
        yield Piece(address, address)
        at = match.start() + len(address)
    if at < len(text):
        yield Piece(text[at:])
