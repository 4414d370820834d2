"""A course's README becomes its assignments: every paper with the day it is presented.

Knows the text only. What cannot be told is listed with its line and never guessed: a paper whose
day is not said is an assignment without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from vibelog.core.course import Assignment, Course, Unread
from vibelog.core.paper import short_name
from vibelog.core.text import squash
from vibelog.errors import ConfigError
from vibelog.keeping.schedule import facts
from vibelog.keeping.schedule.columns import Columns, columns
from vibelog.keeping.schedule.dates import Named, hour
from vibelog.keeping.schedule.listed import Listed, listed
from vibelog.keeping.schedule.papers import Found, identifiers, is_paper, key, papers, same
from vibelog.keeping.schedule.placing import Placed, due_in, names, placed, unlabelled
from vibelog.keeping.schedule.tables import Document, Row, Table, document
from vibelog.keeping.schedule.terms import Term
from vibelog.keeping.schedule.years import Days, resolve

_LABEL = 3  # words up to which a label is a name


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule table, what its columns are for, and the days of its rows."""

    table: Table
    columns: Columns
    named: tuple[Named, ...]
    term: Term | None
    days: tuple[Days, ...] = ()


@dataclass(slots=True)
class _Gathering:
    """The assignments found so far, in the schedule's order."""

    listed: Listed
    found: dict[str, Assignment] = field(default_factory=dict)  # by what their links share
    unread: list[Unread] = field(default_factory=list)

    def add(self, paper: Found, place: Placed, row: Row, at: time | None) -> None:
        """A paper of a row; the first row that has it counts."""
        mark = same(paper.link) if paper.link else key(paper.label)
        known = self.found.get(mark)
        if known is None:
            taken = [assignment.name for assignment in self.found.values()]
            made = assignment(paper, self.listed.facts.get(mark), taken)
            self.found[mark] = replace(made, due=place.due, at=at, line=row.line + 1)
        elif place.due and known.due is None:
            self.found[mark] = replace(known, due=place.due, at=at, line=row.line + 1)
        elif place.due and known.due != place.due:
            why = f"{paper.label} stands here again; its first day counts"
            self.unread.append(Unread(row.line + 1, paper.label, why))


def read(text: str, year: int | None = None) -> Course:
    """The course that a README's Markdown describes; lines count from 1.

    `year` is that of the schedule's first day, used where no heading names the term. Raises
    ConfigError when there is no schedule table, or the year cannot be told.
    """
    page = document(text)
    found = dated(schedules(page), year)
    hour_due, unread = facts.policy(page)
    known = listed(page, {schedule.table.header.line for schedule in found})
    gathering = _Gathering(known, unread=[*unread, *_left_out(page, found)])
    for schedule in found:
        _gather(gathering, page, schedule, hour_due)
    term = next((schedule.term for schedule in found if schedule.term), None)
    return Course(
        facts.name(page),
        str(term or ""),
        tuple(gathering.found.values()),
        tuple(sorted(gathering.unread, key=lambda unread: unread.line)),
        facts.worth(page),
    )


def schedules(page: Document) -> list[Schedule]:
    """The schedule tables of a page, their days not yet told; ConfigError when there is none."""
    found = []
    for table in page.tables:
        month = facts.month(page, table.header.line)
        known = columns(page, table, month)
        if known and not facts.past(page, table.header.line):
            words = tuple(names(page, table, known, month))
            found.append(Schedule(table, known, words, facts.term(page, table.header.line)))
    if not found:
        raise ConfigError(
            "No schedule was found (a table with a column such as Week or Date, and one such as "
            "Topics or Papers): name the README that has it."
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


def assignment(paper: Found, facts_known: Mapping[str, str] | None, taken: list[str]) -> Assignment:
    """A paper as an assignment without a day, with the title another table gives it."""
    known = facts_known or {}
    ids = [identifiers(link) for link in (paper.link, *paper.links) if link]
    arxiv = next((one for one, _ in ids if one), None)
    doi = next((one for _, one in ids if one), None)
    label = paper.label or known.get("label", "") or known.get("title", "") or arxiv or doi or ""
    short = len(label.split()) <= _LABEL
    link = paper.link if re.match(r"https?://", paper.link or "") else None
    return Assignment(
        short_name(label if short else "", label, taken),
        known.get("title") or label or paper.link or "",
        (label,) if label else (),
        int(known["year"]) if "year" in known else None,
        known.get("category", ""),
        link,
        arxiv,
        doi,
    )


def _another(first: Schedule, other: Schedule) -> bool:
    """Whether another term begins with a table."""
    return other.term is not None and other.term != first.term


def _gather(
    gathering: _Gathering, page: Document, schedule: Schedule, hour_due: time | None
) -> None:
    """The papers of each row of a schedule, with their days."""
    known = schedule.columns
    headed = hour(page.words(schedule.table.header.cell(known.due))) if known.due else None
    before: date | None = None
    for row, days in zip(schedule.table.rows, schedule.days, strict=True):
        before = days.days[-1] if days.days else before
        cell = page.words(row.cell(known.due)) if known.due is not None else ""
        at = hour(cell) or headed or hour_due
        places = list(_placed(page, schedule, row, days, gathering.listed))
        title = page.words(row.cell(known.title)) if known.title is not None else ""
        for paper, place in places:
            if not paper.sure:
                why = "has no link: is it a paper?"
                gathering.unread.append(Unread(row.line + 1, paper.label, why))
                continue
            settled = due_in(cell, place, days) if cell else place
            gathering.add(paper, settled, row, at)
            if settled.why:
                said = squash(page.words(row.cell(known.day)))
                gathering.unread.append(Unread(row.line + 1, f"{said}: {paper.label}", settled.why))
        _entitle(gathering, title, places)


def _placed(
    page: Document, schedule: Schedule, row: Row, days: Days, known: Listed
) -> Iterator[tuple[Found, Placed]]:
    for column in schedule.columns.papers:
        parts = page.parts(row.cell(column))
        for part, place in zip(parts, placed(parts, days), strict=True):
            for paper in papers(unlabelled(part), known.links, bare=schedule.columns.bare):
                yield paper, place


def _entitle(gathering: _Gathering, title: str, places: Sequence[tuple[Found, Placed]]) -> None:
    """The title beside a row's only paper."""
    if len(places) != 1 or not title or not places[0][0].sure:
        return
    paper = places[0][0]
    mark = same(paper.link) if paper.link else key(paper.label)
    found = gathering.found[mark]
    if found.title in found.aliases:
        gathering.found[mark] = replace(found, title=squash(title))


def _left_out(page: Document, found: Sequence[Schedule]) -> Iterator[Unread]:
    """Rows that no table holds, rows with more cells than the header, tables written in HTML."""
    for line in page.strays:
        if line > found[0].table.header.line:
            why = "stands outside the table (a blank line ends it)"
            yield Unread(line + 1, page.lines[line].strip(), why)
    for schedule in found:
        for row, words in zip(schedule.table.rows, schedule.named, strict=True):
            if why := _misfit(page, schedule, row, words):
                yield Unread(row.line + 1, page.lines[row.line].strip(), why)
    for line in page.html:
        yield Unread(line + 1, page.lines[line].strip(), "is a table written in HTML")


def _misfit(page: Document, schedule: Schedule, row: Row, words: Named) -> str:
    """Why a row's cells are not what the header says; "" where they are."""
    width, read_from = len(schedule.table.header.cells), schedule.columns.papers
    holding = [
        column
        for column, cell in enumerate(row.cells)
        if any(p.href and is_paper(p) for part in page.parts(cell) for p in part)
    ]
    if any(column >= width for column in holding):
        return "has more cells than the table has columns"
    if not words.days and holding and not set(holding) & set(read_from):
        return "has no date, and its links are not in the column of the papers"
    return ""
