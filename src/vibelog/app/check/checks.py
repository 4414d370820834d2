"""`vibelog check`: all logs of a file, folder or repository, against paper, transcript and course.

No model, no network. What the student's repository holds is read and never run. `judging` knows
what is asked of one log; this module which files are logs, and what is asked of them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from vibelog.app import App
from vibelog.app.check.sources import Papers
from vibelog.core.course import Course
from vibelog.errors import RepositoryError, VibelogError

if TYPE_CHECKING:
    from vibelog.app.check.judging import Log
    from vibelog.keeping.checking.findings import Findings, Flag

_SHOWN = 3  # names in a sentence
_NO_REPOSITORY = "Not in a git repository: whether logs are late or indexed was not checked."


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper that was due and has no log."""

    paper: str
    due: date


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in all logs."""

    logs: tuple[Findings, ...]
    missing: tuple[Missing, ...] = ()
    note: str = ""  # what could not be checked, and why

    @property
    def grave(self) -> bool:
        """Whether something must be mended."""
        from vibelog.keeping.checking.findings import grave

        return bool(self.missing) or any(grave(log.flags) for log in self.logs)

    @property
    def refuses(self) -> bool:
        """Whether it is a reason to refuse the commit that is under way."""
        from vibelog.keeping.checking.findings import refuses

        return any(refuses(log.flags) for log in self.logs)


def check(app: App, where: Path, today: date, papers: Papers | None = None) -> Report:
    """Check the log at `where`, or all logs in that folder or repository.

    Which papers were due before `today` and are missing is told where all of a student's logs were
    looked at (see `_all_of_them`). Raises VibelogError when there is no such file.
    """
    from vibelog.app.check import judging

    root, in_git = _root(where)
    papers = papers or Papers.of(app)
    read, others = _read(where, papers)
    verdicts = {log.name: judging.verdict(log, papers) for log in read}
    placed, note = _placed(app, root, read) if in_git else ({}, _NO_REPOSITORY)
    found = [
        judging.judged(
            app, log, papers, judging.topic(log.name, verdicts), placed.get(log.name, ())
        )
        for log in read
    ]
    missing: tuple[Missing, ...] = ()
    whose = ""
    if _all_of_them(app, where, root, in_git=in_git):
        missing, whose = _missing(app, papers.course, read, today)
    return Report(tuple(found), missing, " ".join(filter(None, (others, note, whose))))


def repository(where: Path) -> Path:
    """The root of the repository that `where` is in; VibelogError outside of any."""
    root = repository_of(where)
    if root is None:
        raise VibelogError(f"{where} is in no git repository: name a log, or the folder of logs.")
    return root


def repository_of(where: Path) -> Path | None:
    """The root of the repository that `where` is in, if it is in one."""
    root, in_git = _root(where)
    return root if in_git else None


def logs(where: Path, papers: Papers) -> list[Log]:
    """The logs in a file or folder. Raises VibelogError when there is no such file."""
    return _read(where, papers)[0]


def _read(where: Path, papers: Papers) -> tuple[list[Log], str]:
    """The logs in a file or folder; and which files of a folder of logs are none, in a sentence.

    A folder that is no repository holds logs: any conversation in it is one. Most files of a
    repository are something else, and nothing is said of them.
    """
    from vibelog.app.check import judging
    from vibelog.keeping.checking import files

    root, in_git = _root(where)
    of_logs = where.is_dir() and not (in_git and where.resolve() == root)
    found: list[Log] = []
    others: list[str] = []
    for path in files.candidates(where):
        name = path.resolve().relative_to(root).as_posix()
        called = PurePosixPath("" if in_git else root.name, name)
        log = judging.read(judging.File(path, name, called, path == where, of_logs), papers)
        if log:
            found.append(log)
        else:
            others.append(name)
    return found, _no_logs(others) if of_logs else ""


def _no_logs(names: Sequence[str]) -> str:
    """That these files are no logs, in a sentence."""
    if not names:
        return ""
    shown = ", ".join(names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    told = "1 other file looks" if len(names) == 1 else f"{len(names)} other files look"
    return f"{told} like no log: {shown}{more}."


def as_json(report: Report) -> dict[str, Any]:
    """The report for a script (DESIGN: Contracts)."""
    from vibelog.keeping.checking.report import as_json

    missing = [{"paper": each.paper, "due": str(each.due)} for each in report.missing]
    return {"logs": [as_json(log) for log in report.logs], "missing": missing}


def as_sarif(report: Report) -> dict[str, Any]:
    """The report in SARIF 2.1.0."""
    from vibelog.keeping.checking.report import sarif

    return sarif(report.logs, [(each.paper, each.due) for each in report.missing])


def as_annotations(report: Report) -> list[str]:
    """The report as GitHub's annotations."""
    from vibelog.keeping.checking.report import github

    return github(report.logs, [(each.paper, each.due) for each in report.missing])


def absent(report: Report) -> str:
    """The papers without a log, in one sentence."""
    from vibelog.keeping.checking.report import absent

    return absent([(each.paper, each.due) for each in report.missing])


def _root(where: Path) -> tuple[Path, bool]:
    """The root from which files are named, and whether it is a repository's."""
    from vibelog.keeping.repo import Repository

    if not where.exists():
        raise VibelogError(f"There is no file or folder {where}: name a log, or its folder.")
    try:
        return Repository.find(where).root.resolve(), True
    except RepositoryError:
        return (where if where.is_dir() else where.parent).resolve(), False


def _placed(app: App, root: Path, logs: Sequence[Log]) -> tuple[Mapping[str, Sequence[Flag]], str]:
    """By name, what is wrong with the logs' place and time; and what could not be told."""
    from vibelog.keeping.checking.course import Placed, flags
    from vibelog.keeping.checking.history import SHALLOW, begins

    placed = [
        Placed(
            log.name,
            log.content.text if log.content else "",
            log.assignment.due if log.assignment else None,
            log.assignment.at if log.assignment else None,
        )
        for log in logs
    ]
    try:
        found = flags(root, placed, app.config.zone, app.config.index)
        return found, SHALLOW if logs and begins(root) else ""
    except RepositoryError as error:
        return {}, f"{error} Whether logs are late or indexed was not checked."


def _all_of_them(app: App, where: Path, root: Path, *, in_git: bool) -> bool:
    """Whether all of a student's logs were looked at: the repository, or the logs' folder.

    Outside of a repository it is the folder of that name, or one that holds it.
    """
    if not where.is_dir():
        return False
    if in_git:
        return where.resolve() in (root, (root / app.config.logs).resolve())
    folder = PurePosixPath(app.config.logs).name
    return where.resolve().name == folder or (where / folder).is_dir()


def _missing(
    app: App, course: Course, logs: Sequence[Log], today: date
) -> tuple[tuple[Missing, ...], str]:
    """The papers that were due and have no log; and why none is told, where that is so.

    The course that ships with vibelog may not be the student's: as long as nobody configured it
    and none of its papers has a log, nothing is missing.
    """
    there = {log.assignment.name for log in logs if log.assignment}
    due = [a for a in course.assignments if a.due and a.due < today]  # the day itself is not over
    absent = tuple(Missing(a.name, a.due) for a in due if a.due and a.name not in there)
    if there or app.config.courses or not absent:
        return absent, ""
    return (), (
        f"None of the {len(absent)} papers that were due in {course.name} has a log here. If that "
        "is your course, say so (vibelog course add), and they are told as missing."
    )
