"""Which days of the calendar a schedule's dates are: the year, and the order of month and day.

Both are decided over the whole schedule: the reading in which the rows go forward, weekdays agree
and nobody teaches on a Sunday; where two readings are as good, nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from vibelog.keeping.schedule.dates import Mention, Named
from vibelog.keeping.schedule.terms import Term

_CLASS_DAYS = 3  # days from the first to the last class day of a week (Mon and Thu); more is a span
_WEEK = 6  # days from a week's first to its last
_PAUSE = 60  # days without a class that no term has


@dataclass(frozen=True, slots=True)
class Days:
    """The class days of one row; or why they cannot be told."""

    days: tuple[date, ...] = ()
    span: tuple[date, date] | None = None  # a stretch whose class days are not said
    why: str = ""


def resolve(rows: Sequence[Named], term: Term | None, year: int | None) -> list[Days] | None:
    """The days of each row, in order; None where the year cannot be told.

    `term` is what the heading says, `year` the year of the first day where it says nothing.
    """
    mentions = [day for row in rows for day in row.days]
    orders = (False, True) if any(day.either for day in mentions) else (False,)
    found: dict[tuple[Days, ...], int] = {}
    for turned in orders:
        read = [_ordered(row, turned=turned) for row in rows]
        for first in _firsts(read, term, year):
            days = _walked(read, first)
            unusual = term is not None and not all(term.usual(day.month) for day in _all(days))
            found.setdefault(tuple(days), _faults(days, read) + unusual)
    if not found:
        return [Days() for _ in rows] if not mentions else None
    least = min(found.values())
    best = [days for days, faults in found.items() if faults == least]
    if len(best) == 1:
        return list(best[0])
    if len({_shape(days) for days in best}) == 1 and year is None:
        return None  # only the year is open
    return [_agreed(rows) for rows in zip(*best, strict=True)]


def _all(rows: Iterable[Days]) -> Iterator[date]:
    return (day for row in rows for day in row.days)


def near(mention: Mention, to: date) -> date | None:
    """The day a mention means, in the year in which it is nearest to another day."""
    years = [mention.year] if mention.year else [to.year - 1, to.year, to.year + 1]
    days = [day for y in years if (day := _day(mention, y))]
    return min(days, key=lambda day: abs(day - to), default=None)


def _ordered(row: Named, *, turned: bool) -> Named:
    """The row with month and day of its `9/8` as they stand, or turned round."""
    if not turned:
        return row
    days = (replace(d, month=d.day, day=d.month) if d.either else d for d in row.days)
    return replace(row, days=tuple(days))


def _firsts(rows: Iterable[Named], term: Term | None, year: int | None) -> tuple[int, ...]:
    """The years in which the first day can be."""
    mentions = [day for row in rows for day in row.days if day.month]
    if not mentions:
        return ()
    if first := mentions[0].year:
        return (first,)
    if term and (years := term.first_years(mentions[0].month)):
        if len(years) > 1 and year in years:
            return (year,)
        return years
    written = next((day for day in mentions if day.year), None)
    if written and (near_it := _day(written, written.year)):
        first_day = near(mentions[0], near_it)
        return (first_day.year,) if first_day else ()
    return (year,) if year else ()


def _walked(rows: Iterable[Named], first: int) -> list[Days]:
    """Each row's days, each in the year in which it is nearest to the day before it."""
    before: date | None = None
    result = []
    for row in rows:
        days: list[date] = []
        bad = None
        for mention in row.days:
            day = near(mention, before) if before else _day(mention, mention.year or first)
            if day:
                days.append(day)
                before = day
            else:
                bad = mention
        result.append(Days(why="names a day that no calendar has") if bad else _checked(days, row))
    return result


def _checked(days: list[date], row: Named) -> Days:
    """The days, if they go forward and their weekdays are what the row says."""
    why = ""
    if wrong := _contradicted(days, row.weekdays):
        why = f"{_said(wrong)} is a {wrong:%A}"
    elif any(two <= one for one, two in pairwise(days)):
        why = "has days that do not go forward"
    elif days and not row.beside and len(row.weekdays) > len(days):
        why = "has more weekdays than dates"
    if why or not days:
        return Days(why=why)
    if row.beside:
        return _beside(days, row)
    strange = bool(row.meets) and any(day.weekday() not in row.meets for day in days)
    if row.week or (strange and len(days) == 1):
        return Days(span=(days[0], days[0] + timedelta(_WEEK)))
    if row.ranged and (strange or (days[1] - days[0]).days > _CLASS_DAYS):
        return Days(span=(days[0], days[1]))
    return Days(tuple(days))


def _beside(days: list[date], row: Named) -> Days:
    """The days of a row whose weekdays stand in a column of their own."""
    rest = _WEEK - (days[0].weekday() + 1) % 7  # days to the Saturday: a week begins on Sunday
    last = days[0] + timedelta(rest) if row.week else days[-1]
    stretch = [days[0] + timedelta(n) for n in range((last - days[0]).days + 1)]
    chosen = tuple(day for day in stretch if day.weekday() in row.beside)
    if len(chosen) == len(set(row.beside)):
        return Days(chosen)
    return Days(why=f"has a weekday beside it that {_said(days[0])} is not")


def _contradicted(days: list[date], weekdays: tuple[int, ...]) -> date | None:
    """The first day that is not the weekday written beside it."""
    if len(days) == len(weekdays):
        pairs = zip(days, weekdays, strict=True)
        return next((day for day, weekday in pairs if day.weekday() != weekday), None)
    known = {day.weekday() for day in days}
    return days[0] if known and weekdays and not known & set(weekdays) else None


def _faults(rows: Sequence[Days], named: Sequence[Named]) -> int:
    """How badly a reading fits: rows that cannot be, that go back, that are far apart, weekends."""
    faults, before = 0, date.min
    for row, words in zip(rows, named, strict=True):
        days = [*row.days, *(row.span or ())]
        faults += 3 * bool(row.why)
        if days:
            faults += days[0] < before
            faults += max(0, (days[0] - before).days // _PAUSE) if before > date.min else 0
            faults += 2 * ((days[-1] - days[0]).days > _WEEK and not words.week)
            faults += sum(day.weekday() > 4 for day in row.days)  # noqa: PLR2004 - Saturday, Sunday
            before = days[-1]
    return faults


def _shape(rows: Sequence[Days]) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((day.month, day.day) for day in row.days) for row in rows)


def _agreed(readings: tuple[Days, ...]) -> Days:
    """A row in which all readings agree; else why not."""
    if len(set(readings)) == 1:
        return readings[0]
    said = " or ".join(_said(row.days[0]) for row in readings if row.days)
    return Days(why=f"may be {said}")


def _said(day: date) -> str:
    return f"{day:%b} {day.day} {day.year}"


def _day(mention: Mention, year: int | None) -> date | None:
    try:
        return date(mention.year or year or 0, mention.month, mention.day)
    except ValueError:
        return None
