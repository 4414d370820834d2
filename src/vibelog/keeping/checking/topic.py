"""Whether a log is about its paper at all: its terms against those of the papers in the library.

Two logs of a real course described papers that do not exist, and nobody noticed. Such a log shares
the paper's name and the field's words, not its vocabulary. Knows terms and names; no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vibelog.core.vocabulary import Vocabulary, shares, vocabulary
from vibelog.keeping.foreign.debris import cleaned

# bench/checking.py prints what these rest on: right logs, chatty ones too, have .47 and more in
# their paper and no other paper ahead; invented ones .25 at most.
FITS = 0.33  # share of the terms that the log's own paper holds, at least
BETTER = 0.12  # by which another paper may hold more of them, at most
FEWEST_TERMS = 40  # different terms below which a log says too little to be judged
_NO_WORD = re.compile(r"\S{24,}|\S+@\S+|:contentReference\S*|\w*turn\d+\w+\d+")
_TOLD = 4  # names in a message


@dataclass(frozen=True, slots=True)
class Library:
    """What the papers of a library talk of, by name, and how rare English words are."""

    papers: Mapping[str, Vocabulary]
    rarity: Mapping[str, float]  # see core.vocabulary.rarities


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a log fits its paper and the others."""

    paper: str
    own: float  # share of the log's terms that the paper holds, 0 to 1
    other: str | None  # the paper that holds most of them, of the others
    others: float  # how much that one holds
    strange: tuple[str, ...]  # names in the log that stand in no paper, the most frequent first

    @property
    def score(self) -> float:
        """One number, the higher the better: what the paper holds, less another's lead over it."""
        return self.own + min(0.0, self.own - self.others)

    @property
    def wrong(self) -> bool:
        """Whether the log is about another paper than it says."""
        return self.own < FITS or self.others - self.own > BETTER

    @property
    def leads_to(self) -> str | None:
        """The other paper that the log is about, if it is one of the library's."""
        return self.other if self.wrong and self.others >= FITS else None


def fit(text: str, paper: str, library: Library) -> Fit | None:
    """How the words of a log fit the paper of that name; None when they are too few to tell.

    The words of the paper's own name count for nothing: an invented log has them too.
    """
    found = vocabulary(_spoken(text))
    if len(found.terms) < FEWEST_TERMS:
        return None
    papers = list(library.papers.values())
    held = shares(found, papers, library.rarity, paper)
    by_name = dict(zip(library.papers, held, strict=True))
    own = by_name.pop(paper)
    other = max(by_name, key=by_name.__getitem__, default=None)
    return Fit(paper, own, other, by_name[other] if other else 0.0, _strange(found, papers))


def best(text: str, library: Library) -> str | None:
    """The paper that a log is about by its words alone; None when no one stands out."""
    found = vocabulary(_spoken(text))
    if len(found.terms) < FEWEST_TERMS or not library.papers:
        return None
    scores = shares(found, list(library.papers.values()), library.rarity)
    held = sorted(zip(scores, library.papers, strict=True))
    lead = held[-1][0] - (held[-2][0] if len(held) > 1 else 0.0)
    return held[-1][1] if held[-1][0] >= FITS and lead > BETTER else None


def _spoken(text: str) -> str:
    """The text without what is no word: addresses, links, keys, a tool's marks.

    They say nothing of the topic, and a key must not be repeated in a finding.
    """
    return cleaned(_NO_WORD.sub(" ", text), "model")


def said(fit: Fit) -> str:
    """The finding in words."""
    message = f"Only {fit.own:.0%} of what the log talks of stands in {fit.paper}"
    if fit.leads_to:
        return f"{message}, {fit.others:.0%} in {fit.leads_to}."
    told = ", ".join(fit.strange[:_TOLD])
    return f"{message}; in no paper of the library: {told}." if told else f"{message}."


def _strange(found: Vocabulary, papers: Iterable[Vocabulary]) -> tuple[str, ...]:
    known = list(papers)
    names = (name for name, _ in found.names.most_common())
    return tuple(name for name in names if not any(paper.holds(name) for paper in known))
