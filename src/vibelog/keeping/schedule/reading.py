"""A course's README becomes its assignments: every paper with the day it is presented.

Knows the text only. What cannot be told is listed with its line and never guessed: a paper whose
day is not said is an assignment without one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from vibelog.core.course import Assignment, Course, Unread
from vibelog.core.paper import short_name
from vibelog.core.text import squash
from vibelog.keeping.schedule import facts
from vibelog.keeping.schedule.columns import is_aside
from vibelog.keeping.schedule.dates import Named, hour, named
from vibelog.keeping.schedule.finding import Schedule, dated, schedules
from vibelog.keeping.schedule.inline import Piece
from vibelog.keeping.schedule.links import evident, identifiers, is_paper, key, same
from vibelog.keeping.schedule.listed import Listed, listed
from vibelog.keeping.schedule.optional import assigned
from vibelog.keeping.schedule.papers import Found, label, papers
from vibelog.keeping.schedule.placing import Placed, due_in, elsewhere, placed, unlabelled
from vibelog.keeping.schedule.tables import Document, Row, Table, document
from vibelog.keeping.schedule.years import Days

_LABEL = 3  # words up to which a label is a name


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
            made = _assignment(paper, self.listed.facts.get(mark), taken)
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
    for schedule in found:
        gathering.unread += _beside(page, schedule, gathering.found)
    term = next((schedule.term for schedule in found if schedule.term), None)
    return Course(
        facts.name(page),
        str(term or ""),
        tuple(gathering.found.values()),
        tuple(sorted(gathering.unread, key=lambda unread: unread.line)),
        facts.worth(page),
    )


def _assignment(
    paper: Found, facts_known: Mapping[str, str] | None, taken: list[str]
) -> Assignment:
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
        at = (None if elsewhere(cell) else hour(cell)) or headed or hour_due
        places = list(_placed(page, schedule, row, days, gathering.listed))
        title = page.words(row.cell(known.title)) if known.title is not None else ""
        for paper, place in places:
            if not paper.sure:
                why = _doubt(paper)
                gathering.unread.append(Unread(row.line + 1, paper.label, why))
                continue
            settled = due_in(cell, place, days) if cell else place
            gathering.add(paper, settled, row, at)
            if settled.why:
                said = squash(page.words(row.cell(known.day)))
                gathering.unread.append(Unread(row.line + 1, f"{said}: {paper.label}", settled.why))
        _entitle(gathering, title, places)


def _doubt(paper: Found) -> str:
    """Why what a cell names is not taken for an assigned paper."""
    if not paper.link:
        return "has no link: is it a paper?"
    if evident(paper.link):
        return "stands behind optional readings: is it assigned?"
    return "links to a page: is it a paper?"


def _placed(
    page: Document, schedule: Schedule, row: Row, days: Days, known: Listed
) -> Iterator[tuple[Found, Placed]]:
    columns = schedule.columns
    for column in columns.papers:
        parts = page.parts(columns.cell(row, column))
        places = placed(parts, days)
        for told, place in zip(assigned([*map(unlabelled, parts)], places), places, strict=True):
            for paper in papers(told.part, known.links, bare=columns.bare, sure=columns.sure):
                yield paper, place
            for paper in papers(told.doubtful, known.links, bare=False):
                yield replace(paper, sure=False), place


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
            rows = {row.line for schedule in found for row in schedule.table.rows}
            why = "stands outside the table (a blank line ends it)"
            why = f"{why} and was read as its row" if line in rows else why
            yield Unread(line + 1, page.lines[line].strip(), why)
    for schedule in found:
        for row, words in zip(schedule.table.rows, schedule.named, strict=True):
            if why := _misfit(page, schedule, row, words):
                yield Unread(row.line + 1, page.lines[row.line].strip(), why)
    read_from = {schedule.table.header.line for schedule in found}
    for table in page.html:
        line = table.header.line
        if line not in read_from and _telling(page, table):
            why = "is a table written in HTML, and no schedule"
            yield Unread(line + 1, page.lines[line].strip(), why)


def _telling(page: Document, table: Table) -> bool:
    """Whether a table names a day or a paper."""
    cells = [cell for row in (table.header, *table.rows) for cell in row.cells]
    return any(named(page.words(cell)).days or _papers_in(page, cell) for cell in cells)


def _papers_in(page: Document, cell: str) -> list[Piece]:
    """The links of a cell that lead to papers."""
    return [p for part in page.parts(cell) for p in part if p.href and is_paper(p)]


def _beside(page: Document, schedule: Schedule, read_already: Container[str]) -> Iterator[Unread]:
    """Papers in columns that are not read, and are not said to be optional or notes."""
    known = schedule.columns
    heads = [page.words(cell) for cell in schedule.table.header.cells]
    aside = [c for c, head in enumerate(heads) if head and is_aside(head)]
    for row in schedule.table.rows:
        for column, cell in enumerate(row.cells[: len(heads)]):
            if column not in (*known.papers, *aside, known.link):
                for piece in _papers_in(page, cell):
                    link = piece.href or ""
                    if any(identifiers(link)) and same(link) not in read_already:
                        why = f"stands in the column “{heads[column]}”: is it assigned?"
                        yield Unread(row.line + 1, label(piece.text) or link, why)


def _misfit(page: Document, schedule: Schedule, row: Row, words: Named) -> str:
    """Why a row's cells are not what the header says; "" where they are."""
    width, read_from = len(schedule.table.header.cells), schedule.columns.papers
    holding = [column for column, cell in enumerate(row.cells) if _papers_in(page, cell)]
    if any(column >= width for column in holding):
        return "has more cells than the table has columns"
    if not words.days and holding and not set(holding) & {*read_from, schedule.columns.link}:
        return "has no date, and its links are not in the column of the papers"
    return ""
