"""Where a paper's vibe log stands, and when it is due.

Knows days, hours and time zones, and the facts that are given to it; not where they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from vibelog.core.course import Assignment
from vibelog.core.text import plain
from vibelog.errors import ConfigError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

END = time(23, 59, 59)  # of a day; git's commits know no fractions of a second
RECENT = timedelta(days=14)  # how far a list of what is due looks, both ways
_AHEAD = "in {} days"


class State(StrEnum):
    """How far a log has come."""

    NOTHING = "nothing"
    ASKED = "asked"
    COMPILED = "compiled"
    COMMITTED = "committed"
    PUSHED = "pushed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one paper's log."""

    questions: int = 0  # real ones with an answer
    path: str | None = None  # of the log's file; None: there is none
    committed: bool = False  # as it stands
    pushed: bool | None = None  # None: the branch has no upstream, or there is no repository
    first: datetime | None = None  # when it was first committed
    dated: bool = True  # whether a repository can tell when


@dataclass(frozen=True, slots=True)
class Standing:
    """One paper of the course, seen at one moment."""

    assignment: Assignment
    facts: Facts
    state: State
    late: bool  # it was not in the repository in time
    deadline: datetime | None  # in the course's zone; None: no day is known
    days: int | None  # calendar days from today to the day it is due; below 0: gone by

    @property
    def missing(self) -> bool:
        """Whether there is still something to be done for it."""
        return self.state not in (State.COMMITTED, State.PUSHED)


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name; ConfigError when there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"`timezone` is {plain(name)!r}, which is no time zone: name it like America/Detroit."
        ) from error


def deadline(assignment: Assignment, zone: tzinfo | None) -> datetime | None:
    """The last second in which the log is in time; None while no day is known.

    The end of the day in `zone` (None: this machine's) unless an hour is given. Where the clock is
    set back and passes that hour twice, the second time counts.
    """
    if assignment.due is None:
        return None
    local = datetime.combine(assignment.due, assignment.at or END)
    moments = (_placed(local.replace(fold=fold), zone) for fold in (0, 1))
    return max(moments, key=datetime.timestamp)


def standing(assignment: Assignment, facts: Facts, now: datetime, zone: tzinfo | None) -> Standing:
    """Where the log stands at `now` (aware). One that was first committed in time is never late."""
    last = deadline(assignment, zone)
    late = last is not None and facts.dated and _moment(facts, now) > last.timestamp()
    days = (last.date() - now.astimezone(zone).date()).days if last else None
    return Standing(assignment, facts, _state(facts), late, last, days)


def said(found: Standing, now: datetime) -> str:
    """How far off the day is, in words: `today`, `in 3 days`, `2 days late`.

    Of a day that has gone by, `in time` where that can be told; else nothing.
    """
    if found.days is None or found.deadline is None:
        return ""
    if found.late:
        return _lateness(found, now)
    if found.days < 0:
        return "in time" if found.facts.dated and not found.missing else ""
    hour = f" by {found.assignment.at:%H:%M}" if found.assignment.at else ""
    day = {0: "today", 1: "tomorrow"}.get(found.days, _AHEAD.format(found.days))
    return f"{day}{hour}"


def shown(found: Sequence[Standing]) -> list[Standing]:
    """What a student is to see first: the next ones, then what is late and missing, the last first.

    Next is what is due within RECENT, at least the papers of the next day; late what was due
    within RECENT and is not in the repository.
    """
    dated = [(each, each.days) for each in found if each.days is not None]
    coming = sorted((p for p in dated if p[1] >= 0 and not p[0].late), key=lambda pair: pair[1])
    far = max(RECENT.days, coming[0][1]) if coming else 0
    gone = sorted((p for p in dated if _open(p[0])), key=lambda pair: -pair[1])
    recent = [each for each, days in gone if days >= -RECENT.days]
    return [*(each for each, days in coming if days <= far), *recent]


def _open(found: Standing) -> bool:
    return found.late and found.missing


def _placed(local: datetime, zone: tzinfo | None) -> datetime:
    """A clock's time as a moment; an hour that the clock leaves out is moved by its jump."""
    return local.astimezone() if zone is None else local.replace(tzinfo=zone)


def _moment(facts: Facts, now: datetime) -> float:
    """When the log was first there for all to see: its first commit, else not before now."""
    return (facts.first or now).timestamp()


def _state(facts: Facts) -> State:
    if facts.path is None:
        return State.ASKED if facts.questions else State.NOTHING
    if not facts.committed:
        return State.COMPILED
    return State.PUSHED if facts.pushed else State.COMMITTED


def _lateness(found: Standing, now: datetime) -> str:
    """`2 days late`, of the first commit or, while there is none, until now."""
    assert found.deadline is not None  # noqa: S101 - what is late has a day
    when = (found.facts.first or now).astimezone(found.deadline.tzinfo or UTC)
    days = (when.date() - found.deadline.date()).days
    if days < 1:
        return f"late since {found.deadline:%H:%M}"
    return f"{days} day{'s' if days > 1 else ''} late"
