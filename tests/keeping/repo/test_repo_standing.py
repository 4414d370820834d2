"""Where files stand, against commits with dates of their own."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from repositories import readme_edited, run, write

from vibelog.keeping.repo import Repository, Standing

OLD, NEW = "2025-09-10T23:59:00-04:00", "2025-09-12T08:00:00+02:00"


def commit(notes: Path, name: str, text: str, at: str) -> Path:
    path = write(notes, name, text)
    run(notes, "add", "--force", name)
    subprocess.run(
        ["git", "-C", str(notes), "commit", "--quiet", "-m", name],
        check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/", "GIT_COMMITTER_DATE": at},
    )
    return path


def test_each_file_stands_where_it_stands(notes: Path) -> None:
    pushed = commit(notes, "logs/[1] é.md", "one\n", OLD)
    changed = commit(notes, "logs/2.md", "two\n", OLD)
    run(notes, "push", "--quiet")
    local = commit(notes, "logs/3.md", "three\n", NEW)
    commit(notes, "logs/2.md", "two again\n", NEW)
    write(notes, "logs/2.md", "unsaved\n")
    new, nowhere = write(notes, "logs/4.md", "four\n"), notes / "logs/5.md"
    old, later = datetime.fromisoformat(OLD), datetime.fromisoformat(NEW)
    assert Repository.find(notes).standing([pushed, changed, local, new, nowhere]) == {
        pushed: Standing(committed=True, pushed=True, first=old),
        changed: Standing(committed=False, pushed=False, first=old),
        local: Standing(committed=True, pushed=False, first=later),
        new: Standing(committed=False, pushed=False, first=None),
        nowhere: Standing(committed=False, pushed=False, first=None),
    }


def test_without_an_upstream_it_is_not_known(notes: Path) -> None:
    log = commit(notes, "log.md", "one\n", OLD)
    run(notes, "branch", "--unset-upstream")
    assert Repository.find(notes).standing([log])[log].pushed is None


def test_an_upstream_that_was_never_pushed_has_nothing(notes: Path) -> None:
    log = commit(notes, "log.md", "one\n", OLD)
    run(notes, "update-ref", "-d", "refs/remotes/origin/main")
    assert Repository.find(notes).standing([log])[log].pushed is False


def test_a_log_that_came_with_a_merge_is_as_old_as_its_commit(notes: Path) -> None:
    run(notes, "switch", "--quiet", "-c", "side")
    log = commit(notes, "log.md", "one\n", OLD)
    run(notes, "switch", "--quiet", "main")
    run(notes, "merge", "--quiet", "--no-ff", "-m", "merge", "side")
    assert Repository.find(notes).standing([log])[log].first == datetime.fromisoformat(OLD)


def test_a_log_that_the_merge_alone_has_is_committed_with_it(notes: Path) -> None:
    run(notes, "switch", "--quiet", "-c", "side")
    commit(notes, "other.md", "one\n", OLD)
    run(notes, "switch", "--quiet", "main")
    run(notes, "merge", "--quiet", "--no-ff", "--no-commit", "side")
    log = commit(notes, "log.md", "one\n", NEW)
    moment = datetime.fromisoformat(NEW)
    repository = Repository.find(notes)
    assert repository.standing([log])[log] == Standing(committed=True, pushed=False, first=moment)
    run(notes, "push", "--quiet")
    assert repository.standing([log])[log].pushed


def test_before_the_first_commit_nothing_stands(notes: Path) -> None:
    run(notes.parent, "init", "--quiet", "new")
    log = write(notes.parent / "new", "log.md", "one\n")
    found = Repository.find(log).standing([log])
    assert found == {log: Standing(committed=False, pushed=None, first=None)}


def test_four_calls_of_git_for_any_number_of_files(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme_edited(notes)
    logs = [commit(notes, f"{number}.md", "one\n", NEW) for number in range(3)]
    repository, calls, real = Repository.find(notes), [], subprocess.Popen

    def counted(command: list[str], **how: object) -> object:
        calls.append(command)
        return real(command, **how)  # type: ignore[call-overload]  # passed on as they are

    monkeypatch.setattr(subprocess, "Popen", counted)
    assert not any(each.pushed for each in repository.standing(logs).values())
    assert len(calls) == 4
