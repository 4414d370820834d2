"""The command `check`: what is wrong with vibe logs, for people and for machines.

Exit codes: 0 nothing to mend, 1 something to mend, 3 could not check.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, show, steps
from vibelog.core.text import plain
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.app.check.checks import Report

FOUND, COULD_NOT = 1, 3
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_VERBATIM = {True: "yes", False: "NO", None: "no transcript"}


@click.command()
@click.argument("where", required=False, type=click.Path(path_type=Path))
@click.option("--repo", type=click.Path(path_type=Path), help="The folder to check, as WHERE.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--sarif", "form", flag_value="sarif", help="Print SARIF 2.1.0.")
@click.option("--github", "form", flag_value="github", help="Print GitHub annotations.")
@click.option("--all", "every", is_flag=True, help="List each missing log on a line of its own.")
@click.option("--fix", is_flag=True, help="Mend debris, private data and the index; shows how.")
@click.option("--yes", is_flag=True, help="With --fix, do not ask.")
def check(  # noqa: PLR0913 - one for each option
    where: Path | None,
    repo: Path | None,
    form: str | None,
    *,
    every: bool,
    fix: bool,
    yes: bool,
) -> None:
    """Check vibe logs: a file, a folder, or the whole repository.

    Questions against the transcript, quotes and numbers against the paper, the logs against the
    course's schedule. Uses no model and sends nothing. Exits 1 when something must be mended, 3
    when it could not check.
    """
    if yes and not fix:
        raise click.UsageError("--yes goes with --fix.")
    if where and repo:
        raise click.UsageError("Name the folder once: as WHERE, or with --repo.")
    from vibelog.app.check import checks

    try:
        named = where or repo
        me = steps.start(sends=False, at=_folder(named))
        target = named or checks.repository(Path.cwd())
        if fix:
            _mend(me, target, yes=yes)
        report = checks.check(me, target, datetime.now().astimezone(me.config.zone).date())
    except VibelogError as error:  # its exit code is the contract's 3; `main` knows only 1
        screen.tell(f"vibelog: {error}")
        sys.exit(COULD_NOT)
    _print(report, form, every=every)
    if report.refuses if _in_hook() else report.grave:
        sys.exit(FOUND)


def _in_hook() -> bool:
    """Whether a commit is under way: git and pre-commit say so to the hooks that they run."""
    return "GIT_INDEX_FILE" in os.environ or "PRE_COMMIT" in os.environ


def _folder(named: Path | None) -> Path | None:
    """The folder whose vibelog.toml decides."""
    return named if named is None or named.is_dir() else named.parent


def _print(report: Report, form: str | None, *, every: bool) -> None:
    """The report in the form that was asked for."""
    from vibelog.app.check import checks

    if form == "json":
        show.as_json(checks.as_json(report))
    elif form == "sarif":
        show.as_json(checks.as_sarif(report))
    elif form == "github":
        for annotation in checks.as_annotations(report):
            click.echo(annotation)
    else:
        _table(report, every=every)
    if report.note and form is not None:
        screen.tell(report.note)


def _table(report: Report, *, every: bool) -> None:
    """One line a log; below, what was found, by log and line."""
    header = ("log", "paper", "questions", "verbatim", "quotes", "found")
    if report.logs:
        screen.table(header, _rows(report))
    else:
        screen.line("There is no vibe log here.")
    _findings(report)
    _missing(report, every=every)
    if report.note:
        screen.line(report.note)


def _findings(report: Report) -> None:
    """What was found, by log and line; what is true of each of several logs is told once."""
    times = Counter(flag for log in report.logs for flag in log.flags)
    told = set()
    for log in report.logs:
        for flag in log.flags:
            where, message = f"{log.path}:{flag.line}", f"{flag.message} ({flag.code})"
            if 1 < times[flag] == len(report.logs):
                where = f"all {times[flag]} logs"
            if (where, flag) not in told:
                _finding(where, flag.level, message)
            told.add((where, flag))


def _missing(report: Report, *, every: bool) -> None:
    """The papers without a log: in one line, or each in its own."""
    from vibelog.app.check import checks

    if every or len(report.missing) == 1:
        for each in report.missing:
            _finding(each.paper, "error", f"No log; it was due on {each.due}. (missing)")
    elif report.missing:
        _finding("course", "error", f"{checks.absent(report)} (missing; --all lists their days)")


def _rows(report: Report) -> list[tuple[str, ...]]:
    """The table's cells."""
    rows: list[tuple[str, ...]] = []
    for log in report.logs:
        quotes = f"{log.quotes.verified} of {log.quotes.checked}" if log.quotes.checked else "none"
        found = str(len(log.flags)) if log.flags else "nothing"
        verbatim = _VERBATIM[log.verbatim]
        rows.append((log.path, log.paper or "?", str(log.questions), verbatim, quotes, found))
    return rows


def _finding(where: str, level: str, message: str) -> None:
    """One finding; the place stays in one piece, so that it can be clicked or copied."""
    if not sys.stdout.isatty():
        click.echo(plain(f"{where}: {level}: {message}").replace("\n", " "))
        return
    from rich.text import Text

    shown = Text(plain(where))
    shown.append(f" {level} ", style=_STYLES[level])
    screen.console().print(shown.append(plain(message)))


def _mend(me: App, target: Path, *, yes: bool) -> None:
    """Show what --fix would change, and change it when the student agrees."""
    from vibelog.app.check import mending

    for path, before, after in mending.mend(me, target):
        if _agreed(path, mending.difference(before, after, str(path)), f"{path}", yes=yes):
            mending.replace_file(path, after)
            screen.tell(f"Mended {path}.")
    try:
        lacking = mending.index(me, target)
    except VibelogError as error:
        screen.tell(f"The index was left as it is. {error}")
        return
    if lacking and _agreed(
        lacking[0], mending.difference(*lacking[1:], lacking[0].name), f"{target}", yes=yes
    ):
        mending.mend_index(me, target)
        screen.tell(f"Mended {lacking[0]}.")


def _agreed(path: Path, difference: str, named: str, *, yes: bool) -> bool:
    """Whether a file may be changed in this way; what to call otherwise is told."""
    click.echo(plain(difference), err=True)
    if yes or (sys.stdin.isatty() and click.confirm(f"Change {path}?", err=True)):
        return True
    screen.tell(f"{path} was left as it is; to change it: vibelog check --fix --yes {named}")
    return False
