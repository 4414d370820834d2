"""The term that a heading names, and the years that its days can be in.

Knows the words and short forms of terms; reads no date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WRITTEN = {
    "Fall": "fall fa f hs herbst herbstsemester",
    "Autumn": "autumn au",
    "Michaelmas": "michaelmas mt",
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
_SHORT = re.compile(  # `F24`, `Sp25`, `WS24/25`, and `fall24` as in a repository's name
    rf"(?<![^\W_])(?P<season>fa|f|au|wi|w|sp|s|su|hs|fs|ws|ss|mt|{_LONG})"
    r"(?:\s?|[-_])(?P<y>20\d\d|['’]?[1-4]\d)"
    r"(?:\s*[-–/]\s*(?P<yto>20\d\d|\d\d))?(?![\d:.])",
    re.IGNORECASE,
)
_BEFORE = re.compile(  # `2024F`, `24sp`
    r"(?<![^\W_])(?:(?P<y>20\d\d)[-_]?(?P<season>fa|f|au|wi|w|sp|s|su)"
    r"|(?P<y2>[1-4]\d)[-_]?(?P<season2>fa|au|wi|sp|su))(?![^\W_])",
    re.IGNORECASE,
)
_ACADEMIC = re.compile(
    r"\bAY\s*['’]?(?P<y>\d\d)\s*[-–—/]\s*['’]?(?P<yto>\d\d)(?!\d)", re.IGNORECASE
)
_NAMED = re.compile(
    rf"(?<=[/_-])(?P<season>{_LONG})[-_]?(?P<y>20\d\d|[1-4]\d)(?=[/_.-])", re.IGNORECASE
)
_SPAN = re.compile(r"\b(?P<y>20\d\d)\s*[-–—/]\s*['’]?(?P<yto>20\d\d|\d\d)(?!\d|[-–/]\d)")
_BARE = re.compile(r"(?<![\d/.-])(?P<y>20[1-9]\d)(?![\d/.-])")

_MONTHS = {  # Winter also as the semester from October to March, Summer as that from April
    "Fall": frozenset((8, 9, 10, 11, 12, 1)),
    "Winter": frozenset((10, 11, 12, 1, 2, 3, 4)),
    "Spring": frozenset((1, 2, 3, 4, 5, 6)),
    "Summer": frozenset((4, 5, 6, 7, 8, 9)),
}
_OFTEN = 3  # links; one or two may be to an earlier term
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

    def usual(self, month: int) -> bool:
        """Whether such a term has classes in a month."""
        months = _MONTHS.get(_LIKE.get(self.season, self.season))
        return months is None or month in months

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
    forms = (
        (_TERM, _TURNED, _SPAN, _ACADEMIC, _SHORT, _BEFORE, _BARE) if heading else (_TERM, _TURNED)
    )
    for form in forms:
        if match := form.search(text):
            known = match.groupdict()
            year = _full(known["y"] or known.get("y2"))
            until = _full(known.get("yto"), known["y"])
            named = known.get("season") or known.get("season2") or ""
            season = _SEASONS.get(named.lower(), "")
            if year and (until is None or until == year + 1):
                return Term(season, year, until)
    return None


def term_of_links(lines: Iterable[str]) -> Term | None:
    """The one term that links of a text are named for (`…/cs886-winter-2024/…`), often enough."""
    counted = Counter(
        Term(_SEASONS[match["season"].lower()], int(match["y"]) % 100 + 2000)
        for line in lines
        for match in _NAMED.finditer(line)
    )
    return next(iter(counted)) if len(counted) == 1 and counted.total() >= _OFTEN else None


def _full(written: str | None, first: str | None = None) -> int | None:
    """A year in four digits; `first` is the one before the dash, of which `26` may be the rest."""
    if written is None:
        return None
    digits = int(re.sub(r"\D", "", written))
    century = int(first[:2]) * 100 if first and len(first) == 4 else 2000  # noqa: PLR2004 - four digits
    return digits if digits > 99 else century + digits  # noqa: PLR2004 - two digits
