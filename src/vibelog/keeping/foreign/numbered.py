"""Questions that a student numbered by hand, each with its answer below: `## Q1: Why is it so?`.

Tried only where no marker tells turns apart, for a model numbers questions too, inside an answer of
another form. Knows the lines of this form; not what is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vibelog.keeping.foreign.guarded import guarded
from vibelog.keeping.foreign.headers import header, trimmed, when
from vibelog.keeping.foreign.said import Foreign, Said
from vibelog.keeping.foreign.times import Reading, dated

FORM = "numbered questions"

_FEWEST = 2  # questions: a single one may be a heading of anything
_PREFACE = 80  # words before the first question: with more, a conversation may have begun already
_QUESTION = re.compile(
    r" {0,3}(?P<hashes>#{1,6}(?=\s)|)\s*(?P<bold>\*\*|__|)"
    r"(?P<word>Q|Question)\s?#?(?P<number>\d{1,2})"
    r"(?:(?P<closed>\*\*|__)?\s*(?:[:.)\uff1a]|\s[-–—](?=\s))(?P<behind>\*\*|__)?|(?=\s*$|\*\*\s*$))"
    r"\s*(?P<text>.*?)\s*",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r" {0,3}(?:#{1,6}\s+)?(?:\*\*|__)?(?:A|Ans|Answer|Response)\s?\d{0,2}(?:\s*\([^()]{1,40}\))?"
    r"(?:(?:\*\*|__)?\s*[:.)\uff1a](?:\*\*|__)?|(?:\*\*|__)?(?=\s*$))\s*(?P<text>.*)",
    re.IGNORECASE,
)
# What students write behind the last answer; headings of other names belong to the answer.
_CLOSING = re.compile(
    r"(?:my |key |final |personal )?(?:reflections?|insights?|take-?aways?|lessons(?: learned)?"
    r"|notes?|thoughts|what surprised me|what i learned|references?|sources?|links?)\b.{0,40}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Marker:
    line: int
    style: tuple[str, bool, str]  # hashes, whether bold, the word: one file keeps to one of them
    number: int
    text: str  # what of the question stands on the line


def read(lines: Sequence[str]) -> Foreign | None:
    """The questions and answers of a log kept in this form; None for any other text.

    The numbers have to go up: where they do not, a list stands inside another, and whose is whose
    cannot be told.
    """
    found = _markers(lines)
    if len(found) < _FEWEST or any(a.number >= b.number for a, b in pairwise(found)):
        return None
    head = lines[: found[0].line]
    facts, preface = header(head)
    if found[0].number > 1 or len(preface.split()) > _PREFACE:
        return None
    ends = [*(marker.line for marker in found[1:]), _end(lines, found[-1])]
    pairs = [
        _pair(marker, lines[marker.line + 1 : end]) for marker, end in zip(found, ends, strict=True)
    ]
    if not any(answer for _, answer in pairs) or not all(question for question, _ in pairs):
        return None
    said: list[Said] = []
    for question, answer in pairs:
        said += [Said("student", question), *([Said("model", answer)] if answer else [])]
    return replace(facts, form=FORM, said=dated(said, *when(head, Reading())))


def _markers(lines: Sequence[str]) -> list[_Marker]:
    """The lines that begin a question, in the style of the first of them."""
    held = guarded(lines)
    found = [
        _marker(at, match)
        for at, line in enumerate(lines)
        if not held[at] and (match := _QUESTION.fullmatch(line))
    ]
    return [marker for marker in found if marker.style == found[0].style]


def _marker(at: int, match: re.Match[str]) -> _Marker:
    text = match["text"]
    if match["bold"] and not (match["closed"] or match["behind"]):
        text = re.sub(r"(?:\*\*|__)\s*$", "", text).rstrip() if text else text
    style = (match["hashes"], bool(match["bold"]), match["word"].lower())
    return _Marker(at, style, int(match["number"]), text)


def _pair(marker: _Marker, below: Sequence[str]) -> tuple[str, str]:
    """The question and its answer, without the word that begins the answer.

    The question is what stands on its line; where nothing does, the paragraph below; and lines
    right below it as far as the answer's mark, where one stands there.
    """
    rest = trimmed(below).split("\n") if not marker.text else list(below)
    held = guarded(rest)
    paragraph = next((at for at, line in enumerate(rest) if not line.strip()), len(rest))
    mark = next(
        (at for at in range(paragraph) if not held[at] and _ANSWER.fullmatch(rest[at])), None
    )
    more = paragraph if mark is None else mark
    if marker.text and mark is None:
        more = 0
    question = trimmed([marker.text, *rest[:more]])
    return question, _answer(rest[more:])


def _answer(lines: Sequence[str]) -> str:
    """The answer's text; its mark goes, the rule that ends it too."""
    block = trimmed(lines).split("\n")
    if mark := _ANSWER.fullmatch(block[0]):
        block[0] = mark["text"]
    while block and (
        not block[-1].strip() or re.fullmatch(r" {0,3}(?:-{3,}|\*{3,}|_{3,})\s*", block[-1])
    ):
        block.pop()
    return trimmed(block)


def _end(lines: Sequence[str], last: _Marker) -> int:
    """Where the last answer ends: at a heading of the student's own, else with the file."""
    held = guarded(lines)
    for at in range(last.line + 1, len(lines)):
        heading = re.fullmatch(r"(#{1,6})\s+(.*?)\s*", lines[at])
        above = heading and len(heading[1]) <= (len(last.style[0]) or 2)
        if heading and above and not held[at] and _CLOSING.fullmatch(heading[2].strip("*_: ")):
            return at
    return len(lines)
