"""A vibe log: its questions, and what stands around them.

Which turns are questions is `questions`' business, which of them are chosen `choice`'s, how the log
looks a page's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vibelog.core.choice import MOST, choose
from vibelog.core.connections import Connection
from vibelog.core.conversation import Citation, Turn
from vibelog.core.quality import off_topic
from vibelog.core.questions import (
    counting,
    is_question,
    own,
    questions,
    same_question,
    unanswered,
)
from vibelog.core.text import squash
from vibelog.errors import ShortLogError

__all__ = [
    "FEWEST",
    "MOST",
    "Entry",
    "Essay",
    "VibeLog",
    "choose",
    "counting",
    "is_question",
    "own",
    "questions",
    "require_enough",
    "same_question",
    "unanswered",
]

FEWEST = 5  # questions the course asks for, up to MOST
_NAMED, _LISTED = 5, 80  # questions named in a sentence, and letters of each


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a vibe log."""

    turn: int  # number of the turn in the transcript
    question: str  # verbatim the student's
    answer: str
    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...] = ()
    suggested: bool = False
    check: bool = False  # a claim that was held against the paper
    off_topic: bool = False  # not about the paper: it does not count towards FEWEST
    starred: bool = False
    notes: tuple[str, ...] = ()
    by_model: bool = True  # False: the answer is the paper's own sentences
    condensed: str | None = None  # the model that shortened the answer, if one did


@dataclass(frozen=True, slots=True)
class Essay:
    """What a curator writes around the questions; empty where no model did."""

    title: str = ""
    summary: str = ""
    insights: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    model: str | None = None


@dataclass(frozen=True, slots=True)
class VibeLog:
    """The file that is graded, before it is Markdown."""

    paper: str  # short name
    title: str  # of the paper
    link: str | None
    page_link: str | None  # with `{page}` in it, where the link can open at a page
    due: str | None  # YYYY-MM-DD
    entries: tuple[Entry, ...]
    others: tuple[str, ...]  # questions of the conversation that were not chosen
    essay: Essay
    models: tuple[str, ...]  # that answered
    prompts: str | None  # version of the instructions, when a model was used
    transcript: str  # "sha256:<hex> of the first <n> bytes"
    asked_from: str  # ISO dates; where `dated` is false, of the import
    asked_to: str
    connections: tuple[Connection, ...] = ()
    tokens: tuple[int, int] = (0, 0)  # sent and received for the answers shown
    source: str = "vibelog"  # or the tool that the conversation was imported from
    dated: bool = True  # False: nothing tells when any of the questions was asked

    @property
    def counted(self) -> int:
        """How many questions are the student's own and about the paper."""
        return sum(not (entry.suggested or entry.off_topic) for entry in self.entries)

    @property
    def missing(self) -> int:
        """How many such questions it falls short of the fewest."""
        return max(0, FEWEST - self.counted)


def require_enough(turns: Sequence[Turn], paper: str) -> None:
    """ShortLogError when a log of these turns would be too short: what is missing, what is apart.

    `turns` are those of the log or all of the conversation.
    """
    count = len(counting(turns))
    if count < FEWEST:
        missing = FEWEST - count
        raise ShortLogError(
            f"A vibe log needs {FEWEST}–{MOST} questions and this conversation about {paper} has "
            f"{count}{_besides(turns)}: ask {missing} more (vibelog chat {paper}), or write it all "
            "the same with --allow-short."
        )


def _besides(turns: Sequence[Turn]) -> str:
    """The student's questions that do not count, by their words, in brackets; "" without any."""
    apart = [squash(turn.question) for turn in own(turns) if off_topic(turn)]
    short = [text if len(text) <= _LISTED else f"{text[:_LISTED].rstrip()} …" for text in apart]
    more = [f"and {len(apart) - _NAMED} more"] if len(apart) > _NAMED else []
    named = ", ".join([*(f"“{text}”" for text in short[:_NAMED]), *more])
    return f" (and {len(apart)} that no word ties to the paper: {named})" if apart else ""
