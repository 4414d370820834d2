"""The commands: each parses, calls app and prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from vibelog import __version__, app, config
from vibelog.app import App, demo, logs, shelf, talk
from vibelog.cli import screen, show
from vibelog.core.conversation import Turn
from vibelog.core.paper import Paper
from vibelog.errors import EmbedderError, SourceError

EPILOG = "Begin with: vibelog demo, or vibelog add PAPER.pdf and vibelog chat PAPER."


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(__version__, prog_name="vibelog", message="%(prog)s %(version)s")
def vibelog() -> None:
    """Ask a research paper questions, and keep the conversation as a vibe log.

    Every question in a vibe log is verbatim yours, every quote verbatim the paper's, with its page.
    """


@vibelog.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE.pdf...")
@click.option("--name", help="Short name for the paper (with one file only).")
def add(files: Sequence[str], name: str | None) -> None:
    """Add papers to your library."""
    if name and len(files) > 1:
        raise click.UsageError("--name goes with one file.")
    me = _start()
    failed = _read_all(me, files, name)
    _finish(me, me.library().papers())
    if failed:
        sys.exit(1)


@vibelog.command()
@click.option("--course", is_flag=True, help="List the course's papers and their due dates.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def papers(*, course: bool, json_: bool) -> None:
    """List the papers in your library."""
    me = _start()
    found = me.library().papers()
    if json_:
        show.as_json(show.course_json(me.course()) if course else show.papers_json(found))
    elif course:
        show.course(me.course(), [paper.name for paper in found])
    elif found:
        show.papers(found)
    else:
        screen.tell("The library is empty. Add a paper with: vibelog add PAPER.pdf")


@vibelog.command()
@click.argument("paper")
def remove(paper: str) -> None:
    """Remove a paper; its conversations stay."""
    removed = shelf.remove(_start(), paper)
    click.echo(f"Removed {removed.name} ({removed.title}). Its conversations are kept.")


@vibelog.command()
@click.argument("paper")
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.option("--no-save", is_flag=True, help="Do not add the turn to the conversation.")
def ask(paper: str, question: Sequence[str], *, json_: bool, no_save: bool) -> None:
    """Ask one question about a paper.

    PAPER is a name in your library (vibelog papers lists them), or a PDF file, which is added.
    """
    me = _start()
    found = _paper(me, paper)
    turn = _asked(me, found, _decoded(" ".join(question)), save=not no_save)
    if json_:
        show.as_json(show.answer_json(found, turn))
    elif turn.answer:
        show.answer(turn.answer)
        if me.config.model is None:
            show.hint(show.NO_MODEL)


@vibelog.command()
@click.argument("paper", required=False)
@click.option("--new", is_flag=True, help="Begin a new conversation.")
def chat(paper: str | None, *, new: bool) -> None:
    """Talk about a paper.

    Goes on with your last conversation about it. From a pipe, each line is a question.
    """
    from vibelog.cli.chat import converse

    me = _start()
    found = _paper(me, paper) if paper else talk.last_paper(me)
    if not converse(me, talk.open_talk(me, found, new=new)):
        sys.exit(1)


@vibelog.command()
@click.argument("paper", required=False)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.option("--delete", metavar="ID", help="Delete the conversation with this id.")
def conversations(paper: str | None, *, json_: bool, delete: str | None) -> None:
    """List your conversations, the latest first."""
    me = _start()
    if delete:
        click.echo(f"Deleted conversation {talk.delete(me, delete)}.")
        return
    found = talk.conversations(me, shelf.known(me, paper) if paper else None)
    if json_:
        show.as_json([show.conversation_json(conversation) for conversation in found])
    elif found:
        show.conversations(found)
    else:
        screen.tell("There are no conversations yet. Begin one with: vibelog chat PAPER")


@vibelog.command()
@click.argument("paper", required=False)
@click.option("--repo", type=click.Path(path_type=Path), help="Your repository, if not this one.")
@click.option("--commit", is_flag=True, help="Commit the log, and nothing else.")
@click.option("--allow-short", is_flag=True, help="Write it with fewer than five questions too.")
@click.option("--redo", is_flag=True, help="Let the model write its part again.")
def log(
    paper: str | None, repo: Path | None, *, commit: bool, allow_short: bool, redo: bool
) -> None:
    """Write the vibe log of a paper's conversation.

    It goes into your git repository: the one that the current folder is in, or --repo.
    """
    me = _start()
    found = shelf.known(me, paper) if paper else talk.last_paper(me)
    with screen.waiting("Compiling the vibe log …"):
        written = logs.write(
            me, found, repo or Path.cwd(), allow_short=allow_short, redo=redo, commit=commit
        )
    show.written(written)
    if commit:
        show.committed(logs.commit(written))


@vibelog.command(name="demo")
def demonstrate() -> None:
    """Show the whole main job on a sample paper.

    In a temporary folder, without a model and without the network.
    """
    with screen.progress("Demo:") as bar:
        done = demo.run(screen.tell, bar)
    screen.markdown(done.text)
    click.echo(f"\nvibe log: {done.path}")
    show.committed(done.commit)


@vibelog.command()
def agree() -> None:
    """Agree to what this repository's vibelog.toml asks for."""
    found = config.load(Path.cwd(), os.environ)
    for setting in found.proposed:
        click.echo(f"From now on used, as {setting.file} says: {setting.key} = {setting.value}")
    if found.proposed:
        config.agree(found)
    else:
        click.echo("There is nothing to agree to here.")


def _start() -> App:
    """The App for a command, once the student was told or asked what needs it."""
    me = app.start(screen.tell)
    for notice in me.config.notices:
        screen.tell(notice)
    proposed = me.config.proposed
    if not proposed:
        return me
    for setting in proposed:
        screen.tell(f"{setting.file} asks for {setting.key} = {setting.value}.")
    if sys.stdin.isatty() and click.confirm("Use it, now and from now on?", err=True):
        return replace(me, config=config.agree(me.config))
    screen.tell("It is not used. To use it, run: vibelog agree")
    return me


def _paper(me: App, name: str) -> Paper:
    """The paper of that name; a file that is named instead is added, with its vectors."""
    paper, new = shelf.find(me, name)
    if new:
        show.added(paper, new=True)
        _finish(me, [paper])
    return paper


def _read_all(me: App, files: Sequence[str], name: str | None) -> bool:
    """Read each file into the library; whether one of them could not be read (which is said)."""
    read: list[tuple[Paper, bool]] = []
    failed = False
    try:
        with screen.progress("Reading") as bar:
            for number, file in enumerate(files):
                bar(Path(file).name, number, len(files))
                try:
                    read.append(shelf.read(me, file, name))
                except SourceError as error:
                    screen.tell(f"vibelog: {error}")
                    failed = True
    finally:  # also of those that were read before Ctrl-C
        for paper, new in read:
            show.added(paper, new=new)
    return failed


def _finish(me: App, papers: Sequence[Paper]) -> None:
    """Compute the vectors that are missing; without them papers are asked by words alone."""
    missing = [paper for paper in papers if not shelf.finished(me, paper)]
    if not missing:
        return
    try:
        embedder = shelf.embedder(me)
    except EmbedderError as error:
        screen.tell(f"{error} Until then, papers are searched by words alone.")
        return
    total, before = sum(paper.passages for paper in missing), 0
    with screen.progress("Vectors") as bar:
        for paper in missing:
            shelf.finish(me, paper, embedder, _counted(bar, paper.name, before, total))
            before += paper.passages


def _counted(bar: screen.Bar, label: str, before: int, total: int) -> shelf.Progress:
    """A paper's progress as part of the whole's."""
    return lambda done, _all: bar(label, before + done, total)


def _decoded(words: str) -> str:
    """An argument as text: bytes that are no UTF-8 (Python hands on surrogates) are U+FFFD."""
    return words.encode(errors="surrogateescape").decode(errors="replace")


def _asked(me: App, paper: Paper, question: str, *, save: bool) -> Turn:
    """The answered turn, with something to look at while it is awaited."""
    with screen.waiting(f"Asking {me.config.model or paper.name} …"):
        return talk.open_talk(me, paper, save=save).ask(question)
