"""What the columns of a schedule are for, by their headers and by what stands in them.

Knows the words courses use; reads no date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vibelog.core.text import fold
from vibelog.keeping.schedule.dates import WEEK_OF, Named, named
from vibelog.keeping.schedule.links import is_paper
from vibelog.keeping.schedule.optional import WORDS
from vibelog.keeping.schedule.tables import Document, Row, Table

DAY = re.compile(
    r"\b(?:weeks?|wk|dates?|days?|class(?:es)?|lectures?|lec|sessions?|meetings?|seminars?|when|time|"
    r"presented on|schedule|datum|termin|woche|tag|fecha|semaine|jour|seance)\b|^\W*$"
)
_DUE = re.compile(r"\b(?:due|deadline)\b")
_WORK = re.compile(r"\b(?:homeworks?|hw|assignments?|projects?|labs?|milestones?|psets?|problem)\b")
_PAPERS = re.compile(r"\b(?:papers?|readings?|articles?|publications?|literature)\b")
_TOPICS = re.compile(
    r"\b(?:topics?|descriptions?|title|contents?|subjects?|themes?|materials?|agenda|plan|"
    r"activit(?:y|ies)|lectures?|themen?|resources?|references?|to read|prep\w*|before class)\b"
)
_GIVEN_OUT = re.compile(r"\b(?:posted|assigned|released?|out|available|updated)\b")
_SURE = re.compile(r"\b(?:papers?|articles?|publications?)\b")
_LINKED = re.compile(
    r"\W*(?:papers?|readings?|articles?)\W*(?:links?|pdfs?|urls?|assignments?|materials?)\W*"
)
_OPTIONAL = re.compile(rf"\b(?:{WORDS})\b")
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
    bare: bool  # words without a link in `papers` may be papers too
    sure: bool = False  # and they are
    weekly: bool = False  # the header of `day` says weeks
    of_week: bool = False  # it says that its days are the weeks' first
    weekday: int | None = None  # beside `day`
    due: int | None = None
    title: int | None = None
    link: int | None = None  # the column with the links of the papers that `papers` names

    def cell(self, row: Row, column: int) -> str:
        """The cell of a column, with the link that another column has for it."""
        cell = row.cell(column)
        return cell if self.link is None or "](" in cell else f"{cell} {row.cell(self.link)}"


def columns(document: Document, table: Table, month: int | None = None) -> Columns | None:
    """The columns of a schedule table; None for a table that is none.

    A schedule has a column whose header and cells are days, and one that holds papers or topics.
    """
    heads = [_head(document.words(cell)) for cell in table.header.cells]
    days = [c for c, head in enumerate(heads) if DAY.search(head) and not NOTES.search(head)]
    due = next((c for c, h in enumerate(heads) if _DUE.search(h) and not _WORK.search(h)), None)
    seen = {c: _named(document, table, c, month) for c in {*days, *([due] if due else [])}}
    dated = {c: sum(bool(cell.days) for cell in seen[c]) for c in seen}
    own = [c for c in days if c != due and dated[c]]
    own = [c for c in own if not _numbered(document, table, c, heads[c])]
    day = max(own, key=lambda c: (dated[c], _rank(heads[c]), -c)) if own else due
    if day is None or not dated[day] or (day == due and any(map(_WORK.search, heads))):
        return None
    weekday = next(
        (c for c in days if c != day and any(n.weekdays and not n.days for n in seen[c])), None
    )
    weekly = re.search(r"week|wk|woche|semaine", heads[day]) is not None
    of_week = WEEK_OF.search(heads[day]) is not None
    known = Columns(
        day,
        (),
        False,
        weekly=weekly,
        of_week=of_week,
        weekday=weekday,
        due=due if due != day else None,
    )
    return _holding(document, table, heads, known)


def _holding(
    document: Document, table: Table, heads: Sequence[str], known: Columns
) -> Columns | None:
    """The columns with those that hold the papers; None where there are none."""
    rest = [c for c in range(len(heads)) if c not in (known.day, known.due)]
    rest = [c for c in rest if not _OPTIONAL.search(heads[c])]
    papers = [c for c in rest if _holds(heads[c])]
    topics = [c for c in rest if _TOPICS.search(heads[c]) and not NOTES.search(heads[c])]
    title = next((c for c in topics if re.search(r"\btitle\b", heads[c])), None)
    chosen, link = papers or topics, None
    if not any(_links(document, table, c) for c in chosen):
        counted = [(_links(document, table, c), -c) for c in rest if c not in chosen]
        most, column = max(counted, default=(0, 0))
        if most and (chosen or not NOTES.search(heads[-column])):
            link = -column if chosen else None
            named_in = papers[0] if papers else title
            chosen = [named_in if named_in is not None else chosen[0]] if chosen else [-column]
    if not chosen:
        return None
    bare = bool(papers) and not any(_TOPICS.search(heads[c].replace("title", "")) for c in chosen)
    sure = bare and all(_SURE.search(heads[c]) for c in chosen)
    return replace(known, papers=tuple(chosen), bare=bare, sure=sure, title=title, link=link)


def _rank(head: str) -> int:
    """How well a header says that its days are those of the class."""
    return ("date" in head) - 2 * (_GIVEN_OUT.search(head) is not None)


def _numbered(document: Document, table: Table, column: int, head: str) -> bool:
    """Whether a column has numbers such as `1.2` (of a lecture) that only look like dates."""
    said = [document.words(row.cell(column)).strip() for row in table.rows]
    numbers = all(re.fullmatch(r"\d{1,2}\.\d{1,2}", words) for words in said if words)
    return numbers and not re.search(r"date|datum|termin|tag|when|day|week", head)


def _holds(head: str) -> bool:
    """Whether a header says that papers stand below it, and not only who presents them."""
    said = re.split(r"[,/&|+()]| and ", head)
    own = any(_PAPERS.search(part) and not NOTES.search(part) for part in said)
    return own or _LINKED.fullmatch(head) is not None


def _links(document: Document, table: Table, column: int) -> int:
    """How many papers' links stand in a column."""
    parts = (part for row in table.rows for part in document.parts(row.cell(column)))
    return sum(piece.href is not None and is_paper(piece) for part in parts for piece in part)


def is_aside(head: str) -> bool:
    """Whether a header speaks of notes, slides, presenters, or of optional readings."""
    return bool(NOTES.search(_head(head)) or _OPTIONAL.search(_head(head)))


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
