"""The reader that needs no language model: a question is answered by the paper's own sentences.

It picks, never writes: what it shows is verbatim, with its page, and where the paper does not seem
to speak of the question it says so. Knows the passages it is given, best first; not where they
come from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vibelog.asking.question import about_all, fits, leaned_on, sought, topic
from vibelog.asking.rank import stems, words
from vibelog.core.conversation import Answer
from vibelog.core.evidence import cite, locate
from vibelog.core.paper import Kind, Passage
from vibelog.core.stitching import stitched
from vibelog.core.text import sentences, squash

__all__ = ["quote", "sought"]  # its caller looks for what is `sought`, then quotes

Likeness = Callable[[str, Sequence[str]], Sequence[float] | None]  # cosines; None without vectors

MOST = 4  # sentences in an answer: what can be read at a glance
_ENOUGH = 3  # with fewer, the sentences that follow the chosen ones are shown too
_HOLDING = 5  # sentences shown that hold the words a student looks for
_WORTH = 0.62  # of the best sentence's score: from here on a sentence is shown beside it
_SAME = 0.6  # share of the shorter one's words from which two sentences say the same
_EARLIER = 0.4  # weight of an earlier question's words in a follow-up
# Below these a question counts as off topic: the share of its words (by weight) in the best
# sentence, where there are no vectors; with them, that share plus the cosine of the nearest (their
# sum tells own questions from another field's with an AUROC of .98). bench/retrieval: it is silent
# on 6 % of a paper's own questions, 63 % of another paper's of the field, 84 % of another field's.
_COVERED, _NEAR = 0.25, 0.6
_NEVER = (Kind.REFERENCES, Kind.CODE, Kind.TABLE)  # not prose
_LESS = {Kind.CAPTION: 0.1, Kind.FOOTNOTE: 0.08, Kind.APPENDIX: 0.08}

_LEANING = re.compile(
    r"(?:it|they|this(?! paper| work)|these|those|he|she|such|however|moreover|also)\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"[“\"(]?[A-Z]|\(?\d+\) [A-Z]|[a-z]*[A-Z]\w* ")  # or a name such as vLLM
_LABEL = re.compile(r"(?:Figure|Fig\.|Table|Algorithm|Listing) \d")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|may|might|will|do|does|did|we|it|they)\b"
    r"|\w{2}ed\b|\w{2}s (?:the|an?|its|their|our|all|how|that|more|less|\w+ly)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    start: int
    end: int
    place: int  # of its passage in the ranking, from 0

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def quote(
    question: str,
    passages: Sequence[Passage],
    history: Sequence[str] = (),
    likeness: Likeness | None = None,
) -> Answer:
    """An answer made of at most four sentences of the passages (ranked best first), with pages.

    `history` holds the questions asked before, oldest first. `likeness` gives the cosine of
    sentences with a question. The sentences come in the paper's order; `Answer.model` is None.
    """
    candidates = _candidates(passages)
    weights = _weights(question, history, candidates)
    shares = [_share(weights, sentence.text) for sentence in candidates]
    near = None
    if likeness and candidates:
        near = likeness(sought(question, history), [sentence.text for sentence in candidates])
    cosines = [0.0] * len(candidates) if near is None else list(near)
    scores = [
        share + cosine + _standing(sentence) + fits(question, squash(sentence.text), section)
        for share, cosine, sentence in zip(shares, cosines, candidates, strict=True)
        for section in [sentence.passage.section]
    ]
    chosen = _choose(candidates, scores)
    told = max(shares, default=0.0) + max(cosines, default=0.0)
    if not chosen or not (told >= (_COVERED if near is None else _NEAR) or about_all(question)):
        return _silence([candidates[i] for i in chosen[:2]])
    return _answer("", [candidates[i] for i in _continued(candidates, chosen)])


def holding(words: str, passages: Sequence[Passage]) -> Answer:
    """The sentences that hold just these words (at most five); an empty answer when none does."""
    found: list[_Sentence] = []
    for place, passage in enumerate(passages):
        if span := locate(words, passage.text):
            found += [
                _Sentence(passage, start, end, place)
                for start, end in sentences(passage.text)
                if start < span[1] and end > span[0]
            ]
    return _answer("", found[:_HOLDING])


def _candidates(passages: Sequence[Passage]) -> list[_Sentence]:
    """The sentences that could be shown, passage by passage."""
    return [
        _Sentence(passage, start, end, place)
        for place, passage in enumerate(passages)
        if passage.kind not in _NEVER
        for start, end in sentences(passage.text)
        if _readable(squash(passage.text[start:end]))
    ]


def _readable(line: str) -> bool:
    """Whether it is a whole sentence of prose: no heading, label, fragment or equation's debris."""
    spaced = line.split()
    letters = sum(letter.isalpha() for letter in line)
    lone = sum(len(word) == 1 and word not in "aAI" for word in spaced)
    return (
        6 <= len(spaced) <= 70  # noqa: PLR2004 - words
        and line[-1] in '.!?)”"'
        and _BEGINNING.match(line) is not None
        and letters >= 0.72 * len("".join(spaced))
        and lone <= len(spaced) / 6
        and (len(spaced) > 10 or _VERB.search(line) is not None)  # noqa: PLR2004 - words
        and not (_LABEL.match(line) and len(spaced) < 10)  # noqa: PLR2004 - words
        and not stitched(line)
    )


def _weights(
    question: str, history: Sequence[str], candidates: Sequence[_Sentence]
) -> dict[str, float]:
    """What each stem counts, together 1: rare ones more, an earlier question's less."""
    own = topic(sought(question) if about_all(question) else question)
    wanted = dict.fromkeys(own, 1.0)
    wanted = dict.fromkeys(topic(leaned_on(question, history)), _EARLIER) | wanted
    wanted = wanted or dict.fromkeys(stems(question), 1.0)
    held = [set(stems(sentence.text)) for sentence in candidates]
    for root in wanted:
        count = sum(root in roots for roots in held)
        wanted[root] *= math.log(1 + (len(held) + 0.5) / (count + 0.5))
    total = sum(wanted.values()) or 1.0
    return {root: weight / total for root, weight in wanted.items()}


def _share(weights: dict[str, float], text: str) -> float:
    """The weight of the stems that the sentence has, a little less for a very long one."""
    roots = set(stems(text))
    length = sum(words(text).values())
    return sum(w for root, w in weights.items() if root in roots) / (1 + max(0, length - 20) / 60)


def _standing(sentence: _Sentence) -> float:
    """What its place says of a sentence: a well ranked passage, and able to stand alone."""
    standing = 0.3 / (1 + 0.5 * sentence.place) - _LESS.get(sentence.passage.kind, 0.0)
    return standing - 0.1 if _LEANING.match(squash(sentence.text)) else standing


def _choose(candidates: Sequence[_Sentence], scores: Sequence[float]) -> list[int]:
    """The sentences to show, best first: well scored, and each saying something new."""
    chosen: list[int] = []
    for index in sorted(range(len(scores)), key=lambda i: -scores[i]):
        if len(chosen) == MOST or (chosen and scores[index] < _WORTH * scores[chosen[0]]):
            break
        if not any(_alike(candidates[index], candidates[i]) for i in chosen):
            chosen.append(index)
    return chosen


def _alike(one: _Sentence, other: _Sentence) -> bool:
    ours, theirs = set(words(one.text)), set(words(other.text))
    return len(ours & theirs) >= _SAME * min(len(ours), len(theirs))


def _continued(candidates: Sequence[_Sentence], chosen: Sequence[int]) -> list[int]:
    """The chosen ones in the paper's order; few of them with the sentences that follow them."""
    shown = list(chosen)
    for index in chosen:
        behind = index + 1
        if len(shown) >= _ENOUGH or behind == len(candidates):
            break
        if behind not in shown and _follows(candidates[index], candidates[behind]):
            shown.append(behind)
    return sorted(shown, key=lambda i: (candidates[i].passage.start, candidates[i].start))


def _follows(one: _Sentence, other: _Sentence) -> bool:
    between = one.passage.text[one.end : other.start]
    return one.passage.id == other.passage.id and not between.strip()


def _answer(said: str, chosen: Sequence[_Sentence]) -> Answer:
    """The sentences with their pages, those that follow each other in one paragraph."""
    text = said
    citations = tuple(cite(s.passage, s.start, s.end) for s in chosen)
    for at, citation in enumerate(citations):
        joined = at > 0 and _follows(chosen[at - 1], chosen[at])
        text += (" " if joined else "\n\n") + f"{citation.quote} [p. {citation.page}]"
    return Answer(text=text.strip(), citations=citations)


def _silence(nearest: Sequence[_Sentence]) -> Answer:
    """The honest answer where nothing was found: what comes nearest is shown, not cited for it."""
    said = "The paper does not seem to speak of this: no sentence was found that answers it."
    answer = _answer(f"{said} What comes nearest:" if nearest else said, nearest)
    return replace(answer, citations=())
