"""What this paper says of another one in the library, and what that one says of the same.

Found by code: a sentence that names the other paper or its system, and the sentence of the other
paper that shares most with it. Both are the papers' own words. Knows passages and citations.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from vibelog.core.conversation import Citation
from vibelog.core.evidence import cite
from vibelog.core.paper import Kind, Passage
from vibelog.core.stitching import stitched
from vibelog.core.text import sentences, squash
from vibelog.core.vocabulary import terms

_SHORTEST, _LONGEST = 8, 60  # words of a sentence that can be shown
_SHARED = 2  # telling terms that both sentences must have: one alone is chance
# Share of the other paper's sentences: a term in more of them tells nothing there.
_USUAL = 0.1
# The cosine of the two sentences by their terms, those that are rare in the other paper weighing
# more. Of 109 sentences of twelve papers that name another one, 29 then have one that answers them;
# without this bound nearly all have, many for words such as "introduce" alone.
_ALIKE = 0.2
_NAME = 3  # letters of a name that can be looked for
_HEAD = 2  # words before a colon that still are a name
_Sentence = tuple[Passage, tuple[int, int], set[str]]


@dataclass(frozen=True, slots=True)
class Other:
    """Another paper of the library."""

    name: str  # short name
    title: str
    names: tuple[str, ...]  # as others print them, such as `TVM`
    passages: Callable[[], Sequence[Passage]]  # called only where something names the paper
    link: str | None = None
    page_link: str | None = None  # with `{page}` in it


@dataclass(frozen=True, slots=True)
class Connection:
    """Two verbatim sentences, one of each paper."""

    paper: str  # short name of the other
    title: str
    here: Citation  # of the log's paper
    there: Citation  # of the other
    link: str | None = None  # of the other, and one with `{page}` in it
    page_link: str | None = None


def names_of(title: str, labels: Iterable[str] = ()) -> tuple[str, ...]:
    """The names under which others speak of a paper: what stands before its title's colon, labels.

    Only names with a capital: `relay` is a word, `Relay` a system.

    >>> names_of("TVM: An Automated End-to-End Optimizing Compiler", ["tvm"])
    ('TVM',)
    """
    head, colon, _ = title.partition(":")
    found = [*([head.strip()] if colon and len(head.split()) <= _HEAD else []), *labels]
    telling = [name for name in found if len(name) >= _NAME and name != name.lower()]
    return tuple(dict.fromkeys(telling))


def connect(
    citations: Sequence[Citation], passages: Sequence[Passage], other: Other
) -> Connection | None:
    """What this conversation has to do with another paper; None where nothing names it.

    The sentence on this side is one of the conversation's quotes, or else stands in a passage that
    the conversation cites.
    """
    named = _named(other.names)
    if named is None:
        return None
    cited = {citation.passage for citation in citations}
    near = [cite(p, *span) for p in passages if p.id in cited for span in _telling(p)]
    naming = [c for c in (*citations, *near) if named.search(c.quote)]
    sentences_ = _sentences(other) if naming else []
    for here in naming:
        if there := _answering(here.quote, other, sentences_):
            return Connection(other.name, other.title, here, there, other.link, other.page_link)
    return None


def _named(names: Sequence[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def _sentences(other: Other) -> list[_Sentence]:
    """The other paper's sentences that can be shown, with the terms of each."""
    return [
        (p, span, set(terms(p.text[slice(*span)])))
        for p in other.passages()
        for span in _telling(p)
    ]


def _answering(quote: str, other: Other, found: Sequence[_Sentence]) -> Citation | None:
    """The other paper's sentence that shares most with the quote, rare terms counting most.

    None where no sentence shares enough terms that tell something in the other paper.
    """
    holding = Counter(term for _, _, held in found for term in held)
    known = set(terms(" ".join(other.names)))
    usual = max(1, len(found) * _USUAL)
    said = set(terms(quote)) - known
    wanted = {term for term in said if holding[term] <= usual}

    def weight(held: set[str]) -> float:
        return sum(math.log(1 + len(found) / max(1, holding[term])) ** 2 for term in held)

    def worth(held: set[str]) -> float:
        shared = held & wanted
        if len(shared) < _SHARED:
            return 0.0
        cosine = weight(shared) / math.sqrt(weight(held) * weight(said))
        return cosine if cosine >= _ALIKE else 0.0

    ranked = [(worth(held), -at) for at, (_, _, held) in enumerate(found)]
    best, at = max(ranked, default=(0.0, 0))
    return cite(found[-at][0], *found[-at][1]) if best > 0 else None


def _telling(passage: Passage) -> Iterator[tuple[int, int]]:
    """The whole sentences of a passage of the paper's own prose that can be shown alone."""
    if passage.kind is not Kind.BODY:
        return
    for start, end in sentences(passage.text):
        line = squash(passage.text[start:end])
        whole = line.endswith((".", "!", "?")) and not stitched(line)
        if whole and _SHORTEST <= len(line.split()) <= _LONGEST:
            yield start, end
