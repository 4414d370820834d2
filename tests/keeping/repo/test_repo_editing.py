"""Edits that cannot be made everywhere: what is left alone, and what is said."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from repositories import (
    LOG,
    README,
    ROW,
    SUBJECT,
    TEXT,
    hook,
    look,
    readme_edited,
    row,
    run,
    versions,
    write,
)

from vibelog.errors import RepositoryError, VibelogError
from vibelog.keeping.repo import Commit, Repository


def commit(notes: Path, edit: object = row) -> Commit:
    assert callable(edit)
    log = write(notes, LOG, TEXT)
    made = Repository.find(notes).commit([log], SUBJECT, {notes / README: edit})
    assert made is not None
    return made


def test_a_readme_that_is_nowhere_is_made(notes: Path) -> None:
    run(notes, "rm", "--quiet", README)
    run(notes, "commit", "--quiet", "-m", "none")
    write(notes, ".gitattributes", "*.md text eol=crlf\n")
    assert commit(notes).notes == ()
    row_alone = f"{ROW}\n".encode()
    assert versions(notes) == [row_alone, row_alone, row_alone.replace(b"\n", b"\r\n")]
    assert stat.S_IMODE((notes / README).stat().st_mode) == 0o666 & ~umask()
    assert run(notes, "status", "--porcelain") == "?? .gitattributes\n"


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("staged", [False, True])
def test_a_readme_in_no_commit_is_the_students(notes: Path, staged: bool) -> None:
    run(notes, "rm", "--quiet", README)
    run(notes, "commit", "--quiet", "-m", "none")
    write(notes, README, "mine\n")
    if staged:
        run(notes, "add", "--intent-to-add", README)
    before, readme = look(notes), versions(notes)
    assert "README.md is in no commit yet" in commit(notes).notes[0]
    assert (look(notes), versions(notes)) == (before, readme)
    assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"{LOG}\n"


def test_a_version_that_the_student_deleted_stays_deleted(notes: Path) -> None:
    (notes / README).unlink()
    assert commit(notes).notes == ("README.md is deleted in your folder; it stays so.",)
    head, index, tree = versions(notes)
    assert head == index == f"README.md\none\ntwo\nthree\n{ROW}\n".encode()
    assert tree is None


def test_a_readme_that_was_taken_out_of_the_index_stays_out(notes: Path) -> None:
    run(notes, "rm", "--quiet", "--cached", README)
    before = look(notes)
    assert commit(notes).notes == ("README.md is deleted in your index, which stays so.",)
    head, index, tree = versions(notes)
    assert head == tree == f"README.md\none\ntwo\nthree\n{ROW}\n".encode()
    assert index is None
    assert look(notes) == before


def test_a_readme_that_is_only_meant_to_be_added_stays_so(notes: Path) -> None:
    run(notes, "rm", "--quiet", "--cached", README)
    run(notes, "add", "--intent-to-add", README)
    before = look(notes)
    assert "only meant to be added" in commit(notes).notes[0]
    assert look(notes) == before


def test_a_readme_in_conflict_stays_so(notes: Path) -> None:
    write(notes, README, "stashed\n")
    run(notes, "stash")
    write(notes, README, "else\n")
    run(notes, "commit", "--quiet", "-am", "else")
    with pytest.raises(Exception, match="stash"):
        run(notes, "stash", "pop")
    stages, tree = run(notes, "ls-files", "-u"), versions(notes)[2]
    assert commit(notes).notes == ("README.md is in conflict in your index, which stays so.",)
    assert (run(notes, "ls-files", "-u"), versions(notes)[2]) == (stages, tree)
    assert versions(notes)[0] == f"else\n{ROW}\n".encode()


def test_a_version_on_which_the_edit_fails_stays_as_it_is(notes: Path) -> None:
    def picky(text: str) -> str:
        if "mine" in text:
            raise VibelogError("There is no table.")
        return row(text)

    readme_edited(notes)
    _, index, tree = versions(notes)
    run(notes, "add", README)
    _, index, tree = versions(notes)
    assert commit(notes, picky).notes == (
        "Your staged README.md stays as it is: There is no table.",
        "README.md in your folder stays as it is: There is no table.",
    )
    assert versions(notes)[1:] == [index, tree]


def test_an_edit_that_fails_on_what_is_committed_changes_nothing(notes: Path) -> None:
    def fails(_: str) -> str:
        raise VibelogError("There is no table.")

    head, before = run(notes, "for-each-ref"), look(notes)
    with pytest.raises(VibelogError, match="There is no table"):
        commit(notes, fails)
    assert run(notes, "for-each-ref") == head
    assert look(notes) == before


def test_a_linked_readme_is_refused(notes: Path) -> None:
    (notes / README).unlink()
    (notes / README).symlink_to("a.txt")
    with pytest.raises(RepositoryError, match="not a plain file but a link"):
        commit(notes)


def test_a_readme_that_is_no_text_is_refused(notes: Path) -> None:
    (notes / README).write_bytes("README\n".encode("utf-16"))
    run(notes, "commit", "--quiet", "-am", "utf-16")
    with pytest.raises(RepositoryError, match="save it as UTF-8"):
        commit(notes)


def test_a_row_that_is_there_already_needs_no_edit(notes: Path) -> None:
    write(notes, README, f"{ROW}\n")
    run(notes, "commit", "--quiet", "-am", "row")
    write(notes, README, "without\n")
    commit(notes)
    assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"{LOG}\n"
    assert (notes / README).read_text() == "without\n"


def test_a_hook_may_mend_the_row_too(notes: Path) -> None:
    hook(notes, "pre-commit", f"sed -i s/dspy/DSPy/ {README}; git add {README}")
    commit(notes)
    mended = f"README.md\none\ntwo\nthree\n{ROW.replace('dspy', 'DSPy', 1)}\n".encode()
    assert versions(notes) == [mended, mended, mended]


def test_a_file_that_differs_only_in_case_is_the_tracked_one(notes: Path) -> None:
    """A hard link is how a disk looks that does not tell the two names apart."""
    run(notes, "config", "core.ignorecase", "true")
    write(notes, LOG, "older\n")
    run(notes, "add", LOG)
    run(notes, "commit", "--quiet", "-m", "older")
    os.link(notes / LOG, notes / LOG.upper().replace("VIBE-LOGS", "vibe-logs"))
    os.link(notes / README, notes / "readme.md")
    (notes / LOG).write_bytes(TEXT.encode())
    other = notes / LOG.upper().replace("VIBE-LOGS", "vibe-logs")
    assert Repository.find(notes).commit([other], SUBJECT, {notes / "readme.md": row})
    assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"{README}\n{LOG}\n"


def test_two_files_that_differ_in_case_are_two_where_the_disk_says_so(notes: Path) -> None:
    write(notes, LOG.replace("dspy", "DSPy"), "other\n")
    run(notes, "add", ".")
    run(notes, "commit", "--quiet", "-m", "other")
    commit(notes)
    assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"{README}\n{LOG}\n"


def test_the_filled_trailers_of_the_students_template_are_in_the_message(notes: Path) -> None:
    write(notes, ".git/template", "# why?\n\nWhy:\n\nTicket:\nFixes: <issue>\nCourse: CS 101\n")
    run(notes, "config", "commit.template", ".git/template")
    hook(notes, "prepare-commit-msg", 'echo "$2" >.git/source')
    commit(notes)
    assert run(notes, "log", "-1", "--format=%B") == f"{SUBJECT}\n\nCourse: CS 101\n\n"
    assert (notes / ".git/source").read_text() == "message\n"
