"""What a model wrote about a paper, after code has gone over it.

A model's word is believed for nothing that can be looked up: its quotes are located or lose their
quotation marks, its page references go, its numbers and the figures, tables and sections that it
names are marked when the paper does not have them. What it says without a quote stands apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vibelog.core.conversation import Answer, Citation
from vibelog.core.evidence import MIN_WORDS, Claim, cite, found_in, locate
from vibelog.core.markup import blocks, in_prose, no_prose
from vibelog.core.measures import missing_measures
from vibelog.core.paper import Kind, Passage
from vibelog.core.places import Place, missing_places
from vibelog.core.stitching import stitched
from vibelog.core.text import fold, plain, sentences, squash

EXPLANATION = "*The model's explanation, not quoted from the paper:*"
_QUOTED = re.compile(r"[\"“]([^\"“”\n]+)[\"”]")
_BLOCK_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)  # the marks of a line of one
_BLOCK_QUOTES = re.compile(r"(?:^[ \t]*>.*$\n?)+", re.MULTILINE)
# Behind a block quote's words, whose they are: — Section 3; — Chen et al., p. 4
_WHOSE = re.compile(
    r"\s*[(—–-]+\s*(?:Sec|§|pp?\.|page|the |from |\w+ et al|[A-Z]\w+,)[^.!?]{0,60}\.?\)?$"
)
_QUOTED_WORDS = 4  # from here a stretch in quotation marks is a quote; below it is a term
_PAGE = re.compile(
    r"\s*[\[(](?:see |cf\. )?(?:pp?\.|pages?|passages?)\s*\d+(?:\s*[-–,]\s*\d+)*\s*[\])]",
    re.IGNORECASE,
)
_LEFTOVER = re.compile(r"\[\[ ## \w+ ## \]\]")  # field markers that small models leave in the text
# The number of a quote behind the claim that it backs, as prompts/answer.md asks: [1], [1, 3].
_MARKS = re.compile(r"(?:[ \t]*\[\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*\](?!\())+")
_ALIKE = 0.3  # share of a quote's words that a block must hold for the quote to back it
_NEAREST = 3  # passages shown when nothing could be quoted
_SENTENCE = range(6, 61)  # words of a sentence that is shown as a nearest one


def review(
    text: str,
    claims: Iterable[Claim],
    passages: Sequence[Passage],
    *,
    question: str = "",
    places: frozenset[Place] | None = None,
) -> Answer:
    """The answer of a model that read `passages`, as it may be shown.

    `claims` are the quotes it gave, which `[1]`, `[2]` … in the text count; `places` are the
    figures, tables and sections that the paper has. The answer holds the citations that were
    verified, and as `unsupported` the quotes, numbers and places that were not found. When no quote
    holds, the text begins by saying that the paper does not seem to say.
    """
    given = list(claims)
    found = [found_in(claim, passages) for claim in given]
    refused = [
        squash(claim.quote)
        for claim, held in zip(given, found, strict=True)
        if not held and len(claim.quote.split()) >= MIN_WORDS  # fewer prove nothing, nor disprove
    ]
    prose, misquoted = clean(text, passages)
    numbers = missing_measures(prose, (passage.text for passage in passages))
    odd = missing_places(prose, places) if places is not None else ()
    citations = tuple(dict.fromkeys(citation for held in found for citation in held))
    if citations:
        prose = _backed(prose, found)
    else:
        near = _silence(passages, question)
        prose = f"{near}\n\nThe model's own words, not the paper's:\n\n{_unmarked(prose)}"
    unsupported = dict.fromkeys((*refused, *misquoted, *numbers, *odd))
    return Answer(text=prose, citations=citations, unsupported=tuple(unsupported))


def stopped(text: str, passages: Sequence[Passage]) -> Answer:
    """What came of an answer that was not completed: cleaned, without evidence, marked as such."""
    prose, _ = clean(text, passages)
    return Answer(text=_unmarked(prose), stopped=True)


def clean(text: str, passages: Sequence[Passage]) -> tuple[str, list[str]]:
    """A model's text without escapes, page references and false quotes; and those quotes.

    Only what stands in a passage keeps its quotation marks, in the paper's own letters.
    """
    text = in_prose(_LEFTOVER.sub("", plain(text)).strip(), lambda part: _PAGE.sub("", part))
    refused = unheld(text, passages)
    text = _BLOCK_QUOTE.sub("", text)  # a block quote is a quote, and looked up as one
    code = no_prose(text)

    def own(match: re.Match[str]) -> str:
        quote = match[1]
        inside = any(start <= match.start() and match.end() <= end for start, end in code)
        if inside or len(quote.split()) < _QUOTED_WORDS:
            return match[0]
        for passage in passages:
            if span := locate(quote, passage.text):
                return f"“{squash(passage.text[slice(*span)])}”"
        refused.append(squash(quote))
        return quote

    return _QUOTED.sub(own, text).strip(), list(dict.fromkeys(refused))


def unheld(text: str, passages: Sequence[Passage]) -> list[str]:
    """The sentences of the text's block quotes that stand in no passage.

    Of a block quote with quotation marks in it only what stands in those is a quote: the rest says
    whose it is. Code, formulas and sentences too short to be looked up are no quotes.
    """
    code = no_prose(text)
    found: list[str] = []
    for run in _BLOCK_QUOTES.finditer(text):
        bare = _BLOCK_QUOTE.sub("", run[0])
        inside = any(start < run.end() and run.start() < end for start, end in code)
        if not (inside or no_prose(bare) or _QUOTED.search(bare)):
            words = _WHOSE.sub("", squash(re.sub(r"[*_]{1,3}", "", bare)))
            found += [words[start:end] for start, end in sentences(words)]
    long = [each for each in found if len(each.split()) >= _QUOTED_WORDS]
    return [each for each in long if not any(locate(each, p.text) for p in passages)]


def _unmarked(text: str) -> str:
    return in_prose(text, lambda part: _MARKS.sub("", part))


def _backed(text: str, found: Sequence[Sequence[Citation]]) -> str:
    """The text with the pages of its quotes, and apart from it what no quote backs."""
    marked = any(_pages(match[0], found) for match in _MARKS.finditer(text))
    divided = blocks(text)
    if marked:
        shown = [in_prose(block, lambda part: _with_pages(part, found)) for block in divided]
    else:
        shown = _matched(divided, [citation for held in found for citation in held])
    ours = [block for block in shown if "[p. " in block]
    apart = [block for block in shown if "[p. " not in block]
    return "\n\n".join([*ours, EXPLANATION, *apart] if apart else ours)


def _with_pages(part: str, found: Sequence[Sequence[Citation]]) -> str:
    """The prose with each `[1]` as the page of the first quote."""

    def page(match: re.Match[str]) -> str:
        pages = _pages(match[0], found)
        return "".join(f" [p. {number}]" for number in dict.fromkeys(pages))

    return _MARKS.sub(page, part)


def _pages(marks: str, found: Sequence[Sequence[Citation]]) -> list[int]:
    """The pages of the verified quotes that the marks count."""
    numbers: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", marks):
        numbers += range(int(first), int(last or first) + 1)
    return [c.page for n in numbers if 0 < n <= len(found) for c in found[n - 1]]


def _matched(divided: Sequence[str], citations: Sequence[Citation]) -> list[str]:
    """The blocks, each with the pages of the quotes whose words it shares most."""
    pages: list[list[int]] = [[] for _ in divided]
    for citation in citations:
        likeness = [_shared(citation.quote, block) for block in divided]
        best = max(range(len(divided)), key=likeness.__getitem__)
        if likeness[best] >= _ALIKE:
            pages[best].append(citation.page)
    return [
        block + "".join(f" [p. {number}]" for number in dict.fromkeys(numbers))
        for block, numbers in zip(divided, pages, strict=True)
    ]


def _silence(passages: Sequence[Passage], question: str) -> str:
    """That nothing could be quoted, and the nearest sentences of the passages."""
    said = "The paper does not seem to say: nothing in it could be quoted for this."
    prose = [passage for passage in passages if passage.kind in (Kind.BODY, Kind.CAPTION)]
    near = [_nearest(passage, question) for passage in prose[:_NEAREST]]
    shown = dict.fromkeys(citation for citation in near if citation)
    lines = [f"- “{citation.quote}” [p. {citation.page}]" for citation in shown]
    return "\n".join([f"{said} The nearest passages:\n", *lines]) if lines else said


def _nearest(passage: Passage, question: str) -> Citation | None:
    """The sentence of the passage that shares most words with the question."""
    spans = [span for span in sentences(passage.text) if _whole(passage.text[slice(*span)])]
    if not spans:
        return None
    return cite(
        passage, *max(spans, key=lambda span: _shared(question, passage.text[slice(*span)]))
    )


def _whole(sentence: str) -> bool:
    """Whether it is a sentence: no title, run-in heading, part of a table, nor two run together."""
    ended = sentence.endswith((".", "?", "!", ")", "”"))
    return len(sentence.split()) in _SENTENCE and ended and not stitched(squash(sentence))


def _shared(words: str, text: str) -> float:
    """The share of the longer words that stand in the text too."""
    wanted = set(re.findall(r"\w{4,}", fold(words)[0]))
    return len(wanted & set(re.findall(r"\w{4,}", fold(text)[0]))) / (len(wanted) or 1)
