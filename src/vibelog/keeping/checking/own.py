"""A page of vibelog's own, as Markdown, read back into what it says.

Knows what `keeping.markdown` writes. The other formats come here as the same Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import dropwhile

from vibelog.keeping.checking.cited import Line, is_placed, quotes
from vibelog.keeping.checking.said import Asked, Page, Quoted, Stretch
from vibelog.keeping.escaping import unescape
from vibelog.keeping.foreign.debris import debris_in
from vibelog.keeping.markdown import outside_code, questions_in
from vibelog.keeping.page import CONNECTIONS, INSIGHTS, MADE, OTHERS, SUMMARY, SURPRISED

SUGGESTED = "Suggested by vibelog."  # the labels that keeping.page puts before an answer
CLAIM = "A claim, held against the paper."
_NUMBERED = re.compile(r"## \d+\.(?: (.*))?")
_MISSING = re.compile(r"\*Not found in the paper: (.*)\*")
_NO_ANSWERS = (SURPRISED, OTHERS, MADE, CONNECTIONS)  # sections whose numbers are no claims
_WRITTEN = ("", SUMMARY, INSIGHTS)  # sections without a word of the student's; "" is an answer's
_QUOTED = re.compile(r"“[^“”]*(?:“[^“”]*”[^“”]*)*”")  # may be the paper's own words
_BELOW = "\n\nEnd."  # keeps a line from being the last, and so the model's offer of more a mark


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of the page: its heading, the heading's line, and the lines below."""

    heading: str
    line: int
    lines: tuple[Line, ...]

    @property
    def number(self) -> bool:
        """Whether the heading is a question's."""
        return _NUMBERED.fullmatch(self.heading) is not None

    @property
    def below(self) -> bool:
        """Whether that question stands below the heading, in a block quote."""
        found = _NUMBERED.fullmatch(self.heading)
        return found is not None and not found[1]

    @property
    def title(self) -> str:
        """What the heading says where it is no question's."""
        return "" if self.number else self.heading.removeprefix("## ")

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
        debris=tuple(mark for part in parts for mark in _debris(part)),
    )


def _quotes(part: _Part) -> Iterator[Quoted]:
    """The section's quotes; what the student typed or pasted is none."""
    elsewhere = part.title == CONNECTIONS
    lines = _behind_the_question(part) if part.number else part.lines
    return quotes(lines, elsewhere=elsewhere, bare=part.number or elsewhere)


def _behind_the_question(part: _Part) -> list[Line]:
    """The section's lines without those of a question, or an excerpt, in a block quote."""
    lines = _from_words(part.lines)
    if part.below:
        lines = _from_words(dropwhile(lambda each: each[1].startswith(">"), lines))
    if lines and lines[0][1].startswith("<details>"):
        lines = list(dropwhile(lambda each: each[1] != "</details>", lines))
    return lines


def _from_words(lines: Iterable[Line]) -> list[Line]:
    """The lines from the first one on that is not blank."""
    return list(dropwhile(lambda each: not each[1].strip(), lines))


def _debris(part: _Part) -> Iterator[tuple[str, int]]:
    """Marks of a tool in what a model wrote: each its kind and its line.

    vibelog writes none, so they were pasted in. Where one could be the paper's own word, or the
    student's, it is none.
    """
    said = _said(part)
    if not said or part.title not in _WRITTEN:
        return
    lines = [_QUOTED.sub(_nothing, unescape(line)) for _, line in said]
    whole = "\n".join(lines)
    for kind, at in debris_in(f"{whole}{_BELOW}"):
        yield kind, said[at - 1][0]
    for kind, _ in debris_in(f"{lines[-1]}{_BELOW}") if len(lines) > 1 else ():
        if kind == "pager":  # of the last line: it is one at either end
            yield kind, said[-1][0]


def _nothing(match: re.Match[str]) -> str:
    """Quotation marks with nothing between them."""
    return f"{match[0][0]}{match[0][-1]}"


def _answer(part: _Part) -> Stretch | None:
    """What the section says beside quotes, labels and what it admits; None for nothing."""
    said = _said(part)
    if not said or part.title in _NO_ANSWERS:
        return None
    text = unescape("\n".join(line for _, line in said))
    return Stretch(text, said[0][0], tuple(at for at, _ in said))


def _said(part: _Part) -> list[Line]:
    """The section's lines without blank ones, block quotes, and what stands beside an answer."""
    return [
        (at, line)
        for at, line in part.lines
        if line.strip() and not line.startswith(">") and not _aside(line)
    ]


def _aside(line: str) -> bool:
    label = line.strip() in (f"*{SUGGESTED}*", f"*{CLAIM}*")
    return label or is_placed(line) or _MISSING.fullmatch(line) is not None


def _parts(text: str) -> Iterator[_Part]:
    """The sections below headings of the second level, up to the rule above the colophon."""
    heading, begun, lines = "", 0, list[Line]()
    for index, line in outside_code(text.split("\n")):
        at = index + 1
        if line.startswith("## ") or line == "---":
            if heading:
                yield _Part(heading, begun, tuple(lines))
            heading, begun, lines = line.removeprefix("---"), at, []
        elif heading:
            lines.append((at, line))
    if heading:
        yield _Part(heading, begun, tuple(lines))
