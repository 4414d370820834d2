r"""The files of a student's that may be logs: found, read, and written again when mended.

Knows names, sizes and bytes; not what a log is. Links are not followed, so that nothing outside of
the folder that was named is read or written.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from vibelog.errors import VibelogError
from vibelog.keeping import writing
from vibelog.keeping.foreign.forms import parse, written

PLAIN = (".md", ".txt")
_WORD, _NOTEBOOK, _PAGES = ".docx", ".ipynb", (".html", ".htm")
SUFFIXES = (*PLAIN, _WORD, _NOTEBOOK, *_PAGES)  # of what may be a log
_CHAT = (b"data-message-author-role", b"__NEXT_DATA__", b"streamController")  # a saved page's
_SAVE = {  # how a file of that ending comes to be read
    _WORD: "open it in Word, and save it again as .docx",
    _NOTEBOOK: "only notebooks that vibelog wrote are logs; export the conversation as Markdown",
    ".html": "save the chat's page again, or export the conversation as Markdown",
}
_NO_LOGS = ("readme", "license", "licence", "changelog", "contributing", "requirements", "todo")
_PASSED_OVER = ("node_modules", "transcripts", "__pycache__", "site-packages", "venv")
_LARGEST = 5_000_000  # bytes; the longest real log had a tenth of that
_UNPACKED = 50_000_000  # bytes of a Word document's files together


@dataclass(frozen=True, slots=True)
class Content:
    r"""What a file says: as text or Markdown with `\n` as line ends."""

    text: str
    lines: tuple[int, ...] = ()  # the file's line for each of the text's, where they differ

    def line(self, at: int) -> int:
        """The file's line for a line of the text, both from 1; of a Word document, a paragraph."""
        return self.lines[min(at, len(self.lines)) - 1] if self.lines else at


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
    """The text of `read`; None when there is none."""
    content = read(path)
    return content.text if content else None


def read(path: Path) -> Content | None:
    """What the file says; None when that cannot be told.

    Raises VibelogError when the file cannot be read.
    """
    try:
        return None if path.stat().st_size > _LARGEST else content(path.read_bytes(), path.name)
    except OSError as error:
        raise VibelogError(
            f"{path} cannot be read ({error.strerror}): see that it is yours to read."
        ) from error


def unreadable(path: Path) -> str:
    """That a file says nothing that can be told, and what to do, in a sentence."""
    suffix = path.suffix.lower()
    save = _SAVE.get(".html" if suffix in _PAGES else suffix, "save it as UTF-8 text")
    return f"Nothing can be read in it: {save}."


def content(data: bytes, name: str) -> Content | None:
    """What the bytes of a file of that name say; None when that cannot be told.

    Of a saved page of a chat, a Word document, and of vibelog's own logs in HTML, Word and
    notebooks it is the conversation in it, as Markdown; of a Word document without one, its words.
    """
    suffix = Path(name).suffix.lower()
    if suffix in (_NOTEBOOK, _WORD, *_PAGES):
        return _formatted(data, suffix)
    try:
        return Content(lines(data.decode()))
    except UnicodeDecodeError:
        return None


def lines(text: str) -> str:
    r"""The text without a byte order mark, its line ends as `\n`."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def replace(path: Path, text: str) -> None:
    r"""Write a log again in one step; where all its lines end in `\r\n`, they still do."""
    try:
        before = path.read_bytes()
        if b"\n" in before and before.count(b"\r\n") == before.count(b"\n"):
            text = text.replace("\n", "\r\n")
        writing.replace(path, text.encode())
    except OSError as error:
        raise VibelogError(
            f"{path} cannot be written ({error.strerror}): see that it is yours to write."
        ) from error


def _may_be_log(path: Path) -> bool:
    name = path.name.lower()
    known = path.suffix.lower() in SUFFIXES
    beside = path.stem.lower().endswith(".new")  # what vibelog wrote beside a student's edits
    return known and not name.startswith((".", *_NO_LOGS)) and not beside


def _formatted(data: bytes, suffix: str) -> Content | None:
    """What a file says that is no plain text."""
    from vibelog.keeping.checking import formats

    if suffix == _NOTEBOOK:
        made = formats.notebook(data)
    else:
        made = formats.word(data) if suffix == _WORD else formats.html(data)
    if made or suffix == _NOTEBOOK:
        return Content(*made) if made else None
    if suffix == _WORD:
        found = _document(data)
        return Content(found) if found else None
    found = _chat(data)
    return Content(found, (1,)) if found else None


def _chat(data: bytes) -> str | None:
    """The conversation in a saved page."""
    from vibelog.keeping.foreign.saved import conversation_in

    if not any(mark in data for mark in _CHAT):
        return None
    found = conversation_in(data.decode(errors="replace"), parse)
    return written(found) if found and found.said else None


def _document(data: bytes) -> str | None:
    """The conversation in a Word document of another tool's; all its words where there is none."""
    from vibelog.keeping.foreign.word import text_of

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _UNPACKED:
                return None
        text = text_of(BytesIO(data))
    except (VibelogError, zipfile.BadZipFile):
        return None
    found = parse(text)
    return written(found) if found and found.said else text.strip() or None
