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


def put_text(app: App, path: Path, text: str) -> tuple[Path, str, str]:
    """Write a text where hand edits survive: the file written, what it holds, what changed.

    What changed is "new", "updated", "unchanged", "merged" (with hand edits) or "beside" (of them).
    """
    from vibelog.keeping.merge import three_way

    base = _base(app, path)
    with _translated(path):
        before = read_text(path)
        merge = three_way(read_text(base), text if before is None else before, text)
        if merge.clash:
            beside = path.with_suffix(f".new{path.suffix}")
            replace_file(beside, merge.text.encode())
            return beside, merge.text, "beside"
        if merge.text != before:
            replace_file(path, merge.text.encode())
        replace_file(base, text.encode())
    return path, merge.text, _change(before, merge.text, text)


def put_bytes(app: App, path: Path, content: bytes) -> tuple[Path, str]:
    """Write a file that cannot be merged: beside the one there, where that was changed by hand."""
    base = _base(app, path)
    with _translated(path):
        before = path.read_bytes() if path.exists() else None
        written = base.read_bytes() if base.exists() else None
        if before not in (None, written, content):
            beside = path.with_suffix(f".new{path.suffix}")
            replace_file(beside, content)
            return beside, "beside"
        if before != content:
            replace_file(path, content)
        replace_file(base, content)
    if before is None:
        return path, "new"
    return path, "unchanged" if before == content else "updated"


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
    """Write a whole file in one step, so that no reader and no crash sees half of it.

    Its mode stays.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    if file.exists():
        part.chmod(file.stat().st_mode & 0o777)
    part.replace(file)


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
