"""Papers: from a file on the student's disk to passages that can be asked.

Adding has two phases. `read` makes a paper that can be asked by words at once; `finish` computes
the vectors, in steps that are kept, so that stopping it loses nothing and it goes on next time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.core.course import same_title
from vibelog.core.paper import Paper, short_name
from vibelog.errors import UnknownPaperError

if TYPE_CHECKING:
    from vibelog.asking.embed import Embedder
    from vibelog.asking.index import Index
    from vibelog.reading.source import Source

Progress = Callable[[int, int], None]  # passages done, passages in all


def read(app: App, path: str, name: str | None = None) -> tuple[Paper, bool]:
    """The paper in that file, and whether it is new to the library.

    Raises SourceError when the file is not a paper that can be read, LibraryError when the library
    cannot be written.
    """
    from vibelog.reading.source import open_source

    library = app.library()
    source = open_source(path)
    with library.lock():
        if known := library.by_sha(source.sha256):
            return known, False
        paper = _cut_and_keep(app, source, name)
    return paper, True


def known(app: App, name: str) -> Paper:
    """The paper of the library with that short name, an alias of the course's, or its file's name.

    UnknownPaperError, with the nearest names, when there is none.
    """
    library = app.library()
    papers = library.papers()
    course = app.course()
    assignment = course.find(name)
    asked = [paper for paper in papers if paper.name.lower() == name.lower()]
    same = [paper for paper in papers if assignment and course.find(paper.name) is assignment]
    filed = [paper for paper in papers if Path(paper.source).stem.lower() == name.lower()]
    for found in (asked, same, filed):
        if len(found) == 1:
            return found[0]
    return library.find(name)


def find(app: App, name: str) -> tuple[Paper, bool]:
    """The paper of that name, or in that file, which is added first; and whether it is new.

    Raises UnknownPaperError, and what `read` raises.
    """
    try:
        return known(app, name), False
    except UnknownPaperError:
        if not looks_like_source(name):
            raise
    return read(app, name)


def looks_like_source(name: str) -> bool:
    """Whether a name that is no paper's is meant as a file or an address."""
    return "/" in name or name.lower().endswith(".pdf") or Path(name).is_file()


def finished(app: App, paper: Paper) -> bool:
    """Whether the paper's vectors are there, whole, and of the configured embedder."""
    from vibelog.asking.vectors import embedded, load

    library = app.library()
    passages = embedded(library.passages(paper))
    return load(library.folder(paper), passages, embedder_name(app)) is not None


def finish(app: App, paper: Paper, embedder: Embedder, progress: Progress) -> None:
    """Compute and keep the vectors of a paper, and put them into the index."""
    from vibelog.asking.vectors import embedded, load, store

    library = app.library()
    folder, passages = library.folder(paper), embedded(library.passages(paper))
    store(folder, passages, embedder, progress)
    vectors = load(folder, passages, embedder.name)
    if vectors is not None:
        index(app).put(paper.key, passages, vectors, embedder.name)


def remove(app: App, name: str) -> Paper:
    """Take a paper out of the library and of the index; its conversations stay."""
    library = app.library()
    paper = known(app, name)
    with library.lock():
        library.remove(paper)
    index(app).drop(paper.key)
    return paper


def index(app: App) -> Index:
    """The index: Chroma in the library folder, or the configured server."""
    from vibelog.asking.index import Index

    return Index(app.config.home / "chroma", app.config.chroma)


def embedder(app: App) -> Embedder:
    """The configured embedder, else the one that ships; EmbedderError when it cannot be loaded."""
    from vibelog.asking.embed import bundled, remote

    return remote(app.config.embedder) if app.config.embedder else bundled()


def embedder_name(app: App) -> str:
    """The name that vectors of the configured embedder carry, known without loading it."""
    from vibelog.asking import embed

    return app.config.embedder or embed.NAME


def _talked_as(app: App, source: Source) -> str | None:
    """The name under which there are conversations about this file from an earlier time."""
    from vibelog.app import kept

    talks = (talk for talk in kept.conversations(app) if talk.sha256 == source.sha256)
    return next((talk.paper for talk in talks), None)


def _cut_and_keep(app: App, source: Source, name: str | None) -> Paper:
    """Extract, clean and cut a source, and keep what came of it."""
    from vibelog.reading.cleaning import arxiv_id, clean
    from vibelog.reading.pages import extract, scanned
    from vibelog.reading.passages import cut
    from vibelog.reading.title import title_of

    library = app.library()
    printed = extract(source.path)
    document = clean(printed)
    title, arxiv = title_of(document), arxiv_id(printed)
    assignment = app.course().recognise(title, arxiv, source.stem)
    if assignment and same_title(assignment.title, title):
        title = assignment.title  # papers often print theirs in capitals
    title = title or source.stem
    named = name or _talked_as(app, source) or (assignment.name if assignment else source.stem)
    passages = cut(document)
    paper = Paper(
        sha256=source.sha256,
        name=short_name(named, title, [paper.name for paper in library.papers()]),
        title=title,
        pages=len(document.pages),
        passages=len(passages),
        added=datetime.now(UTC).isoformat(timespec="seconds"),
        source=source.name,
        arxiv=arxiv,
        scanned=scanned(document),
    )
    library.keep(paper, source.path, document.pages, passages)
    return paper
