"""The slash commands of the chat: each with one line of help, most of them about the last turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.app import logs
from vibelog.cli import screen, show
from vibelog.core.paper import nearest
from vibelog.core.text import squash

if TYPE_CHECKING:
    from vibelog.cli.chat import Chat
    from vibelog.core.conversation import Turn

NOTHING = "Ask something first."


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: what it does with the words behind it, and its one line of help."""

    run: Callable[[Chat, str], None]
    help: str


def run(chat: Chat, line: str) -> None:
    """Do what a line that begins with a slash asks for; an unknown one gets the nearest name."""
    name, _, rest = line[1:].partition(" ")
    if name in COMMANDS:
        COMMANDS[name].run(chat, rest.strip())
        return
    near = nearest(name, list(COMMANDS), most=1)
    hint = f"did you mean /{near[0]}?" if near else "/help lists the commands."
    screen.tell(f"There is no command /{name}; {hint}")


def _help(_chat: Chat, _rest: str) -> None:
    for name, command in COMMANDS.items():
        click.echo(f"  /{name:<10} {command.help}")


def _sources(chat: Chat, _rest: str) -> None:
    citations = chat.last.answer.citations if chat.last and chat.last.answer else ()
    if citations:
        show.sources(citations)
    else:
        screen.tell("The last answer has no verified quotes." if chat.last else NOTHING)


def _star(chat: Chat, _rest: str) -> None:
    if turn := _last(chat):
        chat.talk.mark(turn, "star")
        screen.line(f"Starred: {squash(turn.question)}")


def _note(chat: Chat, rest: str) -> None:
    if not rest:
        screen.tell("Write your note behind it: /note what surprised me was …")
    elif turn := _last(chat):
        chat.talk.mark(turn, "note", text=rest)
        screen.line(f"Noted, for the log: {squash(turn.question)}")


def _undo(chat: Chat, _rest: str) -> None:
    if turn := _last(chat):
        chat.talk.mark(turn, "undo")
        chat.refresh()
        screen.line(f"Taken back: {squash(turn.question)}")


def _retry(chat: Chat, _rest: str) -> None:
    if turn := _last(chat):
        chat.answered(lambda: chat.talk.retry(turn))


def _log(chat: Chat, rest: str) -> None:
    options = rest.split()
    unknown = [option for option in options if option not in ("--commit", "--allow-short")]
    if unknown:
        screen.tell(f"/log knows --commit and --allow-short, not {unknown[0]}.")
        return
    commit = "--commit" in options
    with screen.waiting("Compiling the vibe log …"):
        written = logs.write(
            chat.app,
            chat.talk.paper,
            Path.cwd(),
            allow_short="--allow-short" in options,
            commit=commit,
        )
    show.written(written)
    if commit:
        show.committed(logs.commit(written))


def _quit(chat: Chat, _rest: str) -> None:
    chat.open = False


def _last(chat: Chat) -> Turn | None:
    """The last turn; None, which is said, when nothing was asked."""
    if chat.last is None:
        screen.tell(NOTHING)
    return chat.last


COMMANDS = {
    "help": Command(_help, "list the commands"),
    "sources": Command(_sources, "show the paper's sentences behind the last answer"),
    "star": Command(_star, "mark the last question: it goes into the log, as a surprise"),
    "note": Command(_note, "keep your own words about the last answer, for the log"),
    "retry": Command(_retry, "ask the last question again"),
    "undo": Command(_undo, "take the last question back: no log will hold it"),
    "log": Command(_log, "write the vibe log (--commit commits it, --allow-short)"),
    "quit": Command(_quit, "leave; the conversation is kept (Ctrl-D does the same)"),
}
