from __future__ import annotations

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibelog.errors import ConfigError
from vibelog.keeping.schedule import sync
from vibelog.keeping.schedule.rows import GONE

HEAD = "| Week | Topics | Description | Notes/Links |\n|------|--------|-----|---|\n"


def paper(name: str) -> str:
    return f"[{name}](https://example.org/{name.lower()}.pdf)"


def note(name: str) -> str:
    return f"[{name} Notes](logs/{name.lower()}.md)"


A, B, C, D = (paper(name) for name in ("Ant", "Bee", "Cat", "Dog"))
THEIRS = f"""# Systems, Fall 2025
{HEAD}\
| **Sep 8-10** | Pitches<br>Pitches | Group |  |
| **Sep 15-17** | {A}, {B} <br>{C} | Papers |  |
| **Sep 22-24** | {D}<br>[Open] | Papers |  |
"""
OWN = f"""My journey\r
{HEAD}\
| **Sep 8-10** | {A}, {B} <br>{C} | Papers |  {note("Ant")}, {note("Bee")} <br>{note("Cat")}|`
| **Sep 15-17** | Pitches<br>Pitches | Group | [My pitch](pitch.md)
| **Sep 22-24** | {D}<br>[Open] |Papers

And  a tail\t
no end"""


def test_a_moved_week_takes_its_notes_along_as_they_stand() -> None:
    assert (
        sync(OWN, THEIRS)
        == f"""My journey\r
{HEAD}\
| **Sep 8-10** | Pitches<br>Pitches | Group | [My pitch](pitch.md)|
| **Sep 15-17** | {A}, {B} <br>{C} | Papers |  {note("Ant")}, {note("Bee")} <br>{note("Cat")}|
| **Sep 22-24** | {D}<br>[Open] |Papers

And  a tail\t
no end"""
    )


def test_what_did_not_change_stays_to_the_byte() -> None:
    new = sync(OWN, THEIRS)
    assert sync(new, THEIRS) == new
    same = THEIRS.replace(f"{C} | Papers |  |", f"{C} | Papers | {note('Cat')}  |` ")
    assert sync(same, THEIRS) == same


def test_notes_follow_their_paper_to_another_day() -> None:
    theirs = THEIRS.replace(B, "X").replace(C, A + ", " + C).replace(f"{A}, X", B, 1)
    lines = sync(OWN, theirs).split("\n")
    assert f"| {note('Bee')} <br> {note('Ant')}, {note('Cat')} |" in lines[4]


def test_notes_follow_their_paper_to_another_week() -> None:
    theirs = THEIRS.replace(f"{A}, {B} ", B).replace("[Open]", A)
    lines = sync(OWN, theirs).split("\n")
    assert f"| {note('Bee')} <br> {note('Cat')} |" in lines[4]
    assert f"| <br> {note('Ant')} |" in lines[5]


def test_notes_beside_a_paper_that_is_gone_are_kept_below() -> None:
    theirs = THEIRS.replace(f"{A}, ", "")
    new = sync(OWN, theirs)
    lines = new.split("\n")
    assert lines[6] == (f"| {GONE} | [Ant](<https://example.org/ant.pdf>) |  | {note('Ant')} |")
    assert sync(new, theirs) == new
    back = sync(new, THEIRS)
    assert GONE not in back
    assert f"{note('Ant')}, {note('Bee')} <br> {note('Cat')}" in back


def test_a_new_link_of_a_paper_comes_from_the_course() -> None:
    theirs = THEIRS.replace("example.org/dog.pdf", "example.org/dog-2.pdf")
    assert "dog-2.pdf" in sync(OWN, theirs)


def test_columns_of_the_students_own_stay() -> None:
    own = f"""\
| Week | Topics | Description | Mood | Done? |
|------|--------|-----|---|---|
| **Sep 8-10** | {A}, {B} <br>{C} | Papers | hard, but good | yes |
"""
    new = sync(own, THEIRS)
    assert f"| **Sep 15-17** | {A}, {B} <br>{C} | Papers | hard, but good | yes |" in new
    assert sync(new, THEIRS) == new


def test_what_stands_in_the_courses_columns_moves_to_the_students() -> None:
    own = OWN.replace(f"{D}<br>[Open] |Papers", f"{D} ([log](logs/dog.md))<br>[Open] | Papers | |")
    assert "([log](logs/dog.md))" in sync(own, THEIRS)
    later = THEIRS.replace("Sep 22-24", "Sep 29")
    assert f"| **Sep 29** | {D}<br>[Open] | Papers | [log](logs/dog.md) |" in sync(own, later)


def test_a_table_without_a_column_for_notes_is_refused_with_the_line() -> None:
    bare = f"| Week | Topics |\n|--|--|\n| Sep 8 | {A} [log](logs/a.md), {B}, {C} | \n"
    with pytest.raises(ConfigError, match=r"Line 3: .*a column for your notes"):
        sync(bare, THEIRS)


PLAIN = f"""# Fall 2025
| Week | Topics | Notes/Links |
|---|---|---|
| Sep 8 | {A} |  |
| Sep 15 | {B} |  |
"""


@pytest.mark.parametrize(
    ("course", "mine"),
    [
        (f"{A} |", f"{A} – I present this one, slides due Friday! |"),
        (A, f"~~{A}~~ ✅"),
        (A, f"[x] {A}"),
        ("Sep 8", "Sep 8 (I am away)"),
        ("Sep 8", "⭐ Sep 8"),
        ("| Sep 15", "| Sep 10 | my own: the dragon book | |\n| Sep 15"),
        ("| Sep 15", f"| Sep 10 | also {C} | [log](c.md) |\n| Sep 15"),
        ("| Sep 15", "| Sep 8 | my own: the dragon book | |\n| Sep 15"),
    ],
)
def test_words_marks_and_rows_of_the_students_own_stay_where_nothing_moved(
    course: str, mine: str
) -> None:
    own = PLAIN.replace(course, mine, 1)
    assert sync(own, PLAIN) == own


@pytest.mark.parametrize(
    ("course", "mine", "now"),
    [
        (f"{A} |", f"{A} – I present, slides due Friday! |", "I present, slides due Friday!"),
        (A, f"~~{A}~~ ✅", "~~Ant~~ ✅"),
        (A, f"[x] {A}", "[x]"),
        ("Sep 8", "Sep 8 (I am away until Sep 10)", "(I am away until Sep 10)"),
    ],
)
def test_words_and_marks_follow_the_paper_that_moves(course: str, mine: str, now: str) -> None:
    own, later = PLAIN.replace(course, mine, 1), PLAIN.replace("Sep 8", "Sep 9")
    new = sync(own, later)
    assert new == later.replace(f"{A} |  |", f"{A} | {now} |")
    assert sync(new, later) == new


def test_a_row_of_the_students_own_stays_where_it_is_while_others_move() -> None:
    mine = f"| Sep 10|the dragon book, {C}  |ch. 9 |"
    own = PLAIN.replace("| Sep 15", f"{mine}\n| Sep 15", 1)
    later = PLAIN.replace("Sep 15", "Sep 16")
    assert sync(own, later) == later.replace("| Sep 16", f"{mine}\n| Sep 16", 1)


def test_a_paper_that_the_course_has_no_more_is_kept_below() -> None:
    own = PLAIN.replace(A, f"{A}, {C}")
    new = sync(own, PLAIN)
    assert new == f"{PLAIN}| {GONE} | [Cat](<https://example.org/cat.pdf>) |  |\n"
    assert sync(new, PLAIN) == new
    assert sync(new, own) == own


def test_papers_move_between_the_tables_of_units() -> None:
    def page(first: str, second: str, notes: str = "") -> str:
        one, two = f"| Sep 8 | {first} | x | {notes} |", f"| Oct 6 | {second} | x |  |"
        return f"# Fall 2025\n{HEAD}{one}\n\n## Two\n{HEAD}{two}\n"

    new = sync(page(f"{A}, {B}", C, note("Ant")), page(B, f"{A}, {C}"))
    assert f"| Oct 6 | {A}, {C} | x | {note('Ant')} |" in new
    assert GONE not in new


def test_windows_line_ends_stay() -> None:
    new = sync(OWN.replace("\r", "").replace("\n", "\r\n"), THEIRS)
    assert new == sync(OWN.replace("\r", ""), THEIRS).replace("\n", "\r\n")


def test_words_right_below_the_table_are_no_row() -> None:
    assert sync(OWN.replace("\n\nAnd", "\nAnd"), THEIRS).endswith("\nAnd  a tail\t\nno end")


def test_a_students_table_of_one_paper_is_no_copy() -> None:
    theirs = THEIRS.replace(A, f"{A}, {paper('Elk')}, {paper('Fox')}")
    with pytest.raises(ConfigError, match="no copy"):
        sync(f"{HEAD}| Sep 8 | {B}, {C} | Papers | {note('Bee')} |\n", theirs)


@pytest.mark.parametrize("own", ["", "# Mine\n", "| Date | Log |\n|--|--|\n| Sep 8 | x |\n"])
def test_without_a_copy_it_is_said(own: str) -> None:
    with pytest.raises(ConfigError, match="no copy"):
        sync(own, THEIRS)


def test_a_table_written_in_html_is_no_original() -> None:
    rows = "".join(f"<tr><td>Sep {8 + 7 * n}</td><td>{p}</td></tr>" for n, p in enumerate((A, B)))
    theirs = f"# Fall 2025\n<table><tr><th>Week</th><th>Topics</th></tr>\n\n{rows}</table>\n"
    own = f"| Week | Topics | Notes |\n|--|--|--|\n| Sep 8 | {A} | |\n| Sep 15 | {B} | |\n"
    with pytest.raises(ConfigError, match="no copy"):
        sync(own, theirs)


def test_without_a_schedule_of_the_courses_it_is_said() -> None:
    with pytest.raises(ConfigError, match="No schedule"):
        sync(OWN, "# Nothing")


NAMES = [f"{letter}{letter.lower()}x" for letter in "ABCDEFGH"]


@st.composite
def plans(draw: st.DrawFn) -> list[list[list[str]]]:
    """Weeks of two days, each with some of the papers."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(6, 8))]
    weeks: list[list[list[str]]] = [[[], []] for _ in range(4)]
    for name in names:
        weeks[draw(st.integers(0, 3))][draw(st.integers(0, 1))].append(name)
    return weeks


def drawn(plan: list[list[list[str]]], noted: set[str]) -> str:
    rows = []
    for week, days in enumerate(plan):
        papers = "<br>".join(", ".join(map(paper, day)) or "Break" for day in days)
        parts = [", ".join(note(n) for n in day if n in noted) for day in days if day]
        notes = " <br> ".join(parts) if any(parts) else ""
        rows.append(f"| Sep {1 + 7 * week}-{3 + 7 * week} | {papers} | x | {notes} |")
    return "# Fall 2025\n\n" + HEAD + "\n".join(rows) + "\n\ntail"


@settings(max_examples=1000 if "VIBELOG_SOAK" in os.environ else 20)
@given(plans(), plans(), st.sets(st.sampled_from(NAMES)))
def test_no_note_is_lost_and_each_stands_beside_its_paper(
    mine: list[list[list[str]]], now: list[list[list[str]]], noted: set[str]
) -> None:
    theirs = drawn(now, set())
    own = drawn(mine, noted)
    new = sync(own, theirs)
    assert sync(new, theirs) == new
    links = re.compile(r"logs/(\w+)\.md")
    assert sorted(links.findall(new)) == sorted(links.findall(own))
    for line in new.split("\n"):
        for name in links.findall(line):
            assert f"/{name}.pdf" in line
    dates = [line.split("|")[1:3] for line in theirs.split("\n") if "| Sep" in line]
    assert [line.split("|")[1:3] for line in new.split("\n") if "| Sep" in line] == dates


WORDS = ("zeal away!", "[x]", "✅", "~~qualm~~", "[own](own.md)", "(see (qed) 4)", "a, b; quux")
MARKS = re.compile(r"zeal|away|\[x\]|✅|qualm|own\.md|qed|quux|drake\d|elsewhere\d")


@st.composite
def written(draw: st.DrawFn, plan: list[list[list[str]]]) -> str:
    """A copy of a plan with the student's words in any of its cells, and rows of their own."""
    lines = []
    for line in drawn(plan, set()).split("\n"):
        cells = line.split("|")
        if "Sep" in line:
            for column in draw(st.sets(st.integers(1, 4), max_size=3)):
                cells[column] += f" {draw(st.sampled_from(WORDS))} "
        lines.append("|".join(cells))
        if "Sep" in line and draw(st.integers(0, 3)) == 0:
            number = len(lines)
            day = draw(st.sampled_from(["Oct 30", "", "Sep 8-10", "someday"]))
            link = f"[X](https://example.org/elsewhere{number}.pdf)"
            lines.append(f"| {day} | drake{number} {link} |  |  |")
    return "\n".join(lines)


@settings(max_examples=1000 if "VIBELOG_SOAK" in os.environ else 40)
@given(st.data(), plans(), plans())
def test_no_word_mark_link_or_row_of_the_students_is_lost(
    data: st.DataObject, mine: list[list[list[str]]], now: list[list[list[str]]]
) -> None:
    own, theirs = data.draw(written(mine)), drawn(now, set())
    new = sync(own, theirs)
    assert set(MARKS.findall(own)) <= set(MARKS.findall(new))
    assert len(MARKS.findall(own)) <= len(MARKS.findall(new))
    assert sync(new, theirs) == new
    still = sync(own, drawn(mine, set()))
    assert still == own
