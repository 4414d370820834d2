"""The library's papers as what logs are checked against: passages and vocabularies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.core.course import Course, same_title
from vibelog.core.paper import Paper

if TYPE_CHECKING:
    from vibelog.keeping.checking.evidence import Source
    from vibelog.keeping.checking.topic import Library

_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})")
_LETTERS = 3  # of a word, at least; shorter lines of the vocabulary are pieces and marks


@dataclass(slots=True)
class Papers:
    """The course, and the library's papers: each read once, and only when it is needed."""

    app: App
    course: Course
    _papers: Mapping[str, Paper]
    _sources: dict[str, Source] = field(default_factory=dict)
    _library: Library | None = None

    @classmethod
    def of(cls, app: App) -> Papers:
        """Those of this library."""
        return cls(app, app.course(), {paper.name: paper for paper in app.library().papers()})

    @property
    def names(self) -> list[str]:
        """The short names."""
        return list(self._papers)

    def source(self, name: str | None) -> Source | None:
        """The paper prepared for looking up; None when it is not in the library."""
        from vibelog.keeping.checking.evidence import source

        if name is None or name not in self._papers:
            return None
        if name not in self._sources:
            passages = self.app.library().passages(self._papers[name])
            self._sources[name] = source(name, passages)
        return self._sources[name]

    def others(self, name: str) -> Iterator[Source]:
        """The library's other papers, each prepared when its turn comes."""
        return (found for other in self.names if other != name if (found := self.source(other)))

    def links(self, name: str) -> list[str]:
        """Where the paper of that name is to be had."""
        from vibelog.core.course import links

        paper = self._papers.get(name)
        return [link for link in links(paper, self.course.find(name)) if link] if paper else []

    def titled(self, title: str, link: str) -> str | None:
        """The short name of the paper with that title, or that link to arXiv; None if of none.

        The library's papers go first, then the course's.
        """
        for name, paper in self._papers.items():
            if title and same_title(paper.title, title):
                return name
        arxiv = _ARXIV.search(link)
        if not title and not arxiv:
            return None
        found = self.course.recognise(title, arxiv[1] if arxiv else None, "")
        return found.name if found else None

    def library(self) -> Library:
        """What each paper talks of, and how rare English words are."""
        from vibelog.core.vocabulary import vocabulary
        from vibelog.keeping.checking.topic import Library

        if self._library is None:
            texts = {
                name: "\n".join(p.text for p in self.app.library().passages(paper))
                for name, paper in self._papers.items()
            }
            words = {
                name: vocabulary(f"{self._papers[name].title}\n{text}")
                for name, text in texts.items()
            }
            self._library = Library(words, _rarity())
        return self._library


def _rarity() -> Mapping[str, float]:
    """How rare English words are, by the embedder's vocabulary, which lists them by frequency.

    Empty where that file is missing: then all words count the same.
    """
    from vibelog.asking.embed import VOCABULARY
    from vibelog.core.vocabulary import rarities

    package, file, _ = VOCABULARY
    found = find_spec(package)
    folder = found.submodule_search_locations if found else None
    path = Path(folder[0], file) if folder else None
    if path is None or not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n")
    return rarities([word for word in lines if len(word) >= _LETTERS and word.isalpha()])
