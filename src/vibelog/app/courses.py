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
    from vibelog.keeping.copies import Copy

HOUR = 3600.0  # seconds between two readings of a link
_TOLD = 6  # changes that are told in full
_SECONDS = 60.0  # for a git repository's newest commit


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of reading a source again."""

    source: CourseSource
    changed: bool
    failure: str = ""


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
    from vibelog.keeping import parsed

    course = parsed.kept(app.config.home, text, source.year, _read)
    return replace(course, name=source.name) if source.name else course


def refresh(app: App, only: Sequence[str] = (), now: datetime | None = None) -> Iterator[Refreshed]:
    """Read the links and git repositories again (only these, if any are named).

    What they say is kept, and told by the next command that uses it. Raises LibraryError.
    """
    from vibelog.keeping import copies

    now = now or datetime.now().astimezone()
    for source in app.config.courses:
        if source.kind == "path" or (only and source.source not in only):
            continue
        before = copies.load(app.config.home, source.place)
        copies.save(app.config.home, _tried(before, now))
        try:
            after = fetched(app, source, before, now)
        except VibelogError as error:
            copies.save(app.config.home, replace(_tried(before, now), failure=str(error)))
            yield Refreshed(source, changed=False, failure=str(error))
        else:
            copies.save(app.config.home, after)
            yield Refreshed(source, after.text != before.text)


def fetched(app: App, source: CourseSource, copy: Copy, now: datetime) -> Copy:
    """The source's copy, read now from where it is. Raises VibelogError."""
    from vibelog.keeping import fetching

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
    from vibelog.keeping import copies

    app.course()  # reads the files, and tells what cannot be read
    found = (copies.load(app.config.home, source.place).text for source in app.config.courses)
    return [text for text in found if text]


def is_stale(copy: Copy, now: datetime) -> bool:
    """Whether it is time to read it again; a clock that was set back does not put it off."""
    age = copy.age(now)
    return age is None or not 0 <= age < HOUR


def _used(app: App, source: CourseSource, now: datetime) -> Course | None:
    """The source's course, from the file or the last copy; None when there is none to be had."""
    from vibelog.keeping import copies

    copy = copies.load(app.config.home, source.place)
    if source.kind == "path":
        try:
            copy = fetched(app, source, copy, now)
        except VibelogError as error:
            app.tell(f"{error}{' Its last copy serves.' if copy.text else ''}")
    elif is_stale(copy, now):
        with suppress(LibraryError):  # without a place for the copy there is nothing to be read
            copies.save(app.config.home, _tried(copy, now))
            _read_beside(source)
    if not copy.text:
        if source.kind != "path":
            app.tell(f"{plain(source.source)} is not read yet: vibelog course refresh reads it.")
        return None
    return _told(app, source, copy)


def _told(app: App, source: CourseSource, copy: Copy) -> Course | None:
    """The copy's course, after what changed was told; the text before, when it cannot be read."""
    from vibelog.keeping import copies

    try:
        course = read(app, source, copy.text)
    except VibelogError as error:
        old = copy.told not in ("", copy.text)
        app.tell(f"{plain(source.source)}: {error}{' Its last copy serves.' if old else ''}")
        return read(app, source, copy.told) if old else None
    if copy.told == copy.text:
        return course
    if copy.told:
        changes = [str(change) for change in differences(read(app, source, copy.told), course)]
        for change in changes[:_TOLD]:
            app.tell(change)
        if len(changes) > _TOLD:
            app.tell(f"{len(changes) - _TOLD} more changes: vibelog course show")
    with suppress(LibraryError):  # then it is told again
        copies.save(app.config.home, replace(copy, told=copy.text))
    return course


def _read(text: str, year: int | None) -> Course:
    from vibelog.keeping import schedule  # brings markdown-it-py, which most commands never need

    return schedule.read(text, year)


def _tried(copy: Copy, now: datetime) -> Copy:
    return replace(copy, tried=now.isoformat(timespec="seconds"))


def _cloned(app: App, source: CourseSource) -> str:
    """The README of a git repository's newest commit; nothing of the repository is run."""
    import hashlib

    from vibelog.keeping import cloning, fetching, remotes

    name = hashlib.sha256(source.source.encode()).hexdigest()[:16]
    folder = app.config.home / "cache" / "courses" / name
    remote = remotes.remote(source.source, Path.cwd())
    copy = cloning.clone(remote, folder, seconds=_SECONDS, history=False)
    found = cloning.blobs(copy.folder, lambda path: path.lower() == "readme.md")
    for data in found.values():
        return fetching.decoded(data)
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
