"""`vibelog commit`: a log that is there already, its README row and nothing else; `--push`."""

from __future__ import annotations

from pathlib import Path

import click

from vibelog.cli import steps
from vibelog.cli import written as said
from vibelog.cli.options import BRANCH, PUSH, REPO


@click.command()
@click.argument("paper", required=False, metavar="[PAPER|FILE]")
@BRANCH
@PUSH
@REPO
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
