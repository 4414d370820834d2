"""`vibelog index` as it is called: what it prints, its exit codes, its JSON."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Vibelog

README = "| Paper | Log |\n|---|---|\n| DSPy | |\n| TVM | |\n"


@pytest.fixture(autouse=True)
def notes(repository: Path) -> Path:
    """A repository with two logs that its README's table lacks."""
    (repository / "README.md").write_text(README, encoding="utf-8")
    for name in ("dspy", "tvm"):
        log = repository / "vibe-logs" / f"{name}.md"
        log.parent.mkdir(exist_ok=True)
        log.write_text("You said:\nWhy?\n\nChatGPT said:\nSo.\n", encoding="utf-8")
    subprocess.run(["git", "add", "--all"], check=True)
    subprocess.run(["git", "commit", "--quiet", "--message=logs"], check=True)
    return repository


def test_it_says_what_it_added_and_then_that_there_is_nothing_to_add(vibelog: Vibelog) -> None:
    assert vibelog("index").out == "README.md: 2 links: dspy, tvm\n"
    again = vibelog("index")
    assert (again.code, again.out) == (0, "README.md: nothing to add (2 in it).\n")


def test_check_changes_nothing_and_exits_1_until_it_is_mended(
    vibelog: Vibelog, notes: Path
) -> None:
    ran = vibelog("index", "--check")
    assert (ran.code, ran.out) == (1, "README.md: 2 links missing: dspy, tvm\n")
    assert (notes / "README.md").read_text(encoding="utf-8") == README
    vibelog("index")
    assert vibelog("index", "--check").code == 0


def test_json_is_for_scripts(vibelog: Vibelog) -> None:
    found = json.loads(vibelog("index", "--check", "--json").out)
    assert found == {
        "index": "README.md",
        "logs": 2,
        "missing": [
            {"paper": "dspy", "path": "vibe-logs/dspy.md"},
            {"paper": "tvm", "path": "vibe-logs/tvm.md"},
        ],
        "dead": [],
        "commit": None,
    }


def test_commit_makes_one_commit_of_the_readme(vibelog: Vibelog) -> None:
    ran = vibelog("index", "--commit")
    assert "Committed " in ran.out
    shown = subprocess.run(
        ["git", "show", "--format=%s", "--name-only"], check=True, capture_output=True, text=True
    )
    assert shown.stdout.split("\n\n") == ["vibe logs: index", "README.md\n"]
    assert "nothing to add" in vibelog("index", "--commit").out


def test_dead_links_are_told_beside_the_output(vibelog: Vibelog, notes: Path) -> None:
    vibelog("index")
    (notes / "vibe-logs" / "tvm.md").unlink()
    ran = vibelog("index", "--check")
    assert ran.code == 0
    assert "vibe-logs/tvm.md, which is not there" in ran.err


def test_check_and_commit_exclude_each_other(vibelog: Vibelog) -> None:
    assert vibelog("index", "--check", "--commit").code == 2


def test_outside_of_a_repository_it_says_so(vibelog: Vibelog, tmp_path: Path) -> None:
    ran = vibelog("index", "--repo", str(tmp_path))
    assert ran.code == 1
    assert "is in no git repository" in ran.err
