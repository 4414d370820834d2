"""When something was said, as exporters write it, in ISO 8601; nothing where it is not told.

Knows dates and clocks only. `9/10/2025` is the exporters' American order, September 10, unless a
date beside it can only have the day first (`25/9/2025`); with dots the day is first (`10.9.2025`).
A time without a zone is left without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from vibelog.keeping.foreign.said import Said

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAME = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_CLOCK = r"(?:,?(?:\s+at)?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s?([ap]\.?m\.?)?)"
_NUMERIC = re.compile(rf"(\d{{1,4}})([-/.])(\d{{1,2}})\2(\d{{1,4}}){_CLOCK}?", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},? )?(?:{_NAME} (\d{{1,2}})(?:st|nd|rd|th)?|(\d{{1,2}})\.? {_NAME}),? "
    rf"(\d{{4}}){_CLOCK}?",
    re.IGNORECASE,
)
_YEARS = range(2000, 2100)
_MONTH, _NOON, _YEAR_DIGITS = 12, 12, 4


@dataclass(frozen=True, slots=True)
class Reading:
    """How the numeric dates of one file are to be read."""

    day_first: bool = False

    @classmethod
    def of(cls, texts: Iterable[str]) -> Reading:
        """As those of its dates tell that can be read in one way only; else month first."""
        dates = [match for text in texts if (match := _slashed(text))]
        days = any(int(match[1]) > _MONTH for match in dates)
        months = any(int(match[3]) > _MONTH for match in dates)
        return cls(day_first=days and not months)

    def iso(self, text: str) -> str:
        """A date, with or without a clock, in ISO 8601; empty for what is none.

        >>> Reading().iso("9/10/2025, 2:03 PM"), Reading(day_first=True).iso("9/10/2025")
        ('2025-09-10T14:03:00', '2025-10-09')
        """
        text = " ".join(text.split())
        if re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?", text):
            return _valid(text)
        if match := _NUMERIC.fullmatch(text):
            return self._numeric(match)
        if match := _NAMED.fullmatch(text):
            month = 1 + _MONTHS.index((match[1] or match[4]).lower())
            return _written(int(match[5]), month, int(match[2] or match[3]), match.groups()[5:])
        return ""

    def _numeric(self, match: re.Match[str]) -> str:
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        clock = match.groups()[4:]
        if len(match[1]) == _YEAR_DIGITS:
            return _written(first, second, third, clock)
        day_first = match[2] == "." or first > _MONTH or (self.day_first and second <= _MONTH)
        day, month = (first, second) if day_first else (second, first)
        return _written(third, month, day, clock)


def stamped(line: str) -> bool:
    """Whether a line is a numeric date with a clock and nothing else, as exporters put one."""
    match = _NUMERIC.fullmatch(" ".join(line.split()))
    return match is not None and match[5] is not None


def dated(said: Sequence[Said], began: str, ended: str = "") -> tuple[Said, ...]:
    """The turns with the time of the conversation, where none of them tells its own.

    All have the time at which it began; what was said last, by the student and in answer to it,
    that at which it ended, where that is told too.
    """
    if not said or any(turn.at for turn in said) or not (began or ended):
        return tuple(said)
    asked = [at for at, turn in enumerate(said) if turn.by == "student"]
    last = asked[-1] if len(asked) > 1 or not began else len(said)
    first, end = began or ended, ended or began
    return tuple(replace(turn, at=end if at >= last else first) for at, turn in enumerate(said))


def _slashed(text: str) -> re.Match[str] | None:
    """A date whose order only its numbers can tell."""
    match = _NUMERIC.fullmatch(" ".join(text.split()))
    return match if match and match[2] != "." and len(match[1]) < _YEAR_DIGITS else None


def _written(year: int, month: int, day: int, clock: Sequence[str | None]) -> str:
    """The date and the clock (hour, minute, second, am or pm; perhaps none) in ISO 8601."""
    hour, minute, second, half = clock
    try:
        when = date(year, month, day)
        if year not in _YEARS:
            return ""
        if hour is None or minute is None:
            return when.isoformat()
        hours = int(hour)
        if half:
            hours = hours % _NOON + (_NOON if half.lower().startswith("p") else 0)
        at = time(hours, int(minute), int(second or 0))
    except ValueError:
        return ""
    return f"{when.isoformat()}T{at.isoformat()}"


def _valid(text: str) -> str:
    """A text in the form of ISO 8601, where it is a date or time."""
    try:
        year = datetime.fromisoformat(text).year
    except ValueError:
        return ""
    return text.replace(" ", "T") if year in _YEARS else ""
