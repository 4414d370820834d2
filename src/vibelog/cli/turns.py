"""The slash commands about the paper and the turns: evidence, checks, marks, second thoughts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from vibelog.cli import live, screen, show
from vibelog.core.text import squash

if TYPE_CHECKING:
    from vibelog.cli.chat import Chat
    from vibelog.core.conversation import Turn

NOTHING = "Ask something first."


def sources(chat: Chat, _rest: str) -> None:
    """The verified quotes behind the last answer."""
    citations = chat.last.answer.citations if chat.last and chat.last.answer else ()
    if citations:
        show.sources(citations)
    else:
        screen.tell("The last answer has no verified quotes." if chat.last else NOTHING)


def page(chat: Chat, rest: str) -> None:
    """The text of a page, as vibelog read it."""
    if not rest.isdigit():
        screen.tell(f"Say which: /page 4 (1 to {chat.talk.paper.pages}).")
        return
    show.page(chat.talk.page(int(rest)), int(rest), chat.talk.paper)


def quote(chat: Chat, rest: str) -> None:
    """The paper's own sentences about some words, or about the last question."""
    if not (words := rest or (chat.last.question if chat.last else "")):
        screen.tell(NOTHING)
        return
    with live.coming("Looking …"):
        found = chat.talk.answers.where(words)
    show.answer(found)
    click.echo()


def check(chat: Chat, rest: str) -> None:
    """Whether the paper says what is said."""
    if not rest:
        screen.tell("Write the claim behind it: /check the cache halves the mean latency")
        return
    chat.answered(lambda _hear: chat.talk.check(rest))


def star(chat: Chat, _rest: str) -> None:
    """Mark the last turn."""
    if turn := _last(chat):
        chat.talk.mark(turn, "star")
        screen.line(f"Starred: {squash(turn.question)}")


def note(chat: Chat, rest: str) -> None:
    """Keep the student's own words about the last turn."""
    if not rest:
        screen.tell("Write your note behind it: /note what surprised me was …")
    elif turn := _last(chat):
        chat.talk.mark(turn, "note", text=rest)
        screen.line(f"Noted for the log, on “{squash(turn.question)}”: {rest}")


def suggest(chat: Chat, _rest: str) -> None:
    """Offer questions; the number of one asks it."""
    with live.coming("Looking for questions …"):
        chat.offered = chat.talk.suggest()
    for number, question in enumerate(chat.offered, start=1):
        screen.line(f"  {number}. {question}")
    if chat.offered:
        screen.tell("Type a number to ask it; the log will say that it was suggested.")
    else:
        screen.tell("There is nothing to suggest that was not asked or suggested before.")


def undo(chat: Chat, _rest: str) -> None:
    """Take the last turn back."""
    if turn := _last(chat):
        chat.talk.mark(turn, "undo")
        chat.refresh()
        screen.line(f"Taken back: {squash(turn.question)}")


def retry(chat: Chat, _rest: str) -> None:
    """Ask the last question again."""
    if turn := _last(chat):
        chat.repeat(turn.question)
        chat.answered(lambda hear: chat.talk.retry(turn, hear))


def edit(chat: Chat, rest: str) -> None:
    """Change the last question: in a terminal at the prompt, else to the words behind it."""
    turn = _last(chat)
    if turn is None:
        return
    if rest:
        chat.talk.mark(turn, "undo")
        chat.answered(lambda hear: chat.talk.ask(rest, hear))
    elif sys.stdin.isatty():
        chat.editing = turn
        screen.tell("Enter asks the changed question and takes the old one back; Ctrl-C leaves it.")
    else:
        screen.tell("Write the question as it should be behind it: /edit What is a block?")


def _last(chat: Chat) -> Turn | None:
    """The last turn; None, which is said, when nothing was asked."""
    if chat.last is None:
        screen.tell(NOTHING)
    return chat.last
