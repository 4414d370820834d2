"""One edit of a tracked file, in three versions of it: HEAD's, the staged one, the work tree's.

The commit gets HEAD's version with the edit and nothing else of it; what the student changed in the
file, staged or not, stays theirs and gets the same edit. A version that cannot be edited is left
alone, and a note says so. Knows no file's meaning: an edit is text → text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from vibelog.errors import RepositoryError, VibelogError
from vibelog.keeping import writing
from vibelog.keeping.repo import entries, states
from vibelog.keeping.repo.entries import Before, Entry
from vibelog.keeping.repo.forms import Form
from vibelog.keeping.repo.place import Place

Edit = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit makes of one file; nothing of the student's is changed yet."""

    path: Path
    new: Entry  # for the commit
    staged: Entry | None  # for the student's index; None: as it is
    follows: bool  # the student had staged nothing in it: their index takes what was committed
    before: bytes | None  # in the work tree
    after: bytes | None  # in the work tree; None: as it is


def plan(
    place: Place, edits: Mapping[str, tuple[Path, Edit]], before: Before
) -> tuple[list[Edited], list[str]]:
    """What the edits (by git's name) make of their files, and notes on what they leave alone.

    Raises RepositoryError for what is no file (a symbolic link, a folder), and whatever an edit
    raises on HEAD's version.
    """
    made, notes = [], []
    for name, (path, edit) in edits.items():
        held, known = before.held.get(name), before.of(name)
        if path.is_symlink() or path.is_dir() or (held and held.mode not in entries.FILES):
            raise RepositoryError(
                f"{path} is not a plain file but a link or folder: name the file itself as the "
                "index in vibelog.toml."
            )
        if held:
            planned, said = _tracked(Form.of(place, name), path, edit, held, known)
        else:
            planned, said = _new(Form.of(place, name), path, edit, known)
        made += [planned] if planned else []
        notes += said
    return made, notes


@contextmanager
def in_work_tree(edited: Sequence[Edited]) -> Iterator[None]:
    """Write the edits into the work tree, where hooks may look; take them back on an error."""
    done: list[Edited] = []
    try:
        for each in edited:
            if each.after is not None:
                done.append(each)
                _write(each.path, each.after)
        yield
    except BaseException:
        for each in done:
            _take_back(each)
        raise


def _tracked(
    form: Form, path: Path, edit: Edit, held: Entry, known: Sequence[Entry]
) -> tuple[Edited | None, list[str]]:
    before = form.text(held.blob)
    text = edit(before)
    if text == before:
        return None, []
    new = replace(held, blob=form.blob(text))
    staged, index_note = _in_index(form, edit, held, known)
    data, after, tree_note = _in_tree(form, path, edit, known)
    follows = bool(staged and known[0].blob == held.blob)
    notes = [note for note in (index_note, tree_note) if note]
    return Edited(path, new, staged, follows, data, after), notes


def _in_index(
    form: Form, edit: Edit, held: Entry, known: Sequence[Entry]
) -> tuple[Entry | None, str]:
    """What becomes of the student's staged version, or why it stays as it is."""
    if not known:
        return None, f"{form.name} is deleted in your index, which stays so."
    if len(known) > 1 or known[0].stage:
        return None, f"{form.name} is in conflict in your index, which stays so."
    mine = known[0]
    if mine.blob == held.blob:
        return mine, ""
    if entries.only_meant(form.place, mine):
        return None, f"{form.name} is only meant to be added in your index, which stays so."
    try:
        return replace(mine, blob=form.blob(edit(form.text(mine.blob)))), ""
    except VibelogError as error:
        return None, f"Your staged {form.name} stays as it is: {error}"


def _in_tree(
    form: Form, path: Path, edit: Edit, known: Sequence[Entry]
) -> tuple[bytes | None, bytes | None, str]:
    """The work tree's bytes before and after, or why they stay as they are."""
    if not path.is_file():
        sparse = any(entry.skipped for entry in known)
        return None, None, "" if sparse else f"{form.name} is deleted in your folder; it stays so."
    data = path.read_bytes()
    if len(known) > 1:
        return data, None, ""  # conflict markers; said of the index already
    try:
        before = form.decode(data)
        after = edit(before)
    except VibelogError as error:
        return data, None, f"{form.name} in your folder stays as it is: {error}"
    if after == before:
        return data, None, ""
    _require_writable(path)
    return data, form.changed(data, after), ""


def _new(
    form: Form, path: Path, edit: Edit, known: Sequence[Entry]
) -> tuple[Edited | None, list[str]]:
    """A file that no commit has: made when there is none, else the student's own."""
    if known or os.path.lexists(path):
        said = (
            "is in no commit yet, so it was left as it is: commit it once, then run vibelog index"
        )
        return None, [f"{form.name} {said}."]
    if why := states.ignored(form.place, form.name):
        return None, [f"{form.name} is ignored by git ({why}), so it was not made."]
    if not (text := edit("")):
        return None, []
    _require_writable(path)
    new = Entry(form.name, entries.FILES[0], form.blob(text))
    return Edited(path, new, new, follows=True, before=None, after=form.smudged(new.blob)), []


def _require_writable(path: Path) -> None:
    folder = next(folder for folder in path.parents if folder.exists())
    if not os.access(folder, os.W_OK):
        raise RepositoryError(f"{folder} cannot be written: see that the folder is yours.")


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writing.write(path, data)
    except OSError as error:
        raise RepositoryError(
            f"{path} could not be written ({error.strerror}); nothing was committed."
        ) from error


def _take_back(each: Edited) -> None:
    """The work tree's file as it was, unless somebody else wrote it meanwhile."""
    if not each.path.is_file() or each.path.read_bytes() != each.after:
        return
    if each.before is None:
        each.path.unlink()
    else:
        writing.write(each.path, each.before)
