"""The branch, pushed where the student's settings say; never forced, no tag, no other branch.

Knows git's settings for remotes and the answers of `git push --porcelain`; why a remote refuses is
told by git's or the server's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vibelog.errors import RepositoryError
from vibelog.keeping import git
from vibelog.keeping.repo.place import Place

_SETTINGS = r"^(push\.default|branch\..*\.(remote|merge|pushremote)|remote\.(pushdefault|.*\.url))$"
_ONTO_ANOTHER = ("upstream", "tracking")  # as `push.default`: the student wants just that
_PROTECTED = re.compile(
    r"GH006|GH013|protected branch|hook declined|not allowed to push", re.IGNORECASE
)
_DOOR = re.compile(
    r"terminal prompts disabled|Authentication failed|Permission denied|Invalid username"
    r"|Host key verification|could not read (Username|Password)|error: 40[13]",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"Could not resolve|Could not read from remote|unable to access|does not appear to be a git"
    r"|[Nn]ot found|Connection|timed out|unreachable",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was pushed."""

    remote: str  # its name
    branch: str  # as it is called there
    changed: bool  # False: the remote had it all
    linked: bool  # the branch now has an upstream, which it had not


@dataclass(frozen=True, slots=True)
class _Target:
    remote: str
    ref: str  # on the remote
    link: bool


def push(place: Place) -> Pushed:
    """See `Repository.push`."""
    branch = place.branch
    if branch is None:
        raise RepositoryError(
            f"{place.root} is on no branch (its HEAD is detached), so nothing was pushed: "
            "run git switch with a branch's name."
        )
    if place.head is None:
        raise RepositoryError(f"{place.root} has no commit yet, so there is nothing to push.")
    to = _target(place, branch)
    result = git.attempt(
        place.root,
        *("-c", "push.followTags=false", "push", "--porcelain", "--recurse-submodules=no"),
        *(["--set-upstream"] if to.link else []),
        *("--", to.remote, f"refs/heads/{branch}:{to.ref}"),
        own=True,
        seconds=git.PATIENT,
    )
    flag = next((line[0] for line in result.out.splitlines() if line[1:2] == "\t"), "!")
    if result.code:
        raise _refused(place, branch, to, result)
    return Pushed(to.remote, to.ref.removeprefix("refs/heads/"), flag != "=", to.link)


def _target(place: Place, branch: str) -> _Target:
    """Where the branch goes: its own push remote, else its upstream, else the only remote."""
    settings = _settings(place)
    remotes = [key[7:-4] for key in settings if key.startswith("remote.") and key.endswith(".url")]
    own = f"refs/heads/{branch}"
    upstream = settings.get(f"branch.{branch}.remote", "")
    chosen = settings.get(f"branch.{branch}.pushremote") or settings.get("remote.pushdefault", "")
    if upstream in ("", ".") and not chosen:
        if not remotes:
            raise RepositoryError(
                f"{place.root} has no remote to push to; your commits are kept here: make a "
                "repository on GitHub, then run git remote add origin and its address."
            )
        if len(remotes) > 1:
            raise RepositoryError(
                f"{branch} has no upstream, and there are {len(remotes)} remotes "
                f"({', '.join(sorted(remotes))}): run git push -u REMOTE {branch} once."
            )
        return _Target(remotes[0], own, link=not upstream)
    if chosen in ("", upstream):
        ref = settings.get(f"branch.{branch}.merge", own)
        if ref != own and settings.get("push.default", "") not in _ONTO_ANOTHER:
            raise _another(branch, upstream, ref)
        return _Target(upstream, ref, link=False)
    return _Target(chosen, own, link=not upstream)


def _another(branch: str, remote: str, ref: str) -> RepositoryError:
    """That the branch follows one of another name; git's own push would not guess either."""
    there = ref.removeprefix("refs/heads/")
    return RepositoryError(
        f"{branch} follows {remote}'s {there}, so nothing was pushed; your commits are kept here: "
        f"run git push --set-upstream {remote} {branch} to push it under its own name, or "
        f"git push {remote} {branch}:{there} to push it there."
    )


def _settings(place: Place) -> Mapping[str, str]:
    """The student's settings of branches and remotes; sections and keys in lower case."""
    out = git.attempt(place.root, "config", "-z", "--get-regexp", _SETTINGS).out
    pairs = (entry.partition("\n") for entry in out.split("\0") if entry)
    return {key: value for key, _, value in pairs}


def _refused(place: Place, branch: str, to: _Target, result: git.Result) -> RepositoryError:
    there = f"{to.remote}'s {to.ref.removeprefix('refs/heads/')}"
    if re.search(r"\((fetch first|non-fast-forward|stale info)\)", result.out):
        dirty = place.ask("status", "--porcelain", "--untracked-files=no")
        pull = "git pull --rebase" + (" --autostash" if dirty else "")
        where = f" {to.remote} {to.ref.removeprefix('refs/heads/')}" if to.link else ""
        return RepositoryError(
            f"{there} has commits that you do not have, so nothing was pushed; yours are kept "
            f"here: run {pull}{where}, then vibelog commit --push."
        )
    if _PROTECTED.search(f"{result.out}\n{result.err}"):
        return RepositoryError(
            f"The remote does not take pushes to {there} ({result.said}); your commits are kept "
            "here: push them on a branch of their own with vibelog commit --push --branch NAME."
        )
    if _DOOR.search(result.err):
        remedy = "see that git push works in your terminal (a token or an SSH key), then try again"
    elif _GONE.search(result.err):
        remedy = "see that you are online and that git remote -v is right, then try again"
    else:
        remedy = "see what git push says"
    return RepositoryError(
        f"{branch} could not be pushed to {to.remote} ({result.said}); your commits are kept "
        f"here: {remedy}."
    )
