"""Other people's repositories, fetched into a folder of ours and read; nothing of them runs.

    remote = remotes.remote("https://github.com/student/notes", Path.cwd())
    cloned = clone(remote, cache / "notes", seconds=120)
    blobs(cloned.folder, lambda path: path.endswith(".md"))    {"vibe-logs/dspy.md": b"…"}

Knows git's objects; not what a log is. What is fetched is untrusted, so:

- Nothing is checked out. Files are read with `cat-file`, so no filter, attribute, hook, symbolic
  link or submodule of theirs takes part; the copy's configuration is written by us.
- All commits of the default branch are fetched, as "late" goes by history, but of their files only
  those below 1 MB: papers and slides stay where they are. Larger ones that git needs to follow
  renames are fetched once. (A shallow clone would call every log as late as its newest commit.)
- One transport, no password prompt, a time limit for each call of git, and a limit on the size of
  any file it writes, which a repository made to fill the disk meets.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.errors import RepositoryError
from vibelog.keeping.remote.exporting import writable
from vibelog.keeping.remote.guarded import CONFIG, FILTER, ROOM, fetching, looking

if TYPE_CHECKING:
    from vibelog.keeping import git
    from vibelog.keeping.remote.remotes import Remote

SECONDS = 120.0  # for one repository's fetch; a student's notes take one to five
LARGEST = 5_000_000  # bytes of a file that is read: what the checks read of a log
_MOST = 2_000  # files that are read from one repository
_ALL = 100_000_000  # bytes that are read from one repository
_REF = "refs/vibelog/head"
_BRANCH = "main"  # of the copy, whatever it is called there
_QUIET = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
_HISTORY = ("log", "--raw", "--find-renames", "--no-ext-diff", "--no-textconv", "--format=%H")


@dataclass(frozen=True, slots=True)
class Cloned:
    """A copy of a repository's default branch."""

    folder: Path  # the work tree, empty but for `.git`
    head: str  # the commit
    committed: datetime  # when it was committed, by the committer's clock and zone


@dataclass(frozen=True, slots=True)
class _Blob:
    """A regular file of the newest commit."""

    path: str  # from the root, with /
    oid: str
    size: int | None = None  # bytes; None: it was not fetched


def clone(remote: Remote, to: Path, *, seconds: float = SECONDS, history: bool = True) -> Cloned:
    """Fetch a repository into the folder `to`, or bring it up to date there.

    Without `history`, the newest commit alone. What was stopped half-way is done again. Raises
    RepositoryError, with what to do, when it cannot be fetched, is empty or too large; a copy that
    was there before stays as it was.
    """
    new = not to.exists() or looking(to, "rev-parse", "--verify", "--quiet", "HEAD").code != 0
    try:
        if new:
            _begin(to)
        _fetch(remote, to, seconds, history=history)
    except (OSError, RepositoryError, KeyboardInterrupt) as error:
        if new:
            shutil.rmtree(to, ignore_errors=True)
        if isinstance(error, OSError):
            raise RepositoryError(f"{to} cannot be written ({error.strerror}).") from error
        raise
    finally:
        for torn in (to / ".git" / "objects" / "pack").glob("tmp_*"):
            torn.unlink(missing_ok=True)
    return known(to)


def known(folder: Path) -> Cloned:
    """The copy that is in the folder; RepositoryError when there is none."""
    found = looking(folder, "log", "-1", "--format=%H %cI", "HEAD", "--")
    try:
        head, moment = found.out.split()
        return Cloned(folder, head, datetime.fromisoformat(moment))
    except ValueError:
        raise RepositoryError(f"{folder} holds no copy that can be read: {found.said}.") from None


def blobs(
    folder: Path, wanted: Callable[[str], bool], remote: Remote | None = None
) -> dict[str, bytes]:
    """The wanted files of the newest commit by their paths, those above LARGEST left out.

    Only regular files whose paths can be written below a folder. With the `remote`, wanted files
    that were too large to come along are fetched from it. RepositoryError beyond 2,000 files or
    100 MB.
    """
    found = _listed(folder, wanted)
    sized = _sized(folder, found)
    absent = [blob for blob in sized if blob.size is None]
    if absent and remote:
        more = ("fetch", *_QUIET, "--no-filter", "origin", *(blob.oid for blob in absent))
        fetching(remote, folder, "fetches", *more, seconds=SECONDS)
        sized = _sized(folder, found)
    read = [blob for blob in sized if blob.size is not None and blob.size <= LARGEST]
    if len(read) > _MOST or sum(blob.size or 0 for blob in read) > _ALL:
        raise RepositoryError(f"It holds {len(read):,} files that may be logs: too much to read.")
    return _contents(folder, read)


def left_out(folder: Path, wanted: Callable[[str], bool]) -> tuple[str, ...]:
    """The paths of the wanted files that `blobs` does not give: above LARGEST, or not fetched."""
    sized = _sized(folder, _listed(folder, wanted))
    return tuple(blob.path for blob in sized if blob.size is None or blob.size > LARGEST)


def _begin(to: Path) -> None:
    """An empty repository of our own, without hooks."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    arguments = ("init", "--quiet", "--template=", f"--initial-branch={_BRANCH}")
    if (begun := looking(to, *arguments)).code:
        raise RepositoryError(f"{to} cannot be written: {begun.said}.")
    _configure(to)


def _fetch(remote: Remote, to: Path, seconds: float, *, history: bool) -> None:
    depth = () if history else ("--depth=1",)
    arguments = (*_QUIET, *depth, f"--filter={FILTER}", "origin", f"+HEAD:{_REF}")
    result = fetching(remote, to, "fetches", "fetch", *arguments, seconds=seconds)
    _configure(to)
    if result.code:
        raise RepositoryError(_why(remote, result))
    if history:
        # Renames are told by content: what that needs of the large files is fetched by this.
        followed = fetching(remote, to, "lists", *_HISTORY, _REF, "--", seconds=seconds)
        if followed.code:
            raise RepositoryError(f"The history of {remote.url} cannot be read: {followed.said}.")
    looking(to, "update-ref", "HEAD", _REF)


def _configure(to: Path) -> None:
    (to / ".git" / "config").write_text(CONFIG, encoding="utf-8")


def _why(remote: Remote, result: git.Result) -> str:
    """Why a fetch failed, and what to do."""
    said, url = result.err, remote.url
    large = f"{url} is too large to be fetched (more than {ROOM} MB), or what arrives is damaged."
    told = (
        ("couldn't find remote ref HEAD", f"{url} holds no commit yet."),
        ("error: object", f"What {url} holds is refused by git's own check: {result.said}."),
        ("invalid index-pack output", large),
        ("File too large", large),
        ("told us to quit", f"{url} does not exist, or git has no access to it: see its address."),
        ("Repository not found", f"{url} does not exist, or git has no access to it."),
        ("does not appear to be a git repository", f"{url} is no git repository."),
        (
            "Could not resolve host",
            f"{remote.host} cannot be reached: see the address, the network.",
        ),
    )
    for words, sentence in told:
        if words in said:
            return sentence
    return f"{url} cannot be fetched: {result.said}."


def _listed(folder: Path, wanted: Callable[[str], bool]) -> list[_Blob]:
    """The regular files of the newest commit that are wanted."""
    result = looking(folder, "lists", "ls-tree", "-r", "-z", "--full-tree", "HEAD")
    if result.code:
        raise RepositoryError(f"The files of {folder} cannot be listed: {result.said}.")
    found = []
    for line in result.out.split("\0"):
        facts, _, path = line.partition("\t")
        mode, _, oid = facts.partition(" blob ")
        if mode in ("100644", "100755") and writable(path) and wanted(path):
            found.append(_Blob(path, oid))
    return found


def _sized(folder: Path, found: Sequence[_Blob]) -> list[_Blob]:
    given = "".join(f"{blob.oid}\n" for blob in found)
    sizes = looking(folder, "cat-file", "--batch-check=%(objectsize)", given=given).out.splitlines()
    return [
        _Blob(blob.path, blob.oid, int(size) if size.isdigit() else None)
        for blob, size in zip(found, sizes, strict=True)
    ]


def _contents(folder: Path, some: Sequence[_Blob]) -> dict[str, bytes]:
    given = "".join(f"{blob.oid}\n" for blob in some)
    out = looking(folder, "cat-file", "--batch=", given=given).out
    data, at, contents = out.encode(errors="surrogateescape"), 0, {}
    for blob in some:
        start = at + 1  # behind the line end of an empty header
        at = start + (blob.size or 0)
        contents[blob.path] = data[start:at]
        at += 1
    return contents
