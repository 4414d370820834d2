"""A log in its repository: committed, in time, and found from the README.

Knows the repository's history and its README; what was due when is said by who asks. A log kept in
several formats (the same name but for the ending) is one: in time when one of them was, and found
when a link leads to one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from pathlib import Path, PurePosixPath

from vibelog.keeping.checking import beginning, content, files, history
from vibelog.keeping.checking.findings import Flag
from vibelog.keeping.checking.page import read

NO_INDEX = "none"  # what vibelog.toml's `index` says where there is none
_END = time(23, 59, 59)  # of a day; a commit's date has no parts of a second


@dataclass(frozen=True, slots=True)
class Placed:
    """A log's file."""

    name: str  # from the repository's root
    text: str  # what it says in the work tree
    due: date | None
    at: time | None = None  # the hour it is due; None: the end of the day


def flags(
    root: Path, logs: Sequence[Placed], zone: tzinfo | None = None, index: str = "README.md"
) -> dict[str, list[Flag]]:
    """By name, what is wrong with the logs' place and time. Raises RepositoryError.

    `zone` is the course's time zone; None: a commit counts in its committer's own. `index` is the
    file that links to the logs, from the root.
    """
    formats = {log.name: beginning.formats(root, log.name) for log in logs}
    versions = history.versions(root, [name for each in formats.values() for name in each])
    said, kept, begins = (
        _said(root, versions),
        history.in_head(root, list(formats)),
        history.begins(root),
    )
    first = {name: history.first_real(each, said.real) for name, each in versions.items()}
    lacking = _lacking(root, formats, index) if index.lower() != NO_INDEX else frozenset()
    return {
        log.name: [
            *_uncommitted(log, kept.get(log.name), said.texts),
            *_late(
                log, beginning.earliest(first[name] for name in formats[log.name]), begins, zone
            ),
            *_indexed(log.name, lacking, index),
        ]
        for log in logs
    }


@dataclass(frozen=True, slots=True)
class _Said:
    """What the versions of all logs say, by their blobs; None: nothing that can be read."""

    texts: Mapping[str, str | None]

    def real(self, version: history.Version) -> bool:
        """Whether somebody asked something in that version."""
        text = self.texts.get(version.blob)
        return text is not None and content.has_content(read(text))


def _said(root: Path, versions: Mapping[str, Sequence[history.Version]]) -> _Said:
    every = [version for each in versions.values() for version in each]
    held = history.contents(root, every)
    read_as = {version.blob: version.name for version in every if version.blob in held}
    made = {blob: files.content(held[blob], name) for blob, name in read_as.items()}
    return _Said({blob: each.text if each else None for blob, each in made.items()})


def _uncommitted(log: Placed, blob: str | None, texts: Mapping[str, str | None]) -> Iterator[Flag]:
    """Whether the log is committed as it stands; `blob` is what the last commit has of it."""
    if blob is None:
        message = "The log is in no commit: nobody can tell when it was written."
        yield Flag("not-committed", 1, message)
    elif texts.get(blob) not in (None, log.text):
        yield Flag("not-committed", 1, "The latest changes to the log are in no commit.")


def _late(
    log: Placed, first: history.Version | None, begins: Collection[str], zone: tzinfo | None
) -> Iterator[Flag]:
    """Whether the log had no real content when it was due.

    Nothing is said where what was before its `first` version is not in the repository, which
    `begins` with that commit: a shallow clone.
    """
    if log.due is None or first is None or first.commit in begins:
        return
    deadline = datetime.combine(log.due, log.at or _END)
    committed, written = (_local(moment, zone) for moment in (first.committed, first.written))
    if committed <= deadline:
        return
    days = (committed.date() - log.due).days
    told = f"{days} day{'s' if days > 1 else ''} late" if days else f"after {log.at:%H:%M}"
    own = f", which its author dates {written.date()})." if written <= deadline else ")."
    message = f"Due {log.due}; its first real content is of {committed.date()}, {told}"
    yield Flag("late", 1, f"{message} (commit {first.commit[:10]}{own}")


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    """The moment as a clock shows it in the zone (None: in the moment's own)."""
    return (moment.astimezone(zone) if zone else moment).replace(tzinfo=None)


def _lacking(root: Path, formats: Mapping[str, Sequence[str]], index: str) -> frozenset[str] | None:
    """The logs to which the index does not lead, in any of their formats; None: there is none."""
    from vibelog.keeping.readme import Entry, missing  # it reads names as this package does

    wanted = PurePosixPath(index)
    folder = root / wanted.parent
    each = sorted(folder.iterdir()) if folder.is_dir() else []
    file = next((f for f in each if f.name.lower() == wanted.name.lower()), None)
    if file is None or file.is_symlink():
        return None
    entries = []
    for name, alike in formats.items():
        path, *others = (posixpath.relpath(other, wanted.parent) for other in alike)
        entries.append(Entry((name,), "", (), path, others=tuple(others)))
    return frozenset(entry.label for entry in missing(files.text_of(file) or "", entries))


def _indexed(name: str, lacking: frozenset[str] | None, index: str) -> Iterator[Flag]:
    """Whether the index leads to the log."""
    if lacking is None:
        yield Flag("not-indexed", 1, f"The repository has no {index} that could lead to the log.")
    elif name in lacking:
        yield Flag("not-indexed", 1, f"No link in {index} leads to {name}.")
