"""A page of vibelog's own, as Markdown, read back into what it says.

Knows what `keeping.markdown` writes. The other formats come here as the same Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vibelog.keeping.checking.said import Asked, Page, Quoted, Stretch
from vibelog.keeping.escaping import unescape
from vibelog.keeping.markdown import questions_in
from vibelog.keeping.page import CONNECTIONS, MADE, OTHERS, SURPRISED

SUGGESTED = "Suggested by vibelog."  # the labels that keeping.page puts before an answer
CLAIM = "A claim, held against the paper."
_HEADING = re.compile(r"## (?:(\d+)\.(?: .*)?|(.*))")
_PLACE = r"(?:\[p\. \d+\](?:\([^)\s]*\))?|p\. \d+)"
# Below an answer, or under Connections, where the paper is named before it.
_QUOTE = re.compile(rf"(?:> | +- [^“]+: )“(.+)” — ({_PLACE}(?: or {_PLACE})*)")
_PAGE, _LINKED = re.compile(r"p\. (\d+)"), re.compile(r"#page=(\d+)")
_MISSING = re.compile(r"\*Not found in the paper: (.*)\*")
_NO_ANSWERS = (SURPRISED, OTHERS, MADE, CONNECTIONS)  # sections whose numbers are no claims


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of the page: its heading's line, and its lines with their numbers."""

    number: bool  # whether the heading is a question's
    title: str
    line: int
    lines: tuple[tuple[int, str], ...]

    def labelled(self, label: str) -> bool:
        """Whether this label stands before the answer."""
        return any(line.strip() == f"*{label}*" for _, line in self.lines)


def read(text: str, facts: Mapping[str, str]) -> Page:
    """The page of that text, whose front matter says `facts`."""
    parts = list(_parts(text))
    numbered = [part for part in parts if part.number]
    asked = tuple(
        Asked(question, part.line, part.labelled(SUGGESTED))
        for question, part in zip(questions_in(text), numbered, strict=False)
    )
    given = {
        part.line: question.text
        for question, part in zip(asked, numbered, strict=False)
        if part.labelled(CLAIM)
    }
    answers = [
        replace(answer, given=given.get(part.line, ""))
        for part in parts
        if (answer := _answer(part))
    ]
    return Page(
        facts,
        asked=asked,
        answers=tuple(answers),
        quotes=tuple(quote for part in parts for quote in _quotes(part)),
        admitted="\n".join(
            unescape(missing[1])
            for part in parts
            for _, line in part.lines
            if (missing := _MISSING.fullmatch(line))
        ),
    )


def _quotes(part: _Part) -> Iterator[Quoted]:
    """The section's quotes with their pages, and with those that their links open."""
    for at, line in part.lines:
        if found := _QUOTE.match(line):
            yield Quoted(
                unescape(found[1]),
                at,
                tuple(map(int, _PAGE.findall(found[2]))),
                tuple(map(int, _LINKED.findall(found[2]))),
                part.title == CONNECTIONS,
            )


def _answer(part: _Part) -> Stretch | None:
    """What the section says beside quotes, labels and what it admits; None for nothing."""
    said = [
        (at, line)
        for at, line in part.lines
        if line.strip() and not line.startswith(">") and not _aside(line)
    ]
    if not said or part.title in _NO_ANSWERS:
        return None
    text = unescape("\n".join(line for _, line in said))
    return Stretch(text, said[0][0], tuple(at for at, _ in said))


def _aside(line: str) -> bool:
    return bool(_QUOTE.match(line) or _MISSING.fullmatch(line)) or line.strip() in (
        f"*{SUGGESTED}*",
        f"*{CLAIM}*",
    )


def _parts(text: str) -> Iterator[_Part]:
    """The sections below headings of the second level, up to the rule above the colophon."""
    number, title, begun, lines = False, "", 0, list[tuple[int, str]]()
    for at, line in _outside_code(text.split("\n")):
        heading = _HEADING.fullmatch(line)
        if heading or line == "---":
            if begun:
                yield _Part(number, title, begun, tuple(lines))
            number, title = bool(heading and heading[1]), (heading[2] or "") if heading else ""
            begun, lines = at if heading else 0, []
        elif begun:
            lines.append((at, line))
    if begun:
        yield _Part(number, title, begun, tuple(lines))


def _outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that are not in a block of code, with their numbers from 1."""
    fence = ""
    for at, line in enumerate(lines, 1):
        ticks = re.match(r"`{3,}", line)
        if ticks and not fence:
            fence = ticks[0]
        elif ticks and line.strip("` ") == "" and len(ticks[0]) >= len(fence):
            fence = ""
        elif not fence:
            yield at, line
