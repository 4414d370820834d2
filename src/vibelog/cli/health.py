"""`vibelog doctor`: what works, what does not, and the command that mends it.

Knows how checks are printed, and the terminal, which is checked here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, show
from vibelog.cli.options import JSON
from vibelog.core.text import plain

if TYPE_CHECKING:
    from vibelog.app.doctor import Check

_STYLES = {"ok": "green", "note": "magenta", "problem": "bold red"}
_COLUMNS = (7, 13)  # of the states and of the checks' names, the longest and a blank


@click.command()
@JSON
@click.option("--try", "try_", is_flag=True, help="Ask the model one tiny question.")
def doctor(*, json_: bool, try_: bool) -> None:
    """Check what vibelog needs, and say how to mend it.

    Nothing is sent to a language model unless you say --try. Exits 1 when there is a problem.
    """
    found = []
    for check in _checks(try_=try_):
        found.append(check)
        if not json_:
            _print(check)
    if json_:
        show.as_json({"checks": [asdict(check) for check in found]})
    else:
        screen.line(f"\n{_sum(found)}")
    if any(check.state == "problem" for check in found):
        sys.exit(1)


def terminal() -> Check:
    """Whether the terminal shows all letters, and colours."""
    from vibelog.app.doctor import NOTE, OK, Check

    encoding = (sys.stdout.encoding or "none").lower()
    if encoding.replace("-", "") != "utf8":
        message = f"It takes {encoding}, not UTF-8: letters that it lacks are shown as “?”."
        return Check("terminal", NOTE, message, "export LC_ALL=C.UTF-8")
    if not sys.stdout.isatty():
        return Check("terminal", OK, "The output goes into a pipe or a file, as plain lines.")
    console = screen.console()
    colours = "none (NO_COLOR is set)" if console.no_color else console.color_system or "none"
    return Check("terminal", OK, f"UTF-8, {console.width} columns, colours: {colours}.")


def _checks(*, try_: bool) -> Iterator[Check]:
    from vibelog.app import consultation, doctor

    where = Path.cwd()
    me, configured = doctor.begin(screen.tell, where, os.environ)
    yield configured
    yield from consultation.examine(me, where)
    if try_:
        with screen.waiting(f"Asking {me.config.model or 'this machine'} …"):
            answered = doctor.checked("answer", lambda: consultation.answers(me))
        yield answered
    yield from doctor.examine(me, where)
    yield terminal()


def _print(check: Check) -> None:
    """A check on a line, and below it the commands that mends it."""
    if not sys.stdout.isatty():
        begun = f"{check.state:<{_COLUMNS[0]}} {check.name:<{_COLUMNS[1]}} "
        click.echo(begun + plain(check.message))
        for command in check.mend.splitlines():
            click.echo(f"{'':<{len(begun)}}$ {plain(command)}")
        return
    from rich.table import Table
    from rich.text import Text

    row = Table.grid(padding=(0, 1, 0, 0))
    for width in _COLUMNS:
        row.add_column(width=width)
    row.add_column(overflow="fold")
    said = Text(plain(check.message))
    for command in check.mend.splitlines():
        said.append(f"\n$ {plain(command)}", style="bold")
    row.add_row(Text(check.state, style=_STYLES[check.state]), Text(check.name), said)
    screen.console().print(row)


def _sum(found: list[Check]) -> str:
    problems = sum(check.state == "problem" for check in found)
    if problems:
        return f"{problems} {'problems' if problems > 1 else 'problem'} to mend."
    return "Everything that vibelog needs is there."
