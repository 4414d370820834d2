"""`vibelog schedule sync` in a student's repository whose course moved a day."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Vibelog

TABLE = "| Week | Topics | Notes |\n|---|---|---|\n"
DSPY = "[DSPy](https://arxiv.org/abs/2310.03714)"
TVM = "[TVM](https://arxiv.org/abs/1802.04799)"
THEIRS = f"# Compilers (Fall 2026)\n\n{TABLE}| Sep 14 | {TVM} | |\n| Sep 16 | {DSPY} | |\n"
OWN = (
    f"# My notes\n\nFall 2026.  \n\n{TABLE}"
    f"| Sep 7 | {DSPY} | [DSPy notes](dspy.md) |\n| Sep 14 | {TVM} | |\n\nBye.\n"
)
DUE = f"| Sep 16 | {DSPY} | [DSPy notes](dspy.md) |"


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def notes(vibelog: Vibelog, repository: Path) -> Path:
    """A repository with a copy of the schedule, and a vibelog.toml that names the course."""
    (repository / "README.md").write_text(OWN)
    git("add", "README.md")
    git("commit", "--quiet", "--message=notes")
    (repository / "course.md").write_text(THEIRS)
    assert vibelog("course", "add", "course.md").code == 0
    return repository


def test_a_paper_that_moved_takes_its_notes_along(vibelog: Vibelog, notes: Path) -> None:
    checked = vibelog("schedule", "sync", "--check")
    assert checked.code == 1
    assert f"+ {DUE}" in checked.out
    assert (notes / "README.md").read_text() == OWN
    assert vibelog("schedule", "sync").code == 0
    text = (notes / "README.md").read_text()
    assert DUE in text.splitlines()
    assert "Sep 7" not in text
    assert text.startswith("# My notes\n\nFall 2026.  \n\n")
    assert text.endswith("\n\nBye.\n")
    assert vibelog("schedule", "sync", "--check").code == 0
    assert (notes / "README.md").read_text() == text


def test_the_commit_leaves_unfinished_lines_to_the_student(vibelog: Vibelog, notes: Path) -> None:
    (notes / "README.md").write_text(f"{OWN}Unfinished\n")
    ran = vibelog("schedule", "sync", "--commit")
    assert ran.code == 0
    shown = git("show", "HEAD:README.md")
    assert DUE in shown.splitlines()
    assert "Unfinished" not in shown
    assert (notes / "README.md").read_text() == f"{shown}Unfinished\n"
    assert git("show", "--name-only", "--format=", "HEAD") == "README.md\n"


def test_a_script_gets_the_lines(vibelog: Vibelog, notes: Path) -> None:
    found = json.loads(vibelog("schedule", "sync", "--json").out)
    assert found["file"] == str(notes / "README.md")
    assert DUE in found["added"]


@pytest.mark.usefixtures("repository")
def test_without_a_course_or_a_copy_it_says_what_to_do(vibelog: Vibelog) -> None:
    ran = vibelog("schedule", "sync")
    assert ran.code == 1
    assert "vibelog course add" in ran.err
    Path("course.md").write_text(THEIRS)
    vibelog("course", "add", "course.md")
    Path("README.md").write_text("# Nothing\n")
    again = vibelog("schedule", "sync")
    assert again.code == 1
    assert "no copy of the course's schedule" in again.err
