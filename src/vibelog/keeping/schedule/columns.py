"""What the columns of a schedule are for, by their headers and by what stands in them.

Knows the words courses use; reads no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vibelog.core.text import fold
from vibelog.keeping.schedule.dates import Named, named
from vibelog.keeping.schedule.tables import Document, Table

_DAY = re.compile(
    r"\b(?:weeks?|wk|dates?|days?|class(?:es)?|lectures?|lec|sessions?|meetings?|when|time|datum|"
    r"woche|tag|fecha|semaine|jour|seance)\b|^\W*$"
)
_DUE = re.compile(r"\b(?:due|deadline)\b")
_PAPERS = re.compile(r"\b(?:papers?|readings?|articles?|publications?|literature)\b")
_TOPICS = re.compile(
    r"\b(?:topics?|descriptions?|title|contents?|subjects?|themes?|materials?|agenda|plan|"
    r"activit(?:y|ies)|lectures?|themen?)\b"
)
NOTES = re.compile(
    r"\b(?:notes?|links?|slides?|videos?|recordings?|presenters?|presented|speakers?|lead|leaders?|"
    r"homeworks?|assignments?|logs?|optional|further|supplement\w*|background|recommended|status|"
    r"code|done|instructor|scribe|mine|comments?|vibe)\b"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a schedule table, from 0."""

    day: int
    papers: tuple[int, ...]  # left to right
    bare: bool  # words without a link in `papers` are papers too
    weekly: bool = False  # the header of `day` says weeks
    weekday: int | None = None  # beside `day`
    due: int | None = None
    title: int | None = None


def columns(document: Document, table: Table, month: int | None = None) -> Columns | None:
    """The columns of a schedule table; None for a table that is none.

    A schedule has a column whose header and cells are days, and one that holds papers or topics.
    """
    heads = [_head(document.words(cell)) for cell in table.header.cells]
    days = [c for c, head in enumerate(heads) if _DAY.search(head) and not NOTES.search(head)]
    due = next((c for c, head in enumerate(heads) if _DUE.search(head)), None)
    seen = {c: _named(document, table, c, month) for c in {*days, *([due] if due else [])}}
    dated = {c: sum(bool(cell.days) for cell in seen[c]) for c in seen}
    own = [c for c in days if c != due and dated[c]]
    if not own and not (due is not None and dated.get(due)):
        return None
    day = max(own, key=lambda c: (dated[c], "date" in heads[c], -c)) if own else due
    rest = [c for c in range(len(heads)) if c not in (day, due) and not NOTES.search(heads[c])]
    papers = [c for c in rest if _PAPERS.search(heads[c])]
    topics = [c for c in rest if _TOPICS.search(heads[c])]
    if day is None or not (papers or topics):
        return None
    weekday = next(
        (c for c in days if c != day and any(n.weekdays and not n.days for n in seen[c])), None
    )
    return Columns(
        day,
        tuple(papers or topics),
        bool(papers),
        re.search(r"week|wk|woche|semaine", heads[day]) is not None,
        weekday,
        due if due != day else None,
        next((c for c in rest if re.search(r"\btitle\b", heads[c])), None),
    )


def titled(document: Document, table: Table) -> int | None:
    """The column with the papers' titles in a table that is no schedule."""
    heads = [_head(document.words(cell)) for cell in table.header.cells]
    found = [c for c, head in enumerate(heads) if re.search(r"\btitle\b", head)]
    found += [c for c, head in enumerate(heads) if _PAPERS.search(head)]
    return found[0] if found else None


def headed(document: Document, table: Table, words: str) -> int | None:
    """The first column whose header has one of the words (a pattern)."""
    for column, cell in enumerate(table.header.cells):
        if re.search(rf"\b(?:{words})\b", _head(document.words(cell))):
            return column
    return None


def _head(words: str) -> str:
    return fold(words)[0].replace("_", " ")


def _named(document: Document, table: Table, column: int, month: int | None) -> list[Named]:
    return [named(document.words(row.cell(column)), month) for row in table.rows]
