"""The index as a table: a link beside the paper in its row, or a row of its own.

Knows a course's schedule (several papers and days in a row, `<br>` between the days) and a table
with a paper in each row. Only the row that is meant changes; padding elsewhere stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.columns import Columns, columns
from vibelog.keeping.readme.document import Document, Row, Table
from vibelog.keeping.readme.entry import Entry, identity, key, named, place, spelt
from vibelog.keeping.readme.links import Link, chat, leads, scan, to_log

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_NOTHING = re.compile(r"(?:[^\w\[\]<>`]|_|tbd|tba|todo|n/?a|none|pending|soon)*", re.IGNORECASE)
_ITEM, _DAY = ", ", " <br> "  # what divides links, where the table does not show it


def beside(doc: Document, entry: Entry, paths: Collection[str]) -> Iterator[str]:
    """The README with the link in the row that names the paper, for each such table."""
    for table in doc.tables:
        found = columns(doc, table, paths)
        if found is None:
            continue
        rows = [row for row in table.rows if _place(doc, row, found, entry, paths) is not None]
        for row in rows[:1]:
            yield _with_link(doc, table, found, row, entry, paths)


def is_schedule(doc: Document, table: Table, found: Columns) -> bool:
    """Whether rows hold days of a course, so that a row of ours has no place among them."""
    papers = [doc.cell(row, found.paper) for row in table.rows]
    return any(_BREAK.search(cell) or len(_papers(cell)) > 1 for cell in papers)


def form(doc: Document, table: Table, found: Columns, paths: Collection[str]) -> str:
    """How links to logs are worded in the table."""
    seen = [
        wording.pattern(link.text, link.href, [name for _, name in _names(doc, row, found)])
        for row in table.rows
        for link in scan(doc.cell(row, found.log))
        if to_log(link.href, paths)
    ]
    if found.paper == found.log:
        return wording.LABEL
    several = is_schedule(doc, table, found)
    notes = "notes" if "notes" in doc.cell(table.head, found.log).lower() else "log"
    return wording.usual(seen, f"{wording.LABEL} {notes}" if several else notes)


def _papers(cell: str) -> set[str]:
    """The papers that a cell has links for; one named twice is one."""
    links = scan(cell)
    return (
        {identity(link.href) for link in links} if len({key(x.text) for x in links}) > 1 else set()
    )


def _names(doc: Document, row: Row, found: Columns) -> list[tuple[int, str]]:
    return named(doc.cell(row, found.paper))


def _place(
    doc: Document, row: Row, found: Columns, entry: Entry, paths: Collection[str]
) -> int | None:
    """Where the row names the paper; a log of another file there is another paper's."""
    cell = doc.cell(row, found.paper)
    at = place(cell, entry)
    if at is None or found.paper != found.log:
        return at
    theirs = [link for link in scan(cell) if to_log(link.href, paths) and not chat(link.href)]
    return at if all(leads(link.href, entry.path) for link in theirs) else None


def _with_link(  # noqa: PLR0913, PLR0917  a row in its table, and what goes into it
    doc: Document,
    table: Table,
    found: Columns,
    row: Row,
    entry: Entry,
    paths: Collection[str],
) -> str:
    """The README with the link in the row's log cell."""
    line, paper = doc.bare(row.line), doc.cell(row, found.paper)
    label = spelt(paper, entry)
    if found.log >= len(row.cells):
        new = wording.link(form(doc, table, found, paths), entry, label)
        return doc.replaced(row.line, _lengthened(line, row, found.log, new, table))
    start, end = row.cells[found.log]
    cell = line[start:end]
    new = wording.link(form(doc, table, found, paths), entry, label, cell)
    if _NOTHING.fullmatch(cell):
        return doc.replaced(row.line, f"{line[:start]}{_filled(cell, new)}{line[end:]}")
    if found.paper == found.log and key(cell) in {key(label) for label in entry.labels}:
        return doc.replaced(row.line, line[:start] + cell.replace(cell.strip(), new) + line[end:])
    cell = _among(cell, paper, place(paper, entry) or 0, new, _dividers(doc, table, found))
    return doc.replaced(row.line, f"{line[:start]}{cell}{line[end:]}")


def _filled(cell: str, new: str) -> str:
    """An empty cell with a link in it, as wide as it was where that is enough.

    What only says that there is nothing yet (`-`, `TBD`) gives way.
    """
    return f" {new} ".ljust(len(cell)) if cell else new


def _lengthened(line: str, row: Row, column: int, new: str, table: Table) -> str:
    """A row that lacks cells, with those up to the link."""
    lacking = "|".join(["  "] * (column - len(row.cells)))
    added = f"{lacking}| {new}" if lacking else f" {new}"
    if row.closed:
        return f"{line.rstrip()}{added} |"
    closing = " |" if any(other.closed for other in table.rows) else ""
    return f"{line.rstrip()} |{added}{closing}"


def _dividers(doc: Document, table: Table, found: Columns) -> tuple[str, str]:
    """What stands between two links of one day, and of two days, in this table."""
    between: list[str] = []
    for row in table.rows:
        cell = doc.cell(row, found.log)
        links = scan(cell)
        between += [cell[a.end : b.start] for a, b in pairwise(links)]
    plain = [text for text in between if not re.search(r"\w", _BREAK.sub("", text))]
    days = Counter(text for text in plain if _BREAK.search(text))
    items = Counter(text for text in plain if not _BREAK.search(text))
    return (
        items.most_common(1)[0][0] if items else _ITEM,
        days.most_common(1)[0][0] if days else _DAY,
    )


def _among(cell: str, paper: str, at: int, new: str, dividers: tuple[str, str]) -> str:
    """A cell that is not empty with the link in it, in the order of the papers in theirs.

    `at` is where `paper` names the entry's.
    """
    days = [match.start() for match in _BREAK.finditer(paper)]
    breaks = [*_BREAK.finditer(cell)]
    day = sum(start < at for start in days)
    if not days or len(breaks) != len(days):
        return _ordered(cell, paper, at, new, dividers)
    edges = [0, *(edge for match in breaks for edge in match.span()), len(cell)]
    start, end = edges[2 * day], edges[2 * day + 1]
    part = cell[start:end]
    part = _ordered(part, paper, at, new, dividers) if part.strip() else f" {new}{part or ' '}"
    return f"{cell[:start]}{part}{cell[end:]}"


def _ordered(cell: str, paper: str, at: int, new: str, dividers: tuple[str, str]) -> str:
    """The cell with the link behind the last link whose paper stands before (or is) this one."""
    item, day = dividers

    def divider(other: int) -> str:
        return day if _BREAK.search(paper[min(at, other) : max(at, other)]) else item

    placed = [(link, where) for link in scan(cell) if (where := _about(link, paper)) is not None]
    before = [(link, where) for link, where in placed if where <= at]
    after = [(link, where) for link, where in placed if where > at]
    if after and (not before or divider(before[-1][1]) == day != divider(after[0][1])):
        link, where = after[0]
        return f"{cell[: link.start]}{new}{divider(where)}{cell[link.start :]}"
    if before:
        link, where = before[-1]
        return f"{cell[: link.end]}{divider(where)}{new}{cell[link.end :]}"
    end = len(cell.rstrip())
    return f"{cell[:end]}{item}{new}{cell[end:]}"


def _about(link: Link, paper: str) -> int | None:
    """Where the paper of a log's link is named: the longest name that its text or file holds."""
    said = (key(link.text), key(link.href.rpartition("/")[2]))
    known = [(len(key(name)), start) for start, name in named(paper) if key(name)]
    names = {start: key(name) for start, name in named(paper)}
    for text in said:
        if fits := [(length, start) for length, start in known if names[start] in text]:
            return max(fits)[1]
    return None
