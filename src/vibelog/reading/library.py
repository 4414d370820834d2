"""The papers a student has added, as files: `papers/<key>/{source.pdf, paper.json, …}`.

Knows the files that reading makes: the source, the paper, its pages and passages. Other rooms keep
theirs beside them (vectors); what is not known here is left alone. A folder is complete or is not
there: it is written under another name and renamed.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from vibelog.core.paper import Kind, Page, Paper, Passage, nearest
from vibelog.core.text import plain
from vibelog.errors import LibraryError, UnknownPaperError

_SOURCE, _PAGES, _PASSAGES = "source.pdf", "pages.jsonl", "passages.jsonl"
_PAPER = "paper.json"  # last to be placed: a folder without it is no paper
_PARTIAL = ".adding-"  # folders not yet complete begin so; no key does
_WAIT = 60.0  # seconds until a lock held by another vibelog is given up


class Library:
    """The library in the folder `home` (VIBELOG_HOME), which need not exist yet."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._papers = home / "papers"

    def papers(self) -> list[Paper]:
        """All papers, by name. A torn or foreign folder is no paper and is passed over."""
        try:
            folders = list(self._papers.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._error("read", error) from error
        found = [paper for folder in folders if (paper := _paper_in(folder))]
        return sorted(found, key=lambda paper: (paper.name.lower(), paper.sha256))

    def find(self, name: str) -> Paper:
        """The paper of that short name, upper and lower case alike; else UnknownPaperError."""
        papers = self.papers()
        for paper in papers:
            if paper.name.lower() == name.lower():
                return paper
        shown = plain(name)
        if not papers:
            raise UnknownPaperError(
                f"There is no paper {shown}: the library is empty: vibelog add FILE.pdf adds one."
            )
        near = nearest(name, [paper.name for paper in papers])
        hint = f"did you mean {' or '.join(near)}?" if near else "vibelog papers lists them."
        raise UnknownPaperError(f"There is no paper {shown} in the library: {hint}")

    def by_sha(self, sha256: str) -> Paper | None:
        """The paper whose source file has this sha256, if it was added."""
        paper = _paper_in(self._papers / sha256[:16])
        return paper if paper and paper.sha256 == sha256 else None

    def keep(
        self, paper: Paper, source: Path, pages: Sequence[Page], passages: Sequence[Passage]
    ) -> None:
        """Add a paper with a copy of its source, all or nothing.

        Where it is there already its files are replaced, other rooms' stay. LibraryError when the
        folder cannot be written. Who names papers holds `lock` from the name's choice to here.
        """
        with self.lock():
            try:
                self._sweep()
                partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=self._papers))
                shutil.copyfile(source, partial / _SOURCE)
                _flush(partial / _SOURCE)
                _write(partial / _PAGES, [{"number": p.number, "text": p.text} for p in pages])
                _write(partial / _PASSAGES, [asdict(passage) for passage in passages])
                _write(partial / _PAPER, [asdict(paper)])
                _place(partial, self.folder(paper))
            except OSError as error:
                raise self._error("written", error) from error

    def pages(self, paper: Paper) -> list[tuple[int, str]]:
        """The cleaned text of each page, with its number."""
        return [(int(row["number"]), str(row["text"])) for row in self._rows(paper, _PAGES)]

    def passages(self, paper: Paper) -> list[Passage]:
        """The paper's passages, in order."""
        return [_passage(row) for row in self._rows(paper, _PASSAGES)]

    def folder(self, paper: Paper) -> Path:
        """The folder that holds the paper's files; other rooms may keep theirs in it."""
        return self._papers / paper.key

    def remove(self, paper: Paper) -> None:
        """Take a paper out of the library, with all files in its folder; nothing if it is gone."""
        with self.lock():
            try:
                gone = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=self._papers))
                if self.folder(paper).exists():
                    self.folder(paper).replace(gone / paper.key)
                self._sweep()
            except OSError as error:
                raise self._error("written", error) from error

    @contextmanager
    def lock(self, seconds: float = _WAIT) -> Iterator[None]:
        """Hold the library alone, against other vibelogs and other threads; nests in one thread.

        LibraryError when another holds it for longer than `seconds`.
        """
        import filelock

        try:
            self._papers.mkdir(parents=True, exist_ok=True)
            held = filelock.FileLock(self.home / ".lock", is_singleton=True)
            held.acquire(timeout=seconds)
        except filelock.Timeout as error:
            raise LibraryError(
                f"Another vibelog has been using the library {plain(str(self.home))} for "
                f"{seconds:g} s: let it finish or end it, then try again."
            ) from error
        except OSError as error:
            raise self._error("written", error) from error
        try:
            yield
        finally:
            held.release()

    def _rows(self, paper: Paper, name: str) -> list[dict[str, Any]]:
        """The objects in one of a paper's JSON Lines files."""
        try:
            with (self.folder(paper) / name).open(encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
        except (OSError, ValueError) as error:
            raise LibraryError(
                f"The files of {paper.name} in {plain(str(self.folder(paper)))} are damaged: "
                f"run vibelog remove {paper.name}, then add the paper again."
            ) from error

    def _sweep(self) -> None:
        """Delete what an interrupted vibelog left half done; only under the lock."""
        for left in self._papers.glob(_PARTIAL + "*"):
            shutil.rmtree(left, ignore_errors=True)

    def _error(self, done: str, error: OSError) -> LibraryError:
        return LibraryError(
            f"The library folder {plain(str(self.home))} cannot be {done} "
            f"({error.strerror or error}): set VIBELOG_HOME to a folder of your own."
        )


def _paper_in(folder: Path) -> Paper | None:
    """The paper a folder holds, if it holds one whole."""
    try:
        row = json.loads((folder / _PAPER).read_text(encoding="utf-8"))
        known = {field.name: row[field.name] for field in fields(Paper) if field.name in row}
        paper = Paper(**{**known, "scanned": tuple(known.get("scanned", ()))})
    except (OSError, ValueError, TypeError):
        return None
    return paper if paper.key == folder.name else None


def _passage(row: dict[str, Any]) -> Passage:
    pages = tuple((int(number), int(begins)) for number, begins in row["pages"])
    return Passage(**{**row, "kind": Kind(row["kind"]), "pages": pages})


def _write(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write JSON Lines and wait until they are on the disk."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_text(text, encoding="utf-8", errors="replace")
    _flush(file)


def _place(partial: Path, folder: Path) -> None:
    """Give a complete folder its name; where something stands there, replace file by file."""
    if folder.exists():
        for name in (_SOURCE, _PAGES, _PASSAGES, _PAPER):
            (partial / name).replace(folder / name)
        partial.rmdir()
    else:
        _flush(partial)
        partial.replace(folder)
    _flush(folder.parent)


def _flush(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
