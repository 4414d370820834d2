"""The command `init`: set a repository up for vibe logs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, steps
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.setting_up import Proposal


@click.command()
@click.option("--ci", is_flag=True, help="Write a GitHub workflow that checks the logs, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--repo",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Your repository (by default the current folder's).",
)
def init(*, ci: bool, yes: bool, repo: Path | None) -> None:
    """Set this repository up: a small vibelog.toml that follows its habits.

    Looks at the logs and the README that are there first, and shows what it would write. A file
    that is there is never written over. A link to your course in the README is offered: agreed to,
    its schedule is read there.
    """
    from vibelog.app import setting_up

    me = steps.start(sends=False, at=repo)
    found = setting_up.propose(me, repo or Path.cwd())
    for sentence in found.seen:
        screen.line(sentence)
    done = _file(found, yes=yes)
    if found.course and done and _agreed(f"Is {found.course} your course? Read it there", yes=yes):
        _course(me, found)
    if ci:
        done = _workflow(found, yes=yes) and done
    if not done:
        screen.tell("Nothing more was written; to write it without being asked: --yes")
        sys.exit(1)


def _file(found: Proposal, *, yes: bool) -> bool:
    """Write vibelog.toml, if it is agreed to; whether there is one now."""
    from vibelog.app import setting_up

    if found.exists:
        screen.fact(f"{found.file} is there, and stays as it is.")
        for sentence in found.differs:
            screen.line(sentence)
        return True
    screen.fact(f"\n{found.text}")
    if not _agreed(f"Write this into {found.file}", yes=yes):
        return False
    setting_up.write(found)
    screen.fact(f"Wrote {found.file}.")
    return True


def _course(me: App, found: Proposal) -> None:
    """Read the offered course; one that cannot be read stops nothing."""
    from vibelog.app import enrolling

    try:
        added = enrolling.add(me, found.course or "", found.root, year=None, personal=False)
    except VibelogError as error:
        screen.tell(f"{error} To try again: vibelog course add {found.course}")
        return
    days = sum(each.due is not None for each in added.course.assignments)
    screen.line(f"{added.course.name}: {days} papers with their days. vibelog due lists them.")


def _workflow(found: Proposal, *, yes: bool) -> bool:
    """Write the workflow, if it is agreed to, and say what to do for a hook."""
    from vibelog.app import setting_up

    file = found.root / setting_up.WORKFLOW
    if not file.exists() and not _agreed(f"Write {file}", yes=yes):
        return False
    written = setting_up.write_workflow(found.root)
    screen.fact(f"Wrote {file}." if written else f"{file} is there, and stays as it is.")
    screen.line("To check before each commit as well, put this into .pre-commit-config.yaml:")
    screen.fact(setting_up.HOOK)
    return True


def _agreed(question: str, *, yes: bool) -> bool:
    """Whether the student agrees; in a pipe nobody is asked."""
    return yes or (sys.stdin.isatty() and click.confirm(f"{question}?", default=True, err=True))
