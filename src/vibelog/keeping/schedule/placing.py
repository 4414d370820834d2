"""Which paper of a row belongs to which of its class days.

The rule: one day takes all papers of its row; several days divide them where the cell has as many
parts (between `<br>`, or between blank lines made of two `<br>`) as there are days, an empty part
holding its place; a part that begins with its weekday or date belongs to that day. Anything else is
left open and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vibelog.keeping.schedule.columns import Columns
from vibelog.keeping.schedule.dates import Mention, Named, named
from vibelog.keeping.schedule.inline import Part, Piece
from vibelog.keeping.schedule.tables import Document, Row, Table
from vibelog.keeping.schedule.years import Days, near

_FAR = 60  # days; a deadline farther from its class is another thing's
_OPEN = re.compile(r"\b(?:tb[acd]|to be (?:announced|determined))\b|\?\?", re.IGNORECASE)
_SAID = frozenset(
    "due by at before class end start beginning midnight noon day log logs vibe notes est edt et "
    "pm am tbd tba".split()
)


@dataclass(frozen=True, slots=True)
class Placed:
    """The day of a part; or why it has none."""

    due: date | None = None
    why: str = ""


def names(document: Document, table: Table, known: Columns, month: int | None) -> Iterator[Named]:
    """What each row says of its days: its date, and the weekday of the column beside it.

    An empty date is the row's above beside a weekday (weeks written once, for several rows), and in
    a row that has nothing left of it either (a row that goes on).
    """
    before = Named()
    for row in table.rows:
        own = named(document.words(row.cell(known.day)), month)
        beside: tuple[int, ...] = ()
        if known.weekday is not None:
            beside = named(document.words(row.cell(known.weekday))).weekdays
        blank = not document.words(row.cell(known.day)).strip()
        if blank and (beside or _goes_on(document, row, known, before)):
            before = replace(before, beside=beside or before.beside)
        else:
            week = (known.weekday is not None and known.weekly) or known.of_week
            week = week and len(own.days) == 1
            before = replace(own, week=own.week or week, beside=beside)
        yield before


def _goes_on(document: Document, row: Row, known: Columns, before: Named) -> bool:
    """Whether a row without a date belongs to the day of the row above it."""
    left = (document.words(cell).strip() for cell in row.cells[: known.day])
    week = known.weekly and known.weekday is None and len(before.days) == 1  # of which day is open
    return not week and not any(left)


def placed(parts: Sequence[Part], days: Days) -> list[Placed]:
    """The day of each part of a cell."""
    labels = [_label(part) for part in parts]
    if any(labels):
        return list(_labelled(labels, days))
    if days.why or not days.days:
        return [Placed(why=days.why or _spanned(days))] * len(parts)
    if len(days.days) == 1:
        return [Placed(days.days[0])] * len(parts)
    groups = list(range(len(parts)))
    if len(parts) != len(days.days):
        groups = _paragraphs(parts)
    if max(groups) + 1 == len(days.days):
        return [Placed(days.days[group]) for group in groups]
    why = f"names {len(days.days)} days and has {len(parts)} part{'s' * (len(parts) > 1)}"
    return [Placed(why=f"{why}: which day is whose is not said")] * len(parts)


def due_in(cell: str, place: Placed, days: Days) -> Placed:
    """The day that the row's own Due column says; `place` where that says nothing of papers."""
    said, other = named(cell), elsewhere(cell)
    if not other and _OPEN.search(cell):
        return Placed(why=f"is due {cell.strip()}")
    if other or not said.days:
        return place
    to = place.due or (days.days[0] if days.days else None)
    found = [day for mention in said.days if to and (day := _nearest(mention, to))]
    if to is None or len(found) != len(said.days) or any(abs(d - to).days > _FAR for d in found):
        return Placed(why=f"has a deadline that is no day near its class: {cell.strip()}")
    if said.weekdays and not {day.weekday() for day in found} & set(said.weekdays):
        return Placed(why=f"{found[0]:%b} {found[0].day} is a {found[0]:%A}")
    if len(found) == len(days.days) and place.due in days.days:
        return Placed(found[days.days.index(place.due)])
    several = Placed(why=f"has several deadlines: {cell.strip()}")
    return Placed(found[0]) if len(found) == 1 else several


def elsewhere(cell: str) -> bool:
    """Whether a Due cell speaks of something else that is due, such as a project."""
    return any(word not in _SAID for word in named(cell).alien)


def unlabelled(part: Part) -> Part:
    """The part without the weekday or date it begins with."""
    words = _prefix(part)
    if not words:
        return part
    lead, rest = _lead(part)
    return (Piece(lead[len(words) :]), *rest)


def _label(part: Part) -> Named | None:
    """The weekday or date that a part begins with (`Wed: …`, `Sep 10 – …`)."""
    label = _prefix(part)
    return named(label) if label else None


def _prefix(part: Part) -> str:
    text, rest = _lead(part)
    for end in [m.end() for m in re.finditer(r":\s|:$|\s[-–—]\s|\)\s?", text)] + [len(text)]:
        said = named(text[:end])
        if (said.days or said.weekdays) and not said.alien and (end < len(text) or rest):
            return text[:end]
    return ""


def _lead(part: Part) -> tuple[str, Part]:
    """The words before the first link of a part, and what follows them."""
    count = next((n for n, piece in enumerate(part) if piece.href is not None), len(part))
    return "".join(piece.text for piece in part[:count]), part[count:]


def _labelled(labels: Sequence[Named | None], days: Days) -> Iterator[Placed]:
    """The days of parts that name their own; one without a name goes with the part before it."""
    current = Placed(why="stands before the first part that names its day")
    for label in labels:
        if label:
            current = _own_day(label, days)
        yield current


def _own_day(label: Named, days: Days) -> Placed:
    """The day of a row that a weekday or date names."""
    ends = days.span or ((days.days[0], days.days[-1]) if days.days else None)
    if days.why or ends is None:
        return Placed(why=days.why or "has no date")
    stretch = [ends[0] + timedelta(n) for n in range((ends[1] - ends[0]).days + 1)]
    if label.days:
        meant = [day for mention in label.days if (day := _nearest(mention, ends[0]))]
        stretch = [day for day in stretch if day in meant]
    if label.weekdays:
        stretch = [day for day in stretch if day.weekday() in label.weekdays]
    if len(stretch) == 1 and (days.span or stretch[0] in days.days):
        return Placed(stretch[0])
    return Placed(why="names a day that is none of its row's")


def _spanned(days: Days) -> str:
    """Why a row without class days gives none."""
    return "names a week, not its class days" if days.span else "has no date"


def _paragraphs(parts: Sequence[Part]) -> list[int]:
    """For each part the number of its paragraph; two `<br>` in a row end one."""
    numbers, current = [], 0
    for index, part in enumerate(parts):
        blank = not any(piece.text.strip() for piece in part)
        current += blank and 0 < index < len(parts) - 1
        numbers.append(current)
    return numbers


def _nearest(mention: Mention, to: date) -> date | None:
    """The day a mention means near another; whichever order of month and day is nearer."""
    turned = replace(mention, month=mention.day, day=mention.month)
    days = [near(one, to) for one in ((mention, turned) if mention.either else (mention,))]
    return min((day for day in days if day), key=lambda day: abs(day - to), default=None)
