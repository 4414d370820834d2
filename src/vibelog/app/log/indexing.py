"""The index: the README's links to the logs, brought up to date or looked through.

Finds the file that `index` of vibelog.toml names and the logs it has to lead to; how it is edited
is keeping.readme's to say. Writes the work tree, or one commit of just that edit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from vibelog.app import App
from vibelog.app.log import files
from vibelog.errors import RepositoryError

if TYPE_CHECKING:
    from vibelog.app.check.judging import Log
    from vibelog.core.course import Assignment
    from vibelog.keeping.readme import Entry
    from vibelog.keeping.repo import Commit

NONE = "none"  # as `index`: the student keeps none
Edit = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index lacked."""

    file: str  # from the root; "" where there is to be none
    logs: int  # it has to lead to
    missing: tuple[Entry, ...]  # to which it did not; written now, if that was wanted
    dead: tuple[str, ...]  # where its links to logs lead to no file, from the index's folder
    commit: Commit | None = None
    waiting: tuple[Entry, ...] = ()  # left out of the commit, as no commit has these logs


def entries(app: App, root: Path, where: Path | None = None) -> tuple[Entry, ...]:
    """What the index has to lead to: each log of the repository, or those at `where`."""
    return tuple(_by_path(app, root, where).values())


def edit(found: Sequence[Entry]) -> Edit:
    """The edit that gives a README a link to each of these logs, for any version of it."""
    from vibelog.keeping.readme import indexed

    return lambda text: indexed(text, found)


def edits(app: App, root: Path, log: Path) -> Mapping[Path, Edit]:
    """The index's file with its edit for one log; nothing where there is to be no index.

    Raises RepositoryError where that file cannot be an index.
    """
    file = index_file(app, root)
    return {file: edit(entries(app, root, log))} if file else {}


def update(app: App, root: Path, *, write: bool) -> Indexed:
    """What the index lacks, written into the work tree if `write`.

    Raises RepositoryError when the index's file cannot be read, edited or written.
    """
    from vibelog.keeping.readme import dead, missing

    file = index_file(app, root)
    if file is None:
        return Indexed("", 0, (), ())
    found, text = entries(app, root), files.load(file)
    lacking = missing(text, found)
    if write and lacking:
        files.save(file, edit(found)(text))
    gone = dead(text, found, lambda path: _exists(file.parent / path))
    return Indexed(_name(root, file), len(found), lacking, gone)


def commit(app: App, root: Path) -> Indexed:
    """What the index lacked, in one commit of its own; the student's other changes stay theirs.

    Only logs that some commit has are linked. Raises RepositoryError, with nothing changed.
    """
    from vibelog.keeping.repo import Repository

    seen, file = update(app, root, write=False), index_file(app, root)
    if file is None:
        return seen
    repository, known = Repository.find(root), _by_path(app, root)
    standing = repository.standing(list(known))
    kept = [entry for path, entry in known.items() if standing[path].first]
    waiting = tuple(entry for entry in seen.missing if entry not in kept)
    made = repository.commit([], "vibe logs: index", {file: edit(kept)}) if kept else None
    lacking = tuple(entry for entry in seen.missing if entry in kept)
    return Indexed(seen.file, seen.logs, lacking, seen.dead, made, waiting)


def as_json(found: Indexed) -> dict[str, Any]:
    """What the index lacked, for a script."""
    return {
        "index": found.file or None,
        "logs": found.logs,
        "missing": [{"paper": name(entry), "path": entry.path} for entry in found.missing],
        "dead": list(found.dead),
        "commit": found.commit.sha if found.commit else None,
    }


def name(entry: Entry) -> str:
    """The short name under which a log is listed."""
    return entry.labels[-1]


def index_file(app: App, root: Path) -> Path | None:
    """The file that holds the index, which may not be there yet; None where there is to be none.

    Upper and lower case of its name do not matter. Raises RepositoryError for one outside of the
    repository, a link or a folder, or where the README is in another form than Markdown.
    """
    wanted = app.config.index
    if wanted.lower() == NONE:
        return None
    found = plain_file(root, wanted)
    others = [each for each in _beside(found) if each.stem.lower() == found.stem.lower()]
    if others and found not in others and found.stem.lower() == "readme":
        raise RepositoryError(
            f"{others[0]} is not Markdown, so no log can be linked there: name a Markdown file as "
            '`index` in vibelog.toml, or set index = "none".'
        )
    return found


def plain_file(root: Path, wanted: str) -> Path:
    """The Markdown file of that name, in upper or lower case, which may not be there yet.

    Raises RepositoryError for one outside of the repository, a link or a folder.
    """
    path, base = root / wanted, Path(os.path.realpath(root))
    if not Path(os.path.realpath(path.parent)).is_relative_to(base):
        raise RepositoryError(
            f"{wanted} is outside of the repository at {root}: name a file inside it as "
            "`index` in vibelog.toml."
        )
    alike = [each for each in _beside(path) if each.name.lower() == path.name.lower()]
    found = path if path in alike or not alike else alike[0]
    if found.is_symlink() or (found.exists() and not found.is_file()):
        raise RepositoryError(
            f"{found} is not a plain file but a link or folder: name the file itself as `index` in "
            "vibelog.toml."
        )
    return found


def _beside(path: Path) -> list[Path]:
    """What is in the folder of a file that may not be there."""
    return sorted(path.parent.iterdir()) if path.parent.is_dir() else []


def _by_path(app: App, root: Path, where: Path | None = None) -> dict[Path, Entry]:
    """Each log's file and entry; of one in several formats, Markdown's where it has that."""
    from vibelog.app.check import checks
    from vibelog.app.check.sources import Papers

    papers, file = Papers.of(app), index_file(app, root)
    found = [log for log in checks.logs(where or root, papers) if log.path != file]
    folder, entries, taken = file.parent if file else root, {}, set[Path]()
    for log in sorted(found, key=lambda log: (log.path.with_suffix(""), log.path.suffix != ".md")):
        if log.path not in taken:
            alike = _formats(log.path)
            taken |= set(alike)
            entries[log.path] = _entry(app, folder, log, alike)
    return entries


def _formats(path: Path) -> list[Path]:
    """A log's file, and those beside it that are the same log in another format."""
    from vibelog.keeping.checking.files import SUFFIXES

    beside = (path.with_suffix(suffix) for suffix in SUFFIXES if suffix != path.suffix)
    return [path, *(other for other in beside if other.is_file())]


def _entry(app: App, folder: Path, log: Log, alike: Sequence[Path]) -> Entry:
    """A log as the index names it, seen from the index's folder; `alike` are its formats."""
    from vibelog.keeping.checking import content
    from vibelog.keeping.readme import Entry

    known, own = log.assignment, log.paper or log.path.stem
    labels = [*(known.aliases if known else ()), *([known.name] if known else ()), own]
    path, *others = (
        PurePosixPath(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
        for file in alike
    )
    return Entry(
        tuple(dict.fromkeys(labels)),
        known.title if known else log.page.facts.get("title", ""),
        _urls(app, log, known),
        path,
        known.due if known else None,
        len(content.real(log.page)),
        tuple(others),
    )


def _urls(app: App, log: Log, known: Assignment | None) -> tuple[str, ...]:
    """The paper's links, the course's first."""
    from vibelog.core.course import links

    papers = [paper for paper in app.library().papers() if paper.name == log.paper]
    urls = [link for paper in papers for link in links(paper, known) if link]
    if known:
        own = [known.link, known.arxiv and f"https://arxiv.org/abs/{known.arxiv}"]
        urls = [url for url in own if url] + urls
        urls += [f"https://doi.org/{known.doi}"] if known.doi else []
    urls.append(log.page.facts.get("link", ""))
    web = [url for url in urls if url.startswith(("https://", "http://")) and "{page}" not in url]
    return tuple(dict.fromkeys(web))


def _exists(path: Path) -> bool:
    """Whether there is such a file; none has a name that is too long or not to be had."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _name(root: Path, file: Path) -> str:
    return Path(os.path.realpath(file)).relative_to(os.path.realpath(root)).as_posix()
