"""Which turns of a conversation are the student's questions about the paper, and what is pasted.

The rules of what is *not* a question follow what was seen in real logs (upload stubs, source chips,
thanks, "continue", complaints about format, role prompts, bare links, bare excerpts). Knows text
and turns; not how a log is chosen or written. In doubt a turn is a question: nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vibelog.core.conversation import Conversation, Turn
from vibelog.core.nonsense import nonsense
from vibelog.core.quality import UNANSWERED, counting, off_topic, quality
from vibelog.core.text import fold, squash

__all__ = [
    "EXCERPT",
    "Asked",
    "counting",
    "divided",
    "is_question",
    "off_topic",
    "own",
    "quality",
    "questions",
    "same_question",
    "unanswered",
]

EXCERPT = 200  # letters from which a pasted stretch is folded, and one without a question is none
_UNSURE = 120  # letters up to which words about the format are a complaint and nothing else

_POLITE = (
    r"(?:ok(?:ay)?|thanks?|thank you|thx|ty|cheers|great|nice|cool|perfect|awesome|good|got it|"
    r"i see|yes|no|yep|sure|hi|hello|hey|bye|please|continue|go on|keep going|proceed|next|more|"
    r"again|try again|so much|very much|a lot|for (?:that|the (?:help|answer|explanation))|danke|"
    r"merci|gracias|谢谢|继续|好的)"
)
_ROLE = (
    r"(?:you are (?:now )?(?:an?|the|my)|(?:i want you to |please )?(?:act|behave) (?:as|like)|"
    r"pretend (?:to be|you are|that you are)|imagine (?:you are|that you are)|from now on,? you|"
    r"your (?:role|task|job) is|assume the role of|take (?:on )?the role of)"
)
_COUNTED = r"(?!the |its |their |your )(?:[\w–-]+ ){0,3}questions\b"
_NOT_QUESTIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_POLITE}(?:[\s,.!，。！]+{_POLITE})*[\s.!…。！]*",
        r"/?(?:exit|quit|q|help|clear|stop|undo|log|sources|commit|ls)[\s.!?]*",
        # what an upload or a citation leaves: file names, source chips, marks
        r"(?:\S+\.(?:pdf|docx?|txt|md)|pdf|arxiv|\+\d+|\s)+",
        r"[^?]{1,120}\.(?:pdf|docx?)\s+(?:pdf|document|file)",
        r"(?:【[^】]*】|[【】]|:contentReference\[[^\]]*\](?:\{[^}]*\})?|[\ue000-\uf8ff]|\s)+",
        r"(?:<?https?://\S+>?\s*)+",
        r"\d+\s*/\s*\d+",  # the pager of an edited message
        r"(?:thought|reasoned) for (?:a few|a couple of|\d+)\s?\w+\.?",  # reasoning that leaked
        rf"{_ROLE} [^?]*",  # a role prompt, with no question behind it
        r"(?:you (?:lost|forgot|broke|changed|ignored) (?:your|the|my) format\b.*)",
        r"(?:wrong|same|not the|keep (?:the|your)|follow (?:the|my)|use the) format\b[^?]{0,80}",
        (
            r"(?:please )?(?:re-?format|format|answer|write|respond|use|give|do it|redo it)\b"
            r"[^?]{0,60}\b(?:in|as) (?:markdown|latex|bullet points|a table|english|plain text)"
            r"\b[^?]{0,40}"
        ),
        (
            r"(?:can|could|would|please)?\s?(?:you )?(?:please )?"
            r"(?:give|generate|write|create|suggest|ask|make|list|provide|come up with)"
            rf"(?: me| us)? {_COUNTED}.*"
        ),
        rf"(?:i (?:need|want|would like)|what are) {_COUNTED} (?:i|we|about|on|for|that i)\b.*",
    )
)

# Words with which a student speaks to whoever answers; a paper does not.
_CUES = re.compile(
    r"(?:^|[.!:;]\s+)(?:so |but |and |then |also |hmm,? |ok,? |please |now )*(?:"
    r"what|why|how|who|whom|whose|where|is|are|was|were|does|do|did|can|could|should|would|will|"
    r"has|have|had|am|might|isn't|aren't|doesn't|don't|explain|summari[sz]e|compare|tell|"
    r"describe|define|clarify|elaborate|show|give|list|translate|walk|interpret|help|discuss|"
    r"rephrase|simplify|expand|check|verify)\b"
    r"|\b(?:I(?![/.\w])|my|me|you|your|the (?:paper|authors?))\b"
    r"|\b(?:this|that|the following|below|above)\b[^.\n]{0,40}:\s*$",
    re.IGNORECASE,
)
_ENGLISH = frozenset("the of and is in to a we that are for with by as on this it be from".split())
_PROSE = 0.15  # share of such words from which a stretch is English prose; papers have about .35
_FORM = re.compile(r"\b(?:your|my|wrong|same) format(?:ting)?\b", re.IGNORECASE)
_END_MARKS = " .,;:!?‽。、؟"  # `fold` makes `…`, `？` and `！` of these
_ASKED = re.compile(r"[?？؟]\W*$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A student's turn in three stretches that are, one behind the other, the whole turn."""

    before: str  # pasted above the question, with the blank lines between; "" where nothing is
    question: str
    after: str  # pasted below it


def is_question(text: str) -> bool:
    r"""Whether a turn of the student's is a question about the paper, rather than small talk.

    >>> is_question("thanks!"), is_question("dspy.pdf\n\nPDF"), is_question("why not MIPRO")
    (False, False, True)
    """
    line = squash(text)
    if nonsense(line):
        return False
    if any(pattern.fullmatch(line) for pattern in _NOT_QUESTIONS):
        return False
    return not _complains(line) and not _excerpt(text)


def divided(text: str) -> Asked:
    r"""The question of a turn, and the excerpt pasted above or below it, each to the letter.

    A turn is divided between its paragraphs, one of several lines behind its first or before its
    last line, where the one side speaks like a student and the other, of EXCERPT letters or more,
    does not. All of any other turn is its question.

    >>> divided("Why?\n\n" + "The cache is full. " * 20).question
    'Why?'
    """
    for at, first in _seams(text):
        head, tail = text[:at], text[at:]
        if first and _speaks(head) and _excerpt(tail):
            question = head.rstrip("\n")
            return Asked("", question, head[len(question) :] + tail)
        if not first and _speaks(tail) and _excerpt(head):
            question = tail.lstrip("\n")
            return Asked(head + tail[: len(tail) - len(question)], question, "")
    return Asked("", text, "")


def questions(conversation: Conversation) -> list[Turn]:
    """The turns that count: real questions of the student's that have an answer, each asked once.

    An answer that was stopped is none. Of a question asked again in the same words (case, blanks
    and end marks aside) the starred turn counts, else the one with the better answer (`quality`),
    else the later one. Questions that a program suggested are kept, and labelled; `own` leaves them
    out, `counting` also those that are not about the paper.
    """
    best: dict[str, Turn] = {}
    for turn in conversation.turns:
        if quality(turn) != UNANSWERED and is_question(turn.question):
            asked = _folded(turn.question)
            best[asked] = max(turn, best.get(asked, turn), key=_preferred)
    return sorted(best.values(), key=lambda turn: turn.number)


def _preferred(turn: Turn) -> tuple[bool, int, int]:
    return turn.starred, quality(turn), turn.number


def unanswered(conversation: Conversation) -> int:
    """How many real questions have no answer, in any turn that asks them."""
    answered = {_folded(turn.question) for turn in questions(conversation)}
    asked = {_folded(turn.question) for turn in conversation.turns if is_question(turn.question)}
    return len(asked - answered)


def own(turns: Sequence[Turn]) -> list[Turn]:
    """Those that the student thought of, not a program."""
    return [turn for turn in turns if not turn.suggested]


def same_question(one: str, other: str) -> bool:
    """Whether two questions are the same, case, blanks, end marks and spelling of marks aside."""
    return _folded(one) == _folded(other)


def _complains(line: str) -> bool:
    """Whether a short line is about the form of an answer and asks nothing of the paper."""
    return len(line) <= _UNSURE and bool(_FORM.search(line)) and not _ASKED.search(line)


def _excerpt(text: str) -> bool:
    """Whether a text is pasted, not written: long, and nobody in it asks or speaks to anyone.

    Known of code in a fence and of English prose only.
    """
    words = text.lower().split()
    if sum(map(len, words)) + len(words) <= EXCERPT:
        return False
    fenced = re.fullmatch(r"\s*(`{3,}|~{3,}).*\1\s*", text, re.DOTALL) is not None
    prose = sum(word in _ENGLISH for word in words) >= _PROSE * len(words)
    return fenced or (prose and not _speaks(text))


def _asks(text: str) -> bool:
    """Whether a whole line is a question, or the first or last sentence of a paragraph is one."""
    for paragraph in re.split(r"\n\s*\n", text):
        first = re.match(r"[^.!?？]*[?？]", squash(paragraph))
        if first or _ASKED.search(paragraph):
            return True
    return any(_ASKED.search(line) and len(line) < EXCERPT for line in text.split("\n"))


def _speaks(text: str) -> bool:
    """Whether a stretch begins or ends like something said to whoever answers.

    In languages without these words only a `?` tells.
    """
    if _asks(text):
        return True
    line = squash(text)
    return bool(_CUES.search(line[:EXCERPT])) or bool(_CUES.search(line[-EXCERPT:]))


def _seams(text: str) -> list[tuple[int, bool]]:
    """Where a turn may be divided, and whether the question would be the part before it.

    Behind each of the first paragraphs, before each of the last; in a single paragraph behind its
    first line and before its last one.
    """
    gaps = [match.end() for match in re.finditer(r"\n[ \t]*\n\s*", text.rstrip())]
    if not gaps:
        ends = [match.end() for match in re.finditer(r"\n", text.rstrip())]
        gaps = sorted({*ends[:1], *ends[-1:]})
    return [(at, True) for at in gaps] + [(at, False) for at in reversed(gaps)]


def _folded(question: str) -> str:
    """The words of a question, by which two are the same; its marks where it has nothing else."""
    line = squash(fold(question)[0])
    return re.sub(r"\s+(?=[.,;:!?。、])", "", line).rstrip(_END_MARKS) or line
