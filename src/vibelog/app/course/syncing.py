"""The copy of the course's schedule in the student's README, brought up to date.

Knows where the README and the schedules are; which row is which is keeping.schedule's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.app.course import courses
from vibelog.app.log import files, indexing
from vibelog.errors import ConfigError

if TYPE_CHECKING:
    from vibelog.app.log.indexing import Edit
    from vibelog.keeping.repo import Commit

SUBJECT = "schedule: as the course has it"


@dataclass(frozen=True, slots=True)
class Synced:
    """What the student's copy lacked."""

    file: Path
    removed: tuple[str, ...]  # lines as they were
    added: tuple[str, ...]  # lines as they are to be
    commit: Commit | None = None
    notes: tuple[str, ...] = ()  # sentences on what was left as it was


def sync(app: App, root: Path, *, write: bool = True) -> Synced:
    """Bring the README's copy up to date in the work tree, or only look with `write` off.

    Raises ConfigError when no course is configured or the README holds no copy of its schedule;
    RepositoryError when the README cannot be read or written.
    """
    file, edit = _edit(app, root)
    before = files.load(file)
    after = edit(before)
    if write and after != before:
        files.save(file, after)
    return Synced(file, *_lines(before, after))


def commit(app: App, root: Path) -> Synced:
    """The same in one commit of its own; the student's other changes stay theirs."""
    from vibelog.keeping.repo import Repository

    file, edit = _edit(app, root)
    before = files.load(file)
    made = Repository.find(root).commit([], SUBJECT, {file: edit})
    return Synced(file, *_lines(before, edit(before)), made, made.notes if made else ())


def _edit(app: App, root: Path) -> tuple[Path, Edit]:
    """The README, and the edit that brings each course's copy in it up to date."""
    file, texts = indexing.index_file(app, root), courses.texts(app)
    if not texts:
        raise ConfigError(
            "There is no course to take the schedule from: name its README with "
            "vibelog course add SOURCE."
        )
    return file or indexing.plain_file(root, "README.md"), lambda own: _synced(own, texts)


def _synced(own: str, texts: list[str]) -> str:
    """The README with every copy up to date; ConfigError when it holds none."""
    from vibelog.keeping.schedule import sync as brought

    failure: ConfigError | None = None
    found = False
    for text in texts:
        try:
            own, found = brought(own, text), True
        except ConfigError as error:
            failure = failure or error
    if failure and not found:
        raise failure
    return own


def _lines(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that go, and those that come."""
    import difflib

    told = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone, come = (tuple(line[2:] for line in told if line[:2] == mark) for mark in ("- ", "+ "))
    return gone, come
