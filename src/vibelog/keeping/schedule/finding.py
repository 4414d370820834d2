"""The schedules of a README, and the days of their rows.

Knows where a schedule can stand: in tables of either kind, under dated headings, in dated lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vibelog.errors import ConfigError
from vibelog.keeping.schedule import facts
from vibelog.keeping.schedule.columns import Columns, columns
from vibelog.keeping.schedule.dates import Named
from vibelog.keeping.schedule.links import is_paper
from vibelog.keeping.schedule.outline import outlined
from vibelog.keeping.schedule.placing import names
from vibelog.keeping.schedule.shapes import shaped
from vibelog.keeping.schedule.tables import Document, Row, Table, cells
from vibelog.keeping.schedule.terms import Term
from vibelog.keeping.schedule.years import Days, resolve


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule table, what its columns are for, and the days of its rows."""

    table: Table
    columns: Columns
    named: tuple[Named, ...]
    term: Term | None
    days: tuple[Days, ...] = ()


def schedules(page: Document) -> list[Schedule]:
    """The schedule tables of a page, their days not yet told; ConfigError when there is none."""
    found = list(_known(page, (*page.tables, *page.html)))
    if not any(_bears(page, schedule) for schedule in found):
        found += _known(page, outlined(page))
    found.sort(key=lambda schedule: schedule.table.header.line)
    if not found:
        raise ConfigError(
            "No schedule was found (a table with a column such as Week or Date, and one such as "
            "Topics or Papers; or a list of dates): name the README that has it."
        )
    return found


def dated(found: Sequence[Schedule], year: int | None) -> list[Schedule]:
    """The schedules with the days of their rows; tables of one term are read in one go."""
    result: list[Schedule] = []
    while len(result) < len(found):
        rest = found[len(result) :]
        many = next((n for n, s in enumerate(rest) if n and _another(rest[0], s)), len(rest))
        days = resolve([row for s in rest[:many] for row in s.named], rest[0].term, year)
        if days is None:
            line = rest[0].table.header.line
            said = f" ({rest[0].term} is not enough)" if rest[0].term else ""
            raise ConfigError(
                f"The year of the schedule in line {line + 1} cannot be told{said}: say the year "
                f"of its first day with --year, such as --year {date.today().year}."  # noqa: DTZ011 - an example in a sentence
            )
        for schedule in rest[:many]:
            result.append(replace(schedule, days=tuple(days[: len(schedule.named)])))
            del days[: len(schedule.named)]
    return result


def _known(page: Document, tables: Iterable[Table]) -> Iterator[Schedule]:
    """Those of the tables that are schedules of this term."""
    meets = facts.meets(page)
    for table in tables:
        line = table.header.line
        month = facts.month(page, line)
        whole = shaped(page, _mended(page, table))
        known = columns(page, whole, month)
        if known and not facts.past(page, line):
            words = tuple(names(page, whole, known, month))
            if known.weekly:
                words = tuple(replace(row, meets=meets) for row in words)
            if _lasting(words):
                continue
            yield Schedule(whole, known, words, facts.term(page, line))


def _mended(page: Document, table: Table) -> Table:
    """The table with the rows that blank lines cut off its end, where they have its width."""
    if not table.piped:
        return table
    rows, line = list(table.rows), table.end
    while line < len(page.lines):
        text = page.lines[line].strip()
        if line in page.strays:
            row = Row(tuple(text[start:end] for start, end in cells(text)), line)
            if len(row.cells) != len(table.header.cells):
                break
            rows.append(row)
        elif text and not (text.startswith("<!--") and text.endswith("-->")):
            break
        line += 1
    return replace(table, rows=tuple(rows))


def _lasting(words: Sequence[Named]) -> bool:
    """Whether dates are of more years than a course has: a list of papers by their day."""
    years = {day.year for named in words for day in named.days if day.year}
    return bool(years) and max(years) - min(years) > 1


def _bears(page: Document, schedule: Schedule) -> bool:
    """Whether a paper's link stands in a schedule."""
    return any(
        piece.href and is_paper(piece)
        for row in schedule.table.rows
        for column in schedule.columns.papers
        for part in page.parts(row.cell(column))
        for piece in part
    )


def _another(first: Schedule, other: Schedule) -> bool:
    """Whether another term begins with a table."""
    return other.term is not None and other.term != first.term
