"""The student's files that vibelog writes: what git and links may do to them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from vibelog.app import App, start
from vibelog.app.course import syncing
from vibelog.app.log import files, logs
from vibelog.errors import RepositoryError
from vibelog.keeping.repo import Repository

TALK = b'{"asked": "What is a block?"}\n{"asked": "Why?"}\n'
COURSE = """# Course Fall 2025
| Week | Topics | Notes/Links |
|---|---|---|
| Sep 8 | [DSPy](https://arxiv.org/abs/2310.03714) | |
| Sep 20 | [GEPA](https://arxiv.org/abs/2507.19457) | |
"""


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def test_line_ends_that_git_changed_are_no_hand_edits(repository: Path) -> None:
    git("config", "core.autocrlf", "true")
    me, file = start(lambda _: None), repository / "talk.jsonl"
    assert files.put_bytes(me, file, TALK) == (file, "new")
    Repository.find(repository).commit([file], "talk")
    file.unlink()
    git("checkout", "--", "talk.jsonl")
    assert b"\r\n" in file.read_bytes()
    assert files.put_bytes(me, file, TALK) == (file, "unchanged")
    assert files.put_bytes(me, file, TALK + TALK) == (file, "updated")
    file.write_bytes(file.read_bytes() + b"a hand edit\r\n")
    assert files.put_bytes(me, file, TALK)[1] == "beside"


def test_line_ends_matter_where_they_are_bytes_of_a_document(repository: Path) -> None:
    me, file = start(lambda _: None), repository / "log.docx"
    files.put_bytes(me, file, b"PK\n")
    file.write_bytes(b"PK\r\n")
    assert files.put_bytes(me, file, b"PK\n")[1] == "beside"


@pytest.mark.parametrize("name", ["vibe-logs", "vibe-logs/transcripts"])
def test_no_log_goes_through_a_link_out_of_the_repository(
    repository: Path, talked: Path, tmp_path: Path, name: str
) -> None:
    assert talked.is_dir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (repository / name).parent.mkdir(exist_ok=True)
    (repository / name).symlink_to(os.path.relpath(outside, (repository / name).parent))
    me = start(lambda _: None)
    paper = me.library().find("sample")
    with pytest.raises(RepositoryError, match="leads out of the repository"):
        logs.place(me, paper, repository, logs.Wanted(with_transcript=True))
    with pytest.raises(RepositoryError, match="leads out of the repository"):
        files.put_text(me, repository / name / "log.md", "x")
    with pytest.raises(RepositoryError, match="leads out of the repository"):
        files.put_bytes(me, repository / name / "talk.jsonl", TALK)
    with pytest.raises(RepositoryError, match="leads out of the repository"):
        files.save(repository / name / "log.md", "x")
    assert list(outside.iterdir()) == []


def test_a_link_beside_the_log_is_not_written_through(repository: Path, tmp_path: Path) -> None:
    mine = tmp_path / "home/.bashrc"
    mine.write_text("# mine\n", encoding="utf-8")
    for part in (".log.md.part", ".log.new.md.part"):
        (repository / part).symlink_to(mine)
    path, _, change = files.put_text(start(lambda _: None), repository / "log.md", "# Log\n")
    assert (change, path.is_symlink(), path.read_text(encoding="utf-8")) == (
        "new",
        False,
        "# Log\n",
    )
    assert mine.read_text(encoding="utf-8") == "# mine\n"


@pytest.fixture
def without_index(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """A repository that keeps no index, and whose course has moved a day."""
    (tmp_path / "course.md").write_text(COURSE, encoding="utf-8")
    monkeypatch.setenv("VIBELOG_COURSE", str(tmp_path / "course.md"))
    (repository / "vibelog.toml").write_text('index = "none"\n', encoding="utf-8")
    return start(lambda _: None)


@pytest.mark.parametrize("way", [syncing.sync, syncing.commit])
def test_a_linked_readme_is_not_synced_where_there_is_no_index(
    repository: Path, without_index: App, way: Callable[[App, Path], syncing.Synced]
) -> None:
    (repository / "docs").mkdir()
    before = COURSE.replace("Sep 20", "Sep 15")
    (repository / "docs/README.md").write_text(before, encoding="utf-8")
    (repository / "README.md").symlink_to("docs/README.md")
    with pytest.raises(RepositoryError, match="not a plain file"):
        way(without_index, repository)
    assert (repository / "README.md").is_symlink()
    assert (repository / "docs/README.md").read_text(encoding="utf-8") == before


def test_a_plain_readme_is_synced_where_there_is_no_index(
    repository: Path, without_index: App
) -> None:
    file = repository / "Readme.md"
    file.write_text(COURSE.replace("Sep 20", "Sep 15"), encoding="utf-8")
    syncing.sync(without_index, repository)
    assert "Sep 20" in file.read_text(encoding="utf-8")
