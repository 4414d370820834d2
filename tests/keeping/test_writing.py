"""Writing a file of a student's: in one step, and not through a repository's links out of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vibelog.errors import RepositoryError, VibelogError
from vibelog.keeping import writing
from vibelog.keeping.checking import files

NEW = b"what vibelog writes\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file that is none of the repository's."""
    file = tmp_path / "home/.bashrc"
    file.write_bytes(b"# mine\n")
    return file


def test_no_link_beside_the_file_is_written_through(repository: Path, outside: Path) -> None:
    log = repository / "log.md"
    log.write_bytes(b"before")
    (repository / ".log.md.part").symlink_to(outside)
    files.replace(log, NEW.decode())
    assert (log.read_bytes(), outside.read_bytes()) == (NEW, b"# mine\n")
    assert not log.is_symlink()


@pytest.mark.parametrize("there", [True, False], ids=["leads to a file", "leads nowhere"])
def test_a_link_out_of_the_repository_is_refused(
    repository: Path, outside: Path, *, there: bool
) -> None:
    link = repository / "log.md"
    link.symlink_to(os.path.relpath(outside if there else outside.with_name("new"), repository))
    with pytest.raises(RepositoryError, match="leads out of the repository") as refused:
        writing.replace(link, NEW)
    assert str(outside.parent) in str(refused.value)
    assert link.is_symlink()
    assert [(file.name, file.read_bytes()) for file in outside.parent.iterdir()] == [
        (".bashrc", b"# mine\n")
    ]


def test_a_folder_that_leads_out_is_refused(repository: Path, outside: Path) -> None:
    (repository / "vibe-logs").symlink_to(outside.parent)
    with pytest.raises(RepositoryError, match="leads out of the repository"):
        writing.replace(repository / "vibe-logs/log.md", NEW)
    assert list(outside.parent.iterdir()) == [outside]


def test_a_link_into_another_repository_is_a_link_out(repository: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / ".git").mkdir(parents=True)
    (repository / "vibe-logs").symlink_to(other)
    with pytest.raises(RepositoryError, match="leads out of the repository"):
        writing.replace(repository / "vibe-logs/log.md", NEW)


def test_nothing_is_written_among_gits_own_files(repository: Path) -> None:
    before = (repository / ".git/config").read_bytes()
    (repository / "log.md").symlink_to(".git/config")
    with pytest.raises(RepositoryError, match="git's own folder"):
        writing.replace(repository / "log.md", NEW)
    assert (repository / ".git/config").read_bytes() == before


def test_a_link_inside_the_repository_stays_one(repository: Path) -> None:
    (repository / "docs").mkdir()
    (repository / "log.md").symlink_to("docs/log.md")
    writing.replace(repository / "log.md", NEW)
    assert (repository / "log.md").is_symlink()
    assert (repository / "docs/log.md").read_bytes() == NEW


def test_a_repository_that_is_itself_reached_by_a_link_is_no_matter(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "course").symlink_to(repository)
    writing.replace(tmp_path / "course/log.md", NEW)
    assert (repository / "log.md").read_bytes() == NEW


def test_the_mode_stays_and_a_new_file_has_the_usual_one(tmp_path: Path) -> None:
    old, new, usual = (tmp_path / name for name in ("old", "new", "usual"))
    old.write_bytes(b"")
    old.chmod(0o640)
    usual.write_bytes(b"")
    writing.replace(old, NEW)
    writing.replace(new, NEW)
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode == usual.stat().st_mode


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "log.md").mkdir(parents=True)
    with pytest.raises(VibelogError, match="no plain file"):
        writing.replace(folder / "log.md", NEW)
    with pytest.raises(OSError, match="directory"):
        writing.write(folder / "log.md", NEW)
    assert [path.name for path in folder.iterdir()] == ["log.md"]
