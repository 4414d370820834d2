"""The commands: each parses, calls app and prints.

app's modules are imported inside the commands, as `vibelog --help` needs none of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from vibelog import __version__, config
from vibelog.cli import screen, show, steps
from vibelog.cli.checking import check
from vibelog.cli.classes import class_
from vibelog.cli.courses import course as course_commands
from vibelog.cli.due import due
from vibelog.cli.health import doctor
from vibelog.cli.importing import import_
from vibelog.cli.indexing import index
from vibelog.cli.landing import commit
from vibelog.cli.logs import log
from vibelog.cli.options import JSON, MODEL
from vibelog.cli.setting_up import init
from vibelog.cli.syncing import schedule

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
    me = steps.start()
    failed = steps.read_all(me, files, name)
    steps.finish(me, me.library().papers())
    if failed:
        sys.exit(1)


@vibelog.command()
@click.option("--course", is_flag=True, help="List the course's papers and their due dates.")
@JSON
def papers(*, course: bool, json_: bool) -> None:
    """List the papers in your library."""
    me = steps.start(sends=False)
    found = me.library().papers()
    names = [paper.name for paper in found]
    if json_:
        show.as_json(show.course_json(me.course(), names) if course else show.papers_json(found))
    elif course:
        show.course(me.course(), names)
    elif found:
        show.papers(found)
    else:
        screen.tell("The library is empty. Add a paper with: vibelog add PAPER.pdf")


@vibelog.command()
@click.argument("paper")
def remove(paper: str) -> None:
    """Remove a paper; its conversations stay."""
    from vibelog.app import shelf

    removed = shelf.remove(steps.start(), paper)
    screen.fact(
        f"Removed {removed.name} ({removed.title}). Its conversations are kept: add the same file "
        "again to go on with them."
    )


@vibelog.command()
@click.argument("paper")
@click.argument("question", nargs=-1, required=True)
@JSON
@click.option("--paper-only", is_flag=True, help="Answer with the paper's own sentences alone.")
@click.option("--no-save", is_flag=True, help="Do not add the turn to the conversation.")
@MODEL
def ask(  # noqa: PLR0913  the options of one command
    paper: str,
    question: Sequence[str],
    *,
    json_: bool,
    paper_only: bool,
    no_save: bool,
    model: str | None,
) -> None:
    """Ask one question about a paper.

    PAPER is a name in your library (vibelog papers lists them), or a PDF file, which is added. The
    QUESTION - is read from standard input.
    """
    given = sys.stdin.read() if question == ("-",) else steps.decoded(" ".join(question))
    if not (words := given.strip()):
        raise click.UsageError("The question is empty.")
    me = steps.start(sends=not paper_only, model=model)
    if paper_only:
        me = replace(me, config=replace(me.config, model=None))
    found = steps.paper_of(me, paper)
    turn = steps.asked(me, found, words, save=not no_save, shows=not json_)
    if json_:
        show.as_json(show.answer_json(found, turn))
    elif turn.answer:
        show.answer(turn.answer)
        if me.config.model is None and not paper_only:
            show.hint(show.NO_MODEL)


@vibelog.command()
@click.argument("paper", required=False)
@click.option("--new", is_flag=True, help="Begin a new conversation.")
@click.option("--resume", metavar="ID", help="Go on with this conversation.")
@MODEL
def chat(paper: str | None, *, new: bool, resume: str | None, model: str | None) -> None:
    """Talk about a paper.

    Goes on with your last conversation about it. From a pipe, each line is a question.
    """
    from vibelog.app import talk
    from vibelog.cli.chat import converse

    if new and resume:
        raise click.UsageError("--new and --resume exclude each other.")
    me = steps.start(model=model)
    found = steps.talked_about(me, paper, resume)
    me = steps.offered(me)
    if not converse(me, talk.open_talk(me, found, new=new, resume=resume)):
        sys.exit(1)


@vibelog.command()
@click.argument("paper", required=False)
@JSON
@click.option("--delete", metavar="ID", help="Delete the conversation with this id.")
def conversations(paper: str | None, *, json_: bool, delete: str | None) -> None:
    """List your conversations, the latest first."""
    from vibelog.app import kept, shelf

    me = steps.start(sends=False)
    if delete:
        screen.fact(f"Deleted conversation {kept.delete(me, delete)}.")
        return
    found = kept.conversations(me, shelf.known(me, paper) if paper else None)
    if json_:
        show.as_json([show.conversation_json(conversation) for conversation in found])
    elif found:
        show.conversations(found)
    else:
        about = f" about {paper}" if paper else ""
        begin = f"vibelog chat {paper or 'PAPER'}"
        screen.tell(f"There are no conversations{about} yet. Begin one with: {begin}")


@vibelog.command(name="demo")
def demonstrate() -> None:
    """Show the whole main job on a sample paper.

    In a temporary folder, without a model and without the network.
    """
    from vibelog.app import demo

    with screen.progress("Demo:") as bar:
        done = demo.run(screen.tell, bar)
    screen.markdown(done.text)
    screen.fact(f"\nvibe log: {done.path}")
    screen.line(f"Committed {done.commit}")


@vibelog.command()
def agree() -> None:
    """Agree to what this repository's vibelog.toml asks for."""
    found = config.load(Path.cwd(), os.environ)
    for setting in found.proposed:
        screen.fact(f"From now on used, as {setting.file} says: {setting.key} = {setting.value}")
    if found.proposed:
        config.agree(found)
    else:
        click.echo("There is nothing to agree to here.")


COMMANDS = (
    check,
    class_,
    commit,
    course_commands,
    doctor,
    due,
    import_,
    index,
    init,
    log,
    schedule,
)
for command in COMMANDS:
    vibelog.add_command(command)
