"""A row of a student's copy of the schedule as the line it is to be.

Knows what each row was given; not where things move to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vibelog.keeping.schedule.carrying import Beside, composed
from vibelog.keeping.schedule.copies import Copy
from vibelog.keeping.schedule.rows import GONE, Own, Target


def line(copy: Copy, target: Target, base: Own | None, dress: tuple[str, str]) -> str:
    """A row of the new table; the student's line as it stands where nothing changed in it."""
    if target.kept:
        return _added(copy, target.kept, target, dress)
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


def _added(copy: Copy, row: Own, target: Target, dress: tuple[str, str]) -> str:
    """A row that stays as it is, with what comes from other rows behind the student's words."""
    width = len(copy.own.header.cells)
    drawn = {column: row.cell(column) for column in range(max(width, len(row.cells)))}
    for _, item, _ in target.carried:
        before = drawn[item.column].strip()
        drawn[item.column] = composed([[before, item.text] if before else [item.text]])
    return _drawn(copy, drawn, dress)


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


def gone_line(copy: Copy, row: Own, dress: tuple[str, str]) -> str:
    """A row for what has no place in the schedule any more."""
    lost = {item.paper.marks: item.paper for item in row.left if item.paper}
    lost |= {paper.marks: paper for paper in row.dropped}
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
    row = "|".join(
        drawn.get(c, "") or "  "
        for c in range(max(len(copy.own.header.cells), *(c + 1 for c in drawn)))
    )
    return f"{dress[0]}|{row}|{dress[1]}"
