"""Which papers of two courses are the same, and when two spellings of a name are.

Knows ids, links, titles and labels; not dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibelog.core.text import fold

if TYPE_CHECKING:  # course knows this module
    from vibelog.core.course import Assignment

    Pair = tuple[Assignment | None, Assignment | None]

TELLING = 16  # letters from which a title names one paper; shorter ones are only labels


def key(name: str) -> str:
    """Letters and digits only, case and accents folded: what two spellings of a name share."""
    return re.sub(r"[^a-z0-9]", "", fold(name)[0])


def paired(one: Sequence[Assignment], other: Sequence[Assignment]) -> list[Pair]:
    """Each paper of `other` with the same of `one`, in `other`'s order; then what is left of `one`.

    The surest sign is looked for first, over all papers: an id, the link, the title, a label.
    """
    partner: dict[int, int] = {}
    for sign in (_ids, _link, _title, _names):
        known = [sign(paper) for paper in one]
        for theirs, fresh in enumerate(other):
            if theirs in partner or not (marks := sign(fresh)):
                continue
            for ours, paper in enumerate(one):
                taken = ours in partner.values() or not known[ours] & marks
                if not taken and not _apart(paper, fresh):
                    partner[theirs] = ours
                    break
    pairs: list[Pair] = [
        (one[partner[index]] if index in partner else None, fresh)
        for index, fresh in enumerate(other)
    ]
    used = set(partner.values())
    return pairs + [(known, None) for index, known in enumerate(one) if index not in used]


def _ids(paper: Assignment) -> set[str]:
    return {number.lower() for number in (paper.arxiv, paper.doi) if number}


def _link(paper: Assignment) -> set[str]:
    return {paper.link.rstrip("/")} if paper.link else set()


def _title(paper: Assignment) -> set[str]:
    return {
        letters for letters in map(key, (paper.title, *paper.aliases)) if len(letters) >= TELLING
    }


def _names(paper: Assignment) -> set[str]:
    return {key(name) for name in (paper.name, *paper.aliases)} - {""}


def _apart(one: Assignment, other: Assignment) -> bool:
    """Whether two papers name different ids of one kind: then they are not the same."""
    arxiv = one.arxiv and other.arxiv and one.arxiv != other.arxiv
    doi = one.doi and other.doi and one.doi.lower() != other.doi.lower()
    return bool((arxiv or doi) and not _ids(one) & _ids(other))
