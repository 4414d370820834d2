"""`vibelog check`: which files are logs, and each of them against paper, transcript and course.

No model, no network. What the student's repository holds is read and never run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from vibelog.app import App
from vibelog.app.sources import Papers
from vibelog.core.course import Assignment, Course
from vibelog.errors import RepositoryError, VibelogError

if TYPE_CHECKING:
    from vibelog.keeping.checking.findings import Findings, Flag, Quotes
    from vibelog.keeping.checking.page import Page
    from vibelog.keeping.checking.topic import Fit

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


@dataclass(frozen=True, slots=True)
class Log:
    """A log as it was read."""

    path: Path
    name: str  # from the root, as git names it
    text: str | None  # None: it cannot be read
    page: Page
    paper: str | None
    assignment: Assignment | None


def check(app: App, where: Path, today: date, papers: Papers | None = None) -> Report:
    """Check the log at `where`, or all logs in that folder or repository.

    Papers are missing when a whole repository (or its folder of logs, or a folder outside of any)
    was checked and they were due by `today`. Raises VibelogError when there is no such file.
    """
    root, in_git = _root(where)
    papers = papers or Papers.of(app)
    read = logs(where, papers)
    fits = {log.name: _fit(log, papers) for log in read}
    found = [_with(_judged(app, log, papers), list(_topic(log.name, fits))) for log in read]
    placed, note = _placed(root, read) if in_git else ({}, _NO_REPOSITORY)
    whole = where.is_dir() and (not in_git or where.resolve() in (root, root / app.config.logs))
    return Report(
        tuple(_with(findings, placed.get(findings.path, ())) for findings in found),
        _missing(papers.course, read, today) if whole else (),
        note,
    )


def repository(where: Path) -> Path:
    """The root of the repository that `where` is in; VibelogError outside of any."""
    root, in_git = _root(where)
    if not in_git:
        raise VibelogError(f"{where} is in no git repository: name a log, or the folder of logs.")
    return root


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


def _root(where: Path) -> tuple[Path, bool]:
    """The root from which files are named, and whether it is a repository's."""
    from vibelog.keeping.repo import Repository

    if not where.exists():
        raise VibelogError(f"There is no file or folder {where}: name a log, or its folder.")
    try:
        return Repository.find(where).root.resolve(), True
    except RepositoryError:
        return (where if where.is_dir() else where.parent).resolve(), False


def logs(where: Path, papers: Papers) -> list[Log]:
    """The logs in a file or folder. Raises VibelogError when there is no such file."""
    from vibelog.keeping.checking import files

    root, _ = _root(where)
    found = (_read(root, path, papers, where) for path in files.candidates(where))
    return [log for log in found if log]


def _read(root: Path, path: Path, papers: Papers, where: Path) -> Log | None:
    """The log in a file; None when a file that was not itself named is no log."""
    from vibelog.keeping.checking import files, naming, topic
    from vibelog.keeping.checking.page import Page, read

    name = PurePosixPath(path.resolve().relative_to(root).as_posix())
    text = files.text_of(path)
    page = Page({}, is_log=False) if text is None else read(text)
    course = papers.course
    named = page.facts.get("paper") or naming.paper_of(name, course, papers.names)
    readable = text is not None or path.suffix.lower() in files.PLAIN
    told = page.own or (readable and naming.named_as_log(name)) or (page.is_log and named)
    if path != where and not told:
        return None
    named = named or topic.best(page.words, papers.library())
    assignment = course.find(named) if named else None
    paper = named if named in papers.names or not assignment else assignment.name
    return Log(path, str(name), text, page, paper, assignment)


def _judged(app: App, log: Log, papers: Papers) -> Findings:
    """What is found in the log itself: its questions, quotes and numbers."""
    from vibelog.keeping.checking import content
    from vibelog.keeping.checking.findings import Findings, Flag, Quotes

    if log.text is None:
        flags = [Flag("unreadable", 1, "The file cannot be read as text: save it as UTF-8.")]
        return Findings(log.name, log.paper, 0, None, Quotes(), tuple(flags))
    verbatim, flags = _compared(app, log)
    quotes, looked = _looked_up(log, papers)
    count = len(content.real(log.page))
    source = papers.source(log.paper)
    flags += [*content.flags(log.page, log.text, source.text if source else ""), *looked]
    return _with(Findings(log.name, log.paper, count, verbatim, quotes, ()), flags)


def _compared(app: App, log: Log) -> tuple[bool | None, list[Flag]]:
    """Whether every question is the transcript's; None when there is no transcript."""
    from vibelog.app.kept import folder
    from vibelog.keeping.checking import verbatim

    beside = sorted((log.path.parent / "transcripts").glob("*.jsonl"))
    inside = log.paper and PurePosixPath(log.paper).name == log.paper  # leads out of no folder
    kept = sorted(folder(app, log.paper).glob("*.jsonl")) if inside and log.paper else []
    transcript = verbatim.transcript_of(log.page, [*kept, *beside])
    if transcript is None:
        return None, []
    flags = verbatim.compared(log.page, transcript)
    return not any(flag.code == "not-verbatim" for flag in flags), flags


def _looked_up(log: Log, papers: Papers) -> tuple[Quotes, list[Flag]]:
    """The quotes and numbers, where the paper is in the library."""
    from vibelog.keeping.checking.evidence import looked_up
    from vibelog.keeping.checking.findings import Flag, Quotes

    source = papers.source(log.paper)
    if log.paper is None:
        return Quotes(), [Flag("unknown-paper", 1, "Which paper it is about cannot be told.")]
    if source is None:
        message = f"{log.paper} is not in the library (vibelog add): nothing was looked up in it."
        return Quotes(), [Flag("paper-not-added", 1, message)]
    away = any(quote.elsewhere for quote in log.page.quotes)
    others = [papers.source(name) for name in papers.names if name != log.paper] if away else []
    return looked_up(log.page, source, [other for other in others if other])


def _fit(log: Log, papers: Papers) -> Fit | None:
    from vibelog.keeping.checking.topic import fit

    if log.paper not in papers.names or log.paper is None:
        return None
    return fit(log.page.words, log.paper, papers.library())


def _topic(name: str, fits: Mapping[str, Fit | None]) -> Iterator[Flag]:
    """Whether the log is about its paper, another one, or another log's."""
    from vibelog.keeping.checking.findings import Flag
    from vibelog.keeping.checking.topic import exchanged, said

    fit, other = fits[name], exchanged(name, fits)
    if fit and other:
        yield Flag("swapped", 1, f"{said(fit)} {other} is about {fit.paper} instead.")
    elif fit and fit.wrong:
        yield Flag("wrong-paper", 1, said(fit))


def _placed(root: Path, logs: Sequence[Log]) -> tuple[dict[str, list[Flag]], str]:
    """By name, what is wrong with the logs' place and time; and what could not be told."""
    from vibelog.keeping.checking.course import Placed, flags

    placed = [
        Placed(log.name, log.text or "", log.assignment.due if log.assignment else None)
        for log in logs
    ]
    try:
        return flags(root, placed), ""
    except RepositoryError as error:
        return {}, f"{error} Whether logs are late or indexed was not checked."


def _missing(course: Course, logs: Sequence[Log], today: date) -> tuple[Missing, ...]:
    there = {log.assignment.name for log in logs if log.assignment}
    return tuple(
        Missing(a.name, a.due)
        for a in course.assignments
        if a.due and a.due <= today and a.name not in there
    )


def _with(findings: Findings, flags: Sequence[Flag]) -> Findings:
    from vibelog.keeping.checking.findings import in_order

    return replace(findings, flags=in_order([*findings.flags, *flags]))
