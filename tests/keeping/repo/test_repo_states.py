"""Forty states × commit, again, push: only the log and the row are ever different afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
import repositories
from repositories import LOG, README, ROW, STATES, SUBJECT, TEXT, State, look, row, run, versions

from vibelog.errors import RepositoryError
from vibelog.keeping.repo import Repository


def with_row(name: str, before: list[bytes | None]) -> list[bytes | None]:
    """What the three versions of README.md have to be, by hand where git stores them otherwise."""
    added = ROW.encode()
    after: list[bytes | None] = []
    for number, data in enumerate(before):
        if data is None:
            after.append(None)
        elif name == "readme_encoded" and number == 2:
            after.append(data + f"{ROW}\n".encode("utf-16-be"))
        elif name == "readme_driven" and number < 2:
            turned = ROW.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz",
                                                 "nopqrstuvwxyzabcdefghijklm"))  # fmt: skip
            after.append(data + f"{turned}\n".encode())
        else:
            after.append(data + added + (b"\r\n" if b"\r\n" in data else b"\n"))
    return after


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_only_the_log_and_the_row_are_committed(notes: Path, state: State) -> None:
    state(notes)
    log = repositories.write(notes, LOG, TEXT)
    repository, parent = Repository.find(notes), run(notes, "rev-parse", "HEAD")
    before, readme = look(notes), versions(notes)

    made = repository.commit([log], SUBJECT, {notes / README: row})
    assert made is not None
    assert made.notes == ()
    assert run(notes, "show", "--name-only", "--format=%H %P%n%s") == (
        f"{made.sha} {parent}{SUBJECT}\n\n{README}\n{LOG}\n"
    )
    assert run(notes, "cat-file", "blob", f"HEAD:{LOG}") == TEXT
    assert versions(notes) == with_row(state.__name__, readme)
    after = look(notes)
    assert after == before
    assert after.log == []
    assert not [*notes.glob(".git/vibelog*"), *notes.glob(".git/*.lock"), *notes.glob(".vibe*")]

    assert repository.commit([log], SUBJECT, {notes / README: row}) is None
    assert versions(notes) == with_row(state.__name__, readme)

    assert repository.push().changed
    assert (notes.parent / "origin.git/refs/heads/main").read_text() == f"{made.sha}\n"
    assert look(notes) == before


@pytest.mark.parametrize("state", STATES[-11::2], ids=lambda state: state.__name__)
def test_a_refused_commit_with_an_edit_changes_nothing(notes: Path, state: State) -> None:
    state(notes)
    log = repositories.write(notes, LOG, TEXT)
    repositories.hook(notes, "pre-commit", "echo 'line 3' >&2; exit 1")
    before, readme = look(notes), versions(notes)
    index, head = (notes / ".git/index").read_bytes(), run(notes, "for-each-ref")
    with pytest.raises(RepositoryError, match="line 3; nothing was committed"):
        Repository.find(notes).commit([log], SUBJECT, {notes / README: row}, branch="logs")
    assert (notes / ".git/index").read_bytes() == index
    assert run(notes, "for-each-ref") == head
    assert run(notes, "symbolic-ref", "HEAD") == "refs/heads/main\n"
    assert (look(notes), versions(notes)) == (before, readme)


def test_the_index_knows_the_times_of_what_was_committed(notes: Path) -> None:
    log = repositories.write(notes, LOG, TEXT)
    assert Repository.find(notes).commit([log], SUBJECT, {notes / README: row})
    assert run(notes, "diff-files", README, LOG) == ""  # plumbing, which refreshes nothing itself
