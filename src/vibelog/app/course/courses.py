"""Which papers are due when: the configured courses' schedules, read and read again.

A file is read on each use. A link or a git repository is read when it is added and then at most
once an hour, by a process of its own beside the command, so that no command waits for it; until
then, and without a network, the last copy serves. A date that moved is told once. A course that
cannot be read never stops a command.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.core.course import Course, differences
from vibelog.core.joining import joined, together, undated
from vibelog.core.sources import CourseSource, address
from vibelog.core.text import plain
from vibelog.errors import LibraryError, VibelogError

if TYPE_CHECKING:
    from vibelog.keeping.remote.copies import Copy

HOUR = 3600.0  # seconds between two readings of a link
_TOLD = 6  # changes that are told in full
_SECONDS = 60.0  # for a git repository's newest commit


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of reading a source again."""

    source: CourseSource
    changed: bool  # since its text was last read
    failure: str = ""  # why it cannot be read, or holds no schedule any more


def current(app: App, known: Course, now: datetime | None = None) -> Course:
    """The configured courses as one, with what is `known` of their papers.

    What changed since it was last used, and what could not be read, is told. When none can be read
    (or was agreed to), the papers that are `known` serve, without their days: those are another
    course's.
    """
    now = now or datetime.now().astimezone()
    read = [course for source in app.config.courses if (course := _used(app, source, now))]
    if not read:
        return replace(known, assignments=tuple(map(undated, known.assignments)))
    return joined(merged(read), known)


def merged(courses: Sequence[Course]) -> Course:
    """Several courses as one: a paper that two of them read counts once, where it comes first.

    Two papers of one name are told apart by a number.
    """
    first, *others = courses
    for other in others:
        names = " and ".join(dict.fromkeys(filter(None, (first.name, other.name))))
        terms = " and ".join(dict.fromkeys(filter(None, (first.term, other.term))))
        first = replace(
            first,
            name=names,
            term=terms,
            assignments=together(first.assignments, other.assignments),
            unread=first.unread + other.unread,
            worth=None,
        )
    return first


def read(app: App, source: CourseSource, text: str) -> Course:
    """The course that a source's text describes; VibelogError when it holds no schedule."""
    from vibelog.keeping.schedule import parsed

    course = parsed.kept(app.config.home, text, source.year, _read)
    return replace(course, name=source.name) if source.name else course


def refresh(app: App, only: Sequence[str] = (), now: datetime | None = None) -> Iterator[Refreshed]:
    """Read the courses again now (only these sources, if any are named).

    What links and git repositories say is kept; what has changed is told by the next command that
    uses it. Raises LibraryError.
    """
    from vibelog.keeping.remote import copies

    now = now or datetime.now().astimezone()
    for source in app.config.courses:
        if only and source.source not in only:
            continue
        before = copies.load(app.config.home, source.place)
        copy, failure = look(app, source, before, now)
        if source.kind != "path":
            copies.save(app.config.home, copy)
        yield Refreshed(source, copy.text != before.text, failure or serving(app, source, copy)[1])


def look(app: App, source: CourseSource, copy: Copy, now: datetime) -> tuple[Copy, str]:
    """The source's copy after it was read where it is; the one given, and why, when that failed."""
    from vibelog.keeping.remote import copies

    if source.kind != "path":
        copies.save(app.config.home, _tried(copy, now))  # no other process reads it meanwhile
    try:
        return fetched(app, source, copy, now), ""
    except VibelogError as error:
        serves = " Its last copy serves." if copy.text else ""
        return replace(_tried(copy, now), failure=str(error)), f"{error}{serves}"


def serving(app: App, source: CourseSource, copy: Copy) -> tuple[Course | None, str]:
    """The copy's course; the one before, if there is one, and why, when its text holds none."""
    try:
        return (read(app, source, copy.text) if copy.text else None), ""
    except VibelogError as error:
        old = _before(app, source, copy)
        return old, f"{plain(source.source)}: {error}{' Its last copy serves.' if old else ''}"


def fetched(app: App, source: CourseSource, copy: Copy, now: datetime) -> Copy:
    """The source's copy, read now from where it is. Raises VibelogError."""
    from vibelog.keeping.remote import fetching

    match source.kind:
        case "path":
            return copy.with_text(fetching.read(Path(source.place)), None, now)
        case "git":
            return copy.with_text(_cloned(app, source), None, now)
        case _:
            found = fetching.fetch(address(source.source), copy.etag if copy.text else None)
            if found is None:
                return copy.with_text(copy.text, copy.etag, now)
            return copy.with_text(found.text, found.etag, now)


def texts(app: App) -> list[str]:
    """The text of each configured course's README, as it was read last (a file: as it is now)."""
    from vibelog.keeping.remote import copies

    app.course()  # reads the files, and tells what cannot be read
    found = (copies.load(app.config.home, source.place).text for source in app.config.courses)
    return [text for text in found if text]


def is_stale(copy: Copy, now: datetime) -> bool:
    """Whether it is time to read it again; a clock that was set back does not put it off."""
    age = copy.age(now)
    return age is None or not 0 <= age < HOUR


def _used(app: App, source: CourseSource, now: datetime) -> Course | None:
    """The source's course, from the file or the last copy; None when there is none to be had."""
    from vibelog.keeping.remote import copies

    copy, failure = copies.load(app.config.home, source.place), ""
    if source.kind == "path":
        copy, failure = look(app, source, copy, now)
    elif is_stale(copy, now):
        copy = _tried(copy, now)
        with suppress(LibraryError):  # without a place for the copy there is nothing to be read
            copies.save(app.config.home, copy)
            _read_beside(source)
    course, why = serving(app, source, copy)
    if failure := failure or why:
        app.tell(failure)
    elif course is None:
        app.tell(f"{plain(source.source)} is not read yet: vibelog course refresh reads it.")
    elif copy.told != copy.text:
        _tell(app, differences(old, course) if (old := _before(app, source, copy)) else ())
        with suppress(LibraryError):  # then it is told again
            copies.save(app.config.home, replace(copy, told=copy.text))
    return course


def _tell(app: App, changes: Sequence[object]) -> None:
    """What moved, in sentences; of many the first ones."""
    for change in changes[:_TOLD]:
        app.tell(str(change))
    if len(changes) > _TOLD:
        app.tell(f"{len(changes) - _TOLD} more changes: vibelog course show")


def _before(app: App, source: CourseSource, copy: Copy) -> Course | None:
    """The course whose days the student knows, where the copy's text is another by now."""
    if copy.told in ("", copy.text):
        return None
    with suppress(VibelogError):  # another vibelog, or another year, may read it otherwise
        return read(app, source, copy.told)
    return None


def _read(text: str, year: int | None) -> Course:
    from vibelog.keeping import schedule  # brings markdown-it-py, which most commands never need

    return schedule.read(text, year)


def _tried(copy: Copy, now: datetime) -> Copy:
    return replace(copy, tried=now.isoformat(timespec="seconds"))


def _cloned(app: App, source: CourseSource) -> str:
    """The README of a git repository's newest commit; nothing of the repository is run."""
    import hashlib

    from vibelog.keeping.remote import cloning, fetching, remotes

    name = hashlib.sha256(source.source.encode()).hexdigest()[:16]
    folder = app.config.home / "cache" / "courses" / name
    remote = remotes.remote(source.source, Path.cwd())
    copy = cloning.clone(remote, folder, seconds=_SECONDS, history=False)
    found = cloning.blobs(copy.folder, lambda path: path.lower() == "readme.md")
    for data in found.values():
        return fetching.decoded(data, f"README.md of {plain(source.source)}")
    raise VibelogError(f"{plain(source.source)} holds no README.md: link to the schedule's page.")


def _read_beside(source: CourseSource) -> None:
    """Start `vibelog course refresh SOURCE` and forget it: it outlives this command.

    Nobody waits for it, so that no command ends later; in a group of its own, Ctrl-C does not reach
    it. -P: nothing in the current folder is run.
    """
    command = ["-P", "-m", "vibelog", "course", "refresh", "--beside", "--", source.source]
    silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    with suppress(OSError):
        arguments = [sys.executable, *command]
        os.posix_spawn(sys.executable, arguments, os.environ, file_actions=silent, setpgroup=0)
