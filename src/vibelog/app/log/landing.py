"""A vibe log lands: one commit of it, the conversation beside it and the README's row; pushed.

Knows which files belong together and what the commit is called; how the commit is made, and what
of the student's is left alone, is keeping.repo's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.errors import RepositoryError

if TYPE_CHECKING:
    from vibelog.app.check.judging import Log
    from vibelog.app.log.indexing import Edit
    from vibelog.app.log.logs import Written
    from vibelog.core.course import Assignment
    from vibelog.core.paper import Paper
    from vibelog.keeping.repo import Commit, Pushed, Repository


@dataclass(frozen=True, slots=True)
class Cargo:
    """What goes into one commit."""

    repository: Repository
    log: Path
    transcript: Path | None
    subject: str


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of it."""

    commit: Commit | None  # None: the last commit holds all of it already
    notes: tuple[str, ...]  # sentences on what was left as it was


def of_written(written: Written) -> Cargo:
    """What belongs to a log that was just written; RepositoryError where it lies beside another."""
    for file, change in ((written.path, written.change), (written.transcript, written.kept)):
        if file and change == "beside":
            raise RepositoryError(
                f"Nothing was committed: take what you want of {file.name} into the file that it "
                "is beside and remove it, then run vibelog commit."
            )
    return Cargo(written.repository, written.path, written.transcript, written.subject)


def of_paper(app: App, paper: Paper, where: Path) -> Cargo:
    """What belongs to the paper's log that is already there, as the student left it.

    Raises RepositoryError when there is none, or more than one.
    """
    from vibelog.keeping.repo import Repository

    repository = Repository.find(where)
    folder = repository.root / app.config.logs
    found = [log for log in _logs(app, folder) if log.paper == paper.name]
    if not found:
        raise RepositoryError(
            f"There is no vibe log of {paper.name} in {folder}: write it with "
            f"vibelog log {paper.name}."
        )
    if len(found) > 1:
        names = ", ".join(log.name for log in found)
        raise RepositoryError(
            f"There are {len(found)} vibe logs of {paper.name} ({names}): name the file that you "
            "mean, as in vibelog commit FILE."
        )
    return _cargo(repository, found[0])


def of_latest(app: App, where: Path) -> Cargo:
    """What belongs to the log that was written last; RepositoryError when there is none."""
    from vibelog.keeping.repo import Repository

    repository = Repository.find(where)
    folder = repository.root / app.config.logs
    found = _logs(app, folder)
    if not found:
        raise RepositoryError(
            f"There is no vibe log in {folder}: write one with vibelog log PAPER."
        )
    return _cargo(repository, max(found, key=lambda log: log.path.stat().st_mtime_ns))


def of_file(app: App, file: Path) -> Cargo:
    """What belongs to the log in that file; RepositoryError where it is none."""
    from vibelog.app.check import checks
    from vibelog.app.check.sources import Papers
    from vibelog.keeping.checking import naming
    from vibelog.keeping.repo import Repository

    log = checks.logs(file, Papers.of(app))[0]
    if not log.page.is_log and not naming.named_as_log(PurePosixPath(log.name)):
        raise RepositoryError(
            f"{file} is no vibe log: nothing was committed. vibelog log writes one; commit other "
            "files with git."
        )
    return _cargo(Repository.find(file), log)


def land(app: App, cargo: Cargo, branch: str | None = None) -> Landed:
    """Make the one commit; on a new `branch`, where one is named.

    Raises RepositoryError, with nothing changed, for a state in which nothing can be committed.
    """
    edits, notes = _row(app, cargo)
    paths = [cargo.log, *([cargo.transcript] if cargo.transcript else [])]
    made = cargo.repository.commit(paths, cargo.subject, edits, branch)
    return Landed(made, (*notes, *(made.notes if made else ())))


def push(cargo: Cargo) -> Pushed:
    """Push the branch that the commit is on; never forced. Raises RepositoryError."""
    return cargo.repository.push()


def subject(label: str, questions: int, due: date | str | None) -> str:
    """The commit's subject, such as `vibe log: DSPy (7 questions, due 2025-09-10)`."""
    facts = [f"{questions} question{'s' if questions != 1 else ''}"]
    if due:
        facts.append(f"due {due}")
    return f"vibe log: {label} ({', '.join(facts)})"


def label(assignment: Assignment | None, name: str) -> str:
    """The course's own spelling of a paper's name."""
    return assignment.aliases[0] if assignment and assignment.aliases else name


def _logs(app: App, folder: Path) -> list[Log]:
    """The logs in a folder; not what was written beside one that was changed by hand."""
    from vibelog.app.check import checks
    from vibelog.app.check.sources import Papers

    logs = checks.logs(folder, Papers.of(app)) if folder.is_dir() else []
    return [log for log in logs if not log.path.stem.endswith(".new")]


def _cargo(repository: Repository, log: Log) -> Cargo:
    """What belongs to a log that was read."""
    from vibelog.keeping.checking import content

    known = log.assignment
    name = label(known, log.paper or log.path.stem)
    count = len(content.real(log.page))
    beside = log.path.parent / "transcripts" / f"{log.path.stem}.jsonl"
    return Cargo(
        repository,
        log.path,
        beside if beside.is_file() else None,
        subject(name, count, known.due if known else None),
    )


def _row(app: App, cargo: Cargo) -> tuple[Mapping[Path, Edit], tuple[str, ...]]:
    """The edit of the README for this log; else none, and why.

    A log on time is worth more than its row: what stands in the row's way is told, no more.
    """
    from vibelog.app.log import indexing

    try:
        return indexing.edits(app, cargo.repository.root, cargo.log), ()
    except RepositoryError as error:
        return {}, (f"The log was committed without a link to it: {error}",)
