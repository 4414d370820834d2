"""`vibelog log`: choose, preview, write, edit and commit the vibe log of a conversation.

Knows how a choice is asked for and shown; what is chosen without one is core.choice's.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vibelog.cli import choosing, screen, steps
from vibelog.cli import written as said
from vibelog.cli.choosing import Numbers
from vibelog.cli.options import BRANCH, MODEL, PUSH, REPO

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.log.drafts import Draft, Options
    from vibelog.core.paper import Paper


_NOT = "nothing is written"
# The options that make sense in a chat, where the paper, the conversation and the model are known.
_IN_CHAT = (
    "keep",
    "drop",
    "preview",
    "condense",
    "form",
    "html",
    "name",
    "with_transcript",
    "commit",
    "push",
    "branch",
    "allow_short",
    "redo",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked for: one field for each of its options but --model."""

    keep: Numbers = frozenset()
    drop: Numbers = frozenset()
    form: str = "md"
    html: bool = False
    name: str | None = None
    repo: Path | None = None
    conversation: str | None = None
    branch: str | None = None
    condense: bool | None = None
    pick: bool = False
    preview: bool = False
    edit: bool = False
    with_transcript: bool = False
    commit: bool = False
    push: bool = False
    allow_short: bool = False
    redo: bool = False
    yes: bool = False


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
@click.option("--html", is_flag=True, help="The same as --format html.")
@click.option("--name", metavar="PATTERN", help="The file's name, like {due:%m%d}_{paper}.md.")
@click.option("--with-transcript", is_flag=True, help="Keep the conversation beside the log.")
@click.option("--conversation", metavar="ID", help="The conversation, if not the last one.")
@REPO
@click.option("--commit", is_flag=True, help="Commit the log and its row in your README, no more.")
@BRANCH
@PUSH
@click.option("--allow-short", is_flag=True, help="Write it with fewer than five questions too.")
@click.option("--redo", is_flag=True, help="Let the model write its part again.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@MODEL
def log(paper: str | None, model: str | None, **given: Any) -> None:  # noqa: ANN401  as click gives the options
    """Write the vibe log of a paper's conversation.

    It goes into your git repository: the one that the current folder is in, or --repo. What you
    keep, drop or pick is remembered, by the numbers of the preview.
    """
    from vibelog.app import kept, shelf

    wanted = Wanted(**given)
    _require(wanted)
    me = steps.start(model=model, at=wanted.repo)
    found = shelf.known(me, paper) if paper else kept.last_paper(me, talked=True)
    _go(me, found, wanted)


def in_chat(me: App, paper: Paper, conversation: str | None, typed: str) -> None:
    """The log of the conversation on the screen, with the options typed behind `/log`."""
    options = [option for option in log.params if option.name in _IN_CHAT]
    command = click.Command("/log", params=options, help="Write the vibe log.")
    try:
        given = command.make_context("/log", shlex.split(typed)).params
        wanted = Wanted(**given, conversation=conversation, yes=True)
        _require(wanted)
    except ValueError as error:  # a quotation mark that is not closed
        screen.tell(f"/log cannot be read: {str(error).lower()}.")
    except click.UsageError as error:
        screen.tell(f"{error.format_message()} /log --help lists the options.")
    except click.exceptions.Exit:
        return  # --help, which is printed by then
    else:
        _go(me, paper, wanted)


def _go(me: App, paper: Paper, wanted: Wanted) -> None:
    """Draft, show, ask, write, edit, commit, push; of a preview only what is shown."""
    from vibelog.app.log import drafts, landing, logs

    options = _options(wanted)
    drafts.enough(me, paper, options)
    if wanted.preview:
        choosing.preview(_draft(me, paper, options, wanted))
        return
    place = logs.Wanted(_form(wanted), wanted.name, with_transcript=wanted.with_transcript)
    where = wanted.repo or Path.cwd()
    commits = wanted.commit or wanted.push or wanted.branch is not None
    to = logs.place(me, paper, where, place, commit=commits)
    draft = _draft(me, paper, options, wanted)
    if not wanted.yes and sys.stdin.isatty() and sys.stdout.isatty():
        choosing.preview(draft)
        if not click.confirm(f"Write {to.path}?", default=True):
            screen.tell("Nothing was written.")
            return
    written = logs.put(me, draft, to)
    if wanted.edit:
        written = choosing.edited(written)
    said.written(written)
    if commits:
        cargo = landing.of_written(written)
        said.land(me, cargo, push=wanted.push, branch=wanted.branch)


def _options(wanted: Wanted) -> Options:
    """What is wanted of the draft."""
    from vibelog.app.log.drafts import Options
    from vibelog.core.choice import Wish

    return Options(
        allow_short=wanted.allow_short or wanted.preview,
        redo=wanted.redo,
        wish=Wish(wanted.keep, wanted.drop),
        condense=wanted.condense,
        conversation=wanted.conversation,
        preview=wanted.preview,
    )


def _draft(me: App, paper: Paper, options: Options, wanted: Wanted) -> Draft:
    """The draft, of the questions that are picked where they are to be."""
    if options.condense and me.config.model is None:
        screen.tell("No model is configured that could shorten answers: they are shown whole.")
    draft = choosing.drafted(me, paper, options)
    return choosing.picked(me, paper, draft, options) if wanted.pick else draft


def _form(wanted: Wanted) -> str:
    """The format of the file."""
    return "html" if wanted.html else wanted.form


def _require(wanted: Wanted) -> None:
    """A usage error for options that do not go together."""
    keep, drop = wanted.keep, wanted.drop
    if both := sorted(keep & drop):
        raise click.UsageError(f"Question {both[0]} cannot be both kept and dropped.")
    if wanted.pick and (keep or drop):
        raise click.UsageError("--pick goes without --keep and --drop.")
    if (wanted.pick or wanted.edit) and not sys.stdin.isatty():
        raise click.UsageError("--pick and --edit need a terminal; use --keep and --drop.")
    if wanted.edit and _form(wanted) != "md":
        raise click.UsageError("--edit goes with --format md.")
    if wanted.html and wanted.form not in ("md", "html"):
        raise click.UsageError(f"--html and --format {wanted.form} exclude each other.")
