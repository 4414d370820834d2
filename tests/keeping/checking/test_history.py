"""When a log got its content, with a real repository whose commits' days are set."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from vibelog.keeping.checking import course, history

LOG = "vibe-logs/dspy log.md"


def commit(text: str | None, day: str, name: str = LOG) -> None:
    """Commit a file with that text (None: as it is) in the working folder, on that day."""
    if text is not None:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    moment = f"{day}T23:30:00-05:00"
    subprocess.run(["git", "add", "--all"], check=True)
    subprocess.run(
        ["git", "commit", "--quiet", "--allow-empty", "--message=log", f"--date={moment}"],
        check=True,
        env={**os.environ, "GIT_COMMITTER_DATE": moment},
    )


def first(name: str = LOG) -> date | None:
    """The day of the first real content."""
    versions = history.versions(Path.cwd(), [name])[name]
    held = history.contents(Path.cwd(), versions)
    found = history.first_real(versions, lambda version: b"content" in held[version.blob])
    return found.committed.date() if found else None


@pytest.mark.usefixtures("repository")
def test_a_placeholder_on_time_is_no_content() -> None:
    commit("TODO\n", "2025-09-09")
    commit("some content\n", "2025-09-12")
    commit("more content\n", "2025-09-20")
    assert first() == date(2025, 9, 12)


@pytest.mark.usefixtures("repository")
def test_a_renamed_log_keeps_its_day() -> None:
    commit("some content\n" * 9, "2025-09-09", "vibe-logs/notes.md")
    Path("vibe-logs/notes.md").rename(LOG)
    commit(None, "2025-09-30")
    assert first() == date(2025, 9, 9)


@pytest.mark.usefixtures("repository")
def test_a_log_that_was_never_committed_has_no_day() -> None:
    Path("vibe-logs").mkdir()
    Path(LOG).write_text("some content\n", encoding="utf-8")
    assert history.versions(Path.cwd(), [LOG]) == {LOG: []}
    assert first() is None


@pytest.mark.usefixtures("repository")
def test_the_day_is_the_committers_own() -> None:
    commit("some content\n", "2025-09-10")  # half past eleven in the evening, the next day in UTC
    assert first() == date(2025, 9, 10)


@pytest.mark.usefixtures("repository")
def test_nothing_that_the_repository_configures_is_run(tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    Path(".gitattributes").write_text("*.md diff=x filter=x\n", encoding="utf-8")
    commit("some content\n", "2025-09-10")
    for key in ("core.pager", "core.fsmonitor", "gpg.program", "diff.external", "diff.x.textconv"):
        subprocess.run(["git", "config", key, str(trap)], check=True)
    for key, value in (("log.showSignature", "true"), ("filter.x.smudge", str(trap))):
        subprocess.run(["git", "config", key, value], check=True)
    sign(Path.cwd())
    assert first() == date(2025, 9, 10)
    assert not (tmp_path / "sprung").exists()


def sign(folder: Path) -> None:
    """Give the last commit something that looks like a signature, so that git would check it."""
    text = subprocess.run(
        ["git", "cat-file", "commit", "HEAD"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    head, _, body = text.partition("\n\n")
    forged = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n -----END PGP SIGNATURE-----\n\n{body}"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        input=forged,
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    subprocess.run(["git", "update-ref", "HEAD", made], cwd=folder, check=True)


def run(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def merged(day: str, *extra: str, text: str | None = None) -> None:
    """Join the branch `side` in a commit of its own, with a log that only the merge has."""
    run("switch", "--quiet", "main")
    run("merge", "--quiet", "--no-ff", "--no-commit", *extra, "side")
    commit(text, day)


@pytest.mark.usefixtures("repository")
def test_a_log_that_a_merge_alone_has_is_of_the_merge() -> None:
    commit("x\n", "2025-09-01", "vibe-logs/x.md")
    run("switch", "--quiet", "-c", "side")
    commit("y\n", "2025-09-02", "vibe-logs/y.md")
    merged("2025-09-09", text="some content\n")
    assert first() == date(2025, 9, 9)


@pytest.mark.usefixtures("repository")
def test_a_log_that_came_with_a_merge_is_of_its_own_commit() -> None:
    commit("x\n", "2025-09-01", "vibe-logs/x.md")
    run("switch", "--quiet", "-c", "side")
    commit("some content\n" * 9, "2025-09-02", "vibe-logs/notes.md")
    Path("vibe-logs/notes.md").rename(LOG)
    commit(None, "2025-09-20")
    merged("2025-09-30")
    assert first() == date(2025, 9, 2)


@pytest.mark.usefixtures("repository")
def test_a_name_that_was_another_files_before_is_not_followed_into_that_one() -> None:
    commit("other content\n" * 9, "2025-09-01")
    Path(LOG).unlink()
    commit("some content here\n" * 9, "2025-09-05", "vibe-logs/a.md")
    Path("vibe-logs/a.md").rename("vibe-logs/b.md")
    commit(None, "2025-09-06")
    Path("vibe-logs/b.md").rename(LOG)
    commit(None, "2025-09-07")
    assert first() == date(2025, 9, 5)


@pytest.mark.usefixtures("repository")
def test_a_shallow_clone_says_where_it_begins(tmp_path: Path) -> None:
    commit("some content\n", "2025-09-05")
    commit("more content\n", "2025-09-20")
    assert history.begins(Path.cwd()) == frozenset()
    run("clone", "--quiet", "--depth=1", Path.cwd().as_uri(), str(tmp_path / "shallow"))
    [version] = history.versions(tmp_path / "shallow", [LOG])[LOG]
    assert history.begins(tmp_path / "shallow") == {version.commit}


@pytest.mark.usefixtures("repository")
def test_of_a_shallow_clone_nothing_is_late(tmp_path: Path) -> None:
    commit("You said:\nWhy is it so?\n", "2025-09-05")
    commit("You said:\nWhy is it not so?\n", "2025-09-20")
    run("clone", "--quiet", "--depth=1", Path.cwd().as_uri(), str(tmp_path / "shallow"))
    log = course.Placed(LOG, Path(LOG).read_text(encoding="utf-8"), date(2025, 9, 1))
    assert [flag.code for flag in course.flags(Path.cwd(), [log], None, "none")[LOG]] == ["late"]
    assert course.flags(tmp_path / "shallow", [log], None, "none")[LOG] == []


@pytest.mark.usefixtures("repository")
def test_a_log_that_was_deleted_and_lies_there_again_is_in_no_commit() -> None:
    commit("You said:\nWhy is it so?\n", "2025-09-05")
    text = Path(LOG).read_text(encoding="utf-8")
    Path(LOG).unlink()
    commit(None, "2025-09-06")
    Path(LOG).parent.mkdir(exist_ok=True)
    Path(LOG).write_text(text, encoding="utf-8")
    [flag] = course.flags(Path.cwd(), [course.Placed(LOG, text, None)], None, "none")[LOG]
    assert flag.code == "not-committed"
