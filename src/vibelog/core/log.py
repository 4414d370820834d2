"""A vibe log, and which turns of a conversation become its questions.

The rules of what is *not* a question follow what was seen in real logs (upload stubs, thanks,
"continue", complaints about format, role prompts, bare links).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vibelog.core.conversation import Citation, Conversation, Turn
from vibelog.core.text import fold, squash
from vibelog.errors import ShortLogError

FEWEST, MOST = 5, 10  # questions the course asks for

_POLITE = (
    r"(?:ok(?:ay)?|thanks?|thank you|thx|cheers|great|nice|cool|perfect|good|got it|i see|yes|no|"
    r"sure|hi|hello|hey|bye|please|continue|go on|keep going|next|more|again|so much|very much|"
    r"a lot)"
)
_NOT_QUESTIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_POLITE}(?:[\s,.!]+{_POLITE})*[\s.!…]*",
        r"/?(?:exit|quit|q|help|clear|stop|undo|log|sources|commit|ls|test(?:ing)?)[\s.!?]*",
        r"\S+\.(?:pdf|docx?|txt|md)(?:\s+pdf)?",  # the stub an upload leaves
        r"(?:<?https?://\S+>?\s*)+",
        r"\d+\s*/\s*\d+",  # the pager of an edited message
        r"you are (?:an?|the|my) [^?]*",  # a role prompt, with no question behind it
        r"(?:act|behave) as [^?]*",
        r"(?:you (?:lost|forgot|broke|changed|ignored) (?:your|the|my) format\b.*)",
        (
            r"(?:please )?(?:re-?format|format|answer|write|respond|use|give)\b[^?]{0,60}"
            r"\b(?:in|as) (?:markdown|latex|bullet points|a table|english|plain text)\b[^?]{0,40}"
        ),
        (
            r"(?:can|could|please|would)?\s?(?:you )?(?:please )?"
            r"(?:give|generate|write|create|suggest|ask|make|list|come up with)"
            r"(?: me| us)? (?!the |its |their )(?:\w+ ){0,3}questions\b.*"
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a vibe log."""

    turn: int  # number of the turn in the transcript
    question: str  # verbatim the student's
    answer: str
    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...] = ()
    suggested: bool = False
    starred: bool = False
    notes: tuple[str, ...] = ()
    by_model: bool = True  # False: the answer is the paper's own sentences


@dataclass(frozen=True, slots=True)
class Essay:
    """What a curator writes around the questions; empty where no model did."""

    title: str = ""
    summary: str = ""
    insights: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
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
    asked_from: str  # ISO dates
    asked_to: str

    @property
    def missing(self) -> int:
        """How many of the student's own questions it falls short of the fewest."""
        return max(0, FEWEST - sum(not entry.suggested for entry in self.entries))


def is_question(text: str) -> bool:
    r"""Whether a turn of the student's is a question about the paper, rather than small talk.

    >>> is_question("thanks!"), is_question("dspy.pdf\n\nPDF"), is_question("why not MIPRO")
    (False, False, True)
    """
    line = squash(text)
    if not re.search(r"\w\W*\w", line):
        return False
    return not any(pattern.fullmatch(line) for pattern in _NOT_QUESTIONS)


def questions(conversation: Conversation) -> list[Turn]:
    """The turns that count: real questions of the student's that have an answer, each asked once.

    An answer that was stopped is none. Of a question asked again in the same words the last
    answered turn counts. Questions that a program suggested are kept, and labelled; `own` leaves
    them out.
    """
    last: dict[str, Turn] = {}
    for turn in conversation.turns:
        if _answered(turn) and is_question(turn.question):
            last[_asked(turn)] = turn
    return sorted(last.values(), key=lambda turn: turn.number)


def unanswered(conversation: Conversation) -> int:
    """How many real questions have no answer, in any turn that asks them."""
    answered = {_asked(turn) for turn in questions(conversation)}
    asked = {_asked(turn) for turn in conversation.turns if is_question(turn.question)}
    return len(asked - answered)


def own(turns: Sequence[Turn]) -> list[Turn]:
    """Those that the student thought of, not a program."""
    return [turn for turn in turns if not turn.suggested]


def require_enough(turns: Sequence[Turn], paper: str) -> None:
    """ShortLogError, with how many are missing, when a log of these turns would be too short."""
    count = len(own(turns))
    if count < FEWEST:
        missing = FEWEST - count
        raise ShortLogError(
            f"A vibe log needs {FEWEST}–{MOST} questions and this conversation about {paper} has "
            f"{count}: ask {missing} more (vibelog chat {paper}), or write it all the same with "
            "--allow-short."
        )


def choose(turns: Sequence[Turn], preferred: Collection[int] = (), most: int = MOST) -> list[Turn]:
    """At most `most` of the turns, in their order: starred, preferred, then the most different.

    `preferred` holds turn numbers (a model's proposal). What is left is filled greedily with the
    question that shares least with those chosen: words (Jaccard) and cited sections.
    """
    if len(turns) <= most:
        return list(turns)
    chosen = [turn for turn in turns if turn.starred][:most]
    wanted = [turn for turn in turns if turn.number in preferred and turn not in chosen]
    chosen += wanted[: most - len(chosen)]
    while len(chosen) < most:
        rest = [turn for turn in turns if turn not in chosen]
        chosen.append(max(rest, key=lambda turn: (not turn.suggested, _novelty(turn, chosen))))
    return sorted(chosen, key=lambda turn: turn.number)


def same_question(one: str, other: str) -> bool:
    """Whether two questions are the same, case and spelling of marks aside."""
    return _folded(one) == _folded(other)


def _answered(turn: Turn) -> bool:
    answer = turn.answer
    return answer is not None and not answer.stopped and bool(answer.text.strip())


def _asked(turn: Turn) -> str:
    """The question as it is the same when asked again."""
    return _folded(turn.question)


def _folded(question: str) -> str:
    return squash(fold(question)[0])


def _novelty(turn: Turn, chosen: Sequence[Turn]) -> float:
    """0 when a chosen turn asks the same, up to 2 when words and sections are all new."""
    words, sections = _words(turn), _sections(turn)
    overlap = max((_jaccard(words, _words(other)) for other in chosen), default=0.0)
    seen = {section for other in chosen for section in _sections(other)}
    fresh = len(sections - seen) / len(sections) if sections else 0.0
    return 1 - overlap + fresh


def _words(turn: Turn) -> set[str]:
    return set(re.findall(r"\w{4,}", fold(turn.question)[0]))


def _sections(turn: Turn) -> set[str]:
    return {citation.section for citation in turn.answer.citations} if turn.answer else set()


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
