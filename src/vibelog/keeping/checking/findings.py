"""What `vibelog check` says of a log: the codes, and the findings of one log.

Knows no rule by which anything is found. The codes are a contract: docs/check.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding."""

    level: Level  # a note alone is nothing that must be mended
    says: str  # what it means, in one line
    mends: bool = False  # whether --fix can mend it
    past: bool = False  # nothing can mend it any more: it is told, and fails nothing


CODES = {
    "empty": Code("error", "The log holds no conversation."),
    "link-only": Code("error", "The log holds only a link, which nobody can read offline."),
    "unreadable": Code("error", "The file cannot be read as a log."),
    "no-questions": Code("error", "No question of the student's could be told in the log."),
    "too-few": Code("warning", "The log has fewer questions than the course asks for."),
    "too-many": Code("note", "The log has more questions than the course asks for."),
    "not-verbatim": Code("error", "A question differs from the one in the transcript."),
    "quote-not-in-paper": Code("error", "A quote does not stand in the paper."),
    "wrong-page": Code("error", "A quote stands on another page of the paper."),
    "wrong-link": Code("warning", "The link of a quote opens another page, or another document."),
    "words-not-in-paper": Code("note", "Words in quotation marks do not stand in the paper."),
    "number-not-in-paper": Code("note", "A number with a unit does not stand in the paper."),
    "suggested-unlabelled": Code("warning", "A question that a program suggested is not labelled."),
    "questions-by-model": Code("warning", "An answer holds questions that the model wrote."),
    "request-for-questions": Code("warning", "The AI was asked to write the questions."),
    "wrong-paper": Code("error", "The log is about another paper, or about none that exists."),
    "swapped": Code("error", "Two logs are about each other's papers."),
    "not-judged": Code("note", "Whether the log is about its paper was not judged."),
    "unknown-paper": Code("note", "Which paper the log is about cannot be told."),
    "paper-not-added": Code("note", "The paper is not in the library: nothing was looked up."),
    "debris": Code("warning", "Marks of the tool that the text was copied from.", mends=True),
    "email": Code("error", "The log leaks an e-mail address.", mends=True),
    "private-link": Code("warning", "The log holds a link to a private chat.", mends=True),
    "secret": Code("error", "The log leaks a key, a token or a password.", mends=True),
    "absolute-path": Code("warning", "The log leaks a path of somebody's computer.", mends=True),
    "missing": Code("error", "A paper that was due has no log."),
    "late": Code("warning", "The log had no real content when it was due.", past=True),
    "not-committed": Code("warning", "The log as it stands is in no commit."),
    "not-indexed": Code("warning", "No link in README.md leads to the log.", mends=True),
}


_NO_PART = ("missing", "not-committed")  # of a commit under way


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding, in a line of the log."""

    code: str  # of CODES
    line: int  # from 1
    message: str  # one sentence

    @property
    def level(self) -> Level:
        """How grave it is."""
        return CODES[self.code].level


@dataclass(frozen=True, slots=True)
class Quotes:
    """How many quotes were looked up, and how many stand where the log says."""

    checked: int = 0
    verified: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one log."""

    path: str  # as it is shown: from the repository's root, or as the student named it
    paper: str | None  # short name, where it can be told
    questions: int  # real ones, the student's own
    verbatim: bool | None  # None: no transcript
    quotes: Quotes
    flags: tuple[Flag, ...]


def grave(flags: Iterable[Flag]) -> bool:
    """Whether something must be mended: an error or a warning that anything can still mend."""
    return any(flag.level != "note" and not CODES[flag.code].past for flag in flags)


def refuses(flags: Iterable[Flag]) -> bool:
    """Whether a commit under way is to be refused: not for what it has no part in, or mends."""
    return grave(flag for flag in flags if flag.code not in _NO_PART)


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """The flags by line, each once."""
    return tuple(sorted(dict.fromkeys(flags), key=lambda flag: flag.line))
