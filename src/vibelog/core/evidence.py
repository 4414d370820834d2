"""Does the paper say it? Quotes are located in passages, by code.

A quote counts only where its words and numbers stand in a passage in the same order. White space,
case, hyphens, ligatures, accents and typographic marks may differ, as may bracketed citations that
the quote leaves out and articles. What is shown is then the paper's own stretch, never the model's
spelling; its page is looked up, never believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vibelog.core.conversation import Citation
from vibelog.core.paper import Passage
from vibelog.core.text import fold, squash

MIN_WORDS = 3  # fewer words than this prove nothing: they stand in any paper

_TOKEN = re.compile(
    r"(?<![\w).\]])-(?=\.?\d)|\d+(?:[.,]\d+)*|[^\W\d_]+|[%<>=±×÷≤≥≠≈+√∞∑∏∈∉⊂⊆∪∩∀∃∂∇→⇒]"
)
_BRACKETED = re.compile(r"\[\s*\d+(?:\s*[,;-]\s*\d+)*\s*\]")
_ARTICLES = frozenset(("a", "an", "the"))
_GAP = re.compile(r"\[\s*(?:\.{3}|…)\s*\]|\.{3,}|…|(?:\. ){2,}\.")


@dataclass(frozen=True, slots=True)
class Claim:
    """A quote as a model gave it, and the passage it named (possibly wrong, possibly none)."""

    quote: str
    passage: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def locate(quote: str, text: str) -> tuple[int, int] | None:
    r"""Where `quote` stands in `text` (start and end offsets of the text's own stretch), or None.

    >>> locate("the KEY-VALUE cache holds", "So, the key-\nvalue cache holds it.")
    (4, 30)
    >>> locate("it is 1.8 times faster", "it is 2.8 times faster") is None
    True
    """
    wanted = _tokens(quote)
    return _found(wanted, text, 0) if _proves(wanted) else None


def verify(
    claims: Iterable[Claim], passages: Sequence[Passage]
) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """The citations that hold, in the claims' order and each once, and the quotes that do not.

    A quote is looked for in the passage it names first, then in the others. Around an ellipsis its
    parts must all stand in one passage, in their order; each then is a citation of its own.
    """
    citations: dict[Citation, None] = {}
    refused: list[str] = []
    for claim in claims:
        found = found_in(claim, passages)
        citations |= dict.fromkeys(found)
        if not found:
            refused.append(squash(claim.quote))
    return tuple(citations), tuple(dict.fromkeys(refused))


def found_in(claim: Claim, passages: Sequence[Passage]) -> list[Citation]:
    """The citations of one claim: none when it does not hold, several around ellipses."""
    for passage in sorted(passages, key=lambda passage: passage.id != claim.passage):
        if spans := _spans(claim.quote, passage.text):
            return [cite(passage, *span) for span in spans]
    return []


def cite(passage: Passage, start: int, end: int) -> Citation:
    """The citation of a stretch of a passage."""
    return Citation(
        page=passage.page_at(start),
        section=passage.section,
        quote=squash(passage.text[start:end]),
        passage=passage.id,
    )


def _spans(quote: str, text: str) -> list[tuple[int, int]]:
    """Where a quote stands, or its parts around ellipses do: all of them, or none."""
    if whole := locate(quote, text):
        return [whole]
    parts = [tokens for part in _GAP.split(quote) if (tokens := _tokens(part))]
    spans, after = [], 0
    for part in parts if len(parts) > 1 else []:
        span = _found(part, text, after)
        if span is None:
            return []
        after = span[1]
        if _proves(part):
            spans.append(span)
    return spans


def _proves(tokens: Sequence[_Token]) -> bool:
    return sum(token.text.isalnum() for token in tokens) >= MIN_WORDS


def _found(wanted: Sequence[_Token], text: str, after: int) -> tuple[int, int] | None:
    """Where the tokens stand in the text from offset `after` on, in the ways that count."""
    found = [token for token in _tokens(text) if token.start >= after]
    brackets = [match.span() for match in _BRACKETED.finditer(text)]
    outside = [t for t in found if not any(a <= t.start < b for a, b in brackets)]
    for hay in (found, outside):
        if span := _find(wanted, hay, text):
            return span
    span = _find(_without_articles(wanted), _without_articles(outside), text)
    if span is None:
        return None
    span = (_led(wanted, outside, span[0]), span[1])
    return None if _swapped(wanted, outside, span) else span


def _led(wanted: Sequence[_Token], hay: Sequence[_Token], start: int) -> int:
    """The start moved before the article that the quote begins with, if the text has it there."""
    before = [token for token in hay if token.start < start]
    if before and wanted[0].text in _ARTICLES and wanted[0].text == before[-1].text:
        return before[-1].start
    return start


def _swapped(wanted: Sequence[_Token], hay: Sequence[_Token], span: tuple[int, int]) -> bool:
    """Whether the quote has an article that the text has not: left out is fine, put in is not."""
    inside = [token for token in hay if span[0] <= token.start < span[1]]
    ours, theirs = _articles(wanted), _articles(inside)
    return any(theirs.get(at) != articles for at, articles in ours.items())


def _articles(tokens: Sequence[_Token]) -> dict[int, list[str]]:
    """The articles, by how many letters of other words stand before them."""
    at = 0
    found: dict[int, list[str]] = {}
    for token in tokens:
        if token.text in _ARTICLES:
            found.setdefault(at, []).append(token.text)
        else:
            at += len(token.text)
    return found


def _tokens(text: str) -> list[_Token]:
    folded, origin = fold(text)
    return [
        _Token(match[0], origin[match.start()], origin[match.end() - 1] + 1)
        for match in _TOKEN.finditer(folded)
    ]


def _without_articles(tokens: Sequence[_Token]) -> list[_Token]:
    return [token for token in tokens if token.text not in _ARTICLES]


def _stream(tokens: Sequence[_Token]) -> tuple[str, list[int]]:
    """The tokens run together, and where each begins; two numbers never touch.

    Running words together lets `key-value`, `key value` and `keyvalue` be the same, and text whose
    blanks a PDF lost; the separator keeps `10 0` and `100` apart.
    """
    parts: list[str] = []
    begins: list[int] = []
    length = 0
    for token in tokens:
        if parts and parts[-1][-1].isdigit() and token.text[0].isdigit():
            parts.append("\x1f")
            length += 1
        begins.append(length)
        parts.append(token.text)
        length += len(token.text)
    return "".join(parts), begins


def _find(needle: Sequence[_Token], hay: Sequence[_Token], text: str) -> tuple[int, int] | None:
    """The span of `text` whose tokens are the needle's, beginning and ending with whole tokens."""
    if not needle:
        return None
    wanted, _ = _stream(needle)
    stream, begins = _stream(hay)
    at = {begin: index for index, begin in enumerate(begins)}
    ends = {begin + len(hay[index].text): index for begin, index in at.items()}
    position = stream.find(wanted)
    while position >= 0:
        first, last = at.get(position), ends.get(position + len(wanted))
        if first is not None and last is not None and not _torn(hay, first, last):
            return hay[first].start, _closed(text, hay[last].end)
        position = stream.find(wanted, position + 1)
    return None


def _torn(hay: Sequence[_Token], first: int, last: int) -> bool:
    """Whether the span would cut a sign or a unit off a number."""
    before, after = hay[first - 1 : first], hay[last + 1 : last + 2]
    signed = bool(before) and before[0].text == "-" and before[0].end == hay[first].start
    unit = (
        bool(after)
        and hay[last].text[-1].isdigit()
        and after[0].text in ("%", "×", "x")
        and after[0].start == hay[last].end
    )
    return signed or unit


def _closed(text: str, end: int) -> int:
    """The end moved behind closing marks that belong to the stretch."""
    match = re.compile(r"[)\]”’\"']*[.!?]?").match(text, end)
    return match.end() if match else end
