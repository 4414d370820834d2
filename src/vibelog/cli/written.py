"""What is said of a log that was written and committed: where, hand edits, what is left to do.

Knows values of app.log; file names are never broken, also where the terminal is narrow.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen
from vibelog.core.text import plain

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.log.beside import Twin
    from vibelog.app.log.landing import Cargo
    from vibelog.app.log.logs import Written


def written(found: Written) -> None:
    """Where a vibe log was written, what came of hand edits, and what there is still to do."""
    log = found.log
    count = f"{len(log.entries)} question{'' if len(log.entries) == 1 else 's'}"
    facts = f"({count}{f', due {log.due}' if log.due else ''})"
    _said("The log", found.path, found.change, facts)
    if found.transcript:
        _said("The conversation", found.transcript, found.kept, "(the conversation)")
    for twin in found.twins:
        _told(twin, found.repository.root)
    left_out(found.unanswered)
    if log.missing:
        screen.tell(f"It is marked as incomplete: {log.missing} more to ask.")


def left_out(unanswered: int) -> None:
    """How many questions are in no log as nobody answered them."""
    if unanswered:
        those = "1 question has" if unanswered == 1 else f"{unanswered} questions have"
        screen.tell(
            f"Left out: {those} no answer (stopped, or the model failed); asked again, it counts."
        )


def land(app: App, cargo: Cargo, *, push: bool, branch: str | None) -> None:
    """Commit, say so, push, say so: what is done is on the screen before the next can fail."""
    from vibelog.app.log import landing

    landed = landing.land(app, cargo, branch)
    if landed.commit:
        screen.line(f"Committed {landed.commit.sha} {landed.commit.subject}")
    else:
        screen.line("Nothing to commit: the log is committed as it is.")
    for note in landed.notes:
        screen.tell(note)
    if push:
        pushed = landing.push(cargo)
        there = f"{pushed.remote}/{pushed.branch}"
        screen.line(f"Pushed to {there}." if pushed.changed else f"{there} has it already.")


def _told(twin: Twin, root: Path) -> None:
    """That another file holds a log of the same conversation, and how it is removed."""
    here = Path(os.path.realpath(Path.cwd()))
    inside = here.is_relative_to(os.path.realpath(root))
    names = [os.path.relpath(path, here) if inside else str(path) for path in twin.paths]
    remove = ["git", *([] if inside else ["-C", str(root)]), "rm"] if twin.tracked else ["rm"]
    screen.tell(f"{names[0]} is a log of this conversation, too. To keep the new one only:")
    click.echo(plain(f"  {shlex.join([*remove, *names])}"), err=True)  # whole, to be copied


def _said(what: str, path: Path, change: str, facts: str) -> None:
    """One line on a file, by what became of it."""
    changed = f"{what} that is there was changed by hand, and the new one cannot be merged into it."
    before, after = {
        "new": ("Wrote", f"{facts}."),
        "updated": ("Brought", f"up to date {facts}."),
        "merged": ("Brought", f"up to date {facts}; your own edits are kept."),
        "unchanged": ("Nothing has changed in", f"{facts}."),
        "beside": (f"{changed} Wrote", f"beside it {facts}."),
    }[change]
    name = str(path)
    whole = f"{before} {name} {after}"
    if not sys.stdout.isatty() or len(plain(whole)) <= shutil.get_terminal_size().columns:
        screen.fact(whole)
        return
    screen.line(before)  # the name on a line of its own, never broken by us
    screen.fact(name)
    screen.line(after)
