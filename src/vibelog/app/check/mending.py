"""`vibelog check --fix`: what can be mended in logs without asking anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vibelog.app import App
from vibelog.app.check import checks
from vibelog.app.check.sources import Papers


def mend(app: App, where: Path) -> Iterator[tuple[Path, str, str]]:
    """Each log that can be mended: its path, what it says, and what it would say.

    Word documents are left alone, and bare links, with which there is still something to export.
    Raises VibelogError when there is no such file.
    """
    from vibelog.keeping.checking import files
    from vibelog.keeping.checking.mending import mended

    papers = Papers.of(app)
    for log in checks.logs(where, papers):
        source = papers.source(log.paper)
        if log.text and not log.page.linked and log.path.suffix.lower() in files.PLAIN:
            after = mended(log.text, source.text if source else "")
            if after != log.text:
                yield log.path, log.text, after


def index(app: App, where: Path) -> tuple[Path, str, str] | None:
    """The index where it lacks logs: its path, what it says, and what it would say.

    None where it lacks none, where there is to be none, and where `where` is one log, or in no
    repository. Raises RepositoryError for a file that cannot be an index.
    """
    from vibelog.app.log import indexing

    root = checks.repository_of(where) if where.is_dir() else None
    file = indexing.index_file(app, root) if root else None
    if root is None or file is None or not indexing.update(app, root, write=False).missing:
        return None
    before = file.read_bytes().decode() if file.exists() else ""
    return file, before, indexing.edit(indexing.entries(app, root))(before)


def mend_index(app: App, where: Path) -> None:
    """Give the index the links that it lacks. Raises RepositoryError."""
    from vibelog.app.log import indexing

    indexing.update(app, checks.repository(where), write=True)


def replace_file(path: Path, text: str) -> None:
    """Write a mended log again; VibelogError when it cannot be."""
    from vibelog.keeping.checking.files import replace as write

    write(path, text)


def difference(before: str, after: str, name: str) -> str:
    """What mending changes, as a unified diff."""
    from vibelog.keeping.checking import mending

    return mending.difference(before, after, name)
