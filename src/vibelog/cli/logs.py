"""`vibelog log`: choose, preview, write, edit and commit the vibe log of a conversation.

Knows how a choice is asked for and shown; what is chosen without one is core.choice's.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import choosing, screen, show, steps
from vibelog.cli.choosing import Numbers

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.drafts import Options
    from vibelog.app.logs import Place
    from vibelog.core.paper import Paper


_REPO = click.Path(exists=True, file_okay=False, path_type=Path)
_NOT = "nothing is written"


@click.command()
@click.argument("paper", required=False)
@click.option(
    "--keep",
    default="",
    callback=choosing.listed,
    metavar="N,N",
    help="Questions that surely go in.",
)
@click.option(
    "--drop", default="", callback=choosing.listed, metavar="N,N", help="Questions that stay out."
)
@click.option("--pick", is_flag=True, help="Choose the questions from a list.")
@click.option("--preview", is_flag=True, help=f"Show what would be chosen and why; {_NOT}.")
@click.option("--edit", is_flag=True, help="Open the log in your editor before it is committed.")
@click.option(
    "--condense/--whole",
    default=None,
    help="Let the model shorten long answers, or show them whole (at first: whole).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "docx", "ipynb"]),
    default="md",
    show_default=True,
    help="The file's format.",
)
@click.option("--name", metavar="PATTERN", help="The file's name, like {due:%m%d}_{paper}.md.")
@click.option("--with-transcript", is_flag=True, help="Keep the conversation beside the log.")
@click.option("--conversation", metavar="ID", help="The conversation, if not the last one.")
@click.option("--repo", type=_REPO, help="Your repository, if not this one.")
@click.option("--commit", is_flag=True, help="Commit the log, and nothing else.")
@click.option("--allow-short", is_flag=True, help="Write it with fewer than five questions too.")
@click.option("--redo", is_flag=True, help="Let the model write its part again.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--model", metavar="NAME", help="Language model, such as openai/gpt-5-mini.")
def log(  # noqa: PLR0913, PLR0917  the options of one command
    paper: str | None,
    keep: Numbers,
    drop: Numbers,
    form: str,
    name: str | None,
    repo: Path | None,
    model: str | None,
    conversation: str | None,
    *,
    pick: bool,
    preview: bool,
    edit: bool,
    condense: bool | None,
    with_transcript: bool,
    commit: bool,
    allow_short: bool,
    redo: bool,
    yes: bool,
) -> None:
    """Write the vibe log of a paper's conversation.

    It goes into your git repository: the one that the current folder is in, or --repo. What you
    keep, drop or pick is remembered, by the numbers of the preview.
    """
    from vibelog.app import drafts, kept, logs, shelf
    from vibelog.core.choice import Wish

    _require(keep=keep, drop=drop, pick=pick, edit=edit, form=form)
    me = steps.start(model=model)
    found = shelf.known(me, paper) if paper else kept.last_paper(me, talked=True)
    wanted = logs.Wanted(form, name, with_transcript=with_transcript)
    short, wish = allow_short or preview, Wish(keep, drop)
    options = drafts.Options(short, redo, wish, condense=condense, conversation=conversation)
    drafts.enough(me, found, options)
    to = None if preview else logs.place(me, found, repo or Path.cwd(), wanted, commit=commit)
    _go(me, found, to, options, pick=pick, edit=edit, commit=commit, yes=yes)


def _go(  # noqa: PLR0913  what the command was asked for
    me: App,
    paper: Paper,
    to: Place | None,
    options: Options,
    *,
    pick: bool,
    edit: bool,
    commit: bool,
    yes: bool,
) -> None:
    """Draft, show, ask, write, edit, commit; without a place only the preview is shown."""
    from vibelog.app import logs

    if options.condense and me.config.model is None:
        screen.tell("No model is configured that could shorten answers: they are shown whole.")
    draft = choosing.drafted(me, paper, options)
    if pick:
        draft = choosing.picked(me, paper, draft, options)
    asks = to is not None and not yes and sys.stdin.isatty() and sys.stdout.isatty()
    if to is None or asks:
        choosing.preview(draft)
    if to is None:
        return
    if asks and not click.confirm(f"Write {to.path}?", default=True):
        screen.tell("Nothing was written.")
        return
    written = logs.put(me, draft, to)
    if edit:
        written = choosing.edited(written)
    show.written(written)
    if commit:
        show.committed(logs.commit(written))


def _require(
    *, keep: Collection[int], drop: Collection[int], pick: bool, edit: bool, form: str
) -> None:
    """A usage error for options that do not go together."""
    if both := sorted(set(keep) & set(drop)):
        raise click.UsageError(f"Question {both[0]} cannot be both kept and dropped.")
    if pick and (keep or drop):
        raise click.UsageError("--pick goes without --keep and --drop.")
    if (pick or edit) and not sys.stdin.isatty():
        raise click.UsageError("--pick and --edit need a terminal; use --keep and --drop.")
    if edit and form != "md":
        raise click.UsageError("--edit goes with --format md.")
