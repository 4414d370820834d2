"""A branch for the commit: made where HEAD is, with the index and the work tree untouched.

Knows git's refs; not what is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vibelog.errors import RepositoryError
from vibelog.keeping import git
from vibelog.keeping.repo import states
from vibelog.keeping.repo.place import Place


def switch(place: Place, name: str) -> bool:
    """Be on a branch; True when it was made for that. Nothing else is touched.

    Raises RepositoryError when it is no name of a branch, is there already (here or on a remote),
    or something is under way.
    """
    ref = f"refs/heads/{name}"
    told = git.attempt(place.root, "check-ref-format", "--branch", name)
    if name in ("HEAD", "@") or told.code or told.out.strip() != name:
        raise RepositoryError(f"“{name}” cannot be a branch's name: choose letters and dashes.")
    before = place.branch
    if before == name:
        return False
    states.require_settled(place)
    listed = place.ask("for-each-ref", "--format=%(refname)", ref, f"refs/remotes/*/{name}")
    if listed:
        raise RepositoryError(
            f"There is a branch {name} already ({listed.splitlines()[0]}): run git switch {name}, "
            "then commit there."
        )
    if head := place.head:
        place.ask("update-ref", "-m", "branch: Created by vibelog", ref, head, "")
    # In the words that `git switch -` looks for.
    moved = f"checkout: moving from {before or head} to {name}"
    place.ask("symbolic-ref", "-m", moved, "HEAD", ref)
    return True


@contextmanager
def switched(place: Place, name: str | None) -> Iterator[None]:
    """Be on a branch (None: stay) and, when the block fails, on the one before, as if never."""
    if name is None:
        yield
        return
    before, head = place.branch, place.head
    made = switch(place, name)
    try:
        yield
    except BaseException:
        if made:
            moved = f"checkout: moving from {name} to {before or head}"
            place.ask("symbolic-ref", "-m", moved, "HEAD", f"refs/heads/{before}")
            if head:
                place.ask("update-ref", "-d", f"refs/heads/{name}", head)
        raise
