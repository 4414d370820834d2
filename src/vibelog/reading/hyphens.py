"""Words that the printer divided at a line's end are put together again.

Knows the words of one document, which decide what was divided: `opti-/mization` was one word,
`end-/to-end` was three. Knows nothing of dictionaries, so it works in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from vibelog.core.paper import Line, Page

HYPHEN = "\ufffe"  # how extraction marks a hyphen at the end of a line
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+$")
_FIRST = re.compile(r"[^\W\d_]+")
_SUSPENDED = frozenset(("and", "or", "nor", "und", "oder"))  # `graph- and operator-level`
# Never before a hyphen, never behind one: these are halves, also where they occur on their own.
_SOLID = frozenset("an any be can every how more some there where with".split())
_ENDING = frozenset("al ed er ers ing ings ly tion tions".split())
_ADDRESS = re.compile(r"://|www\.|\S/\S*/|@|_")
_NEAR = 0.6  # points: within this, two lines are set in the same size
_REACH = 80  # lines looked over for the rest of a word: a page of figure text


@dataclass(slots=True)
class _Words:
    """The words of a document, those divided at a line's end left out."""

    single: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)  # neighbours around a hyphen


def rejoin(pages: Sequence[Page]) -> tuple[Page, ...]:
    r"""The pages without marks of hyphens: each divided word stands whole on its first line.

    The hyphen stays where `a-b` is known, or where both halves occur on their own and the joined
    word does not. What follows the word stays on its own line, also across a page break. A hyphen
    whose other half is not to be found stays at the line's end.

    >>> lines = (Line("loop opti\ufffe"), Line("mization is"), Line("an optimization"))
    >>> print(rejoin([Page(1, lines)])[0].text)
    loop optimization
    is
    an optimization
    """
    slots = [(index, line) for index, page in enumerate(pages) for line in page.lines]
    texts = [line.text for _, line in slots]
    words = _words(texts)
    for index in range(len(texts)):
        while texts[index].endswith(HYPHEN):
            head = texts[index][:-1]
            other = _rest(slots, texts, index, words)
            token, _, left = texts[other].partition(" ") if other is not None else ("", "", "")
            glue = _glue(head, token, words)
            if other is None or glue is None:
                texts[index] = head + "-"
            else:
                texts[index], texts[other] = head + glue + token, left
    kept: list[list[Line]] = [[] for _ in pages]
    for (page, line), text in zip(slots, texts, strict=True):
        if text:
            kept[page].append(replace(line, text=text))
    return tuple(replace(page, lines=tuple(k)) for page, k in zip(pages, kept, strict=True))


def _words(texts: Iterable[str]) -> _Words:
    words = _Words()
    divided = False
    for text in texts:
        found = [part.lower() for part in _WORD.findall(text)]
        if divided:
            found = found[1:]
        divided = text.endswith(HYPHEN)
        if divided:
            found = found[:-1]
        for compound in found:
            parts = re.split("[-‐‑]", compound)
            words.single.update(parts if len(parts) == 1 else ())
            words.pairs.update(pairwise(parts))
    return words


def _glue(head: str, token: str, words: _Words) -> str | None:
    """What stands between the halves: "" or a hyphen; None when they do not belong together."""
    before, after = _LAST.search(head), _FIRST.match(token)
    if not (before and after):  # a number: `Zynq-7020`; or a bracket, which belongs to no word
        return "-" if token[:1].isalnum() and head[-1:].isalnum() else None
    a, b = before[0].lower(), after[0].lower()
    if (a, b) in words.pairs or _ADDRESS.search(head.rpartition(" ")[2] + token):
        return "-"
    if a + b in words.single:
        return ""
    if b in _SUSPENDED:
        return None
    if before[0][-1].isupper() != after[0][0].isupper() and len(a) > 1:  # `KL-divergence`
        return "-"
    halves = a in _SOLID or b in _ENDING or not {a, b} <= words.single
    return "" if halves else "-"


def _rest(
    slots: Sequence[tuple[int, Line]], texts: Sequence[str], index: int, words: _Words
) -> int | None:
    """The line on which the word divided at the end of line `index` goes on, if it is plain.

    That is the next line; or, when a figure, a note or the page's end lies between, the first line
    further on that is set like this one, begins a column or follows such a thing, and makes a word
    that is known.
    """
    page, line = slots[index]
    before = index
    for other in range(index + 1, min(index + _REACH, len(texts))):
        there, candidate = slots[other]
        if there > page + 1:
            return None
        if not texts[other]:
            continue
        near = abs(candidate.size - line.size) <= _NEAR
        if before == index and texts[other][0].isalnum() and (near or _below(line, candidate)):
            return other
        if near and _begins(slots[before], slots[other]) and _known(texts, index, other, words):
            return other
        before = other
    return None


def _below(line: Line, other: Line) -> bool:
    """Whether `other` stands right below a line, set in another size perhaps."""
    height = line.top - line.bottom
    return 0 < line.bottom - other.bottom < 2 * height and other.left < line.right


def _begins(before: tuple[int, Line], this: tuple[int, Line]) -> bool:
    """Whether a line begins a column, or follows a gap or text that is set in another size."""
    (page, above), (there, line) = before, this
    gap = above.bottom - line.top
    apart = gap < 0 or gap > (line.top - line.bottom) / 2
    return page != there or apart or abs(line.size - above.size) > _NEAR


def _known(texts: Sequence[str], index: int, other: int, words: _Words) -> bool:
    before, after = _LAST.search(texts[index][:-1]), _FIRST.match(texts[other])
    if not (before and after) or not after[0].islower():
        return False
    a, b = before[0].lower(), after[0]
    return a + b in words.single or (a, b) in words.pairs
