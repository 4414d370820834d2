"""A document as printed becomes a document as written: what belongs to the paper page goes.

Running heads and feet, page numbers and the arXiv stamp are dropped, divided words put together,
ligatures and control characters folded. Nothing else changes: quotes must stay verbatim. Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median_low

from vibelog.core.paper import Document, Line, Page
from vibelog.core.text import fold, plain, squash
from vibelog.reading.hyphens import HYPHEN, rejoin

_EDGE = 3  # lines from the page's first or last that may be running heads or feet
_SHARE = 0.25  # of the pages must repeat a line for it to be one (odd and even pages differ)
_FEW = 3  # pages: so short a document needs the very same place, too
_NEAR = 0.6  # points between sizes that count as one
_PLACE = 2.0  # points between places that count as one
_LETTERS = 3  # fewer than this are a page number or an axis label, no running head
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_DIVIDED = re.compile(r"(?<=[^\W\d_]{2})\s?[-\xad‐]$")  # other programs write the hyphen itself
_NUMBER = re.compile(r"(?i)(?:page\s*)?[-–—\[(]?\s*(\d{1,4})\s*[-–—\])]?(?:\s*(?:/|of)\s*\d+)?")
_STAMP = re.compile(
    r"arXiv:\s?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)\s*\[[\w.-]+\]"
    r"(?:\s*\d{1,2}\s*[A-Z][a-z]{2}\s*\d{4})?"
)

Place = tuple[int, int]  # page number, index of the line on it


def clean(document: Document) -> Document:
    """The document without the marks of printing; its pages keep their numbers, also when empty.

    >>> clean(Document((Page(1, (Line("an e\ufb03cient"), Line("1"))),))).pages[0].text
    'an efficient'
    """
    stamped = {line for page in document.pages[:1] for lines, _ in _stamps(page) for line in lines}
    pages = [
        replace(page, lines=tuple(_tidied(line) for line in page.lines if line not in stamped))
        for page in document.pages
    ]
    pages = _without_edges(pages)
    return replace(document, pages=rejoin(pages))


def arxiv_id(document: Document) -> str | None:
    """The arXiv id with its version, from the stamp in the margin of page 1; None without one.

    >>> arxiv_id(Document((Page(1, (Line("arXiv:2310.03714v1 [cs.CL] 5 Oct 2023"),)),)))
    '2310.03714v1'
    """
    for page in document.pages[:1]:
        for _, found in _stamps(page):
            return found
    return None


def _stamps(page: Page) -> Iterator[tuple[tuple[Line, ...], str]]:
    """The lines that hold an arXiv stamp, and its id.

    It is printed upwards in the margin: some programs read it backwards, or a letter a line.
    """
    for line in page.lines:
        for text in (line.text, line.text[::-1]):
            if match := _STAMP.fullmatch(squash(text)):
                yield (line,), match[1]
    column = tuple(line for line in page.lines if len(line.text.strip()) == 1)
    letters = "".join(line.text.strip() for line in column)
    for text, lines in ((letters, column), (letters[::-1], column[::-1])):
        if match := _STAMP.search(text):
            yield lines[match.start() : match.end()], match[1]


def _tidied(line: Line) -> Line:
    """The line with its letters folded and its blanks single; a hyphen at its end is marked."""
    divided = _DIVIDED.sub(HYPHEN, line.text.rstrip())
    marked = divided.endswith(HYPHEN)
    text = squash(plain(divided.replace(HYPHEN, "" if marked else "-").translate(_LIGATURES)))
    return replace(line, text=text + HYPHEN if marked and text else text)


def _without_edges(pages: Sequence[Page]) -> list[Page]:
    """The pages without running heads and feet, page numbers and empty lines."""
    pages = [replace(page, lines=tuple(line for line in page.lines if line.text)) for page in pages]
    edges = _edges(pages)
    dropped = _repeated(edges, len(pages)) | _numbers(edges)
    return [
        replace(
            page,
            lines=tuple(
                line for at, line in enumerate(page.lines) if (page.number, at) not in dropped
            ),
        )
        for page in pages
    ]


def _edges(pages: Sequence[Page]) -> dict[Place, Line]:
    """The lines at the pages' edges: first and last as read, topmost and lowest as printed."""
    edges = {}
    for page in pages:
        order = range(len(page.lines))
        height = sorted(order, key=lambda at, lines=page.lines: lines[at].bottom)  # type: ignore[misc]
        for at in {*order[:_EDGE], *order[-_EDGE:], *height[:_EDGE], *height[-_EDGE:]}:
            edges[page.number, at] = page.lines[at]
    return edges


def _repeated(edges: Mapping[Place, Line], pages: int) -> set[Place]:
    """The places of running heads and feet: the same line, digits aside, on many pages.

    Of one text only the lines in the usual size count: the paper's title may be its running head.
    """
    places = defaultdict(list)
    for place, line in edges.items():
        key = re.sub(r"\d+", "", squash(fold(line.text)[0]))
        if sum(letter.isalpha() for letter in key) >= _LETTERS:
            places[key].append(place)
    dropped: set[Place] = set()
    for same in places.values():
        usual = median_low(edges[place].size for place in same)
        alike = [place for place in same if abs(edges[place].size - usual) <= _NEAR]
        if pages <= _FEW:
            low = median_low(edges[place].bottom for place in alike)
            alike = [place for place in alike if abs(edges[place].bottom - low) <= _PLACE]
        if len({page for page, _ in alike}) >= max(2, min(_FEW, pages), math.ceil(_SHARE * pages)):
            dropped.update(alike)
    return dropped


def _numbers(edges: Mapping[Place, Line]) -> set[Place]:
    """The places of page numbers: they count as the pages do, from whatever first number."""
    found = {}
    for place, line in edges.items():
        if match := _NUMBER.fullmatch(line.text):
            found[place] = int(match[1]) - place[0]
    ahead = Counter(offset for _, offset in {(place[0], o) for place, o in found.items()})
    return {place for place, offset in found.items() if offset == 0 or ahead[offset] > 1}
