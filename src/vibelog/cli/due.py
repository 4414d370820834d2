"""The command `due`: what is due, how long there is, and where each log stands.

Exit codes: 0 done; with --strict 1 when something is late, 3 when that could not be told.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, show, steps
from vibelog.cli.options import REPO
from vibelog.config import COURSE
from vibelog.core.text import plain
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.course.due import Due
    from vibelog.core.standing import Standing

LATE, COULD_NOT = 1, 3
_NARROW = 70  # columns, below which a table is a list (as in `screen`)
_SOON = 2  # days within which what is missing stands out
_NARROWEST = 8  # columns of the titles; they give way first, as each paper is one line
_TOLD = (2, 3)  # the cells that are coloured
_HEADER = ("paper", "due", "", "log", "title")


@click.command()
@click.option("--all", "all_", is_flag=True, help="List every paper of the course.")
@click.option("--json", "json_", is_flag=True, help="Print JSON: every paper.")
@click.option("--ics", metavar="FILE", help="Write the due dates as a calendar (- prints it).")
@click.option("--strict", is_flag=True, help="Exit 1 when something is late.")
@REPO
def due(*, all_: bool, json_: bool, ics: str | None, strict: bool, repo: Path | None) -> None:
    """List what is due, and where each log stands.

    The next papers first, then what is late and missing of the last two weeks. A log is due at the
    end of its day unless the course gives an hour, in the time zone that vibelog.toml names.
    """
    from vibelog.app.course import due as standings

    try:
        me = steps.start(sends=False, at=repo)
        if ics:
            _calendar(me, ics)
        found = standings.due(me, repo or Path.cwd())
    except VibelogError as error:
        if not strict:
            raise
        screen.tell(f"vibelog: {error}")
        sys.exit(COULD_NOT)
    if json_:
        show.as_json(standings.as_json(found))
    elif not ics:
        asked = any(each.key == COURSE for each in me.config.proposed)
        _table(found, all_=all_, configured=bool(me.config.courses) or asked)
    if strict and found.late:
        sys.exit(LATE)


def _calendar(me: App, file: str) -> None:
    """Write the calendar, or print it."""
    from vibelog.app.course import due as standings

    content = standings.calendar(me)
    if file == "-":
        click.echo(content, nl=False)
    else:
        standings.save(Path(file), content)
        screen.tell(f"Wrote {file}. Importing it again replaces what was imported before.")


def _table(found: Due, *, all_: bool, configured: bool) -> None:
    """The papers as a table; below it, what it leaves out."""
    from vibelog.core.standing import RECENT

    rows = list(found.standings) if all_ else found.next
    if rows:
        _print(rows, found)
    else:
        screen.line(f"Nothing is due in the next {RECENT.days} days ({found.course.name}).")
    left = [each for each in found.late if each not in rows]
    missing = sum(each.missing for each in left)
    if missing:
        screen.tell(f"{missing} more late and missing: vibelog due --all")
    undated = sum(each.assignment.due is None for each in found.standings)
    if undated and not all_:
        papers = "1 paper has" if undated == 1 else f"{undated} papers have"
        screen.tell(f"{papers} no day that could be read: vibelog course show")
    if not configured:
        screen.tell(
            f"{found.course.name} ships with vibelog; for your own: vibelog course add SOURCE"
        )
    if found.note:
        screen.tell(found.note)


def _print(rows: list[Standing], found: Due) -> None:
    """The rows: coloured in a terminal, with tabs in a pipe."""
    cells = [_cells(each, found) for each in rows]
    if not sys.stdout.isatty():
        screen.table(_HEADER, cells)
        return
    if screen.console().width < _NARROW:
        screen.table(_HEADER[:-1], [row[:-1] for row in cells])  # a list, without the titles
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    widths = [max(len(row[at]) for row in (_HEADER, *cells)) for at in range(len(_HEADER) - 1)]
    room = max(_NARROWEST, screen.console().width - sum(widths) - 2 * len(widths))
    for name, width in zip(_HEADER, (*widths, room), strict=True):
        table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=width)
    for each, row in zip(rows, cells, strict=True):
        style = _style(each)
        table.add_row(
            *(Text(plain(cell), style if at in _TOLD else "") for at, cell in enumerate(row))
        )
    screen.console().print(table)


def _cells(each: Standing, found: Due) -> tuple[str, ...]:
    from vibelog.core.standing import said

    day = f"{each.assignment.due:%a %d %b}" if each.assignment.due else ""
    title = each.assignment.title
    return (each.assignment.name, day, said(each, found.now), _state(each), title)


def _state(each: Standing) -> str:
    """How far the log has come, in words."""
    from vibelog.core.standing import State

    facts = each.facts
    draft = "written, not committed" if facts.dated else "written"
    words = {
        State.NOTHING: "nothing yet",
        State.COMPILED: "edited since its commit" if facts.first else draft,
        State.COMMITTED: "committed, not pushed" if facts.pushed is False else "committed",
        State.PUSHED: "pushed",
    }
    return words.get(each.state) or _asked(facts.questions)


def _asked(count: int) -> str:
    from vibelog.core.log import FEWEST, MOST

    return f"{count} of {FEWEST}–{MOST} asked" if count < FEWEST else f"{count} asked, no log yet"


def _style(each: Standing) -> str:
    if each.late:
        return "bold red" if each.missing else "red"
    if not each.missing:
        return "green"
    soon = each.days is not None and each.days <= _SOON
    return "bold yellow" if soon else "yellow" if each.days is not None else ""
