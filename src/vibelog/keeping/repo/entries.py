"""What an index or a commit holds of a few files: modes, blobs, flags.

Knows git's listings and how an index is told of a change; not why one is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vibelog.keeping import git
from vibelog.keeping.repo.place import Place

_INTENT = 1 << 29  # CE_INTENT_TO_ADD in git's cache.h
FILES = ("100644", "100755")  # git's modes of a file, and of one that can be run


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an index or a commit."""

    name: str
    mode: str  # such as "100644"
    blob: str
    stage: int = 0  # 1 to 3 while it is in conflict
    unwatched: bool = False  # the student's `git update-index --assume-unchanged`
    skipped: bool = False  # `--skip-worktree`, or outside a sparse checkout

    @property
    def line(self) -> str:
        """The entry as `git update-index -z --index-info` reads it."""
        return f"{self.mode} {self.blob}\t{self.name}\0"


@dataclass(frozen=True, slots=True)
class Before:
    """What HEAD and the student's index held before the commit."""

    head: str | None
    held: dict[str, Entry]  # in HEAD
    staged: list[Entry]  # in the index, conflicts with each of their stages

    @classmethod
    def of_names(cls, place: Place, names: Sequence[str]) -> Before:
        """What is held under these names (at least one)."""
        head = place.head
        out = place.ask("--literal-pathspecs", "ls-files", "-s", "-v", "-z", "--", *names)
        staged = [_staged(line) for line in out.split("\0") if line]
        return cls(head, committed(place, head, names), staged)

    def of(self, name: str) -> list[Entry]:
        """What is staged under a name."""
        return [entry for entry in self.staged if entry.name == name]


def committed(place: Place, commit: str | None, names: Sequence[str]) -> dict[str, Entry]:
    """What a commit (None: there is none) holds under these names."""
    if not commit or not names:
        return {}
    out = place.ask("ls-tree", "-z", "--full-tree", commit, "--", *(f"./{n}" for n in names))
    found = {}
    for line in out.split("\0"):
        if line:
            about, _, name = line.partition("\t")
            mode, _, blob = about.split(" ")
            found[name] = Entry(name, mode, blob)
    return found


def put(place: Place, index: Path, entries: Sequence[Entry], known: Sequence[Entry]) -> None:
    """Put entries into an index; those that are `known` to have the student's flags keep them."""
    names = {entry.name for entry in entries}
    _tell(place, index, "--index-info", "".join(entry.line for entry in entries))
    flagged = [entry for entry in known if entry.name in names]
    unwatched = "".join(f"{entry.name}\0" for entry in flagged if entry.unwatched)
    skipped = "".join(f"{entry.name}\0" for entry in flagged if entry.skipped)
    _tell(place, index, "--assume-unchanged", unwatched)
    _tell(place, index, "--skip-worktree", skipped)


def only_meant(place: Place, entry: Entry) -> bool:
    """Whether a staged entry holds nothing yet: the student's `git add --intent-to-add`."""
    shown = place.ask("--literal-pathspecs", "ls-files", "--debug", "--", entry.name)
    flags = re.search(r"\bflags: ([0-9a-f]+)", shown)
    return bool(flags and int(flags[1], 16) & _INTENT)


def refresh(place: Place, index: Path, names: Sequence[str]) -> None:
    """Let an index know these files' times, so that no later git need read them; or do nothing."""
    quiet = ("--literal-pathspecs", "add", "--refresh", "--ignore-errors")
    git.attempt(place.root, *quiet, "--", *names, index=index)


def _tell(place: Place, index: Path, how: str, given: str) -> None:
    if given:
        stdin = () if how == "--index-info" else ("--stdin",)
        place.ask("update-index", "-z", how, *stdin, given=given, index=index)


def _staged(line: str) -> Entry:
    about, _, name = line.partition("\t")
    tag, mode, blob, stage = about.split(" ")
    flags = {"unwatched": tag.islower(), "skipped": tag in "sS"}
    return Entry(name, mode, blob, int(stage), **flags)
