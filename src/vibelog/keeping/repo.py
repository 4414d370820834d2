"""The student's repository: one commit of exactly the given files, and nothing else touched.

Knows git's states and its index; not what the files hold. The commit is built in an index of its
own, made from HEAD and the files: what the student has staged, edited or left untracked cannot get
into it. `git commit` itself writes it, so hooks, identity and signing are the student's. Afterwards
their index is brought forward for the committed paths alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vibelog.core.text import plain
from vibelog.errors import RepositoryError
from vibelog.keeping import git

_UNDER_WAY = (  # a file of the git folder, what it means, how it ends
    ("MERGE_HEAD", "a merge", "git merge --continue (or --abort)"),
    ("rebase-merge", "a rebase", "git rebase --continue (or --abort)"),
    ("rebase-apply", "a rebase or git am", "git rebase --continue (or --abort)"),
    ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue (or --abort)"),
    ("REVERT_HEAD", "a revert", "git revert --continue (or --abort)"),
    ("sequencer", "a cherry-pick or revert", "git cherry-pick --continue (or --abort)"),
    ("BISECT_LOG", "a bisect", "git bisect reset"),
)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that was made."""

    sha: str
    subject: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with a work tree."""

    root: Path  # of the work tree
    folder: Path  # of git: `.git`, or what a worktree or submodule has in its place

    @classmethod
    def find(cls, path: Path) -> Repository:
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

    def require_ready(self, paths: Sequence[Path]) -> list[str]:
        """The paths as git names them, when each could be committed now (they need not exist yet).

        Raises RepositoryError, with what to do, in the middle of a merge, rebase, cherry-pick,
        revert or bisect, on no branch, without an identity, while another git is at work, and for
        a path that is ignored or belongs to no or to another repository.
        """
        for name, state, remedy in _UNDER_WAY:
            if (self.folder / name).exists():
                raise RepositoryError(
                    f"{self.root} is in the middle of {state}: finish it with {remedy}, "
                    "then commit again."
                )
        if git.attempt(self.root, "symbolic-ref", "--quiet", "HEAD").code:
            raise RepositoryError(
                f"{self.root} is on no branch (its HEAD is detached): "
                "run git switch with a branch's name, then commit again."
            )
        self._require_identity()
        if (self.folder / "index.lock").exists():
            raise _locked(self.folder / "index.lock")
        return [self._name(path) for path in paths]

    def commit(self, paths: Sequence[Path], message: str) -> Commit | None:
        """One commit of these files as they stand in the work tree; None when none has changed.

        Raises RepositoryError, with nothing changed: see `require_ready`; also when a hook
        refuses, or adds other files.
        """
        names = self.require_ready(paths)
        for path in paths:
            if path.is_symlink() or not path.is_file():
                raise RepositoryError(f"{path} is not a file, so it cannot be committed.")
        with self._lock(), tempfile.TemporaryDirectory(prefix="vibelog-", dir=self.folder) as work:
            index = Path(work) / "index"
            head = self._head()
            self._build(index, head, names)
            tree = git.ask(self.root, "write-tree", index=index)
            if head and tree == git.ask(self.root, "rev-parse", "HEAD^{tree}"):
                return None
            try:
                self._write(index, message)
            except (RepositoryError, KeyboardInterrupt):
                if self._head() == head:
                    raise  # else the commit was made, and only a hook behind it was stopped
            made, subject = self._made()
            self._require_only(names, head, made)
            self._bring_forward(Path(work) / "forward", names)
        return Commit(made, subject)

    def _require_identity(self) -> None:
        for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            # Not guessed from the machine's name, as git would: it stands in the log for good.
            if git.attempt(self.root, "-c", "user.useConfigOnly=true", "var", who).code:
                raise RepositoryError(
                    'git does not know who you are: run git config --global user.name "Your Name" '
                    "and git config --global user.email you@example.org, then commit again."
                )

    def _name(self, path: Path) -> str:
        """The path from the root, as git names it."""
        real = Path(os.path.realpath(path.parent)) / path.name
        try:
            name = real.relative_to(os.path.realpath(self.root)).as_posix()
        except ValueError:
            raise RepositoryError(
                f"{path} is outside the repository at {self.root}: choose a folder inside it."
            ) from None
        owner = Repository.find(real.parent)
        if owner.folder != self.folder:
            raise RepositoryError(
                f"{path} belongs to another repository, {owner.root}, inside {self.root}: "
                "name that one with --repo."
            )
        # `./` keeps a leading colon from being read as a pattern.
        if git.attempt(self.root, "check-ignore", "--quiet", "--", f"./{name}").code == 0:
            why = git.ask(self.root, "check-ignore", "--verbose", "--", f"./{name}").split("\t")[0]
            raise RepositoryError(
                f"{name} is ignored by git ({why}): remove that line, or choose another folder."
            )
        return name

    def _head(self) -> str | None:
        """The commit on which the branch stands; None before the first."""
        found = git.attempt(self.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return None if found.code else found.out.strip()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold the index's lock, as git does: no other git changes the index or commits."""
        lock = self.folder / "index.lock"
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            raise _locked(lock) from None
        except OSError as error:
            raise RepositoryError(
                f"{self.folder} cannot be written ({error.strerror}): see that it is yours."
            ) from error
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _copy_index(self, to: Path) -> None:
        """Copy the student's index, its time too: git tells racy entries by it."""
        index = self.folder / "index"
        if index.exists():
            shutil.copy2(index, to)

    def _build(self, index: Path, head: str | None, names: Sequence[str]) -> None:
        """An index of HEAD and the files; what is known of other files' times is kept."""
        self._copy_index(index)
        source = ("--reset", head) if head else ("--empty",)
        git.ask(self.root, "read-tree", *source, index=index)
        listed = "".join(f"{name}\0" for name in names)
        git.ask(self.root, "update-index", "--add", "-z", "--stdin", given=listed, index=index)

    def _write(self, index: Path, message: str) -> None:
        quiet = ("-c", "gc.auto=0", "-c", "maintenance.auto=false")
        result = git.attempt(
            self.root,
            *quiet,
            "commit",
            "--quiet",
            "--no-status",
            "--file=-",
            given=plain(message),
            index=index,
            own=True,
            seconds=git.PATIENT,
        )
        if result.code:
            raise RepositoryError(
                f"git, or a hook of this repository, refused the commit: {result.said}; "
                "nothing was committed."
            )

    def _made(self) -> list[str]:
        """The sha and the subject of the commit on which the branch stands."""
        shown = git.ask(self.root, "log", "-1", "--no-show-signature", "--format=%H%x00%s")
        return shown.split("\0")

    def _require_only(self, names: Sequence[str], before: str | None, made: str) -> None:
        """Take the commit back if a hook put other files into it."""
        listed = git.ask(
            self.root, "diff-tree", "-r", "--root", "--no-commit-id", "--name-only", "-z", made
        )
        others = [name for name in listed.split("\0") if name and name not in names]
        if others:
            back = ("HEAD", before, made) if before else ("-d", "HEAD", made)
            git.ask(self.root, "update-ref", "-m", "vibelog: taken back", *back)
            raise RepositoryError(
                f"A hook of this repository added {others[0]} to the commit, which was to hold "
                f"{names[0]} only: nothing was committed; commit it with git itself."
            )

    def _bring_forward(self, index: Path, names: Sequence[str]) -> None:
        """The student's index with the committed files as they are in HEAD, in one step."""
        self._copy_index(index)
        entries = git.ask(self.root, "ls-tree", "-z", "HEAD", "--", *(f"./{n}" for n in names))
        git.ask(self.root, "update-index", "-z", "--index-info", given=entries, index=index)
        index.replace(self.folder / "index")


def _locked(lock: Path) -> RepositoryError:
    return RepositoryError(
        f"Another git is at work here ({lock} exists): wait until it is done, or remove that file "
        "if it was left by a crash, then commit again."
    )
