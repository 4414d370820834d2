"""A cleaned document becomes passages: citable stretches of one section and one kind each.

The invariant: `whole(pages)[p.start:p.end] == p.text`, to the letter, in order, not overlapping.
Knows sizes in tokens, sections and kinds; nothing of ranking or of where passages are kept.
"""

from __future__ import annotations

import math
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from vibelog.core.paper import Document, Kind, Passage, passage_id, whole
from vibelog.core.text import sentences
from vibelog.reading.headings import Mark, find, rows
from vibelog.reading.paragraphs import paragraphs

MOST = 220  # tokens of a passage: with its section's title it fits the embedder's 256
LEAST = 20  # tokens: less than this says too little to be found, and goes to a neighbour
_STRETCH = 240  # tokens that a passage may reach by taking in such a neighbour
# Letters of a word piece: measured, see `tokens`.
_PIECE = re.compile(r"[^\W\d_]{1,7}|\d{1,2}|[^\w\s]|_")
_REFERENCES = re.compile(
    r"(?i)(?:[\divx]+[.:]?\s+)?(?:references|bibliography|literature cited|works cited)\W*"
)
_APPENDIX = re.compile(r"(?i)(?:appendi(?:x|ces)|supplementary material)\b")
_LETTERED = re.compile(r"A(?:\.1)?[.:]?\s+[A-Z]")

_TAKEN = (Kind.TABLE, Kind.CODE, Kind.BODY)
_TAKERS = (Kind.CAPTION, Kind.BODY, Kind.CODE, Kind.TABLE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A paragraph where it stands in the text, with its section and kind."""

    start: int
    end: int
    section: int  # its number: two sections may share a title
    kind: Kind


def tokens(text: str) -> int:
    """About how many word pieces the embedder makes of a text; no tokenizer is loaded for it.

    Counts words in pieces of seven letters, numbers in pieces of two digits, and marks. On the
    text of twelve papers the embedder's own tokenizer makes .96 of this in the median stretch of
    fifteen lines, 1.13 at the 95th percentile.

    >>> tokens("Prefix caching saves 35 %.")
    6
    """
    return sum(1 for _ in _PIECE.finditer(text))


def cut(document: Document) -> list[Passage]:
    """The passages of a *cleaned* document, in order.

    Whole paragraphs of one section and one kind, together at most `MOST` tokens; a longer one is
    divided at the ends of sentences. Headings are in no passage but name its section.
    """
    text = whole(document.pages)
    marks = find(document)
    begins = _page_begins(document)
    seen: Counter[str] = Counter()
    passages = []
    stretches = _gathered(text, _stretches(document, marks))
    for (section, kind), run in groupby(stretches, key=lambda s: (s.section, s.kind)):
        title = marks[section - 1].title if section else ""
        for start, end in _packed(text, [(s.start, s.end) for s in run]):
            part = text[start:end]
            passages.append(
                Passage(
                    id=passage_id(part, seen[part]),
                    section=title,
                    kind=kind,
                    text=part,
                    start=start,
                    end=end,
                    pages=_pages(begins, start, end),
                )
            )
            seen[part] += 1
    return passages


def _stretches(document: Document, marks: Sequence[Mark]) -> list[_Stretch]:
    """The paragraphs of the document where they stand in its text."""
    lines = rows(document)
    offsets = _offsets(document)
    parts = _parts(marks)
    firsts = [mark.first for mark in marks]
    found = []
    for paragraph in paragraphs(lines, {mark.first: mark.lines for mark in marks}):
        section = bisect_right(firsts, paragraph.first)
        last = paragraph.last - 1
        end = offsets[last] + len(lines[last].line.text)
        kind = _kind(parts[section - 1] if section else None, paragraph.kind)
        if marks and not section and kind in (Kind.TABLE, Kind.CODE):
            kind = Kind.BODY  # names and addresses above the abstract
        found.append(_Stretch(offsets[paragraph.first], end, section, kind))
    return found


def _kind(part: Kind | None, kind: Kind) -> Kind:
    """A paragraph's kind in references or appendix: that, except for a figure among references."""
    return kind if part is None or (part is Kind.REFERENCES and kind is Kind.CAPTION) else part


def _gathered(text: str, stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """The stretches; too small a run of labels, code or body takes the kind of a neighbour.

    A figure's labels go to its caption, a formula to the text around it. Captions and notes stay.
    """
    runs = [list(run) for _, run in groupby(stretches, key=lambda s: (s.section, s.kind))]
    for index, run in enumerate(runs):
        this = run[0]
        if this.kind not in _TAKEN or tokens(text[this.start : run[-1].end]) >= LEAST:
            continue
        near = [runs[at][0] for at in (index - 1, index + 1) if 0 <= at < len(runs)]
        kinds = {other.kind for other in near if other.section == this.section}
        kind = next((kind for kind in _TAKERS if kind in kinds), this.kind)
        runs[index] = [replace(stretch, kind=kind) for stretch in run]
    return [stretch for run in runs for stretch in run]


def _parts(marks: Sequence[Mark]) -> list[Kind | None]:
    """For each section what all of it is: references, appendix, or (None) neither.

    The appendix is what follows the references, or a section called so, or numbered A behind
    numbered sections.
    """
    parts: list[Kind | None] = []
    now: Kind | None = None
    numbered = False
    for mark in marks:
        numbered = numbered or mark.title[0].isdigit()
        if _REFERENCES.fullmatch(mark.title):
            now = Kind.REFERENCES
        elif (
            now is Kind.REFERENCES
            or _APPENDIX.match(mark.title)
            or (numbered and _LETTERED.match(mark.title))
        ):
            now = Kind.APPENDIX
        parts.append(now)
    return parts


def _offsets(document: Document) -> list[int]:
    """Where each line of the document begins in its text."""
    offsets, at = [], 0
    for page in document.pages:
        for line in page.lines:
            offsets.append(at)
            at += len(line.text) + 1
        at += not page.lines  # an empty page is one line end
    return offsets


def _page_begins(document: Document) -> list[tuple[int, int]]:
    """Where each page that holds text begins, and its number."""
    begins, at = [], 0
    for page in document.pages:
        if page.lines:
            begins.append((at, page.number))
        at += len(page.text) + 1
    return begins


def _pages(begins: Sequence[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The pages of a stretch, each with the offset in the stretch where it begins."""
    first = bisect_right(begins, (start, sys.maxsize)) - 1
    return tuple((number, max(0, begin - start)) for begin, number in begins[first:] if begin < end)


def _packed(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The neighbouring paragraphs of one section and kind, packed into passages."""
    packed: list[Span] = []
    for start, end in spans:
        for piece in _divided(text, start, end):
            if packed and tokens(text[packed[-1][0] : piece[1]]) <= MOST:
                packed[-1] = packed[-1][0], piece[1]
            else:
                packed.append(piece)
    while len(packed) > 1 and tokens(text[slice(*packed[-1])]) < LEAST:
        if tokens(text[packed[-2][0] : packed[-1][1]]) > _STRETCH:
            break
        packed[-2:] = [(packed[-2][0], packed[-1][1])]
    yield from packed


def _divided(text: str, start: int, end: int) -> list[Span]:
    """A paragraph in parts of at most `MOST` tokens and about equal size; one part when it fits.

    Divided at the ends of sentences, of lines where a sentence is too long, else between words.
    """
    size = tokens(text[start:end])
    if size <= MOST:
        return [(start, end)]
    aim = size / math.ceil(size / MOST)
    parts: list[Span] = []
    done = 0
    for begin, stop in _atoms(text, start, end):
        cost = tokens(text[begin:stop])
        whole_part = parts and tokens(text[parts[-1][0] : stop]) <= MOST
        if whole_part and done + cost / 2 <= aim * len(parts):
            parts[-1] = parts[-1][0], stop
        else:
            parts.append((begin, stop))
        done += cost
    return parts


def _atoms(text: str, start: int, end: int) -> Iterator[Span]:
    """What is not to be divided: sentences, else lines, else words, in order."""
    for a, b in sentences(text[start:end]):
        begin, stop = start + a, start + b
        if tokens(text[begin:stop]) <= MOST:
            yield begin, stop
            continue
        for line in re.finditer(r"[^\n]+", text[begin:stop]):
            if tokens(line[0]) <= MOST:
                yield begin + line.start(), begin + line.end()
            else:
                for word in re.finditer(r"\S{1,200}", line[0]):
                    yield begin + line.start() + word.start(), begin + line.start() + word.end()
