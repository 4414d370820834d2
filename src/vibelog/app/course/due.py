"""`vibelog due`: what is due when, and where each paper's log stands.

Reads the conversations, the names and front matter of the files that are logs, and what git knows
of those. No log is checked here, no model asked, nothing sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from vibelog.app import App
from vibelog.core.course import Assignment, Course
from vibelog.core.standing import Facts, Standing, said, shown, standing
from vibelog.errors import LibraryError, RepositoryError

if TYPE_CHECKING:
    from vibelog.core.conversation import Conversation

_HEAD = 4096  # bytes that hold the front matter of a log of vibelog's


@dataclass(frozen=True, slots=True)
class Due:
    """The course's papers, in its order, as they stand at one moment."""

    course: Course
    now: datetime
    standings: tuple[Standing, ...]
    note: str = ""  # what could not be told, and why

    @property
    def next(self) -> list[Standing]:
        """What a student is to see first (see core.standing.shown)."""
        return shown(self.standings)

    @property
    def late(self) -> list[Standing]:
        """What was not in the repository in time."""
        return [each for each in self.standings if each.late]


@dataclass(frozen=True, slots=True)
class _Log:
    path: Path
    name: str  # from the root
    questions: int  # as its front matter says; 0: it does not


def due(app: App, where: Path, now: datetime | None = None) -> Due:
    """Where every paper of the course stands, seen from `where` at `now` (aware)."""
    from vibelog.keeping.checking.history import SHALLOW
    from vibelog.keeping.repo import Repository

    now = now or datetime.now().astimezone()
    course, note = app.course(), ""
    try:
        repository = Repository.find(where)
        root = repository.root
    except RepositoryError as error:
        repository, root, note = None, where, str(error)
    logs = _logs(app, root, course)
    placed = repository.standing([log.path for log in logs.values()]) if repository else {}
    first = _begun(root, logs.values()) if repository else {}
    asked = _asked(app, course, {name for name, log in logs.items() if log.questions})
    unsure = [name for name, moment in first.items() if moment is None]
    note = SHALLOW if unsure else note
    found = []
    for each in course.assignments:
        if each.due is None and each.line is None:
            continue  # known, and not of the student's course
        facts = Facts(questions=asked.get(each.name, 0))
        if log := logs.get(each.name):
            at = placed.get(log.path)
            facts = Facts(
                questions=log.questions or facts.questions,
                path=log.name,
                committed=at is not None and at.committed,
                pushed=at.pushed if at else None,
                first=first.get(log.name),
                dated=repository is not None and log.name not in unsure,
            )
        found.append(standing(each, facts, now, app.config.zone))
    return Due(course, now, tuple(found), note)


def _begun(root: Path, logs: Collection[_Log]) -> Mapping[str, datetime | None]:
    """When each log was first there with something in it, as `vibelog check` sees it."""
    from vibelog.keeping.checking.beginning import begun

    return begun(root, [log.name for log in logs]) if logs else {}


def as_json(found: Due) -> dict[str, Any]:
    """What is due, for a script: all of it."""
    return {
        "course": found.course.name,
        "term": found.course.term,
        "now": found.now.isoformat(timespec="seconds"),
        "due": [_row(each, found.now) for each in found.standings],
    }


def calendar(app: App) -> bytes:
    """The due dates as an iCalendar file. The same schedule gives the same bytes."""
    from vibelog.keeping.schedule.calendar import calendar

    course = app.course()
    return calendar(course, app.config.zone, _changed(app, course))


def save(path: Path, content: bytes) -> None:
    """Write a file in one step, into a folder that is there; RepositoryError otherwise."""
    from vibelog.app.log.files import replace_file

    if not path.parent.exists():
        raise RepositoryError(f"There is no folder {path.parent}: make it, or name another file.")
    try:
        replace_file(path, content)
    except OSError as error:
        raise RepositoryError(
            f"{path} cannot be written ({error.strerror}); name a file in a folder of yours."
        ) from error


def _row(each: Standing, now: datetime) -> dict[str, Any]:
    paper, facts = each.assignment, each.facts
    return {
        "paper": paper.name,
        "title": paper.title,
        "due": str(paper.due) if paper.due else None,
        "deadline": each.deadline.isoformat() if each.deadline else None,
        "days": each.days,
        "state": str(each.state),
        "late": each.late,
        "questions": facts.questions,
        "log": facts.path,
        "committed": facts.first.isoformat() if facts.first else None,
        "said": said(each, now),
    }


def _asked(app: App, course: Course, told: Collection[str]) -> dict[str, int]:
    """By assignment, how many real questions its latest conversation holds, with an answer.

    Those whose log has `told` it are not read.
    """
    from vibelog.keeping.transcript import latest

    counts: dict[str, int] = {}
    for folder in (app.config.home / "conversations").glob("*/"):
        assignment = course.find(folder.name)
        if assignment is None or assignment.name in told:
            continue
        try:
            transcript = latest(folder)
            talk = transcript.conversation() if transcript else None
        except LibraryError as error:
            app.tell(str(error))
            continue
        count = _count(talk) if talk else 0
        counts[assignment.name] = max(count, counts.get(assignment.name, 0))
    return counts


def _count(talk: Conversation) -> int:
    from vibelog.core.questions import questions

    return len(questions(talk))


def _logs(app: App, root: Path, course: Course) -> dict[str, _Log]:
    """By assignment, the log about it in which something is asked.

    One in the logs' folder goes before others. An empty log, or a placeholder, is none yet.
    """
    from vibelog.keeping.checking import beginning, files

    folder = root / app.config.logs
    found: dict[str, _Log] = {}
    where = root if (root / ".git").exists() else folder
    for path in sorted(files.candidates(where), key=lambda path: folder not in path.parents):
        log, assignment = _recognised(path, root, folder, course)
        if log is None or assignment is None or assignment.name in found:
            continue
        if log.questions or beginning.asks(path):
            found[assignment.name] = log
    return found


def _recognised(
    path: Path, root: Path, folder: Path, course: Course
) -> tuple[_Log | None, Assignment | None]:
    """The log in a file, and the paper it is about by its front matter, else by its name."""
    from vibelog.keeping.checking import naming

    facts = _facts(path)
    if facts is None:
        return None, None
    name = PurePosixPath(path.relative_to(root).as_posix())
    paper = facts.get("paper")
    if not paper and (folder in path.parents or naming.named_as_log(name)):
        paper = naming.paper_of(name, course, ())
    count = facts.get("questions", "")
    log = _Log(path, str(name), int(count) if count.isdecimal() else 0)
    return log, course.find(paper) if paper else None


def _facts(path: Path) -> Mapping[str, str] | None:
    """What a log's front matter says of it; None of a file that holds nothing."""
    from vibelog.keeping.matter import facts_in

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode(errors="replace")
    except OSError:
        return None
    if not head.strip():
        return None
    return facts_in(head)


def _changed(app: App, course: Course) -> datetime:
    """When the schedule was last found to be another; of the one that ships, a day that stays."""
    from vibelog.keeping.remote import copies

    changed = [copies.load(app.config.home, each.place).changed for each in app.config.courses]
    moments = [datetime.fromisoformat(moment) for moment in changed if moment]
    return max(moments).astimezone(UTC) if moments else _first_day(course)


def _first_day(course: Course) -> datetime:
    days: Iterator[datetime] = (
        datetime(each.due.year, each.due.month, each.due.day, tzinfo=UTC)
        for each in course.assignments
        if each.due
    )
    return min(days, default=datetime(2000, 1, 1, tzinfo=UTC))
