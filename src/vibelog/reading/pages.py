"""A PDF file becomes a Document: its pages' lines as they were printed, read in a child process.

Knows how the child is started, bounded and ended, and what its faults mean; `extraction` is the
child. Nothing here touches pdfium, so a file that makes it run away ends the child and no more.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from vibelog.core.paper import Document, Heading, Line, Page
from vibelog.core.text import plain, squash
from vibelog.errors import SourceError

_SCANNED = 25  # letters; a page with fewer holds a picture, or a running head over one
_FAULTS = {
    "password": "is protected by a password: save a copy without it, then add that.",
    "damaged": "is damaged or not a whole PDF: download it again.",
    "letters": "holds more text than vibelog reads from one paper (20 million letters).",
}


def extract(path: Path, *, seconds: float = 60, megabytes: int = 2048) -> Document:
    """The document in the PDF at `path`, as printed: nothing is cleaned yet.

    SourceError when it is encrypted, damaged or without text, or when reading it takes more than
    `seconds` of time or `megabytes` of address space (no bound on memory where the system has
    none). No process is left behind, also not after Ctrl-C.
    """
    shown = plain(str(path))
    found = _found(path, shown, seconds, megabytes)
    if found.get("fault") == "memory":
        raise SourceError(_too_large(shown, megabytes))
    if "fault" in found:
        raise SourceError(f"{shown} {_FAULTS[found['fault']]}")
    document = _document(found)
    if not document.pages:
        raise SourceError(f"{shown} has no pages: download it again.")
    if len(scanned(document)) == len(document.pages):
        raise SourceError(
            f"{shown} holds no text, only images of its pages (a scan?): vibelog does no OCR, "
            "so run OCR over it first or find a PDF with text."
        )
    return document


def scanned(document: Document) -> tuple[int, ...]:
    """The numbers of the pages that hold almost no text: likely scanned images."""
    return tuple(
        page.number
        for page in document.pages
        if sum(letter.isalnum() for letter in page.text) < _SCANNED
    )


def _found(path: Path, shown: str, seconds: float, megabytes: int) -> dict[str, Any]:
    """What the child prints about the file; SourceError when it does not come to an end."""
    command = [sys.executable, "-P", "-m", "vibelog.reading.extraction"]
    with subprocess.Popen(  # noqa: S603 our own interpreter; the file's name is one argument
        [*command, os.path.abspath(path), str(megabytes), str(seconds)],  # noqa: PTH100 no resolve
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as child:
        try:
            printed, complaint = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise SourceError(
                f"{shown} took longer than {seconds:g} s to read and was given up: "
                "print it to a new PDF and add that."
            ) from error
        finally:
            _end(child)
    if child.returncode == 0:
        return dict(json.loads(printed))
    if b"MemoryError" in complaint:
        raise SourceError(_too_large(shown, megabytes))
    reason = complaint.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
    raise SourceError(
        f"{shown} cannot be read ({plain(reason)[:80] or 'its reader crashed'}): it is damaged or "
        f"needs more than {megabytes} MB; print it to a new PDF and add that."
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started, unless it has ended by itself."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _too_large(shown: str, megabytes: int) -> str:
    return (
        f"{shown} needed more than {megabytes} MB to read and was given up: "
        "print it to a new PDF and add that."
    )


def _document(found: dict[str, Any]) -> Document:
    """The child's JSON as values."""
    pages = tuple(
        Page(number, tuple(Line(*row) for row in rows))
        for number, rows in enumerate(found["pages"], start=1)
    )
    outline = tuple(
        Heading(squash(plain(title)), page, level) for title, page, level in found["outline"]
    )
    return Document(pages, squash(plain(found["title"])) or None, outline)
