"""Files in the student's repository, written so that what they changed by hand survives.

Remembers, in the library folder, what was written last; knows nothing of logs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vibelog.app import App
from vibelog.errors import RepositoryError
from vibelog.keeping import writing

_TEXT = (".jsonl", ".html", ".ipynb")  # what `put_bytes` writes, but for Word documents


def put_text(app: App, path: Path, text: str) -> tuple[Path, str, str]:
    """Write a text where hand edits survive: the file written, what it holds, what changed.

    What changed is "new", "updated", "unchanged", "merged" (with hand edits) or "beside" (of them).
    """
    from vibelog.keeping.merge import three_way

    base = _base(app, path)
    with _translated(path):
        writing.place(path)
        before = read_text(path)
        merge = three_way(read_text(base), text if before is None else before, text)
        if merge.clash:
            beside = path.with_suffix(f".new{path.suffix}")
            replace_file(beside, merge.text.encode())
            return beside, merge.text, "beside"
        if merge.text != before:
            replace_file(path, merge.text.encode())
        _remember(base, text.encode())
    return path, merge.text, _change(before, merge.text, text)


def put_bytes(app: App, path: Path, content: bytes) -> tuple[Path, str]:
    """Write a file that cannot be merged: beside the one there, where that was changed by hand.

    Line ends alone, which git may change in a checkout, are no such change.
    """
    base = _base(app, path)
    with _translated(path):
        writing.place(path)
        before, written = _bytes(path), _bytes(base)
        same = _alike(path, before, content)
        if before is not None and not same and not _alike(path, before, written):
            beside = path.with_suffix(f".new{path.suffix}")
            replace_file(beside, content)
            return beside, "beside"
        if not same:
            replace_file(path, content)
        _remember(base, content)
    if before is None:
        return path, "new"
    return path, "unchanged" if same else "updated"


def save(path: Path, text: str) -> None:
    """Write a text over what is there: the student's own edits. Raises RepositoryError."""
    with _translated(path):
        replace_file(path, text.encode(errors="replace"))


def load(path: Path) -> str:
    """A text file of the student's, its line ends as they are; "" where there is none.

    Raises RepositoryError.
    """
    with _translated(path):
        return read_text(path) or ""


def read_text(file: Path) -> str | None:
    """What a file holds, its line ends as they are; None when there is none."""
    return file.read_bytes().decode() if file.exists() else None


def replace_file(file: Path, content: bytes) -> None:
    """Write a whole file of the student's in one step, with its folder if there is none.

    Raises RepositoryError for one that a link leads out of its repository, and OSError.
    """
    real = writing.place(file)
    real.parent.mkdir(parents=True, exist_ok=True)
    writing.write(real, content)


def _remember(base: Path, content: bytes) -> None:
    """Keep what was written, in the library, wherever the student's own links have that."""
    base.parent.mkdir(parents=True, exist_ok=True)
    writing.write(base, content)


def _bytes(file: Path) -> bytes | None:
    """What a file holds; None when there is none."""
    return file.read_bytes() if file.exists() else None


def _alike(path: Path, one: bytes | None, other: bytes | None) -> bool:
    """Whether the contents are the same but for the line ends of text."""
    if one is None or other is None or path.suffix not in _TEXT:
        return one == other
    return one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def _base(app: App, path: Path) -> Path:
    """Where what was last written to `path` is remembered."""
    return app.config.home / "written" / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.md"


def _change(before: str | None, now: str, compiled: str) -> str:
    if before is None:
        return "new"
    if now == before:
        return "unchanged"
    return "updated" if now == compiled else "merged"


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """What goes wrong with a file as the sentence that says what to do."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise RepositoryError(
            f"{path} is not UTF-8 text; mend or move it, then try again."
        ) from error
    except OSError as error:
        raise RepositoryError(
            f"{error.filename or path} cannot be written ({error.strerror}); see that it is yours "
            "to write."
        ) from error
