"""Whose paper a log is about: by the paper that it quotes, and else by its words.

A log renamed to a paper of the same field shares that paper's words; its quotes stand in the other
one. So where a log quotes, the quotes decide; `topic` decides for the others. Knows prepared papers
and the two judgements; no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vibelog.core.text import squash
from vibelog.keeping.checking import topic
from vibelog.keeping.checking.evidence import Source, quoted_words
from vibelog.keeping.checking.said import Page

_FEWEST = 3  # quotes below which they are no proof that a log is about another paper
_HARDLY, _MOST = 0.2, 0.5  # shares of a log's quotes: stray ones, and those that decide


@dataclass(frozen=True, slots=True)
class Held:
    """Where a log's quotes stand."""

    quotes: int
    own: int = 0  # of them in the log's paper
    other: str | None = None  # the paper that holds most of them, of the others
    others: int = 0  # of them there; counted only where hardly any is the paper's own

    @property
    def wrong(self) -> bool:
        """Whether they are another paper's."""
        return (
            self.quotes >= _FEWEST
            and self.own <= _HARDLY * self.quotes
            and self.others >= _MOST * self.quotes
        )

    @property
    def right(self) -> bool:
        """Whether they are the paper's own."""
        return self.own > 1 and self.own >= _MOST * self.quotes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a log's quotes and words say of its paper."""

    paper: str
    held: Held
    fit: topic.Fit | None  # None: too few words

    @property
    def wrong(self) -> bool:
        """Whether the log is about another paper than it says."""
        by_words = self.fit is not None and self.fit.wrong and not self.held.right
        return self.held.wrong or by_words

    @property
    def leads_to(self) -> str | None:
        """The other paper that the log is about, if it is one of the library's."""
        if self.held.wrong:
            return self.held.other
        return self.fit.leads_to if self.fit and self.wrong else None

    @property
    def score(self) -> float | None:
        """The higher, the more it is about its paper; None where nothing can be told."""
        if self.held.wrong or self.held.right:
            return (self.held.own - self.held.others) / self.held.quotes
        return self.fit.score if self.fit else None

    def said(self) -> str:
        """The finding in words."""
        words = topic.said(self.fit) if self.fit and not self.held.wrong else ""
        if not self.held.quotes:
            return words
        own = self.held.own or "None"
        stand = "stands" if self.held.own <= 1 else "stand"
        quotes = f"{own} of its quotes ({self.held.quotes}) {stand} in {self.paper}"
        there = f", {self.held.others} in {self.held.other}" if self.held.others else ""
        return f"{words} {quotes}{there}.".strip()


def held(page: Page, paper: Source, others: Iterable[Source]) -> Held:
    """Where the quotes of a log stand; where it has none, what its answers put in quotation marks.

    Those under Connections, which may be another paper's, are left out.
    """
    said = [quote.text for quote in page.quotes if not quote.elsewhere]
    if len(said) < _FEWEST:
        said += [words for answer in page.answers for words, _ in quoted_words(answer)]
    quotes = Counter(squash(quote) for quote in said)
    own = _count(quotes, paper)
    if len(said) < _FEWEST or own > _HARDLY * len(said):
        return Held(len(said), own)
    found = {other.name: _count(quotes, other) for other in others}
    best = max(found, key=found.__getitem__, default=None)
    return Held(len(said), own, best if best and found[best] else None, found.get(best or "", 0))


def exchanged(name: str, verdicts: Mapping[str, Verdict | None]) -> str | None:
    """The log that is about this one's paper, while this one is about that one's; else None."""
    mine = verdicts[name]
    for other_name, other in verdicts.items():
        if mine and other and (mine.paper, other.paper) == (other.leads_to, mine.leads_to):
            return other_name
    return None


def _count(quotes: Mapping[str, int], paper: Source) -> int:
    """How many of the quotes stand in the paper, each as often as the log has it."""
    return sum(times for quote, times in quotes.items() if paper.pages_of(quote))
