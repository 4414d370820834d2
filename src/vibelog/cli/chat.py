"""The conversation in the terminal; from a pipe, one question a line and plain answers.

Knows how lines are read; what the slash commands do is `slash`'s. What is asked is written down by
app.talk before anyone answers, so that ending the chat at any moment loses nothing.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from vibelog.app import App
from vibelog.app.talk import Talk
from vibelog.cli import screen, show
from vibelog.cli.slash import COMMANDS, run
from vibelog.core.conversation import Turn
from vibelog.core.log import FEWEST, MOST, own, questions
from vibelog.core.text import squash
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession


@dataclass(slots=True)
class Chat:
    """A running conversation."""

    app: App
    talk: Talk
    last: Turn | None = field(default=None)  # the turn that /sources, /star … speak of
    open: bool = field(default=True)
    count: int = field(default=0)  # questions that a log would count

    def status(self) -> str:
        """The line below the prompt; drawn at every key, so it reads no file."""
        model = self.app.config.model or "no model"
        asked = f"{self.count} of {FEWEST}–{MOST} questions"
        return f" {self.talk.paper.name} · {asked} · {model} · /help "

    def refresh(self) -> None:
        """Look at the transcript again: which turn is the last, and how many a log would count."""
        conversation = self.talk.conversation()
        self.last = conversation.turns[-1] if conversation.turns else None
        self.count = len(own(questions(conversation)))

    def answered(self, ask: Callable[[], Turn]) -> None:
        """Show the answer that `ask` waits for."""
        try:
            with screen.waiting("Thinking …" if self.app.config.model else "Looking …"):
                turn = ask()
        finally:  # a question that got no answer is the last one all the same
            self.refresh()
        if turn.answer:
            show.answer(turn.answer)
            click.echo()


def converse(app: App, talk: Talk) -> bool:
    """Talk until the student leaves; whether every question was answered."""
    chat = Chat(app, talk)
    chat.refresh()
    threading.Thread(target=talk.warm, daemon=True).start()
    if sys.stdin.isatty() and sys.stdout.isatty():
        return _at_terminal(chat)
    lines = (line.strip() for line in sys.stdin)
    fine = True
    for line in lines:
        if line and chat.open:
            fine = _said(chat, line) and fine
    return fine


def _at_terminal(chat: Chat) -> bool:
    """Read lines with history and editing until Ctrl-D or /quit."""
    session = _session(chat)
    _greet(chat)
    while chat.open:
        try:
            line = session.prompt(f"{chat.talk.paper.name}> ").strip()
        except KeyboardInterrupt:
            continue  # Ctrl-C clears the line, as in a shell
        except EOFError:
            break
        if line:
            _said(chat, line)
    return True


def _greet(chat: Chat) -> None:
    paper, turns = chat.talk.paper, chat.talk.conversation().turns
    screen.line(f"{paper.title} ({paper.pages} pages)")
    if turns:
        open_ = "" if turns[-1].answer else " (it has no answer yet: ask it again)"
        screen.line(f"You asked last: “{squash(turns[-1].question)}”{open_}")
    if chat.app.config.model is None:
        show.hint(show.NO_MODEL)
    screen.line("Ask away; /help lists the commands, Ctrl-D leaves.")


def _session(chat: Chat) -> PromptSession[str]:
    """prompt_toolkit's line editor: history, completion of commands, Alt-Enter for a new line."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()
    keys.add("escape", "enter")(lambda event: event.current_buffer.insert_text("\n"))
    return PromptSession(
        history=FileHistory(str(chat.talk.history_file())),
        completer=WordCompleter([f"/{name}" for name in COMMANDS], sentence=True),
        complete_while_typing=False,
        key_bindings=keys,
        bottom_toolbar=chat.status,
    )


def _said(chat: Chat, line: str) -> bool:
    """Do what a line asks for; whether it could be done. Nothing ends the chat but leaving it."""
    try:
        if line.startswith("/"):
            run(chat, line)
        else:
            _question(chat, line)
    except VibelogError as error:
        screen.tell(f"vibelog: {error}")
        return False
    except KeyboardInterrupt:
        screen.tell("Stopped. Your question is kept.")
        if not sys.stdin.isatty():
            raise
    return True


def _question(chat: Chat, question: str) -> None:
    if question.lower() in (*COMMANDS, "exit", "bye"):
        known = question.lower() if question.lower() in COMMANDS else "quit"
        screen.tell(f"Commands begin with a slash: did you mean /{known}?")
        return
    if not sys.stdin.isatty():
        screen.line(f"> {question}")
    chat.answered(lambda: chat.talk.ask(question))
