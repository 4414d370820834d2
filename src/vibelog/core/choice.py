"""Which questions go into a log that has room for ten, and why: the student's word comes first.

Knows turns, and how alike two of them are by a function that it is given; not where that comes
from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from vibelog.core.conversation import Turn
from vibelog.core.quality import SILENT, off_topic, quality
from vibelog.core.text import fold
from vibelog.errors import VibelogError

MOST = 10  # questions the course asks for, at most
APART = "no word ties it to the paper"  # said of a question that does not count
CLOSE = 0.5  # likeness from which two questions are called close: half of what they say is shared

Alike = Callable[[Turn, Turn], float]  # 0 for nothing in common, 1 for the same question


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, whether it goes into the log, and why, in words such as `covers 4.2 Results`."""

    turn: Turn
    chosen: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Numbers of turns that the student wants in the log, or not in it."""

    keep: frozenset[int] = frozenset()
    drop: frozenset[int] = frozenset()

    def then(self, keep: Collection[int], drop: Collection[int]) -> Wish:
        """This wish after a further one, which wins where the two differ."""
        return Wish(
            (self.keep - frozenset(drop)) | frozenset(keep),
            (self.drop - frozenset(keep)) | frozenset(drop),
        )


def judge(
    turns: Sequence[Turn],
    wish: Wish = Wish(),
    preferred: Collection[int] = (),
    *,
    alike: Alike | None = None,
    most: int = MOST,
) -> list[Judged]:
    """Every turn, in order, with whether it is chosen: at most `most` are.

    What the student keeps comes first, then what they starred, then `preferred` (a model's
    proposal), then what adds most: maximal marginal relevance (Carbonell and Goldstein 1998) with
    equal weights, where relevance is the share of a turn's cited sections that no chosen one cites
    and redundancy the likeness to the nearest chosen one. A suggested question takes no place that
    one of the student's own could have. What is not about the paper (`off_topic`) takes a place
    only where the student keeps or stars it. Without `alike`, questions are compared by their
    words.
    Raises VibelogError when the student keeps more than `most`.
    """
    if len(kept := wish.keep & {turn.number for turn in turns}) > most:
        raise VibelogError(
            f"A vibe log holds at most {most} questions and you keep {len(kept)}: drop "
            f"{len(kept) - most} of them (--drop)."
        )
    likeness = alike or cache(same_words)
    open_ = [turn for turn in turns if turn.number not in wish.drop and _wanted(turn, wish)]
    reasons = _first(open_, wish, preferred, most, everything=len(open_) <= most)
    while len(reasons) < min(most, len(open_)):
        chosen = [turn for turn in open_ if turn.number in reasons]
        rest = [turn for turn in open_ if turn.number not in reasons]
        best = max(rest, key=lambda turn: (*_rank(turn), _gain(turn, chosen, likeness)))
        reasons[best.number] = _adds(best, chosen)
    chosen = [turn for turn in open_ if turn.number in reasons]
    return [
        Judged(turn, True, _counted(turn, reasons[turn.number]))
        if turn.number in reasons
        else Judged(turn, False, _left(turn, wish, chosen, likeness))
        for turn in turns
    ]


def choose(turns: Sequence[Turn], preferred: Collection[int] = (), most: int = MOST) -> list[Turn]:
    """The turns that `judge` chooses where the student has said nothing, compared by words."""
    return [judged.turn for judged in judge(turns, Wish(), preferred, most=most) if judged.chosen]


def same_words(one: Turn, other: Turn) -> float:
    """The share of the longer words of two questions that stand in both (Jaccard)."""
    mine, theirs = _words(one), _words(other)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def _first(
    turns: Sequence[Turn], wish: Wish, preferred: Collection[int], most: int, *, everything: bool
) -> dict[int, str]:
    """The numbers that are chosen before anything is compared, and why."""
    ranks = (
        ("you keep it", [turn for turn in turns if turn.number in wish.keep]),
        ("starred", [turn for turn in turns if turn.starred]),
        ("the model proposes it", [t for t in turns if t.number in preferred and not _silent(t)]),
        ("there is room", list(turns) if everything else []),
    )
    reasons: dict[int, str] = {}
    for reason, found in ranks:
        for turn in found:
            if len(reasons) < most:
                reasons.setdefault(turn.number, reason)
    return reasons


def _wanted(turn: Turn, wish: Wish) -> bool:
    """Whether a turn may have a place: it is about the paper, or the student says so."""
    return turn.starred or turn.number in wish.keep or not off_topic(turn)


def _counted(turn: Turn, reason: str) -> str:
    """The reason, and that the turn does not count towards the fewest where that is so."""
    return f"{reason}; it does not count: {APART}" if off_topic(turn) else reason


def _rank(turn: Turn) -> tuple[bool, bool]:
    """What comes before how much a turn adds, greater for those that go in first."""
    return not turn.suggested, not _silent(turn)


def _silent(turn: Turn) -> bool:
    return quality(turn) <= SILENT


def _gain(turn: Turn, chosen: Sequence[Turn], alike: Alike) -> float:
    """From -1, when a chosen turn asks the same, to 1, when its words and sections are all new."""
    return round(
        len(_fresh(turn, chosen)) / (len(_sections(turn)) or 1) - _nearest(turn, chosen, alike)[0],
        3,
    )


def _adds(turn: Turn, chosen: Sequence[Turn]) -> str:
    fresh = _fresh(turn, chosen)
    return f"covers {fresh[0]}" if fresh else "differs from the others"


def _left(turn: Turn, wish: Wish, chosen: Sequence[Turn], alike: Alike) -> str:
    """Why a turn is not chosen."""
    if turn.number in wish.drop:
        return "you drop it"
    if off_topic(turn):
        return APART
    likeness, other = _nearest(turn, chosen, alike)
    if other is not None and likeness >= CLOSE and not _silent(turn):
        return f"close to question {other.number}"
    if turn.suggested:
        return "suggested by vibelog"
    return "the paper seems silent on it" if _silent(turn) else "adds least"


def _nearest(turn: Turn, chosen: Sequence[Turn], alike: Alike) -> tuple[float, Turn | None]:
    """The chosen turn most like this one, and how alike they are."""
    found = [(alike(turn, other), -other.number, other) for other in chosen]
    if not found:
        return 0.0, None
    likeness, _, other = max(found, key=lambda each: each[:2])
    return likeness, other


def _fresh(turn: Turn, chosen: Sequence[Turn]) -> list[str]:
    """The sections that the turn cites and no chosen one does, in its citations' order."""
    seen = {section for other in chosen for section in _sections(other)}
    return [section for section in _sections(turn) if section not in seen]


def _sections(turn: Turn) -> list[str]:
    citations = turn.answer.citations if turn.answer else ()
    return [section for section in dict.fromkeys(c.section for c in citations) if section]


def _words(turn: Turn) -> set[str]:
    return set(re.findall(r"\w{4,}", fold(turn.question)[0]))
