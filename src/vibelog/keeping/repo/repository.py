"""What vibelog asks of the student's repository, each question in one call.

Knows nothing of what the files hold; how each is done stands in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from vibelog.keeping.repo import branches, committing, pushing, states
from vibelog.keeping.repo import standing as standings
from vibelog.keeping.repo.committing import Commit
from vibelog.keeping.repo.editing import Edit
from vibelog.keeping.repo.place import Place
from vibelog.keeping.repo.pushing import Pushed
from vibelog.keeping.repo.standing import Standing

_NONE: Mapping[Path, Edit] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Repository(Place):
    """A git repository with a work tree."""

    def require_ready(self, paths: Sequence[Path]) -> list[str]:
        """The paths as git names them, when each could be committed now (they need not exist yet).

        Raises RepositoryError, with what to do, in the middle of a merge, rebase, cherry-pick,
        revert or bisect, on no branch, without an identity, while another git is at work, and for
        a path that is ignored or belongs to no or to another repository.
        """
        return states.require_ready(self, paths)

    def commit(
        self,
        paths: Sequence[Path],
        message: str,
        edits: Mapping[Path, Edit] = _NONE,
        branch: str | None = None,
    ) -> Commit | None:
        """One commit of these files as they stand in the work tree, and of these edits.

        An edit (text → text; the same text means nothing to do) is applied to HEAD's version of
        its file for the commit, and likewise to what the student has staged and what stands in
        their folder, which keep their other changes. Where a version of theirs cannot be edited
        (it raises a VibelogError, is deleted or in conflict) it is left alone, and the commit's
        notes say so; so is a file that is there and in no commit. One that is nowhere is made
        of `edit("")`. `branch` is made and switched to first, see `on_branch`.

        None when HEAD holds all of it. Raises RepositoryError, with nothing changed: see
        `require_ready`; also when a hook refuses, or adds other files. A Ctrl-C leaves what was
        before, or (KeyboardInterrupt all the same) the whole commit.
        """
        return committing.commit(self, paths, message, edits, branch)

    def on_branch(self, name: str) -> bool:
        """Be on a branch, index and work tree untouched; True when it was made for that, at HEAD.

        Raises RepositoryError when there is one of that name elsewhere, here or on a remote.
        """
        return branches.switch(self, name)

    def push(self) -> Pushed:
        """Push the current branch to its upstream, or to the only remote, which it then follows.

        Never forces, pushes no tag and no other branch, whatever `push.default` says. Raises
        RepositoryError, with what to do, when the remote has moved on, refuses or cannot be
        reached, a hook refuses, or it is not clear where to push.
        """
        return pushing.push(self)

    def standing(self, paths: Sequence[Path]) -> dict[Path, Standing]:
        """Where each file stands, without asking the remote; RepositoryError for one outside."""
        return standings.standing(self, paths)
