"""Whether two sentences of the same words and figures give each figure to the same thing.

Words in a heap cannot tell "A takes 12 ms and B 40 ms" from "A takes 40 ms and B 12 ms", nor which
of two is faster. Their order can, in one direction: where it is the same, so is what belongs to
what; where it is not, words leave it open. Knows words and numbers, not papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibelog.asking.checking.differing import COUNTS, NAMES, measured
from vibelog.asking.rank import STOP_WORDS, stem
from vibelog.core.measures import missing_measures
from vibelog.core.text import fold, squash

# Words between two things that must not change places.
_COMPARES = re.compile(
    r"\b(?:than|outperform\w*|beats?|beaten|exceed\w*|surpass\w*|compared|versus|vs|unlike|instead"
    r"|rather|from|into|replac\w+|preced\w+|before|after|respectively)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*")


def missing_figures(claim: str, sentence: str) -> bool:
    """Whether the claim has a number, with a unit or none, that the sentence has not.

    >>> missing_figures("It has 3 and 5.", "It has three, or 4."), missing_figures("1,000", "1000")
    (True, False)
    """
    ours, theirs = (set(_figures(_tokens(text))) for text in (claim, sentence))
    return bool(ours - theirs or missing_measures(claim, [sentence]))


def moved(claim: str, sentence: str) -> bool:
    """Whether what decides the meaning stands in another order in the sentence than in the claim.

    It decides where the claim has a number for which another of the sentence's could stand, and
    where one of the two compares. Then the claim's words and numbers that the sentence has must
    follow each other there too, and no such number may stand between them that the claim has not.

    >>> moved("B takes 12 ms.", "A takes 12 ms and B 40 ms.")
    True
    >>> moved("A takes 12 ms.", "A takes 12 ms and B 40 ms.")
    False
    """
    ours, theirs = _tokens(claim), _tokens(sentence)
    rivals = _rivals(sentence, theirs)
    if not rivals.intersection(ours) and not any(map(_COMPARES.search, (claim, sentence))):
        return False
    shared = [token for token in ours if token in theirs]
    ways = ((shared, theirs), (shared[::-1], theirs[::-1]))
    return not any(_follow(wanted, among, rivals) for wanted, among in ways)


def _follow(wanted: Sequence[str], among: Sequence[str], rivals: set[str]) -> bool:
    """Whether the wanted ones follow each other, with no rival between that is not wanted."""
    begun, at = False, 0
    for token in among:
        if at == len(wanted):
            break
        if token == wanted[at]:
            begun, at = True, at + 1
        elif begun and token in rivals:
            return False
    return at == len(wanted)


def _rivals(sentence: str, tokens: Sequence[str]) -> set[str]:
    """The numbers of the sentence that could stand for one another: not of units that differ."""
    units: dict[str, set[str]] = {number: set() for number in _figures(tokens)}
    for _, (value, unit) in measured(sentence):
        units.setdefault(_value(value), set()).add(unit)
    return {
        one
        for one, its in units.items()
        for other, theirs in units.items()
        if one != other and not (its and theirs and its.isdisjoint(theirs))
    }


def _tokens(text: str) -> list[str]:
    """The numbers by their values and the words of content by their stems, in order.

    Single capitals count (`A takes … and B …`).
    """
    text = squash(NAMES.sub(" ", text))
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        word = fold(match[0])[0]
        if word[0].isdigit() or word in COUNTS:
            found.append(_value(COUNTS.get(word, word)))
        elif (len(word) == 1 and match[0].isupper()) or word not in STOP_WORDS:
            found.append(stem(word))
    return found


def _figures(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token[0].isdigit()]


def _value(number: str) -> str:
    """A number's value, spelling aside: `1,000` and `1000`, `2.0` and `2`."""
    point = re.sub(r",(?=\d{3}(?!\d))", "", number).replace(",", ".")
    return re.sub(r"(\.\d*?)0+$", r"\1", point).rstrip(".").lstrip("0") or "0"
