"""What several commands do: begin, find or add the paper, compute vectors, ask.

Knows app and how things are shown; not how a command line is parsed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog import app, config
from vibelog.app import App
from vibelog.cli import live, screen, show
from vibelog.errors import EmbedderError, ModelError, SourceError

if TYPE_CHECKING:
    from vibelog.app.shelf import Progress
    from vibelog.core.conversation import Turn
    from vibelog.core.paper import Paper


def start(*, sends: bool = True, model: str | None = None, at: Path | None = None) -> App:
    """The App for a command, once the student was told or asked what needs it.

    A command that `sends` nothing to a model or server need not ask about them. `model` is the one
    named on the command line, if any; `at` the repository, whose vibelog.toml decides then.
    """
    me = app.start(screen.tell, cwd=at.absolute() if at else None, model=model)
    for notice in me.config.notices:
        screen.tell(notice)
    proposed = me.config.proposed
    if not sends:
        for setting in proposed:
            if setting.key == config.COURSE:
                screen.tell(f"{setting.value} is not read yet; to agree to it: vibelog agree")
        return me
    if not proposed:
        return me
    for setting in proposed:
        screen.tell(f"{setting.file} asks for {setting.key} = {setting.value}.")
    if sys.stdin.isatty() and click.confirm("Use it, now and from now on?", err=True):
        return replace(me, config=config.agree(me.config))
    screen.tell("It is not used. To use it, run: vibelog agree")
    return me


def offered(me: App) -> App:
    """The App after asking whether a model server that runs on this machine is to be used.

    Asked only where nothing is configured, in a terminal, and once for each server.
    """
    from vibelog.app import local

    if not (sys.stdin.isatty() and sys.stderr.isatty()) or (found := local.offer(me)) is None:
        return me
    model = found.models[0]
    screen.tell(f"A language model server ({found.program}: {model}) runs on this machine.")
    if not click.confirm("Use it for answers, now and from now on?", err=True):
        local.declined(me, found)
        return me
    return replace(me, config=local.remember(me, found, model))


def paper_of(me: App, name: str) -> Paper:
    """The paper of that name; a file that is named instead is added, with its vectors."""
    from vibelog.app import shelf

    paper, new = shelf.find(me, name)
    if new:
        screen.tell(f"Added {paper.name}: {paper.title}")  # beside the answer, which may be JSON
        finish(me, [paper])
    return paper


def talked_about(me: App, name: str | None, resume: str | None) -> Paper:
    """The paper to talk about: the named one, the resumed conversation's, else the last one."""
    from vibelog.app import kept, shelf

    if name:
        return paper_of(me, name)
    if resume:
        return shelf.known(me, kept.find(me, resume)[0].paper)
    found = kept.last_paper(me)
    if not sys.stdin.isatty():
        screen.tell(f"About {found.name}, which you added or talked about last.")
    return found


def read_all(me: App, files: Sequence[str], name: str | None) -> bool:
    """Read each file into the library; whether one of them could not be read (which is said)."""
    from vibelog.app import shelf

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
            if name and not new:
                screen.tell("It keeps its name; to change it, remove it and add it again.")
    return failed


def finish(me: App, papers: Sequence[Paper]) -> None:
    """Compute the vectors that are missing; without them papers are asked by words alone."""
    from vibelog.app import shelf

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


def _counted(bar: screen.Bar, label: str, before: int, total: int) -> Progress:
    """A paper's progress as part of the whole's."""
    return lambda done, _all: bar(label, before + done, total)


def decoded(words: str) -> str:
    """An argument as text: bytes that are no UTF-8 (Python hands on surrogates) are U+FFFD."""
    return words.encode(errors="surrogateescape").decode(errors="replace")


def asked(me: App, paper: Paper, question: str, *, save: bool, shows: bool) -> Turn:
    """The answered turn, with something to look at while it is awaited.

    What came of an answer that broke off is shown (if it `shows`) before the error goes its way.
    """
    from vibelog.app import talk

    talking = talk.open_talk(me, paper, save=save)
    try:
        with live.coming(f"Asking {me.config.model or paper.name} …") as hear:
            return talking.ask(question, hear)
    except (KeyboardInterrupt, ModelError):
        turns = talking.conversation().turns
        if shows and turns and turns[-1].answer and turns[-1].answer.stopped:
            show.answer(turns[-1].answer)
        raise
