"""The courses that a student takes: added to a vibelog.toml, listed, and taken out again.

Adding is what allows a link to be read, now and again later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from vibelog import config as configuration
from vibelog.app import App, courses, settings
from vibelog.config import COURSE, FILE, Setting, courses_in, nearest_file, user_file
from vibelog.core.course import Course
from vibelog.core.sources import CourseSource, named_source
from vibelog.core.text import plain
from vibelog.errors import RepositoryError, VibelogError


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


def add(app: App, source: str, where: Path, *, year: int | None, personal: bool) -> Added:
    """Read a course, and write it into the vibelog.toml of the repository at `where`.

    With `personal`, or outside a repository, into the student's own. Raises VibelogError, with
    nothing written, when it cannot be read or holds no schedule.
    """
    from vibelog.keeping import copies

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
    course = courses.read(app, given, copy.text)
    copies.save(app.config.home, replace(copy, told=copy.text))
    if used is None:
        text = settings.with_course(settings.text_of(file), given.source, year, file)
        settings.save(file, text)
    if file != user_file(app.environ):
        configuration.remember(app.config.home, [Setting(str(file), COURSE, given.source)])
    return Added(course, given, used is None)


def remove(app: App, name: str, where: Path) -> CourseSource:
    """Take the course of that name or source out of its vibelog.toml.

    Raises VibelogError when there is none of that name, or several.
    """
    from vibelog.keeping import copies

    found = [each.source for each in listed(app, where) if _is(each, name, where)]
    if len(found) != 1:
        many = "several courses" if found else "no course"
        raise VibelogError(f"There is {many} {plain(name)!r}; vibelog course list lists them.")
    source = found[0]
    file = Path(source.file)
    text = settings.text_of(file)
    settings.save(file, settings.without_course(text, courses_in(file).index(source), file))
    copies.forget(app.config.home, source.place)
    return source


def listed(app: App, where: Path) -> list[Listed]:
    """The courses that the repository's vibelog.toml and the student's own name, in their order.

    Nothing is fetched.
    """
    files = [file for file in (nearest_file(where), user_file(app.environ)) if file]
    named = [each for file in dict.fromkeys(files) for each in courses_in(file)]
    unnamed = [each for each in app.config.courses if not each.file]
    return [_listed(app, source) for source in (*unnamed, *named)]


def _listed(app: App, source: CourseSource) -> Listed:
    from vibelog.keeping import copies

    copy = copies.load(app.config.home, source.place)
    used = source in app.config.courses
    failure, course = copy.failure, None
    try:
        if used and source.kind == "path":
            copy = courses.fetched(app, source, copy, datetime.now().astimezone())
        course = courses.read(app, source, copy.text) if copy.text else None
    except VibelogError as error:
        failure = str(error)
    return Listed(source, used, course, copy.read, failure)


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
    return name in _names(each) or each.source.place == str(Path(where, name))


def _names(each: Listed) -> Iterator[str]:
    yield from (each.source.source, each.source.place, each.source.name)
    if each.course:
        yield each.course.name
