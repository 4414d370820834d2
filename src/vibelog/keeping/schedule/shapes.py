"""Schedule tables in other shapes, as tables with a row for each class.

A column for each weekday becomes a row for each; weekdays below a heading that names the week get
that week beside them. Knows weekdays and headings; reads no year.
"""

from __future__ import annotations

from dataclasses import replace

from vibelog.keeping.schedule.dates import named
from vibelog.keeping.schedule.facts import over
from vibelog.keeping.schedule.outline import label
from vibelog.keeping.schedule.tables import Document, Row, Table

_CLASS_WORDS = frozenset("class lecture seminar session papers paper readings reading".split())


def shaped(document: Document, table: Table) -> Table:
    """The table with a row for each class; the table itself where it has that shape."""
    days = [c for c, cell in enumerate(table.header.cells) if _weekday(document, cell)]
    if len(days) > 1:
        return _unfolded(document, table, days)
    if week := _week(document, table):
        header = replace(table.header, cells=("Week", *table.header.cells))
        rows = tuple(replace(row, cells=(week, *row.cells)) for row in table.rows)
        return replace(table, header=header, rows=rows, piped=False)
    return table


def _weekday(document: Document, cell: str) -> bool:
    """Whether a header is a weekday's name, such as `Monday` or `Wed (lecture)`."""
    said = named(document.words(cell))
    return len(said.weekdays) == 1 and not said.days and _CLASS_WORDS.issuperset(said.alien)


def _unfolded(document: Document, table: Table, days: list[int]) -> Table:
    """The week, the weekday and what stands in its column; else the date that this begins with."""
    line = table.header.line
    others = [c for c in range(len(table.header.cells)) if c not in days]
    weeks = [c for c in others if any(_dated(document, row.cell(c)) for row in table.rows)]
    if not weeks:
        rows = (Row((label(document.words(cell)), cell), row.line)
                for row in table.rows for cell in (row.cell(day) for day in days))  # fmt: skip
        return Table(Row(("Date", "Topics"), line), tuple(rows), table.end, piped=False)
    rows = (Row((row.cell(weeks[0]), table.header.cell(day), row.cell(day)), row.line)
            for row in table.rows for day in days)  # fmt: skip
    return Table(Row(("Week", "Day", "Topics"), line), tuple(rows), table.end, piped=False)


def _dated(document: Document, cell: str) -> bool:
    return bool(named(document.words(cell)).days)


def _week(document: Document, table: Table) -> str:
    """The heading of a table whose rows name weekdays and no dates; "" where it names no days."""
    heading = next(iter(over(document, table.header.line)), None)
    if heading is None or not named(heading.text).days:
        return ""
    seen = [[named(document.words(cell)) for cell in row.cells[:2]] for row in table.rows]
    if any(said.days for row in seen for said in row):
        return ""
    bearing = sum(any(said.weekdays and not said.alien for said in row) for row in seen)
    return heading.text if seen and 2 * bearing >= len(seen) else ""
