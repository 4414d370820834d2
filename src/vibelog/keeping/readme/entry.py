"""What the index has to lead to, and whether a stretch of the README speaks of it.

Knows names, links and how they are written in Markdown; no table, list or heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from vibelog.core.pairing import TELLING
from vibelog.core.text import fold, plain, squash
from vibelog.keeping.escaping import escape, unescape
from vibelog.keeping.readme import links
from vibelog.keeping.readme.links import Link, chat, decoded
from vibelog.keeping.readme.vocabulary import BESIDE

_ARXIV = re.compile(r"(?:arxiv\.org/[a-z]+/|arxiv[.:])(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]+)?/\d{7})")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s?#]+)")
_ASIDE = re.compile(r"\([^()]*\)")
_REFERENCE = re.compile(r"\[([^\[\]]+)\](?:\[[^\[\]]*\])?")  # `[DSPy][1]`, `[DSPy]`
_BETWEEN = re.compile(r"</?[a-z][^<>]*>|[,;|+&:()]|\s[-–—/]+\s|\s{3,}", re.IGNORECASE)
Scan = Callable[[str], list[Link]]
_EDGES = re.compile(r"^[^\w\[`\\]+|[^\w\]`)]+$")
_TITLE_WORDS = 4  # from which a paper's name in the README is a title and no label


@dataclass(frozen=True, slots=True)
class Entry:
    """A log, as the index names it."""

    labels: tuple[str, ...]  # the course's spelling first
    title: str
    urls: tuple[str, ...]  # the paper's links
    path: str  # of the log, relative to the README, not escaped
    due: date | None = None
    questions: int = 0
    others: tuple[str, ...] = ()  # the same log in other formats; a link to one is enough

    @property
    def label(self) -> str:
        """The name to show where the README has none."""
        return next((label for label in self.labels if label.strip()), self.title or self.path)

    @property
    def target(self) -> str:
        """The path as a link: escaped so that Markdown and a table leave it whole.

        >>> Entry(("GEPA",), "", (), "GEPA paper review.md").target
        'GEPA%20paper%20review.md'
        """
        return quote(self.path.encode(errors="surrogateescape"), safe="/,=@+~")


def shown(name: str) -> str:
    """A name as Markdown that shows it, in a table too."""
    return escape(squash(plain(name)), starts=False).replace("|", "\\|")


def like(sample: str, entry: Entry) -> str:
    """The paper's name as the README's own sample names papers: a label or a title."""
    wants_title = len(sample.split()) >= _TITLE_WORDS and entry.title
    return shown(entry.title if wants_title else entry.label)


def place(text: str, entry: Entry, scan: Scan = links.scan) -> int | None:
    """Where Markdown on one line names the paper: by its link, its label or its title.

    `scan` finds the line's links.
    """
    found = stretch(text, entry, scan)
    return found[0] if found else None


def stretch(text: str, entry: Entry, scan: Scan = links.scan) -> tuple[int, int] | None:
    """Start and end of what names the paper in Markdown on one line; None where nothing does."""
    papers = [link for link in scan(text) if not chat(link.href)]
    wanted = {identity(url) for url in entry.urls}
    for link in papers:
        if identity(link.href) in wanted:
            return link.start, link.end
    for link in papers:
        if _names(link.text, entry):
            return link.start, link.end
    for start, name in _segments(text, scan):
        if _names(name, entry):
            return start, start + len(name)
    return None


def named(text: str, scan: Scan = links.scan) -> list[tuple[int, str]]:
    """What may be papers' names in Markdown on one line: where each stands, and how it is spelt."""
    linked = [(link.start, link.text) for link in scan(text) if link.text.strip()]
    found = [(start, name) for start, name in _segments(text, scan) if key(name)]
    return sorted([*linked, *found])


def spelt(text: str, entry: Entry, scan: Scan = links.scan) -> str:
    """The paper's name as this line spells it (Markdown), else the label."""
    labels = {key(label) for label in entry.labels}
    for _, name in named(text, scan):
        for words in (name, BESIDE.sub(" ", name)):
            if key(words) in labels:
                return _EDGES.sub("", words).strip(" *_")
    return shown(entry.label)


def identity(url: str) -> str:
    """What two links to one paper share: the arXiv number, the DOI, else the address.

    >>> identity("https://arxiv.org/pdf/2310.03714v1#page=2")
    'arxiv:2310.03714'
    """
    url = decoded(url).lower()
    if found := _ARXIV.search(url):
        return f"arxiv:{found[1]}"
    if found := _DOI.search(url):
        return f"doi:{found[1].removesuffix('.pdf').rstrip('/.')}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/').removesuffix('.pdf')}"


def address(url: str) -> str:
    """An address that ends neither its link nor a table's cell."""
    for letter in " ()|<>\\`":
        url = url.replace(letter, f"%{ord(letter):02X}")
    return url


def key(name: str) -> str:
    """Letters and digits only, case and accents folded: what two spellings of a name share."""
    return re.sub(r"[^a-z0-9]", "", fold(unescape(name))[0])


def _names(name: str, entry: Entry) -> bool:
    """Whether a stretch of the README is one of the paper's names."""
    labels = {key(label) for label in entry.labels} - {""}
    title = key(entry.title)
    if len(title) >= TELLING and title in key(name):
        return True
    bare = _REFERENCE.sub(r"\1", name)
    parts = (bare, *_BETWEEN.split(_ASIDE.sub(" ", bare)))
    return any(key(part) in labels or key(BESIDE.sub(" ", part)) in labels for part in parts)


def _segments(text: str, scan: Scan) -> Iterator[tuple[int, str]]:
    """The stretches of a line between its links and separators, then the whole of it."""
    whole, found = text, scan(text)
    for link in found:
        text = f"{text[: link.start]}{' ' * (link.end - link.start)}{text[link.end :]}"
    at = 0
    for mark in [*_BETWEEN.finditer(text), None]:
        end = mark.start() if mark else len(text)
        part = text[at:end]
        if part.strip():
            yield at + len(part) - len(part.lstrip()), part.strip()
        at = mark.end() if mark else end
    if not found and whole.strip():
        yield len(whole) - len(whole.lstrip()), whole.strip()
