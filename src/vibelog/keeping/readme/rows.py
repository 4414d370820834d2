"""A new row in a table that has one paper in each: same cells, same padding, in its order.

Knows the table's own rows; what no row shows (another column) stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.columns import Columns, columns
from vibelog.keeping.readme.dates import Form, form_of
from vibelog.keeping.readme.document import Document, Row, Table
from vibelog.keeping.readme.entry import Entry, address, like, shown
from vibelog.keeping.readme.links import neighbour, scan, to_log
from vibelog.keeping.readme.tables import form, is_schedule

_LOG = re.compile(r"\b(?:vibe|logs?|vibelogs?)\b", re.IGNORECASE)  # a header that says it all
_MARKS = ("**", "__", "*", "_", "`")


def added(
    doc: Document, entry: Entry, paths: Collection[str], within: tuple[int, int] | None = None
) -> Iterator[str]:
    """The README with a row for the log, for each table of logs (between the lines `within`)."""

    def nearest(table: Table) -> tuple[bool, int]:
        lines = (doc.bare(row.line) for row in table.rows)
        return any(neighbour(line, entry.path) for line in lines), table.end

    for table in sorted(doc.tables, key=nearest, reverse=True):
        found = columns(doc, table, paths)
        if within and not within[0] < table.head.line < within[1]:
            continue
        if found is None or (is_schedule(doc, table, found) and not within):
            continue
        has_logs = any(
            to_log(link.href, paths)
            for row in table.rows
            for link in scan(doc.cell(row, found.log))
        )
        named = _LOG.search(doc.cell(table.head, found.log))
        if has_logs or named or not table.rows or within:
            days = _days(doc, table, found, entry)
            line = table.rows[days].line if days < len(table.rows) else table.end
            yield doc.inserted(line, [_row(doc, table, found, entry, paths)])


def _row(doc: Document, table: Table, found: Columns, entry: Entry, paths: Collection[str]) -> str:
    """The new row, without a line end."""
    template = _template(doc, table, found, paths)
    cells = []
    for column in range(len(table.head.cells)):
        said = _said(doc, table, found, column, entry, paths)
        cells.append(_padded(doc, table, template, column, said))
    line = doc.bare(template.line).removeprefix("\ufeff")
    indent = line[: len(line) - len(line.lstrip())]
    opening = "|" if line.lstrip().startswith("|") else ""
    return f"{indent}{opening}{'|'.join(cells)}{'|' if template.closed else ''}".rstrip(" \t")


def _template(doc: Document, table: Table, found: Columns, paths: Collection[str]) -> Row:
    """The last row that leads to a log, else the last one, else the header."""
    whole = [row for row in table.rows if len(row.cells) == len(table.head.cells)]
    logs = [
        row
        for row in whole
        if any(to_log(link.href, paths) for link in scan(doc.cell(row, found.log)))
    ]
    return [table.head, *whole, *logs][-1]


def _said(  # noqa: PLR0913, PLR0917  a cell's place, and what may go there
    doc: Document,
    table: Table,
    found: Columns,
    column: int,
    entry: Entry,
    paths: Collection[str],
) -> str:
    """What the new row says in a column."""
    texts = [doc.cell(row, column).strip() for row in table.rows]
    samples = [text for text in texts if text]
    if column == found.log:
        sample = _name(samples[-1]) if samples and found.paper == found.log else ""
        label = like(sample, entry) if sample else shown(entry.label)
        return wording.link(form(doc, table, found, paths), entry, label)
    if column == found.paper:
        return _paper(samples, entry)
    if column == found.day:
        return _day(samples, entry.due, doc.cell(table.head, column))
    if column == found.number:
        return str(int(samples[-1]) + 1) if samples else "1"
    if column == found.questions and entry.questions:
        return str(entry.questions) if all(text.isdecimal() for text in samples) else ""
    return ""


def _name(cell: str) -> str:
    """How a cell names its paper."""
    links = scan(cell)
    return links[0].text if links else cell


def _paper(samples: list[str], entry: Entry) -> str:
    """The paper as the others are written: linked or not, label or title, emphasised or not."""
    sample = samples[-1] if samples else ""
    linked = not samples or any(scan(text) for text in samples)
    mark = next((m for m in _MARKS if sample.startswith(m) and sample.endswith(m)), "")
    name = like(_name(sample), entry)
    if linked and entry.urls:
        name = f"[{name}]({address(entry.urls[0])})"
    return f"{mark if mark != '`' else ''}{name}{mark if mark != '`' else ''}"


def _day(samples: list[str], due: date | None, head: str) -> str:
    """The day in the form of the others; nothing where they are no days."""
    known = form_of(samples)
    if due is None or (known is None and (samples or "week" in head.lower())):
        return ""
    return (known or Form()).write(due)


def _padded(doc: Document, table: Table, template: Row, column: int, said: str) -> str:
    """A cell with white space as in the other rows: aligned where they are."""
    rows = [row for row in (table.head, *table.rows) if column < len(row.cells)]
    widths = {len(doc.cell(row, column)) for row in rows}
    filled = [cell for row in rows if (cell := doc.cell(row, column)).strip()]
    cell = doc.cell(template, column)
    cell = cell if cell.strip() or not filled else filled[-1]
    before = cell[: len(cell) - len(cell.lstrip())] if cell.strip() else cell[:1]
    after = cell[len(cell.rstrip()) :] if cell.strip() else cell[1:2]
    last = column == len(table.head.cells) - 1 and not template.closed
    if len(widths) == 1 and len(rows) > 1:
        return said if last else f"{before}{said}{after[:1]}".ljust(widths.pop())
    return f"{before}{said}{'' if last else after[:1] or before}"


def _days(doc: Document, table: Table, found: Columns, entry: Entry) -> int:
    """Before which of its rows a table that is in the order of days has the new one."""
    end = len(table.rows)
    if found.day is None or found.number is not None or entry.due is None:
        return end
    texts = [doc.cell(row, found.day).strip() for row in table.rows]
    known = form_of(texts)
    if known is None:
        return end
    days = [known.read(text, entry.due.year) for text in texts]
    read = [day for day in days if day]
    rising, falling = read == sorted(read), read == sorted(read, reverse=True)
    if not rising and not falling:
        return end
    if rising:
        later = [at for at, day in enumerate(days) if day and day > entry.due]
        undated = next((at for at in range(end, 0, -1) if days[at - 1]), 0)
        return later[0] if later else undated
    earlier = [at for at, day in enumerate(days) if day and day < entry.due]
    return earlier[0] if earlier else end


def first(entry: Entry) -> str:
    """The first row of vibelog's own table: day, paper, log."""
    due = str(entry.due) if entry.due else ""
    return f"| {due} | {_paper([], entry)} | {wording.link('log', entry, shown(entry.label))} |"
