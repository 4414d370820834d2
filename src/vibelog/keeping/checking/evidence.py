"""Quotes and numbers of a log against the passages of its paper.

The rules of what is the same are core.evidence's and core.measures'; here they are asked fast: a
passage is looked at only when it holds all the quote's longer words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from vibelog.core.evidence import Claim, found_in
from vibelog.core.markup import no_prose
from vibelog.core.measures import measures
from vibelog.core.paper import Passage
from vibelog.core.text import fold, squash
from vibelog.keeping.checking.findings import Flag, Quotes
from vibelog.keeping.checking.page import Page, Quoted, Stretch

_MARKED = re.compile(r"[\"“]([^\"“”\n]+)[\"”]")
_MARKED_WORDS = 6  # from here words in quotation marks are a quote, and no term or example
_SHOWN = 60  # letters of a quote in a message
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Source:
    """A paper's passages, prepared for looking up."""

    name: str
    passages: tuple[Passage, ...]
    letters: tuple[str, ...]  # of each passage, folded and run together
    measures: frozenset[tuple[str, str]]  # (value, unit) of the numbers that have a unit
    text: str  # of all passages: what the paper prints is public

    def pages_of(self, quote: str) -> list[int]:
        """The pages on which the quote begins; none when it stands nowhere in the paper."""
        words = _LONG_WORD.findall(fold(quote)[0])
        pages = []
        for passage, letters in zip(self.passages, self.letters, strict=True):
            if all(word in letters for word in words):
                pages += [citation.page for citation in found_in(Claim(quote), [passage])[:1]]
        return pages


def source(name: str, passages: Sequence[Passage]) -> Source:
    """The paper of that name and these passages, prepared."""
    folded = [fold(passage.text)[0] for passage in passages]
    return Source(
        name,
        tuple(passages),
        tuple(re.sub(r"[\W_]+", "", text) for text in folded),
        frozenset(measure for text in folded for _, measure in measures(text)),
        "\n".join(passage.text for passage in passages),
    )


def looked_up(page: Page, paper: Source, others: Collection[Source]) -> tuple[Quotes, list[Flag]]:
    """How many quotes hold, and what does not stand in the paper as the log says."""
    found = [(quote, _judged(quote, paper, others)) for quote in page.quotes]
    flags = [flag for _, flag in found if flag]
    quotes = Quotes(len(found), sum(flag is None for _, flag in found))
    for answer in page.answers:
        flags += [*_words(answer, paper), *_numbers(answer, paper, page.admitted)]
    return quotes, flags


def _judged(quote: Quoted, paper: Source, others: Collection[Source]) -> Flag | None:
    """What is wrong with a quote; None when it stands where it is said to."""
    candidates: Iterable[Source] = (paper, *others) if quote.elsewhere else (paper,)
    pages = [page for each in candidates for page in each.pages_of(quote.text)]
    if not pages:
        message = f"“{_cut(quote.text)}” does not stand in {paper.name}."
        return Flag("quote-not-in-paper", quote.line, message)
    if quote.page not in pages:
        where = " and ".join(str(page) for page in dict.fromkeys(pages))
        message = f"“{_cut(quote.text)}” stands on page {where}, not on page {quote.page}."
        return Flag("wrong-page", quote.line, message)
    return None


def _words(answer: Stretch, paper: Source) -> Iterator[Flag]:
    """The stretches in quotation marks that do not stand in the paper."""
    code = no_prose(answer.text)
    for match in _MARKED.finditer(answer.text):
        inside = any(start <= match.start() < end for start, end in code)
        if inside or len(match[1].split()) < _MARKED_WORDS or paper.pages_of(match[1]):
            continue
        message = f"“{_cut(match[1])}” does not stand in {paper.name}."
        yield Flag("words-not-in-paper", _line(answer, match.start()), message)


def _numbers(answer: Stretch, paper: Source, admitted: str) -> list[Flag]:
    """The numbers with a unit that the paper lacks, where the log does not say so itself."""
    missing = [
        written
        for written, measure in measures(answer.text)
        if measure not in paper.measures and written not in admitted
    ]
    if not missing:
        return []
    told = ", ".join(dict.fromkeys(missing))
    line = _line(answer, max(answer.text.find(missing[0]), 0))
    return [Flag("number-not-in-paper", line, f"Not in {paper.name}: {told}.")]


def _line(answer: Stretch, offset: int) -> int:
    return answer.line + answer.text.count("\n", 0, offset)


def _cut(text: str) -> str:
    line = squash(text)
    return line if len(line) <= _SHOWN else line[:_SHOWN].rsplit(" ", 1)[0] + " …"
