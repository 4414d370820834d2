"""Which papers a cell of a schedule names: links and labels, and what is no paper.

Knows how courses write them; not when they are due.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from vibelog.core.text import fold, squash
from vibelog.keeping.schedule.tables import Part, Piece

GENERIC = re.compile(
    r"\W*(?:pdf|paper|link|url|arxiv|arxiv:\S+|doi|acm|ieee|html|abs|abstract|here|read|preprint|"
    r"web|version|full text|openreview|usenix|https?://\S+)\W*",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(
    r"\b(?:open|tb[ad]|none|n/?a|holiday|break|recess|thanksgiving|labor day|no class(?:es)?|"
    r"no lecture|class(?:es)? cancell?ed|flex day|guest|presentations?|pitch(?:es)?|"
    r"deconstruct\w*|updates?|tech talks?|project|proposals?|wrap-?up|kick-?off|welcome|"
    r"orientation|introduction|intro|overview|"
    r"review|exam|midterm|final|quiz|homework|hw\s?\d*|lab\s?\d*|slides?|video|recording|lecture|"
    r"notes?|code|repo|github|demos?|hackathon|workshop|tutorial|discussion|logistics|syllabus|"
    r"chapters?|ch\.|textbook|sign[ -]?up|office hours|reading (?:day|week)|et al|poster|forms?|"
    r"cancell?ed|no readings?|catch[ -]?up|buffer|spring fest|day off|milestones?|reports?)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(  # hosts whose pages are no papers
    r"(?:^|\.)(?:youtube\.com|youtu\.be|(?:docs|drive|colab\.research|meet|calendar)\.google\.com|"
    r"forms\.gle|zoom\.us|piazza\.com|instructure\.com|gradescope\.com|edstem\.org|slack\.com|"
    r"discord\.gg|chatgpt\.com|chat\.openai\.com|claude\.ai|gemini\.google\.com|g\.co|"
    r"github\.com|wikipedia\.org|slides\.com|eventbrite\.com)$",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"(?:arxiv\.org|alphaxiv\.org|huggingface\.co)/(?:abs|pdf|html|format|overview|papers|ps)/"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(\d{4}\.\d{4,5})", re.IGNORECASE)
_DOI = re.compile(r"(10\.\d{4,9}/[^\s?#&]+)")
_BETWEEN = re.compile(r"\s*[,;+•·]\s*|\s+(?:and|&|/|\||or)\s+|\n")
_QUOTED = re.compile(r"[\"“]([^\"“”]{8,})[\"”]")
_AUTHORS = re.compile(r"^\W*(?:\w+\s+){1,3}et al\.?[\s,:.]*(?:\(\d{4}\)[\s,:.]*)?(?=\w)")
_SHORT = 4  # words that a label has at most
_WORDS = 6  # what has more of them is a title, whatever words are in it
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

    found: list[Found] = field(default_factory=list)
    words: str = ""
    tail: bool = False  # the words stand right behind a link


def papers(part: Part, known: Mapping[str, str], *, bare: bool) -> list[Found]:
    """The papers of one part of a cell, in order.

    `known` maps the `key` of each label that the text lists elsewhere to its link; `bare` says
    that the column holds papers, so that words without a link are one as well.
    """
    walk = _Walk()
    for piece in part:
        if piece.href is None:
            walk.words += piece.text
        elif GENERIC.fullmatch(piece.text) and is_paper(piece, named=False):
            _second(walk, piece)
        else:
            _words(walk, known, bare=bare)
            if is_paper(piece):
                walk.found.append(Found(label(piece.text), piece.href))
            walk.tail = True
    _words(walk, known, bare=bare)
    return walk.found


def is_paper(piece: Piece, *, named: bool = True) -> bool:
    """Whether a link leads to a paper, as far as its words and its address tell."""
    address = urlsplit(piece.href or "")
    if address.scheme not in ("http", "https", ""):
        return False
    ids = any(identifiers(piece.href))
    path = address.path.lower()
    if not ids and not address.scheme and not path.endswith((".pdf", ".ps")):
        return False
    if _ELSEWHERE.search(address.netloc) and not path.endswith(".pdf"):
        return False
    return ids or not named or not _no_paper(piece.text)


def identifiers(link: str | None) -> tuple[str | None, str | None]:
    """The arXiv id (without its version) and the DOI that a link names.

    >>> identifiers("https://arxiv.org/pdf/2310.03714v2.pdf")
    ('2310.03714', None)
    >>> identifiers("https://dl.acm.org/doi/pdf/10.1145/3579371.3589348")
    (None, '10.1145/3579371.3589348')
    """
    link = unquote(link or "")
    if match := _ARXIV.search(link) or _ARXIV_DOI.search(link):
        return match[1], None
    doi = _DOI.search(link)
    if not doi:
        return None, None
    return None, re.sub(r"(?:/(?:full|abstract|pdf|html)|\.pdf|[).,;/])+$", "", doi[1]).lower()


def same(link: str) -> str:
    """What two links to one paper share: the id they name, else the address without its dress."""
    arxiv, doi = identifiers(link)
    address = urlsplit(link)
    bare = f"{address.netloc.lower().removeprefix('www.')}{address.path.rstrip('/')}"
    return arxiv or doi or bare + (f"?{address.query}" if address.query else "")


def key(words: str) -> str:
    """Letters and digits only, case and accents folded."""
    return re.sub(r"[^a-z0-9]", "", fold(words)[0])


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
        if any(identifiers(piece.href)) or not _no_paper(words):
            walk.found.append(Found(words, piece.href))
    elif walk.found:
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


def _words(walk: _Walk, known: Mapping[str, str], *, bare: bool) -> None:
    """The words before a link or at the end: labels without a link, or nothing."""
    for name in _split(_behind(walk), known):
        if link := known.get(key(name)):
            walk.found.append(Found(name, link))
        elif not _no_paper(name) and (bare or walk.found):
            walk.found.append(Found(name, sure=bare))
    walk.words, walk.tail = "", False


def _split(words: str, known: Mapping[str, str]) -> Iterator[str]:
    """Labels in a run of words; a title with commas in it stays whole."""
    names = [label(name) for name in _BETWEEN.split(words)]
    whole = label(words)
    if key(whole) in known or any(len(name.split()) > _SHORT for name in names):
        names = [whole]
    yield from (name for name in names if re.search(r"[^\W\d_]", name))


def _no_paper(words: str) -> bool:
    """Whether words name something else of a course: a holiday, slides, a presentation."""
    return len(words.split()) <= _WORDS and _NO_PAPER.search(words) is not None
