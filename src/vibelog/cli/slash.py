"""The slash commands of the chat: each with one line of help; those about a turn are in `turns`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, show, turns
from vibelog.core.paper import nearest

if TYPE_CHECKING:
    from vibelog.cli.chat import Chat


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: what it does with the words behind it, and its one line of help."""

    run: Callable[[Chat, str], None]
    help: str
    takes: str = ""  # what is written behind it


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
        click.echo(f"  {f'/{name} {command.takes}':<14} {command.help}")


def _papers(chat: Chat, _rest: str) -> None:
    show.papers(chat.app.library().papers())


def _switch(chat: Chat, rest: str) -> None:
    from vibelog.app import shelf
    from vibelog.app.talk import open_talk

    if not rest:
        screen.tell("Say to which: /switch dspy (/papers lists them).")
        return
    paper = shelf.known(chat.app, rest)
    chat.turn_to(chat.app, open_talk(chat.app, paper))
    screen.line(f"{paper.title} ({paper.pages} pages)")


def _model(chat: Chat, rest: str) -> None:
    if rest:
        named = None if rest == "none" else rest
        other = replace(chat.app, config=replace(chat.app.config, model=named))
        with screen.waiting("Connecting …"):
            chat.talk.use(other)
        chat.app = other
    model, at = chat.app.config.model, chat.app.config.lm_base_url
    if model is None:
        screen.line("No model: answers are the paper's own sentences. /model NAME uses one.")
    else:
        screen.line(f"Answers come from {model}{f' at {at}' if at else ''}, in this chat.")


def _cost(chat: Chat, _rest: str) -> None:
    show.costs(chat.last.answer if chat.last else None, chat.costs)


def _log(chat: Chat, rest: str) -> None:
    from vibelog.cli.logs import in_chat

    in_chat(chat.app, chat.talk.paper, chat.talk.conversation().id or None, rest)


def _commit(chat: Chat, rest: str) -> None:
    _log(chat, f"--commit {rest}")


def _quit(chat: Chat, _rest: str) -> None:
    chat.open = False


COMMANDS = {
    "help": Command(_help, "list the commands"),
    "sources": Command(turns.sources, "the paper's sentences behind the last answer"),
    "page": Command(turns.page, "the text of a page", "N"),
    "quote": Command(turns.quote, "where the paper says it, in its own sentences", "[WORDS]"),
    "check": Command(turns.check, "does the paper say that? Counts as a question", "TEXT"),
    "star": Command(turns.star, "mark the last question: it goes into the log, as a surprise"),
    "note": Command(turns.note, "keep your own words about the last answer", "TEXT"),
    "suggest": Command(turns.suggest, "three questions that you have not touched yet"),
    "undo": Command(turns.undo, "take the last question back: no log will hold it"),
    "retry": Command(turns.retry, "ask the last question again"),
    "edit": Command(turns.edit, "change the last question and ask it"),
    "papers": Command(_papers, "list your papers"),
    "switch": Command(_switch, "talk about another paper", "PAPER"),
    "model": Command(_model, "answer with another model, or none", "[NAME]"),
    "cost": Command(_cost, "tokens and dollars so far"),
    "log": Command(_log, "write the vibe log: --preview, --keep 2,5, --commit … (--help)"),
    "commit": Command(_commit, "write the vibe log and commit it; takes what /log takes"),
    "quit": Command(_quit, "leave; the conversation is kept (so does Ctrl-D)"),
}
