"""Which passages speak of a question: by their words, their vectors and their best sentence.

Pure: takes values and returns values. Where vectors come from is the caller's business; without
them the words alone decide.

Weights and neighbours were measured on questions with marked evidence (bench/retrieval); adding
z-scores beat reciprocal-rank fusion, which lost to BM25 alone.
"""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from statistics import fmean, pstdev

from vibelog.core.paper import Kind, Passage

WORDS, COSINE, SENTENCE = 0.6, 0.2, 0.2  # of the three z-scores
SECTION = 0.4  # of the best score of its section, for each of its passages (bench/evidence)
NEIGHBOUR = 0.1  # of the score of the passage before, and of the one behind
CANDIDATES = 20  # passages whose sentences are looked at; sentence vectors cost too much for all
# What kind of passage answers least, in standard deviations: a bibliography entry shares words
# with a question and answers nothing; an appendix may be a prompt that the paper does not claim.
_DEMOTED = {Kind.REFERENCES: 3.0, Kind.APPENDIX: 0.3}
# Okapi BM25's saturation and length normalisation: the middle of what Robertson and Zaragoza
# (2009, "The Probabilistic Relevance Framework") found to work on most collections.
K1, B = 1.5, 0.75

_STEMMING = threading.Lock()  # a stemmer holds the word it works on: two threads would mix theirs

_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
STOP_WORDS = frozenset(
    (
        "a about above after again all also am an and any are as at be because been before being "
        "below between both but by can could did do does doing done down during each else ever "
        "every few for from further get gets give given gives had has have having he her here "
        "hers him his how however i if in into is it its itself just let may me might more most "
        "much must my no nor not now of off on once only or other our ours out over own per quite "
        "rather s same shall she should since so some such t than that the their theirs them then "
        "there these they this those though through thus to too under until up upon us very via "
        "was we were what when where whether which while who whom whose why will with within "
        "without would yes yet you your yours"
    ).split()
)

SentenceCosine = Callable[[Sequence[Passage]], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage, and how well it fits: comparable only within one ranking."""

    passage: Passage
    score: float


def rank(
    question: str,
    passages: Sequence[Passage],
    cosine: Mapping[str, float] | None = None,
    sentence_cosine: SentenceCosine | None = None,
) -> list[Ranked]:
    """The passages of one paper, in its order, ranked best first; ties in the paper's order.

    `cosine` holds the question's cosine by passage id, None when there are no vectors;
    `sentence_cosine` is asked once, for the `CANDIDATES` best, and gives the cosine of each one's
    best sentence.
    """
    scores = [WORDS * score for score in _standard(lexical(question, passages))]
    if cosine is not None:
        lowest = min(cosine.values(), default=0.0)
        near = _standard([cosine.get(passage.id, lowest) for passage in passages])
        scores = [score + COSINE * z for score, z in zip(scores, near, strict=True)]
    scores = [s - _DEMOTED.get(p.kind, 0.0) for s, p in zip(scores, passages, strict=True)]
    if sentence_cosine is not None:
        best = sorted(range(len(passages)), key=lambda i: -scores[i])[:CANDIDATES]
        found = sentence_cosine([passages[i] for i in sorted(best)])
        # A passage that is not a candidate counts as the candidates' worst: as a mean one, it
        # would overtake half of them.
        lowest = min(found.values(), default=0.0)
        near = _standard([found.get(passage.id, lowest) for passage in passages])
        scores = [score + SENTENCE * z for score, z in zip(scores, near, strict=True)]
    ranked = map(Ranked, passages, _lifted(passages, _smoothed(scores)))
    return sorted(ranked, key=lambda item: -item.score)


def lexical(question: str, passages: Sequence[Passage]) -> list[float]:
    """BM25 of each passage (its section's title and its text) for the words of the question."""
    wanted = set(stems(question))
    counts = [words(index_text(passage)) for passage in passages]
    lengths = [sum(count.values()) for count in counts]
    mean = fmean(lengths) if any(lengths) else 1.0
    matches = [_matches(wanted, count) for count in counts]
    having = Counter(stem for match in matches for stem in match)
    idf = {stem: math.log(1 + (len(counts) - n + 0.5) / (n + 0.5)) for stem, n in having.items()}
    return [
        sum(
            idf[stem] * n * (K1 + 1) / (n + K1 * (1 - B + B * length / mean))
            for stem, n in match.items()
        )
        for match, length in zip(matches, lengths, strict=True)
    ]


def index_text(passage: Passage) -> str:
    """What is indexed and embedded of a passage: its section's title, then its text."""
    return f"{passage.section}\n{passage.text}" if passage.section else passage.text


@lru_cache(maxsize=8192)  # the passages of a library's papers in one chat; read-only for callers
def words(text: str) -> Counter[str]:
    """How often each word stands in the text, lower case, stop words left out.

    >>> words("The cache, the Cache of v1.5!")
    Counter({'cache': 2, 'v1': 1, '5': 1})
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return Counter(word for word in _WORD.findall(plain) if word not in STOP_WORDS)


def stems(text: str) -> list[str]:
    """The stems of the text's words, stop words left out, each once, in order.

    >>> stems("How does paging help pages?")
    ['page', 'help']
    """
    return list(dict.fromkeys(stem(word) for word in words(text)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word's Snowball stem (English)."""
    with _STEMMING:
        return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # noqa: ANN202 - shipped without types
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def _matches(wanted: set[str], count: Counter[str]) -> dict[str, int]:
    """How often each wanted stem occurs.

    Only words that begin like a wanted stem are stemmed (30 µs each): a stem keeps the first two
    letters of its word, `dying`, `lying` and `tying` excepted.
    """
    heads = {stem[:2] for stem in wanted}
    found: dict[str, int] = {}
    for word, n in count.items():
        if word[:2] in heads and (root := stem(word)) in wanted:
            found[root] = found.get(root, 0) + n
    return found


def _standard(values: Sequence[float]) -> list[float]:
    """The z-scores; all zero where the values do not differ."""
    if not values:
        return []
    mean, deviation = fmean(values), pstdev(values)
    return [(value - mean) / deviation if deviation > 1e-12 else 0.0 for value in values]  # noqa: PLR2004 - rounding


def _lifted(passages: Sequence[Passage], scores: Sequence[float]) -> list[float]:
    """Each score with a part of the best one of its section added."""
    lifted: list[float] = []
    for _, run in groupby(range(len(scores)), key=lambda i: passages[i].section):
        own = [scores[i] for i in run]
        lifted += [score + SECTION * max(own) for score in own]
    return lifted


def _smoothed(scores: Sequence[float]) -> list[float]:
    """Each score with a part of its neighbours' added; the paper's ends have only one."""
    padded = [0.0, *scores, 0.0]
    return [
        score + NEIGHBOUR * (before + behind)
        for before, score, behind in zip(padded, scores, padded[2:], strict=False)
    ]
