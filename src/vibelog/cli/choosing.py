"""The questions of a log chosen in a terminal: shown with the reasons, picked, edited.

Knows how a choice is shown and asked for; what is chosen without one is core.choice's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen
from vibelog.cli.written import left_out
from vibelog.errors import RepositoryError, VibelogError

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.log.drafts import Draft, Options
    from vibelog.app.log.logs import Written
    from vibelog.core.paper import Paper

_WIDE = 70  # letters of a question in the preview
Numbers = frozenset[int]


def listed(_context: click.Context, _option: click.Parameter, value: str) -> Numbers:
    """The numbers of an option such as `--keep 2,5-7`; a usage error for anything else."""
    found = numbers(value) if value else frozenset()
    if found is None:
        raise click.BadParameter(f"{value!r} is no list of numbers; write it like 2,5-7.")
    return found


def numbers(text: str) -> Numbers | None:
    """The numbers of a list such as `2,5-7`; None when it is none.

    >>> sorted(numbers("2, 5-7") or ())
    [2, 5, 6, 7]
    """
    found: set[int] = set()
    for part in re.split(r"[\s,;]+", text.strip()):
        match = re.fullmatch(r"(\d{1,4})(?:[-–](\d{1,4}))?", part)
        if match is None:
            return None
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)


def preview(found: Draft) -> None:
    """Every question, whether it goes in, and why; then what is left out and what it lacks."""
    from vibelog.core.log import FEWEST, MOST

    rows = [
        (
            str(each.turn.number),
            "yes" if each.chosen else "no",
            _short(each.turn.question),
            each.reason,
        )
        for each in found.judged
    ]
    screen.table(("question", "in", "text", "why"), rows)
    left_out(found.unanswered)
    if missing := found.log.missing:
        screen.tell(f"{found.log.counted} of {FEWEST}–{MOST} questions: ask {missing} more.")


def drafted(me: App, paper: Paper, options: Options) -> Draft:
    """The draft, with something to look at while it is awaited."""
    from vibelog.app.log import drafts

    with screen.waiting("Compiling the vibe log …"):
        return drafts.draft(me, paper, options)


def picked(me: App, paper: Paper, first: Draft, options: Options) -> Draft:
    """The draft of the questions that the student types, and nothing else."""
    from vibelog.core.choice import Wish

    preview(first)
    known = frozenset(each.turn.number for each in first.judged)
    now = ",".join(str(each.turn.number) for each in first.judged if each.chosen)
    while True:
        typed = numbers(click.prompt("The questions for the log", default=now))
        if typed is None:
            screen.tell("Write the numbers of the first column, like 1,3-5.")
            continue
        chosen = replace(options, wish=Wish(typed, known - typed), anew=True)
        try:
            return drafted(me, paper, chosen)
        except VibelogError as error:
            screen.tell(str(error))


def edited(written: Written) -> Written:
    """The log as the student's editor left it; asked again while its words are not."""
    from vibelog.app.log import editing

    text = written.text
    while True:
        changed = click.edit(text, extension=".md", require_save=False)
        if changed is None or changed == written.text:
            return written
        text = changed
        try:
            return editing.edited(written, text)
        except RepositoryError as error:
            screen.tell(str(error))
            if not click.confirm("Edit it again? (No: the log stays as it was written.)"):
                return written


def _short(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _WIDE else line[: _WIDE - 1] + "…"
