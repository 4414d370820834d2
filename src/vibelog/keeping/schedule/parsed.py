"""Schedules that were read before, in the library's cache: reading one takes 70 ms, this takes 1.

Knows a course as JSON; not how a schedule is read. What is kept is kept for one text, year and
version of vibelog, and only if it comes back as it was; a damaged or lost one is read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date, time
from pathlib import Path
from typing import Any

from vibelog import __version__
from vibelog.core.course import Assignment, Course, Unread
from vibelog.keeping import writing

Read = Callable[[str, int | None], Course]


def kept(home: Path, text: str, year: int | None, read: Read) -> Course:
    """The course of a text, as `read` gives it; raises what `read` raises."""
    data = f"{__version__}\n{year}\n{text}".encode(errors="surrogatepass")
    file = home / "cache" / "courses" / f"{hashlib.sha256(data).hexdigest()[:24]}.read.json"
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        return _course(json.loads(file.read_text(encoding="utf-8")))
    course = read(text, year)
    said = json.dumps(asdict(course), default=str)  # days and hours in ISO 8601
    with suppress(OSError, ValueError, TypeError, KeyError):
        if _course(json.loads(said)) == course:
            file.parent.mkdir(parents=True, exist_ok=True)
            writing.write(file, said.encode())
    return course


def _course(fields: Mapping[str, Any]) -> Course:
    papers = tuple(_assignment(each) for each in fields["assignments"])
    unread = tuple(Unread(**each) for each in fields["unread"])
    return Course(**{**fields, "assignments": papers, "unread": unread})


def _assignment(fields: Mapping[str, Any]) -> Assignment:
    due, at = fields["due"], fields["at"]
    return Assignment(
        **{
            **fields,
            "aliases": tuple(fields["aliases"]),
            "due": date.fromisoformat(due) if due else None,
            "at": time.fromisoformat(at) if at else None,
        }
    )
