"""When a log got its content, with a real repository whose commits' days are set."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from vibelog.keeping.checking import history

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
