"""What a log says, as the checks ask for it: questions, answers and quotes with their lines.

Knows no form in which a log may be kept, no paper and no transcript.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LOOSE = "loose"  # of the fact `spacing`: the format does not keep white space to the letter


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the log, and the lines (from 1) where they stand."""

    text: str
    line: int  # of its first line
    lines: tuple[int, ...] = ()  # of each of its lines, where they do not follow one another
    given: str = ""  # the student's claim that these words are the verdict on

    def line_at(self, offset: int) -> int:
        """The line of the log in which the letter at this offset of the text stands."""
        below = self.text.count("\n", 0, offset)
        return self.lines[below] if self.lines else self.line + below


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
    pages: tuple[int, ...]  # one; several where the format does not tell which; none: none is said
    linked: tuple[int, ...] = ()  # the pages that its links open
    targets: tuple[str, ...] = ()  # where its links lead
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
