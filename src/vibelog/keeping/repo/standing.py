"""Where files stand: committed as they are, pushed, and since when. Nothing is fetched.

Knows what git remembers of the remote; four calls of git, however many files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vibelog.keeping import git
from vibelog.keeping.repo.place import Place

_LOG = (
    "--literal-pathspecs",
    "log",
    "--no-show-signature",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "-c",  # of a merge, what it has of none that it joins
    "--name-only",
    "-z",
    "--format=%x01%cI",
)
_BEGINS = "\x01"  # no path that git lists begins so


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one file stands."""

    committed: bool  # as it is in the work tree
    pushed: bool | None  # its last commit is upstream, as far as git remembers; None: no upstream
    first: datetime | None  # the committer's date of the first commit that has it


def standing(place: Place, paths: Sequence[Path]) -> dict[Path, Standing]:
    """Where each of the files stands. Raises RepositoryError for one outside the repository."""
    if not paths:
        return {}
    names = {path: place.name(path) for path in paths}
    listed = list(names.values())
    changed, upstream, ahead = _status(place, listed)
    added = _touched(place, "--diff-filter=A", "HEAD", "--", *listed)
    unpushed = _touched(place, "@{upstream}..HEAD", "--", *listed) if upstream and ahead else {}
    kept = _in_head(place, listed)
    found = {}
    for path, name in names.items():
        first = min(added.get(name, []), default=None)
        here = name in kept and name not in changed and path.is_file()
        sent = name in kept and name not in unpushed and ahead is not None
        found[path] = Standing(here, sent if upstream else None, first)
    return found


def _in_head(place: Place, names: Sequence[str]) -> set[str]:
    """Those of the files that the last commit has; none before the first one."""
    show = ("--literal-pathspecs", "ls-tree", "-z", "--full-tree", "--name-only", "HEAD", "--")
    return set(git.attempt(place.root, *show, *names).out.split("\0"))


def _status(place: Place, names: Sequence[str]) -> tuple[set[str], bool, int | None]:
    """The files that differ from HEAD; whether there is an upstream; how many commits it lacks.

    The last is None when the upstream's branch is not known here (it was never pushed).
    """
    show = ("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--ignored=no")
    out = place.ask("--literal-pathspecs", *show, "--no-renames", "--", *names)
    tokens = [token for token in out.split("\0") if token]
    upstream = any(token.startswith("# branch.upstream ") for token in tokens)
    ahead = [token for token in tokens if token.startswith("# branch.ab ")]
    count = int(ahead[0].split()[2]) if ahead else None
    # `1 XY sub mH mI mW hH hI path`, `u XY sub m1 m2 m3 mW h1 h2 h3 path`, `? path`
    before = {"1": 8, "u": 10, "?": 1}
    changed = {t.split(" ", before[t[0]])[-1] for t in tokens if t[0] in before}
    return changed, upstream, count


def _touched(place: Place, *arguments: str) -> dict[str, list[datetime]]:
    """The committers' dates of the commits that touched each file; none before the first commit."""
    found: dict[str, list[datetime]] = {}
    at = datetime.fromtimestamp(0, tz=UTC)  # replaced by the first token, which is a date
    for token in git.attempt(place.root, *_LOG, *arguments).out.split("\0"):
        text = token.lstrip("\n")
        if text.startswith(_BEGINS):
            at = datetime.fromisoformat(text.removeprefix(_BEGINS))
        elif text:
            found.setdefault(text, []).append(at)
    return found
