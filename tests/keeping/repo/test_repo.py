"""Commits, with git itself as the oracle: exactly the given files, everything else as it was."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import LOG, SUBJECT, TEXT, hook, look, run, staged_edit, write

from vibelog.errors import RepositoryError
from vibelog.keeping import git
from vibelog.keeping.repo import Repository


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A repository without a commit."""
    folder = tmp_path / "notes"
    run(tmp_path, "init", "--quiet", "--initial-branch=main", str(folder))
    run(folder, "config", "user.name", "Ada")
    run(folder, "config", "user.email", "ada@example.org")
    return folder


@pytest.fixture
def notes(empty: Path) -> Path:
    """A repository with three files in one commit."""
    for name in ("README.md", "a.txt", "b.txt"):
        write(empty, name, f"{name}\none\ntwo\nthree\n")
    run(empty, "add", ".")
    run(empty, "commit", "--quiet", "-m", "begin")
    return empty


@pytest.mark.parametrize("staged", [False, True])
def test_the_first_commit_of_a_repository(empty: Path, staged: bool) -> None:
    write(empty, "a.txt", "mine\n")
    if staged:
        run(empty, "add", "a.txt")
    log = write(empty, LOG, TEXT)
    assert Repository.find(empty).commit([log], SUBJECT)
    assert run(empty, "ls-tree", "-r", "--name-only", "HEAD") == f"{LOG}\n"
    assert run(empty, "status", "--porcelain") == ("A  a.txt\n" if staged else "?? a.txt\n")


def test_several_files_make_one_commit_and_again_none(notes: Path) -> None:
    log, readme = write(notes, LOG, TEXT), write(notes, "README.md", "with a row\n")
    repository = Repository.find(notes)
    assert repository.commit([log, readme], SUBJECT)
    assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"README.md\n{LOG}\n"
    staged_edit(notes)
    before, head = look(notes), run(notes, "rev-parse", "HEAD")
    assert repository.commit([log, readme], SUBJECT) is None
    assert (look(notes), run(notes, "rev-parse", "HEAD")) == (before, head)


@pytest.mark.parametrize(
    "name", ["-rf.md", "a b.md", "日本 é.md", ":(glob)*.md", "*.md", "q'\"\\.md"]
)
def test_any_name_is_only_a_name(notes: Path, name: str) -> None:
    write(notes, "other.md", "untracked\n")
    log = write(notes, name, TEXT)
    assert Repository.find(notes).commit([log], SUBJECT)
    assert run(notes, "show", "--name-only", "--format=", "-z", "HEAD") == f"{name}\0"
    assert run(notes, "status", "--porcelain") == "?? other.md\n"


def test_from_a_subfolder_by_a_relative_path(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(notes, LOG, TEXT)
    monkeypatch.chdir(notes / "vibe-logs")
    repository = Repository.find(Path())
    assert repository.commit([Path("2025-09-10-dspy.md")], SUBJECT)
    assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"{LOG}\n"


def test_in_a_worktree(notes: Path, tmp_path: Path) -> None:
    run(notes, "worktree", "add", "--quiet", "-b", "logs", str(tmp_path / "tree"))
    staged_edit(tmp_path / "tree")
    log = write(tmp_path / "tree", LOG, TEXT)
    before = look(notes)
    assert Repository.find(log).commit([log], SUBJECT)
    assert run(notes, "show", "--name-only", "--format=", "logs") == f"{LOG}\n"
    assert run(tmp_path / "tree", "status", "--porcelain") == "M  a.txt\n"
    assert look(notes).index == before.index


def test_line_ends_are_the_attributes_business(notes: Path) -> None:
    write(notes, ".gitattributes", "*.md text eol=crlf\n")
    log = notes / LOG
    log.parent.mkdir()
    log.write_bytes(b"one\r\ntwo\r\n")
    assert Repository.find(notes).commit([log], SUBJECT)
    assert run(notes, "cat-file", "-p", f"HEAD:{LOG}") == "one\ntwo\n"
    assert log.read_bytes() == b"one\r\ntwo\r\n"
    assert LOG not in run(notes, "status", "--porcelain")


def test_hooks_see_only_the_log_and_may_mend_it_and_the_message(notes: Path) -> None:
    staged_edit(notes)
    hook(
        notes, "pre-commit", f"git diff --cached --name-only >seen; echo end >>{LOG}; git add {LOG}"
    )
    hook(notes, "commit-msg", 'echo "[course] $(cat "$1")" >"$1"')
    log = write(notes, LOG, TEXT)
    made = Repository.find(notes).commit([log], SUBJECT)
    assert made is not None
    assert made.subject == f"[course] {SUBJECT}"
    assert (notes / "seen").read_text() == f"{LOG}\n"
    assert run(notes, "show", f"HEAD:{LOG}") == f"{TEXT}end\n"
    assert run(notes, "status", "--porcelain") == "M  a.txt\n?? seen\n"


@pytest.mark.parametrize("begun", [True, False])
def test_a_hook_that_adds_other_files_is_taken_back(empty: Path, begun: bool) -> None:
    if begun:
        run(empty, "commit", "--quiet", "--allow-empty", "-m", "begin")
    hook(empty, "pre-commit", "git add --all")
    write(empty, "secret.txt", "mine\n")
    log = write(empty, LOG, TEXT)
    before, refs = run(empty, "status", "--porcelain=v2"), run(empty, "for-each-ref")
    with pytest.raises(RepositoryError, match=r"added secret\.txt"):
        Repository.find(empty).commit([log], SUBJECT)
    assert (run(empty, "status", "--porcelain=v2"), run(empty, "for-each-ref")) == (before, refs)


def test_no_other_git_can_change_the_index_meanwhile(notes: Path) -> None:
    hook(notes, "pre-commit", "unset GIT_INDEX_FILE; git add b.txt && exit 1; exit 0")
    write(notes, "b.txt", "edited\n")
    log = write(notes, LOG, TEXT)
    assert Repository.find(notes).commit([log], SUBJECT)
    assert run(notes, "status", "--porcelain") == " M b.txt\n"


def test_commits_are_signed_where_the_student_signs(notes: Path, tmp_path: Path) -> None:
    signer = write(
        tmp_path,
        "signer",
        '#!/bin/sh\necho "[GNUPG:] SIG_CREATED " >&2\ncat >/dev/null; echo SIGNED\n',
    )
    signer.chmod(0o755)
    run(notes, "config", "gpg.program", str(signer))
    run(notes, "config", "commit.gpgsign", "true")
    run(notes, "config", "log.showSignature", "true")
    log = write(notes, LOG, TEXT)
    made = Repository.find(notes).commit([log], SUBJECT)
    assert made is not None
    assert made.subject == SUBJECT
    assert "gpgsig SIGNED" in run(notes, "cat-file", "commit", "HEAD")


def merging(folder: Path) -> None:
    run(folder, "switch", "--quiet", "-c", "side")
    run(folder, "commit", "--quiet", "--allow-empty", "-m", "side")
    run(folder, "switch", "--quiet", "main")
    run(folder, "merge", "--quiet", "--no-ff", "--no-commit", "side")


def clash(folder: Path, *command: str) -> None:
    for branch in ("side", "main"):
        run(folder, "switch", "--quiet", *(["-c"] if branch == "side" else []), branch)
        write(folder, "a.txt", branch)
        run(folder, "commit", "--quiet", "-am", branch)
    subprocess.run(["git", "-C", str(folder), *command], check=False, capture_output=True)


def rebasing(folder: Path) -> None:
    clash(folder, "rebase", "side")


def picking(folder: Path) -> None:
    clash(folder, "cherry-pick", "side")


def reverting(folder: Path) -> None:
    clash(folder, "revert", "--no-edit", "side")


def bisecting(folder: Path) -> None:
    run(folder, "bisect", "start")


def detached(folder: Path) -> None:
    run(folder, "checkout", "--quiet", "--detach")


def nameless(folder: Path) -> None:
    run(folder, "config", "--unset", "user.email")


def locked(folder: Path) -> None:
    write(folder, ".git/index.lock", "")


def ignored(folder: Path) -> None:
    write(folder, ".gitignore", "\n*.md\n")


REFUSED = [
    (merging, "middle of a merge: finish it with git merge --continue"),
    (rebasing, "middle of a rebase"),
    (picking, "middle of a cherry-pick"),
    (reverting, "middle of a revert"),
    (bisecting, "middle of a bisect: finish it with git bisect reset"),
    (detached, "on no branch"),
    (nameless, r"does not know who you are: run git config --global user\.name"),
    (locked, "Another git is at work"),
    (ignored, rf"{LOG} is ignored by git \(\.gitignore:2:\*\.md\)"),
]


@pytest.mark.parametrize(("state", "sentence"), REFUSED, ids=lambda v: getattr(v, "__name__", ""))
def test_states_in_which_nothing_is_committed(
    notes: Path, state: Callable[[Path], None], sentence: str
) -> None:
    state(notes)
    log = write(notes, LOG, TEXT)
    index, head = (notes / ".git/index").read_bytes(), run(notes, "rev-parse", "HEAD")
    with pytest.raises(RepositoryError, match=sentence):
        Repository.find(notes).commit([log], SUBJECT)
    assert ((notes / ".git/index").read_bytes(), run(notes, "rev-parse", "HEAD")) == (index, head)


def test_readiness_can_be_asked_before_the_file_is_there(notes: Path) -> None:
    assert Repository.find(notes).require_ready([notes / LOG]) == [LOG]


def test_an_ignored_file_that_the_student_added_all_the_same_is_committed(notes: Path) -> None:
    ignored(notes)
    log = write(notes, LOG, "older\n")
    run(notes, "add", "--force", LOG)
    log.write_text(TEXT)
    assert Repository.find(notes).commit([log], SUBJECT)


def test_places_that_are_no_work_tree(tmp_path: Path, notes: Path) -> None:
    run(tmp_path, "init", "--quiet", "--bare", "bare.git")
    for place, sentence in (
        (tmp_path / "nowhere" / "yet", "not in a git repository: run git init"),
        (tmp_path / "bare.git", "bare repository"),
        (notes / ".git" / "hooks", "inside git's own folder"),
    ):
        with pytest.raises(RepositoryError, match=sentence):
            Repository.find(place)


def test_paths_that_are_not_this_repositorys(notes: Path, tmp_path: Path) -> None:
    run(tmp_path, "init", "--quiet", str(notes / "inner"))
    (notes / "link.md").symlink_to(notes / "a.txt")
    (notes / "vibe-logs").mkdir()
    repository = Repository.find(notes)
    for path, sentence in (
        (write(tmp_path, "out.md", TEXT), "outside the repository"),
        (write(notes, "inner/log.md", TEXT), "belongs to another repository"),
        (write(notes, ".git/log.md", TEXT), "inside git's own folder"),
        (notes / "missing.md", "is not a file"),
        (notes / "link.md", "is not a file"),
        (notes / "vibe-logs", "is not a file"),
    ):
        with pytest.raises(RepositoryError, match=sentence):
            repository.commit([path], SUBJECT)
    assert run(notes, "rev-list", "--count", "HEAD") == "1\n"


def test_variables_of_another_git_lead_nowhere(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Grace")
    log = write(notes, LOG, TEXT)
    assert Repository.find(notes).commit([log], SUBJECT)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.delenv(name)
    assert run(notes, "log", "-1", "--format=%an") == "Grace\n"
    assert not (tmp_path / "elsewhere").exists()


def test_without_git_a_sentence_says_so(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RepositoryError, match="git is not installed"):
        Repository.find(notes)


def test_a_hook_that_never_ends_is_stopped(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "PATIENT", 0.3)
    hook(notes, "pre-commit", "exec sleep 20")
    log = write(notes, LOG, TEXT)
    began = time.monotonic()
    with pytest.raises(RepositoryError, match="did not end within"):
        Repository.find(notes).commit([log], SUBJECT)
    assert time.monotonic() - began < 5
    assert run(notes, "rev-list", "--count", "HEAD") == "1\n"
    assert not (notes / ".git/index.lock").exists()


def test_a_commit_behind_which_a_hook_hangs_is_made(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "PATIENT", 2)
    hook(notes, "post-commit", "exec sleep 20")
    log = write(notes, LOG, TEXT)
    assert Repository.find(notes).commit([log], SUBJECT)
    assert run(notes, "status", "--porcelain") == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_repository_that_cannot_be_written_is_a_sentence(notes: Path) -> None:
    log = write(notes, LOG, TEXT)
    (notes / ".git").chmod(0o500)
    try:
        with pytest.raises(RepositoryError, match="cannot be written"):
            Repository.find(notes).commit([log], SUBJECT)
    finally:
        (notes / ".git").chmod(0o700)
