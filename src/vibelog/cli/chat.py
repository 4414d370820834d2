"""The conversation in the terminal; from a pipe, one question a line and plain answers.

Knows what is said to whom; how lines are read is `prompting`'s, what the slash commands do is
`slash`'s and `turns`'. What is asked is written down by app.talk before anyone answers, so that
ending the chat at any moment loses nothing.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import click

from vibelog.app import App
from vibelog.app.talk import Talk
from vibelog.cli import live, screen, show
from vibelog.cli.slash import COMMANDS, run
from vibelog.core.conversation import Costs, Turn
from vibelog.core.courtesy import reply
from vibelog.core.log import FEWEST, MOST, counting, questions
from vibelog.core.text import squash
from vibelog.errors import ModelError, VibelogError


@dataclass(slots=True)
class Chat:
    """A running conversation."""

    app: App
    talk: Talk
    last: Turn | None = field(default=None)  # the turn that /sources, /star … speak of
    open: bool = field(default=True)
    count: int = field(default=0)  # questions that a log would count
    due: date | None = field(default=None)
    costs: Costs = field(default_factory=Costs)
    offered: list[str] = field(default_factory=list)  # by /suggest; asked by their number
    editing: Turn | None = field(default=None)  # the turn whose question is being changed

    def status(self) -> list[str]:
        """The parts of the line below the prompt; drawn at every key, so it reads no file."""
        parts = [self.talk.paper.name, f"{self.count} of {FEWEST}–{MOST} questions"]
        if self.due:
            parts.append(_due(self.due))
        parts.append(self.app.config.model or "no model")
        if self.costs.cost_usd:
            parts.append(show.dollars(self.costs))
        return [*parts, "/help"]

    def refresh(self) -> None:
        """Look at the transcript again: the last turn, how many a log would count, the costs."""
        conversation = self.talk.conversation()
        said = [turn for turn in conversation.turns if reply(turn.question) is None]
        self.last = said[-1] if said else None  # thanks are nothing to star or to take back
        self.count = len(counting(questions(conversation)))
        self.costs = self.talk.costs()

    def turn_to(self, app: App, talk: Talk) -> None:
        """Go on with this talk: at the beginning, and when the paper is switched."""
        if talk is not self.talk:
            self.talk.close()
        assignment = app.course().find(talk.paper.name)
        self.app, self.talk, self.offered, self.editing = app, talk, [], None
        self.due = assignment.due if assignment else None
        self.refresh()

    def repeat(self, question: str) -> None:
        """Show a question that was not typed just now, above what answers it."""
        say = screen.tell if sys.stdin.isatty() else screen.line
        say(f"> {question}")

    def answered(self, ask: Callable[[live.Hear], Turn]) -> None:
        """Show the answer that `ask` waits for; what came of it, when it breaks off."""
        model = self.app.config.model
        try:
            with live.coming("Thinking …" if model else "Looking …") as hear:
                turn = ask(hear)
        except (ModelError, KeyboardInterrupt):
            self.refresh()
            if self.last and self.last.answer and self.last.answer.stopped:
                show.answer(self.last.answer)
            raise
        except VibelogError:
            self.refresh()  # a question that got no answer is the last one all the same
            raise
        self.refresh()
        if turn.answer:
            show.answer(turn.answer)
            click.echo()


def converse(app: App, talk: Talk) -> bool:
    """Talk until the student leaves; whether every question was answered."""
    chat = Chat(app, talk)
    chat.turn_to(app, talk)
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            return _at_terminal(chat)
        return _from_pipe(chat)
    finally:
        chat.talk.close()


def _from_pipe(chat: Chat) -> bool:
    """Each line is a question or a command; whether every one could be done."""
    threading.Thread(target=chat.talk.warm, daemon=True).start()
    lines = (line.strip() for line in sys.stdin)
    fine = True
    for line in lines:
        if line and chat.open:
            fine = _said(chat, line) and fine
    return fine


def _at_terminal(chat: Chat) -> bool:
    """Read lines with history and editing until Ctrl-D or /quit."""
    _greet(chat)
    if os.environ.get("TERM", "dumb") == "dumb":
        return _at_typewriter(chat)
    from vibelog.cli.prompting import Prompting

    prompting, talk = Prompting(chat), chat.talk
    while chat.open:
        if chat.talk is not talk:
            prompting, talk = Prompting(chat), chat.talk
        try:
            line = prompting.line().strip()
        except KeyboardInterrupt:
            chat.editing = None
            continue  # Ctrl-C clears the line, as in a shell
        except EOFError:
            break
        if not line or line.startswith("/"):
            chat.editing = None
        if line:
            _said(chat, line)
    return True


def _at_typewriter(chat: Chat) -> bool:
    """Read lines in a terminal that only prints: an editor's shell, a teletype."""
    threading.Thread(target=chat.talk.warm, daemon=True).start()
    while chat.open:
        try:
            line = input(f"{chat.talk.paper.name}> ").strip()
        except KeyboardInterrupt:
            click.echo()
            continue
        except EOFError:
            break
        if line:
            _said(chat, line)
    return True


def _greet(chat: Chat) -> None:
    paper, last = chat.talk.paper, chat.last
    screen.line(f"{paper.title} ({paper.pages} pages)")
    if last:
        open_ = "" if last.answer else " (it has no answer yet: /retry asks it again)"
        screen.line(f"You asked last: “{squash(last.question)}”{open_}")
    if chat.app.config.model is None:
        show.hint(show.NO_MODEL)
    screen.line("Ask away; /help lists the commands, Ctrl-D leaves.")


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
        part = chat.last.answer if chat.last else None
        stopped = "" if part and part.stopped else "Stopped. "
        screen.tell(f"{stopped}Your question is kept; /retry asks it again.")
        if not sys.stdin.isatty():
            raise
    return True


def _question(chat: Chat, question: str) -> None:
    if question.lower() in (*COMMANDS, "exit", "bye"):
        known = question.lower() if question.lower() in COMMANDS else "quit"
        screen.tell(f"Commands begin with a slash: did you mean /{known}?")
        return
    if question.isdigit() and 0 < int(question) <= len(chat.offered):
        question = chat.offered[int(question) - 1]
    chosen = question in chat.offered  # typed as a number only
    edited, chat.editing, chat.offered = chat.editing, None, []
    if edited:
        chat.talk.mark(edited, "undo")

    def noted() -> None:
        if chosen or not sys.stdin.isatty():
            chat.repeat(question)

    chat.answered(lambda hear: chat.talk.ask(question, hear, noted))


def _due(day: date) -> str:
    """`due Wed 10 Sep`, with the year where it is not this one."""
    today = datetime.now(UTC).astimezone().date()
    year = "" if day.year == today.year else f" {day.year}"
    return f"{'due' if day >= today else 'was due'} {day:%a} {day.day} {day:%b}{year}"
