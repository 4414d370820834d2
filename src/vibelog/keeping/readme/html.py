"""The index as a table in HTML: a link in the row that names the paper, or a row like the last.

Knows `<tr>` and `<td>` as they stand in the README; Markdown's own tables are not its concern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.dates import form_of
from vibelog.keeping.readme.document import Document
from vibelog.keeping.readme.entry import Entry, named, place, shown, spelt, stretch
from vibelog.keeping.readme.links import Link, to_log
from vibelog.keeping.readme.order import before, led
from vibelog.keeping.readme.vocabulary import LOG, NOTHING

_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr\s*>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, and the texts of its cells, by their places in the README."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


def beside(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with the link in the empty cell of the row that names the paper."""
    text = "".join(doc.lines)
    for rows in _tables(doc, text):
        column = _column(doc, text, rows, known)
        for row in rows:
            cells = [text[slice(*cell)] for cell in row.cells]
            name = next((cell for cell in cells if place(cell, entry, doc.scan) is not None), None)
            if name is None or column is None or column >= len(cells):
                continue
            if not NOTHING.fullmatch(cells[column]):
                continue
            start, end = row.cells[column]
            form = _form(doc, text, rows, known)
            link = wording.link(form, entry, spelt(name, entry, doc.scan))
            yield f"{text[:start]}{link}{text[end:]}"


def added(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with a row for the log, in the order of the others."""
    text = "".join(doc.lines)
    for rows in _tables(doc, text):
        logs = [row for row in rows if _logs(doc, text, row, known)]
        if not logs:
            continue
        start = text.rfind("\n", 0, logs[-1].start) + 1
        indent = text[start : logs[-1].start]
        if indent.strip():
            continue  # several rows on one line
        new = _like(
            doc,
            text,
            logs[-1],
            entry,
            wording.link(_form(doc, text, rows, known), entry, shown(entry.label)),
            known,
        )
        at = before([led(_logs(doc, text, row, known), known) for row in logs], entry)
        where = logs[at].start if at < len(logs) else logs[-1].end
        joint = f"{new}{doc.eol}{indent}" if at < len(logs) else f"{doc.eol}{indent}{new}"
        yield f"{text[:where]}{joint}{text[where:]}"


def _tables(doc: Document, text: str) -> Iterator[list[_Row]]:
    """The rows of each table."""
    for first, last in doc.html:
        offset = sum(map(len, doc.lines[:first]))
        block = "".join(doc.lines[first:last])
        for table in _TABLE.finditer(block):
            start = offset + table.start()
            rows = _ROW.finditer(text, start, start + len(table[0]))
            yield [
                _Row(*row.span(), tuple(cell.span(1) for cell in _CELL.finditer(text, *row.span())))
                for row in rows
            ]


def _logs(doc: Document, text: str, row: _Row, known: Mapping[str, Entry]) -> list[Link]:
    """The links of a row that lead to logs."""
    links = [link for cell in row.cells for link in doc.scan(text[slice(*cell)])]
    return [link for link in links if to_log(link.href, known)]


def _column(doc: Document, text: str, rows: list[_Row], known: Mapping[str, Entry]) -> int | None:
    """The column with the logs: by its links, then by its header."""
    for row in rows:
        for at, cell in enumerate(row.cells):
            if any(to_log(link.href, known) for link in doc.scan(text[slice(*cell)])):
                return at
    heads = rows[0].cells if rows else ()
    return next((at for at, cell in enumerate(heads) if LOG.search(text[slice(*cell)])), None)


def _form(doc: Document, text: str, rows: list[_Row], known: Mapping[str, Entry]) -> str:
    """How the table's links are made; Markdown's are not read inside of HTML."""
    seen = []
    for row in rows:
        logs = _logs(doc, text, row, known)
        cells = [text[slice(*cell)] for cell in row.cells]
        beside = [cell for cell in cells if not set(doc.scan(cell)) & set(logs)]
        names = [name for cell in beside for _, name in named(cell, doc.scan)]
        seen += [wording.pattern(link, names) for link in logs if link.html]
    return wording.usual(seen, "log") if any(seen) else wording.html("log")


def _like(  # noqa: PLR0913, PLR0917  a row, what goes into it, and what is known
    doc: Document, text: str, row: _Row, entry: Entry, link: str, known: Mapping[str, Entry]
) -> str:
    """A row like another with this paper's name, day and log; other cells are empty."""
    old = led(_logs(doc, text, row, known), known)
    said, at = "", row.start
    for start, end in row.cells:
        cell = text[start:end]
        where = stretch(cell, old, doc.scan) if old else None
        days = form_of([cell])
        if any(to_log(each.href, known) for each in doc.scan(cell)):
            new = link
        elif where:
            new = f"{cell[: where[0]]}{shown(entry.label)}{cell[where[1] :]}"
        else:
            new = days.write(entry.due) if days and entry.due else ""
        said, at = f"{said}{text[at:start]}{new}", end
    return f"{said}{text[at : row.end]}"
