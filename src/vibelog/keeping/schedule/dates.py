"""The days that a cell of a schedule names, as they are written: no calendar yet.

Knows the words and forms of dates; which year is meant, and whether `9/8` is in September, is
decided over the whole schedule by `vibelog.keeping.schedule.years`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time

from vibelog.core.text import fold

_MONTHS = (  # English, German, French, Spanish; the first three letters do where they suffice
    "jan januar january janvier enero",
    "feb februar february fevrier febrero fev",
    "mar mrz marz maerz march mars marzo",
    "apr april avril abril avr abr",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juillet julio",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre",
    "oct okt october oktober octobre octubre",
    "nov november novembre noviembre",
    "dec dez december dezember decembre diciembre dic",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_WEEKDAYS = ("mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday",
             "fri friday", "sat saturday", "sun sunday")  # fmt: skip
WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
_LETTERS = {"M": 0, "Mo": 0, "T": 1, "Tu": 1, "W": 2, "We": 2, "Th": 3, "R": 3, "F": 4, "Fr": 4}
_LETTERS |= {"Sa": 5, "Su": 6}

WEEK_OF = re.compile(r"\bweek\s+(?:of|from|starting|beginning|commencing)\b|\bw/c\b", re.IGNORECASE)

_CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>1[0-2]|0?[1-9])(?::(?P<m>[0-5]\d))?\s*(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\d:.])(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?![\d:])|\b(?P<noon>noon)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?<![\d/:.])\d{1,2}(?::\d\d)?\s*(?:-|to)\s*(?=\d{1,2}(?::\d\d)?\s*[ap]\.?m\b)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?P<iso>\b20\d\d([-/.])\d{1,2}\2\d{1,2}\b|\b20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b)"
    r"|(?P<slash>(?<![\d/])\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?(?![\d/]))"
    r"|(?P<dot>(?<![\d.])\d{1,2}\.(?:\d{1,2}|\s\d{1,2}(?![\d/]))(?:\.\s?20\d\d|\.\d\d(?!\d)|\.|(?=[\s,;)/-]|$)))"
    r"|(?P<year>\b20\d\d\b)|(?P<number>(?<![#\w'’])\d{1,2}(?:st|nd|rd|th)?(?!\w)\.?)"
    r"|(?P<word>[^\W\d_]+\.?)|(?P<dash>\s*(?:-|\ufffd)+\s*)|(?P<other>\S)"
)
_JOINING = frozenset("of the and on und y et de den der am le el".split())
_RANGE = frozenset(("to", "through", "thru", "until", "bis"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A day as it is written; `either` where month and day may stand the other way round."""

    month: int
    day: int
    year: int | None = None
    either: bool = False


NO_DAY = Mention(0, 0)  # a number that belongs to no month


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell names: its days in order, weekdays beside them, and whether it is one range."""

    days: tuple[Mention, ...] = ()
    weekdays: tuple[int, ...] = ()  # 0 is Monday
    ranged: bool = False  # two days, the first and the last
    week: bool = False  # it says `week of`
    beside: tuple[int, ...] = ()  # weekdays of another column
    meets: frozenset[int] = frozenset()  # weekdays of the classes; empty where that is not said
    alien: tuple[str, ...] = ()  # words that are no part of a date


@dataclass(slots=True)
class _Reading:
    """The state of reading one cell from left to right."""

    month: int | None  # the month that the next number belongs to
    days: list[Mention] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    alien: list[str] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)  # numbers whose month has not come yet
    dashes: int = 0  # between two days
    after: str = ""  # the kind of what stood before


def named(text: str, month: int | None = None) -> Named:
    """The days that a cell's words name; `month` where a heading above already names it.

    >>> [(day.month, day.day) for day in named("Sep 29 - Oct 1").days]
    [(9, 29), (10, 1)]
    """
    text, state = _CLOCK.sub(" ", _FROM.sub("", _plain(text))), _Reading(month)
    tokens = list(_tokens(text))
    for index, (kind, word) in enumerate(tokens):
        following = next((k for k, _ in tokens[index + 1 :] if k != "joining"), "")
        _take(state, kind, word, following)
        state.after = kind if kind != "joining" else state.after
    if state.days and state.pending:
        state.days.append(NO_DAY)
    days = tuple(state.days)
    return Named(
        days,
        tuple(state.weekdays),
        len(days) == 2 and state.dashes > 0,  # noqa: PLR2004 - a range has two ends
        WEEK_OF.search(text) is not None,
        alien=tuple(state.alien),
    )


def hour(text: str) -> time | None:
    """The one hour that a text states; None where it states none, or several.

    >>> hour("due 11:59 pm"), hour("by 5pm"), hour("10:30-12:00")
    (datetime.time(23, 59), datetime.time(17, 0), None)
    """
    found = {_time(match) for match in _CLOCK.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _time(match: re.Match[str]) -> time:
    if match["noon"]:
        return time(12)
    if match["h24"]:
        return time(int(match["h24"]), int(match["m24"]))
    late = match["half"].lower() == "p"
    return time(int(match["h"]) % 12 + 12 * late, int(match["m"] or 0))


def _plain(text: str) -> str:
    """Dashes of any kind as `-`; what is broken between two numbers is one as well."""
    if text.isascii():
        return text
    text = re.sub(
        r"(?:(20\d\d)\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号]", _east_asian, text
    )
    text = re.sub(r"[‐‑‒–—―−〜～~]", "-", text.replace("\xa0", " "))
    return re.sub(r"(?<=\d)[^\x00-\x7f]+(?=\d)", "-", text)


def _east_asian(match: re.Match[str]) -> str:
    """`9月3日`, `2024년 9월 3일` as an English or ISO date."""
    month = next((w for w, number in MONTHS.items() if number == int(match[2])), match[2])
    return f"{match[1]}-{match[2]}-{match[3]}" if match[1] else f"{month} {match[3]}"


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        kind, word = str(match.lastgroup), match.group().strip()
        if kind == "word":
            bare = fold(word.rstrip("."))[0]
            if bare in MONTHS:
                yield "month", bare
            elif bare in WEEKDAYS or (word in _LETTERS and not text[match.end() :][:1].isdigit()):
                yield "weekday", bare if bare in WEEKDAYS else word
            elif bare in _RANGE:
                yield "dash", word
            else:
                yield ("joining" if bare in _JOINING else "alien"), bare
        else:
            yield kind, word


def _take(state: _Reading, kind: str, word: str, following: str) -> None:
    """One token of the cell, and the kind of the one that follows."""
    if kind == "month":
        _month(state, MONTHS[word], following)
    elif kind == "number" and state.after != "alien":
        _number(state, int(re.sub(r"\D", "", word)))
    elif kind == "slash" and "month" in (state.after, following):  # `Sep 8/10`, `8/10 Sep`
        for part in word.split("/"):
            _number(state, int(part))
    elif kind == "year" and state.days:
        state.days[:] = [_dated(day, int(word)) for day in state.days]
    elif kind == "weekday":
        state.weekdays.append(WEEKDAYS.get(word, _LETTERS.get(word, 0)))
    elif kind == "dash" and (state.days or state.pending):
        state.dashes += 1
    elif kind == "alien":
        state.alien.append(word)
    elif kind in ("iso", "slash", "dot"):
        _figures(state, kind, [int(part) for part in re.findall(r"\d+", word)])


def _month(state: _Reading, month: int, following: str) -> None:
    """A month's name: before its numbers (`Sep 8-10`), or behind them (`8-10 Sep`)."""
    if following in ("number", "slash"):  # a number before it was another thing's: `3: Sep 8`
        state.month = month
        state.dashes *= bool(state.days)
    else:
        state.days += [Mention(month, day) for day in state.pending]
        state.month = None if state.pending else month
    state.pending.clear()


def _number(state: _Reading, number: int) -> None:
    if state.month is None:
        state.pending.append(number)
    else:
        state.days.append(Mention(state.month, number))


def _figures(state: _Reading, kind: str, parts: list[int]) -> None:
    """A date in figures: 2025-09-08, 9/8, 9/8/25, 8.9., 08.09.2025, 8.-10.9."""
    pending, state.pending = state.pending, []
    if pending and state.dashes and kind == "slash":  # `8-10/9`: nobody can say
        state.days.append(NO_DAY)
    elif kind == "dot":
        state.days += [Mention(parts[1], number) for number in pending]
    if kind == "iso":
        state.days.append(_iso(parts))
        return
    year = parts[2] + 2000 * (parts[2] < 100) if len(parts) > 2 else None  # noqa: PLR2004 - three figures, two digits
    if kind == "dot":  # day before month, wherever dots are used
        state.days.append(Mention(parts[1], parts[0], year))
        return
    state.days.append(Mention(parts[0], parts[1], year, either=parts[0] != parts[1]))
    state.month = parts[0]  # `9/8-10` goes on in the same month


def _iso(parts: list[int]) -> Mention:
    """2024-09-03, or 20240903."""
    if len(parts) == 1:
        return Mention(parts[0] // 100 % 100, parts[0] % 100, parts[0] // 10000)
    return Mention(parts[1], parts[2], parts[0])


def _dated(day: Mention, year: int) -> Mention:
    return day if day.year else Mention(day.month, day.day, year, day.either)
