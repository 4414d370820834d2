"""When a log first had real content: by the commits of its repository, not by its file's date.

Knows git's history; what real content is, is said by who asks. Git runs so that nothing which an
untrusted repository configures is executed: no pager, no filter, no external diff, no signature
check, and no transport with which missing objects could be fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vibelog.keeping import git

_CLOSED = tuple(  # of the transports git knows, a partial clone's missing objects use none
    part
    for name in ("allow", *(f"{t}.allow" for t in ("ext", "file", "git", "http", "https", "ssh")))
    for part in ("-c", f"protocol.{name}=never")
)
_SAFE = (*_CLOSED, "-c", "log.showSignature=false", "-c", "core.fsmonitor=false")
_LOG = (
    "log",
    "--topo-order",
    "--raw",
    "--no-abbrev",
    "--find-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-mailmap",
    "-z",
    "--format=%x01%H %cI %aI",
)
_NEVER = datetime.min.replace(tzinfo=UTC)
_BEGINS = "\x01"  # no path that git lists begins so


@dataclass(frozen=True, slots=True)
class Version:
    """A file's content in one commit."""

    commit: str
    committed: datetime  # in the committer's own time zone
    written: datetime  # the author's date, which survives a rebase and an amendment
    blob: str
    name: str  # of the file, in that commit


def versions(root: Path, names: Sequence[str]) -> dict[str, list[Version]]:
    """The versions of each file (named from the root), newest first, through its renames.

    A file that was never committed has none. Raises RepositoryError when git is missing.
    """
    known: dict[str, list[Version]] = {name: [] for name in names}
    current = {name: name for name in names}  # what each is called in the commit being read
    result = git.attempt(root, *_SAFE, *_LOG)
    for commit, committed, written, blob, old, new in _changes(result.out):
        for name, called in list(current.items()):
            if called == new and blob.strip("0"):
                known[name].append(Version(commit, committed, written, blob, new))
                current[name] = old
    return known


def contents(root: Path, found: Sequence[Version]) -> dict[str, bytes]:
    """What each version holds, by its blob; what is not to be had is left out."""
    blobs = list(dict.fromkeys(version.blob for version in found))
    if not blobs:
        return {}
    given = "".join(f"{blob}\n" for blob in blobs)
    out = git.attempt(root, *_SAFE, "cat-file", "--batch", given=given).out
    data = out.encode(errors="surrogateescape")
    held, at = {}, 0
    for blob in blobs:
        head, _, _ = data[at:].partition(b"\n")
        at += len(head) + 1
        fields = head.decode(errors="replace").split(" ")
        if fields[-1].isdigit():
            held[blob] = data[at : at + int(fields[-1])]
            at += int(fields[-1]) + 1
    return held


def first_real(history: Sequence[Version], real: Callable[[Version], bool]) -> Version | None:
    """The oldest of a file's versions that is `real`; None when none is."""
    return next((version for version in reversed(history) if real(version)), None)


def _changes(out: str) -> Iterator[tuple[str, datetime, datetime, str, str, str]]:
    """Each changed file: commit, its two dates, blob, old name and new name."""
    tokens = iter(out.split("\0"))
    commit, committed, written = "", _NEVER, _NEVER
    for raw in tokens:
        token = raw.lstrip("\n")
        if token.startswith(_BEGINS):
            commit, first, second = token[1:].split(" ")
            committed, written = datetime.fromisoformat(first), datetime.fromisoformat(second)
        elif token.startswith(":"):
            fields = token.split(" ")
            old = next(tokens)
            new = next(tokens) if fields[4][0] in "RC" else old
            yield commit, committed, written, fields[3], old, new
