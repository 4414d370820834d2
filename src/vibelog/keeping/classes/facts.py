"""What is counted of one student's logs: facts, in the words of `vibelog check`; no score.

Knows findings; neither repositories nor how the facts are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vibelog.keeping.checking.findings import CODES, Findings
from vibelog.keeping.checking.report import as_json
from vibelog.keeping.classes.roster import Skipped, Student

_TOLD_APART = "late"  # has a column of its own


@dataclass(frozen=True, slots=True)
class Due:
    """A paper of the course."""

    name: str
    due: date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a student's logs were read: the newest commit of the default branch."""

    page: str | None  # a link that a browser opens
    commit: str = ""
    committed: datetime | None = None  # by the committer's clock
    fetched: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One student's line."""

    student: Student
    source: Source
    due: tuple[Due, ...]  # the papers that were due, of the whole class
    logs: tuple[Findings, ...] = ()
    missing: tuple[str, ...] = ()  # papers that were due and have no log that asks anything
    papers: Mapping[str, str] | None = None  # by a log's path, the course's name of its paper
    note: str = ""  # what could not be looked at
    error: str = ""  # why nothing could

    @property
    def present(self) -> tuple[str, ...]:
        """The papers that were due and have a log in which something is asked."""
        return tuple(each.name for each in self.due if each.name not in self.missing)

    @property
    def late(self) -> tuple[str, ...]:
        """Those of them whose logs all are late; a log that asks nothing is neither."""
        real = [log for log in self.logs if log.questions]
        early = {self._paper(log) for log in real if not _is_late(log)}
        late = {self._paper(log) for log in real if _is_late(log)} - early
        return tuple(name for name in self.present if name in late)

    @property
    def in_time(self) -> int:
        """How many papers that were due have a log in time."""
        return len(self.present) - len(self.late)

    @property
    def questions(self) -> tuple[int, int] | None:
        """The fewest and the most questions of a log; None without logs."""
        counts = [log.questions for log in self.logs]
        return (min(counts), max(counts)) if counts else None

    @property
    def asked(self) -> int:
        """The questions of all logs together."""
        return sum(log.questions for log in self.logs)

    @property
    def checked(self) -> int:
        """The quotes that were looked up."""
        return sum(log.quotes.checked for log in self.logs)

    @property
    def verified(self) -> int:
        """The quotes that stand where the logs say."""
        return sum(log.quotes.verified for log in self.logs)

    @property
    def verbatim(self) -> tuple[int, int]:
        """Of how many logs every question is the transcript's, and how many have a transcript."""
        told = [log.verbatim for log in self.logs if log.verbatim is not None]
        return sum(told), len(told)

    def flags(self, *, notes: bool = False) -> dict[str, int]:
        """How often each code was found, the gravest first; `late` is told apart."""
        found = Counter(
            flag.code
            for log in self.logs
            for flag in log.flags
            if flag.code != _TOLD_APART and (notes or flag.level != "note")
        )
        order = list(CODES)
        grave = ("error", "warning", "note")
        ranked = sorted(found, key=lambda code: (grave.index(CODES[code].level), order.index(code)))
        return {code: found[code] for code in ranked}

    def _paper(self, log: Findings) -> str | None:
        return (self.papers or {}).get(log.path, log.paper)


@dataclass(frozen=True, slots=True)
class Class:
    """All that is told of a class."""

    course: str
    today: date
    due: tuple[Due, ...]
    students: tuple[Facts, ...]
    skipped: tuple[Skipped, ...] = ()
    unknown: tuple[str, ...] = ()  # papers that were due and are not in the library

    @property
    def broken(self) -> int:
        """How many lines of the list could not be looked at."""
        return sum(bool(facts.error) for facts in self.students) + sum(
            not skipped.why.startswith("It repeats") for skipped in self.skipped
        )


def in_json(found: Class) -> dict[str, Any]:
    """The class for a script."""
    return {
        "course": found.course,
        "today": str(found.today),
        "due": [{"paper": each.name, "due": str(each.due)} for each in found.due],
        "students": [_student(facts) for facts in found.students],
        "skipped": [
            {"line": each.line, "text": each.text, "why": each.why} for each in found.skipped
        ],
        "not_in_library": list(found.unknown),
    }


def _student(facts: Facts) -> dict[str, Any]:
    source = facts.source
    return {
        "name": facts.student.name,
        "repository": facts.student.repository,
        "line": facts.student.line,
        "error": facts.error or None,
        "note": facts.note or None,
        "commit": source.commit or None,
        "committed": source.committed.isoformat() if source.committed else None,
        "fetched": source.fetched.isoformat() if source.fetched else None,
        "in_time": facts.in_time,
        "late": list(facts.late),
        "missing": list(facts.missing),
        "questions": facts.asked,
        "quotes": {"checked": facts.checked, "verified": facts.verified},
        "flags": facts.flags(notes=True),
        "logs": _logs(facts.logs),
    }


def _logs(logs: Sequence[Findings]) -> list[dict[str, Any]]:
    return [as_json(log) for log in logs]


def _is_late(log: Findings) -> bool:
    return any(flag.code == _TOLD_APART for flag in log.flags)
