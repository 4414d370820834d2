"""A course's papers and the days they are due: the nouns, and how a paper is recognised.

Knows no file: `parse` takes the text of corpus/course.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, time

from vibelog.core.paper import Paper
from vibelog.core.text import fold
from vibelog.errors import ConfigError

_TELLING = 16  # letters from which a title names one paper; shorter ones are only labels


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
    at: time | None = None  # the hour it is due, in the course's time zone; None: the end of the day
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
        wanted = _key(name)
        for assignment in self.assignments:
            if wanted in map(_key, (assignment.name, *assignment.aliases)):
                return assignment
        return None

    def recognise(self, title: str, arxiv: str | None, stem: str) -> Assignment | None:
        """The assignment a document is: by its arXiv id, then its title, then its file's name."""
        for assignment in self.assignments:
            if arxiv and assignment.arxiv == re.sub(r"v\d+$", "", arxiv):
                return assignment
        wanted = _key(title)
        for assignment in self.assignments:
            known = [_key(name) for name in (assignment.title, *assignment.aliases)]
            if any(len(key) >= _TELLING and wanted.startswith(key) for key in known):
                return assignment
        return self.find(stem)


def same_title(one: str, other: str) -> bool:
    """Whether two spellings (capitals, marks, blanks) are of one title."""
    return _key(one) == _key(other)


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


def _key(name: str) -> str:
    """Letters and digits only, case and accents folded: what two spellings of a name share."""
    return re.sub(r"[^a-z0-9]", "", fold(name)[0])
