"""A row of a student's copy of the schedule, and a row of the course's, as what they hold.

Knows one row at a time; where things move to is `syncing`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vibelog.keeping.schedule.carrying import BR, LINKED, Beside, Item, beside, items, marks
from vibelog.keeping.schedule.copies import Copy, tokens
from vibelog.keeping.schedule.dates import named
from vibelog.keeping.schedule.links import key, same
from vibelog.keeping.schedule.papers import papers
from vibelog.keeping.schedule.tables import Document, Row, cells, repaired

GONE = "*no longer scheduled*"
_STRUCK = re.compile(rf"~~\s*(?P<link>{LINKED.pattern})\s*~~")
_DATED = re.compile(
    r"\d\w*|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|wk|of|to",
)
_SLOT = re.compile(r"(?:open|pitch(?:es)?|break|tbd|tba|no|class|holiday|and|or|\s)*")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row schedules: the days of its cells, and its linked papers by their parts."""

    days: tuple[tuple[object, ...], ...]  # of each shared column; () where it names none
    day: tuple[object, ...]  # of the column of the day: its days, else its words
    papers: tuple[tuple[int, int, str], ...]  # column, part and what tells the paper
    parts: int
    words: tuple[str, ...]  # of the columns but the day's

    def keeps(self, course: Facts) -> bool:
        """Whether a student's row has a course row's days and papers, whatever else it says."""
        days = zip(self.days, course.days, strict=True)
        if self.day != course.day or any(now and now != before for before, now in days):
            return False
        if self.papers or course.papers:
            return self.papers == course.papers and self.parts >= course.parts
        rest = iter(self.words)
        return all(word in rest for word in course.words)


@dataclass(slots=True)
class Own:
    """A row of the student's: its line as it stands, its cells, its papers and items."""

    line: str
    number: int  # of its line in the README, from 1
    cells: tuple[str, ...]
    papers: tuple[Beside, ...]
    items: tuple[Item, ...]
    loose: tuple[Item, ...]  # those that stand outside the student's columns
    course: tuple[str, ...]  # what the course's columns say
    topic: str
    facts: Facts
    gone: bool  # it holds what the course has no more
    left: list[Item] = field(default_factory=list)  # what has no place any more
    dropped: list[Beside] = field(default_factory=list)  # papers that the course has no more
    home: Target | None = None  # the course's row that it is or was
    stays: bool = False  # it stands as it is: unchanged, or a row of the student's own

    def cell(self, column: int) -> str:
        """The cell of a column; "" where the row ends before it."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(slots=True, eq=False)
class Target:
    """A row of the course's, and what of the student's belongs to it."""

    row: Row
    papers: tuple[Beside, ...]
    course: tuple[str, ...]
    topic: str
    facts: Facts
    carried: list[tuple[Own, Item, Beside | None]] = field(default_factory=list)
    kept: Own | None = None  # the student's row that has the same days and papers


def own_row(copy: Copy, line: str, number: int) -> Own:
    """A line of the student's table, which is the README's `number`th (from 1)."""
    line = line.removesuffix("\r")
    raw = tuple(line[start:end] for start, end in cells(line))
    row = Row(tuple(_unstruck(copy, cell, r"\g<link>") for cell in raw), 0)
    parts = [part for c in copy.own_papers for part in copy.page.parts(repaired(row.cell(c)))]
    known = beside([papers(part, {}, bare=copy.bare) for part in parts])
    found = [item for c in copy.mine for item in items(Row(raw, 0).cell(c), c, known)]
    loose = list(_loose(copy, Row(raw, 0), known))
    columns = [repaired(row.cell(c)) for c, _ in copy.shared]
    course = tuple(_said(copy.page, cell) for cell in columns)
    topic = _topic(copy, [copy.page.words(cell) for cell in columns])
    facts = _facts(copy, copy.page, columns)
    gone = GONE in row.cell(copy.own_day)
    every = (*found, *loose)
    return Own(line, number, raw, known, every, tuple(loose), course, topic, facts, gone)


def target_row(copy: Copy, course: Document, row: Row) -> Target:
    """A row of the course's table, with nothing of the student's yet."""
    parts = [part for c in copy.their_papers for part in course.parts(row.cell(c))]
    known = beside([papers(part, {}, bare=copy.bare) for part in parts])
    columns = [row.cell(c) for _, c in copy.shared]
    said = tuple(_said(course, cell) for cell in columns)
    topic = _topic(copy, [course.words(cell) for cell in columns])
    return Target(row, known, said, topic, _facts(copy, course, columns))


def _facts(copy: Copy, page: Document, columns: Sequence[str]) -> Facts:
    """What a row schedules, from its shared columns' cells."""
    days: list[tuple[object, ...]] = []
    found: list[tuple[int, int, str]] = []
    words: list[str] = []
    parts, day = 0, tuple[object, ...]()
    for (column, _), cell in zip(copy.shared, columns, strict=True):
        if column in copy.own_papers:
            divided = page.parts(cell)
            parts += len(divided)
            for number, part in enumerate(divided):
                linked = [paper for paper in papers(part, {}, bare=copy.bare) if paper.link]
                found += [(column, number, marks(paper)[0]) for paper in linked]
            days.append(())
        else:
            date, _ = _dated(page.words(cell))
            told = named(date)
            days.append((told.days, told.ranged) if told.days else ())
        if column == copy.own_day:
            day = days[-1] or tuple(tokens(_dated(page.words(cell))[0]))
        else:
            words += tokens(page.words(cell))
    return Facts(tuple(days), day, tuple(found), parts, tuple(words))


def _loose(copy: Copy, row: Row, known: Sequence[Beside]) -> Iterator[Item]:
    """The student's words, marks and links in the course's columns and behind the last one."""
    width, to = len(copy.own.header.cells), copy.mine[-1] if copy.mine else -1
    for column in range(width, len(row.cells)):
        for item in items(row.cell(column), to, known):
            if re.search(r"\w", item.text):
                yield item
    for column, _ in copy.shared:
        cell = row.cell(column).replace(GONE, "").strip().strip("*")
        cell = _unstruck(copy, cell, "struck")
        if column not in copy.own_papers:
            cell = _dated(cell)[1]
        for number, part in enumerate(BR.split(cell)):
            for text, link in _stretches(copy, part):
                paper = next((p for p in known if link and same(link) in p.marks), None)
                if _students(copy, text):
                    yield Item(_trimmed(text), to, number, paper)


def _stretches(copy: Copy, part: str) -> Iterator[tuple[str, str]]:
    """What stands between the papers of a part, each with the address of the paper before it."""
    start, before = 0, ""
    for link in LINKED.finditer(part):
        pieces = [p for said in copy.page.parts(repaired(link.group())) for p in said if p.href]
        found = [
            paper
            for said in copy.page.parts(link.group())
            for paper in papers(said, {}, bare=copy.bare)
            if paper.link
        ]
        if found or any(piece.href in copy.course for piece in pieces if piece.href):
            address = next((piece.href for piece in pieces if piece.href), "")
            yield part[start : link.start()], before or address
            start, before = link.end(), address
    yield part[start:], before


def _students(copy: Copy, text: str) -> bool:
    """Whether words are none of the course's, and no name of a place that a paper then takes."""
    told = tokens(repaired(text))
    if not told or _SLOT.fullmatch(" ".join(told)):
        return False
    return f" {' '.join(told)} " not in copy.said


def _trimmed(text: str) -> str:
    text = text.strip(" \t–—-,;:·+&")
    return text[1:-1] if text[:1] == "(" and LINKED.fullmatch(text[1:-1]) else text


def _unstruck(copy: Copy, cell: str, form: str) -> str:
    """A cell with the links that the student struck out bare, or (`struck`) as struck words."""

    def put(match: re.Match[str]) -> str:
        if match.group() in copy.course:
            return match.group()
        if form != "struck":
            return match["link"]
        label = copy.page.words(match["link"])
        return f"~~{label}~~" if label else match.group()

    return _STRUCK.sub(put, cell)


def _dated(cell: str) -> tuple[str, str]:
    """A cell's date, at its beginning or else at its end, and the words beside it."""
    words = cell.split()
    plain = [_plain_date(word) for word in words]
    lead = next((n for n, dated in enumerate(plain) if not dated), len(words))
    if lead:
        return " ".join(words[:lead]), " ".join(words[lead:])
    tail = next((n for n, dated in enumerate(reversed(plain)) if not dated), 0)
    return " ".join(words[len(words) - tail :]), " ".join(words[: len(words) - tail])


def _plain_date(word: str) -> bool:
    return all(_DATED.fullmatch(token) for token in tokens(word))


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
