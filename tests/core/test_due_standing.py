"""When a log is due, and what is late: against days and hours counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import tzset
from zoneinfo import ZoneInfo

import pytest

from vibelog.core.course import Assignment
from vibelog.core.standing import Facts, State, deadline, said, shown, standing, zone
from vibelog.errors import ConfigError

DETROIT = ZoneInfo("America/Detroit")
NOON = datetime(2025, 9, 8, 12, tzinfo=DETROIT)


def paper(due: date | None, at: time | None = None, name: str = "dspy") -> Assignment:
    return Assignment(name, name.upper(), due=due, at=at)


@pytest.mark.parametrize(
    ("place", "due", "at", "utc"),
    [
        ("America/Detroit", date(2025, 9, 10), None, "2025-09-11T03:59:59"),
        ("America/Detroit", date(2025, 12, 1), None, "2025-12-02T04:59:59"),  # winter time
        ("America/Detroit", date(2025, 9, 10), time(17), "2025-09-10T21:00:00"),
        ("Pacific/Kiritimati", date(2025, 9, 10), None, "2025-09-10T09:59:59"),  # UTC+14
        ("Pacific/Pago_Pago", date(2025, 9, 10), None, "2025-09-11T10:59:59"),  # UTC-11
        ("America/Detroit", date(2025, 11, 2), time(1, 30), "2025-11-02T06:30:00"),  # twice 1:30
        ("America/Havana", date(2025, 11, 1), None, "2025-11-02T03:59:59"),
        ("Asia/Beirut", date(2025, 10, 25), None, "2025-10-25T21:59:59"),  # 23:59 comes twice
        ("UTC", date(2025, 12, 31), None, "2025-12-31T23:59:59"),
    ],
)
def test_a_log_is_due_at_the_end_of_its_day_where_the_course_is(
    place: str, due: date, at: time | None, utc: str
) -> None:
    found = deadline(paper(due, at), ZoneInfo(place))
    assert found is not None
    assert found.astimezone(UTC).replace(tzinfo=None).isoformat() == utc


def test_without_a_zone_this_machines_own_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Detroit")
    tzset()
    found = deadline(paper(date(2025, 9, 10)), None)
    monkeypatch.undo()
    tzset()
    assert found == datetime(2025, 9, 11, 3, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(), State.NOTHING),
        (Facts(questions=3), State.ASKED),
        (Facts(questions=3, path="a.md"), State.COMPILED),
        (Facts(path="a.md", committed=True), State.COMMITTED),
        (Facts(path="a.md", committed=True, pushed=False), State.COMMITTED),
        (Facts(path="a.md", committed=True, pushed=True), State.PUSHED),
    ],
)
def test_a_log_goes_from_nothing_to_pushed(facts: Facts, state: State) -> None:
    assert standing(paper(None), facts, NOON, DETROIT).state == state


@pytest.mark.parametrize(
    ("due", "at", "words"),
    [
        (date(2025, 9, 8), None, "today"),
        (date(2025, 9, 8), time(17), "today by 17:00"),
        (date(2025, 9, 9), None, "tomorrow"),
        (date(2025, 9, 11), None, "in 3 days"),
        (date(2025, 9, 7), None, "1 day late"),
        (date(2025, 9, 6), None, "2 days late"),
        (date(2025, 9, 8), time(11), "late since 11:00"),
        (None, None, ""),
    ],
)
def test_how_far_off_a_day_is_in_words(due: date | None, at: time | None, words: str) -> None:
    assert said(standing(paper(due, at), Facts(), NOON, DETROIT), NOON) == words


def test_today_is_the_courses_today() -> None:
    moment = datetime(2025, 9, 10, 11, tzinfo=UTC)  # the 11th on Kiritimati, the 10th in Detroit
    there = standing(paper(date(2025, 9, 10)), Facts(), moment, ZoneInfo("Pacific/Kiritimati"))
    here = standing(paper(date(2025, 9, 10)), Facts(), moment, DETROIT)
    assert (there.late, there.days) == (True, -1)
    assert (here.late, here.days) == (False, 0)


def test_what_was_committed_in_time_is_never_late() -> None:
    last = deadline(paper(date(2025, 9, 1)), DETROIT)
    assert last
    for first, late in ((last, False), (last + timedelta(seconds=1), True)):
        facts = Facts(path="a.md", committed=True, first=first.astimezone(UTC))
        assert standing(paper(date(2025, 9, 1)), facts, NOON, DETROIT).late is late


def test_a_late_log_is_as_late_as_its_first_commit() -> None:
    first = datetime(2025, 9, 4, 8, tzinfo=DETROIT)
    facts = Facts(path="a.md", committed=True, first=first)
    found = standing(paper(date(2025, 9, 1)), facts, NOON, DETROIT)
    assert said(found, NOON) == "3 days late"


def test_outside_a_repository_nobody_knows_when_a_log_was_there() -> None:
    facts = Facts(path="a.md", dated=False)
    assert not standing(paper(date(2025, 9, 1)), facts, NOON, DETROIT).late


def test_the_next_ones_come_first_and_then_what_is_missing_of_two_weeks() -> None:
    days = {"far": 15, "week": 6, "now": 0, "yesterday": -1, "edge": -14, "old": -15}
    found = [
        standing(paper(NOON.date() + timedelta(d), name=n), Facts(), NOON, DETROIT)
        for n, d in days.items()
    ]
    names = [each.assignment.name for each in shown(found)]
    assert names == ["now", "week", "yesterday", "edge"]


def test_the_next_day_is_shown_however_far_it_is() -> None:
    due = [date(2025, 12, 1), date(2025, 12, 1), date(2025, 12, 3)]
    found = [standing(paper(day), Facts(), NOON, DETROIT) for day in due]
    assert [each.assignment.due for each in shown(found)] == due[:2]


def test_what_is_late_but_committed_is_not_shown_again() -> None:
    facts = Facts(path="a.md", committed=True, first=NOON)
    assert not shown([standing(paper(date(2025, 9, 7)), facts, NOON, DETROIT)])


@pytest.mark.parametrize("name", ["Detroit", "../../etc/passwd", "America/"])
def test_a_zone_that_is_none_is_told(name: str) -> None:
    with pytest.raises(ConfigError, match="America/Detroit"):
        zone(name)
