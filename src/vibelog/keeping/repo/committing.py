"""One commit of exactly the given files and edits, and nothing else touched.

The commit is built in an index of its own, made from HEAD and the files: what the student has
staged, edited or left untracked cannot get into it. `git commit` itself writes it, so hooks,
identity and signing are the student's. Afterwards their index is brought forward for the committed
paths alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from vibelog.core.text import plain
from vibelog.errors import RepositoryError
from vibelog.keeping import git
from vibelog.keeping.repo import branches, editing, entries, states
from vibelog.keeping.repo.editing import Edit, Edited
from vibelog.keeping.repo.entries import Before
from vibelog.keeping.repo.interrupts import held_back
from vibelog.keeping.repo.place import Place
from vibelog.keeping.repo.wording import with_trailers

_MESSAGES = ("SQUASH_MSG", "MERGE_MSG")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that was made."""

    sha: str
    subject: str
    notes: tuple[str, ...] = ()  # sentences on what was left as it was


def commit(
    place: Place,
    paths: Sequence[Path],
    message: str,
    edits: Mapping[Path, Edit],
    branch: str | None,
) -> Commit | None:
    """See `Repository.commit`."""
    named = states.require_ready(place, paths, tuple(edits))
    names = named[: len(paths)]
    wanted = dict(zip(named[len(paths) :], edits.items(), strict=True))
    for path in paths:
        if path.is_symlink() or not path.is_file():
            raise RepositoryError(f"{path} is not a file, so it cannot be committed.")
    with (
        held_back(),
        _locked(place),
        branches.switched(place, branch),
        tempfile.TemporaryDirectory(prefix="vibelog-", dir=place.folder) as work,
    ):
        return _made(place, Path(work), names, message, wanted)


def _made(
    place: Place,
    work: Path,
    names: Sequence[str],
    message: str,
    edits: Mapping[str, tuple[Path, Edit]],
) -> Commit | None:
    before = Before.of_names(place, [*names, *edits])
    edited, notes = editing.plan(place, edits, before)
    _build(place, work / "index", before, names, edited)
    if before.head and not _differs(place, work / "index"):
        return None
    with editing.in_work_tree(edited), _prepared(place):
        try:
            _write(place, work / "index", message)
        except RepositoryError:
            if place.head == before.head:
                raise  # else the commit was made, and only a hook behind it failed
        made = _only([*names, *(each.new.name for each in edited)], place, before.head)
    try:
        _bring_forward(place, work / "forward", names, edited, before)
    except (RepositoryError, OSError) as error:
        notes.append(
            f"The commit {made.sha[:10]} was made, but your index was not brought forward "
            f"({error}): run git reset --quiet -- {' '.join([*names, *edits])}."
        )
    return replace(made, notes=tuple(notes))


@contextmanager
def _locked(place: Place) -> Iterator[None]:
    """Hold the index's lock, as git does: no other git changes the index or commits."""
    lock = place.folder / "index.lock"
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        raise states.locked(lock) from None
    except OSError as error:
        raise RepositoryError(
            f"{place.folder} cannot be written ({error.strerror}): see that it is yours."
        ) from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


@contextmanager
def _prepared(place: Place) -> Iterator[None]:
    """Keep the message of a commit that the student has prepared (`merge --squash`, `pick -n`).

    git takes any commit for that one, and removes it.
    """
    files = [place.folder / name for name in _MESSAGES]
    held = {file: file.read_bytes() for file in files if file.is_file()}
    try:
        yield
    finally:
        for file, message in held.items():
            if not file.exists():
                file.write_bytes(message)


def _copy_index(place: Place, to: Path) -> None:
    """Copy the student's index, its time too: git tells racy entries by it."""
    index = place.folder / "index"
    if index.exists():
        shutil.copy2(index, to)


def _build(
    place: Place, index: Path, before: Before, names: Sequence[str], edited: Sequence[Edited]
) -> None:
    """An index of HEAD, the files and the edits; what is known of other files' times is kept."""
    _copy_index(place, index)
    place.ask("read-tree", *(["--reset", before.head] if before.head else ["--empty"]), index=index)
    # Made new, so that no flag of the student's (--assume-unchanged) hides what the file holds.
    hidden = {entry.name for entry in before.staged if entry.unwatched or entry.skipped}
    fresh = [entry for entry in before.held.values() if entry.name in hidden]
    entries.put(place, index, [*fresh, *(each.new for each in edited)], [])
    listed = "".join(f"{name}\0" for name in names)
    place.ask("update-index", "--add", "-z", "--stdin", given=listed, index=index)


def _differs(place: Place, index: Path) -> bool:
    look = ("diff-index", "--cached", "--quiet", "--no-ext-diff", "HEAD")
    return bool(git.attempt(place.root, *look, index=index).code)


def _write(place: Place, index: Path, message: str) -> None:
    quiet = ("-c", "gc.auto=0", "-c", "maintenance.auto=false")
    result = git.attempt(
        place.root,
        *quiet,
        "commit",
        "--quiet",
        "--no-status",
        "--file=-",
        given=with_trailers(place, plain(message)),
        index=index,
        own=True,
        seconds=git.PATIENT,
    )
    if result.code:
        raise RepositoryError(
            f"git, or a hook of this repository, refused the commit: {result.last}; "
            "nothing was committed."
        )


def _only(names: Sequence[str], place: Place, before: str | None) -> Commit:
    """The commit on which the branch stands; taken back if a hook put other files into it."""
    show = ("log", "-1", "--no-show-signature", "--no-ext-diff", "--no-renames", "--name-only")
    root = ("-c", "log.showRoot=true")
    shown = place.ask(*root, *show, "-z", "--format=%H%x00%s%x00", "HEAD")
    made, subject, *listed = shown.split("\0")
    others = [name for each in listed if (name := each.lstrip("\n")) and name not in names]
    if others:
        back = ("HEAD", before, made) if before else ("-d", "HEAD", made)
        place.ask("update-ref", "-m", "vibelog: taken back", *back)
        raise RepositoryError(
            f"A hook of this repository added {others[0]} to the commit, which was to hold "
            f"{' and '.join(names)} only: nothing was committed; commit it with git itself."
        )
    return Commit(made, subject)


def _bring_forward(
    place: Place, index: Path, names: Sequence[str], edited: Sequence[Edited], before: Before
) -> None:
    """The student's index with the committed files and their own edited versions, in one step."""
    _copy_index(place, index)
    follow = [each.new.name for each in edited if each.follows]
    made = entries.committed(place, "HEAD", [*names, *follow])
    modes = {entry.name: entry.mode for entry in before.staged if entry.name in follow}
    own = [each.staged for each in edited if each.staged and not each.follows]
    new = [replace(entry, mode=modes.get(entry.name, entry.mode)) for entry in made.values()]
    entries.put(place, index, [*new, *own], before.staged)
    entries.refresh(place, index, [entry.name for entry in (*new, *own)])
    index.replace(place.folder / "index")
