"""The command `index`: the README's links to the logs.

Exit codes: 0 done, 1 with --check when a log has no link.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, show, steps
from vibelog.cli.options import JSON, REPO

if TYPE_CHECKING:
    from vibelog.app.log.indexing import Indexed


@click.command()
@click.option("--check", is_flag=True, help="Only tell which logs have no link (exit 1).")
@click.option("--commit", is_flag=True, help="Commit the new links, and nothing else.")
@REPO
@JSON
def index(repo: Path | None, *, check: bool, commit: bool, json_: bool) -> None:
    """Link every log from your README.

    The links go where the README has such links: a schedule, a table, a list, headings; else into
    a small table at its end. Nothing else in it changes. Another file, or none, is `index` in
    vibelog.toml.
    """
    from vibelog.app.check import checks
    from vibelog.app.log import indexing

    if check and commit:
        raise click.UsageError("--check and --commit exclude each other.")
    me = steps.start(sends=False, at=repo)
    root = checks.repository(repo or Path.cwd())
    found = indexing.commit(me, root) if commit else indexing.update(me, root, write=not check)
    if json_:
        show.as_json(indexing.as_json(found))
    else:
        _print(found, check=check)
    if check and found.missing:
        sys.exit(1)


def _print(found: Indexed, *, check: bool) -> None:
    """What was added or is missing, what leads nowhere, and the commit."""
    from vibelog.app.log.indexing import name

    if not found.file:
        screen.tell('There is no index to keep: vibelog.toml says index = "none".')
        return
    count = len(found.missing)
    links = f"{count} link{'s' if count != 1 else ''}"
    names = ", ".join(map(name, found.missing))
    if not count and not found.waiting:
        screen.fact(f"{found.file}: nothing to add ({found.logs} in it).")
    elif count:
        screen.fact(
            f"{found.file}: {links} missing: {names}"
            if check
            else f"{found.file}: {links}: {names}"
        )
    for path in found.dead:
        screen.tell(f"{found.file} links to {path}, which is not there: mend or remove that link.")
    for entry in found.waiting:
        screen.tell(f"{entry.path} is in no commit yet: vibelog log --commit takes it and its row.")
    if found.commit:
        screen.line(f"Committed {found.commit.sha} {found.commit.subject}")
        for note in found.commit.notes:
            screen.tell(note)
