from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from schedules import schedule

from vibelog.core.course import Assignment, Course, Unread
from vibelog.keeping import schedule as schedules
from vibelog.keeping.schedule import parsed

MLIR = Assignment("mlir", "M", aliases=("MLIR",), due=date(2025, 9, 8), at=time(17), line=7)
COURSE = Course("A", "Fall 2025", (MLIR,), unread=(Unread(3, "x", "no date"),), worth=5.0)


def test_a_schedule_is_read_once_for_each_text_and_year(library: Path) -> None:
    asked: list[tuple[str, int | None]] = []

    def read(text: str, year: int | None) -> Course:
        asked.append((text, year))
        return COURSE

    for text, year in (("a", None), ("a", None), ("b", None), ("a", 2025), ("a", 2025)):
        assert parsed.kept(library, text, year, read) == COURSE
    assert asked == [("a", None), ("b", None), ("a", 2025)]


def test_a_real_schedule_comes_back_as_it_was_read(library: Path) -> None:
    read = schedules.read(schedule())
    for _ in range(2):
        assert parsed.kept(library, schedule(), None, schedules.read) == read


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"assignments": [{}], "unread": []}'])
def test_what_is_damaged_is_read_again(library: Path, damage: str) -> None:
    parsed.kept(library, "a", None, lambda _text, _year: COURSE)
    [file] = (library / "cache/courses").iterdir()
    file.write_text(damage, encoding="utf-8")
    assert parsed.kept(library, "a", None, lambda _text, _year: COURSE) == COURSE


def test_without_a_place_for_it_it_is_read_each_time(library: Path) -> None:
    library.write_text("in the way", encoding="utf-8")
    assert parsed.kept(library, "a", None, lambda _text, _year: COURSE) == COURSE
