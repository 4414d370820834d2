"""A vibe log that was edited by hand, and the one compiled now: both kept.

Knows three texts and `git merge-file`; not where they lie. What was last written is the caller's
to remember.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from vibelog.errors import RepositoryError
from vibelog.keeping import git

_MOST_CLASHES = 127  # git's exit code counts the clashes up to this; above it is an error


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be written. After a clash it is `theirs` alone, to be written beside `mine`."""

    text: str
    clash: bool = False


def three_way(base: str | None, mine: str, theirs: str) -> Merge:
    """The hand edits of `mine` and what is new in `theirs`, both as against `base`.

    `base` is what was last written, `mine` is what stands there now, `theirs` what would be written
    today. Where both changed the same lines, or the base is not known, that is a clash. Raises
    RepositoryError when git cannot be run.
    """
    crlf = "\r\n" in mine
    mine = mine.replace("\r\n", "\n")
    if mine in (theirs, base):
        return Merge(_ended(theirs, crlf=crlf))
    if base is None:
        return Merge(theirs, clash=True)
    merged = _merge_file(base, mine, theirs)
    return Merge(theirs, clash=True) if merged is None else Merge(_ended(merged, crlf=crlf))


def _merge_file(base: str, mine: str, theirs: str) -> str | None:
    """The three merged; None where they clash."""
    with tempfile.TemporaryDirectory(prefix="vibelog-") as folder:
        for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
            Path(folder, name).write_bytes(text.encode(errors="surrogateescape"))
        result = git.attempt(Path(folder), "merge-file", "-p", "-q", "mine", "base", "theirs")
    if result.code == 0:
        return result.out
    if result.code > _MOST_CLASHES:
        raise RepositoryError(f"git could not merge the hand edits: {result.said}.")
    return None


def _ended(text: str, *, crlf: bool) -> str:
    return text.replace("\n", "\r\n") if crlf else text
