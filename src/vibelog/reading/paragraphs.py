"""The lines of a cleaned document become paragraphs, each of one kind.

Knows how paragraphs, captions, footnotes, code and tables are set on a page: gaps, indents, sizes.
Knows nothing of sections or passages. A wrong break costs little: `passages` packs neighbours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from vibelog.core.paper import Kind
from vibelog.reading.headings import Row, body_size

# `Figure 3: …`, `Table A.2. …`, `Table 1 Results …`; but not `Figure 3 shows …`
_CAPTION = re.compile(
    r"(?i)(?:supplementary )?(?:figure|fig\.?|table|tab\.|listing|algorithm|box|exhibit)\s*"
    r"(?:[a-z]?\.?\d+(?:\.\d+)*|[ivx]+\b)\s*(?:\([a-z]\)\s*)?(?:[.:|–—]|(?-i:[A-Z(]|\d\w))"
)
_NOTE = re.compile(
    r"(?:\d{1,2}|[*∗†‡§¶]+)\s?[^\W\d_]|(?:Permission to make|Copyright|©|Correspondence|Equal )"
)
_ITEM = re.compile(r"[•◦▪‣∙–]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s|\[\d+\]\s")
_END = re.compile(r"[.!?:;][\"'”’)\]]*$")
_SAME_SIZE = 0.6  # points between sizes that count as one
_SMALLER = 0.93  # times the body's size: footnotes, labels
_OVERLAP = 0.4  # of the lower line's height: printed side by side
_TALL = 3.0  # times its size: a line so high is printed upwards
_GAP = 1.25  # times the usual distance of two lines: a blank is between them
_INDENT = 0.6  # of the size: the line begins further in
_SHORT = 0.85  # of the paragraph's width: the line has room left
_WIDE = 0.5  # of the paragraph's width: a line of text, no label
_MONO = 0.6  # of the letters: the paragraph is code
_ROWS = 3  # lines of a table
_NUMBERS = 0.4  # of its words
_FEWER = 0.2  # of the words, where the size is not the body's either
_CELLS = 3.5  # words a line, on average: labels of a figure, cells of a table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines from `first` up to and without `last`, by their index in the document."""

    first: int
    last: int
    kind: Kind


@dataclass(slots=True)
class _Band:
    """What stands side by side: a printed line that extraction may have given in pieces."""

    first: int
    last: int
    page: int
    left: float
    bottom: float
    right: float
    top: float
    size: float
    text: str
    most: int  # letters in the piece that set the size
    mono: int  # letters that are set in a mono font


def paragraphs(lines: Sequence[Row], breaks: Mapping[int, int]) -> list[Paragraph]:
    """The paragraphs of a document's lines, in order.

    `breaks` are the lines at which a section begins, and how many of them its heading takes: those
    belong to no paragraph.
    """
    bands = list(_bands(lines, breaks))
    pitch = _pitches(bands)
    body = body_size(lines)
    groups: list[list[_Band]] = []
    for band in bands:
        if groups and not _breaks(groups[-1], band, pitch, breaks):
            groups[-1].append(band)
        else:
            groups.append([band])
    lowest = _lowest(bands, body)
    return [
        Paragraph(group[0].first, group[-1].last, _kind(group, body, lowest)) for group in groups
    ]


def _bands(lines: Sequence[Row], breaks: Mapping[int, int]) -> Iterator[_Band]:
    """The lines without headings, those printed side by side as one."""
    band: _Band | None = None
    skip = -1
    for at, row in enumerate(lines):
        if at in breaks:
            skip = at + breaks[at]
        if at < skip:
            continue
        if band and at not in breaks and band.last == at and _beside(band, row):
            _widen(band, row)
            continue
        if band:
            yield band
        line = row.line
        band = _Band(
            first=at,
            last=at + 1,
            page=row.page,
            left=line.left,
            bottom=line.bottom,
            right=line.right,
            top=line.top,
            size=line.size,
            text=line.text,
            most=len(line.text),
            mono=len(line.text) * line.mono,
        )
    if band:
        yield band


def _beside(band: _Band, row: Row) -> bool:
    line = row.line
    low = min(band.top - band.bottom, line.top - line.bottom)
    tall = max(band.top - band.bottom, line.top - line.bottom)
    overlap = min(band.top, line.top) - max(band.bottom, line.bottom)
    flat = tall < _TALL * max(line.size, band.size)
    return row.page == band.page and flat and low > 0 and overlap > _OVERLAP * low


def _widen(band: _Band, row: Row) -> None:
    line = row.line
    band.last += 1
    band.left, band.right = min(band.left, line.left), max(band.right, line.right)
    band.text += " " + line.text
    band.mono += len(line.text) * line.mono
    if len(line.text) > band.most:
        band.most, band.size = len(line.text), line.size
        band.bottom, band.top = line.bottom, line.top


def _pitches(bands: Sequence[_Band]) -> dict[int, float]:
    """The usual distance in points from line to line, by rounded font size."""
    found = defaultdict(list)
    for above, band in pairwise(bands):
        step = above.bottom - band.bottom
        if above.page == band.page and _alike(above, band) and 0 < step < _TALL * band.size:
            found[round(band.size)].append(step)
    return {size: median(steps) for size, steps in found.items()}


def _alike(one: _Band, other: _Band) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE


def _breaks(
    group: Sequence[_Band],
    band: _Band,
    pitch: Mapping[int, float],
    breaks: Mapping[int, int],
) -> bool:
    """Whether a new paragraph begins with `band`."""
    above = group[-1]
    if band.first in breaks or above.last != band.first or not _alike(above, band):
        return True
    ended = bool(_END.search(above.text))
    new = bool(_CAPTION.match(band.text) or _ITEM.match(band.text))
    if not band.size:  # no layout known: a short line that ends a sentence ends a paragraph
        short = len(above.text) < _SHORT * max(len(line.text) for line in group)
        return ended and (short or new)
    if above.page != band.page or band.bottom > above.top:  # the next page or column
        return new or not _carries_on(group, band, ended=ended)
    if above.bottom - band.bottom > _GAP * pitch.get(round(band.size), band.size * _GAP):
        return True
    return (ended and (new or _indented(group, band))) or _hanging(group, band)


def _carries_on(group: Sequence[_Band], band: _Band, *, ended: bool) -> bool:
    """Whether a paragraph goes on in the next column: in the middle of a sentence, as wide."""
    width = max(line.right - line.left for line in group)
    lower = band.text[0].islower()
    wide = band.right - band.left > _WIDE * width
    return (lower or (wide and not ended)) and (group[-1].mono > 0) == (band.mono > 0)


def _indented(group: Sequence[_Band], band: _Band) -> bool:
    """Whether a line begins further in than its paragraph, or the line above left room."""
    left = min(line.left for line in group)
    width = max(line.right for line in group) - left
    inward = band.left - left > _INDENT * band.size
    return inward or group[-1].right - left < _SHORT * width


def _hanging(group: Sequence[_Band], band: _Band) -> bool:
    """Whether a line begins where the paragraph did and the lines between are further in."""
    out = group[-1].left - band.left > _INDENT * band.size
    return out and abs(group[0].left - band.left) < _INDENT * band.size


def _lowest(bands: Sequence[_Band], body: float) -> dict[int, list[_Band]]:
    """The lines of each page that no footnote stands above: body and captions."""
    found = defaultdict(list)
    for band in bands:
        if band.size >= body * _SMALLER or _CAPTION.match(band.text):
            found[band.page].append(band)
    return found


def _kind(group: Sequence[_Band], body: float, lowest: Mapping[int, list[_Band]]) -> Kind:
    letters = sum(len(band.text) for band in group)
    first = group[0]
    if _CAPTION.match(first.text):
        return Kind.CAPTION
    if sum(band.mono for band in group) > _MONO * letters:
        return Kind.CODE
    if not body:
        return Kind.BODY
    small = first.size < body * _SMALLER
    if small and _NOTE.match(first.text) and not _over(first, lowest.get(first.page, ())):
        return Kind.FOOTNOTE
    if _tabular(group, alien=small or first.size > body + _SAME_SIZE):
        return Kind.TABLE
    return Kind.BODY


def _over(band: _Band, others: Sequence[_Band]) -> bool:
    """Whether body text stands below a line, in its column."""
    return any(
        other.bottom < band.bottom and other.left < band.right and other.right > band.left
        for other in others
    )


def _tabular(group: Sequence[_Band], *, alien: bool) -> bool:
    """Whether these lines are a table's rows or a figure's labels; `alien` to the body's size."""
    words = " ".join(band.text for band in group).split()
    numbers = sum(not re.search(r"[^\W\d_]{2}", word) for word in words)
    if not alien:
        formula = any(word in "=≈≤≥∈:=" for word in words)
        return not formula and len(group) >= _ROWS and numbers >= _NUMBERS * len(words)
    if len(group) >= _ROWS and numbers >= _FEWER * len(words):
        return True
    lone = len(group) == 1 and not _END.search(group[0].text)
    return lone or len(words) / len(group) <= _CELLS
