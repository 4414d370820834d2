"""Whether a commit could be made now: the states of a repository, each with its way out.

Knows git's marks for what is under way; changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from vibelog.errors import RepositoryError
from vibelog.keeping import git
from vibelog.keeping.repo.place import Place

_UNDER_WAY = (  # a file of the git folder, what it means, how it ends
    ("MERGE_HEAD", "a merge", "git merge --continue (or --abort)"),
    ("rebase-merge", "a rebase", "git rebase --continue (or --abort)"),
    ("rebase-apply", "a rebase or git am", "git rebase --continue (or --abort)"),
    ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue (or --abort)"),
    ("REVERT_HEAD", "a revert", "git revert --continue (or --abort)"),
    ("sequencer", "a cherry-pick or revert", "git cherry-pick --continue (or --abort)"),
    ("BISECT_LOG", "a bisect", "git bisect reset"),
)


def require_ready(place: Place, paths: Sequence[Path], edited: Sequence[Path] = ()) -> list[str]:
    """The paths as git names them, when each could be committed now (they need not exist yet).

    Behind them the names of the `edited` ones, which git may ignore. Raises RepositoryError, with
    what to do, in the middle of a merge, rebase, cherry-pick, revert or bisect, on no branch,
    without an identity, while another git is at work, and for a path that is ignored or belongs to
    no or to another repository.
    """
    require_settled(place)
    if place.branch is None:
        raise RepositoryError(
            f"{place.root} is on no branch (its HEAD is detached): "
            "run git switch with a branch's name, then commit again."
        )
    _require_identity(place)
    if (place.folder / "index.lock").exists():
        raise locked(place.folder / "index.lock")
    names = place.tracked_names([_owned(place, path) for path in (*paths, *edited)])
    for name in names[: len(paths)]:
        if why := ignored(place, name):
            raise RepositoryError(
                f"{name} is ignored by git ({why}): remove that line, or choose another folder."
            )
    return names


def require_settled(place: Place) -> None:
    """RepositoryError while a merge, rebase, cherry-pick, revert or bisect is under way."""
    for name, state, remedy in _UNDER_WAY:
        if (place.folder / name).exists():
            raise RepositoryError(
                f"{place.root} is in the middle of {state}: finish it with {remedy}, "
                "then commit again."
            )


def ignored(place: Place, name: str) -> str:
    """The file, line and pattern that make git ignore this name; "" when none does."""
    # `./` keeps a leading colon from being read as a pattern.
    if git.attempt(place.root, "check-ignore", "--quiet", "--", f"./{name}").code:
        return ""
    return place.ask("check-ignore", "--verbose", "--", f"./{name}").split("\t")[0]


def locked(lock: Path) -> RepositoryError:
    """What to say of a lock that another git holds, or left behind."""
    return RepositoryError(
        f"Another git is at work here ({lock} exists): wait until it is done, or remove that file "
        "if it was left by a crash, then commit again."
    )


def _require_identity(place: Place) -> None:
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        # Not guessed from the machine's name, as git would: it stands in the log for good.
        if git.attempt(place.root, "-c", "user.useConfigOnly=true", "var", who).code:
            raise RepositoryError(
                'git does not know who you are: run git config --global user.name "Your Name" '
                "and git config --global user.email you@example.org, then commit again."
            )


def _owned(place: Place, path: Path) -> str:
    """The path as git names it; RepositoryError when it belongs to no or another repository."""
    name = place.name(path)
    for above in PurePosixPath(name).parents:
        folder = place.root / above
        if above.name == ".git" or (above.name and (folder / ".git").exists()):
            owner = Place.find(folder)
            raise RepositoryError(
                f"{path} belongs to another repository, {owner.root}, inside {place.root}: "
                "name that one with --repo."
            )
    return name
