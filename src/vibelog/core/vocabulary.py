"""What a text talks of: its terms and names, and how much of that stands in another text.

Knows words only: nothing of papers or logs. Meant for texts of some hundred words and more.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_COMMON = frozenset(
    (
        "the and for are was were its that this with from what how why which does not can than "
        "then their they them has have had but into over more only such each one two when where "
        "who will would could should these those there you your our also between while other both "
        "out per using used use"
    ).split()
)
_ENDINGS = tuple(
    "izations ization ations ation ings ing ies ied ers er ors or ions ion es ed s e".split()
)
# Of 27 settings these tell right logs from swapped and invented ones best (bench/checking.py).
_NOWHERE = 0.25  # weight of a common word's term that no text has
_NAMES = 2.0  # weight of a name
_STEM = 4  # letters that stay of a word whose ending is cut off
_WORD = re.compile(r"[^\W\d_]{3,}")
# A name in the sense of systems and benchmarks: HotPotQA, TVM, ResNet50; not "The" or "Results".
_NAME = re.compile(r"(?<!\w)(?:[A-Za-z]*[a-z][A-Z]\w*|[A-Z]{2,}\w*|[A-Za-z]{2,}-?\d\w*)")


def terms(text: str) -> Counter[str]:
    """How often each term stands in the text: lower case, common words and endings left off.

    >>> sorted(terms("The compilers compile compiled code"))
    ['code', 'compil']
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return Counter(_stem(word) for word in words if word not in _COMMON)


def names(text: str) -> Counter[str]:
    """How often each name stands in the text, as it is written.

    >>> sorted(names("DSPy beats the LangChain baseline on GSM8K by far"))
    ['DSPy', 'GSM8K', 'LangChain']
    """
    return Counter(_NAME.findall(unicodedata.normalize("NFKC", text)))


def letters(text: str) -> str:
    """The letters and digits of the text run together: what no line end or hyphen can divide."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a text talks of."""

    terms: Counter[str]
    names: Counter[str]
    letters: str  # the text's letters run together, in which a name is looked for

    def holds(self, name: str) -> bool:
        """Whether a name stands in the text, however it is spelled or divided there."""
        return letters(name) in self.letters


def vocabulary(text: str) -> Vocabulary:
    """What the text talks of."""
    return Vocabulary(terms(text), names(text), letters(text))


def rarities(words: Sequence[str]) -> dict[str, float]:
    """How rare each of the words is as a term, above 0 and at most 1: they come commonest first.

    A term that is not among them is as rare as can be.
    """
    rank: dict[str, float] = {}
    for place, word in enumerate(words, 1):
        rank.setdefault(_stem(word), place / len(words))
    return rank


def shares(
    found: Vocabulary,
    known: Sequence[Vocabulary],
    rarity: Mapping[str, float],
    without: str = "",
) -> list[float]:
    """For each of the `known` texts, how much of what `found` talks of stands in it, 0 to 1.

    What is found weighs 1 + ln(how often), and the more, the fewer of the texts have it
    (Robertson's idf, plus one inside the logarithm so that it is positive with one text too).
    A term weighs the less, the commoner it is in English, and less still where no text has it: an
    assistant's examples and small talk are about anything. Names weigh double. The terms and names
    of `without` count for nothing.
    """
    held = [0.0] * len(known)
    total = 0.0
    skipped = terms(without)
    for term, count in found.terms.items():
        having = [index for index, text in enumerate(known) if term in text.terms]
        weight = _weight(count, len(known), having) * rarity.get(term, 1.0)
        if term not in skipped:
            total += _credit(held, having, weight if having else weight * _NOWHERE)
    for name, count in found.names.items():
        run = letters(name)
        having = [index for index, text in enumerate(known) if run in text.letters]
        if run != letters(without) and _stem(name.lower()) not in skipped:
            total += _credit(held, having, _NAMES * _weight(count, len(known), having))
    return [share / total if total else 0.0 for share in held]


def _weight(count: int, texts: int, having: Sequence[int]) -> float:
    rare = (texts - len(having) + 0.5) / (len(having) + 0.5)
    return (1 + math.log(count)) * math.log1p(rare)


def _credit(held: list[float], having: Sequence[int], weight: float) -> float:
    """Add the weight to those that have it, and return it."""
    for index in having:
        held[index] += weight
    return weight


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
