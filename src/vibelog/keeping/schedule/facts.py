"""What a course's README says beside its schedule: its name, its term, what vibe logs are worth.

Knows headings and lines; only what is said in one unmistakable place is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from vibelog.core.course import Unread
from vibelog.keeping.schedule.dates import MONTHS, hour, named
from vibelog.keeping.schedule.papers import cleaned
from vibelog.keeping.schedule.tables import Document, Heading
from vibelog.keeping.schedule.terms import Term, term_in, term_of_links

_PAST = re.compile(r"\b(?:past|previous|archived?|old|earlier|former|last year)\b", re.IGNORECASE)
_LOGS = re.compile(r"\b(?:vibe|paper|reading|conversation)[ -](?:\w+ )?logs?\b", re.IGNORECASE)
_DUE = re.compile(r"\b(?:due|submit\w*|deadline|hand(?:ed)? in)\b", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"\b(?:day|night|evening|hours?|days)\s+(?:before|prior|after|following|ahead)\b", re.IGNORECASE
)
_MEETS = re.compile(r"\b(?:lectures?|class(?:es)?|meet\w*|when|time|seminar)\b", re.IGNORECASE)
_NO_CLASS = re.compile(
    r"\b(?:office|due|deadlines?|review|no class|exam|before|submit\w*)\b", re.IGNORECASE
)
_RUN = re.compile(r"\b(?:M|T|Tu|Tue|W|We|Th|R|F|Fr){2,3}\b(?![a-z])")  # `MWF`, `TTh`
_EACH = re.compile(r"Th|Tue?|We|Fr|[MTWRF]")
_PER_CENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def name(document: Document) -> str:
    """The course's name: the first heading, without pictures; "" where there is none."""
    return next((said for h in document.headings if (said := cleaned(h.text))), "")


def over(document: Document, line: int) -> list[Heading]:
    """The headings a line stands under, the nearest first."""
    found: list[Heading] = []
    for heading in reversed(document.headings):
        if heading.line < line and (not found or heading.level < found[-1].level):
            found.append(heading)
    return found


def past(document: Document, line: int) -> bool:
    """Whether a line stands under a heading about earlier terms."""
    return any(_PAST.search(heading.text) for heading in over(document, line)[:2])


def term(document: Document, line: int) -> Term | None:
    """The term of the table at a line (from 0), by the headings over it, else before it.

    Else by the text, if it names one term only, or by what its links are named for.
    """
    before = [heading for heading in reversed(document.headings) if heading.line < line]
    for heading in (*over(document, line), *before):
        if not _PAST.search(heading.text) and (found := term_in(heading.text, heading=True)):
            return found
    said = {
        found
        for text in document.lines
        if not _PAST.search(text) and (found := term_in(text, heading=False))
    }
    if said:
        return said.pop() if len(said) == 1 else None
    return term_of_links(document.lines)


def month(document: Document, line: int) -> int | None:
    """The month that the nearest heading over a table is about."""
    for heading in over(document, line)[:1]:
        words = re.findall(r"[^\W\d_]+", heading.text.lower())
        found = {MONTHS[word] for word in words if word in MONTHS}
        return found.pop() if len(found) == 1 else None
    return None


def meets(document: Document) -> frozenset[int]:
    """The weekdays on which the class meets, where lines say so; 0 is Monday."""
    found: set[int] = set()
    for line in document.lines:
        if _MEETS.search(line) and not _NO_CLASS.search(line) and "|" not in line:
            spelt = _RUN.sub(lambda match: " ".join(_EACH.findall(match.group())), line)
            found.update(named(re.sub(r"days\b", "day", spelt)).weekdays)
    return frozenset(found)


def worth(document: Document) -> float | None:
    """What all vibe logs are worth together, in per cent, where one line says so."""
    said = {
        float(match)
        for line in document.lines
        if _LOGS.search(line) and not re.search(r"\b(?:each|per)\b", line, re.IGNORECASE)
        for match in _PER_CENT.findall(line)
    }
    return said.pop() if len(said) == 1 else None


def policy(document: Document) -> tuple[time | None, tuple[Unread, ...]]:
    """The hour at which vibe logs are due, and what is said of another day than the class's."""
    lines = list(_policies(document))
    hours = {at for _, line in lines if (at := hour(line))}
    unread = (
        Unread(number + 1, line.strip(), "the dates here are those of the class")
        for number, line in lines
        if _OTHER_DAY.search(line)
    )
    return hours.pop() if len(hours) == 1 else None, tuple(unread)


def _policies(document: Document) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(document.lines):
        if _LOGS.search(line) and _DUE.search(line) and "|" not in line:
            yield number, line
