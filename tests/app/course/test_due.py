"""Where each log stands: real conversations, real git, a course of our own, fixed days."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from schedules import course_file, schedule

from vibelog import app
from vibelog.app.course import due
from vibelog.core.conversation import Answer
from vibelog.core.paper import Paper
from vibelog.core.standing import Standing, State, said
from vibelog.keeping.transcript import Transcript

DETROIT = ZoneInfo("America/Detroit")
NOW = datetime(2025, 9, 9, 12, tzinfo=DETROIT)  # MLIR was due yesterday, Glow is tomorrow


@pytest.fixture
def course(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository, and the course in the environment."""
    monkeypatch.setenv("VIBELOG_COURSE", str(course_file(tmp_path / "course")))
    monkeypatch.setenv("VIBELOG_TIMEZONE", "America/Detroit")
    return repository


def found(name: str, now: datetime = NOW) -> Standing:
    """Where one paper stands."""
    seen = due.due(app.start(lambda _: None), Path.cwd(), now)
    return next(each for each in seen.standings if each.assignment.name == name)


def log(name: str, *, facts: str = "") -> Path:
    file = Path("vibe-logs", name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{facts}You said:\nWhy?\n", encoding="utf-8")
    return file


def git(*arguments: str, at: str = "2025-09-08T23:59:59-0400") -> None:
    environ = {**os.environ, "GIT_COMMITTER_DATE": at, "GIT_AUTHOR_DATE": at}
    subprocess.run(["git", *arguments], check=True, env=environ, capture_output=True)


def commit(at: str = "2025-09-08T23:59:59-0400") -> None:
    git("add", "--all")
    git("commit", "--message=log", at=at)


@pytest.mark.usefixtures("course")
def test_a_log_goes_from_nothing_to_pushed(tmp_path: Path) -> None:
    assert (found("mlir").state, found("mlir").late) == (State.NOTHING, True)
    log("mlir.md")
    assert (found("mlir").state, found("mlir").facts.path) == (State.COMPILED, "vibe-logs/mlir.md")
    commit()
    assert (found("mlir").state, found("mlir").late) == (State.COMMITTED, False)
    git("init", "--bare", str(tmp_path / "remote.git"))
    git("remote", "add", "origin", str(tmp_path / "remote.git"))
    git("push", "--set-upstream", "origin", "main")
    assert found("mlir").state == State.PUSHED


@pytest.mark.usefixtures("course")
def test_a_commit_after_the_day_is_late_by_the_courses_clock() -> None:
    log("mlir.md")
    commit(at="2025-09-09T04:00:00+0000")  # midnight in Detroit
    assert found("mlir").late
    assert said(found("mlir"), NOW) == "1 day late"


@pytest.mark.usefixtures("course")
def test_an_edit_after_the_day_does_not_make_it_late() -> None:
    file = log("mlir.md")
    commit()
    file.write_text("You said:\nWhy not?\n", encoding="utf-8")
    assert (found("mlir").state, found("mlir").late) == (State.COMPILED, False)
    commit(at="2025-09-09T10:00:00-0400")
    assert (found("mlir").state, found("mlir").late) == (State.COMMITTED, False)


@pytest.mark.usefixtures("course")
def test_the_real_questions_of_the_latest_conversation_count(library: Path) -> None:
    paper = Paper("0" * 64, "glow", "Glow", 1, 1, "2025-09-01T00:00:00+00:00", "glow.pdf")
    transcript = Transcript.create(library / "conversations/glow", paper)
    for asked in ("What is a node?", "Why lower twice?", "thanks!", "What is a node?", "Cost?"):
        transcript.answer(transcript.ask(asked), Answer("It is."))
    transcript.ask("Who answers this?")
    assert found("glow").facts.questions == 3
    assert found("glow").state == State.ASKED
    assert said(found("glow"), NOW) == "tomorrow"


@pytest.mark.usefixtures("course")
def test_a_log_is_known_by_its_front_matter_then_by_its_name() -> None:
    log("my first.md", facts="---\npaper: mlir\nquestions: 7\n---\n")
    log("0910_Glow.md")
    (Path("tvm-setup.md")).write_text("How to install TVM", encoding="utf-8")
    assert (found("mlir").facts.path, found("mlir").facts.questions) == ("vibe-logs/my first.md", 7)
    assert found("glow").facts.path == "vibe-logs/0910_Glow.md"
    assert found("tvm").facts.path is None


@pytest.mark.usefixtures("course")
def test_an_empty_file_is_no_log() -> None:
    log("mlir.md").write_text(" \n", encoding="utf-8")
    assert found("mlir").state == State.NOTHING


def test_outside_of_a_repository_the_first_states_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIBELOG_COURSE", str(course_file(tmp_path / "course")))
    log("mlir.md")
    seen = due.due(app.start(lambda _: None), Path.cwd(), NOW)
    assert "git init" in seen.note
    assert (found("mlir").state, found("mlir").late) == (State.COMPILED, False)
    assert found("tvm").state == State.NOTHING


@pytest.mark.usefixtures("course")
def test_a_script_gets_every_paper(tmp_path: Path) -> None:
    del tmp_path
    log("mlir.md")
    commit()
    seen = json.loads(json.dumps(due.as_json(due.due(app.start(lambda _: None), Path.cwd(), NOW))))
    row = next(each for each in seen["due"] if each["paper"] == "mlir")
    assert (row["due"], row["days"], row["state"], row["late"]) == (
        "2025-09-08",
        -1,
        "committed",
        False,
    )
    assert row["deadline"] == "2025-09-08T23:59:59-04:00"
    assert row["committed"] == "2025-09-08T23:59:59-04:00"
    assert [each["paper"] for each in seen["due"]] == ["mlir", "glow", "tvm"]  # no other course's


@pytest.mark.usefixtures("course")
def test_a_calendar_made_twice_is_the_same_until_a_day_moves(tmp_path: Path) -> None:
    made = [due.calendar(app.start(lambda _: None)) for _ in range(2)]
    assert made[0] == made[1]
    course_file(tmp_path / "course", schedule("Sep 22-24"))
    moved = due.calendar(app.start(lambda _: None))
    assert b"20250922" in moved
    assert b"20250908" in made[0]


@pytest.mark.usefixtures("course")
def test_an_empty_file_is_no_log_in_time_and_a_new_name_none_too_late() -> None:
    Path("vibe-logs").mkdir()
    Path("vibe-logs/mlir.md").write_text("# MLIR\n", encoding="utf-8")
    log("glow draft.md")
    commit()
    log("mlir.md")
    Path("vibe-logs/glow draft.md").rename("vibe-logs/glow.md")
    commit(at="2025-09-12T10:00:00-0400")
    assert found("mlir").late
    assert not found("glow").late


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("text", ["# MLIR\n\n## Questions\n\nTODO\n", "---\nquestions: 0\n---\n"])
def test_a_log_that_asks_nothing_is_nothing_yet(text: str) -> None:
    log("mlir.md").write_text(text, encoding="utf-8")
    commit()
    assert (found("mlir").state, found("mlir").late) == (State.NOTHING, True)


@pytest.mark.usefixtures("course")
def test_what_a_shallow_clone_cannot_tell_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mlir.md", "glow.md"):
        log(name)
    commit(at="2025-09-10T10:00:00-0400")
    assert found("mlir").late
    log("mlir.md", facts="Notes.\n\n")
    commit(at="2025-09-11T10:00:00-0400")
    git("clone", "--depth=1", Path.cwd().as_uri(), str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    seen = due.due(app.start(lambda _: None), Path.cwd(), NOW)
    assert seen.note.count("a shallow clone") == 1
    assert (found("mlir").state, found("mlir").late) == (State.PUSHED, False)
    assert not said(found("mlir"), NOW)
