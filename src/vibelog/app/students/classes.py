"""`vibelog class`: the checks over every repository of a class, and one table of facts.

Repositories are fetched into the library's cache, four at a time and two of one host; then each is
checked in a child process, under limits. One that is broken, hostile or gone becomes a
line that says so. Nothing is written to anybody's repository, and nothing is graded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from vibelog.app import App
from vibelog.app.students.class_copies import FRESH, Copy, Wanted, known, maker, place
from vibelog.app.students.crew import Failed, work
from vibelog.config import Config
from vibelog.core.course import Course
from vibelog.errors import RepositoryError, VibelogError

if TYPE_CHECKING:
    from vibelog.app.check.checks import Report
    from vibelog.keeping.classes.facts import Class, Due, Facts
    from vibelog.keeping.classes.roster import Roster, Student
    from vibelog.keeping.remote.remotes import Remote

__all__ = ["Asked", "Class", "Facts", "Told", "as_json", "survey", "write"]
CLONING, TOGETHER = 4, 2  # at once in all, and of one host
CHECKING = 2  # processes; each holds the library's papers
_FETCHED = 400.0  # seconds for all of git's calls on one repository; each has its own limit
_CHECKED = 120.0  # seconds; 25 logs take one
R = TypeVar("R")
Told = Callable[[str, int, int], None]  # what, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for."""

    file: Path  # the list
    now: datetime
    fetch: bool | None = None  # True: all again; False: none; None: those of more than an hour ago
    seconds: float = _CHECKED


def survey(app: App, asked: Asked, told: Told) -> Class:
    """Fetch and check every repository of the list.

    Raises VibelogError when the list cannot be read; all else becomes a line of the result.
    """
    from vibelog.keeping.classes.facts import Class

    roster = _roster(asked.file)
    course, today = app.course(), _today(app, asked)
    remotes = {student: _remote(student, asked.file.parent) for student in roster.students}
    copies = _copies(app, asked, remotes, told)
    reports = _reports(app, asked, copies, told)
    due = _due(course, today)
    names = {paper.name for paper in app.library().papers()}
    return Class(
        course=f"{course.name}, {course.term}".removesuffix(", "),
        today=today,
        due=due,
        students=tuple(
            _facts(student, remote, copies, reports, course, due)
            for student, remote in remotes.items()
        ),
        skipped=roster.skipped,
        unknown=tuple(each.name for each in due if each.name not in names),
    )


def as_json(found: Class) -> dict[str, Any]:
    """The class for a script."""
    from vibelog.keeping.classes.facts import in_json

    return in_json(found)


def write(found: Class, csv: Path | None, html: Path | None) -> None:
    """Write the table and the page, each in one step. Raises VibelogError."""
    from vibelog.keeping import writing
    from vibelog.keeping.classes import page, table

    for file, render in ((csv, table.render), (html, page.render)):
        if file is None:
            continue
        try:
            writing.replace(file, render(found))
        except OSError as error:
            raise VibelogError(
                f"{file} cannot be written ({error.strerror}): name a file in a folder of yours."
            ) from error


def _roster(file: Path) -> Roster:
    from vibelog.keeping.classes.roster import decoded, read

    try:
        return read(decoded(file.read_bytes()))
    except OSError as error:
        raise VibelogError(
            f"{file} cannot be read ({error.strerror}): name a CSV file of name,repository."
        ) from error
    except VibelogError as error:
        raise VibelogError(f"{file}: {error}") from error


def _remote(student: Student, beside: Path) -> Remote | Failed:
    from vibelog.keeping.remote.remotes import remote

    try:
        return remote(student.repository, beside)
    except RepositoryError as error:
        return Failed(str(error))


def _copies(
    app: App, asked: Asked, remotes: Mapping[Student, Remote | Failed], told: Told
) -> dict[str, Copy | Failed]:
    """By URL, the copies, fetched where they are not fresh."""
    distinct = {remote.url: remote for remote in remotes.values() if not isinstance(remote, Failed)}
    copies: dict[str, Copy | Failed] = {}
    jobs: list[Wanted] = []
    for url, remote in distinct.items():
        folder = place(app.config.home, remote)
        copy = None if asked.fetch else known(folder)
        if copy and (asked.fetch is False or asked.now - copy.fetched < FRESH):
            copies[url] = copy
        elif asked.fetch is False:
            copies[url] = Failed(f"There is no copy of {url} yet: leave out --offline.")
        else:
            jobs.append(Wanted(remote, folder, asked.now))
    made = work(maker, jobs, workers=CLONING, seconds=_FETCHED, host=_host, together=TOGETHER)
    for number, result in _counted(made, "Fetching", [job.remote.url for job in jobs], told):
        copies[jobs[number].remote.url] = result
    return copies


def _host(wanted: Wanted) -> str:
    return wanted.remote.host


def _reports(
    app: App, asked: Asked, copies: Mapping[str, Copy | Failed], told: Told
) -> dict[str, Report | Failed]:
    """By URL, what was found."""
    urls = [url for url, copy in copies.items() if isinstance(copy, Copy)]
    jobs = [copy.folder for copy in copies.values() if isinstance(copy, Copy)]
    make = partial(_checker, app.config, dict(app.environ), _today(app, asked))
    found = work(make, jobs, workers=CHECKING, seconds=asked.seconds)
    return {urls[number]: result for number, result in _counted(found, "Checking", urls, told)}


def _checker(config: Config, environ: Mapping[str, str], today: date) -> Callable[[Path], Report]:
    """What checks a copy, with one reading of the library for all of them."""
    from vibelog.app.check import checks
    from vibelog.app.check.sources import Papers

    app = App(replace(config, model=None), environ, lambda _sentence: None)
    papers = Papers.of(app)
    return lambda folder: checks.check(app, folder, today, papers)


def _counted(
    results: Iterator[tuple[int, R]], what: str, names: Sequence[str], told: Told
) -> Iterator[tuple[int, R]]:
    """The results, each told as it comes."""
    if names:
        told(what, 0, len(names))
    for done, (number, result) in enumerate(results, 1):
        told(f"{what} {names[number]}", done, len(names))
        yield number, result


def _today(app: App, asked: Asked) -> date:
    """The course's day; this machine's where its zone is not known."""
    return asked.now.astimezone(app.config.zone).date()


def _due(course: Course, today: date) -> tuple[Due, ...]:
    """The papers whose day is over, as `vibelog check` counts them, by their days."""
    from vibelog.keeping.classes.facts import Due

    found = [Due(a.name, a.due) for a in course.assignments if a.due and a.due < today]
    return tuple(sorted(found, key=lambda each: each.due))


def _facts(  # noqa: PLR0913, PLR0917  what is known of the class
    student: Student,
    remote: Remote | Failed,
    copies: Mapping[str, Copy | Failed],
    reports: Mapping[str, Report | Failed],
    course: Course,
    due: tuple[Due, ...],
) -> Facts:
    from vibelog.keeping.classes.facts import Facts, Source

    if isinstance(remote, Failed):
        return Facts(student, Source(None), due, error=remote.why)
    copy = copies[remote.url]
    if isinstance(copy, Failed):
        return Facts(student, Source(remote.page), due, error=copy.why)
    source = Source(remote.page, copy.commit, copy.committed, copy.fetched)
    report = reports[remote.url]
    if isinstance(report, Failed):
        return Facts(student, source, due, note=copy.note, error=report.why)
    assigned = {log.path: course.find(log.paper) for log in report.logs if log.paper}
    papers = {path: assignment.name for path, assignment in assigned.items() if assignment}
    there = {papers.get(log.path) for log in report.logs if log.questions}
    missing = tuple(each.name for each in due if each.name not in there)
    return Facts(student, source, due, report.logs, missing, papers, copy.note)
