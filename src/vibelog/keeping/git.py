"""Git, run as a program: one call, a clean environment, a time limit.

Knows how git is started and how its failures look; not what the vibe log asks of it. Neither
GitPython nor dulwich: both swept a student's staged file into the commit when they were tried.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vibelog.core.text import plain
from vibelog.errors import RepositoryError

QUICK = 60.0  # seconds for what only looks or writes an index; 100,000 files take about one
PATIENT = 600.0  # seconds for a commit: hooks may run tests, signing may wait for a passphrase
_GRACE = 5.0  # seconds in which git, asked to stop, removes its lock files
_SHOWN = 3  # lines of git's own words in a sentence
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")  # of a remote's address

# Who commits, how to authenticate and where the configuration stands is the student's to say in
# the environment; everything else named GIT_… (GIT_DIR, GIT_INDEX_FILE, GIT_TRACE …) would lead
# git elsewhere, as it does when vibelog is started from a hook.
_KEPT = (
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
    "GIT_CONFIG_",
    "GIT_SSH",
    "GIT_ASKPASS",
    "GIT_EXEC_PATH",
    "GIT_TEMPLATE_DIR",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
)


@dataclass(frozen=True, slots=True)
class Result:
    """How one run of git ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The first lines of what git (or a hook) said, on one line, safe to show."""
        return " / ".join(self._lines()[:_SHOWN]) or f"exit {self.code}"

    @property
    def last(self) -> str:
        """The last lines of it: a hook's own reason stands behind what its runner prints."""
        return " / ".join(self._lines()[-_SHOWN:]) or f"exit {self.code}"

    def _lines(self) -> list[str]:
        text = _CREDENTIALS.sub("", plain(f"{self.err}\n{self.out}"))
        lines = (line.strip().removesuffix(".") for line in text.splitlines())
        return [line for line in lines if line]


def attempt(
    folder: Path,
    *arguments: str,
    given: str = "",
    index: Path | None = None,
    own: bool = False,
    seconds: float = QUICK,
) -> Result:
    """Run git in a folder and return how it ended, whatever that was.

    `given` is its standard input; `index` replaces the repository's index; `own` runs it as the
    student's own command would run (their characters, their locks, ended by their Ctrl-C), which is
    for commits, pushes and their hooks. A git that is not `own` gets no Ctrl-C from the terminal:
    whoever waits for it decides. Raises RepositoryError when git is missing or takes too long.
    """
    command = ["git", "-C", str(folder), "--no-pager", "-c", "core.quotepath=off", *arguments]
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as out,  # files, not pipes: a hook that lives on holds no pipe
        tempfile.TemporaryFile() as err,
    ):
        stdin.write(given.encode(errors="surrogateescape"))
        stdin.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
                command,
                stdin=stdin,
                stdout=out,
                stderr=err,
                env=_environment(index, own=own),
                process_group=None if own else 0,
            )
        except FileNotFoundError as error:
            raise RepositoryError(
                "git is not installed, or not on the PATH: install it from https://git-scm.com."
            ) from error
        with process:
            _wait(process, seconds, arguments)
        return Result(process.returncode, _text(out), _text(err))


def ask(folder: Path, *arguments: str, given: str = "", index: Path | None = None) -> str:
    """What git prints, without the last line end; RepositoryError with its words when it fails."""
    result = attempt(folder, *arguments, given=given, index=index)
    if result.code:
        raise RepositoryError(f"git {arguments[0]} failed in {folder}: {result.said}.")
    return result.out.removesuffix("\n")


def _environment(index: Path | None, *, own: bool) -> Mapping[str, str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    environment["GIT_TERMINAL_PROMPT"] = "0"
    if not own:
        environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    else:  # its messages are read; a hook that reads files keeps the student's characters
        characters = environment.pop("LC_ALL", "") or environment.get("LC_CTYPE", "")
        environment |= {"LC_MESSAGES": "C", "LANGUAGE": ""}
        environment |= {"LC_CTYPE": characters} if characters else {}
    if index:
        environment["GIT_INDEX_FILE"] = str(index)
    return environment


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="surrogateescape")


def _wait(process: subprocess.Popen[bytes], seconds: float, arguments: tuple[str, ...]) -> None:
    """Wait for git; end it when the time is up or the student stops us, gently at first."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise RepositoryError(
            f"git {arguments[0]} did not end within {seconds:g} seconds and was stopped: "
            "run git status to see what holds it up."
        ) from error
    except KeyboardInterrupt:
        _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
