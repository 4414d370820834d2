"""Schedules that are no tables: a dated list, a heading for each class; as tables of two columns.

An item or heading counts when it begins with a date (`**Sep 3**: …`, `Lecture 4 (Sep 12): …`) or
ends with one in parentheses, and most of its list do. Knows where a date stands; not its year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from vibelog.keeping.schedule.dates import named
from vibelog.keeping.schedule.facts import over
from vibelog.keeping.schedule.tables import Document, Row, Table

if TYPE_CHECKING:
    from markdown_it.token import Token

_COUNTED = re.compile(
    r"^\W*(?:week|wk|lecture|lec|class|session|meeting|seminar|module|unit|part|day)\s*#?\d+\W*",
    re.IGNORECASE,
)
_ENDS = re.compile(r":|\s[-–—|]+\s|[)\]]|$")
_BEHIND = re.compile(r"\(([^()]*)\)\W*$")
_NEWS = re.compile(
    r"\b(?:news|announcements?|updates?|changes?|changelog|history|deadlines?|important|logistics)\b",
    re.IGNORECASE,
)
_FEW = 2  # dated lines from which there is a schedule
_HEADER = ("Date", "Topics")


def outlined(document: Document) -> Iterator[Table]:
    """The dated lists of a text, and its dated headings with what stands below them."""
    groups = [*_lists(document).values(), list(_sections(document))]
    for rows in groups:
        dated = [row for row in rows if row.cells[0]]
        if len(dated) >= _FEW and 2 * len(dated) > len(rows):
            line = dated[0].line
            if not any(_NEWS.search(heading.text) for heading in over(document, line)[:1]):
                yield Table(
                    Row(_HEADER, line), tuple(rows), max(row.line for row in rows) + 1, piped=False
                )


def label(words: str) -> str:
    """The date that a line begins or ends with; "" where it does neither.

    >>> label("Sep 10 – Planning"), label("Lecture 4 (Sep 12): Caches"), label("Caches (Sep 12)")
    ('Sep 10', 'Sep 12', 'Sep 12')
    """
    rest = _COUNTED.sub("", words)
    found = [rest[: end.start()] for end in _ENDS.finditer(rest)]
    found += [match[1] for match in _BEHIND.finditer(words)]
    for text in reversed(found):
        said = named(text)
        if said.days and not said.alien:
            return text.strip(" ([)]")
    return ""


def _lists(document: Document) -> dict[tuple[int, int], list[Row]]:
    """The items of each list and of the lists in it, by its line and their level: date and text."""
    groups: dict[tuple[int, int], list[Row]] = {}
    opened: list[tuple[int, list[str]]] = []  # the items that are open: line, texts
    top = 0
    for token in document.blocks:
        if token.type == "list_item_open" and token.map:
            opened.append((token.map[0], []))
        elif token.type == "list_item_close" and opened:
            line, texts = opened.pop()
            if texts:
                row = Row((_label_of(document, texts[0]), "<br>".join(texts)), line)
                groups.setdefault((top, token.level), []).append(row)
        elif token.type == "inline":
            for _, texts in opened:
                texts.append(_one_line(token))
        elif token.type.endswith("_list_open") and not opened and token.map:
            top = token.map[0]
    return groups


def _label_of(document: Document, text: str) -> str:
    """The date that an item begins with, up to its first link, or ends with."""
    pieces = [piece for part in document.parts(text) for piece in part]
    lead = takewhile(lambda piece: piece.href is None, pieces)
    return label("".join(piece.text for piece in lead)) or label(document.words(text))


def _sections(document: Document) -> Iterator[Row]:
    """The dated headings with what stands below each; those above tables are no schedule."""
    dated = [heading for heading in document.headings if label(heading.text)]
    for heading in dated:
        after = [h.line for h in document.headings if h.line > heading.line]
        deeper = [h.line for h in document.headings if h.level > heading.level]
        end = min((line for line in after if line not in deeper), default=len(document.lines))
        texts, tabled = [], False
        for token in document.blocks:
            if token.map and heading.line < token.map[0] < end:
                tabled = tabled or token.type == "table_open"
                if token.type == "inline":
                    texts.append(_one_line(token) + ":" * (token.map[0] in deeper))
        if not tabled:
            yield Row((label(heading.text), "<br>".join(texts)), heading.line)


def _one_line(token: Token) -> str:
    return " ".join(token.content.split())
