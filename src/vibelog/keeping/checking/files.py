r"""The files of a student's that may be logs: found, read, and written again when mended.

Knows names, sizes and bytes; not what a log is. Links are not followed, so that nothing outside of
the folder that was named is read or written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from vibelog.errors import VibelogError
from vibelog.keeping.foreign.forms import written

PLAIN = (".md", ".txt")
_WORD = ".docx"
_NO_LOGS = ("readme", "license", "licence", "changelog", "contributing", "requirements", "todo")
_PASSED_OVER = ("node_modules", "transcripts", "__pycache__", "site-packages", "venv")
_LARGEST = 5_000_000  # bytes; the longest real log had a tenth of that


def candidates(where: Path) -> Iterator[Path]:
    """The file itself, or the files in the folder that may be logs, in order."""
    if where.is_file():
        yield where
        return
    for folder, names, files in os.walk(where):
        names[:] = sorted(n for n in names if n not in _PASSED_OVER and not n.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if _may_be_log(path) and not path.is_symlink() and path.is_file():
                yield path


def text_of(path: Path) -> str | None:
    r"""What the file says, with `\n` as line ends; None when that cannot be told.

    Of a Word document it is the conversation in it, as Markdown. Raises VibelogError when the
    file cannot be read.
    """
    try:
        if path.stat().st_size > _LARGEST:
            return None
        if path.suffix.lower() == _WORD:
            return _document(path)
        return lines(path.read_bytes().decode())
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise VibelogError(
            f"{path} cannot be read ({error.strerror}): see that it is yours to read."
        ) from error


def lines(text: str) -> str:
    r"""The text without a byte order mark, its line ends as `\n`."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def replace(path: Path, text: str) -> None:
    r"""Write a log again in one step; where all its lines end in `\r\n`, they still do."""
    try:
        before = path.read_bytes()
        if b"\n" in before and before.count(b"\r\n") == before.count(b"\n"):
            text = text.replace("\n", "\r\n")
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(text.encode())
        part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except OSError as error:
        raise VibelogError(
            f"{path} cannot be written ({error.strerror}): see that it is yours to write."
        ) from error


def _may_be_log(path: Path) -> bool:
    name = path.name.lower()
    suffix = path.suffix.lower() in (*PLAIN, _WORD)
    return suffix and not name.startswith((".", *_NO_LOGS)) and not name.endswith(".new.md")


def _document(path: Path) -> str | None:
    from vibelog.keeping.foreign.documents import read

    try:
        return "\n\n".join(written(found) for found in read(path))
    except VibelogError:
        return None
