"""A log's text as what it says: questions, answers and quotes, each with the line it stands in.

Reads vibelog's own pages and, through `foreign`, what was copied from other tools. Knows no paper
and no transcript; nothing here says what is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vibelog.keeping.escaping import unescape
from vibelog.keeping.foreign.debris import cleaned, debris_in
from vibelog.keeping.foreign.forms import parse
from vibelog.keeping.markdown import questions_in
from vibelog.keeping.page import CONNECTIONS, MADE, OTHERS, SURPRISED

SUGGESTED = "*Suggested by vibelog.*"
_HEADING = re.compile(r"## (?:(\d+)\.(?: .*)?|(.*))")
# Below an answer, or under Connections, where the paper is named before it.
_QUOTE = re.compile(r"(?:> | +- [^“]+: )“(.+)” — (?:\[p\. (\d+)\]|p\. (\d+))")
_MISSING = re.compile(r"\*Not found in the paper: (.*)\*")
_NO_ANSWERS = (SURPRISED, OTHERS, MADE, CONNECTIONS)  # sections whose numbers are no claims


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the log, and the line (from 1) where they begin."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question (or what else the student typed), escapes undone and debris taken off."""

    text: str
    line: int
    suggested: bool = False  # and labelled so


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote of the paper's with the page it is said to stand on."""

    text: str
    line: int
    page: int
    elsewhere: bool = False  # it may be another paper's


@dataclass(frozen=True, slots=True)
class Page:
    """What a log says."""

    facts: Mapping[str, str]  # the front matter; empty where there is none
    asked: tuple[Asked, ...] = ()
    answers: tuple[Stretch, ...] = ()
    quotes: tuple[Quoted, ...] = ()
    admitted: str = ""  # what the log itself says was not found in the paper
    debris: tuple[tuple[str, int], ...] = ()  # kind and line of what the tool left behind
    linked: bool = False  # it holds a link to a conversation and nothing else
    is_log: bool = True  # False: no form of a log's was recognised

    @property
    def own(self) -> bool:
        """Whether vibelog wrote it."""
        return "vibelog" in self.facts

    @property
    def words(self) -> str:
        """All that was asked and answered, quotes left out: what the log is about."""
        asked = (question.text for question in self.asked)
        return "\n".join([*asked, *(answer.text for answer in self.answers)])


def read(text: str) -> Page:
    r"""The page of a log's text, whose line ends are `\n`."""
    facts = front_matter(text)
    if "vibelog" in facts:
        return _own(text, facts)
    found = parse(text)
    if found is None:
        return Page(facts, is_log=False)
    finder = _Finder(text)
    lines = [(said, finder.line(said.text)) for said in found.said]
    return Page(
        facts,
        asked=tuple(
            Asked(words, line)
            for said, line in lines
            if said.by == "student" and (words := cleaned(said.text, "student").strip())
        ),
        answers=tuple(Stretch(said.text, line) for said, line in lines if said.by == "model"),
        debris=tuple(
            (kind, line + at - 1)
            for said, line in lines
            for kind, at in debris_in(said.text, said.by)
        ),
        linked=not found.said and bool(found.link),
    )


def front_matter(text: str) -> dict[str, str]:
    """The keys at the top of a page between `---` lines, as text; none where there are none."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        return {}
    facts = {}
    for line in lines[1:]:
        if line.rstrip() == "---":
            break
        key, colon, value = line.partition(":")
        if colon and re.fullmatch(r"\w+", key):
            facts[key] = _value(value.strip())
    return facts


def _value(written: str) -> str:
    """A scalar of the front matter; vibelog writes JSON strings."""
    try:
        value = json.loads(written)
    except ValueError:
        return written.strip("'\"")
    return "" if value is None else str(value)


@dataclass(slots=True)
class _Finder:
    """Finds the line of one stretch after the other."""

    text: str
    at: int = 0

    def line(self, stretch: str) -> int:
        """The line where the stretch begins, from where the last one was found on."""
        first = next((line for line in stretch.split("\n") if line.strip()), "")
        found = self.text.find(first, self.at)
        self.at = found + len(first) if found >= 0 else self.at
        return 1 + self.text.count("\n", 0, max(found, 0))


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of a page of vibelog's: its heading's line, and its lines with their numbers."""

    number: bool  # whether the heading is a question's
    title: str
    line: int
    lines: tuple[tuple[int, str], ...]


def _own(text: str, facts: Mapping[str, str]) -> Page:
    parts = list(_parts(text))
    numbered = [part for part in parts if part.number]
    asked = questions_in(text)
    if len(asked) != len(numbered):  # a page edited beyond what can be told apart
        numbered = numbered[: len(asked)]
    answers, quotes, admitted = [], [], []
    for part in parts:
        answer = []
        for at, line in part.lines:
            quote, missing = _QUOTE.match(line), _MISSING.fullmatch(line)
            if quote:
                page = int(quote[2] or quote[3])
                away = part.title == CONNECTIONS
                quotes.append(Quoted(unescape(quote[1]), at, page, away))
            elif missing:
                admitted.append(unescape(missing[1]))
            elif line.strip() and not line.startswith(">"):
                answer.append((at, line))
        if answer and part.title not in _NO_ANSWERS:
            answers.append(Stretch(unescape("\n".join(line for _, line in answer)), answer[0][0]))
    return Page(
        facts,
        asked=tuple(
            Asked(question, part.line, any(line.strip() == SUGGESTED for _, line in part.lines))
            for question, part in zip(asked, numbered, strict=False)
        ),
        answers=tuple(answers),
        quotes=tuple(quotes),
        admitted="\n".join(admitted),
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
