"""Schedules as courses write them; the days beside each were looked up in a calendar by hand."""

from __future__ import annotations

import re
from datetime import date

import pytest

from vibelog.keeping.schedule import read

WEEK = "| Week | Topics | Notes |\n|---|---|---|\n"
DATE = "| Date | Paper |\n|---|---|\n"
FALL = "# Systems (Fall 2025)\n\n"


def linked(text: str) -> str:
    """The text with a link for each capital letter in braces: `{A}`, `{B}`."""
    number = r"2501.000"
    return re.sub(
        r"\{([A-Z])\}",
        lambda m: f"[{m[1]}{m[1]}](https://arxiv.org/abs/{number}{ord(m[1])})",
        text,
    )


VARIANTS = {
    "two days in a week": (FALL + WEEK + "| Sep 8-10 | {A}, {B}<br>{C} | |", "A0908 B0908 C0910"),
    "over the end of a month": (FALL + WEEK + "| Sep 29 - Oct 1 | {A}<br>{B} |", "A0929 B1001"),
    "an en dash": (FALL + WEEK + "| Aug 25–27 | {A} <br/> {B} | |", "A0825 B0827"),
    "an em dash, long names": (
        FALL + WEEK + "| September 8 — September 10 | {A}<BR>{B} | |",
        "A0908 B0910",
    ),
    "a minus sign": (FALL + WEEK + "| Sept. 8−10 | {A}<br />{B} | |", "A0908 B0910"),
    "a broken dash": (FALL + WEEK + "| Sep 8‚Äì10 | {A}<br>{B} | |", "A0908 B0910"),
    "another broken dash": (FALL + WEEK + "| Sep 8â€“10 | {A}<br>{B} | |", "A0908 B0910"),
    "a dash that was lost": (FALL + WEEK + "| Sep 8\ufffd10 | {A}<br>{B} | |", "A0908 B0910"),
    "figures, month first": (
        FALL + WEEK + "| 9/8, 9/10 | {A}<br>{B} | |\n| 9/15, 9/17 | {C}<br> | |",
        "A0908 B0910 C0915",
    ),
    "figures, day first": (
        FALL + DATE + "| 8/9 | {A} |\n| 10/9 | {B} |\n| 15/9 | {C} |",
        "A0908 B0910 C0915",
    ),
    "figures with weekdays": (FALL + DATE + "| Mon 9/8 | {A} |\n| W 9/10 | {B} |", "A0908 B0910"),
    "weekdays before both days": (
        FALL + WEEK + "| Mon Sep 8 / Wed Sep 10 | {A}<br>{B} | |",
        "A0908 B0910",
    ),
    "weekdays together": (FALL + WEEK + "| Tue/Thu Sep 9-11 | {A}<br>{B} | |", "A0909 B0911"),
    "the day before the month": (FALL + WEEK + "| 8-10 Sep | {A}<br>{B} | |", "A0908 B0910"),
    "both months behind": (FALL + WEEK + "| 29 Sep - 1 Oct | {A}<br>{B} | |", "A0929 B1001"),
    "ISO": ("# Systems\n\n" + DATE + "| 2025-09-08 | {A} |\n| 2025-09-10 | {B} |", "A0908 B0910"),
    "a numbered week": (FALL + WEEK + "| Week 3 (Sep 8, Sep 10) | {A}<br>{B} | |", "A0908 B0910"),
    "a number of its own": (
        FALL + "| # | Date | Paper |\n|---|---|---|\n| 3 | Sep 8 | {A} |\n| 4 | Sep 10 | {B} |",
        "A0908 B0910",
    ),
    "dots, as in Europe": (
        "# Systeme, WS 2025/26\n\n" + DATE + "| 13.10. | {A} |\n| 12.01. | {B} |",
        "A1013 B20260112",
    ),
    "dots with the year": ("# Systeme\n\n" + DATE + "| 8.9.2025 | {A} |", "A0908"),
    "German": ("# Systeme\n## Wintersemester 2025/26\n" + DATE + "| 3. März | {A} |", "A20260303"),
    "over New Year": (
        FALL + WEEK + "| Dec 15-17 | {A}<br>{B} | |\n| Jan 5-7 | {C}<br>{D} | |",
        "A1215 B1217 C20260105 D20260107",
    ),
    "winter": ("# Systems\n### Winter 2026\n" + DATE + "| Jan 12 | {A} |", "A20260112"),
    "spring, two digits": ("# Systems, Spring '26\n" + DATE + "| Mar 3 | {A} |", "A20260303"),
    "a short term": ("# CS 598 FA25\n" + DATE + "| Sep 8 | {A} |", "A0908"),
    "an academic year": (
        "# Systems, AY 2025-26\n" + DATE + "| Oct 13 | {A} |\n| Feb 3 | {B} |",
        "A1013 B20260203",
    ),
    "the term behind the year": (
        "# Systems\n## 2025 Autumn\n" + DATE + "| Oct 13 | {A} |",
        "A1013",
    ),
    "the term in the text": (
        "# Systems\nTaught in Fall Semester, 2025.\n\n" + DATE + "| Oct 13 | {A} |",
        "A1013",
    ),
    "three days": (FALL + WEEK + "| Sep 8, 10, 12 | {A}<br>{B}<br>{C} | |", "A0908 B0910 C0912"),
    "a table for each unit": (
        FALL + "## One\n" + DATE + "| Sep 8 | {A} |\n\n## Two\n" + DATE + "| Oct 13 | {B} |",
        "A0908 B1013",
    ),
    "a table for each month": (
        FALL + "## September\n| Day | Paper |\n|-|-|\n| 8 | {A} |\n\n"
        "## October\n| Day | Paper |\n|-|-|\n| Mon 13 | {B} |",
        "A0908 B1013",
    ),
    "two terms": (
        "# S\n## Fall 2025\n"
        + DATE
        + "| Sep 8 | {A} |\n## Winter 2026\n"
        + DATE
        + "| Jan 12 | {B} |",
        "A0908 B20260112",
    ),
    "weekdays in a column": (
        FALL + "| Week | Day | Readings |\n|-|-|-|\n| Sep 8 | Mon | {A} |\n| | Wed | {B} |\n",
        "A0908 B0910",
    ),
    "days named in the parts": (
        FALL + WEEK + "| Sep 8-12 | Tue: {A}<br>{B}<br>Fri: {C} | |",
        "A0909 B0909 C0912",
    ),
    "a blank line between the days": (
        FALL + WEEK + "| Sep 8-10 | {A}<br>{B}<br><br>{C} | |",
        "A0908 B0908 C0910",
    ),
    "an empty first part": (FALL + WEEK + "| Sep 8-10 | <br>{A} | |", "A0910"),
    "a holiday first": (FALL + WEEK + "| Oct 13-15 | Break (Holiday)<br>{A} |`", "A1015"),
    "a due column": (
        FALL + "| Class | Paper | Due |\n|-|-|-|\n| Sep 8 | {A} | Sep 7 |\n| Sep 10 | {B} | |",
        "A0907 B0910",
    ),
    "only a due column": (FALL + "| Paper | Due |\n|-|-|\n| {A} | Sep 7, 5pm |", "A0907"),
    "lectures and readings": (
        FALL + "| Lecture | Date | Topic | Readings | Slides |\n|-|-|-|-|-|\n"
        "| 5 | Sep 8 | Caches | {A} | [slides](https://example.org/5.pdf) |",
        "A0908",
    ),
    "struck out": (FALL + WEEK + "| ~~Sep 8~~ Sep 10 | ~~{A}~~ {B} | |", "B0910"),
    "no pipes at the ends": (
        FALL + "Date | Paper\n--|--\nSep 8 | {A}\nSep 10 | {B}",
        "A0908 B0910",
    ),
    "CRLF": ((FALL + DATE + "| Sep 8 | {A} |").replace("\n", "\r\n"), "A0908"),
    "a range in words": (FALL + WEEK + "| Sep 8 to 10 | {A}<br>{B} | |", "A0908 B0910"),
    "ordinals": (FALL + WEEK + "| Sept 8th & 10th | {A}<br>{B} | |", "A0908 B0910"),
    "nobody teaches on a Saturday": (FALL + DATE + "| 9/8 | {A} |", "A0908"),
    "a heading about last time": (
        FALL + "## Projects of previous years (Fall 2023)\n# Schedule\n" + DATE + "| Sep 8 | {A} |",
        "A0908",
    ),
    "earlier terms": (
        FALL + DATE + "| Sep 8 | {A} |\n\n## Past: Fall 2024\n" + DATE + "| Sep 9 | {B} |",
        "A0908",
    ),
}


@pytest.mark.parametrize(("text", "days"), VARIANTS.values(), ids=list(VARIANTS))
def test_every_day_is_right(text: str, days: str) -> None:
    course = read(linked(text))
    found = {assignment.name: assignment.due for assignment in course.assignments}
    expected = {}
    for said in days.split():
        year, month, day = int(said[1:-4] or 2025), int(said[-4:-2]), int(said[-2:])
        expected[said[0].lower() * 2] = date(year, month, day)
    assert found == expected
    assert course.unread == ()


OPEN = {
    "one part for two days": (WEEK + "| Sep 8-10 | {A} | |", "which day is whose"),
    "three parts for two days": (WEEK + "| Sep 8-10 | {A}<br>{B}<br>{C} | |", "3 parts"),
    "a week, not its days": (WEEK + "| Sep 8-12 | {A}<br>{B} | |", "a week, not its class days"),
    "a week of": (WEEK + "| Week of Sep 8 | {A} | |", "a week, not its class days"),
    "a wrong weekday": (DATE + "| Tue Sep 8 | {A} |\n| Sep 10 | {Z} |", "Sep 8 2025 is a Monday"),
    "backwards": (WEEK + "| Sep 10-8 | {A}<br>{B} | |", "do not go forward"),
    "no such day": (DATE + "| Sep 31 | {A} |\n| Oct 6 | {Z} |", "no calendar has"),
    "no day": (DATE + "| TBD | {A} |\n| Sep 8 | {Z} |", "has no date"),
    "either order": (DATE + "| 9/10 | {A} |", "may be Sep 10 2025 or Oct 9 2025"),
    "two weekdays, one date": (WEEK + "| Mon/Wed Sep 8 | {A}<br>{B} | |", "more weekdays"),
    "a weekday of another week": (WEEK + "| Sep 8-12 | Sun: {A} | |", "none of its row's"),
    "a deadline to be told": (
        "| Date | Paper | Due |\n|-|-|-|\n| Sep 8 | {A} | TBA |\n",
        "is due TBA",
    ),
}


@pytest.mark.parametrize(("table", "why"), OPEN.values(), ids=list(OPEN))
def test_what_is_not_said_is_listed_and_not_guessed(table: str, why: str) -> None:
    course = read(linked(FALL + table))
    papers = [assignment for assignment in course.assignments if assignment.name != "zz"]
    assert papers
    assert all(assignment.due is None for assignment in papers)
    assert len(course.unread) == len(papers)
    assert all(why in unread.why for unread in course.unread)
    assert {unread.line for unread in course.unread} == {paper.line for paper in papers}
