"""Days as a README writes them: one form, recognised from its cells, read and written.

Knows the forms below; ranges and weeks are none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

_FORMS = tuple(
    form
    for days in ("%b %d", "%B %d", "%d %b", "%d %B", "%m/%d")
    for form in (days, f"{days}, %Y", f"{days} %Y", f"{days}/%Y", f"{days}/%y")
    if ("/" in days) == ("/" in form[len(days) :]) or form == days
)
_ELSEWHERE = ("%m月%d日", "%Y年%m月%d日", "%d.%m.", "%d/%m", "%d/%m/%Y", "%d-%m-%Y")
_ALL = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", *_FORMS, *_ELSEWHERE)
FORMS = (*_ALL, *(f"{day} {form}" for day in ("%a", "%a,", "%A", "%A,") for form in _ALL))
_ISO = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Form:
    """How days are written."""

    pattern: str = _ISO
    padded: bool = True  # `Sep 03`, not `Sep 3`
    mark: str = ""  # what stands around them, such as `**`

    def write(self, day: date) -> str:
        """The day in this form."""
        text = day.strftime(self.pattern)
        if not self.padded:
            text = re.sub(r"(?<!\d)0(?=\d)", "", text)
        return f"{self.mark}{text}{self.mark}"

    def read(self, text: str, year: int) -> date | None:
        """The day that a text names, in `year` where it says none; None when it names none."""
        text, pattern = _unmarked(text)[1], self.pattern
        if "y" not in pattern.lower():  # 29 February needs its year
            text, pattern = f"{text} {year}", f"{pattern} %Y"
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return None


def form_of(texts: Iterable[str]) -> Form | None:
    """The form in which most of these are days; None when none is one."""
    counted: Counter[str] = Counter()
    known = [_unmarked(text) for text in texts if text.strip()]
    for _, text in known:
        counted.update(pattern for pattern in FORMS if Form(pattern).read(text, 2024))
    if not counted:
        return None
    [(pattern, _)] = counted.most_common(1)
    days = [text for _, text in known if Form(pattern).read(text, 2024)]
    padded = pattern == _ISO or any(re.search(r"(?<!\d)0\d", text) for text in days)
    return Form(pattern, padded, Counter(mark for mark, _ in known).most_common(1)[0][0])


def _unmarked(text: str) -> tuple[str, str]:
    """The emphasis around a text, and the text."""
    text = text.strip()
    mark = next((mark for mark in ("**", "__", "*", "_", "`") if text.startswith(mark)), "")
    inner = text[len(mark) : len(text) - len(mark)]
    return (mark, inner) if mark and text.endswith(mark) else ("", text)
