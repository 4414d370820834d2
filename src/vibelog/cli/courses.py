"""The command `course`: add, list, show, refresh and remove the courses that you take."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vibelog.cli import screen, show, steps
from vibelog.core.text import plain, squash

if TYPE_CHECKING:
    from vibelog.app.enrolling import Added, Listed
    from vibelog.core.course import Course, Unread

_LONGEST = 80  # letters of a row that could not be read
_KINDNESS = 19  # os.nice: what goes on beside a command is not to slow it down
_DAY = 86400  # seconds


@click.group()
def course() -> None:
    """The courses that you take: which papers are due when.

    The schedule is read from the course's own README, and read again when it changes.
    """


@course.command()
@click.argument("source")
@click.option("--year", type=click.IntRange(1900, 2199), help="Year in which the term begins.")
@click.option("--user", is_flag=True, help="For all your repositories, in your own vibelog.toml.")
def add(source: str, year: int | None, *, user: bool) -> None:
    """Read a course's schedule, and remember where it is.

    SOURCE is the course's README: a link (to its repository on GitHub, or to the page), a git
    repository, a file or a folder. A link is read now, and again at most once an hour.
    """
    from vibelog.app import enrolling

    me = steps.start(sends=False)
    added = enrolling.add(me, source, Path.cwd(), year=year, personal=user)
    _summary(added.course)
    _written(added)
    _unread(added.course.unread)


@course.command(name="list")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def list_(*, json_: bool) -> None:
    """List your courses, and when each was read."""
    from vibelog.app import enrolling

    found = enrolling.listed(steps.start(sends=False), Path.cwd())
    if json_:
        show.as_json([_as_json(each) for each in found])
    elif found:
        rows = [(*_named(each), _used(each), _read(each), each.source.source) for each in found]
        screen.table(("course", "term", "papers", "used", "read", "source"), rows)
    else:
        screen.tell("You have added no course; the one that ships with vibelog serves.")
        screen.tell("To add yours: vibelog course add https://github.com/WHO/COURSE")


@course.command(name="show")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def show_(*, json_: bool) -> None:
    """Show what was read: each paper, its day, its line; and what could not be read."""
    from vibelog.app import enrolling

    me = steps.start(sends=False)
    found = [each for each in enrolling.listed(me, Path.cwd()) if each.used and each.course]
    courses = [each.course for each in found if each.course] or [me.course()]
    if json_:
        show.as_json([_course_json(each) for each in courses])
        return
    for each in courses:
        _summary(each)
        rows = [
            (a.name, f"{a.due:%a %d %b %Y}" if a.due else "", str(a.line or ""), a.title)
            for a in each.assignments
        ]
        screen.table(("paper", "due", "line", "title"), rows)
        _unread(each.unread)


@course.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--beside", is_flag=True, hidden=True, help="Started beside another command.")
def refresh(sources: tuple[str, ...], *, beside: bool) -> None:
    """Read your courses' links and git repositories again, now.

    By default all of them; files are read on each use anyway.
    """
    from vibelog.app import courses

    if beside:
        os.nice(_KINDNESS)
    me = steps.start(sends=False)
    failed = False
    for each in courses.refresh(me, sources):
        failed = failed or bool(each.failure)
        if each.failure:
            screen.tell(f"vibelog: {each.failure}")
        else:
            state = "has changed" if each.changed else "is as it was"
            screen.line(f"{each.source.source} {state}.")
    if not beside:
        me.course()  # tells which dates moved
    if failed:
        sys.exit(1)


@course.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take a course (its name, or its source) out of vibelog.toml."""
    from vibelog.app import enrolling

    removed = enrolling.remove(steps.start(sends=False), name, Path.cwd())
    screen.fact(f"Removed {removed.source} from {removed.file}.")


def _summary(found: Course) -> None:
    """A course in a line: how many papers, from when to when."""
    days = sorted(each.due for each in found.assignments if each.due)
    span = f", due {days[0]:%d %b %Y} to {days[-1]:%d %b %Y}" if days else ""
    term = f", {found.term}" if found.term and found.term not in found.name else ""
    worth = f" All vibe logs are worth {found.worth:g} %." if found.worth else ""
    count = f"{len(days)} paper{'' if len(days) == 1 else 's'}"
    screen.line(f"{found.name}{term}: {count}{span}.{worth}")


def _written(added: Added) -> None:
    where = f"{added.source.file} names it" if added.new else f"{added.source.file} named it before"
    screen.fact(f"{where}: source = {added.source.source}")


def _unread(unread: tuple[Unread, ...]) -> None:
    """What could not be read, with its line."""
    for each in unread:
        text = squash(each.text)
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
        screen.line(f"not read, line {each.line}: {text} ({each.why.rstrip('.')})")


def _named(each: Listed) -> tuple[str, str, str]:
    if each.course is None:
        return each.source.name or "?", "", ""
    return each.course.name, each.course.term, str(len(each.course.assignments))


def _used(each: Listed) -> str:
    return "yes" if each.used else "no"


def _read(each: Listed) -> str:
    """How old the copy is, and why it is not newer."""
    if not each.read:
        return f"never: {each.failure}" if each.failure else "never"
    seconds = (datetime.now().astimezone() - datetime.fromisoformat(each.read)).total_seconds()
    days, hours = int(seconds // _DAY), int(seconds % _DAY // 3600)
    age = f"{days} d ago" if days else f"{hours} h ago" if hours else "just now"
    return f"{age}; then: {each.failure}" if each.failure else age


def _as_json(each: Listed) -> dict[str, Any]:
    name, term, _ = _named(each)
    return {
        "name": plain(name),
        "term": term,
        "source": each.source.source,
        "year": each.source.year,
        "file": each.source.file or None,
        "used": each.used,
        "papers": len(each.course.assignments) if each.course else None,
        "read": each.read or None,
        "failure": each.failure or None,
    }


def _course_json(found: Course) -> dict[str, Any]:
    papers = [
        {
            "name": a.name,
            "title": a.title,
            "link": a.link,
            "due": str(a.due) if a.due else None,
            "at": f"{a.at:%H:%M}" if a.at else None,
            "line": a.line,
        }
        for a in found.assignments
    ]
    unread = [{"line": each.line, "text": each.text, "why": each.why} for each in found.unread]
    return {
        "name": found.name,
        "term": found.term,
        "worth": found.worth,
        "assignments": papers,
        "unread": unread,
    }
