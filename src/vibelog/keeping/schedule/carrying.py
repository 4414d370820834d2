"""What a student wrote beside the papers of a row, taken apart and put together again.

A cell such as `[DSPy Notes](…), [TVM Notes](…) <br> [GEPA Notes](…)` is items between commas and
`<br>`; each belongs to a paper by its words or address, else by its place. Knows no dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vibelog.keeping.schedule.links import key, same
from vibelog.keeping.schedule.papers import Found

BREAK = " <br> "
_LINK = (
    r"!?\[(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*\]\((?:<[^<>]*>|(?:\\.|[^()\s\\]|\([^()\s]*\))*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)|<https?://[^<>\s]+>|`[^`]*`"
)
_WHOLE = re.compile(rf"(?:{_LINK}|\([^()]*\)|[^,;])+")
LINKED = re.compile(_LINK)
BR = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TELLING = 2  # letters of a label from which it tells a paper


@dataclass(frozen=True, slots=True)
class Beside:
    """A paper and its place in a row: which of the parts that hold papers, and where in it."""

    marks: tuple[str, ...]  # what its link shares with other links to it, and its label's letters
    paper: Found
    part: int
    order: int


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of a student's cell, and the paper it stands for where that can be told."""

    text: str
    column: int
    part: int
    paper: Beside | None


def beside(parts: Sequence[Sequence[Found]]) -> tuple[Beside, ...]:
    """The papers of a row; parts without a paper are not counted."""
    bearing = [part for part in parts if part]
    return tuple(
        Beside(marks(paper), paper, number, order)
        for number, part in enumerate(bearing)
        for order, paper in enumerate(part)
    )


def marks(paper: Found) -> tuple[str, ...]:
    """What tells a paper again: the surest first."""
    found = (same(paper.link) if paper.link else "", f"label {key(paper.label)}")
    return tuple(mark for mark in found if mark not in ("", "label "))


def items(cell: str, column: int, papers: Sequence[Beside]) -> list[Item]:
    """The items of a student's cell, in order."""
    parts = [_split(part) for part in BR.split(cell)]
    found = []
    for number, texts in enumerate(parts):
        here = [paper for paper in papers if paper.part == number or len(parts) == 1]
        placed = here if len(here) == len(texts) else []
        for order, text in enumerate(texts):
            paper = _named(text, here) or _named(text, papers)
            if paper is None and placed and LINKED.search(text):
                paper = placed[order]
            if paper is None and len(papers) == 1:
                paper = papers[0]
            found.append(Item(text, column, number, paper))
    return found


def composed(parts: Sequence[Sequence[str]]) -> str:
    """A cell of items: commas between those of one day, `<br>` between the days.

    >>> composed([[], ["[MLIR](a)", "[Glow](b)"]])
    ' <br> [MLIR](a), [Glow](b) '
    """
    text = BREAK.join(", ".join(part) for part in parts)
    while text.endswith(BREAK):
        text = text.removesuffix(BREAK)
    return f" {text.strip()} "


def _split(part: str) -> list[str]:
    """The items of one part: between commas, and each link for itself."""
    texts: list[str] = []
    for match in _WHOLE.finditer(part):
        links = list(LINKED.finditer(match.group()))
        starts = [0, *(link.start() for link in links[1:])]
        ends = [*starts[1:], len(match.group())]
        texts += [match.group()[a:b].strip() for a, b in zip(starts, ends, strict=True)]
    return [text for text in texts if text]


def _named(text: str, papers: Sequence[Beside]) -> Beside | None:
    """The paper whose label the item's words or address have in them; the longest label wins."""
    letters = key(text)
    named = [p for p in papers if len(k := key(p.paper.label)) >= _TELLING and k in letters]
    return max(named, key=lambda paper: len(key(paper.paper.label)), default=None)
