"""A README as the parts an index may be made of, each by its lines; every byte can be had back.

What is a table, a list, a heading, code or a comment is markdown-it's to say. Knows no paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vibelog.keeping.readme.links import Link, scan

if TYPE_CHECKING:
    from markdown_it.token import Token

BEGIN, END = "<!-- vibelog:index -->", "<!-- /vibelog:index -->"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")  # the line ends that Markdown knows
_PIPE = re.compile(r"(?<!\\)\|")
_HREF = re.compile(
    r"<!--.*?(?:-->|\Z)|\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.DOTALL | re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s<>()\"']+(?<![.,;:!?*_~])")
_COUNT = re.compile(r"^\d{1,3}[.):]\s+")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row."""

    line: int
    cells: tuple[tuple[int, int], ...]  # start and end of each in the line, white space included
    closed: bool  # whether a pipe ends it


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header's row and the others."""

    head: Row
    rows: tuple[Row, ...]
    end: int  # the line behind it


@dataclass(frozen=True, slots=True)
class Items:
    """The items of one list: the first line of each, and the line behind it."""

    items: tuple[tuple[int, int], ...]
    depth: int = 0  # of lists that it stands in


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, down to the next heading of any level."""

    line: int
    body: int  # the first line below the heading
    end: int
    level: int
    title: str  # Markdown, without a number before it


@dataclass(frozen=True, slots=True)
class Document:
    """A README's lines (with their ends) and its parts."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    lists: tuple[Items, ...]
    sections: tuple[Section, ...]
    blocks: tuple[int, ...]  # the first line of each block
    markers: tuple[int, int] | None  # the lines of vibelog's own markers
    hrefs: tuple[str, ...]
    paragraphs: tuple[tuple[int, int], ...]  # those that stand in nothing else
    references: Mapping[str, str]  # addresses by label
    html: tuple[tuple[int, int], ...]  # blocks of it, no comments

    @property
    def eol(self) -> str:
        """The line end that most lines have."""
        ends = [line[len(line.rstrip("\r\n")) :] for line in self.lines]
        return max(("\n", "\r\n", "\r"), key=ends.count)

    def bare(self, line: int) -> str:
        """A line without its end."""
        return self.lines[line].rstrip("\r\n")

    def scan(self, text: str) -> list[Link]:
        """The links of a stretch of this README that is on one line."""
        return scan(text, self.references)

    def cell(self, row: Row, column: int) -> str:
        """A cell with the white space around it; empty where the row has none there."""
        if column >= len(row.cells):
            return ""
        return self.lines[row.line][slice(*row.cells[column])]

    def replaced(self, line: int, text: str) -> str:
        """The README with another text in a line, whose end stays."""
        end = self.lines[line][len(self.bare(line)) :]
        return "".join((*self.lines[:line], text + end, *self.lines[line + 1 :]))

    def inserted(self, line: int, texts: Sequence[str]) -> str:
        """The README with new lines in front of one (or behind the last)."""
        if line < len(self.lines):
            new = [text + self.eol for text in texts]
            return "".join((*self.lines[:line], *new, *self.lines[line:]))
        whole = "".join(self.lines)
        joint = self.eol if self.lines and self.bare(-1) == self.lines[-1] else ""
        # A file that had no line end behind its last line has none afterwards either.
        return whole + joint + self.eol.join(texts) + ("" if joint else self.eol)


def parsed(text: str) -> Document:
    """The README's parts."""
    from markdown_it import MarkdownIt

    lines = tuple(_LINE.findall(text))
    shown = "".join(_without_facts(lines))
    env: dict[str, Any] = {}
    tokens = MarkdownIt("commonmark").enable("table").parse(shown, env)
    return Document(
        lines,
        tuple(_tables(tokens, lines)),
        tuple(_lists(tokens)),
        tuple(_sections(tokens, len(lines))),
        tuple(token.map[0] for token in tokens if token.level == 0 and token.map),
        _markers(tokens, lines),
        tuple(filter(None, _hrefs(tokens))),
        _blocks(tokens, "paragraph_open"),
        {label: str(each["href"]) for label, each in env.get("references", {}).items()},
        _blocks([t for t in tokens if not t.content.startswith("<!--")], "html_block"),
    )


def cells(line: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Start and end of each cell in a table's line, and whether a pipe closes it."""
    end = len(line.rstrip())
    pipes = [match.start() for match in _PIPE.finditer(line)]
    start = len(line) - len(line.lstrip(f"{_BOM} \t"))
    if pipes and pipes[0] == start:
        start = pipes.pop(0) + 1
    closed = bool(pipes) and pipes[-1] == end - 1
    edges = [*pipes, *([] if closed else [end])]
    return tuple(zip([start, *(pipe + 1 for pipe in pipes)], edges, strict=False)), closed


def _without_facts(lines: Sequence[str]) -> list[str]:
    """The lines with front matter (and a byte order mark) blanked, as GitHub does not show it so.

    Nothing else moves: line numbers stay.
    """
    found = [line.removeprefix(_BOM) if at == 0 else line for at, line in enumerate(lines)]
    if not found or found[0].rstrip() != "---":
        return found
    end = next((at for at in range(1, len(found)) if found[at].rstrip() == "---"), -1)
    return [("\n" if at <= end else line) for at, line in enumerate(found)]


def _blocks(tokens: Sequence[Token], kind: str) -> tuple[tuple[int, int], ...]:
    """The lines of the blocks of a kind that stand in nothing else."""
    found = (token.map for token in tokens if token.type == kind and token.level == 0 and token.map)
    return tuple((start, end) for start, end in found)


def _row(lines: Sequence[str], line: int) -> Row:
    spans, closed = cells(lines[line].rstrip("\r\n"))
    return Row(line, spans, closed)


def _tables(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Table]:
    """The tables that stand in nothing else, or in a list."""
    quoted = 0
    for token in tokens:
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type != "table_open" or quoted or not token.map:
            continue
        start, end = token.map
        # The first line of a list's item begins with its bullet, which is no cell.
        if token.level == 0 or lines[start].lstrip().startswith("|"):
            rows = tuple(_row(lines, line) for line in range(start + 2, end))
            yield Table(_row(lines, start), rows, end)


def _lists(tokens: Sequence[Token]) -> Iterator[Items]:
    """The lists, those inside of others too; none that stands in a quotation."""
    opened: list[list[tuple[int, int]]] = []
    quoted = 0
    for token in tokens:
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type in ("bullet_list_open", "ordered_list_open"):
            opened.append([])
        elif token.type == "list_item_open" and token.map:
            opened[-1].append((token.map[0], token.map[1]))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            found = Items(tuple(opened.pop()), len(opened))
            if not quoted:
                yield found


def _sections(tokens: Sequence[Token], count: int) -> Iterator[Section]:
    heads = [
        (token.map[0], token.map[1], int(token.tag[1]), _COUNT.sub("", inner.content))
        for token, inner in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    ends = [*(head[0] for head in heads[1:]), count]
    for (line, body, level, title), end in zip(heads, ends, strict=False):
        yield Section(line, body, end, level, title)


def _markers(tokens: Sequence[Token], lines: Sequence[str]) -> tuple[int, int] | None:
    """The first pair of markers, each a line of its own that is a comment."""
    begin = None
    for token in tokens:
        if token.type != "html_block" or token.level or not token.map:
            continue
        said = lines[token.map[0]].removeprefix(_BOM).strip()
        if said == BEGIN:
            begin = token.map[0]
        elif said == END and begin is not None:
            return begin, token.map[0]
    return None


def _hrefs(tokens: Sequence[Token]) -> Iterator[str]:
    """Where all links lead, in order: Markdown's, HTML's, and addresses that stand alone."""
    for token in tokens:
        if token.type == "inline":
            yield from _hrefs(token.children or [])
        elif token.type == "link_open":
            yield str(token.attrGet("href") or "")
        elif token.type in ("html_inline", "html_block"):
            yield from (match[1] or match[2] or "" for match in _HREF.finditer(token.content))
        elif token.type == "text":
            yield from _ADDRESS.findall(token.content)
