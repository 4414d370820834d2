"""A file that a student names becomes a source: it exists, it is a whole PDF, its sha256 is known.

Knows what a PDF looks like from outside; nothing here opens one.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from vibelog.core.text import plain
from vibelog.errors import SourceError

_HEAD = 1024  # a PDF says `%PDF-` within these bytes (PDF 1.7, implementation note 13)
_TAIL = 4096  # its end says where its table of contents is; the note allows 1024, servers add more
_CHUNK = 1 << 20  # bytes hashed at a time
_WEB = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LOOKS = (  # how other files begin that are given for papers, and what to call them
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive, perhaps the paper's LaTeX source"),
    (b"%!PS", "PostScript"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\\documentclass", "LaTeX source"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF file, and what identifies it."""

    path: Path
    sha256: str  # of its bytes, hexadecimal
    stem: str  # `dspy` of dspy.pdf
    name: str  # `dspy.pdf`


def open_source(path: str | Path) -> Source:
    """The source at `path`; SourceError with what is wrong with it when it is not a whole PDF."""
    if re.match(r"(?i)https?:/", str(path)):
        raise SourceError(
            f"{plain(str(path))} is a web address and vibelog reads files: "
            "download the PDF first, then give its path."
        )
    file = Path(path).expanduser()
    shown = plain(str(file))
    try:
        if file.is_dir():
            raise SourceError(f"{shown} is a folder: give the path of one PDF file.")
        if file.exists() and not file.is_file():
            raise SourceError(f"{shown} is not a regular file: give the path of a PDF file.")
        digest, size, head, tail = _scanned(file)
    except FileNotFoundError as error:
        raise SourceError(f"There is no file {shown}: check the path.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{shown} cannot be read ({reason}): check the file.") from error
    if fault := _fault(size, head, tail):
        raise SourceError(f"{shown} {fault}")
    return Source(path=file, sha256=digest, stem=plain(file.stem), name=plain(file.name))


def _scanned(file: Path) -> tuple[str, int, bytes, bytes]:
    """The file's sha256, its size in bytes, and its first and last bytes, in one pass."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read(_TAIL)
        stream.seek(0)
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest(), size, head, tail


def _fault(size: int, head: bytes, tail: bytes) -> str | None:
    """What keeps a file of these bytes from being a PDF, as the rest of a sentence; else None."""
    if not size:
        return "is empty: download the PDF again."
    if b"%PDF-" not in head:
        return f"is not a PDF (it looks like {_looks(head)}): give the paper's PDF file."
    if b"%%EOF" not in tail and b"startxref" not in tail:
        return "is cut off before its end: download the PDF again."
    return None


def _looks(head: bytes) -> str:
    """What a file that begins so seems to be."""
    if _WEB.search(head):
        return "a web page that was saved instead of the PDF"
    for begin, name in _LOOKS:
        if head.startswith(begin):
            return name
    try:
        head[: _HEAD - 4].decode()  # the last letter may be cut in two
    except UnicodeDecodeError:
        return "something else"
    return "something else" if b"\0" in head else "plain text"
