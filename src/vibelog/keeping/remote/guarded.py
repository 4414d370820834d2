"""Git, run on somebody else's repository so that nothing of it runs, and nobody is asked.

Their configuration is never fetched; the copy's is CONFIG, and what is below goes before it, on the
command line. Knows how git is held back; not what is fetched or read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vibelog.keeping import git

if TYPE_CHECKING:
    from vibelog.keeping.remote.remotes import Remote

FILTER = "blob:limit=1m"  # files of this size and more are fetched only where they are needed
ROOM = 500  # MB, at most, of any file that git writes while it fetches
_LISTING = 50  # MB, at most, of what git lists: files, or the changes of all commits
_BLOCKS = 2_000  # of 512 bytes, as POSIX counts them: 1 MB
# A repository's own `protocol.file.allow` goes before a general `protocol.allow`, so each is named.
_WAYS = ("ext", "fd", "file", "ftp", "ftps", "git", "http", "https", "ssh")
_CLOSED = {"protocol.allow": "never"} | {f"protocol.{way}.allow": "never" for way in _WAYS}
_Bound = Literal["fetches", "lists"]  # the names of the two limits, aliases below
CONFIG = """\
[core]
\trepositoryformatversion = 0
\tbare = false
\tsymlinks = false
\tfsmonitor = false
\tautocrlf = false
\thooksPath = /dev/null
\tattributesFile = /dev/null
[protocol]
\tallow = never
[gc]
\tauto = 0
[maintenance]
\tauto = false
[submodule]
\trecurse = false
"""
# Asked after the user's own helpers: says that nobody is to be asked for a password.
_NOBODY = "!f() { echo quit=1; }; f"
_BOUND = '!f() {{ ulimit -f {blocks}; exec git "$@"; }}; f'
# A folder of this machine may belong to somebody else, and may not have allowed partial clones.
# What it lacks it fetches from nowhere: its configuration would say by which program.
_SERVES = (
    "git -c safe.directory=* -c uploadpack.allowFilter=true "
    "-c uploadpack.allowAnySHA1InWant=true -c core.fsmonitor=false -c core.hooksPath=/dev/null "
    f"{' '.join(f'-c {key}={value}' for key, value in _CLOSED.items())} upload-pack"
)
_SAFE = {
    "alias.fetches": _BOUND.format(blocks=ROOM * _BLOCKS),
    "alias.lists": _BOUND.format(blocks=_LISTING * _BLOCKS),
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.sshCommand": "ssh -o BatchMode=yes -o ConnectTimeout=20",
    "core.bigFileThreshold": "5m",
    "credential.helper": _NOBODY,
    "fetch.recurseSubmodules": "false",
    "fetch.writeCommitGraph": "false",
    "fetch.unpackLimit": "1",
    "http.lowSpeedLimit": "1000",  # bytes a second …
    "http.lowSpeedTime": "30",  # … for so many seconds
    "log.showSignature": "false",
    "safe.bareRepository": "explicit",
    "transfer.fsckObjects": "true",
    **_CLOSED,
}


def fetching(remote: Remote, folder: Path, bound: _Bound, *said: str, seconds: float) -> git.Result:
    """Run git with the remote as `origin`, for this call alone, and the one way to it open.

    `bound` says how large the files may be that it writes (its output is one of them): beyond that,
    or `seconds`, it is ended.
    """
    settings = {
        **_SAFE,
        **{f"protocol.{way}.allow": "always" for way in remote.ways},
        "remote.origin.url": remote.url,
        "remote.origin.promisor": "true",  # it has what was not fetched
        "remote.origin.partialclonefilter": FILTER,
    }
    if not remote.host:
        settings["remote.origin.uploadpack"] = _SERVES
    return git.attempt(folder, *_given(settings, folder / ".git"), bound, *said, seconds=seconds)


def looking(folder: Path, *said: str, given: str = "") -> git.Result:
    """Run git in a copy, with every way to anywhere closed."""
    return reading(folder / ".git", *said, given=given)


def reading(repository: Path, *said: str, given: str = "") -> git.Result:
    """Run git on the objects of a repository (a `.git`, or a bare one), with every way closed."""
    return git.attempt(repository.parent, *_given(_SAFE, repository), *said, given=given)


def _given(values: Mapping[str, str], repository: Path) -> list[str]:
    """The settings as arguments; and no repository but this one, were it damaged."""
    settings = [part for key, value in values.items() for part in ("-c", f"{key}={value}")]
    return [*settings, f"--git-dir={repository.absolute()}"]
