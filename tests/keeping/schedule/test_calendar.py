"""The due dates as a calendar, read back by the icalendar library."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component

from vibelog.core.course import Assignment, Course
from vibelog.keeping.schedule.calendar import calendar

DETROIT = ZoneInfo("America/Detroit")
CHANGED = datetime(2025, 9, 1, tzinfo=UTC)
DSPY = Assignment(
    "dspy", "DSPy; a, b", aliases=("DSPy",), due=date(2025, 9, 10), link="https://x.y"
)
HOUR = Assignment("tvm", "TVM", due=date(2025, 9, 10), at=time(17))
NONE = Assignment("lmql", "LMQL")
COURSE = Course("Compilers, for Everyone", "Fall 2025", (DSPY, HOUR, NONE))


def events(course: Course = COURSE, changed: datetime = CHANGED) -> list[Component]:
    return list(Calendar.from_ical(calendar(course, DETROIT, changed).decode()).walk("VEVENT"))


def test_each_paper_with_a_day_is_an_event_all_day_or_at_its_hour() -> None:
    whole, hour = events()
    assert (whole.decoded("dtstart"), whole.decoded("dtend")) == (
        date(2025, 9, 10),
        date(2025, 9, 11),
    )
    assert str(whole["SUMMARY"]) == "Vibe log: DSPy"
    assert str(whole["DESCRIPTION"]) == "DSPy; a, b (Compilers, for Everyone)"
    assert hour.decoded("dtstart") == datetime(2025, 9, 10, 21, tzinfo=UTC)


@pytest.mark.parametrize("at", [None, time(0, 30), time(17), time(23, 59)])
@pytest.mark.parametrize("due", [date(2025, 9, 10), date(2025, 11, 3)])  # summer time ends on 2nd
def test_alarms_go_off_at_nine_two_days_and_one_day_before(due: date, at: time | None) -> None:
    [event] = events(replace(COURSE, assignments=(replace(DSPY, due=due, at=at),)))
    begin = event.decoded("dtstart")
    if at is None:  # of a day, which begins where the calendar is
        begin = datetime.combine(begin, time(), DETROIT).astimezone(UTC)
    rings = [
        (begin + alarm.decoded("trigger")).astimezone(DETROIT) for alarm in event.walk("VALARM")
    ]
    days = [due - timedelta(2), due - timedelta(1)]
    assert rings == [datetime.combine(day, time(9), DETROIT) for day in days]


def test_the_same_schedule_gives_the_same_bytes() -> None:
    assert calendar(COURSE, DETROIT, CHANGED) == calendar(COURSE, DETROIT, CHANGED)


def test_a_moved_day_replaces_the_event_that_was_imported() -> None:
    later = CHANGED + timedelta(hours=2)
    moved = replace(COURSE, assignments=(replace(DSPY, due=date(2025, 9, 3)), HOUR))
    [before, _], [after, _] = events(), events(moved, later)
    assert before["UID"] == after["UID"]
    assert after.decoded("sequence") > before.decoded("sequence")
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert len({str(event["UID"]) for event in events()}) == 2


def test_lines_are_folded_and_nothing_of_a_title_becomes_a_line() -> None:
    odd = replace(DSPY, title="é" * 100 + "\r\nBEGIN:VEVENT\x1b[31m")
    made = calendar(replace(COURSE, assignments=(odd,)), DETROIT, CHANGED)
    assert made.count(b"\r\nBEGIN:VEVENT") == 1
    assert b"\x1b" not in made
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
