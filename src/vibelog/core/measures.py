"""Does the paper hold that number? Numbers with a unit are looked up, by code.

Knows values and units; two spellings of one (`2x`, `2.0×`, `2 times`) are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vibelog.core.text import fold, squash

# Units are compared by their folded spelling; each row is one unit.
_UNITS = (
    ("%", "percent", "per cent", "percentage points", "percentage point"),
    ("x", "×", "times", "fold", "-fold"),
    ("ns", "nanoseconds"),
    ("us", "µs", "μs", "microseconds"),
    ("ms", "milliseconds", "millisecond"),
    ("s", "sec", "secs", "second", "seconds"),
    ("min", "mins", "minute", "minutes"),
    ("h", "hr", "hrs", "hour", "hours"),
    ("days", "day"),
    ("kb", "kib", "kilobytes"),
    ("mb", "mib", "megabytes"),
    ("gb", "gib", "gigabytes"),
    ("tb", "tib", "terabytes"),
    ("bytes", "byte"),
    ("bits", "bit"),
    ("hz", "khz", "mhz", "ghz"),
    ("gflops", "tflops", "flops", "pflops"),
    ("w", "watts", "kw"),
    ("tokens", "token"),
    ("k", "thousand"),
    ("m", "million", "millions"),
    ("b", "bn", "billion", "billions"),
    ("gpus", "gpu"),
    ("layers", "layer"),
    ("points", "point"),
)
# Prefixes change the quantity: units that only share a family are told apart.
_EXACT = frozenset(
    "hz khz mhz ghz gflops tflops flops pflops w kw kb kib mb mib gb gib tb tib".split()
)
_UNIT = {name: name if name in _EXACT else row[0] for row in _UNITS for name in row}
# Before or around a number that names no quantity: "Figure 3b", the year of a citation "2022b".
_NAMED = re.compile(
    r"(?:fig(?:ure)?s?|tab(?:le)?s?|sec(?:tion)?s?|eqs?|equations?|appendix|algorithms?|alg|§)"
    r"[.\s(]*(?:[\w.()-]{1,6}(?:,|\s+and|\s+or|\s?[-–]|,\s+and)\s*)*$"
)
_YEAR = re.compile(r"(?:19|20)\d\d[a-m]$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MEASURE = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)*)(?:\s?(%|×)|[\s-]?("
    + "|".join(sorted((re.escape(u) for u in _UNIT if u not in "%×"), key=len, reverse=True))
    + r")(?![\w]))"
)


def measures(text: str) -> list[tuple[str, tuple[str, str]]]:
    """The numbers with a unit, percentage or factor in `text`: as written, and as (value, unit).

    >>> measures("It is 2.0x faster, at 1,000 tokens")
    [('2.0x', ('2', 'x')), ('1,000 tokens', ('1000', 'tokens'))]
    """
    folded, origin = fold(text)
    found = []
    for match in _MEASURE.finditer(folded):
        if _NAMED.search(folded, max(0, match.start() - 40), match.start()) or _YEAR.match(
            match[0]
        ):
            continue
        unit = _UNIT[match[2] or match[3]]
        start, end = origin[match.start()], origin[match.end() - 1] + 1
        found.append((squash(text[start:end]), (_value(match[1]), unit)))
    return found


def missing_measures(answer: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The numbers with a unit in `answer` that stand, with that unit, in none of the `texts`."""
    known = {measure for text in texts for _, measure in measures(text)}
    missing = [written for written, measure in measures(answer) if measure not in known]
    return tuple(dict.fromkeys(missing))


def missing_numbers(text: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The numbers in `text`, with a unit or without, whose value stands in none of the `texts`.

    >>> missing_numbers("999 of 1,000", ["It has 1000."])
    ('999',)
    """
    known = {_value(number) for known in texts for number in _NUMBER.findall(fold(known)[0])}
    found = _NUMBER.findall(fold(text)[0])
    return tuple(dict.fromkeys(number for number in found if _value(number) not in known))


def _value(number: str) -> str:
    """A number's value, spelling aside: thousands' commas and trailing zeros dropped."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number):
        number = number.replace(",", "")
    whole, dot, part = number.replace(",", ".").partition(".")
    part = part.rstrip("0") if dot else ""
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")
