"""The log in the repository, as a student does it: one commit with the README's row, and a push."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from conftest import Vibelog

pytestmark = pytest.mark.usefixtures("talked")
TABLE = (
    "# Notes\n\n| Paper | Log |\n|---|---|\n| [Other](https://example.org/o.pdf) | [log](o.md) |\n"
)
ROW = "[log](vibe-logs/sample.md)"


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def notes(repository: Path, tmp_path: Path) -> Path:
    """The student's clone of a bare remote, with a README that keeps an index."""
    (repository / "README.md").write_text(TABLE)
    git("add", "README.md")
    git("commit", "--quiet", "--message=notes")
    git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "origin.git"))
    git("remote", "add", "origin", str(tmp_path / "origin.git"))
    git("push", "--quiet", "--set-upstream", "origin", "main")
    return repository


def names(commit: str = "HEAD") -> list[str]:
    return git("show", "--name-only", "--format=", commit).split()


def test_one_commit_holds_the_log_and_its_row_and_is_pushed(vibelog: Vibelog, notes: Path) -> None:
    (notes / "README.md").write_text(f"{TABLE}\nA line of mine, not finished.\n")
    ran = vibelog("log", "sample", "--push")
    assert ran.code == 0
    assert "Pushed to origin/main." in ran.out
    assert names() == ["README.md", "vibe-logs/sample.md"]
    assert ROW in git("show", "HEAD:README.md")
    assert "not finished" not in git("show", "HEAD:README.md")
    assert git("rev-parse", "HEAD") == git("ls-remote", "origin", "main").replace(
        "\trefs/heads/main", ""
    )
    own = (notes / "README.md").read_text()
    assert ROW in own
    assert own.endswith("A line of mine, not finished.\n")


def test_a_log_that_was_edited_is_committed_as_it_stands(vibelog: Vibelog, notes: Path) -> None:
    vibelog("log", "sample")
    log = notes / "vibe-logs/sample.md"
    log.write_text(log.read_text() + "\nMy own last word.\n")
    ran = vibelog("commit", "sample")
    assert ran.code == 0
    assert git("log", "-1", "--format=%s").strip() == "vibe log: sample (5 questions)"
    assert "My own last word." in git("show", "HEAD:vibe-logs/sample.md")
    again = vibelog("commit", "vibe-logs/sample.md")
    assert again.code == 0
    assert "Nothing to commit" in again.out
    assert git("rev-list", "--count", "HEAD").strip() == "3"


def test_a_moved_remote_is_told_and_the_commit_stays(
    vibelog: Vibelog, notes: Path, tmp_path: Path
) -> None:
    git("clone", "--quiet", str(tmp_path / "origin.git"), str(tmp_path / "other"))
    there = ("-C", str(tmp_path / "other"), "-c", "user.name=B", "-c", "user.email=b@example.org")
    git(*there, "commit", "--quiet", "--allow-empty", "--message=elsewhere")
    git(*there, "push", "--quiet")
    ran = vibelog("log", "sample", "--commit", "--push")
    assert ran.code == 1
    assert "Committed " in ran.out
    assert "run git pull --rebase" in ran.err
    git("pull", "--quiet", "--rebase")
    assert vibelog("commit", "sample", "--push").code == 0
    assert git("rev-parse", "HEAD") == git("rev-parse", "origin/main")
    assert (notes / "vibe-logs/sample.md").is_file()


def test_a_branch_of_its_own(vibelog: Vibelog, notes: Path) -> None:
    assert vibelog("log", "sample", "--branch", "logs").code == 0
    assert git("branch", "--show-current").strip() == "logs"
    assert git("rev-list", "--count", "main..logs").strip() == "1"
    assert (notes / "vibe-logs/sample.md").is_file()


def test_without_an_index_the_log_goes_alone(vibelog: Vibelog, notes: Path) -> None:
    (notes / "vibelog.toml").write_text('index = "none"\n')
    assert vibelog("log", "sample", "--commit").code == 0
    assert names() == ["vibe-logs/sample.md"]


def test_what_is_in_the_way_of_the_row_is_told_and_the_log_lands(
    vibelog: Vibelog, notes: Path
) -> None:
    git("mv", "README.md", "README.rst")
    git("commit", "--quiet", "--message=another form")
    ran = vibelog("log", "sample", "--commit")
    assert ran.code == 0
    assert names() == ["vibe-logs/sample.md"]
    assert "README.rst is not Markdown" in ran.err
    assert (notes / "README.rst").read_text() == TABLE


def test_a_paper_without_a_log_says_how_to_get_one(vibelog: Vibelog, notes: Path) -> None:
    ran = vibelog("commit", "sample")
    assert ran.code == 1
    assert "vibelog log sample" in ran.err
    assert not (notes / "vibe-logs").exists()


def test_two_logs_of_one_paper_are_asked_apart(vibelog: Vibelog, notes: Path) -> None:
    vibelog("log", "sample")
    vibelog("log", "sample", "--name", "other.md")
    ran = vibelog("commit", "sample")
    assert ran.code == 1
    assert "vibe-logs/other.md, vibe-logs/sample.md" in ran.err
    assert vibelog("commit", "vibe-logs/other.md").code == 0
    assert names() == ["README.md", "vibe-logs/other.md"]
    assert (notes / "vibe-logs/sample.md").is_file()


def test_what_is_no_log_is_not_committed_as_one(vibelog: Vibelog, notes: Path) -> None:
    (notes / "README.md").write_text(f"{TABLE}mine\n")
    head = git("rev-parse", "HEAD")
    ran = vibelog("commit", "README.md")
    assert ran.code == 1
    assert "README.md is no vibe log" in ran.err
    assert git("rev-parse", "HEAD") == head
    assert git("status", "--porcelain") == " M README.md\n"


def test_without_a_paper_the_log_written_last_is_committed(vibelog: Vibelog, notes: Path) -> None:
    vibelog("log", "sample", "--name", "first.md")
    vibelog("log", "sample", "--name", "second.md")
    os.utime(notes / "vibe-logs/first.md", (2_000_000_000, 2_000_000_000))
    assert vibelog("commit").code == 0
    assert names() == ["README.md", "vibe-logs/first.md"]


def test_a_log_keeps_its_name_when_its_day_moves(vibelog: Vibelog, notes: Path) -> None:
    schedule = "# C\n\n## Fall 2026\n\n| Date | Papers |\n|---|---|\n| Nov 30 | [sample](s.pdf) |\n"
    (notes / "course.md").write_text(schedule)
    assert vibelog("course", "add", "course.md").code == 0
    assert vibelog("log", "sample", "--commit").code == 0
    assert names() == ["README.md", "vibe-logs/2026-11-30-sample.md"]
    readme = (notes / "README.md").read_text()
    (notes / "course.md").write_text(schedule.replace("Nov 30", "Dec 7"))
    ran = vibelog("log", "sample", "--commit")
    assert "moved from Nov 30 to Dec 7" in ran.err
    assert names() == ["vibe-logs/2026-11-30-sample.md"]
    assert 'due: "2026-12-07"' in git("show", "HEAD:vibe-logs/2026-11-30-sample.md")
    assert (notes / "README.md").read_text() == readme


def test_the_repository_that_is_named_decides(
    vibelog: Vibelog, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (notes / "vibelog.toml").write_text('logs = "reviews"\n')
    monkeypatch.chdir(tmp_path)
    assert vibelog("log", "sample", "--commit", "--repo", str(notes)).code == 0
    assert "reviews/sample.md" in git("-C", str(notes), "show", "--name-only", "--format=")


def test_a_hook_that_refuses_is_heard_to_the_end(vibelog: Vibelog, notes: Path) -> None:
    hook = notes / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\nprintf 'check....Failed\\n- hook id: x\\n- exit code: 1\\n\\nno tabs'\nexit 1\n"
    )
    hook.chmod(0o755)
    ran = vibelog("log", "sample", "--commit")
    assert ran.code == 1
    assert "no tabs; nothing was committed" in ran.err
    assert git("log", "-1", "--format=%s").strip() == "notes"


def test_a_paper_added_before_its_course_is_due_by_its_own_name(
    vibelog: Vibelog, notes: Path
) -> None:
    title = "Prefix Caching, Explained: A Short Tutorial with a Simulator"
    (notes / "course.md").write_text(
        f"# C\n\n## Fall 2026\n\n| Date | Papers |\n|---|---|\n| Nov 30 | [{title}](s.pdf) |\n"
    )
    assert vibelog("course", "add", "course.md").code == 0
    assert vibelog("log", "sample", "--commit").code == 0
    assert names() == ["README.md", "vibe-logs/2026-11-30-sample.md"]
    [row] = json.loads(vibelog("due", "--json").out)["due"]
    assert (row["log"], row["state"]) == ("vibe-logs/2026-11-30-sample.md", "committed")
    assert vibelog("ask", row["paper"], "What is a block?").code == 0
