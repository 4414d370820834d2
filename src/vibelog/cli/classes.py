"""The command `class`: one table of what a class's vibe logs hold, for the instructor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import screen, show, steps
from vibelog.cli.options import JSON

if TYPE_CHECKING:
    from vibelog.app.students.classes import Class, Facts, Told

_FILE = click.Path(path_type=Path, dir_okay=False)
_HEADER = ("student", "logs", "in time", "late", "missing", "questions", "quotes", "found")
_EACH = 25  # repositories, after which a line is printed where there is no terminal


@click.command(name="class")
@click.argument("repos", metavar="REPOS.csv", type=_FILE)
@click.option("--csv", "csv_", metavar="FILE", type=_FILE, help="Write the table as CSV.")
@click.option("--html", metavar="FILE", type=_FILE, help="Write a page that opens on each log.")
@JSON
@click.option("--fetch/--offline", default=None, help="Fetch all again, or none at all.")
def class_(
    repos: Path, csv_: Path | None, html: Path | None, *, json_: bool, fetch: bool | None
) -> None:
    """Check the vibe logs of a whole class.

    REPOS.csv names a student and a repository (a link or a path) in each line. They are copied into
    the library's cache, again after an hour, and nothing in them is run. What is told are facts,
    not grades; nobody's repository is written to. Exits 1 when one of them could not be checked.
    """
    from vibelog.app.students import classes

    me = steps.start(sends=False)
    with _progress() as told:
        asked = classes.Asked(repos, datetime.now().astimezone(), fetch)
        found = classes.survey(me, asked, told)
    classes.write(found, csv_, html)
    if json_:
        show.as_json(classes.as_json(found))
    else:
        _table(found)
    for file in filter(None, (csv_, html)):
        screen.tell(f"Wrote {file}.")
    if found.broken:
        sys.exit(1)


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar in a terminal; else a line now and then."""
    if sys.stderr.isatty():
        with screen.progress("") as bar:
            yield bar
    else:
        yield _line


def _line(what: str, done: int, total: int) -> None:
    if done and (done % _EACH == 0 or done == total):
        screen.tell(f"{what.split(maxsplit=1)[0]}: {done} of {total}")


def _table(found: Class) -> None:
    """One line a student, then what the whole class should know."""
    screen.table(_HEADER, [_row(facts) for facts in found.students])
    for facts in found.students:
        if facts.note and not facts.error:
            screen.line(f"{facts.student.name}: {facts.note}")
    for skipped in found.skipped:
        screen.line(f"Line {skipped.line} of the list ({skipped.text}) was not used: {skipped.why}")
    due = f"{len(found.due)} papers of {found.course} were due before {found.today}"
    screen.line(f"{due}. These are facts, not grades.")
    if found.unknown:
        screen.line(
            f"Not in your library, so nothing was looked up in them (vibelog add): "
            f"{', '.join(found.unknown)}."
        )


def _row(facts: Facts) -> tuple[str, ...]:
    """A student's cells."""
    name = facts.student.name
    if facts.error:
        return (name, "", "", "", "", "", "", f"could not: {facts.error}")
    fewest, most = facts.questions or (0, 0)
    return (
        name,
        str(len(facts.logs)),
        str(facts.in_time),
        str(len(facts.late)),
        str(len(facts.missing)),
        str(most) if fewest == most else f"{fewest}–{most}",
        f"{facts.verified} of {facts.checked}" if facts.checked else "none",
        ", ".join(f"{code} {count}" for code, count in facts.flags().items()) or "nothing",
    )
