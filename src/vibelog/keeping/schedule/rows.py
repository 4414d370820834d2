"""A row of a student's copy of the schedule, and a row of the course's, as what they hold.

Knows one row at a time; where things move to is `syncing`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from vibelog.errors import ConfigError
from vibelog.keeping.schedule.carrying import LINKED, Beside, Item, beside, items
from vibelog.keeping.schedule.copies import Copy
from vibelog.keeping.schedule.links import is_paper, key
from vibelog.keeping.schedule.papers import papers
from vibelog.keeping.schedule.tables import Document, Row, cells, repaired


@dataclass(slots=True)
class Own:
    """A row of the student's: its line as it stands, its cells, its papers and items."""

    line: str
    cells: tuple[str, ...]
    papers: tuple[Beside, ...]
    items: tuple[Item, ...]
    loose: tuple[Item, ...]  # those that stand outside the student's columns
    course: tuple[str, ...]  # what the course's columns say
    topic: str
    left: list[Item] = field(default_factory=list)  # what has no place any more

    def cell(self, column: int) -> str:
        """The cell of a column; "" where the row ends before it."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(slots=True)
class Target:
    """A row of the course's, and what of the student's belongs to it."""

    row: Row
    papers: tuple[Beside, ...]
    course: tuple[str, ...]
    topic: str
    carried: list[tuple[Own, Item, Beside | None]] = field(default_factory=list)


def own_row(copy: Copy, line: str) -> Own:
    """A line of the student's table; ConfigError when their words have no column to stay in."""
    line = line.removesuffix("\r")
    raw = tuple(line[start:end] for start, end in cells(line))
    row = Row(raw, 0)
    parts = [part for c in copy.own_papers for part in copy.page.parts(repaired(row.cell(c)))]
    known = beside([papers(part, {}, bare=copy.bare) for part in parts])
    found = [item for c in copy.mine for item in items(row.cell(c), c, known)]
    loose = list(_loose(copy, row, known))
    course = tuple(_said(copy.page, repaired(row.cell(c))) for c, _ in copy.shared)
    words = [copy.page.words(repaired(row.cell(c))) for c, _ in copy.shared]
    return Own(line, raw, known, (*found, *loose), tuple(loose), course, _topic(copy, words))


def _loose(copy: Copy, row: Row, known: Sequence[Beside]) -> Iterator[Item]:
    """The student's links in the course's columns, and what stands behind the last column."""
    width = len(copy.own.header.cells)
    for column in (*(c for c, _ in copy.shared), *range(width, len(row.cells))):
        for item in items(row.cell(column), copy.mine[-1] if copy.mine else -1, known):
            own = item if column >= width else _strange(copy, item)
            if own and re.search(r"\w", own.text):
                if not copy.mine:
                    raise ConfigError(
                        f"{own.text!r} is your own and stands in a column of the course's: give "
                        "the table a column for your notes, and move it there."
                    )
                yield own


def _strange(copy: Copy, item: Item) -> Item | None:
    """The link of an item in a course's column that the course does not have and is no paper."""
    for link in LINKED.finditer(item.text):
        for part in copy.page.parts(link.group()):
            for piece in part:
                if piece.href and piece.href not in copy.course and not is_paper(piece):
                    return replace(item, text=link.group())
    return None


def target_row(copy: Copy, course: Document, row: Row) -> Target:
    """A row of the course's table, with nothing of the student's yet."""
    parts = [part for c in copy.their_papers for part in course.parts(row.cell(c))]
    known = beside([papers(part, {}, bare=copy.bare) for part in parts])
    said = tuple(_said(course, row.cell(c)) for _, c in copy.shared)
    words = [course.words(row.cell(c)) for _, c in copy.shared]
    return Target(row, known, said, _topic(copy, words))


def _said(page: Document, cell: str) -> str:
    """What a cell says, its addresses included, however it is spaced and marked."""
    parts = (
        " ".join(f"{piece.text} {piece.href or ''}" for piece in part) for part in page.parts(cell)
    )
    return "\n".join(" ".join(part.split()) for part in parts)


def _topic(copy: Copy, words: Sequence[str]) -> str:
    """What a row without papers is about: the course's columns but the date."""
    shared = zip(copy.shared, words, strict=True)
    return key(" ".join(word for (own, _), word in shared if own != copy.own_day))
