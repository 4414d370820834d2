"""The command `course`: add, list, show, refresh and remove the courses that you take."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibelog.cli import courses_shown as shown
from vibelog.cli import screen, show, steps
from vibelog.cli.options import JSON
from vibelog.core.text import plain
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.app import App
    from vibelog.core.course import Course

_YEAR = click.IntRange(1900, 2199)  # as core.sources takes it
_KINDNESS = 19  # os.nice: what goes on beside a command is not to slow it down


def year_asker() -> Callable[[str], int] | None:
    """What asks for a term's year in a terminal, the reason said before; None in a pipe."""
    return _ask_year if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask_year(why: str) -> int:
    screen.tell(why)
    year: int = click.prompt("In which year does the term begin?", type=_YEAR, err=True)
    return year


def _given(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """An argument that is more than blanks."""
    if not value.strip():
        raise click.BadParameter("it is empty.")
    return value


@click.group()
def course() -> None:
    """The courses that you take: which papers are due when.

    The schedule is read from the course's own README, and read again when it changes.
    """


@course.command()
@click.argument("source", callback=_given)
@click.option("--year", type=_YEAR, help="Year in which the term begins.")
@click.option("--user", is_flag=True, help="For all your repositories, in your own vibelog.toml.")
def add(source: str, year: int | None, *, user: bool) -> None:
    """Read a course's schedule, and remember where it is.

    SOURCE is the course's README: a link (to its repository on GitHub, or to the page), a git
    repository, a file or a folder. A link is read now, and again at most once an hour.
    """
    from vibelog.app.course import enrolling

    me = steps.start(sends=False)
    added = enrolling.add(me, source, Path.cwd(), year=year, personal=user, ask=year_asker())
    shown.summary(added.course)
    shown.written(added)
    shown.unread(added.course.unread)


@course.command(name="list")
@JSON
def list_(*, json_: bool) -> None:
    """List your courses, and when each was read."""
    from vibelog.app.course import enrolling

    found = enrolling.listed(steps.start(sends=False), Path.cwd())
    if json_:
        show.as_json([shown.listed_json(each) for each in found])
    elif found:
        shown.table(found)
    else:
        screen.tell("You have added no course; the one that ships with vibelog serves.")
        screen.tell("To add yours: vibelog course add https://github.com/WHO/COURSE")


@course.command(name="show")
@click.argument("name", required=False)
@JSON
def show_(name: str | None, *, json_: bool) -> None:
    """Show what was read: each paper, its day, its line; and what could not be read.

    NAME is one of your courses, or a paper: then that alone.
    """
    from vibelog.app.course import enrolling

    me = steps.start(sends=False)
    there = enrolling.named(me, name, Path.cwd()) if name else enrolling.listed(me, Path.cwd())
    found = [each for each in there if each.course and (name or each.used)]
    for each in found:
        if each.failure:
            screen.tell(each.failure)
    courses = [each.course for each in found if each.course]
    if name and not there:
        _show_paper(me.course(), name, json_=json_)
    elif json_:
        show.as_json([shown.course_json(each) for each in courses or [me.course()]])
    else:
        for one in courses or [me.course()]:
            shown.course(one)


def _show_paper(found: Course, name: str, *, json_: bool) -> None:
    """What is known of one paper; VibelogError when there is none of that name."""
    paper = found.find(name)
    if paper is None:
        raise VibelogError(
            f"There is no course and no paper {plain(name)!r}; vibelog course show lists them."
        )
    facts = shown.paper_json(paper)
    if json_:
        show.as_json(facts)
        return
    for key, fact in facts.items():
        if fact is not None:
            screen.line(f"{key}: {fact}")


@course.command()
@click.argument("sources", nargs=-1, metavar="[COURSE]...")
@JSON
@click.option("--beside", is_flag=True, hidden=True, help="Started beside another command.")
def refresh(sources: tuple[str, ...], *, json_: bool, beside: bool) -> None:
    """Read your courses again, now: their links and git repositories.

    By default all of them; files are read on each use anyway. Exits 1 when one cannot be read.
    """
    from vibelog.app.course import courses

    if beside:
        os.nice(_KINDNESS)
    me = steps.start(sends=False)
    only = sources if beside else _sources(me, sources)
    found = []
    for each in courses.refresh(me, only):
        found.append(each)
        if each.failure:
            screen.tell(f"vibelog: {each.failure}")
        elif not json_:
            screen.line(shown.refreshed(each))
    if json_:
        show.as_json([shown.refreshed_json(each) for each in found])
    if not beside:
        _tell_moved(me, {each.failure for each in found})
    if any(each.failure for each in found):
        sys.exit(1)


def _sources(me: App, names: tuple[str, ...]) -> list[str]:
    """The sources of the courses that are named; VibelogError for one that is not used here."""
    from vibelog.app.course import enrolling

    found = []
    for name in names:
        used = [each.source.source for each in enrolling.named(me, name, Path.cwd()) if each.used]
        if not used:
            raise VibelogError(
                f"No course {plain(name)!r} is used here; vibelog course list lists yours."
            )
        found += used
    return found


def _tell_moved(me: App, said: set[str]) -> None:
    """Tell which days moved, and nothing that was said before."""
    replace(me, tell=lambda sentence: None if sentence in said else me.tell(sentence)).course()


@course.command()
@click.argument("name", callback=_given)
def remove(name: str) -> None:
    """Take a course (its name, or its source) out of vibelog.toml."""
    from vibelog.app.course import enrolling

    removed = enrolling.remove(steps.start(sends=False), name, Path.cwd())
    screen.fact(f"Removed {removed.source} from {removed.file}.")
