"""The quotes on a page of vibelog's own: those with their page, and those that lost it.

Knows how `keeping.markdown` writes a quote; not what a section is. A quote that somebody changed is
one still when its page was taken away, or its lines were wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vibelog.core.evidence import MIN_WORDS
from vibelog.keeping.checking.said import Quoted
from vibelog.keeping.escaping import unescape

_PLACE = r"(?:\[p\. \d+\](?:\([^)\s]*\))?|p\. \d+)"
# Below an answer, or under Connections, where the paper is named before it.
_PLACED = re.compile(rf"(?:> | +- [^“]+: )“(.+)” — ({_PLACE}(?: or {_PLACE})*)")
_BARE = re.compile(r"> ?[“\"](.+)[”\"]| +- [^“]+: “(.+)”")
_OPENS, _CLOSES = re.compile(r"> ?[“\"]"), re.compile(r"[”\"]")
_PAGE, _LINKED = re.compile(r"p\. (\d+)"), re.compile(r"#page=(\d+)")
_TARGET = re.compile(r"\]\(([^)\s]*)\)")

Line = tuple[int, str]  # a line's number in the log, from 1, and what it says


def is_placed(line: str) -> bool:
    """Whether the line is a quote with its page."""
    return _PLACED.match(line) is not None


def quotes(lines: Sequence[Line], *, elsewhere: bool, bare: bool) -> Iterator[Quoted]:
    """The quotes in these lines, which may be another paper's where they stand `elsewhere`.

    `bare` says that words in quotation marks, of MIN_WORDS and more, are a quote without a page.
    """
    for at, line in _unwrapped(lines):
        placed, alone = _PLACED.match(line), _BARE.match(line) if bare else None
        if placed:
            yield Quoted(
                unescape(placed[1]),
                at,
                tuple(map(int, _PAGE.findall(placed[2]))),
                tuple(map(int, _LINKED.findall(placed[2]))),
                tuple(_TARGET.findall(placed[2])),
                elsewhere=elsewhere,
            )
        elif alone and len((alone[1] or alone[2]).split()) >= MIN_WORDS:
            yield Quoted(unescape(alone[1] or alone[2]), at, (), elsewhere=elsewhere)


def _unwrapped(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, a block quote's that opens quotation marks with those up to where they close."""
    rest = list(lines)
    while rest:
        at, line = rest.pop(0)
        while (
            (opened := _OPENS.match(line))
            and not _CLOSES.search(line, opened.end())
            and rest
            and rest[0][1].strip(" >")
            and rest[0][1].startswith(">")
        ):
            line += f" {rest.pop(0)[1].lstrip('> ')}"
        yield at, line
