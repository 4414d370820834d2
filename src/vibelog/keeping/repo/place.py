"""Where a repository is, and how a file of it is called.

Knows a work tree, git's folder and HEAD; not commits.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from vibelog.errors import RepositoryError
from vibelog.keeping import git


@dataclass(frozen=True, slots=True)
class Place:
    """A git repository's two folders."""

    root: Path  # of the work tree
    folder: Path  # of git: `.git`, or what a worktree or submodule has in its place

    @classmethod
    def find(cls, path: Path) -> Self:
        """The repository that `path` (which may not exist yet) is in; RepositoryError if none."""
        start = next(folder for folder in (path, *path.absolute().parents) if folder.is_dir())
        looked = git.attempt(
            start, "rev-parse", "--is-bare-repository", "--is-inside-git-dir", "--absolute-git-dir"
        )
        if "safe.directory" in looked.err:
            raise RepositoryError(
                f"git does not trust the repository at {start}, which another user owns: "
                f"run git config --global --add safe.directory {start}."
            )
        if looked.code:
            raise RepositoryError(
                f"{start} is not in a git repository: run git init in your notes' folder, "
                "or name your repository with --repo."
            )
        bare, inside, folder = looked.out.splitlines()
        if bare == "true":
            raise RepositoryError(
                f"{start} is a bare repository, which holds no files: clone it, and use the clone."
            )
        if inside == "true":
            raise RepositoryError(f"{start} is inside git's own folder: go up to the work tree.")
        return cls(Path(git.ask(start, "rev-parse", "--show-toplevel")), Path(folder))

    @property
    def branch(self) -> str | None:
        """The branch that is checked out (it may have no commit yet); None on a detached HEAD."""
        found = git.attempt(self.root, "symbolic-ref", "--quiet", "HEAD")
        return None if found.code else found.out.strip().removeprefix("refs/heads/")

    @property
    def head(self) -> str | None:
        """The commit on which the branch stands; None before the first."""
        found = git.attempt(self.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return None if found.code else found.out.strip()

    def ask(self, *arguments: str, given: str = "", index: Path | None = None) -> str:
        """What git prints here; RepositoryError with its words when it fails."""
        return git.ask(self.root, *arguments, given=given, index=index)

    def name(self, path: Path) -> str:
        """The path from the root, as git names it; RepositoryError when it lies elsewhere."""
        real = Path(os.path.realpath(path.parent)) / path.name
        try:
            return real.relative_to(os.path.realpath(self.root)).as_posix()
        except ValueError:
            raise RepositoryError(
                f"{path} is outside the repository at {self.root}: choose a folder inside it."
            ) from None

    def tracked_names(self, names: Sequence[str]) -> list[str]:
        """The names under which git tracks these files, where only upper and lower case differ.

        On a disk that does not tell `README.md` from `readme.md` both are one file, and the index
        must not hold it twice. The disk itself is asked: a name of another file is not taken.
        """
        if git.attempt(self.root, "config", "--type=bool", "core.ignorecase").out != "true\n":
            return list(names)
        listed = self.ask("ls-files", "-z").split("\0")
        known = {part for path in listed for part in _upwards(path)}
        folded = {part.casefold(): part for part in known}
        return [name if name in known else self._cased(name, folded) for name in names]

    def _cased(self, name: str, folded: Mapping[str, str]) -> str:
        for part in _upwards(name):
            same = folded.get(part.casefold(), part)
            if same != part and _one_file(self.root / same, self.root / part):
                return same + name[len(part) :]
        return name


def _upwards(name: str) -> list[str]:
    """`a/b/c.md` as `a/b/c.md`, `a/b`, `a`."""
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _one_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
