"""A course's due dates as an iCalendar file (RFC 5545), with alarms in the mornings before.

Knows days and hours; not where they come from. An event keeps its UID when its day moves, and
DTSTAMP and SEQUENCE grow with the schedule's last change, so that importing again replaces it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from vibelog import __version__
from vibelog.core.course import Assignment, Course
from vibelog.core.standing import deadline
from vibelog.core.text import plain, squash

if TYPE_CHECKING:
    from icalendar import Alarm, Event

BEFORE = (2, 1)  # days before the day it is due, on which its alarms go off
MORNING = time(9)  # when they do: at an hour at which people are awake
_BEGAN = datetime(2025, 1, 1, tzinfo=UTC)  # SEQUENCE counts the minutes from here


def calendar(course: Course, zone: tzinfo | None, changed: datetime) -> bytes:
    """One event for each paper with a day: all-day, or at its hour in `zone`.

    `changed` (aware) is when the schedule was last found to be another.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//vibelog//{__version__}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _text(course.name))
    for event in _events(course, zone, changed):
        made.add_component(event)
    return bytes(made.to_ical())


def _events(course: Course, zone: tzinfo | None, changed: datetime) -> Iterator[Event]:
    for assignment in course.assignments:
        if assignment.due:
            yield _event(course, assignment, zone, changed)


def _event(course: Course, paper: Assignment, zone: tzinfo | None, changed: datetime) -> Event:
    from icalendar import Event

    event = Event()
    label = paper.aliases[0] if paper.aliases else paper.name
    event.add("uid", _identity(course, paper))
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("sequence", max(0, int((changed - _BEGAN).total_seconds() // 60)))
    event.add("summary", _text(f"Vibe log: {label}"))
    event.add("description", _text(f"{paper.title} ({course.name})"))
    event.add("transp", "TRANSPARENT")  # it keeps no hour of the day busy
    last = deadline(paper, zone)
    if paper.at and last:
        event.add("dtstart", last.astimezone(UTC))
    elif paper.due:
        event.add("dtstart", paper.due)
        event.add("dtend", paper.due + timedelta(days=1))
    if paper.link:
        event.add("url", _text(paper.link))
    for before in _before(paper, zone):
        event.add_component(_alarm(label, before))
    return event


def _before(paper: Assignment, zone: tzinfo | None) -> Iterator[timedelta]:
    """How long before an event's begin its alarms go off."""
    begin = replace(paper, at=paper.at or time())  # an all-day event begins at midnight
    for days in BEFORE:
        due = paper.due - timedelta(days) if paper.due else None
        alarm = deadline(replace(paper, due=due, at=MORNING), zone)
        if alarm and (start := deadline(begin, zone)):
            yield alarm.astimezone(UTC) - start.astimezone(UTC)


def _alarm(label: str, before: timedelta) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _text(f"Vibe log: {label}"))
    alarm.add("trigger", before)
    return alarm


def _identity(course: Course, paper: Assignment) -> str:
    """The same for the same paper of the same course, whatever its day."""
    known = f"{squash(course.name)}\n{squash(course.term)}\n{paper.name}"
    return f"{hashlib.sha256(known.encode()).hexdigest()[:24]}@vibelog"


def _text(text: str) -> str:
    return squash(plain(text))
