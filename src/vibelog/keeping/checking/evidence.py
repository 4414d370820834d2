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
from vibelog.keeping.checking.leading import document_of, known_documents
from vibelog.keeping.checking.said import Page, Quoted, Stretch
from vibelog.keeping.foreign.debris import cleaned

_MARKED = re.compile(r"[\"“]([^\"“”\n]+)[\"”]")
_MARKED_WORDS = 6  # from here words in quotation marks are a quote, and no term or example
_SHOWN = 60  # letters of a quote in a message
_NO_LETTER = re.compile(r"[\W_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_GROUNDED = re.compile(
    r"^\W*Looked up in the paper: ", re.MULTILINE
)  # as import --ground writes it


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


@dataclass(frozen=True, slots=True)
class _Log:
    """What of a log decides whether a quote of it is right."""

    admitted: str  # letters of what the log itself says was not found in the paper
    documents: frozenset[str]  # the paper's, by its links; empty where links cannot tell


def source(name: str, passages: Sequence[Passage]) -> Source:
    """The paper of that name and these passages, prepared."""
    folded = [fold(passage.text)[0] for passage in passages]
    return Source(
        name,
        tuple(passages),
        tuple(_NO_LETTER.sub("", text) for text in folded),
        frozenset(measure for text in folded for _, measure in measures(text)),
        "\n".join(passage.text for passage in passages),
    )


def looked_up(
    page: Page, paper: Source, others: Collection[Source], links: Collection[str] = ()
) -> tuple[Quotes, list[Flag]]:
    """How many quotes hold, and what does not stand in the paper as the log says.

    `links` lead to the paper, beside the one that the log names.
    """
    log = _Log(_letters(page.admitted), known_documents(page, links))
    quotes = [each for each in page.quotes if each.pages or _letters(each.text) not in log.admitted]
    found = [(quote, _judged(quote, paper, others, log)) for quote in quotes]
    flags = [flag for _, flag in found if flag]
    for answer in page.answers:
        flags += [*_words(answer, paper, log), *_numbers(answer, paper, page.admitted)]
    return Quotes(len(found), sum(flag is None for _, flag in found)), flags


def _judged(quote: Quoted, paper: Source, others: Collection[Source], log: _Log) -> Flag | None:
    """What is wrong with a quote; None when it stands where it is said to, if that is said."""
    candidates: Iterable[Source] = (paper, *others) if quote.elsewhere else (paper,)
    pages = [page for each in candidates for page in each.pages_of(quote.text)]
    if not pages:
        message = f"“{_cut(quote.text)}” does not stand in {paper.name}."
        return Flag("quote-not-in-paper", quote.line, message)
    if quote.pages and not set(quote.pages) & set(pages):
        message = f"“{_cut(quote.text)}” stands on page {_either(pages)}, not on page "
        return Flag("wrong-page", quote.line, f"{message}{_either(quote.pages)}.")
    if quote.linked and set(quote.linked) != set(quote.pages):
        message = f"“{_cut(quote.text)}”: the page is {_either(quote.pages)}, and the link opens "
        return Flag("wrong-link", quote.line, f"{message}page {_either(quote.linked)}.")
    away = [link for link in quote.targets if document_of(link) not in log.documents]
    if away and log.documents and not quote.elsewhere:
        message = f"“{_cut(quote.text)}”: the link opens {_cut(away[0])}, not {paper.name}."
        return Flag("wrong-link", quote.line, message)
    return None


def _either(pages: Iterable[int]) -> str:
    return " and ".join(str(page) for page in dict.fromkeys(pages))


def _words(answer: Stretch, paper: Source, log: _Log) -> Iterator[Flag]:
    """The stretches in quotation marks that do not stand in the paper, nor are said not to."""
    for words, offset in quoted_words(answer):
        given = fold(squash(words))[0] in _given(answer) or _letters(words) in log.admitted
        if not given and not paper.pages_of(words):
            message = f"“{_cut(words)}” does not stand in {paper.name}."
            yield Flag("words-not-in-paper", answer.line_at(offset), message)


def quoted_words(answer: Stretch) -> Iterator[tuple[str, int]]:
    """What an answer quotes in quotation marks, and where each begins; terms and code are none.

    Nor is what stands below an answer that was looked up, and repeats that answer's words.
    """
    code = no_prose(answer.text)
    below = _GROUNDED.search(answer.text)
    own = _letters(answer.text[: below.start()]) if below else ""
    for match in _MARKED.finditer(answer.text):
        inside = any(start <= match.start() < end for start, end in code)
        again = below and match.start() > below.start() and _letters(match[1]) in own
        if not inside and not again and len(match[1].split()) >= _MARKED_WORDS:
            yield match[1], match.start()


def _numbers(answer: Stretch, paper: Source, admitted: str) -> list[Flag]:
    """The numbers with a unit that the paper lacks, where the log does not say so itself.

    What stands in the tool's own marks ("Thought for 12s") or in the student's claim is no claim
    of the answer's.
    """
    given = {measure for _, measure in measures(answer.given)}

    def missing_in(text: str) -> list[str]:
        return [
            written
            for written, measure in measures(text)
            if measure not in paper.measures and measure not in given and written not in admitted
        ]

    if not missing_in(answer.text):  # as for most: cleaning takes longer
        return []
    said = cleaned(answer.text, "model")
    missing = missing_in(said)
    if not missing:
        return []
    told = ", ".join(dict.fromkeys(missing))
    line = next((line for line in said.split("\n") if missing[0] in line), "")
    at = answer.line_at(max(answer.text.find(line), 0))
    return [Flag("number-not-in-paper", at, f"Not in {paper.name}: {told}.")]


def _given(answer: Stretch) -> str:
    """The student's claim that the answer judges, folded, on one line."""
    return fold(squash(answer.given))[0]


def _letters(text: str) -> str:
    """The text folded and run together."""
    return _NO_LETTER.sub("", fold(text)[0])


def _cut(text: str) -> str:
    line = squash(text)
    return line if len(line) <= _SHOWN else line[:_SHOWN].rsplit(" ", 1)[0] + " …"
