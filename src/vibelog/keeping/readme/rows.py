"""A new row in a table that has one paper in each: same cells, same padding, in its order.

Knows the table's own rows; what no row shows (another column) stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.columns import Columns, columns
from vibelog.keeping.readme.dates import Form, form_of
from vibelog.keeping.readme.document import Document, Row, Table
from vibelog.keeping.readme.entry import Entry, address, like, shown
from vibelog.keeping.readme.links import neighbour, to_log
from vibelog.keeping.readme.order import before, led, same_week, week
from vibelog.keeping.readme.tables import form, is_schedule

_LOG = re.compile(r"\b(?:vibe|logs?|vibelogs?)\b", re.IGNORECASE)  # a header that says it all
_SUM = re.compile(r"\W*(?:totals?|sum|average|count|mean|gesamt|summe|合计)\W*", re.IGNORECASE)
_MARKS = ("**", "__", "*", "_", "`")


def added(
    doc: Document, entry: Entry, known: Mapping[str, Entry], within: tuple[int, int] | None = None
) -> Iterator[str]:
    """The README with a row for the log, for each table of logs (between the lines `within`)."""

    def nearest(table: Table) -> tuple[bool, bool, int]:
        links = [link for row in table.rows for link in doc.scan(doc.bare(row.line))]
        close = any(same_week(led([link], known), entry) for link in links)
        return close, neighbour(links, entry.path), table.end

    for whole in sorted(doc.tables, key=nearest, reverse=True):
        table = _unsummed(doc, whole)
        found = columns(doc, table, known)
        if within and not within[0] < table.head.line < within[1]:
            continue
        if found is None or (is_schedule(doc, table, found) and not within):
            continue
        has_logs = any(
            to_log(link.href, known)
            for row in table.rows
            for link in doc.scan(doc.cell(row, found.log))
        )
        named = _LOG.search(doc.cell(table.head, found.log))
        if has_logs or named or not table.rows or within:
            at = _before(doc, table, found, entry, known)
            if at < len(table.rows) and _blank(doc, table.rows[at]):
                new = _row(doc, table, found, entry, known, at)
                yield doc.replaced(table.rows[at].line, new)
            line = table.rows[at].line if at < len(table.rows) else table.end
            yield doc.inserted(line, [_row(doc, table, found, entry, known, at)])


def _row(  # noqa: PLR0913, PLR0917  a table, what goes into it, and where
    doc: Document,
    table: Table,
    found: Columns,
    entry: Entry,
    known: Mapping[str, Entry],
    at: int,
) -> str:
    """The new row before the row `at`, without a line end."""
    template = _template(doc, table, found, known)
    cells = []
    for column in range(len(table.head.cells)):
        said = _said(doc, table, found, column, entry, known, at)
        cells.append(_padded(doc, table, template, column, said))
    line = doc.bare(template.line).removeprefix("\ufeff")
    indent = line[: len(line) - len(line.lstrip())]
    opening = "|" if line.lstrip().startswith("|") else ""
    return f"{indent}{opening}{'|'.join(cells)}{'|' if template.closed else ''}".rstrip(" \t")


def _template(doc: Document, table: Table, found: Columns, known: Mapping[str, Entry]) -> Row:
    """The last row that leads to a log, else the last one, else the header."""
    whole = [row for row in table.rows if len(row.cells) == len(table.head.cells)]
    logs = [
        row
        for row in whole
        if any(to_log(link.href, known) for link in doc.scan(doc.cell(row, found.log)))
    ]
    return [table.head, *whole, *logs][-1]


def _said(  # noqa: PLR0913, PLR0917  a cell's place, and what may go there
    doc: Document,
    table: Table,
    found: Columns,
    column: int,
    entry: Entry,
    known: Mapping[str, Entry],
    at: int,
) -> str:
    """What the new row says in a column."""
    texts = [doc.cell(row, column).strip() for row in table.rows]
    samples = [text for text in texts if text]
    if column == found.log:
        sample = _name(doc, samples[-1]) if samples and found.paper == found.log else ""
        label = like(sample, entry) if sample else shown(entry.label)
        return wording.link(form(doc, table, found, known), entry, label)
    if column == found.paper:
        return _paper(samples, entry, doc)
    if column == found.day:
        there = [led(doc.scan(doc.bare(row.line)), known) for row in table.rows]
        return _when(texts, there, entry, doc.cell(table.head, column), at)
    if column == found.number:
        return str(int(samples[-1]) + 1) if samples else "1"
    if column == found.questions and entry.questions:
        return str(entry.questions) if all(text.isdecimal() for text in samples) else ""
    return ""


def _grouped(texts: list[str]) -> bool:
    """Whether what is of one day or week says so in its first row only, or in each by a name."""
    return "" in texts[1:] or (len(set(texts)) < len(texts) and form_of(texts) is None)


def _name(doc: Document, cell: str) -> str:
    """How a cell names its paper."""
    links = doc.scan(cell)
    return links[0].text if links else cell


def _paper(samples: list[str], entry: Entry, doc: Document) -> str:
    """The paper as the others are written: linked or not, label or title, emphasised or not."""
    sample = samples[-1] if samples else ""
    linked = not samples or any(doc.scan(text) for text in samples)
    mark = next((m for m in _MARKS if sample.startswith(m) and sample.endswith(m)), "")
    name = like(_name(doc, sample), entry)
    if linked and entry.urls:
        name = f"[{name}]({address(entry.urls[0])})"
    return f"{mark if mark != '`' else ''}{name}{mark if mark != '`' else ''}"


def _when(texts: list[str], there: Sequence[Entry | None], entry: Entry, head: str, at: int) -> str:
    """The day or week as in the other rows, with their logs; nothing where it cannot be told."""
    known = form_of(texts)
    above = there[at - 1] if at else None
    if above and above.due and above.due == entry.due and _grouped(texts):
        return texts[at - 1] if known is None else ""
    if entry.due is None or known:
        return known.write(entry.due) if known and entry.due else ""
    if any(texts) or "week" in head.lower():
        named = [f"week {text}" if text.isdecimal() else text for text in texts]
        said = week(list(zip(named, there, strict=True)), entry.due) or ""
        return said.removeprefix("week ")
    return Form().write(entry.due)


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


def _before(
    doc: Document, table: Table, found: Columns, entry: Entry, known: Mapping[str, Entry]
) -> int:
    """Before which of its rows a table that is in an order has the new one."""
    end = len(table.rows)
    if found.number is not None:
        return end
    texts = (
        [doc.cell(row, found.day).strip() for row in table.rows] if found.day is not None else []
    )
    form = form_of(texts)
    if form is None or entry.due is None:
        there = [led(doc.scan(doc.bare(row.line)), known) for row in table.rows]
        at = before(there, entry)
        while at and _blank(doc, table.rows[at - 1]):
            at -= 1
        return at
    days = [form.read(text, entry.due.year) for text in texts]
    read = [day for day in days if day]
    if read == sorted(read):
        later = [at for at, day in enumerate(days) if day and day > entry.due]
        return later[0] if later else _dated(texts, days)
    earlier = [at for at, day in enumerate(days) if day and day < entry.due]
    return earlier[0] if earlier and read == sorted(read, reverse=True) else end


def _blank(doc: Document, row: Row) -> bool:
    """Whether a row only keeps a place: nothing is in its cells."""
    return not any(doc.cell(row, at).strip() for at in range(len(row.cells)))


def _unsummed(doc: Document, table: Table) -> Table:
    """A table without the rows at its end that sum it up."""
    end = len(table.rows)
    while end and any(_SUM.fullmatch(doc.cell(table.rows[end - 1], at)) for at in (0, 1)):
        end -= 1
    rows, behind = table.rows[:end], table.rows[end:]
    return Table(table.head, rows, behind[0].line if behind else table.end)


def _dated(texts: list[str], days: Sequence[date | None]) -> int:
    """Behind which rows: the last with a day, and those below it that leave theirs empty."""
    at = next((at for at in range(len(days), 0, -1) if days[at - 1]), 0)
    while _grouped(texts) and at < len(texts) and not texts[at]:
        at += 1
    return at


def first(entry: Entry) -> str:
    """The first row of vibelog's own table: day, paper, log."""
    due = str(entry.due) if entry.due else ""
    paper = (
        f"[{shown(entry.label)}]({address(entry.urls[0])})" if entry.urls else shown(entry.label)
    )
    return f"| {due} | {paper} | {wording.link(wording.plain('log'), entry, shown(entry.label))} |"
