"""The index as a table: a link beside the paper in its row, or a row of its own.

Knows a course's schedule (several papers and days in a row, `<br>` between the days) and a table
with a paper in each row. Only the row that is meant changes; padding elsewhere stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.columns import Columns, columns
from vibelog.keeping.readme.document import Document, Row, Table
from vibelog.keeping.readme.entry import Entry, identity, key, named, place, spelt
from vibelog.keeping.readme.links import Link, chat, leads, to_log
from vibelog.keeping.readme.order import led
from vibelog.keeping.readme.vocabulary import LOG, NOTHING

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ENGLISH = re.compile(
    r"notes?|vibe|logs?|vibelogs?|chats?|transcripts?|conversations?", re.IGNORECASE
)
_ITEM, _DAY = ", ", " <br> "  # what divides links, where the table does not show it


def beside(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with the link in the row that names the paper, for each such table."""
    for table in doc.tables:
        found = columns(doc, table, known)
        if found is None:
            continue
        rows = [row for row in table.rows if _place(doc, row, found, entry, known) is not None]
        for row in rows[:1]:
            yield _with_link(doc, table, found, row, entry, known)


def is_schedule(doc: Document, table: Table, found: Columns) -> bool:
    """Whether rows hold days of a course, so that a row of ours has no place among them."""
    papers = [doc.cell(row, found.paper) for row in table.rows]
    return any(_BREAK.search(cell) or len(_papers(doc, cell)) > 1 for cell in papers)


def form(doc: Document, table: Table, found: Columns, known: Mapping[str, Entry]) -> str:
    """How links to logs are made in the table."""
    seen = []
    for row in table.rows:
        cell = doc.cell(row, found.log)
        logs = [link for link in doc.scan(cell) if to_log(link.href, known)]
        names = [name for _, name in _names(doc, row, found)]
        for link in logs:
            log = led([link], known)
            made = wording.pattern(link, [*names, *(log.labels if log else ())])
            before, behind = wording.dressed(cell, link)
            seen.append(made and f"{before}{made}{behind}")
    if found.paper == found.log:
        return wording.usual(
            [each for each in seen if each and wording.LABEL in each], wording.LABEL
        )
    several = is_schedule(doc, table, found)
    words = _words(doc.cell(table.head, found.log))
    return wording.usual(seen, f"{wording.LABEL} {words}" if several else words)


def _words(head: str) -> str:
    """What a column's header calls a log."""
    if "notes" in head.lower():
        return "notes"
    said = LOG.search(head)
    return said[0] if said and not _ENGLISH.fullmatch(said[0]) else "log"


def _logs(doc: Document, cell: str) -> list[Link]:
    """A cell's links, each with what belongs to it."""
    found = []
    for link in doc.scan(cell):
        before, behind = wording.dressed(cell, link)
        found.append(replace(link, start=link.start - len(before), end=link.end + len(behind)))
    return found


def _alike(doc: Document, table: Table, found: Columns) -> bool:
    """Whether several links in one cell of the table have the same words."""
    texts = ([link.text for link in doc.scan(doc.cell(row, found.log))] for row in table.rows)
    return any(len(set(each)) < len(each) for each in texts)


def _papers(doc: Document, cell: str) -> set[str]:
    """The papers that a cell has links for; one named twice is one."""
    links = doc.scan(cell)
    return (
        {identity(link.href) for link in links} if len({key(x.text) for x in links}) > 1 else set()
    )


def _names(doc: Document, row: Row, found: Columns) -> list[tuple[int, str]]:
    return named(doc.cell(row, found.paper), doc.scan)


def _place(
    doc: Document, row: Row, found: Columns, entry: Entry, known: Mapping[str, Entry]
) -> int | None:
    """Where the row names the paper; a log of another file there is another paper's."""
    cell = doc.cell(row, found.paper)
    at = place(cell, entry, doc.scan)
    if at is None or found.paper != found.log:
        return at
    theirs = [link for link in doc.scan(cell) if to_log(link.href, known) and not chat(link.href)]
    return at if all(leads(link.href, entry.path) for link in theirs) else None


def _with_link(  # noqa: PLR0913, PLR0917  a row in its table, and what goes into it
    doc: Document,
    table: Table,
    found: Columns,
    row: Row,
    entry: Entry,
    known: Mapping[str, Entry],
) -> str:
    """The README with the link in the row's log cell."""
    line, paper = doc.bare(row.line), doc.cell(row, found.paper)
    label, cell = spelt(paper, entry, doc.scan), doc.cell(row, found.log)
    alike = _alike(doc, table, found)
    made = form(doc, table, found, known)
    new = wording.link(made, entry, label, doc.scan(cell), alike=alike)
    if found.log >= len(row.cells):
        return doc.replaced(row.line, _lengthened(line, row, found.log, new, table))
    start, end = row.cells[found.log]
    if NOTHING.fullmatch(cell):
        cell = _filled(cell, new)
    elif found.paper == found.log and key(cell) in {key(label) for label in entry.labels}:
        cell = cell.replace(cell.strip(), new)
    else:
        at = place(paper, entry, doc.scan) or 0
        cell = _among(doc, cell, paper, at, new, _dividers(doc, table, found))
    return doc.replaced(row.line, f"{line[:start]}{cell}{line[end:]}")


def _filled(cell: str, new: str) -> str:
    """An empty cell with a link in it, as wide as it was where that is enough.

    What only says that there is nothing yet (`-`, `TBD`) gives way.
    """
    if cell.strip():
        return cell.replace(cell.strip(), new)
    if "\t" in cell:
        return f"{cell[:1]}{new}{cell[-1:]}"
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
        links = _logs(doc, cell)
        between += [cell[a.end : b.start] for a, b in pairwise(links)]
    plain = [text for text in between if not re.search(r"\w", _BREAK.sub("", text))]
    days = Counter(text for text in plain if _BREAK.search(text))
    items = Counter(text for text in plain if not _BREAK.search(text))
    return (
        items.most_common(1)[0][0] if items else _ITEM,
        days.most_common(1)[0][0] if days else _DAY,
    )


def _among(  # noqa: PLR0913, PLR0917  a cell, what stands beside it, and what goes into it
    doc: Document, cell: str, paper: str, at: int, new: str, dividers: tuple[str, str]
) -> str:
    """A cell that is not empty with the link in it, in the order of the papers in theirs.

    `at` is where `paper` names the entry's.
    """
    days = [match.start() for match in _BREAK.finditer(paper)]
    breaks = [*_BREAK.finditer(cell)]
    day = sum(start < at for start in days)
    if not days or len(breaks) != len(days):
        return _ordered(doc, cell, paper, at, new, dividers)
    edges = [0, *(edge for match in breaks for edge in match.span()), len(cell)]
    start, end = edges[2 * day], edges[2 * day + 1]
    part = cell[start:end]
    part = _ordered(doc, part, paper, at, new, dividers) if part.strip() else f" {new}{part or ' '}"
    return f"{cell[:start]}{part}{cell[end:]}"


def _ordered(  # noqa: PLR0913, PLR0917  as above
    doc: Document, cell: str, paper: str, at: int, new: str, dividers: tuple[str, str]
) -> str:
    """The cell with the link behind the last link whose paper stands before (or is) this one."""
    item, day = dividers

    def divider(other: int) -> str:
        return day if _BREAK.search(paper[min(at, other) : max(at, other)]) else item

    placed = [
        (link, where)
        for link in _logs(doc, cell)
        if (where := _about(doc, link, paper)) is not None
    ]
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


def _about(doc: Document, link: Link, paper: str) -> int | None:
    """Where the paper of a log's link is named: the longest name that its text or file holds."""
    names = [(key(name), start) for start, name in named(paper, doc.scan)]
    for text in (key(link.text), key(link.href.rpartition("/")[2])):
        if fits := [(len(name), start) for name, start in names if name and name in text]:
            return max(fits)[1]
    return None
