"""`vibelog commit`: a log that is there already, its README row and nothing else; `--push`.

The options are `vibelog log`'s, too.
"""

from __future__ import annotations

from pathlib import Path

import click

from vibelog.cli import steps
from vibelog.cli import written as said

BRANCH = click.option(
    "--branch", metavar="NAME", help="Commit on a new branch of that name, and stay on it."
)
PUSH = click.option("--push", is_flag=True, help="Commit and push the branch; never forced.")


@click.command()
@click.argument("paper", required=False, metavar="[PAPER|FILE]")
@BRANCH
@PUSH
@click.option(
    "--repo",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Your repository, if not this one.",
)
def commit(paper: str | None, branch: str | None, repo: Path | None, *, push: bool) -> None:
    """Commit a log that is written already: PAPER's, or the one written last.

    One commit of the log as it stands, the conversation beside it and its row in your README,
    whatever else you have staged or edited. `vibelog log --commit` writes the log first.
    """
    from vibelog.app import shelf
    from vibelog.app.log import landing

    me = steps.start(sends=False, at=repo)
    if paper and Path(paper).is_file():
        cargo = landing.of_file(me, Path(paper))
    elif paper:
        cargo = landing.of_paper(me, shelf.known(me, paper), repo or Path.cwd())
    else:
        cargo = landing.of_latest(me, repo or Path.cwd())
    said.land(me, cargo, push=push, branch=branch)
