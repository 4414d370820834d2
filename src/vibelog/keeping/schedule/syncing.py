"""A student's copy of the course's schedule, brought up to date; their own words stay.

A row whose days and papers the course did not change stays to the byte, and so does a row that the
course never had. Elsewhere the course's columns are the course's; every other column, and a
`Notes/Links` column that the student filled, is theirs. What stands there, and words and marks of
theirs in the course's columns, follow their paper to the day it moved to. A paper that the course
no longer has, and what stands beside it, is kept in a row of its own below the table's last,
marked GONE. A copy does not say which of its words the course once had: what the course's table
does not say now is taken for the student's. Knows text only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from vibelog.errors import ConfigError
from vibelog.keeping.schedule.carrying import Beside, Item
from vibelog.keeping.schedule.copies import Copy, copies
from vibelog.keeping.schedule.drawing import gone_line, line
from vibelog.keeping.schedule.rows import Own, Target, own_row, target_row
from vibelog.keeping.schedule.tables import document


def sync(own: str, theirs: str) -> str:
    """The student's README with the rows of its schedule as the course's README has them.

    Every byte outside the table's rows is kept, and every row that did not change. Twice is once.
    Raises ConfigError when the course has no schedule, or the student no copy of it.
    """
    course = document(theirs)
    found = copies(document(own), course)
    if not found:
        raise ConfigError(
            "This README has no copy of the course's schedule (a table with the same columns and "
            "papers): copy the course's table into it once, and it can be kept up to date."
        )
    lines = own.split("\n")
    new: list[tuple[Copy, list[str]]] = []
    for alike in _alike(found):
        rows = [_rows(copy, lines) for copy in alike]
        targets = [[target_row(copy, course, row) for row in copy.theirs.rows] for copy in alike]
        for mine, table in zip(rows, targets, strict=True):
            _settle(mine, table)
        _carry(
            [row for table in rows for row in table], [row for table in targets for row in table]
        )
        for copy, mine, table in zip(alike, rows, targets, strict=True):
            new.append((copy, _drawn_table(copy, mine, table, _body(copy, lines))))
    for copy, body in sorted(new, key=lambda pair: -pair[0].own.end):
        lines[copy.own.header.line + 2 : copy.own.end] = body
    return "\n".join(lines)


def _alike(found: Sequence[Copy]) -> list[list[Copy]]:
    """Copies with the same columns, between which a paper can move."""
    groups: dict[tuple[str, ...], list[Copy]] = defaultdict(list)
    for copy in sorted(found, key=lambda copy: copy.own.header.line):
        groups[*map(str.strip, copy.own.header.cells), *map(str, copy.mine)].append(copy)
    return list(groups.values())


def _body(copy: Copy, lines: Sequence[str]) -> Sequence[str]:
    """The lines of a table's rows."""
    return lines[copy.own.header.line + 2 : copy.own.end]


def _rows(copy: Copy, lines: Sequence[str]) -> list[Own]:
    first = copy.own.header.line + 3
    return [own_row(copy, text, first + n) for n, text in enumerate(_body(copy, lines))]


def _settle(mine: Sequence[Own], targets: Sequence[Target]) -> None:
    """Finds the rows of a table in which the course's days and papers did not change."""
    for target in targets:
        rows = [row for row in mine if not row.stays and not row.gone]
        alike = [row for row in rows if row.facts.keeps(target.facts)]
        exact = [row for row in alike if row.course == target.course]
        for row in (exact or alike)[:1]:
            row.stays, row.home, target.kept = True, target, row


def _drawn_table(
    copy: Copy, mine: Sequence[Own], targets: Sequence[Target], lines: Sequence[str]
) -> list[str]:
    """The new lines of a copied table's body, from those it has."""
    unused = defaultdict(list)
    for row in mine:
        if not row.stays:
            unused[row.course].append(row)
    header = copy.page.lines[copy.own.header.line]
    indent = header[: len(header) - len(header.lstrip())]
    dress = (indent, "\r" if any(text.endswith("\r") for text in lines) else "")
    behind, last = _standing(mine, targets, dress[1])
    new = behind[None]
    for target in targets:
        if target.kept and not target.carried:
            new.append(target.kept.line + dress[1])
        else:
            base = unused[target.course].pop(0) if unused[target.course] else None
            new.append(line(copy, target, base, dress))
        new += behind[id(target)]
    kept = [row for row in mine if id(row) not in last and (row.left or row.dropped)]
    return new + [gone_line(copy, row, dress) for row in kept]


def _standing(
    mine: Sequence[Own], targets: Sequence[Target], end: str
) -> tuple[dict[int | None, list[str]], set[int]]:
    """The lines that stay where they are by the course's row before them, and their rows."""
    behind: dict[int | None, list[str]] = defaultdict(list)
    place: int | None = None
    rows = set()
    here = {id(target) for target in targets}
    for row in mine:
        if row.home:
            place = id(row.home) if id(row.home) in here else place
        elif row.stays or (row.gone and _all_gone(row)):
            behind[place].append(row.line + end)
            rows.add(id(row))
    return behind, rows


def _all_gone(row: Own) -> bool:
    """Whether nothing of a row marked GONE has a place again."""
    papers = [paper for paper in row.papers if paper.paper.link]
    return len(row.left) == len(row.items) and len(row.dropped) == len(papers)


def _carry(mine: Sequence[Own], targets: Sequence[Target]) -> None:
    """Gives each item to the row of its paper; what has none is left with the row it stood in."""
    places: dict[str, tuple[Target, Beside]] = {}
    topics: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        if not target.kept:
            topics[target.topic].append(target)
        for paper in target.papers:
            for mark in paper.marks:
                places.setdefault(mark, (target, paper))
    _own(mine, targets, places, topics)
    for row in mine:
        if row.stays:
            continue
        home = topics[row.topic].pop(0) if topics[row.topic] else None
        row.home = None if row.gone else home or _first(row, places) or row.home
        row.dropped = [p for p in row.papers if p.paper.link and not places.keys() & {*p.marks}]
        _carry_items(row, places)


def _carry_items(row: Own, places: Mapping[str, tuple[Target, Beside]]) -> None:
    """Gives a row's items to their places; ConfigError when no column is the student's."""
    for item in row.items:
        if item.column < 0:
            raise ConfigError(
                f"Line {row.number}: {item.text!r} is not the course's and stands in a column of "
                "the course's that changes: give the table a column for your notes, and move it "
                "there, or delete it."
            )
        if place := _place(item, row, places):
            place[0].carried.append((row, item, place[1] if item.paper else None))
        elif item.paper is None and not row.papers and row.home:
            row.home.carried.append((row, item, None))
        else:
            row.left.append(item)


def _own(
    mine: Sequence[Own],
    targets: Sequence[Target],
    places: Mapping[str, tuple[Target, Beside]],
    topics: Mapping[str, Sequence[Target]],
) -> None:
    """Finds the rows that the course never had: none of its papers, topics and days is theirs."""
    unknown: dict[tuple[object, ...], list[Own]] = defaultdict(list)
    free = Counter(target.facts.day for target in targets)
    for row in mine:
        marks = [mark for paper in row.papers for mark in paper.marks if mark in places]
        if not row.stays and not row.gone:
            moved = any(not places[mark][0].kept for mark in marks) or topics.get(row.topic)
            if not moved:
                unknown[row.facts.day].append(row)
                continue
        free[row.facts.day] -= 1
    for day, rows in unknown.items():
        open_targets = [t for t in targets if t.facts.day == day and not t.kept]
        for row in rows:
            row.stays = len(rows) > max(free[day], 0)
            if not row.stays and open_targets:
                row.home = open_targets.pop(0)


def _first(row: Own, places: Mapping[str, tuple[Target, Beside]]) -> Target | None:
    """Where the first of a row's papers is now."""
    marks = (mark for paper in row.papers for mark in paper.marks)
    return next((places[mark][0] for mark in marks if mark in places), None)


def _place(
    item: Item, row: Own, places: Mapping[str, tuple[Target, Beside]]
) -> tuple[Target, Beside] | None:
    """Where an item's paper is now; one that belongs to no paper goes with its row's first."""
    known = [item.paper] if item.paper else list(row.papers)
    same_part = [paper for paper in known if paper.part == item.part]
    for paper in (*same_part, *known):
        for mark in paper.marks:
            if mark in places:
                return places[mark]
    return None
