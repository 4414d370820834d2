"""Other people's repositories: what comes along, by git's own word, and what never runs."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vibelog.errors import RepositoryError
from vibelog.keeping.remote import exporting, guarded
from vibelog.keeping.remote.cloning import blobs, clone
from vibelog.keeping.remote.remotes import remote

LARGE = 1_500_000


def git(*arguments: str, at: Path | None = None, given: bytes = b"") -> str:
    done = subprocess.run(["git", *arguments], cwd=at, input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit(repository: Path, **files: bytes) -> str:
    """Commit files with all that is in the work tree, and return the commit."""
    for name, content in files.items():
        file = repository / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    git("add", "--all", "--force", at=repository)
    git("commit", "--quiet", "--allow-empty", "--message=x", at=repository)
    return git("rev-parse", "HEAD", at=repository)


def entry(repository: Path, mode: str, name: str, content: bytes) -> None:
    """Put an entry into the newest commit's tree that no work tree could hold."""
    oid = git("hash-object", "-w", "--stdin", at=repository, given=content)
    tree = git("ls-tree", "HEAD", at=repository)
    listed = f"{tree}\n{mode} blob {oid}\t{name}\n".lstrip()
    made = git("mktree", "--missing", at=repository, given=listed.encode())
    child = git("commit-tree", made, "-p", "HEAD", "-m", "x", at=repository)
    git("update-ref", "HEAD", child, at=repository)


def copied(source: Path, to: Path) -> dict[str, bytes]:
    here = remote(str(source), Path.cwd())
    return blobs(clone(here, to).folder, lambda _: True, here)


def test_the_copy_is_the_newest_commit_and_has_all_of_the_history(
    repository: Path, tmp_path: Path
) -> None:
    head = commit(repository, **{"vibe-logs/a b.md": b"one\r\n"})
    copy = clone(remote(str(repository), repository), tmp_path / "copy")
    assert copy.head == head
    assert (datetime.now(UTC) - copy.committed).total_seconds() < 60
    assert blobs(copy.folder, lambda _: True) == {"vibe-logs/a b.md": b"one\r\n"}
    assert git("log", "--format=%H", at=copy.folder) == git("log", "--format=%H", at=repository)


def test_a_second_time_brings_what_is_new_also_after_a_force_push(
    repository: Path, tmp_path: Path
) -> None:
    commit(repository, **{"a.md": b"one"})
    assert copied(repository, tmp_path / "copy") == {"a.md": b"one"}
    git("reset", "--quiet", "--hard", "HEAD~", at=repository)
    commit(repository, **{"b.md": b"two"})
    assert copied(repository, tmp_path / "copy") == {"b.md": b"two"}


def test_large_files_stay_where_they_are_and_renames_are_followed_all_the_same(
    repository: Path, tmp_path: Path
) -> None:
    commit(repository, **{"paper.pdf": os.urandom(LARGE), "a.md": b"log"})
    commit(repository, **{"b.md": b"more"})
    (repository / "paper.pdf").unlink()
    commit(repository)
    here = remote(str(repository), repository)
    copy = clone(here, tmp_path / "copy").folder
    assert sum(file.stat().st_size for file in copy.rglob("*") if file.is_file()) < LARGE
    commit(repository, **{"old.pdf": os.urandom(LARGE)})
    with (repository / "old.pdf").open("ab") as file:
        file.write(b"edited")
    (repository / "old.pdf").rename(repository / "new.pdf")
    commit(repository)
    copy = clone(here, tmp_path / "copy").folder
    names = ("log", "--name-status", "--find-renames", "--format=", "-1")
    assert git(*names, at=copy) == git(*names, at=repository)
    assert "old.pdf\tnew.pdf" in git(*names, at=copy)


def test_a_large_log_is_fetched_on_demand(repository: Path, tmp_path: Path) -> None:
    commit(repository, **{"long.md": b"x" * LARGE, "huge.md": b"x" * 5_000_001})
    assert copied(repository, tmp_path / "copy") == {"long.md": b"x" * LARGE}


def test_nothing_of_theirs_runs(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    commit(
        repository,
        **{
            ".gitattributes": b"* filter=evil diff=evil\n",
            ".gitmodules": b'[submodule "m"]\npath = m\nurl = ./m\nupdate = !touch ran\n',
            "a.md": b"log",
        },
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    for name in ("smudge", "clean", "process"):  # what the instructor has configured, as LFS is
        git("config", "--global", f"filter.evil.{name}", f"touch {ran}")
    for hook in ("post-checkout", "reference-transaction", "pre-push", "post-update"):
        file = repository / ".git/hooks" / hook
        file.write_text(f"#!/bin/sh\ntouch {ran}\n")
        file.chmod(0o755)
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "uploadpack.packObjectsHook"):
        git("config", key, f"touch {ran}", at=repository)
    git("config", "diff.evil.textconv", f"touch {ran}", at=repository)
    with pytest.raises(RepositoryError, match="submodule"):
        copied(repository, tmp_path / "refused")  # git's own check of what arrives
    tree = git("ls-tree", "HEAD", at=repository).splitlines()
    kept = "".join(f"{line}\n" for line in tree if ".gitmodules" not in line)
    child = git("commit-tree", git("mktree", at=repository, given=kept.encode()), "-m", "x")
    git("update-ref", "HEAD", child, at=repository)
    ran.unlink(missing_ok=True)
    found = copied(repository, tmp_path / "copy")
    assert found["a.md"] == b"log"
    assert not ran.exists()
    assert list((tmp_path / "copy").iterdir()) == [tmp_path / "copy/.git"]
    assert (tmp_path / "copy/.git/config").read_text(encoding="utf-8") == guarded.CONFIG


def test_links_and_names_that_lead_elsewhere_are_left_out(repository: Path, tmp_path: Path) -> None:
    commit(repository, **{"a.md": b"log"})
    entry(repository, "120000", "link.md", b"/etc/passwd")
    entry(repository, "100644", "git~1", b"x")
    entry(repository, "100755", "run.md", b"#!/bin/sh")
    here = remote(str(repository), repository)
    with pytest.raises(RepositoryError):
        clone(here, tmp_path / "copy")  # fsck says no to git~1, before we do
    git("update-ref", "HEAD", git("rev-parse", "HEAD~2", at=repository), at=repository)
    entry(repository, "100755", "run.md", b"#!/bin/sh")
    assert copied(repository, tmp_path / "copy") == {"a.md": b"log", "run.md": b"#!/bin/sh"}


def test_a_repository_that_fills_the_disk_is_stopped(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, **{"noise.md": os.urandom(500_000)})
    small = {**guarded._SAFE, "alias.fetches": guarded._BOUND.format(blocks=200)}  # noqa: SLF001
    monkeypatch.setattr(guarded, "_SAFE", small)
    with pytest.raises(RepositoryError, match="too large"):
        copied(repository, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_cannot_be_fetched_says_why_and_leaves_the_copy(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    git("init", "--quiet", at=tmp_path / "empty")
    with pytest.raises(RepositoryError, match="no commit yet"):
        copied(tmp_path / "empty", tmp_path / "copy")
    (tmp_path / "plain").mkdir()
    with pytest.raises(RepositoryError, match="no git repository"):
        copied(tmp_path / "plain", tmp_path / "copy")
    head = commit(repository, **{"a.md": b"log"})
    here = remote(str(repository), repository)
    clone(here, tmp_path / "copy")
    repository.rename(tmp_path / "gone")
    with pytest.raises(RepositoryError):
        clone(here, tmp_path / "copy")
    assert git("rev-parse", "HEAD", at=tmp_path / "copy") == head


def test_a_damaged_copy_is_made_again_and_no_repository_around_it_is_touched(
    repository: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    git("clone", "--quiet", str(repository), str(source))
    git("config", "user.name", "A Student", at=source)
    git("config", "user.email", "student@example.org", at=source)
    theirs = commit(source, **{"a.md": b"log"})
    before = git("rev-parse", "HEAD", at=repository)
    inner = repository / "cache/copy"
    (inner / ".git").mkdir(parents=True)  # a copy that was killed while it was begun
    assert copied(source, inner) == {"a.md": b"log"}
    assert git("rev-parse", "HEAD", at=inner) == theirs
    assert git("rev-parse", "HEAD", at=repository) == before


def test_without_history_the_newest_commit_comes_alone(repository: Path, tmp_path: Path) -> None:
    commit(repository, **{"a.md": b"one"})
    commit(repository, **{"a.md": b"two"})
    copy = clone(remote(str(repository), repository), tmp_path / "copy", history=False)
    assert git("rev-list", "--count", "HEAD", at=copy.folder) == "1"
    assert blobs(copy.folder, lambda path: path == "a.md") == {"a.md": b"two"}


GITHUB = "https://github.com/anna/notes"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        (GITHUB, GITHUB),
        (f" <{GITHUB}/tree/main/vibe-logs> ", GITHUB),
        (f"{GITHUB}/blob/main/README.md#log", GITHUB),
        (f"{GITHUB}.git?tab=readme-ov-file", f"{GITHUB}.git"),
        ("http://www.github.com/anna/notes/", GITHUB),
        ("github.com/anna/notes", GITHUB),
        ("anna/notes", GITHUB),
        ("https://anna@github.com/anna/notes", GITHUB),
        ("https://gitlab.com/a/b/notes/-/tree/main", "https://gitlab.com/a/b/notes"),
        ("git@github.com:anna/notes.git", "git@github.com:anna/notes.git"),
        ("ssh://git@example.org:2222/notes", "ssh://git@example.org:2222/notes"),
    ],
)
def test_an_address_is_what_people_paste(given: str, url: str) -> None:
    assert remote(given, Path.cwd()).url == url


@pytest.mark.parametrize(
    "given",
    [
        "ext::sh -c touch% ran",
        "fd::17/x",
        "ssh://-oProxyCommand=touch/x",
        "-oProxyCommand=x@host:y",
        "git@-oProxyCommand=x:y",
        "git@host:-x",
        "--upload-pack=touch ran",
        "http://example.org/x",
        "ftp://example.org/x",
        "https://anna:secret@github.com/anna/notes",
        "https://github.com/anna",
        "https://",
        "https://[::1/x",
        "see me after class",
        "",
        "a\nb/c",
        "file:///nowhere/at/all",
    ],
)
def test_an_address_that_is_none_or_runs_something_is_refused(given: str) -> None:
    with pytest.raises(RepositoryError):
        remote(given, Path.cwd())


def test_one_repository_has_one_address_from_wherever_it_is_named(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "lists").mkdir()
    from_beside = remote(f"../{repository.name}", tmp_path / "lists")
    assert from_beside == remote(str(repository), Path.cwd())


def test_a_path_that_is_wrong_is_not_looked_up_on_the_web(tmp_path: Path) -> None:
    (tmp_path / "repos/anna").mkdir(parents=True)
    assert remote("repos/anna", tmp_path).url == str(tmp_path / "repos/anna")
    with pytest.raises(RepositoryError, match="neither"):
        remote("repos/ben", tmp_path)


def test_a_password_in_a_link_is_not_repeated() -> None:
    with pytest.raises(RepositoryError) as refused:
        remote("https://anna:hunter2@example.org/notes", Path.cwd())
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "path",
    [
        "../a.md",
        "a/../../b",
        "/etc/passwd",
        ".git/config",
        ".GIT/hooks/x",
        "a/.g\u200cit/x",
        ".git . /x",
        ".git::$INDEX_ALLOCATION/x",
        "GIT~1/x",
        "a\\..\\b",
        "a\0b",
        "a//b",
        "",
        "x" * 300,
        "/".join("d" * 40),
    ],
)
def test_a_name_that_leads_elsewhere_is_not_written(path: str, tmp_path: Path) -> None:
    exporting.export({path: b"x", "fine.md": b"y"}, tmp_path / "copy")
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["fine.md"]


def test_an_export_replaces_what_was_there_and_follows_no_link(tmp_path: Path) -> None:
    copy, outside = tmp_path / "copy", tmp_path / "outside"
    (copy / ".git").mkdir(parents=True)
    outside.mkdir()
    (copy / "logs").symlink_to(outside)
    (copy / "old.md").write_text("old")
    exporting.export({"logs/a.md": b"new"}, copy)
    assert sorted(path.name for path in copy.iterdir()) == [".git", "logs"]
    assert (copy / "logs/a.md").read_bytes() == b"new"
    assert not list(outside.iterdir())
