"""Which papers a cell of a schedule names: links and labels.

Knows how courses write them; not when they are due.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vibelog.core.text import squash
from vibelog.keeping.schedule.inline import Part, Piece
from vibelog.keeping.schedule.links import GENERIC, evident, identifiers, is_paper, key, no_paper

_BETWEEN = re.compile(r"\s*[,;+•·]\s*|\s+(?:and|&|/|\||or)\s+|\n")
_SEPARATED = re.compile(r"(?:[,;+&•·/|\n]|\band)\s*$")
_RUNS = re.compile(r"[;\n]")
_CITED = re.compile(r"\bet al\b|\b(?:19|20)\d\d\b")
_QUOTED = re.compile(r"[\"“]([^\"“”]{8,})[\"”]")
_AUTHORS = re.compile(r"^\W*(?:\w+\s+){1,3}et al\.?[\s,:.]*(?:\(\d{4}\)[\s,:.]*)?(?=\w)")
_BOOK = re.compile(r"(?:\bch\.?|\bchapters?|\bsections?|§)\s*\d[^,;]*$", re.IGNORECASE)
_VENUE = re.compile(r"(?:[A-Z][A-Za-z]*\W*){1,3}(?:['’]?\d\d|(?:19|20)\d\d)$")  # `SOSP'20`
_SHORT = 4  # words that a label has at most
NUMBERED = re.compile(r"^\W*(?:\d{1,2}[.):]\s+)?|\s*[\[(]?(?:pdf|paper)[\])]?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A paper that a cell names, or words that may be one (`link` is None, `sure` False)."""

    label: str
    link: str | None = None
    sure: bool = True
    links: tuple[str, ...] = ()  # further ones of the same paper


@dataclass(slots=True)
class _Walk:
    """The state of reading one part: what was found, and words that belong to nothing yet."""

    bare: bool
    sure: bool
    linked: bool  # the part has a link: words beside it are its authors, its theme, its presenter
    found: list[Found] = field(default_factory=list)
    words: str = ""
    tail: bool = False  # the words stand right behind a link


def papers(
    part: Part, known: Mapping[str, str], *, bare: bool, sure: bool | None = None
) -> list[Found]:
    """The papers of one part of a cell, in order.

    `known` maps the `key` of each label that the text lists elsewhere to its link; `bare` says
    that words without a link may be papers as well, `sure` (else as `bare`) that they are.
    """
    linked = any(piece.href is not None for piece in part)
    walk = _Walk(bare=bare, sure=bare if sure is None else sure, linked=linked)
    for piece in part:
        if piece.href is None:
            walk.words += _titled(piece, part)
        elif GENERIC.fullmatch(piece.text) and is_paper(piece, named=False):
            _second(walk, piece)
        else:
            book = _BOOK.search(walk.words) and not any(identifiers(piece.href))
            _words(walk, known, leading=True)
            if is_paper(piece) and not book:
                sure = bare or evident(piece.href)  # among topics, a link may be to anything
                walk.found.append(Found(label(piece.text), piece.href, sure))
            walk.tail = True
    _words(walk, known)
    return walk.found


def label(words: str) -> str:
    """A label without quotes, numbering, `(pdf)` and authors.

    >>> label("1. “DSPy” (pdf)"), label("Yao et al., Tree of Thoughts.")
    ('DSPy', 'Tree of Thoughts')
    """
    if quoted := _QUOTED.search(words):
        words = quoted[1]
    words = _AUTHORS.sub("", words)
    return squash(NUMBERED.sub("", words)).strip(" \"'“”‘’*_[]:.,–-")


def cleaned(words: str) -> str:
    """A heading without pictures and marks at its ends."""
    kept = "".join(
        c for c in words if unicodedata.category(c) not in ("So", "Sk", "Cn", "Co", "Cf")
    )
    return squash(kept).replace("\ufe0f", "").strip(" -–—:·|#*")


def _second(walk: _Walk, piece: Piece) -> None:
    """A link such as `(pdf)`: of the words before it, else of the paper before it."""
    words = label(_behind(walk).strip(" ([,;+&/"))
    if words and key(words) not in ("see", "read", "cf"):
        if any(identifiers(piece.href)) or not no_paper(words):
            walk.found.append(Found(words, piece.href))
    elif walk.found and not _different(walk.found[-1].link, piece.href):
        last = walk.found[-1]
        links = (*last.links, piece.href or "")
        walk.found[-1] = Found(last.label, last.link or piece.href, links=links)
    else:
        walk.found.append(Found("", piece.href))
    walk.words, walk.tail = "", True


def _behind(walk: _Walk) -> str:
    """The words that wait; right behind a link only those behind a comma, `+` or `and`.

    What follows a link without one is its title, its authors or its year.
    """
    words = re.sub(r"\([^()]*\)", " ", walk.words)
    if not walk.tail:
        return words
    cut = _BETWEEN.match(words)
    return words[cut.end() :] if cut else ""


def _words(walk: _Walk, known: Mapping[str, str], *, leading: bool = False) -> None:
    """The words before a link (`leading`) or at the end: labels without a link, or nothing."""
    words = _behind(walk)
    open_end = leading and not _SEPARATED.search(words)  # what leads into a link is no label
    added = re.match(r"\s*(?:and\b|[&+])", walk.words) is not None
    for name in _split(words, known):
        if link := known.get(key(name)):
            walk.found.append(Found(name, link))
        elif (
            not open_end
            and not no_paper(name)
            and not (walk.linked and _VENUE.match(name))
            and (walk.bare or walk.found)
        ):
            sure = walk.sure or (walk.bare and _QUOTED.search(words) is not None)
            walk.found.append(Found(name, sure=sure and (added or not walk.linked)))
    walk.words, walk.tail = "", False


def _titled(piece: Piece, part: Part) -> str:
    """A piece's words; in quotes where their bold face tells the title among other words."""
    alone = all(other is piece or not other.text.strip() for other in part)
    bold = piece.strong and not alone and " " in piece.text.strip() and ":" not in piece.text[-2:]
    return f"“{piece.text.strip()}”" if bold else piece.text


def _different(one: str | None, other: str | None) -> bool:
    """Whether two links name different arXiv papers."""
    ids = {identifiers(link)[0] for link in (one, other)}
    return len(ids - {None}) > 1


def _split(words: str, known: Mapping[str, str]) -> Iterator[str]:
    """Labels in a run of words; a title with commas in it, or a citation, stays whole."""
    for run in _RUNS.split(words):
        if titles := _QUOTED.findall(run):
            yield from map(label, titles)
            continue
        names = [label(name) for name in _BETWEEN.split(run)]
        whole = label(run)
        cited = _CITED.search(run) and key(names[0]) not in known
        if key(whole) in known or cited or any(len(name.split()) > _SHORT for name in names):
            names = [whole]
        yield from (name for name in names if re.search(r"[^\W\d_]", name))
