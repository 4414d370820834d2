"""`vibelog schedule sync`: the schedule that you copied into your README, as the course has it.

Exit codes: 0 done, 1 with --check when it is not up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vibelog.cli import screen, show, steps
from vibelog.cli.options import JSON, REPO


@click.group()
def schedule() -> None:
    """The course's schedule that you copied into your README."""


@schedule.command()
@click.option("--check", is_flag=True, help="Only show what would change (exit 1).")
@click.option("--commit", is_flag=True, help="Commit the new rows, and nothing else.")
@REPO
@JSON
def sync(repo: Path | None, *, check: bool, commit: bool, json_: bool) -> None:
    """Bring it up to date.

    Your own links and notes stay beside their papers, also where a paper moves to another day;
    everything else in the README stays as it is. The course is the one of vibelog course add.
    """
    from vibelog.app.check import checks
    from vibelog.app.course import syncing

    if check and commit:
        raise click.UsageError("--check and --commit exclude each other.")
    me = steps.start(sends=False, at=repo)
    root = checks.repository(repo or Path.cwd())
    found = syncing.commit(me, root) if commit else syncing.sync(me, root, write=not check)
    if json_:
        sha = found.commit.sha if found.commit else None
        name = str(found.file)
        show.as_json({"file": name, "removed": found.removed, "added": found.added, "commit": sha})
    else:
        for mark, lines in (("-", found.removed), ("+", found.added)):
            for line in lines:
                screen.fact(f"{mark} {line}")
        state = "is not up to date" if check and found.added else "is up to date"
        screen.line(f"The schedule in {found.file.name} {state}.")
        for note in found.notes:
            screen.tell(note)
        if found.commit:
            screen.line(f"Committed {found.commit.sha} {found.commit.subject}")
    if check and (found.added or found.removed):
        sys.exit(1)
