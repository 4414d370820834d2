"""The courses that a student takes: added to a vibelog.toml, listed, and taken out again.

Adding is what allows a link to be read, now and again later.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from vibelog import config as configuration
from vibelog.app import App
from vibelog.app.course import courses, settings
from vibelog.config import COURSE, FILE, Setting, courses_in, nearest_file, user_file
from vibelog.core.course import Course
from vibelog.core.sources import CourseSource, named_source
from vibelog.core.text import plain, squash
from vibelog.errors import ConfigError, RepositoryError, VibelogError

Ask = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Added:
    """A course that was read and written down."""

    course: Course
    source: CourseSource  # as it stands in the file
    new: bool  # whether the file did not name it yet


@dataclass(frozen=True, slots=True)
class Listed:
    """A course that a file names, and what is known of it."""

    source: CourseSource
    used: bool  # False: nobody agreed to it yet, or a nearer file names other courses
    course: Course | None
    read: str  # when its text was last found to be this, ISO 8601; "": never
    failure: str  # why it could not be read (again)


def add(  # noqa: PLR0913  one for each thing that a student can say
    app: App,
    source: str,
    where: Path,
    *,
    year: int | None,
    personal: bool,
    ask: Ask | None = None,
) -> Added:
    """Read a course, and write it into the vibelog.toml of the repository at `where`.

    With `personal`, or outside a repository, into the student's own. Where no year can be told, it
    is what `ask` (which is told why) returns. Raises VibelogError, with nothing written, when it
    cannot be read or holds no schedule.
    """
    from vibelog.keeping.remote import copies

    file = _file(app, where, personal=personal)
    given = named_source(source, where, year)
    there = next((each for each in courses_in(file) if each.place == given.place), None)
    used = there if there and year in (None, there.year) else None
    if there and not used:
        raise VibelogError(f"{file} names {plain(source)} with another year: change it there.")
    given = used or replace(given, source=_written(given, file), file=str(file))
    given = replace(given, folder=str(file.parent))
    if given.kind != "path":
        app.tell(f"Reading {plain(given.source)} …")
    now = datetime.now().astimezone()
    copy = courses.fetched(app, given, copies.load(app.config.home, given.place), now)
    given, course = _read(app, given, copy.text, None if used else ask)
    copies.save(app.config.home, replace(copy, told=copy.text))
    if used is None:
        text = settings.with_course(settings.text_of(file), given.source, given.year, file)
        settings.save(file, text)
    if file != user_file(app.environ):
        configuration.remember(app.config.home, [Setting(str(file), COURSE, given.source)])
    return Added(course, given, used is None)


def _read(
    app: App, source: CourseSource, text: str, ask: Ask | None
) -> tuple[CourseSource, Course]:
    """The course of a text, and its source: with the year that was asked for, if one was missing.

    A year is what is missing where the text can be read with one.
    """
    try:
        return source, courses.read(app, source, text)
    except VibelogError as error:
        if ask is None or source.year:
            raise
        with suppress(VibelogError):
            courses.read(app, replace(source, year=datetime.now().astimezone().year), text)
            source = replace(source, year=ask(str(error)))
        if source.year is None:
            raise
    return source, courses.read(app, source, text)


def remove(app: App, name: str, where: Path) -> CourseSource:
    """Take the course of that name or source out of its vibelog.toml.

    Raises VibelogError when there is none of that name, or several.
    """
    from vibelog.keeping.remote import copies

    found = [each.source for each in named(app, name, where)]
    if len(found) != 1:
        many = "There are several courses" if found else "There is no course"
        raise VibelogError(f"{many} {plain(name)!r}; vibelog course list lists them.")
    source = found[0]
    if not source.file:
        raise VibelogError(f"VIBELOG_COURSE names {plain(source.source)}: unset it.")
    file = Path(source.file)
    text = settings.text_of(file)
    settings.save(file, settings.without_course(text, courses_in(file).index(source), file))
    copies.forget(app.config.home, source.place)
    return source


def named(app: App, name: str, where: Path) -> list[Listed]:
    """The listed courses of that name, source or place (a path from `where`)."""
    return [each for each in listed(app, where) if _is(each, name, where)]


def listed(app: App, where: Path) -> list[Listed]:
    """The courses that the repository's vibelog.toml and the student's own name, in their order.

    Nothing is fetched.
    """
    files = [file for file in (nearest_file(where), user_file(app.environ)) if file]
    named = [each for file in dict.fromkeys(files) for each in courses_in(file)]
    unnamed = [each for each in app.config.courses if not each.file]
    return [_listed(app, source) for source in (*unnamed, *named)]


def _listed(app: App, source: CourseSource) -> Listed:
    from vibelog.keeping.remote import copies

    copy = copies.load(app.config.home, source.place)
    used, failure = source in app.config.courses, copy.failure
    if used and source.kind == "path":
        copy, failure = courses.look(app, source, copy, datetime.now().astimezone())
    course, why = courses.serving(app, source, copy)
    return Listed(source, used, course, copy.read, failure or why)


def _file(app: App, where: Path, *, personal: bool) -> Path:
    """The vibelog.toml to write into."""
    from vibelog.keeping.repo import Repository

    if personal:
        return user_file(app.environ)
    if near := nearest_file(where):
        return near
    try:
        return Repository.find(where).root / FILE
    except RepositoryError:
        return user_file(app.environ)


def _written(given: CourseSource, file: Path) -> str:
    """How a source is written into a file: a path from the file's folder, but for one's own."""
    if given.kind != "path":
        return given.source
    path = os.path.abspath(given.place)  # noqa: PTH100 - resolve() would follow the student's links
    repository = any((folder / ".git").exists() for folder in file.parents)
    return Path(os.path.relpath(path, file.parent)).as_posix() if repository else path


def _is(each: Listed, name: str, where: Path) -> bool:
    if squash(name).casefold() in {squash(one).casefold() for one in _names(each)}:
        return True
    with suppress(ConfigError):  # a name that is no source
        return each.source.place == named_source(name, where).place
    return False


def _names(each: Listed) -> Iterator[str]:
    yield from (each.source.source, each.source.place, each.source.name)
    if each.course:
        yield each.course.name
