"""Does the paper say it? Quotes are located in passages and numbers are looked up, by code.

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

# Units are compared by their folded spelling; each row is one unit.
_UNITS = (
    ("%", "percent", "per cent", "percentage points", "percentage point"),
    ("x", "×", "times", "fold", "-fold"),
    ("ns", "nanoseconds"),
    ("us", "µs", "μs", "microseconds"),
    ("ms", "milliseconds", "millisecond"),
    ("s", "sec", "secs", "second", "seconds"),
    ("min", "mins", "minute", "minutes"),
    ("h", "hr", "hrs", "hour", "hours"),
    ("days", "day"),
    ("kb", "kib", "kilobytes"),
    ("mb", "mib", "megabytes"),
    ("gb", "gib", "gigabytes"),
    ("tb", "tib", "terabytes"),
    ("bytes", "byte"),
    ("bits", "bit"),
    ("hz", "khz", "mhz", "ghz"),
    ("gflops", "tflops", "flops", "pflops"),
    ("w", "watts", "kw"),
    ("tokens", "token"),
    ("k", "thousand"),
    ("m", "million", "millions"),
    ("b", "bn", "billion", "billions"),
    ("gpus", "gpu"),
    ("layers", "layer"),
    ("points", "point"),
)
# Prefixes change the quantity: units that only share a family are told apart.
_EXACT = frozenset(
    "hz khz mhz ghz gflops tflops flops pflops w kw kb kib mb mib gb gib tb tib".split()
)
_UNIT = {name: name if name in _EXACT else row[0] for row in _UNITS for name in row}
_MEASURE = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)*)(?:\s?(%|×)|[\s-]?("
    + "|".join(sorted((re.escape(u) for u in _UNIT if u not in "%×"), key=len, reverse=True))
    + r")(?![\w]))"
)


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
    if len([token for token in wanted if token.text.isalnum()]) < MIN_WORDS:
        return None
    found = _tokens(text)
    brackets = [match.span() for match in _BRACKETED.finditer(text)]
    outside = [t for t in found if not any(a <= t.start < b for a, b in brackets)]
    for needle, hay in (
        (wanted, found),
        (wanted, outside),
        (_without_articles(wanted), _without_articles(outside)),
    ):
        if span := _find(needle, hay, text):
            return span
    return None


def verify(
    claims: Iterable[Claim], passages: Sequence[Passage]
) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """The citations that hold, in the claims' order and each once, and the quotes that do not.

    A quote is looked for in the passage it names first, then in the others; around an ellipsis its
    parts are looked up one by one.
    """
    citations: dict[tuple[str, str], Citation] = {}
    refused: list[str] = []
    for claim in claims:
        ordered = sorted(passages, key=lambda passage: passage.id != claim.passage)
        for part in _parts(claim.quote):
            citation = _cited(part, ordered)
            if citation:
                citations.setdefault((citation.passage, citation.quote), citation)
            else:
                refused.append(squash(part))
    return tuple(citations.values()), tuple(dict.fromkeys(refused))


def cite(passage: Passage, start: int, end: int) -> Citation:
    """The citation of a stretch of a passage."""
    return Citation(
        page=passage.page_at(start),
        section=passage.section,
        quote=squash(passage.text[start:end]),
        passage=passage.id,
    )


def measures(text: str) -> list[tuple[str, tuple[str, str]]]:
    """The numbers with a unit, percentage or factor in `text`: as written, and as (value, unit).

    >>> measures("It is 2.0x faster, at 1,000 tokens")
    [('2.0x', ('2', 'x')), ('1,000 tokens', ('1000', 'tokens'))]
    """
    folded, origin = fold(text)
    found = []
    for match in _MEASURE.finditer(folded):
        unit = _UNIT[match[2] or match[3]]
        start, end = origin[match.start()], origin[match.end() - 1] + 1
        found.append((squash(text[start:end]), (_value(match[1]), unit)))
    return found


def missing_measures(answer: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The numbers with a unit in `answer` that stand, with that unit, in none of the `texts`."""
    known = {measure for text in texts for _, measure in measures(text)}
    missing = [written for written, measure in measures(answer) if measure not in known]
    return tuple(dict.fromkeys(missing))


def _cited(quote: str, passages: Sequence[Passage]) -> Citation | None:
    for passage in passages:
        if span := locate(quote, passage.text):
            return cite(passage, *span)
    return None


def _parts(quote: str) -> list[str]:
    """The stretches of a quote around its ellipses; the quote itself when it has none."""
    parts = [part.strip() for part in _GAP.split(quote)]
    return [part for part in parts if part] or [quote]


def _tokens(text: str) -> list[_Token]:
    folded, origin = fold(text)
    return [
        _Token(match[0], origin[match.start()], origin[match.end() - 1] + 1)
        for match in _TOKEN.finditer(folded)
    ]


def _without_articles(tokens: list[_Token]) -> list[_Token]:
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


def _value(number: str) -> str:
    """A number's value, spelling aside: thousands' commas and trailing zeros dropped."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number):
        number = number.replace(",", "")
    whole, dot, part = number.replace(",", ".").partition(".")
    part = part.rstrip("0") if dot else ""
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")
