"""What is shown of courses: their papers and days, how old a copy is, and their JSON.

Knows what was found; asks and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vibelog.cli import screen
from vibelog.core.text import plain, squash

if TYPE_CHECKING:
    from vibelog.app.course.courses import Refreshed
    from vibelog.app.course.enrolling import Added, Listed
    from vibelog.core.course import Assignment, Course, Unread

_LONGEST = 80  # letters of a row that could not be read
_DAY = 86400  # seconds


def course(found: Course) -> None:
    """What was read of a course: each paper, its day, its line; and what could not be read."""
    summary(found)
    rows = [
        (a.name, f"{a.due:%a %d %b %Y}" if a.due else "", str(a.line or ""), a.title)
        for a in found.assignments
    ]
    screen.table(("paper", "due", "line", "title"), rows)
    unread(found.unread)


def summary(found: Course) -> None:
    """A course in a line: how many papers, from when to when."""
    days = sorted(each.due for each in found.assignments if each.due)
    span = f", due {days[0]:%d %b %Y} to {days[-1]:%d %b %Y}" if days else ""
    term = f", {found.term}" if found.term and found.term not in found.name else ""
    worth = f" All vibe logs are worth {found.worth:g} %." if found.worth else ""
    count = f"{len(days)} paper{'' if len(days) == 1 else 's'}"
    screen.line(f"{found.name}{term}: {count}{span}.{worth}")


def written(added: Added) -> None:
    """Which file names the course."""
    where = f"{added.source.file} names it" if added.new else f"{added.source.file} named it before"
    screen.fact(f"{where}: source = {added.source.source}")


def unread(rows: Sequence[Unread]) -> None:
    """What could not be read, with its line."""
    for each in rows:
        text = squash(each.text)
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
        screen.line(f"not read, line {each.line}: {text} ({each.why.rstrip('.')})")


def table(found: Sequence[Listed]) -> None:
    """The courses, and when each was read."""
    rows = [(*_named(each), _used(each), _read(each), each.source.source) for each in found]
    screen.table(("course", "term", "papers", "used", "read", "source"), rows)


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
    return f"{age}; but: {each.failure}" if each.failure else age


def listed_json(each: Listed) -> dict[str, Any]:
    """A course of the list, for a script."""
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


def refreshed(each: Refreshed) -> str:
    """What came of reading a course again."""
    name = each.source.source
    if each.source.kind == "path":
        what = "a folder" if Path(each.source.place).is_dir() else "a file"
        return f"{name} is {what}, read on each use."
    return f"{name} {'has changed' if each.changed else 'is as it was'}."


def refreshed_json(each: Refreshed) -> dict[str, Any]:
    """The same for a script."""
    return {
        "source": each.source.source,
        "kind": each.source.kind,
        "changed": each.changed,
        "failure": each.failure or None,
    }


def course_json(found: Course) -> dict[str, Any]:
    """What `course` shows, for a script."""
    unread = [{"line": each.line, "text": each.text, "why": each.why} for each in found.unread]
    return {
        "name": found.name,
        "term": found.term,
        "worth": found.worth,
        "assignments": [paper_json(each) for each in found.assignments],
        "unread": unread,
    }


def paper_json(paper: Assignment) -> dict[str, Any]:
    """What the schedule says of a paper."""
    return {
        "name": paper.name,
        "title": paper.title,
        "link": paper.link,
        "due": str(paper.due) if paper.due else None,
        "at": f"{paper.at:%H:%M}" if paper.at else None,
        "line": paper.line,
    }
