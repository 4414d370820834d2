"""`vibelog import`: conversations held elsewhere, a line about each, and what could not be read.

Knows app and how things are shown; not how a file is read.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vibelog.cli import screen, show, steps
from vibelog.cli.options import JSON
from vibelog.core.text import squash
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.importing.imports import Imported
    from vibelog.core.paper import Paper

_OFFERED = 9  # papers one is asked to choose from: what is picked by one key
_MANY = {"email": "e-mail address", "share-link": "private link", "path": "path of a home folder"}


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--paper", metavar="NAME", help="The paper in your library that it is about.")
@click.option("--conversation", metavar="TITLE", help="The one conversation of a data export.")
@click.option("--ground", "grounds", is_flag=True, help="Look up evidence for the answers.")
@JSON
def import_(
    files: Sequence[str],
    *,
    paper: str | None,
    conversation: str | None,
    grounds: bool,
    json_: bool,
) -> None:
    """Bring conversations with ChatGPT and others into your library.

    A FILE is a chat as Markdown, text or .docx, a page saved from the browser, a data export
    (conversations.json or its .zip) of ChatGPT or Claude, `llm logs --json`, or a transcript of
    vibelog's. E-mail addresses, private links and keys are taken out.
    """
    from vibelog.app.importing import imports

    me = steps.start(sends=grounds)
    done: list[Imported] = []
    failed = False
    for file in files:
        try:
            found = imports.bring(
                me, Path(file), paper=paper, conversation=conversation, choose=_choose
            )
            done += found
            for each in found:
                if not json_:
                    screen.line(f"{Path(file).name}: {_summary(each)}")
                if grounds:
                    _ground(me, each, shows=not json_)
        except VibelogError as error:
            screen.tell(f"vibelog: {error}")
            failed = True
    if json_:
        objects = [_json(each) for each in done]
        show.as_json(objects[0] if len(objects) == 1 else objects)
    if failed:
        sys.exit(1)


def _summary(found: Imported) -> str:
    """What came of a conversation, in one line."""
    facts = [f"{_count(found.turns, 'turn')}, {_count(found.questions, 'question')}"]
    facts[0] += f", form: {found.form}"
    if found.title:
        facts[0] += f", “{squash(found.title)}”"
    removed = [_count(n, _MANY.get(kind, kind)) for kind, n in sorted(found.redacted.items())]
    facts += [f"{' and '.join(removed)} removed"] if removed else []
    facts += [] if found.dated or found.again else ["nothing says when it was asked"]
    if found.again:
        facts.append(f"imported before, as {found.conversation}: nothing was added")
    if found.undated_there:
        delete = f"vibelog conversations --delete {found.conversation}"
        facts.append(f"it has no dates and this file has: {delete}, then import this file again")
    facts.append(f"about {found.paper.name}")
    return "; ".join(facts)


def _count(number: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _ground(me: App, found: Imported, *, shows: bool) -> None:
    """Look up evidence, with a bar, and say what came of it."""
    from vibelog.app.importing import imports

    with screen.progress("Looking up") as bar:
        cited = imports.ground(me, found, lambda done, total: bar(found.paper.name, done, total))
    if shows:
        screen.line(f"  {_count(cited, 'answer')} with evidence in {found.paper.name}")


def _choose(why: str, papers: Sequence[Paper]) -> Paper | None:
    """Ask which paper it is, in a terminal; None where nobody can be asked, or none is named."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()) or not papers:
        return None
    screen.tell(why)
    offered = papers[:_OFFERED]
    for number, paper in enumerate(offered, 1):
        screen.tell(f"  {number}  {paper.name}: {paper.title}")
    kind = click.IntRange(0, len(offered))
    number = click.prompt("Which paper is it (0 for none)?", type=kind, err=True)
    return offered[number - 1] if number else None


def _json(found: Imported) -> dict[str, Any]:
    """A conversation for a script (DESIGN: Contracts)."""
    return {
        "conversation": found.conversation,
        "paper": found.paper.name,
        "form": found.form,
        "turns": found.turns,
        "questions": found.questions,
        "redacted": sum(found.redacted.values()),
    }
