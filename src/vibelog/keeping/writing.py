"""Files written whole in one step, and never through a repository's own links out of it.

A repository that was cloned may track links of any name that lead anywhere. Knows paths and bytes;
not what they are for.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from vibelog.errors import RepositoryError


def replace(file: Path, content: bytes) -> None:
    """Write a file of the student's; a link stays one, and where it leads is written.

    Raises RepositoryError as `place` does, and OSError.
    """
    write(place(file), content)


def place(file: Path) -> Path:
    """Where a file really is, or will be: where its folders and itself, if it is a link, lead.

    Raises RepositoryError where that is outside of a repository that the file is named in, in
    git's own folder, or no plain file.
    """
    real = Path(os.path.realpath(file))
    for root in _repositories(file):
        base = Path(os.path.realpath(root))
        if not real.is_relative_to(base):
            raise RepositoryError(
                f"{file} leads out of the repository at {root}, to {real}: nothing is written "
                "there. Remove the link, or put the file itself in its place."
            )
        if ".git" in (part.lower() for part in real.relative_to(base).parts):
            raise RepositoryError(f"{file} leads into git's own folder ({real}): remove the link.")
    if real.exists() and not real.is_file():
        raise RepositoryError(f"{file} is no plain file: name another one, or move it away.")
    return real


def write(file: Path, content: bytes) -> None:
    """Write a file in one step, so that no reader and no crash sees half of it; its mode stays.

    A link of that name is replaced by the file. Raises OSError, with nothing left behind.
    """
    part = file.with_name(f".vibelog-{secrets.token_hex(8)}")
    try:
        with part.open("xb") as new:  # never one that is there, nor through a link; umask holds
            new.write(content)
        if file.exists():
            shutil.copymode(file, part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _repositories(file: Path) -> list[Path]:
    """The repositories and submodules in which a file lies by its name, the innermost first."""
    named = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow the links asked about
    return [folder for folder in named.parents if os.path.lexists(folder / ".git")]
