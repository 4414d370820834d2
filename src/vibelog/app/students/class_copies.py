"""The copies of the students' repositories in the library's cache: made, known again, as files.

A copy is a repository of our own with the files that may be logs beside it; it is complete when its
mark is written, and is fetched again after an hour. Nothing is ever written to where it came from.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vibelog import __version__
from vibelog.core.text import plain
from vibelog.errors import RepositoryError

if TYPE_CHECKING:
    from vibelog.keeping.remote.remotes import Remote

FRESH = timedelta(hours=1)  # a class that is looked at twice is fetched once
_LOGS = (".md", ".markdown", ".txt", ".docx", ".html", ".htm", ".ipynb", ".jsonl")
_NO_LOGS = ("node_modules", "site-packages", "venv", "__pycache__")
_MARK = "vibelog.json"  # in the copy's `.git`: when it was fetched, from where, by which vibelog
_TOLD = 3  # files that are named of those that were too large
_WAITS = 60.0  # seconds for another vibelog that is at work on the same copy


@dataclass(frozen=True, slots=True)
class Copy:
    """A complete copy."""

    folder: Path
    commit: str
    committed: datetime
    fetched: datetime
    note: str = ""  # why it is not newer, and what is not in it


def place(home: Path, remote: Remote) -> Path:
    """Where the copy of a repository stands."""
    digest = hashlib.sha256(remote.url.encode()).hexdigest()[:12]
    name = re.sub(r"[^A-Za-z0-9]+", "-", remote.url.rpartition("://")[2]).strip("-")[-60:]
    return home / "cache" / "class" / f"{name}-{digest}"


def known(folder: Path) -> Copy | None:
    """The copy, when a complete one stands there."""
    from vibelog.keeping.remote.cloning import known

    try:
        mark = json.loads((folder / ".git" / _MARK).read_text(encoding="utf-8"))
        if mark["vibelog"] != __version__:  # another one may read other files
            return None
        fetched = datetime.fromisoformat(mark["fetched"])
        found, note = known(folder), str(mark["note"])
    except (OSError, ValueError, KeyError, TypeError, RepositoryError):
        return None
    return Copy(folder, found.head, found.committed, fetched, note)


def make(remote: Remote, folder: Path, now: datetime) -> Copy:
    """Fetch a repository, or what is new in it, and lay out its files; RepositoryError."""
    from filelock import FileLock, Timeout

    from vibelog.keeping.remote.cloning import LARGEST, blobs, clone, left_out
    from vibelog.keeping.remote.exporting import export

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock", timeout=_WAITS):
            cloned = clone(remote, folder)
            contents = blobs(folder, _may_be_log, remote)
            mark = folder / ".git" / _MARK
            mark.unlink(missing_ok=True)
            export(contents, folder)
            note = _lacking(left_out(folder, _may_be_log), LARGEST)
            facts = {"vibelog": __version__, "fetched": now.isoformat(), "url": remote.url}
            facts["note"] = note
            mark.write_text(json.dumps(facts), encoding="utf-8")
    except Timeout:
        raise RepositoryError(f"Another vibelog is fetching {remote.url}: try again.") from None
    except OSError as error:
        raise RepositoryError(f"{folder} cannot be written ({error.strerror}).") from error
    return Copy(folder, cloned.head, cloned.committed, now, note)


def _lacking(paths: Sequence[str], largest: int) -> str:
    """A sentence on the files above `largest` bytes, that were not read; "" where there is none."""
    if not paths:
        return ""
    more = f" and {len(paths) - _TOLD} more" if len(paths) > _TOLD else ""
    named = plain(", ".join(paths[:_TOLD]))
    return f"Not looked at, as larger than {largest // 1_000_000} MB: {named}{more}."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A repository to be fetched."""

    remote: Remote
    folder: Path
    now: datetime


def maker() -> Callable[[Wanted], Copy]:
    """What a worker does: fetch a repository; the older copy and why, when it cannot be fetched."""
    return _made


def _made(wanted: Wanted) -> Copy:
    try:
        return make(wanted.remote, wanted.folder, wanted.now)
    except RepositoryError as error:
        copy = known(wanted.folder)
        if copy is None:
            raise
        note = f"Not fetched again, so this is from {copy.fetched:%Y-%m-%d %H:%M}: {error}"
        return replace(copy, note=f"{note} {copy.note}".strip())


def _may_be_log(path: str) -> bool:
    """Whether a file may be a log, a transcript beside it, or the README that leads to it."""
    pure = PurePosixPath(path)
    return pure.suffix.lower() in _LOGS and not any(part in _NO_LOGS for part in pure.parts)
