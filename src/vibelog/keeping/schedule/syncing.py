"""A student's copy of the course's schedule, brought up to date; their own words stay.

The course's columns are the course's; every other column, and a `Notes/Links` column that the
student filled, is theirs. What stands there follows its paper to the day the paper moved to. What
stands beside a paper that the course no longer has is kept in a row of its own below the table's
last, marked GONE. Knows text only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from vibelog.errors import ConfigError
from vibelog.keeping.schedule.carrying import Beside, Item, composed
from vibelog.keeping.schedule.copies import Copy, copies
from vibelog.keeping.schedule.rows import Own, Target, own_row, target_row
from vibelog.keeping.schedule.tables import document

GONE = "*no longer scheduled*"


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
        rows = [[own_row(copy, line) for line in _body(copy, lines)] for copy in alike]
        targets = [[target_row(copy, course, row) for row in copy.theirs.rows] for copy in alike]
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


def _drawn_table(
    copy: Copy, mine: Sequence[Own], targets: Sequence[Target], lines: Sequence[str]
) -> list[str]:
    """The new lines of a copied table's body, from those it has."""
    unused = defaultdict(list)
    for row in mine:
        unused[row.course].append(row)
    header = copy.page.lines[copy.own.header.line]
    indent = header[: len(header) - len(header.lstrip())]
    dress = (indent, "\r" if any(line.endswith("\r") for line in lines) else "")
    new = []
    for target in targets:
        base = unused[target.course].pop(0) if unused[target.course] else None
        new.append(_line(copy, target, base, dress))
    return new + [_kept(copy, row, dress) for row in mine if row.left]


def _carry(mine: Sequence[Own], targets: Sequence[Target]) -> None:
    """Gives each item to the row of its paper; what has none is left with the row it stood in."""
    places: dict[str, tuple[Target, Beside]] = {}
    topics: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        topics[target.topic].append(target)
        for paper in target.papers:
            for mark in paper.marks:
                places.setdefault(mark, (target, paper))
    for row in mine:
        home = topics[row.topic].pop(0) if topics[row.topic] else None
        for item in row.items:
            if place := _place(item, row, places):
                place[0].carried.append((row, item, place[1] if item.paper else None))
            elif item.paper is None and not row.papers and home:
                home.carried.append((row, item, None))
            else:
                row.left.append(item)


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


def _line(copy: Copy, target: Target, base: Own | None, dress: tuple[str, str]) -> str:
    """A row of the new table; the student's line as it stands where nothing changed in it."""
    first = target.carried[0][0] if target.carried else None
    whole = first if first and _stays(first, target) else None
    if base and base is whole:
        return base.line + dress[1]
    if whole and whole.loose:
        whole = None
    theirs = {c: whole.cell(c) if whole else _cell(target, c) for c in copy.mine}
    if base and all(base.cell(c).strip() == theirs[c].strip() for c in copy.mine):
        return base.line + dress[1]
    course = {c: target.row.cell(t) for c, t in copy.shared}
    return _drawn(copy, {**course, **theirs}, dress)


def _stays(source: Own, target: Target) -> bool:
    """Whether a row's cells can be taken as they are: everything in them has its place there."""
    if [item for row, item, _ in target.carried if row is source] != list(source.items):
        return False
    if len(target.carried) != len(source.items):
        return False
    there = {mark: paper for paper in target.papers for mark in paper.marks}
    now = [next((there[m] for m in p.marks if m in there), None) for p in source.papers]
    same_parts = [p.part for p in source.papers] == [paper.part if paper else -1 for paper in now]
    parts = {paper.part for paper in source.papers}
    return same_parts and (not parts or len(parts) == len({p.part for p in target.papers}))


def _cell(target: Target, column: int) -> str:
    """The items of one column, by the day and the order of their papers."""
    count = 1 + max((paper.part for paper in target.papers), default=0)
    parts: list[list[tuple[int, int, str]]] = [[] for _ in range(count)]
    for place, (_, item, paper) in enumerate(target.carried):
        if item.column == column:
            part = paper.part if paper else min(item.part, count - 1)
            parts[part].append((paper.order if paper else 99, place, item.text))
    if not any(parts):
        return "  "
    return composed([[text for _, _, text in sorted(part)] for part in parts])


def _kept(copy: Copy, row: Own, dress: tuple[str, str]) -> str:
    """A row for what has no place in the schedule any more."""
    if GONE in row.cell(copy.own_day) and len(row.left) == len(row.items):
        return row.line + dress[1]
    lost = {item.paper.marks: item.paper for item in row.left if item.paper}
    names = ", ".join(_linked(paper) for paper in lost.values())
    about = copy.own_papers[0]
    drawn = {copy.own_day: f" {GONE} ", about: f" {names} " if names else row.cell(about)}
    for column in copy.mine:
        texts = [item.text for item in row.left if item.column == column]
        drawn[column] = composed([texts]) if texts else "  "
    return _drawn(copy, drawn, dress)


def _linked(paper: Beside) -> str:
    name = re.sub(r"([\\\[\]|])", r"\\\1", paper.paper.label)
    return f"[{name}](<{paper.paper.link}>)" if paper.paper.link else name


def _drawn(copy: Copy, drawn: Mapping[int, str], dress: tuple[str, str]) -> str:
    row = "|".join(drawn.get(c, "") or "  " for c in range(len(copy.own.header.cells)))
    return f"{dress[0]}|{row}|{dress[1]}"
