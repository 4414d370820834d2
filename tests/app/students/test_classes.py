"""A class of real repositories, one of them broken, one hostile: what is told, and what stays."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from vibelog.app import App, start
from vibelog.app.students import classes
from vibelog.app.students.class_copies import Wanted, known, maker, place
from vibelog.config import Config
from vibelog.errors import VibelogError
from vibelog.keeping.classes.facts import Class, Facts
from vibelog.keeping.remote.remotes import remote

NOW = datetime.fromisoformat("2025-09-23T12:00:00+02:00")  # dspy, tvm, mtp and relay were due
LOG = "You said:\nWhat is a module?\n\nChatGPT said:\nA layer.\n"


def commit(at: Path, day: str, **files: str) -> None:
    for name, text in files.items():
        file = at / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00", "GIT_COMMITTER_DATE": f"{day}T12:00:00"}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "add", "--all"], cwd=at, check=True)
    command = ["git", *who, "commit", "--quiet", "--message=x"]
    subprocess.run(command, cwd=at, check=True, env={**os.environ, **when})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Anna: a log in time, one late. Ben: a commit without logs. Cat: none. Dan: not git at all."""
    folder = tmp_path_factory.mktemp("class")
    for name in ("anna", "ben", "cat"):
        (folder / name).mkdir()
        command = ["git", "init", "--quiet", "--initial-branch=trunk"]
        subprocess.run(command, cwd=folder / name, check=True)
    commit(folder / "anna", "2025-09-10", **{"vibe-logs/dspy.md": LOG})
    index = "[a](vibe-logs/dspy.md), [b](vibe-logs/tvm.md)"
    commit(folder / "anna", "2025-09-15", **{"vibe-logs/tvm.md": LOG, "README.md": index})
    commit(folder / "ben", "2025-09-01", **{"README.md": "Soon."})
    (folder / "dan").mkdir()
    return folder


@pytest.fixture(scope="module")
def roster(template: Path) -> Path:
    rows = ["Anna,anna", "Ben,ben", "Cat,cat", "Dan,dan", "Eve,ext::sh -c date", "Ann,anna/"]
    (template / "class.csv").write_text("name,repo\n" + "\n".join(rows), encoding="utf-8")
    return template / "class.csv"


@pytest.fixture(scope="module")
def found(roster: Path, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """What is found in the class, in an empty library; the repositories are as they were."""
    before = list(files(roster.parent))
    app = App(Config(home=tmp_path_factory.mktemp("library")), dict(os.environ), lambda _: None)
    surveyed = classes.survey(app, classes.Asked(roster, NOW), lambda _what, _done, _all: None)
    assert list(files(roster.parent)) == before
    return surveyed


def by_name(found: Class) -> dict[str, Facts]:
    return {facts.student.name: facts for facts in found.students}


def files(folder: Path) -> Iterator[tuple[str, bytes, float]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes(), path.stat().st_mtime


def test_each_student_is_told_whatever_becomes_of_the_others(found: Class) -> None:
    students = by_name(found)
    assert list(students) == ["Anna", "Ben", "Cat", "Dan", "Eve", "Ann"]
    assert "no commit yet" in students["Cat"].error
    assert "no git repository" in students["Dan"].error
    assert "run a program" in students["Eve"].error
    assert found.broken == 3


def test_what_was_due_is_in_time_late_by_its_first_commit_or_missing(found: Class) -> None:
    students = by_name(found)
    anna = students["Anna"]
    assert [each.name for each in found.due] == ["dspy", "tvm", "mtp", "relay"]
    assert (anna.in_time, anna.late, anna.missing) == (1, ("tvm",), ("mtp", "relay"))
    assert anna.questions == (1, 1)
    assert anna.flags() == {"too-few": 2}
    assert students["Ann"].logs == anna.logs  # two of a team
    assert len(students["Ben"].missing) == 4


def test_the_files_are_written_in_one_step_or_not_at_all(found: Class) -> None:
    classes.write(found, Path("out.csv"), Path("out.html"))
    assert Path("out.csv").read_text(encoding="utf-8-sig").startswith("line,name,")
    assert "Ben" in Path("out.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["out.csv", "out.html"]
    assert len(json.loads(json.dumps(classes.as_json(found)))["students"]) == 6
    with pytest.raises(VibelogError, match="cannot be written"):
        classes.write(found, Path("nowhere/out.csv"), None)


@pytest.fixture
def wanted(template: Path) -> Wanted:
    """Anna's repository, to be copied."""
    shutil.copytree(template / "anna", "anna")
    return Wanted(remote("anna", Path.cwd()), Path.cwd() / "copies/anna", NOW)


def logs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("vibe-logs/*"))


def test_a_copy_is_brought_up_to_date_and_serves_while_the_repository_is_away(
    wanted: Wanted,
) -> None:
    copy = maker()
    assert logs(copy(wanted).folder) == ["dspy.md", "tvm.md"]
    commit(Path("anna"), "2025-09-20", **{"vibe-logs/mtp.md": LOG})
    assert logs(copy(replace(wanted, now=NOW + timedelta(hours=1))).folder)[1] == "mtp.md"
    shutil.rmtree("anna/.git")
    away = copy(replace(wanted, now=NOW + timedelta(hours=2)))
    assert len(logs(away.folder)) == 3
    assert away.fetched == NOW + timedelta(hours=1)
    assert away.note.startswith("Not fetched again, so this is from 2025-09-23 13:00")


def test_what_is_too_large_to_be_copied_is_told(wanted: Wanted) -> None:
    commit(Path("anna"), "2025-09-20", **{"vibe-logs/mtp.md": "x" * 5_000_001})
    copy = maker()(wanted)
    assert logs(copy.folder) == ["dspy.md", "tvm.md"]
    assert copy.note == "Not looked at, as larger than 5 MB: vibe-logs/mtp.md."
    assert known(copy.folder) == copy


def test_a_copy_that_was_stopped_half_way_is_made_again(wanted: Wanted) -> None:
    folder = maker()(wanted).folder
    assert known(folder) is not None
    (folder / ".git/vibelog.json").unlink()
    (folder / "vibe-logs/tvm.md").unlink()
    assert known(folder) is None
    assert logs(maker()(wanted).folder) == ["dspy.md", "tvm.md"]


def test_a_copy_serves_for_an_hour_and_offline_nothing_is_fetched(roster: Path) -> None:
    me = start(lambda _: None)
    anna = remote("anna", roster.parent)
    maker()(Wanted(anna, place(me.config.home, anna), NOW))
    fetched: list[str] = []

    def told(what: str, _done: int, _all: int) -> None:
        fetched.append(what)

    only = Path("anna.csv")
    only.write_text(f"Anna,{roster.parent / 'anna'}\nBen,{roster.parent / 'ben'}", "utf-8")
    asked = classes.Asked(only, NOW + timedelta(minutes=50), fetch=False)
    students = by_name(classes.survey(me, asked, told))
    assert len(students["Anna"].logs) == 2
    assert students["Ben"].error.startswith("There is no copy")
    assert {what.split()[0] for what in fetched} == {"Checking"}


def test_the_day_ends_in_the_courses_zone_and_a_placeholder_is_missing(tmp_path: Path) -> None:
    (tmp_path / "fay").mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path / "fay", check=True)
    commit(tmp_path / "fay", "2025-09-01", **{"vibe-logs/dspy.md": "# DSPy\n\nTODO\n"})
    (tmp_path / "class.csv").write_text("name,repo\nFay,fay\n", encoding="utf-8")
    days = {"Etc/GMT+12": "2025-09-22", "Pacific/Kiritimati": "2025-09-24"}
    for zone, day in days.items():
        now = datetime.fromisoformat("2025-09-23T11:00:00+00:00")
        config = Config(home=tmp_path / "library", timezone=zone)
        app = App(config, dict(os.environ), lambda _: None)
        asked = classes.Asked(tmp_path / "class.csv", now)
        seen = classes.survey(app, asked, lambda _what, _done, _all: None)
        assert str(seen.today) == day
        assert "dspy" in seen.students[0].missing
