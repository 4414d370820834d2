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
from vibelog.core.text import fold, sentences

_SHORTEST, _LONGEST = 8, 60  # words of a sentence that can be shown
_SHARED = 2  # telling words that both sentences must have: one alone is chance
_NAME = 3  # letters of a name that can be looked for
_HEAD = 2  # words before a colon that still are a name


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
    here = next((c for c in (*citations, *near) if named.search(c.quote)), None)
    if here is None:
        return None
    there = _answering(here.quote, other)
    if there is None:
        return None
    return Connection(other.name, other.title, here, there, other.link, other.page_link)


def _named(names: Sequence[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def _answering(quote: str, other: Other) -> Citation | None:
    """The other paper's sentence that shares most with the quote, rare words counting most."""
    found = [
        (p, span, _words(p.text[slice(*span)])) for p in other.passages() for span in _telling(p)
    ]
    holding = Counter(word for _, _, words in found for word in words)
    wanted = _words(quote) - {word for name in other.names for word in _words(name)}

    def worth(words: set[str]) -> float:
        shared = words & wanted
        weight = sum(math.log(1 + len(found) / holding[word]) for word in shared)
        return weight / math.sqrt(len(words)) if len(shared) >= _SHARED else 0.0

    ranked = [(worth(words), -at) for at, (_, _, words) in enumerate(found)]
    best, at = max(ranked, default=(0.0, 0))
    return cite(found[-at][0], *found[-at][1]) if best > 0 else None


def _telling(passage: Passage) -> Iterator[tuple[int, int]]:
    """The whole sentences of a passage of the paper's own prose that can be shown alone."""
    if passage.kind is not Kind.BODY:
        return
    for start, end in sentences(passage.text):
        sentence = passage.text[start:end]
        if _SHORTEST <= len(sentence.split()) <= _LONGEST and sentence.endswith((".", "!", "?")):
            yield start, end


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", fold(text)[0]))
