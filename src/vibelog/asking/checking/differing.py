"""What two sentences about the same say differently: a number, a negation, a word's opposite.

Knows words and numbers, not papers; whether the sentences are about the same is the caller's to
know, and whether a difference matters is the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vibelog.asking.rank import STOP_WORDS, stem
from vibelog.core.measures import measures, missing_numbers
from vibelog.core.text import fold, squash

NEGATIVE = "not no never without cannot neither nor none non nothing hardly".split()
_REACH = 4  # words of content that a negation may be about
# Words and their opposites. A word on one side of a comparison, its opposite on the other.
_OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in pair.split("/"))
    for pair in (
        "more / less fewer",
        "most / least fewest",
        "higher highest / lower lowest",
        "larger largest bigger / smaller smallest",
        "faster fastest / slower slowest",
        "better best outperforms / worse worst underperforms",
        "increases increase increased / decreases decrease decreased reduces reduce reduced",
        "improves improve improved / degrades degrade degraded",
        "always / never",
        "before / after",
        "all every / none",
        "above / below",
        "with / without",
    )
)
COUNTS = {
    w: str(n) for n, w in enumerate("two three four five six seven eight nine ten".split(), 2)
}
_COUNTED = re.compile(
    rf"(?<![\w.,-])(\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{'|'.join(COUNTS)})[\s-]([a-z]{{3,}})"
)
_BARE = re.compile(r"(?<![\w.,\[-])\d+(?:[.,]\d+)*(?![\w\]])")
# Citations and the names of figures and the like: their numbers count nothing.
NAMES = re.compile(
    r"\[[\d,;\s–-]+\]|\([^)]*\b(?:19\d|20[0-3])\d[a-z]?\b[^)]*\)"
    r"|(?i:\b(?:figure|fig\.|table|section|sec\.|equation|eq\.|algorithm)|§)\s?\(?\d+(?:\.\d+)*"
)
_FROM = r"(?:(?<![\w.,])\d[\d.,]*\s?(?:%|x|×)?\s?(?:[-–—]|to\b)\s?)?"  # a range's first number


def differences(claim: str, sentence: str) -> list[str]:
    """What the sentence has in place of what the claim says, each in a sentence; possibly nothing.

    >>> differences("It is 4x faster.", "It is 2.7× slower than that.")
    ['Your claim: 4x; the paper: 2.7×.', 'Your claim: faster; the paper: slower.']
    """
    claim, sentence = (squash(NAMES.sub("", text)) for text in (claim, sentence))
    pairs = [*_numbers(claim, sentence), *_opposites(claim, sentence)]
    told = [f"Your claim: {ours}; the paper: {theirs}." for ours, theirs in dict.fromkeys(pairs)]
    return told or list(_negations(claim, sentence))


def _numbers(claim: str, sentence: str) -> Iterator[tuple[str, str]]:
    """The claim's numbers that the sentence has not, and the sentence's of the same unit."""
    ours, theirs = measured(claim), measured(sentence)
    units = {unit: {value for _, (value, its) in theirs if its == unit} for _, (_, unit) in ours}
    for unit, held in units.items():
        lacking = [told for told, (value, its) in ours if its == unit and value not in held]
        if held and lacking:
            instead = [told for told, (_, its) in theirs if its == unit]
            yield _spelled(claim, lacking), _spelled(sentence, instead)
    mine, its = _BARE.findall(claim), _BARE.findall(sentence)
    comparable = not (ours and theirs) and len(mine) == len(its) == 1
    if comparable and missing_numbers(mine[0], its):
        yield mine[0], its[0]


def _spelled(text: str, written: Sequence[str]) -> str:
    """The numbers as the text writes them, a range whole: `2-4×`, not `4×`."""
    wholes = [
        match[0]
        for number in written
        if (match := re.search(_FROM + re.escape(number), text, re.IGNORECASE))
    ]
    alone = [one for one in wholes if not any(one != whole and one in whole for whole in wholes)]
    return " and ".join(dict.fromkeys(alone or written))


def measured(text: str) -> list[tuple[str, tuple[str, str]]]:
    """The numbers with a unit or with the noun that they count, as written and as (value, unit).

    >>> measured("three systems, 2.0x")
    [('2.0x', ('2', 'x')), ('three systems', ('3', 'system'))]
    """
    found = measures(text)
    folded, _ = fold(text)
    known = {written.lower() for written, _ in found}
    for match in _COUNTED.finditer(folded):
        written = squash(match[0])
        if written not in known and match[2] not in STOP_WORDS:
            value = COUNTS.get(match[1], match[1].replace(",", ""))
            found.append((written, (value, stem(match[2]))))
    return found


def _opposites(claim: str, sentence: str) -> Iterator[tuple[str, str]]:
    """The claim's words of which the sentence has only the opposite, with that opposite."""
    ours, theirs = _spoken(claim), _spoken(sentence)
    for pair in _OPPOSITES:
        for side, other in (pair, pair[::-1]):
            if ours & side and theirs & other and not (theirs & side or ours & other):
                yield min(ours & side), min(theirs & other)


def _negations(claim: str, sentence: str) -> Iterator[str]:
    """What one of the two denies and the other says."""
    sides = (
        ("Your claim denies “{}”; the paper does not.", claim, sentence),
        ("The paper denies “{}”; your claim does not.", sentence, claim),
    )
    for told, one, other in sides:
        denied = _denied(other, _REACH)
        said = {stem(word) for word in _spoken(other)} - set(denied)
        for root, word in _denied(one, 1).items():
            if root in said:
                yield told.format(word)
                break


def _denied(text: str, reach: int) -> dict[str, str]:
    """The first `reach` words of content behind each negation: their stems, and the words."""
    found: dict[str, str] = {}
    words = re.findall(r"[a-z]+", re.sub(r"n't\b", " not", fold(text)[0]))
    for at, word in enumerate(words):
        if word in NEGATIVE:
            content = [w for w in words[at + 1 :] if w not in STOP_WORDS | {*NEGATIVE}]
            found |= {stem(each): each for each in content[:reach]}
    return found


def _spoken(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", fold(text)[0]))
