"""What else stands in schedules: dates as people write them, shapes of tables, what is no paper.

Days are of fall 2024 unless a year stands before them, and were looked up in a calendar by hand.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from vibelog.errors import ConfigError
from vibelog.keeping.schedule import read

DATE, WEEK = "| Date | Paper |\n|-|-|\n", "| Week | Paper |\n|-|-|\n"
FALL = "# X Fall 2024\n\n"


def linked(text: str) -> str:
    """The text with a link for each capital letter in braces: `{A}`, `{B}`."""
    return re.sub(
        r"\{([A-Z])\}", lambda m: f"[{m[1]}{m[1]}](https://arxiv.org/abs/2401.000{ord(m[1])})", text
    )


THIRD = """Tue 9/3; Tues, Sept 3; T 9/3; 9/3 (Tue); September 3rd; 3 Sep; 03.09.2024; 2024/09/03;
Tue, Sep 3, 2024; 9/3/24; 3-Sep; Sep-03; 3/Sep; 2024-9-3; 20240903; 9/3 2:00pm; Tue 9/3 14:00-15:30;
Sep 3, 5-7pm; Sep 3*; 9/3\\*; Tuesday, the 3rd of September; Lecture 1 (9/3); Lec 1 - 9/3; 1. 9/3;
#1 9/3; W1: Sep 3; W1 (9/3); Week 1<br>Sep 3; Sep<br>3; `9/3`; [9/3](#l1); <a name="x"></a>9/3;
📅 Sep 3; 3. September; 3 septembre; 9月3日; 2024年9月3日; 9월 3일; Tue&nbsp;9/3; Sep 3 (moved)"""


@pytest.mark.parametrize("said", re.split(r";\s", THIRD))
def test_the_third_of_september_is_said_in_many_ways(said: str) -> None:
    text = linked(f"{FALL}{DATE}| {said} | {{A}} |\n| Sep 17 | {{B}} |\n")
    assert [paper.due for paper in read(text).assignments] == [date(2024, 9, 3), date(2024, 9, 17)]


SHAPES = {
    "rows cut off by blank lines": (
        FALL + DATE + "| 9/3 | {A} |\n\n| 9/5 | {B} |\n\n| 9/10 | {C} |",
        "A0903 B0905 C0910",
        ["read as its row"] * 2,
    ),
    "a week, a column a day": (
        FALL + "| | Tue | Thu |\n|-|-|-|\n| Week 1 (Sep 3) | Intro | {A} |\n| 9/10 | {B} | {C} |",
        "A0905 B0910 C0912",
        [],
    ),
    "dates in the columns of days": (
        FALL + "| Week | Tue | Thu |\n|-|-|-|\n| 1 | 9/3: {A} | 9/5: {B} |\n| 2 | 9/10: {C} | |",
        "A0903 B0905 C0910",
        [],
    ),
    "weeks that begin on Mondays": (
        FALL + "Lectures: TTh 2-3:30pm\n\n" + WEEK + "| 9/2 | {A} |\n| 9/9 | {B} |",
        "",
        ["names a week"] * 2,
    ),
    "a week from Monday, classes on Tuesday and Thursday": (
        FALL + "Time: Tuesdays and Thursdays\n\n" + WEEK + "| 9/9-9/12 | {A}<br>{B} |",
        "",
        ["names a week"] * 2,
    ),
    "weeks that begin on the day of the class": (
        FALL + "We meet Mondays at 2.\n\n" + WEEK + "| 9/9 | {A} |\n| 9/16 | {B} |",
        "A0909 B0916",
        [],
    ),
    "a header that says week of": (
        FALL + "| Week of | Paper |\n|-|-|\n| Sep 2 | {A} |",
        "",
        ["names a week"],
    ),
    "days in bold before their papers": (
        FALL + WEEK + "| Sep 2 - 6 | **Tuesday**: {A} <br> **Thursday**: {B} |",
        "A0903 B0905",
        [],
    ),
    "a list in weeks": (
        FALL + "* Week 1\n  * Sep 3: {A}\n  * Sep 5: {B}\n* Week 2\n  * Sep 10: {C}",
        "A0903 B0905 C0910",
        [],
    ),
    "a list with its dates behind": (FALL + "- {A} (Sep 3)\n- {B} (Sep 5)", "A0903 B0905", []),
    "headings of lectures": (
        FALL + "## Lecture 1: Intro (9/3)\nReading: {A}\n\n## Lecture 2: More (9/5)\n- Required: "
        "{B}\n- Optional: {C}\n- Slides: [s](https://example.edu/s.pdf)",
        "A0903 B0905",
        [],
    ),
    "headings of weeks": (
        FALL + "### Week 1 (Sep 2 - Sep 6)\n- Tue: {A}\n- Thu: {B}\n### Week 2 (9/9 - 9/13)\n- Tue:"
        " {C}",
        "A0903 B0905 C0910",
        [],
    ),
    "an HTML table with Markdown in it": (
        FALL + "<table>\n<tr><th>Date</th><th>Readings</th></tr>\n<tr><td>9/3</td><td>\n\n- {A}\n"
        "- {B}\n\n</td></tr></table>",
        "A0903 B0903",
        [],
    ),
    "an HTML table and rows that are commented out": (
        FALL + "<!--\n<table><tr><th>Date</th><th>Paper</th></tr><tr><td>9/3</td><td>{B}</td></tr>"
        "</table>\n-->\n" + DATE + "| 9/3 | {A} |\n<!-- | 9/5 | {C} | -->\n| 9/10 | {D} |",
        "A0903 D0910",
        ["read as its row"],
    ),
    "what is optional": (
        FALL + DATE + "| 9/3 | {A}, (optional) {B} |\n| 9/5 | {C} (optional), {D} |\n"
        "| 9/10 | {E} [optional: {F}] |\n| 9/12 | {G}; optional reading: {H} |",
        "A0903 D0905 E0910 G0912",
        [],
    ),
    "what may be optional": (
        FALL + DATE + "| 9/3 | {A} <br> Optional: {B} <br> {C} |",
        "A0903",
        ["is it assigned?"],
    ),
    "what may be optional in a list": (
        FALL + DATE + "| 9/3 | 1. {A} 2. Optional: {B} 3. {C} |",
        "A0903",
        ["is it assigned?"],
    ),
    "nothing but what is optional": (
        FALL + "| Date | Topic | Optional |\n|-|-|-|\n| 9/3 | Queues | {A} |",
        "",
        [],
    ),
    "months in which such a term has classes": (
        FALL + DATE + "| 9/6 | {A} |\n| 9/7 | {B} |",
        "A0906 B0907",
        [],
    ),
    "a weekday before its week begins": (
        FALL + "| Week | Day | Paper |\n|-|-|-|\n| Sep 5 | Mon | {A} |",
        "",
        ["a weekday beside it"],
    ),
    "a weekday without a date": (
        FALL + DATE + "| Monday | {A} |\n| 9/5 | {B} |",
        "B0905",
        ["has no date"],
    ),
    "addresses that are none": (
        FALL + DATE + "| 9/3 | {A} <a href='https://[::1/x.pdf'>x</a> |",
        "A0903",
        [],
    ),
    "a column for what is optional": (
        FALL + "| Date | Required | Optional |\n|-|-|-|\n| 9/3 | {A} | {B} |",
        "A0903",
        [],
    ),
    "papers in a column of another thing": (
        FALL + "| Date | Topic | Paper |\n|-|-|-|\n| 9/3 | {B} | {A} |",
        "A0903",
        ["in the column “Topic”"],
    ),
    "pages among topics": (
        FALL + "| Date | Topic |\n|-|-|\n| 9/3 | [Queues](https://example.edu/queues), {A} |",
        "A0903",
        ["links to a page"],
    ),
    "authors and venues": (
        FALL + DATE + "| 9/3 | {A}, SOSP'20; {B}, OSDI 2021 |\n| 9/5 | Ann Lee. {C}, SOSP 2020 |",
        "A0903 B0903 C0905",
        [],
    ),
    "hours of other work": (
        FALL + "| Date | Paper | Due |\n|-|-|-|\n| 9/3 | {A} | Project 1 due 6am |",
        "A0903",
        [],
    ),
    "deadlines of other work": (
        FALL + "| Date | Paper | HW due |\n|-|-|-|\n| 9/3 | {A} | 9/2 |\n\n| Assignment | Topic | "
        "Due |\n|-|-|-|\n| HW1 | [read this](https://example.edu/1.pdf) | 9/20 |",
        "A0903",
        [],
    ),
    "days on which it was posted": (
        FALL + "| Posted date | Date | Paper |\n|-|-|-|\n| 8/1 | 9/3 | {A} |\n| 8/1 | 9/5 | {B} |",
        "A0903 B0905",
        [],
    ),
    "papers by the day they appeared": (
        FALL + DATE + "| 9/3 | {A} |\n\n## Papers\n" + DATE + "| 2019-05-01 | {B} |\n"
        "| 2023-02-01 | {C} |",
        "A0903",
        [],
    ),
    "the year in the links": (
        "# Graphs\n\n| Date | Paper | Slides |\n|-|-|-|\n"
        + "".join(
            f"| {day} | {{{name}}} | [s](https://github.com/o/graphs-winter-2024/{name}.pdf) |\n"
            for day, name in (("1/8", "A"), ("1/10", "B"), ("1/15", "C"))
        ),
        "A0108 B0110 C0115",
        [],
    ),
    "a semester of figures": ("# CS 1 (24SP)\n" + DATE + "| Mon 4/8 | {A} |", "A0408", []),
    "titles and links apart": (
        FALL + "| Date | Paper | Link |\n|-|-|-|\n| 9/3 | AA |[Paper download](https://arxiv.org/"
        "abs/2401.00065)|",
        "A0903",
        [],
    ),
    "a chapter of a book": (
        FALL + DATE + "| 9/3 | Ch. 3 of [Book](https://example.org/book) and {A} |",
        "A0903",
        [],
    ),
}


@pytest.mark.parametrize(("text", "days", "whys"), SHAPES.values(), ids=list(SHAPES))
def test_every_day_is_right_and_the_rest_is_listed(text: str, days: str, whys: list[str]) -> None:
    course = read(linked(text))
    found = {paper.name: paper.due for paper in course.assignments if paper.due}
    said = [(word[0].lower() * 2, int(word[1:3]), int(word[3:])) for word in days.split()]
    assert found == {name: date(2024, month, day) for name, month, day in said}
    assert not any(paper.at for paper in course.assignments)
    assert len(course.unread) == len(whys)
    for unread, why in zip(course.unread, whys, strict=True):
        assert why in unread.why


def test_what_is_published_is_a_paper_whatever_its_title_says() -> None:
    cell = "[A Review of Labs](https://www.usenix.org/conference/x24/presentation/lab)"
    (paper,) = read(f"{FALL}{DATE}| 9/3 | {cell} |").assignments
    assert (paper.title, paper.due) == ("A Review of Labs", date(2024, 9, 3))


def test_front_matter_names_the_course_and_keeps_the_lines() -> None:
    course = read(
        linked(f"---\nlayout: page\ntitle: Queues\nterm: Fall 2024\n---\n{DATE}| 9/3 | {{A}} |")
    )
    assert (course.name, course.term) == ("Queues", "Fall 2024")
    assert [paper.line for paper in course.assignments] == [8]


@pytest.mark.parametrize(
    "text",
    [
        "| Lecture | Paper |\n|-|-|\n| 1.1 | {A} |\n| 1.2 | {B} |",
        "| Week | Paper |\n|-|-|\n| 1 | {A} |\n| 2 | {B} |",
        "## News\n- **Aug 20**: [site](https://example.edu)\n- **Aug 22**: read {A}",
    ],
)
def test_what_only_looks_like_a_schedule_is_none(text: str) -> None:
    with pytest.raises(ConfigError, match="No schedule"):
        read(linked(FALL + text))
