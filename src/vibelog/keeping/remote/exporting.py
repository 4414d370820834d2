"""Files from somebody else's repository, written as plain bytes below a folder of ours.

Knows which names may be written; not where the files come from. Nothing is written outside of the
folder or into its `.git`, on file systems that fold case or drop characters, too.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from vibelog.errors import RepositoryError

_DEEPEST = 30  # folders
_LONGEST = 200  # bytes of a name; file systems take 255, and some store it longer than git does
_SHORT_GIT = re.compile(r"git~\d+")  # what FAT and NTFS may call .git


def writable(path: str) -> bool:
    """Whether a path of a git tree may be written below a folder.

    >>> [writable(path) for path in ("logs/a b.md", "../a.md", ".GIT/config", "/etc/a")]
    [True, False, False, False]
    """
    names = path.split("/")
    return len(names) <= _DEEPEST and all(map(_harmless, names))


def export(files: Mapping[str, bytes], folder: Path) -> None:
    """Make the folder hold exactly these files beside its `.git`; RepositoryError if it cannot.

    Paths that are not `writable` are left out.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.name != ".git":
                _remove(old)
        for path, content in files.items():
            if writable(path):
                _write(folder / path, content)
    except OSError as error:
        raise RepositoryError(
            f"{folder} cannot be written ({error.strerror}): see that it is yours, and has room."
        ) from error


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as opened:
            opened.write(content)
    except (FileExistsError, NotADirectoryError):
        return  # another file's name, where capitals make no difference: the first one stays


def _remove(old: Path) -> None:
    if old.is_dir() and not old.is_symlink():
        shutil.rmtree(old)
    else:
        old.unlink()


def _harmless(name: str) -> bool:
    """Whether a folder's or file's name is nothing but a name."""
    letters = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Cc"))
    folded = letters.casefold().rstrip(". ").partition(":")[0]
    return (
        name not in ("", ".", "..")
        and folded not in ("", ".git")
        and not _SHORT_GIT.fullmatch(folded)
        and not any(separator in name for separator in ("\\", "\0"))
        and len(os.fsencode(name)) <= _LONGEST
    )
