"""Which table of a student's README is a copy of which schedule of the course's.

A copy has the course's columns for the day and the papers, and half of the course's papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vibelog.core.text import fold
from vibelog.keeping.schedule.carrying import marks
from vibelog.keeping.schedule.columns import NOTES
from vibelog.keeping.schedule.finding import Schedule, schedules
from vibelog.keeping.schedule.links import key
from vibelog.keeping.schedule.papers import papers
from vibelog.keeping.schedule.tables import Document, Table

_MINE = re.compile(r"\b(?:notes?|links?|logs?|vibe|mine|my|status|done|comments?)\b")
_TOKEN = re.compile(r"\[[ xX]\]|\w+|[!?]{2,}|[^\w\s\x00-\x7f‐-―…•·“”‘’«»\ufe0f]")
_HREF = re.compile(r"\]\(\s*<?([^)\s>]+)|<(https?://[^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Copy:
    """A table of the student's and the one it was copied from; columns count from 0."""

    page: Document
    own: Table
    theirs: Table
    shared: tuple[tuple[int, int], ...]  # the course's columns: own, theirs
    mine: tuple[int, ...]  # the student's columns
    own_day: int
    own_papers: tuple[int, ...]
    their_papers: tuple[int, ...]
    bare: bool
    course: str  # the course's README
    said: str  # the words and marks of the course's table, between spaces


def copies(page: Document, course: Document) -> list[Copy]:
    """Each schedule of the course's with the table that is its copy, where there is one.

    Raises ConfigError when the course has no schedule.
    """
    rated = []
    for number, schedule in enumerate(s for s in schedules(course) if s.table.piped):
        known = schedule.columns
        wanted = set(_found(course, schedule.table, known.papers, bare=known.bare))
        for place, table in enumerate(page.tables):
            if copy := _copy(page, table, course, schedule):
                common = len(wanted & set(_found(page, table, copy.own_papers, bare=copy.bare)))
                if common and 2 * common >= len(wanted):
                    rated.append((-common, abs(number - place), number, place, copy))
    chosen: dict[int, Copy] = {}
    taken: set[int] = set()
    for _, _, number, place, copy in sorted(rated, key=lambda rate: rate[:4]):
        if number not in taken and place not in chosen:
            taken.add(number)
            chosen[place] = copy
    return list(chosen.values())


def _copy(page: Document, table: Table, course: Document, schedule: Schedule) -> Copy | None:
    own = [key(page.words(cell)) for cell in table.header.cells]
    theirs = [key(course.words(cell)) for cell in schedule.table.header.cells]
    pairs = [(c, theirs.index(head)) for c, head in enumerate(own) if head and head in theirs]
    by_theirs = {their: mine for mine, their in reversed(pairs)}
    known = schedule.columns
    holding = tuple(c for c in known.papers if c in by_theirs)
    if known.day not in by_theirs or not holding:
        return None
    course_columns = {by_theirs[c] for c in (known.day, *holding)}
    kept = {c: t for c, t in pairs if by_theirs[t] == c}
    mine = [
        c
        for c in range(len(own))
        if c not in course_columns
        and (c not in kept or _students(page, table, c, course, schedule.table, kept[c]))
    ]
    return Copy(
        page,
        table,
        schedule.table,
        tuple((c, t) for c, t in kept.items() if c not in mine),
        tuple(mine),
        by_theirs[known.day],
        tuple(by_theirs[c] for c in holding),
        holding,
        known.bare,
        "\n".join(course.lines),
        " ".join(("", *tokens(_whole(course, schedule.table)), "")),
    )


def tokens(text: str) -> list[str]:
    """The words and marks (a tick, a box, `!!`) of a text, in small letters."""
    return [token.casefold() for token in _TOKEN.findall(text)]


def _whole(course: Document, table: Table) -> str:
    """Everything that a table's rows say, with and without Markdown's marks."""
    said = [cell for row in table.rows for cell in row.cells]
    return "\n".join((*map(course.words, said), *said))


def _students(  # noqa: PLR0913, PLR0917 - a column of each of two tables
    page: Document, own: Table, column: int, course: Document, theirs: Table, their: int
) -> bool:
    """Whether a column that both tables have is filled by the student."""
    head = fold(page.words(own.header.cell(column)))[0]
    if not NOTES.search(head):
        return False
    text = "\n".join(course.lines)
    links = [a or b for row in own.rows for a, b in _HREF.findall(row.cell(column))]
    if any(link not in text for link in links):
        return True
    said = {course.words(row.cell(their)).strip() for row in theirs.rows}
    kept = {page.words(row.cell(column)).strip() for row in own.rows}
    return bool(_MINE.search(head)) and (said == {""} or not kept <= said | {""})


def _found(page: Document, table: Table, columns: tuple[int, ...], *, bare: bool) -> Iterator[str]:
    """The surest mark of each paper in a table's columns."""
    for row in table.rows:
        for column in columns:
            for part in page.parts(row.cell(column)):
                yield from (
                    marks(paper)[0] for paper in papers(part, {}, bare=bare) if marks(paper)
                )
