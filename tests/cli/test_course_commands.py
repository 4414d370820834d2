"""`vibelog course` and `vibelog due` as they are called."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import Vibelog
from icalendar import Calendar
from readme_server import ReadmeServer, serving
from schedules import COURSE, course_file, schedule
from terminal import running

TODAY = datetime.now().astimezone().date()


@pytest.fixture
def server() -> Iterator[ReadmeServer]:
    with serving(schedule()) as page:
        yield page


@pytest.fixture
def soon(tmp_path: Path) -> Path:
    """A course whose MLIR was due yesterday, and whose Glow is due tomorrow."""
    rows = "".join(
        f"| {TODAY + timedelta(day):%Y-%m-%d} | [{name}](https://arxiv.org/abs/{number}) |\n"
        for day, name, number in (
            (-1, "MLIR", "2002.11054"),
            (1, "Glow", "1805.00907"),
            (40, "TVM", "1802.04799"),
        )
    )
    text = f"# {COURSE}\n\n| Date | Papers |\n|---|---|\n{rows}"
    return course_file(tmp_path / "course", text)


@pytest.mark.usefixtures("repository")
def test_a_course_is_added_listed_shown_and_removed(vibelog: Vibelog) -> None:
    unread = "| soon | [Nyx](https://arxiv.org/abs/2401.00001) |\n"
    course_file(Path("course"), schedule() + unread)
    ran = vibelog("course", "add", "course/README.md")
    assert ran.code == 0
    assert f"{COURSE}, Fall 2025:" in ran.out
    assert "not read, line" in ran.out
    [listed] = json.loads(vibelog("course", "list", "--json").out)
    assert (listed["name"], listed["source"], listed["used"]) == (COURSE, "course/README.md", True)
    assert "mlir\tMon 08 Sep 2025\t7\tMLIR" in vibelog("course", "show").out
    [shown] = json.loads(vibelog("course", "show", "--json").out)
    assert shown["assignments"][0]["due"] == "2025-09-08"
    assert vibelog("course", "remove", COURSE).code == 0
    assert "no course" in vibelog("course", "list").err


@pytest.mark.usefixtures("repository")
def test_a_moved_day_is_told_by_the_next_command_whatever_it_is(
    vibelog: Vibelog, server: ReadmeServer
) -> None:
    vibelog("course", "add", server.url)
    server.text = schedule("Sep 22-24")
    ran = vibelog("course", "refresh")
    assert ran.out == f"{server.url} has changed.\n"
    assert "MLIR moved from Sep 8 to Sep 22" in ran.err
    assert vibelog("papers", "--course").err == ""


@pytest.mark.usefixtures("repository")
def test_refresh_says_what_came_of_each_course_and_exits_1_when_one_cannot_be_read(
    vibelog: Vibelog, server: ReadmeServer
) -> None:
    file = course_file(Path("course"))
    for source in (server.url, "course", "course/README.md"):
        vibelog("course", "add", source)
    ran = vibelog("course", "refresh")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"{server.url} is as it was.",
        "course is a folder, read on each use.",
        "course/README.md is a file, read on each use.",
    ]
    server.text = "# Under construction\n"
    file.unlink()
    ran = vibelog("course", "refresh", "--json")
    assert ran.code == 1
    assert [bool(each["failure"]) for each in json.loads(ran.out)] == [True] * 3
    assert ran.err.count("Its last copy serves.") == 3  # each is said once
    rows = [line.split("\t")[:3] for line in vibelog("course", "list").out.splitlines()[1:]]
    assert rows == [[COURSE, "Fall 2025", "3"]] * 3


@pytest.mark.usefixtures("repository")
def test_refresh_and_show_take_a_courses_name_and_show_a_papers(
    vibelog: Vibelog, server: ReadmeServer
) -> None:
    vibelog("course", "add", server.url)
    assert vibelog("course", "refresh", COURSE.upper()).out == f"{server.url} is as it was.\n"
    assert vibelog("course", "refresh", "nothing").code == 1
    assert "mlir\tMon 08 Sep 2025" in vibelog("course", "show", COURSE).out
    assert "due: 2025-09-08" in vibelog("course", "show", "MLIR").out.splitlines()
    assert json.loads(vibelog("course", "show", "mlir", "--json").out)["line"] == 7
    assert vibelog("course", "show", "nothing").code == 1


def test_an_empty_name_is_wrong_usage(vibelog: Vibelog) -> None:
    assert [vibelog("course", each, " ").code for each in ("add", "remove")] == [2, 2]


@pytest.mark.usefixtures("repository")
def test_a_year_that_cannot_be_told_is_asked_for_in_a_terminal(vibelog: Vibelog) -> None:
    course_file(Path("course"), schedule(heading="Schedule"))
    assert vibelog("course", "add", "course").code == 1
    command = [sys.executable, "-m", "vibelog", "course", "add", "course"]
    with running(command, 80, 12) as terminal:
        terminal.until("which year").type("2027", "enter")
        assert terminal.ended() == 0
    assert "year = 2027" in Path("vibelog.toml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("repository")
def test_the_settings_of_the_repository_that_is_named_decide(
    vibelog: Vibelog, tmp_path: Path
) -> None:
    course_file(Path("course"))
    vibelog("course", "add", "course")
    here, elsewhere = Path.cwd(), tmp_path / "elsewhere"
    elsewhere.mkdir()
    with chdir(elsewhere):
        named = json.loads(vibelog("due", "--json", "--repo", str(here)).out)
        without = json.loads(vibelog("due", "--json").out)
    assert (named["course"], without["course"] == COURSE) == (COURSE, False)


@pytest.mark.usefixtures("repository")
def test_what_is_read_beside_a_command_is_told_by_the_next_one(
    vibelog: Vibelog, server: ReadmeServer
) -> None:
    vibelog("course", "add", server.url)
    server.text = schedule("Sep 22-24")
    beside = [sys.executable, "-m", "vibelog", "course", "refresh", "--beside", "--", server.url]
    subprocess.run(beside, check=True, capture_output=True)
    assert "MLIR moved from Sep 8 to Sep 22" in vibelog("papers", "--course").err


@pytest.mark.usefixtures("repository")
def test_what_a_cloned_repository_names_is_not_fetched_before_agreeing(
    vibelog: Vibelog, server: ReadmeServer
) -> None:
    Path("vibelog.toml").write_text(f'[[course]]\nsource = "{server.url}"\n', encoding="utf-8")
    assert "vibelog agree" in vibelog("due").err
    assert vibelog("course", "refresh").out == ""
    assert server.statuses == []
    assert server.url in vibelog("agree").out
    vibelog("course", "refresh")
    assert server.statuses == [200]


def test_a_source_that_is_none_exits_1_with_a_sentence(vibelog: Vibelog) -> None:
    ran = vibelog("course", "add", "nothing.md")
    assert (ran.code, ran.out) == (1, "")
    assert "nothing.md" in ran.err
    assert vibelog("course", "add").code == 2


@pytest.mark.usefixtures("repository")
def test_due_shows_the_next_ones_then_what_is_late(vibelog: Vibelog, soon: Path) -> None:
    vibelog("course", "add", str(soon))
    ran = vibelog("due")
    rows = [line.split("\t")[:4] for line in ran.out.splitlines()[1:]]
    assert [(name, when, state) for name, _, when, state in rows] == [
        ("glow", "tomorrow", "nothing yet"),
        ("mlir", "1 day late", "nothing yet"),
    ]
    assert ran.code == 0
    assert "\ntvm\t" in vibelog("due", "--all").out


@pytest.mark.usefixtures("repository")
def test_strict_exits_1_when_something_is_late_and_3_when_nobody_can_tell(
    vibelog: Vibelog, soon: Path
) -> None:
    vibelog("course", "add", str(soon))
    assert vibelog("due", "--strict").code == 1
    soon.write_text(soon.read_text(encoding="utf-8").replace(f"{TODAY - timedelta(1)}", f"{TODAY}"))
    assert vibelog("due", "--strict").code == 0
    Path("vibelog.toml").write_text('timezone = "Nowhere"', encoding="utf-8")
    assert vibelog("due", "--strict").code == 3


@pytest.mark.usefixtures("repository")
def test_the_calendar_goes_into_a_file_or_a_pipe(vibelog: Vibelog, soon: Path) -> None:
    vibelog("course", "add", str(soon))
    assert vibelog("due", "--ics", "due.ics").code == 0
    read = Calendar.from_ical(Path("due.ics").read_text(encoding="utf-8"))
    days = {event.decoded("dtstart") for event in read.walk("VEVENT")}
    assert days == {TODAY + timedelta(day) for day in (-1, 1, 40)}
    assert vibelog("due", "--ics", "-").out.encode() == Path("due.ics").read_bytes()
    assert vibelog("due", "--ics", "vibelog.toml/due.ics").code == 1
    assert vibelog("due", "--ics", "nowhere/due.ics").code == 1
    assert not Path("nowhere").exists()


@pytest.mark.usefixtures("repository")
def test_a_terminal_shows_each_paper_in_one_line(vibelog: Vibelog, soon: Path) -> None:
    vibelog("course", "add", str(soon))
    with running([sys.executable, "-m", "vibelog", "due"], 80, 12) as terminal:
        assert terminal.ended() == 0
        lines = terminal.lines()
    assert [line.split()[0] for line in lines] == ["paper", "glow", "mlir"]
    assert b"\x1b[1;31m" in terminal.raw  # what is late and missing is bold and red


def test_what_is_said_in_a_terminal_breaks_at_blanks_and_in_no_file_name() -> None:
    path = f"/home/{'folder/' * 9}README.md"
    said = f"No schedule was found in {path}, which is the file that you named for your course."
    begin = f"from vibelog.cli import screen\nscreen.tell({said!r})"
    with running([sys.executable, "-c", begin], 40, 12) as terminal:
        assert terminal.ended() == 0
        printed = terminal.raw.decode().splitlines()
    assert " ".join(printed) == said
    assert max(len(line) for line in printed if path not in line) <= 40
