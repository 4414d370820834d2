"""A paper and its parts, as values. stdlib only; knows no file and no library folder."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vibelog.core.text import fold


class Kind(StrEnum):
    """What a passage is. Only BODY and CAPTION are what the paper itself claims in prose."""

    BODY = "body"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    CODE = "code"
    TABLE = "table"
    APPENDIX = "appendix"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, identified by the sha256 of its file."""

    sha256: str  # of the source file's bytes, hexadecimal
    name: str  # short name, such as `dspy`
    title: str
    pages: int
    passages: int
    added: str  # ISO 8601 with zone
    source: str  # name of the file it came from, without its folder
    arxiv: str | None = None
    scanned: tuple[int, ...] = ()  # numbers of the pages that hold almost no text

    @property
    def key(self) -> str:
        """The first 16 digits of the sha256: the folder and the collection of this paper."""
        return self.sha256[:16]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page as it was printed, with what layout tells about it."""

    text: str
    left: float = 0.0  # in points; x grows to the right and y upwards, as PDF counts
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    size: float = 0.0  # font size in points; 0 when unknown
    bold: bool = False
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page, 1-based as a PDF viewer counts."""

    number: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a section begins."""

    title: str
    page: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """What extraction finds in one source, before anything is cut."""

    pages: tuple[Page, ...]
    title: str | None = None  # from the document information
    outline: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable stretch of one section; `text` is `whole(pages)[start:end]`, to the letter."""

    id: str  # from its content, see `passage_id`
    section: str  # title of its section, "" before the first heading
    kind: Kind
    text: str
    start: int  # offset into `whole(pages)` of the cleaned pages
    end: int
    pages: tuple[tuple[int, int], ...]  # (page number, offset in `text` where that page begins)

    @property
    def page(self) -> int:
        """The page on which the passage begins."""
        return self.pages[0][0]

    def page_at(self, offset: int) -> int:
        """The page of the letter at `offset` of `text`."""
        return max(number for number, begins in self.pages if begins <= offset)


_ANY_PAPER = ("paper", "main", "article", "download", "document", "preprint", "final", "pdf")


def whole(pages: Iterable[Page]) -> str:
    """The text of a paper: its cleaned pages, each ended by one line end."""
    return "".join(page.text + "\n" for page in pages)


def passage_id(text: str, occurrence: int = 0) -> str:
    """A passage's id: 12 hexadecimal digits from its text, and from how often it stood before."""
    return hashlib.sha256(f"{occurrence}\n{text}".encode(errors="replace")).hexdigest()[:12]


def short_name(stem: str, title: str, taken: Iterable[str]) -> str:
    """A short name from the file's name, or from the title where the file's name says nothing.

    >>> short_name("DSPy (final)", "", ()), short_name("2310.03714v1", "TVM: An Automated", ())
    ('dspy-final', 'tvm')
    """
    words = _slug(stem).split("-")
    if not any(word.isalpha() and len(word) > 1 and word not in _ANY_PAPER for word in words):
        head = title.partition(":")[0] if ":" in title[:40] else " ".join(title.split()[:3])
        words = _slug(head).split("-")
    name = "-".join(words)[:40].strip("-") or "paper"
    used, base, number = set(taken), name, 2
    while name in used:
        name, number = f"{base}-{number}", number + 1
    return name


def nearest(name: str, names: Sequence[str], most: int = 3) -> list[str]:
    """The names most like `name`, best first; possibly none."""
    lower = {known.lower(): known for known in names}
    found = difflib.get_close_matches(name.lower(), list(lower), n=most, cutoff=0.5)
    starts = [key for key in lower if len(name) > 1 and key.startswith(name.lower())]
    return [lower[key] for key in dict.fromkeys(starts + found)][:most]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)[0]).strip("-")
