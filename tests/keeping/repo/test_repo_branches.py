"""A branch for the log: HEAD moves to it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import LOG, README, SUBJECT, TEXT, everything, look, row, run, write

from vibelog.errors import RepositoryError
from vibelog.keeping.repo import Repository


def test_a_new_branch_begins_at_head_and_touches_nothing(notes: Path) -> None:
    everything(notes)
    before, index = look(notes), (notes / ".git/index").read_bytes()
    repository = Repository.find(notes)
    assert repository.on_branch("course/logs")
    assert not repository.on_branch("course/logs")
    assert repository.branch == "course/logs"
    assert run(notes, "rev-parse", "main") == run(notes, "rev-parse", "course/logs")
    assert (notes / ".git/index").read_bytes() == index
    assert look(notes) == before
    assert run(notes, "rev-parse", "--symbolic-full-name", "@{-1}") == "refs/heads/main\n"


def test_before_the_first_commit_too(notes: Path) -> None:
    run(notes.parent, "init", "--quiet", "new")
    assert Repository.find(notes.parent / "new").on_branch("logs")
    assert run(notes.parent / "new", "symbolic-ref", "HEAD") == "refs/heads/logs\n"


def test_a_branch_that_is_elsewhere_is_a_sentence(notes: Path) -> None:
    run(notes, "branch", "logs")
    run(notes, "push", "--quiet", "origin", "logs:theirs")
    for name in ("logs", "theirs"):
        with pytest.raises(RepositoryError, match=rf"branch {name} already.*git switch {name}"):
            Repository.find(notes).on_branch(name)


@pytest.mark.parametrize("name", ["", "-f", "a..b", "main/logs", "@{-1}", "a b"])
def test_what_is_no_branchs_name_changes_nothing(notes: Path, name: str) -> None:
    refs = run(notes, "for-each-ref")
    with pytest.raises(RepositoryError):
        Repository.find(notes).on_branch(name)
    assert run(notes, "for-each-ref") == refs
    assert run(notes, "symbolic-ref", "HEAD") == "refs/heads/main\n"


def test_the_commit_goes_to_the_new_branch_alone(notes: Path) -> None:
    log, main = write(notes, LOG, TEXT), run(notes, "rev-parse", "main")
    made = Repository.find(notes).commit([log], SUBJECT, {notes / README: row}, branch="logs")
    assert made is not None
    assert run(notes, "rev-parse", "logs") == f"{made.sha}\n"
    assert run(notes, "rev-parse", "main") == main


@pytest.mark.parametrize("name", ["HEAD", "@", "-d", "a..b", "@{-1}"])
def test_what_git_calls_no_branch_is_none(notes: Path, name: str) -> None:
    with pytest.raises(RepositoryError, match="cannot be a branch's name"):
        Repository.find(notes).on_branch(name)
    assert run(notes, "for-each-ref", "--format=%(refname)", "refs/heads") == "refs/heads/main\n"


def test_a_squash_that_was_prepared_keeps_its_message(notes: Path) -> None:
    run(notes, "switch", "--quiet", "-c", "side")
    write(notes, "side.txt", "b")
    run(notes, "add", "side.txt")
    run(notes, "commit", "--quiet", "-m", "side: my careful message")
    run(notes, "switch", "--quiet", "main")
    run(notes, "merge", "--quiet", "--squash", "side")
    message = (notes / ".git/SQUASH_MSG").read_text()
    log = write(notes, LOG, TEXT)
    assert Repository.find(notes).commit([log], SUBJECT)
    assert (notes / ".git/SQUASH_MSG").read_text() == message
    assert "side: my careful message" in message
    assert run(notes, "diff", "--cached", "--name-only") == "side.txt\n"
