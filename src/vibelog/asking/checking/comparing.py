"""Is this claim the paper's? Checked without a language model, by words and numbers alone.

It finds the sentences nearest to the claim and says what differs in them. Whether two sentences
mean the same it cannot know, and then it says so. Knows the claim and the passages it is given;
not where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vibelog.asking.checking.differing import NEGATIVE, differences
from vibelog.asking.rank import stems
from vibelog.core.conversation import Answer, Citation
from vibelog.core.evidence import cite, locate
from vibelog.core.measures import missing_measures
from vibelog.core.paper import Kind, Passage
from vibelog.core.stitching import stitched
from vibelog.core.text import sentences, squash

Likeness = Callable[[str, Sequence[str]], Sequence[float] | None]  # cosines; None without vectors

VERBATIM = "It stands there word for word."
MOST = 3  # sentences shown: what can be compared at a glance
# Tried on claims about thirteen papers (true ones, true ones with one word changed, other papers'):
# nearness is the share of the claim's words in a sentence, its mean with the cosine where there are
# vectors. From `_SAME` on a sentence speaks of the same, from `_NEAR` on it is worth reading.
_SAME, _NEAR = 0.75, 0.45
_BESIDE = 0.85  # of the nearest sentence's nearness: from here on one is shown beside it
_TIED = 0.95  # of it: as near as the nearest, as far as words can tell
_WORDS = 4  # a shorter stretch is a label
_STATED = 5  # words from which a stretch may state something; below it is a term
_LETTERS = 0.7  # of the characters of a sentence of prose, at least
_NEVER = (Kind.REFERENCES, Kind.CODE, Kind.TABLE)  # not what the paper says in prose

_UNSURE = re.compile(
    rf"\b(?:{'|'.join(NEGATIVE)}|whether|if|unlike|instead|rather|contrary|would|wrong|myth)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    start: int
    end: int
    near: float  # to the claim, 0 to 1

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def citation(self) -> Citation:
        return cite(self.passage, self.start, self.end)


def compare(claim: str, passages: Sequence[Passage], likeness: Likeness | None = None) -> Answer:
    """What the passages (best first) say to the claim; `Answer.model` is None.

    `likeness` gives the cosine of sentences with the claim. The answer has citations where the
    claim stands word for word or the paper says something else in its place; where neither is
    sure, the nearest sentences are in the text alone.
    """
    if stands := word_for_word(claim, passages):
        said = f"**Supported by the paper.** {VERBATIM}{apart(stands, passages)}"
        return Answer(_text(said, stands), stands)
    near = _nearest(claim, passages, likeness)
    alike = [s for s in near if s.near >= max(_SAME, _TIED * near[0].near)]
    told = [differences(claim, sentence.text) for sentence in alike]
    if told and all(told):  # else one of them may be saying just what is claimed
        cited = (near[0].citation,)
        said = " ".join(["**The paper says it differently.**", *told[0]])
        return Answer(_text(said, cited), cited)
    unheard = missing_measures(claim, (passage.text for passage in passages))
    absent = "".join(f" `{number}` stands in none of the passages looked at." for number in unheard)
    if not near:
        return Answer(f"**Not in the paper, as far as words tell.**{absent}")
    said = f"**Not decided without a language model.**{absent} The nearest sentences are these:"
    return Answer(_text(said, [sentence.citation for sentence in near]))


def word_for_word(claim: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """The sentences in which the claim stands to the letter, the first place only; else nothing.

    Nothing too where the rest of such a sentence may turn it around ("it is not true that …").
    """
    for passage in passages:
        span = None if passage.kind in _NEVER else locate(claim, passage.text)
        if span is None or len(claim.split()) < _STATED:
            continue
        around = [s for s in sentences(passage.text) if s[0] < span[1] and span[0] < s[1]]
        start = min([span[0], *(begin for begin, _ in around)])
        end = max([span[1], *(behind for _, behind in around)])
        rest = f"{passage.text[start : span[0]]} {passage.text[span[1] : end]}"
        if not _UNSURE.search(rest):
            return (cite(passage, start, end),)
    return ()


def apart(citations: Sequence[Citation], passages: Sequence[Passage]) -> str:
    """A warning where all citations come from an appendix; else nothing."""
    kinds = {passage.id: passage.kind for passage in passages}
    appended = all(kinds.get(cited.passage) is Kind.APPENDIX for cited in citations)
    return " It stands in an appendix, which may print a prompt or an example." if appended else ""


def _nearest(claim: str, passages: Sequence[Passage], likeness: Likeness | None) -> list[_Sentence]:
    """The sentences that are near the claim, nearest first, at most `MOST`."""
    spans = [
        (passage, *span)
        for passage in passages
        if passage.kind not in _NEVER
        for span in sentences(passage.text)
        if _comparable(squash(passage.text[slice(*span)]))
    ]
    texts = [passage.text[start:end] for passage, start, end in spans]
    shares = [_share(claim, text) for text in texts]
    cosines = likeness(claim, texts) if likeness and texts else None
    values = shares if cosines is None else [sum(p) / 2 for p in zip(shares, cosines, strict=True)]
    found = [_Sentence(*span, near) for span, near in zip(spans, values, strict=True)]
    found = sorted((s for s in found if s.near >= _NEAR), key=lambda s: -s.near)
    return [s for s in found if s.near >= _BESIDE * found[0].near][:MOST]


def _comparable(line: str) -> bool:
    """Whether a sentence states something: no label, no question, no debris of a table."""
    letters, length = sum(letter.isalpha() for letter in line), len(line.replace(" ", ""))
    states = len(line.split()) >= _WORDS and not line.endswith("?") and not stitched(line)
    return states and letters >= _LETTERS * length


def _share(claim: str, text: str) -> float:
    """The share of the claim's words, numbers left out, that the text has."""
    wanted = {root for root in stems(claim) if root.isalpha()}
    return len(wanted & set(stems(text))) / len(wanted) if wanted else 0.0


def _text(said: str, sentences_: Sequence[Citation]) -> str:
    """What is said, then each sentence with its page."""
    return "\n\n".join([said, *(f"{cited.quote} [p. {cited.page}]" for cited in sentences_)])
