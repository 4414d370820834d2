"""A log in its repository: committed, in time, and found from the README.

Knows the repository's history and its README; what was due when is said by who asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vibelog.keeping.checking import content, files, history, naming
from vibelog.keeping.checking.findings import Flag
from vibelog.keeping.checking.page import read


@dataclass(frozen=True, slots=True)
class Placed:
    """A log's file."""

    name: str  # from the repository's root
    text: str  # as it stands in the work tree
    due: date | None


def flags(root: Path, logs: Sequence[Placed]) -> dict[str, list[Flag]]:
    """By name, what is wrong with the logs' place and time. Raises RepositoryError."""
    known = history.versions(root, [log.name for log in logs])
    every = [version for versions in known.values() for version in versions]
    texts = {blob: files.lines(text) for blob, text in history.contents(root, every).items()}
    readme = next((f for f in sorted(root.iterdir()) if f.name.lower() == "readme.md"), None)
    return {
        log.name: [*_dated(log, known[log.name], texts), *_indexed(log.name, readme)]
        for log in logs
    }


def _dated(
    log: Placed, versions: Sequence[history.Version], texts: dict[str, str]
) -> Iterator[Flag]:
    """Whether the log is committed as it stands, and had real content on the day it was due."""
    if not versions:
        message = "The log is in no commit: nobody can tell when it was written."
        yield Flag("not-committed", 1, message)
        return
    if texts.get(versions[0].blob) not in (None, log.text):
        yield Flag("not-committed", 1, "The latest changes to the log are in no commit.")
    first = history.first_real(versions, texts, lambda text: content.has_content(read(text)))
    if log.due and first and first.committed > log.due:
        days = (first.committed - log.due).days
        message = (
            f"Due {log.due}; its first real content is of {first.committed}, {days} "
            f"day{'s' if days > 1 else ''} late (commit {first.commit[:10]}"
        )
        own = f", which its author dates {first.written})." if first.written <= log.due else ")."
        yield Flag("late", 1, message + own)


def _indexed(name: str, readme: Path | None) -> Iterator[Flag]:
    """Whether the README at the root leads to the log."""
    if readme is None or readme.is_symlink():
        yield Flag("not-indexed", 1, "The repository has no README.md that could lead to the log.")
    elif not naming.leads_to(files.text_of(readme) or "", name):
        yield Flag("not-indexed", 1, f"No link in {readme.name} leads to {name}.")
