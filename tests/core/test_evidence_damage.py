"""Quotes as models spoil them, from the sample paper's text: none false, hardly one lost."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from sizes import sized

from vibelog.core.evidence import Claim, verify
from vibelog.core.paper import Kind, Passage
from vibelog.core.text import squash
from vibelog.reading.library import Library

QUOTES = sized(200)
LOST = 0.01  # of damaged true quotes may be lost
WORD = re.compile(r"[A-Za-z]{2,}|\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def passages(shelf_with_sample: Path) -> list[Passage]:
    library = Library(shelf_with_sample)
    prose = (Kind.BODY, Kind.CAPTION, Kind.FOOTNOTE)
    return [p for p in library.passages(library.find("sample")) if p.kind in prose]


def stretch(chance: random.Random, passages: list[Passage]) -> tuple[Passage, str]:
    """Some 5 to 30 words of a passage that say something."""
    while True:
        passage = chance.choice(passages)
        words = list(re.finditer(r"\S+", passage.text))
        count = chance.randint(5, 30)
        if len(words) > count:
            first = chance.randrange(len(words) - count)
            quote = passage.text[words[first].start() : words[first + count - 1].end()]
            if len(re.findall(r"[A-Za-z]{2,}", quote)) >= 4:
                return passage, quote


def cased(chance: random.Random, quote: str) -> str:
    return chance.choice([str.upper, str.lower, str.title])(quote)


def hyphenated(chance: random.Random, quote: str) -> str:
    word = chance.choice([*re.finditer(r"[a-z]{6,}", quote), None])
    if word is None:
        return quote
    at = word.start() + chance.randint(2, len(word[0]) - 3)
    return quote[:at] + chance.choice(["-\n", "-", "\u00ad", "- ", "‐\n"]) + quote[at:]


def ligatured(_chance: random.Random, quote: str) -> str:
    return quote.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")


def marked(_chance: random.Random, quote: str) -> str:
    return quote.translate(str.maketrans("“”’–", '""\'-'))


def shortened(chance: random.Random, quote: str) -> str:
    words = quote.split(" ")
    if len(words) < 12:
        return quote
    first = chance.randint(4, len(words) - 8)
    last = first + chance.randint(1, len(words) - first - 4)
    gap = chance.choice([" ... ", " … ", " [...] ", "... "])
    return " ".join(words[:first]) + gap + " ".join(words[last:])


def broken(chance: random.Random, quote: str) -> str:
    return chance.choice(["\n\n", "\n", "\f", "  "]).join(quote.split(" ", chance.randint(1, 3)))


DAMAGES = (cased, hyphenated, ligatured, marked, shortened, broken)


def test_hardly_a_true_quote_is_lost_however_it_is_spoiled(passages: list[Passage]) -> None:
    chance, lost = random.Random(1), []
    for _ in range(QUOTES):
        passage, quote = stretch(chance, passages)
        for damage in chance.sample(DAMAGES, chance.randint(1, 3)):
            quote = damage(chance, quote)
        citations, refused = verify([Claim(quote)], [passage])
        if refused:
            lost.append(quote)
        assert all(citation.quote in squash(passage.text) for citation in citations)
    assert len(lost) <= LOST * QUOTES, lost


def test_no_quote_with_another_word_or_number_is_shown(passages: list[Passage]) -> None:
    chance = random.Random(2)
    words = sorted({word for p in passages for word in WORD.findall(p.text)})
    for _ in range(QUOTES):
        passage, quote = stretch(chance, passages)
        spot = chance.choice(list(WORD.finditer(quote)))
        other = chance.choice(words)
        false = quote[: spot.start()] + other + quote[spot.end() :]
        if squash(false).lower() not in squash(passage.text).lower():
            assert verify([Claim(false)], [passage])[0] == (), false
