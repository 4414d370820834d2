"""The order that logs stand in, told from those that are known: by their days, or by their names.

Knows entries, not how a list or a table of them is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from vibelog.keeping.readme.entry import Entry
from vibelog.keeping.readme.links import Link, leads

WEEK = re.compile(r"(.*\b(?:week|wk|woche|semana|semaine)\W{0,2})(\d{1,2})(\W*)", re.IGNORECASE)
_NAMES = 3  # from which names in the alphabet's order are no accident


def led(links: Sequence[Link], known: Mapping[str, Entry]) -> Entry | None:
    """The log that links lead to first; None where they lead to none that is known."""
    found = (known[path] for link in links for path in known if leads(link.href, path))
    return next(found, None)


def before(others: Sequence[Entry | None], entry: Entry) -> int:
    """Before which of the others, as they stand, a new one goes; at the end where no order shows.

    None is one that nothing is known of.
    """
    there = [(at, other) for at, other in enumerate(others) if other]
    dated = [(at, other.due) for at, other in there if other.due]
    names = [other.label.lower() for _, other in there]
    days = [day for _, day in dated]
    end = len(others)
    due = entry.due if len(set(days)) > 1 else None
    if due and _rises(days):
        return next((at for at, day in dated if day > due), end)
    if len(names) >= _NAMES and len(names) == end and _rises(names):
        return next((at for at, name in enumerate(names) if name > entry.label.lower()), end)
    if due and _rises(days[::-1]):
        return next((at for at, day in dated if day < due), end)
    return end


def _rises(values: Sequence[date] | Sequence[str]) -> bool:
    return list(values) == sorted(values)


def same_week(one: Entry | None, other: Entry) -> bool:
    """Whether two logs are due in one week; those without a day are not."""
    if one is None or one.due is None or other.due is None:
        return False
    return one.due.isocalendar()[:2] == other.due.isocalendar()[:2]


def week(samples: Sequence[tuple[str, Entry | None]], due: date | None) -> str | None:
    """What the others call the week of that day (`Week 4`), told from theirs; None if they do not.

    `samples` are their words and their logs.
    """
    found = [
        (match, int(match[2]) - log.due.toordinal() // 7)
        for text, log in samples
        if log and log.due and (match := WEEK.fullmatch(text))
    ]
    # Day 1 of the proleptic calendar is a Monday: ordinals 7n + 1 … 7n + 7 would be a week, and a
    # class has no Sundays.
    if not due or not found or len({shift for _, shift in found}) > 1:
        return None
    match, shift = found[-1]
    return f"{match[1]}{shift + due.toordinal() // 7}{match[3]}"
