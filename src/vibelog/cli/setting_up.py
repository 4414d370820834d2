"""The command `init`: set a repository up for vibe logs."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, steps
from vibelog.cli.courses import year_asker
from vibelog.cli.options import REPO
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.course.setting_up import Proposal


@click.command()
@click.option("--ci", is_flag=True, help="Write a GitHub workflow that checks the logs, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@REPO
def init(*, ci: bool, yes: bool, repo: Path | None) -> None:
    """Set this repository up: a small vibelog.toml that follows its habits.

    Looks at the logs and the README that are there first, and shows what it would write. A file
    that is there keeps all it says. A link to your course in the README is offered: agreed to, its
    schedule is read there.
    """
    from vibelog.app.course import setting_up

    me = steps.start(sends=False, at=repo)
    found = setting_up.propose(me, repo or Path.cwd())
    for sentence in found.seen:
        screen.line(sentence)
    student = _Student(yes)
    if _file(found, student) and found.course:
        _course(me, found, student)
    reached = not ci or _workflow(me, found, student)
    if student.declined:
        more = " more" if student.agreed else ""
        asked = "" if student.asked else "; to write it without being asked: --yes"
        screen.tell(f"Nothing{more} was written{asked}.")
    if not reached or (student.declined and not student.asked):
        sys.exit(1)


@dataclass(slots=True)
class _Student:
    """Whoever is asked, and what came of it; in a pipe nobody is."""

    yes: bool
    agreed: bool = False  # to something
    declined: bool = False

    @property
    def asked(self) -> bool:
        """Whether somebody is there to be asked."""
        return sys.stdin.isatty()

    def agrees(self, question: str) -> bool:
        """Whether the student agrees."""
        agreed = self.yes or (self.asked and click.confirm(f"{question}?", default=True, err=True))
        self.agreed, self.declined = self.agreed or agreed, self.declined or not agreed
        return agreed


def _file(found: Proposal, student: _Student) -> bool:
    """Write vibelog.toml, or what it lacks, if it is agreed to; whether there is one now."""
    from vibelog.app.course import setting_up

    if not found.exists:
        screen.fact(f"\n{found.text}")
        if not student.agrees(f"Write this into {found.file}"):
            return False
        setting_up.write(found)
        screen.fact(f"Wrote {found.file}.")
        return True
    for sentence in found.differs:
        screen.line(sentence)
    if not found.lacking:
        screen.fact(f"{found.file} is there, and stays as it is.")
        return True
    screen.fact(f"{found.file} is there. It does not say:\n")
    for line in found.lacking.values():
        screen.fact(line)
    if student.agrees("\nAdd this to it (all that it says stays)"):
        setting_up.complete(found)
        screen.fact(f"Added to {found.file}.")
    return True


def _course(me: App, found: Proposal, student: _Student) -> None:
    """Read the offered course, if somebody agrees to it; one that cannot be read stops nothing.

    --yes is about what is written here, and no leave to follow a link that a README holds.
    """
    from vibelog.app.course import enrolling

    link = found.course or ""
    if student.yes or not student.asked:
        screen.tell(f"README.md links to {link}; if it is your course: vibelog course add {link}")
        return
    if not student.agrees(f"Is {link} your course? Read it there"):
        return
    try:
        added = enrolling.add(me, link, found.root, year=None, personal=False, ask=year_asker())
    except VibelogError as error:
        screen.tell(f"{error} To try again: vibelog course add {link}")
        return
    days = sum(each.due is not None for each in added.course.assignments)
    screen.line(f"{added.course.name}: {days} papers with their days. vibelog due lists them.")


def _workflow(me: App, found: Proposal, student: _Student) -> bool:
    """Write the workflow, if it is agreed to, and say what to do for a hook.

    False where it could not work.
    """
    from vibelog.app.course import setting_up

    file = found.root / setting_up.WORKFLOW
    if why := setting_up.unreachable(me, found.root):
        screen.tell(f"The workflow was not written. {why}")
        return False
    if not file.exists() and not student.agrees(f"Write {file}"):
        return True
    written = setting_up.write_workflow(found.root)
    screen.fact(f"Wrote {file}." if written else f"{file} is there, and stays as it is.")
    screen.line("To check before each commit as well, put this into .pre-commit-config.yaml:")
    screen.fact(setting_up.HOOK)
    return True
