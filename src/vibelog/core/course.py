"""A course's papers and the days they are due: the nouns, and how a paper is recognised.

Knows no file: `parse` takes the text of corpus/course.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, time

from vibelog.core.pairing import TELLING, key, paired
from vibelog.core.paper import Paper
from vibelog.errors import ConfigError

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A paper of the course, and the day its vibe log is due (the day it is presented)."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    year: int | None = None
    category: str = ""
    link: str | None = None
    arxiv: str | None = None
    doi: str | None = None
    due: date | None = None
    at: time | None = (
        None  # the hour it is due, in the course's time zone; None: the end of the day
    )
    line: int | None = None  # of the schedule it was read from, from 1


@dataclass(frozen=True, slots=True)
class Unread:
    """What stands in a schedule and could not be read; it is listed, never guessed."""

    line: int  # of the schedule, from 1
    text: str  # as it stands there
    why: str  # one sentence


@dataclass(frozen=True, slots=True)
class Course:
    """The papers of one course and term."""

    name: str
    term: str  # such as `Fall 2025`; "" where nothing says it
    assignments: tuple[Assignment, ...]
    unread: tuple[Unread, ...] = ()
    worth: float | None = None  # of all vibe logs together, in per cent of the grade

    def find(self, name: str) -> Assignment | None:
        """The assignment with that name or alias, upper and lower case alike."""
        wanted = key(name)
        for assignment in self.assignments:
            if wanted in map(key, (assignment.name, *assignment.aliases)):
                return assignment
        return None

    def recognise(self, title: str, arxiv: str | None, stem: str) -> Assignment | None:
        """The assignment a document is: by its arXiv id, then its title, then its file's name."""
        for assignment in self.assignments:
            if arxiv and assignment.arxiv == re.sub(r"v\d+$", "", arxiv):
                return assignment
        wanted = key(title)
        for assignment in self.assignments:
            known = [key(name) for name in (assignment.title, *assignment.aliases)]
            if any(len(one) >= TELLING and wanted.startswith(one) for one in known):
                return assignment
        return self.find(stem)


@dataclass(frozen=True, slots=True)
class Moved:
    """A paper that is due at another time than before."""

    before: Assignment
    after: Assignment

    def __str__(self) -> str:
        """Such as `MLIR moved from Oct 15 to Oct 20`."""
        name, old, new = _label(self.after), self.before.due, self.after.due
        if new is None:
            return f"{name} was due {_day(old)} and has no date any more"
        if old is None:
            return f"{name} is due {_day(new)} now"
        if old == new:
            return f"{name} is due {_hour(self.after.at)} on {_day(new)} now"
        year = old.year if old.year != new.year else None
        return f"{name} moved from {_day(old, year)} to {_day(new, year and new.year)}"


@dataclass(frozen=True, slots=True)
class Added:
    """A paper that the course did not have before."""

    assignment: Assignment

    def __str__(self) -> str:
        """Such as `MLIR is new, due Oct 15`."""
        due = self.assignment.due
        return (
            f"{_label(self.assignment)} is new, {f'due {_day(due)}' if due else 'without a date'}"
        )


@dataclass(frozen=True, slots=True)
class Gone:
    """A paper that the course has no longer."""

    assignment: Assignment

    def __str__(self) -> str:
        """Such as `MLIR is no longer in the schedule`."""
        return f"{_label(self.assignment)} is no longer in the schedule"


Difference = Moved | Added | Gone


def differences(old: Course, new: Course) -> tuple[Difference, ...]:
    """What changed from one reading of a course to the next: moved, then added, then gone."""
    pairs = paired(old.assignments, new.assignments)
    moved = [
        Moved(before, after)
        for before, after in pairs
        if before and after and (before.due, before.at) != (after.due, after.at)
    ]
    added = [Added(after) for before, after in pairs if after and not before]
    gone = [Gone(before) for before, after in pairs if before and not after]
    return (*moved, *added, *gone)


def same_title(one: str, other: str) -> bool:
    """Whether two spellings (capitals, marks, blanks) are of one title."""
    return key(one) == key(other)


def links(paper: Paper, assignment: Assignment | None) -> tuple[str | None, str | None]:
    """A paper's link, and one that opens it at `{page}`; None where it is not known.

    The course's link wins; what opens at a page is a PDF: arXiv's, or the link's own.
    """
    arxiv = (assignment and assignment.arxiv) or paper.arxiv
    pdf = f"https://arxiv.org/pdf/{arxiv}" if arxiv else None
    link = (assignment and assignment.link) or pdf
    if not pdf and link and re.search(r"\.pdf$|/pdf/", link):
        pdf = link
    return link, f"{pdf}#page={{page}}" if pdf else None


def parse(text: str) -> Course:
    """The course described by the text of a course.toml; ConfigError when it is not one."""
    try:
        table = tomllib.loads(text)
        return Course(
            name=table["name"],
            term=table["term"],
            assignments=tuple(
                Assignment(**{**paper, "aliases": tuple(paper.get("aliases", ()))})
                for paper in table["paper"]
            ),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ConfigError(
            f"The course file cannot be read ({error}); mend it or remove it."
        ) from error


def _label(assignment: Assignment) -> str:
    """A paper as its course writes it."""
    return assignment.aliases[0] if assignment.aliases else assignment.name


def _day(day: date | None, year: int | None = None) -> str:
    if day is None:
        return "on no day"
    return f"{_MONTHS[day.month - 1]} {day.day}" + (f" {year}" if year else "")


def _hour(at: time | None) -> str:
    return f"at {at:%H:%M}" if at else "by the end of the day"
