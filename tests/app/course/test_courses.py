"""Courses added, read again, moved, unreadable and gone; a real server, and no network."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from readme_server import ReadmeServer, serving
from schedules import COURSE, course_file, schedule

from vibelog import app
from vibelog.app import App
from vibelog.app.course import courses, enrolling
from vibelog.core.course import Assignment, Course
from vibelog.errors import VibelogError
from vibelog.keeping.remote import copies

LATER = timedelta(hours=1, seconds=1)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def server() -> Iterator[ReadmeServer]:
    with serving(schedule()) as page:
        yield page


def me(told: list[str]) -> App:
    """The App of a command that is run now."""
    return app.start(told.append)


def add(told: list[str], source: str, *, year: int | None = None) -> enrolling.Added:
    return enrolling.add(me(told), source, Path.cwd(), year=year, personal=False)


def days(found: Course) -> dict[str, date | None]:
    """The days of the three papers."""
    return {a.name: a.due for a in found.assignments if a.name in ("mlir", "glow", "tvm")}


FIRST = {"mlir": date(2025, 9, 8), "glow": date(2025, 9, 10), "tvm": date(2025, 9, 15)}
MOVED = {**FIRST, "mlir": date(2025, 9, 22), "glow": date(2025, 9, 24)}
TOLD = ["MLIR moved from Sep 8 to Sep 22", "Glow moved from Sep 10 to Sep 24"]


@pytest.mark.usefixtures("repository")
def test_without_a_course_of_ones_own_the_one_that_ships_serves(told: list[str]) -> None:
    found = me(told).course()
    assert (len(found.assignments), found.unread) == (30, ())
    assert found.find("vllm")


@pytest.mark.usefixtures("repository")
def test_a_file_is_added_and_its_days_hold_with_what_is_known_of_its_papers(
    told: list[str],
) -> None:
    course_file(Path("course"))
    added = add(told, "course/README.md")
    assert (added.new, added.course.name) == (True, COURSE)
    found = me(told).course()
    assert days(found) == FIRST
    glow = found.find("glow")
    assert glow
    assert glow.title == "Glow: Graph Lowering Compiler Techniques for Neural Networks"
    assert told == []


@pytest.mark.usefixtures("repository")
def test_adding_it_again_changes_nothing(told: list[str]) -> None:
    course_file(Path("course"))
    add(told, "course/README.md")
    before = Path("vibelog.toml").read_bytes()
    assert not add(told, str(Path("course/README.md").absolute())).new
    assert Path("vibelog.toml").read_bytes() == before


@pytest.mark.usefixtures("repository")
def test_a_file_is_read_on_each_use_and_a_moved_day_is_told_once(told: list[str]) -> None:
    course_file(Path("course"))
    add(told, "course/README.md")
    course_file(Path("course"), schedule("Sep 22-24"))
    assert days(me(told).course()) == MOVED
    assert told == TOLD
    assert days(me(told).course()) == MOVED
    assert told == TOLD


@pytest.mark.usefixtures("repository")
def test_a_file_that_is_gone_or_torn_leaves_the_last_days_standing(told: list[str]) -> None:
    file = course_file(Path("course"))
    add(told, "course/README.md")
    file.write_text("# Under construction\n", encoding="utf-8")
    assert days(me(told).course()) == FIRST
    file.unlink()
    assert days(me(told).course()) == FIRST
    assert ["last copy serves" in each for each in told] == [True, True]


@pytest.mark.usefixtures("repository")
def test_what_holds_no_schedule_is_not_added(told: list[str]) -> None:
    course_file(Path("course"), "# Nothing\n")
    with pytest.raises(VibelogError):
        add(told, "course/README.md")
    assert not Path("vibelog.toml").exists()


@pytest.mark.usefixtures("repository")
def test_a_year_that_no_heading_says_is_the_students_to_give(told: list[str]) -> None:
    file = course_file(Path("course"), schedule(heading="Schedule"))
    with pytest.raises(VibelogError, match="--year"):
        add(told, str(file))
    add(told, str(file), year=2027)
    assert days(me(told).course())["mlir"] == date(2027, 9, 8)
    assert "year = 2027" in Path("vibelog.toml").read_text(encoding="utf-8")


def test_outside_of_a_repository_the_students_own_file_names_it(told: list[str]) -> None:
    file = course_file(Path("course"))
    added = add(told, "course")
    assert added.source.source == str(file.parent.absolute())
    assert days(me(told).course()) == FIRST


@pytest.mark.usefixtures("repository")
def test_a_git_repository_on_the_disk_is_read_as_it_was_committed(
    told: list[str], tmp_path: Path
) -> None:
    file = course_file(tmp_path / "theirs")
    git = ("git", "-C", str(file.parent), "-c", "user.name=A", "-c", "user.email=a@b.c")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
        subprocess.run([*git, *command], check=True)
    file.write_text("draft", encoding="utf-8")
    add(told, str(file.parent))
    assert days(me(told).course()) == FIRST


@pytest.mark.usefixtures("repository")
def test_a_link_is_told_fetched_once_and_then_the_copy_serves(
    told: list[str], server: ReadmeServer
) -> None:
    add(told, server.url)
    assert told == [f"Reading {server.url} …"]
    assert days(me(told).course()) == FIRST
    assert server.statuses == [200]


@pytest.mark.usefixtures("repository")
def test_a_link_is_read_again_beside_a_command_after_an_hour_and_once(
    told: list[str], server: ReadmeServer
) -> None:
    add(told, server.url)
    age(server.url)
    server.text = schedule("Sep 22-24")
    told.clear()
    assert days(me(told).course()) == FIRST  # the command does not wait
    assert not courses.is_stale(
        copies.load(me([]).config.home, server.url), datetime.now().astimezone()
    )
    assert days(me(told).course()) == FIRST  # and the next one does not ask again
    arrived(server.url, server.text)
    assert days(me(told).course()) == MOVED
    assert told == TOLD
    assert server.statuses == [200, 200]


@pytest.mark.usefixtures("repository")
def test_what_has_not_changed_is_not_sent_again(told: list[str], server: ReadmeServer) -> None:
    add(told, server.url)
    [done] = courses.refresh(me(told))
    assert (done.changed, done.failure) == (False, "")
    assert server.statuses == [200, 304]


@pytest.mark.usefixtures("repository")
def test_offline_the_last_copy_serves_and_says_when_it_was_read(told: list[str]) -> None:
    with serving(schedule()) as server:
        add(told, server.url)
    [done] = courses.refresh(me(told))
    assert "cannot be reached" in done.failure
    assert days(me(told).course()) == FIRST
    [listed] = enrolling.listed(me(told), Path.cwd())
    assert listed.read
    assert "cannot be reached" in listed.failure


@pytest.mark.usefixtures("repository")
def test_a_repositorys_link_is_not_fetched_before_it_was_agreed_to(
    told: list[str], server: ReadmeServer
) -> None:
    Path("vibelog.toml").write_text(f'[[course]]\nsource = "{server.url}"\n', encoding="utf-8")
    found = me(told).course()
    assert len(found.assignments) == 30
    assert not any(each.due for each in found.assignments)  # those days are another course's
    assert list(courses.refresh(me(told))) == []
    assert server.statuses == []


@pytest.mark.usefixtures("repository")
def test_a_course_is_removed_by_its_name_or_its_source(told: list[str]) -> None:
    course_file(Path("one"))
    course_file(Path("two"), schedule().replace(COURSE, "Another Course"))
    for each in ("one", "two"):
        add(told, each)
    assert enrolling.remove(me(told), COURSE, Path.cwd()).source == "one"
    assert enrolling.remove(me(told), "two", Path.cwd()).source == "two"
    assert enrolling.listed(me(told), Path.cwd()) == []
    with pytest.raises(VibelogError, match="no course"):
        enrolling.remove(me(told), "two", Path.cwd())


@pytest.mark.usefixtures("repository")
def test_a_course_that_was_never_read_leaves_no_other_courses_days(told: list[str]) -> None:
    Path("vibelog.toml").write_text('[[course]]\nsource = "gone.md"\n', encoding="utf-8")
    assert not any(each.due for each in me(told).course().assignments)
    assert ["gone.md" in each for each in told] == [True]


@pytest.mark.usefixtures("repository")
def test_two_courses_are_one_list_whatever_each_calls_a_paper(told: list[str]) -> None:
    course_file(Path("one"))
    other = schedule().replace("[TVM]", "[The TVM Compiler]").replace("2002.11054", "2002.99999")
    course_file(Path("two"), other.replace("[MLIR]", "[Another]"))
    for each in ("one", "two"):
        add(told, each)
    found = [each for each in me(told).course().assignments if each.due]
    assert [each.name for each in found] == ["mlir", "glow", "tvm", "another"]


@pytest.mark.usefixtures("repository")
def test_a_schedule_that_breaks_is_said_and_the_last_days_stand(
    told: list[str], server: ReadmeServer
) -> None:
    add(told, server.url)
    server.text = "# Under construction\n"
    [done] = courses.refresh(me(told))
    assert "Its last copy serves" in done.failure
    [listed] = enrolling.listed(me(told), Path.cwd())
    assert listed.course
    assert (listed.course.name, listed.course.term, listed.failure) == (
        COURSE,
        "Fall 2025",
        done.failure,
    )
    assert days(me(told).course()) == FIRST


@pytest.mark.usefixtures("repository")
def test_a_year_is_asked_for_only_where_a_year_is_what_is_missing(told: list[str]) -> None:
    asked: list[str] = []

    def ask(why: str) -> int:
        asked.append(why)
        return 2027

    for text in (schedule(), "# Nothing\n", schedule(heading="Schedule")):
        course_file(Path("course"), text)
        with suppress(VibelogError):
            enrolling.add(me(told), "course", Path.cwd(), year=None, personal=False, ask=ask)
            enrolling.remove(me(told), "course", Path.cwd())
    assert len(asked) == 1
    assert "--year" in asked[0]


def test_a_paper_of_two_courses_counts_once_and_two_of_one_name_are_told_apart() -> None:
    mine = Assignment("mlir", "MLIR", link="https://x.y/1", due=date(2025, 9, 8))
    same, other = Assignment("mlir", "MLIR", link="https://x.y/1"), Assignment("mlir", "Other")
    one, two = Course("A", "Fall", (mine,)), Course("B", "Fall", (same, other))
    found = courses.merged([one, two])
    assert [(a.name, a.title, a.due) for a in found.assignments] == [
        ("mlir", "MLIR", mine.due),
        ("mlir-2", "Other", None),
    ]
    assert (found.name, found.term) == ("A and B", "Fall")


def age(source: str) -> None:
    """Make the copy look as if it was read more than an hour ago."""
    home = me([]).config.home
    moment = (datetime.now().astimezone() - LATER).isoformat()
    from dataclasses import replace

    copies.save(home, replace(copies.load(home, source), tried=moment))


def arrived(source: str, text: str) -> None:
    """Wait until the process beside the command has brought the text."""
    home = me([]).config.home
    end = time.monotonic() + 30
    while copies.load(home, source).text != text:
        assert time.monotonic() < end
        time.sleep(0.02)
