"""What vibelog needs, checked: each check says what it found, and how to mend what is wrong.

Each is a small function App → Check. Nothing is sent to another machine, but to a Chroma server
that the student configured. What concerns the language model is `consultation`'s. Knows nothing of
terminals.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from vibelog import __version__, config
from vibelog.app import App
from vibelog.config import Config
from vibelog.core.paper import Paper
from vibelog.core.text import plain
from vibelog.errors import ConfigError, LibraryError, RepositoryError, VibelogError
from vibelog.lm import nearby

OK, NOTE, PROBLEM = "ok", "note", "problem"
_ROOM = 200 << 20  # bytes free on the disk; a paper of 150 passages takes about 3 MB with its index
_KEY = re.compile(r"[0-9a-f]{16}")  # the name of a paper's folder (DESIGN: Contracts)


@dataclass(frozen=True, slots=True)
class Check:
    """What was found: a problem keeps vibelog from something, a note is good to know."""

    name: str
    state: str  # OK, NOTE or PROBLEM
    message: str  # one sentence
    mend: str = ""  # what to type: a command a line


def begin(
    tell: Callable[[str], None], where: Path, environ: Mapping[str, str]
) -> tuple[App, Check]:
    """The App for the checks, and what there is to say of its configuration.

    One that cannot be used is the first problem, and the rest is checked without it.
    """
    name = "configuration"
    try:
        app = App(config.load(where, environ), environ, tell)
    except ConfigError as error:
        bare = App(Config(home=config.library_folder(environ)), environ, tell)
        return bare, Check(name, PROBLEM, str(error))
    if app.config.proposed:
        asked = ", ".join(setting.key for setting in app.config.proposed)
        message = f"{app.config.proposed[0].file} asks for {asked}, which is not used yet."
        return app, Check(name, NOTE, message, "vibelog agree")
    if app.config.notices:
        return app, Check(name, NOTE, " ".join(app.config.notices))
    personal = config.user_file(environ)
    said = f"Your own is {personal}." if personal.is_file() else "No vibelog.toml of your own."
    return app, Check(name, OK, said)


def examine(app: App, where: Path) -> Iterator[Check]:
    """The checks of everything but the language model, one after the other."""
    yield Check("vibelog", OK, f"vibelog {__version__}, Python {platform.python_version()}.")
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("library", lambda: library(app)),
        ("papers", lambda: papers(app)),
        ("embedder", lambda: embedder(app)),
        ("index", lambda: index(app)),
        ("git", lambda: git(where)),
        ("repository", lambda: repository(app, where)),
        ("course", lambda: course(app)),
    )
    for name, check in checks:
        yield checked(name, check)


def checked(name: str, check: Callable[[], Check]) -> Check:
    """The check; what it raises for the student to act on is a problem."""
    try:
        return check()
    except VibelogError as error:
        return Check(name, PROBLEM, str(error))


def library(app: App) -> Check:
    """Whether the library folder can be written, and has room."""
    home = app.config.home
    shown = plain(str(home))
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Check(
            "library",
            PROBLEM,
            f"{shown} cannot be written: choose a folder of your own.",
            "export VIBELOG_HOME=~/vibelog",
        )
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        return Check("library", PROBLEM, f"{shown} has {free >> 20} MB left: make room there.")
    begun = "" if home.exists() else ", which is made with the first paper"
    return Check("library", OK, f"{shown}{begun}; {free / (1 << 30):.0f} GB are free.")


def papers(app: App) -> Check:
    """Whether all papers of the library can be read."""
    shelf = app.library()
    found = shelf.papers()
    for paper in found:
        shelf.pages(paper)
        shelf.passages(paper)
    torn = _torn(app.config.home, found)
    if torn:
        return Check("papers", PROBLEM, *_mended(torn))
    if not found:
        return Check("papers", NOTE, "There is none yet.", "vibelog add PAPER.pdf")
    count = len(found)
    return Check("papers", OK, f"{count} {'papers' if count > 1 else 'paper'}, all readable.")


def embedder(app: App) -> Check:
    """Whether the embedding model is whole and loads; a provider's is not asked."""
    from vibelog.app import shelf
    from vibelog.lm import keys

    named = app.config.embedder
    if named is None:
        return Check("embedder", OK, f"{shelf.embedder(app).name} loads, its files are whole.")
    names = [name for group in keys.groups(named, None) for name in group]
    if names and not any(app.environ.get(name) for name in names):
        message = f"{named} needs a key in the environment, and {names[0]} is not set."
        return Check("embedder", PROBLEM, message, f"export {names[0]}=…")
    return Check("embedder", OK, f"{named}; passages go to {named.partition('/')[0]}.")


def index(app: App) -> Check:
    """Whether the index opens, and holds the library's papers."""
    from vibelog.app import shelf
    from vibelog.asking.vectors import embedded

    rows, name, kept = app.library(), shelf.embedder_name(app), shelf.index(app)
    store = f"Chroma at {nearby.shown(app.config.chroma)}" if app.config.chroma else "Chroma"
    try:
        kept.holds("0" * 16, (), name)  # of no paper: opens it also for an empty library
        found = rows.papers()
        bare = [paper for paper in found if not shelf.finished(app, paper)]
        held = sum(kept.holds(p.key, embedded(rows.passages(p)), name) for p in found)
    except LibraryError as error:
        return Check("index", PROBLEM, str(error))
    said = f"{store} opens and holds {held} of {len(found)} papers"
    if bare:
        file = shlex.quote(str(rows.folder(bare[0]) / "source.pdf"))
        message = f"{said}; vectors are missing for {', '.join(paper.name for paper in bare)}."
        return Check("index", NOTE, message, f"vibelog add {file}")
    rest = "" if held == len(found) else "; the others are put in when they are asked about"
    return Check("index", OK, f"{said}{rest}.")


def git(where: Path) -> Check:
    """Whether git is there and knows who the student is."""
    from vibelog.keeping import git as program

    version = program.ask(where, "--version").removeprefix("git version ")
    known = _identity(where)
    if known is None:
        return Check(
            "git",
            PROBLEM,
            f"git {version} does not know who you are, so that no log can be committed.",
            'git config --global user.name "Your Name"\n'
            "git config --global user.email you@example.org",
        )
    who = plain(known).partition(" <")[0]
    return Check("git", OK, f"git {version}; commits are by {who}.")


def repository(app: App, where: Path) -> Check:
    """Whether a log could be committed here."""
    from vibelog.keeping.repo import Repository

    try:
        found = Repository.find(where)
    except RepositoryError as error:
        return Check("repository", NOTE, str(error), "git init")
    if _identity(where) is None:  # which the check of git says, with its remedy
        return Check("repository", NOTE, f"{found.root}; it takes logs once git knows who you are.")
    found.require_ready([found.root / app.config.logs / "paper.md"])
    return Check("repository", OK, f"{found.root}; logs go to {app.config.logs}/.")


def course(app: App, today: date | None = None) -> Check:
    """Which papers the course has, and which is due next."""
    today = today or datetime.now().astimezone(app.config.zone).date()
    known = app.course()
    said = f"{known.name}, {known.term}: {len(known.assignments)} papers"
    dated = sorted(
        (each.due, each.name) for each in known.assignments if each.due and each.due >= today
    )
    if not dated:
        return Check("course", OK, f"{said}, none due any more.")
    due, name = dated[0]
    return Check("course", OK, f"{said}; next is {name}, due {due:%a %d %b %Y}.")


def _identity(where: Path) -> str | None:
    """Who git says commits there, as it writes it; None when it was never told."""
    from vibelog.keeping import git as program

    for name in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT"):
        told = program.attempt(where, "-c", "user.useConfigOnly=true", "var", name)
        if told.code:
            return None
    return told.out


def _torn(home: Path, found: list[Paper]) -> list[Path]:
    """Folders of the library that should hold a paper and hold none that can be read."""
    whole = {paper.key for paper in found}
    folders = (home / "papers").glob("*") if (home / "papers").is_dir() else ()
    return sorted(f for f in folders if _KEY.fullmatch(f.name) and f.name not in whole)


def _mended(torn: list[Path]) -> tuple[str, str]:
    """What to say of torn folders, and the command for the first: read it again, or delete it."""
    folder = torn[0]
    more = f" (and {len(torn) - 1} more)" if len(torn) > 1 else ""
    message = f"{plain(str(folder))}{more} holds a paper that cannot be read."
    source = folder / "source.pdf"
    again = f"vibelog add {shlex.quote(str(source))}"
    return message, again if source.is_file() else f"rm -r {shlex.quote(str(folder))}"
