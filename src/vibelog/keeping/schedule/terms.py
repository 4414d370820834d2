"""The term that a heading names, and the years that its days can be in.

Knows the words and short forms of terms; reads no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WRITTEN = {
    "Fall": "fall fa f hs",
    "Autumn": "autumn",
    "Michaelmas": "michaelmas",
    "Winter": "winter wi w ws wise wintersemester",
    "Hilary": "hilary",
    "Lent": "lent",
    "Spring": "spring sp s fs",
    "Summer": "summer su ss sose sommersemester",
    "Trinity": "trinity",
    "Easter": "easter",
}
_SEASONS = {word: season for season, words in _WRITTEN.items() for word in words.split()}
_LIKE = {"Autumn": "Fall", "Michaelmas": "Fall", "Hilary": "Winter", "Lent": "Winter"}
_LIKE |= {"Trinity": "Spring", "Easter": "Spring"}
_LONG = "|".join(word for word in _SEASONS if len(word) > 3)  # noqa: PLR2004 - `fall` and longer are words of their own
_YEAR = r"(?P<{0}>20\d\d|['’]\d\d)(?:\s*[-–—/]\s*['’]?(?P<{0}to>20\d\d|\d\d)(?!\d))?"
_TERM = re.compile(
    rf"\b(?P<season>{_LONG})\b[\s,]*(?:(?:semester|term|quarter|session)\b[\s,:]*)?(?:of\s+)?"
    + _YEAR.format("y"),
    re.IGNORECASE,
)
_TURNED = re.compile(_YEAR.format("y") + rf"\s+(?P<season>{_LONG})\b(?!\s*['’]?\d)", re.IGNORECASE)
_SHORT = re.compile(
    r"\b(?P<season>fa|f|wi|w|sp|s|su|hs|fs|ws|ss)\s?(?P<y>20\d\d|['’]?\d\d)"
    r"(?:\s*[-–/]\s*(?P<yto>20\d\d|\d\d))?(?![\d:.])",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b(?P<y>20\d\d)\s*[-–—/]\s*['’]?(?P<yto>20\d\d|\d\d)(?!\d|[-–/]\d)")
_BARE = re.compile(r"(?<![\d/.-])(?P<y>20[1-9]\d)(?![\d/.-])")

_LATE = 7  # an academic year begins in July at the earliest


@dataclass(frozen=True, slots=True)
class Term:
    """A term as a heading names it."""

    season: str  # `Fall`; "" for a bare year or an academic year
    year: int
    until: int | None = None  # the second year of `2025-26`

    def __str__(self) -> str:
        """As a course writes it: `Fall 2025`, `2025-26`."""
        years = f"{self.year}-{self.until % 100:02}" if self.until else str(self.year)
        return f"{self.season} {years}".strip()

    def first_years(self, month: int) -> tuple[int, ...]:
        """The years in which a day of `month`, the schedule's first, can be in this term."""
        if self.until:
            return (self.year if month >= _LATE else self.until,)
        season, year = _LIKE.get(self.season, self.season), self.year
        if season == "Fall":
            return (year,) if month >= _LATE - 1 else ()
        if season in ("Winter", "Spring", "Summer") and month >= (9 if season == "Winter" else 11):
            return (year - 1, year)  # a quarter that begins before New Year, or half a world away
        return (year,)


def term_in(text: str, *, heading: bool) -> Term | None:
    """The term that a text names; short forms (`F25`) and bare years count in a heading only.

    >>> str(term_in("EECS 598 · Fall 2025", heading=True)), str(term_in("AY 2025-26", heading=True))
    ('Fall 2025', '2025-26')
    """
    forms = (_TERM, _TURNED, _SPAN, _SHORT, _BARE) if heading else (_TERM, _TURNED)
    for form in forms:
        if match := form.search(text):
            known = match.groupdict()
            year, until = _full(known["y"]), _full(known.get("yto"), known["y"])
            season = _SEASONS.get((known.get("season") or "").lower(), "")
            if year and (until is None or until == year + 1):
                return Term(season, year, until)
    return None


def _full(written: str | None, first: str | None = None) -> int | None:
    """A year in four digits; `first` is the one before the dash, of which `26` may be the rest."""
    if written is None:
        return None
    digits = int(re.sub(r"\D", "", written))
    century = int(first[:2]) * 100 if first and first[:2].isdigit() else 2000
    return digits if digits > 99 else century + digits  # noqa: PLR2004 - two digits
