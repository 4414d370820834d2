"""What a model wrote about a paper, after code has gone over it.

A model's word is believed for nothing that can be looked up: its quotes are located or lose their
quotation marks, its page references go, its numbers are marked when no passage it read holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vibelog.core.conversation import Answer
from vibelog.core.evidence import Claim, locate, verify
from vibelog.core.measures import missing_measures
from vibelog.core.paper import Passage
from vibelog.core.text import plain, squash

_QUOTED = re.compile(r"[\"“]([^\"“”\n]+)[\"”]")
_QUOTED_WORDS = 4  # from here a stretch in quotation marks is a quote; below it is a term
_PAGE = re.compile(
    r"\s*[\[(](?:see |cf\. )?(?:pp?\.|pages?|passages?)\s*\d+(?:\s*[-–,]\s*\d+)*\s*[\])]",
    re.IGNORECASE,
)
_LEFTOVER = re.compile(r"\[\[ ## \w+ ## \]\]")  # field markers that small models leave in the text
_NEAREST = 3  # passages named when nothing could be quoted


def review(text: str, claims: Iterable[Claim], passages: Sequence[Passage]) -> Answer:
    """The answer of a model that read `passages`, as it may be shown.

    `claims` are the quotes it gave. The answer holds the citations that were verified, and as
    `unsupported` the quotes and numbers that stand in no passage. When no quote holds, the text
    begins by saying that the paper does not seem to say.
    """
    citations, refused = verify(claims, passages)
    prose, misquoted = _unquote(_PAGE.sub("", _LEFTOVER.sub("", plain(text))).strip(), passages)
    numbers = missing_measures(prose, (passage.text for passage in passages))
    unsupported = tuple(dict.fromkeys((*refused, *misquoted, *numbers)))
    if not citations:
        prose = f"{_silence(passages)}\n\nThe model's own words, not the paper's: {prose}"
    return Answer(text=prose, citations=citations, unsupported=unsupported)


def _unquote(text: str, passages: Sequence[Passage]) -> tuple[str, list[str]]:
    """The text with only those quotes in quotation marks that stand in a passage, and the others.

    A quote that stands there is replaced by the paper's own letters.
    """
    refused: list[str] = []

    def own(match: re.Match[str]) -> str:
        quote = match[1]
        if len(quote.split()) < _QUOTED_WORDS:
            return match[0]
        for passage in passages:
            if span := locate(quote, passage.text):
                return f"“{squash(passage.text[slice(*span)])}”"
        refused.append(squash(quote))
        return quote

    return _QUOTED.sub(own, re.sub(r"^\s*>\s?", "", text, flags=re.MULTILINE)), refused


def _silence(passages: Sequence[Passage]) -> str:
    places = [
        f"p. {passage.page}" + (f" ({passage.section})" if passage.section else "")
        for passage in passages[:_NEAREST]
    ]
    near = ", ".join(dict.fromkeys(places))
    nearest = f" The nearest passages: {near}." if near else ""
    return f"The paper does not seem to say: nothing in it could be quoted for this.{nearest}"
