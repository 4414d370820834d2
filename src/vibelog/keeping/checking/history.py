"""When a log first had real content: by the commits of its repository, not by its file's date.

Knows git's history; what real content is, is said by who asks. Git runs so that nothing which an
untrusted repository configures is executed: no pager, no filter, no external diff, no signature
check, and no transport with which missing objects could be fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vibelog.keeping import git

_CLOSED = tuple(  # of the transports git knows, a partial clone's missing objects use none
    part
    for name in ("allow", *(f"{t}.allow" for t in ("ext", "file", "git", "http", "https", "ssh")))
    for part in ("-c", f"protocol.{name}=never")
)
_SAFE = (
    *("--literal-pathspecs", *_CLOSED, "-c", "log.showSignature=false"),
    *("-c", "core.fsmonitor=false", "-c", "log.showRoot=true", "-c", "log.follow=false"),
)
_LOG = (
    "log",
    "--topo-order",
    "--raw",
    "--no-abbrev",
    "--no-ext-diff",
    "--no-textconv",
    "--no-mailmap",
    "-z",
    "--format=%x01%H %cI %aI",
)
# Of a merge, what differs from all that it joins: what came from one of them is that one's.
_CHANGES = (*_LOG, "--full-history", "-c", "--no-renames")
_ORIGINS = (*_LOG, "--no-walk=unsorted", "--diff-merges=first-parent", "--find-renames")
_RENAMES = 30  # of one file that are followed, the newest ones
SHALLOW = (
    "The repository is a shallow clone: whether its first logs were in time cannot be told until "
    "git fetch --unshallow brings its history."
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


@dataclass(frozen=True, slots=True)
class _Change:
    """A file that one commit changed."""

    version: Version
    added: bool
    gone: bool
    old: str  # its name before


def versions(root: Path, names: Sequence[str]) -> dict[str, list[Version]]:
    """The versions of each file (named from the root), newest first, through its renames.

    A file that was never committed has none. Git is asked for these files alone, and for the other
    files of those commits alone that added one. Raises RepositoryError when git is missing.
    """
    known: dict[str, list[Version]] = {name: [] for name in names}
    called = {name: (name, "") for name in names}  # at last, and until the commit that renamed it
    for _ in range(_RENAMES):
        changes = _of_files(root, {old for old, _ in called.values()})
        since = {name: _before(changes.get(old, []), at) for name, (old, at) in called.items()}
        added = {each.version.commit for some in since.values() for each in some if each.added}
        origins, called = _origins(root, added), {}
        for name, some in since.items():
            for each in some:
                known[name] += [] if each.gone else [each.version]
                commit = each.version.commit
                if each.added and (old := origins.get((commit, each.version.name))):
                    called[name] = (old, commit)
                    break
        if not called:
            break
    return known


def in_head(root: Path, names: Sequence[str]) -> dict[str, str]:
    """The blobs of those of the files that the last commit has."""
    if not names:
        return {}
    out = git.attempt(root, *_SAFE, "ls-tree", "-z", "--full-tree", "HEAD", "--", *names).out
    listed = (line.partition("\t") for line in out.split("\0") if line)
    return {name: facts.split(" ")[2] for facts, _, name in listed}


def begins(root: Path) -> frozenset[str]:
    """The commits with which a shallow clone begins: what was before them cannot be told."""
    path = git.attempt(root, *_SAFE, "rev-parse", "--git-path", "shallow").out.strip()
    try:
        return frozenset((root / path).read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return frozenset()


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


def _of_files(root: Path, names: Collection[str]) -> dict[str, list[_Change]]:
    """All changes to the files of these names, newest first."""
    found: dict[str, list[_Change]] = {}
    if names:  # without any, git would list every file
        out = git.attempt(root, *_SAFE, *_CHANGES, "--", *sorted(names)).out
        for change in _changes(out):
            found.setdefault(change.version.name, []).append(change)
    return found


def _before(changes: Sequence[_Change], commit: str) -> Sequence[_Change]:
    """The changes before that commit; all of them where it is none of theirs."""
    places = (n for n, change in enumerate(changes, 1) if change.version.commit == commit)
    return changes[next(places, 0) :]


def _origins(root: Path, commits: Collection[str]) -> dict[tuple[str, str], str]:
    """By commit and new name, what the files that these commits renamed were called before."""
    if not commits:
        return {}
    out = git.attempt(root, *_SAFE, *_ORIGINS, *sorted(commits), "--").out
    return {
        (each.version.commit, each.version.name): each.old
        for each in _changes(out)
        if each.old != each.version.name
    }


def _changes(out: str) -> Iterator[_Change]:
    """Each changed file. The fields of a merge are as many more as it has parents."""
    tokens = iter(out.split("\0"))
    commit, committed, written = "", _NEVER, _NEVER
    for raw in tokens:
        token = raw.lstrip("\n")
        if token.startswith(_BEGINS):
            commit, first, second = token[1:].split(" ")
            committed, written = datetime.fromisoformat(first), datetime.fromisoformat(second)
        elif token.startswith(":"):
            *_, blob, status = token.split(" ")
            old = next(tokens)
            new = next(tokens) if status[0] in "RC" else old
            version = Version(commit, committed, written, blob, new)
            yield _Change(version, set(status) == {"A"}, not blob.strip("0"), old)
