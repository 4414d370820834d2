"""Where a course's schedule is read: a link, a git repository, or a file or folder.

Knows how such sources are written and which may be used unasked; fetches and opens nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, quote, unquote, urlsplit

from vibelog.core.text import plain, squash
from vibelog.errors import ConfigError

Kind = Literal["link", "git", "path"]

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_SCP = re.compile(r"[\w.-]+@[\w.-]+:(?!//).+")  # git's own short form: git@github.com:who/course
_RAW = "https://raw.githubusercontent.com"
_README = "README.md"
_YEARS = range(1900, 2200)
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class CourseSource:
    """One `[[course]]` of a vibelog.toml."""

    source: str  # as it is written there
    year: int | None = None  # of the term's first day, where the schedule does not say it
    name: str = ""  # what the student calls it; "": as the schedule does
    file: str = ""  # the vibelog.toml that names it; "": the environment
    folder: str = ""  # what a relative path starts from

    @property
    def kind(self) -> Kind:
        """What it is, by the way it is written."""
        return kind(self.source)

    @property
    def place(self) -> str:
        """The address, or the absolute path."""
        if self.kind != "path":
            return self.source
        path = Path(self.folder, _expanded(self.source))
        flat = Path(os.path.normpath(path))
        return str(flat if flat.resolve() == path.resolve() else path)  # `..` behind a link stays

    def inside(self, root: Path) -> bool:
        """Whether it is a path that leads nowhere outside of that folder, links followed."""
        return self.kind == "path" and Path(self.place).resolve().is_relative_to(root.resolve())


def kind(source: str) -> Kind:
    """What a source is; ConfigError for an address that is not read (file:, ext:, plain http).

    >>> kind("https://github.com/who/course"), kind("git@host:course.git"), kind("../course.md")
    ('link', 'git', 'path')
    """
    if _SCP.fullmatch(source):
        return "git"
    if "::" in source.partition("/")[0]:  # git's way to run a program as a transport
        raise ConfigError(f"{plain(source)} is no source of a course: name a file or a https link.")
    if not _ADDRESS.match(source):
        return "path"
    parts = _parts(source)
    if parts.scheme == "ssh" or (parts.scheme == "https" and parts.path.endswith(".git")):
        return "git"
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return "link"
    raise ConfigError(
        f"{plain(source)} is not read as a course: name a file, a folder, a git repository or a "
        "link that begins with https://."
    )


def address(link: str) -> str:
    """The address of the text behind a link: of a page on GitHub or GitLab, the raw file.

    >>> address("https://github.com/who/course/blob/main/docs/plan.md")
    'https://raw.githubusercontent.com/who/course/main/docs/plan.md'
    """
    parts = _parts(link)
    path = [unquote(part) for part in parts.path.split("/") if part]
    if parts.hostname in ("github.com", "www.github.com") and len(path) > 1:
        return f"{_RAW}/{quote('/'.join(_github(path)))}"
    if parts.hostname == "gitlab.com" and len(path) > 1:
        if "-" not in path:
            path = [*path, "-", "raw", "HEAD", _README]
        elif path[path.index("-") + 1 :][:1] == ["blob"]:
            path[path.index("-") + 1] = "raw"
        return f"https://gitlab.com/{quote('/'.join(path))}"
    return parts._replace(fragment="").geturl()


def parse_sources(table: object, file: Path) -> tuple[CourseSource, ...]:
    """The sources that a vibelog.toml's `course` holds; ConfigError, with the file, for no such."""
    if not isinstance(table, list) or not all(isinstance(each, dict) for each in table):
        raise ConfigError(f'{file}: a course is a [[course]] table with source = "…"; mend it.')
    return tuple(_parsed(table, file))


def named_source(source: str, folder: Path, year: int | None = None) -> CourseSource:
    """The source that a student named, in that folder; ConfigError for one that is not read."""
    kind(source)
    return CourseSource(source, year, folder=str(folder))


def _parsed(tables: list[dict[str, object]], file: Path) -> Iterator[CourseSource]:
    for each in tables:
        source, year = each.get("source"), each.get("year")
        if unknown := sorted(set(each) - {"source", "year", "name"}):
            raise ConfigError(
                f"{file}: [[course]] has an unknown key `{plain(unknown[0])}`; mend or remove it."
            )
        if not isinstance(source, str) or not (source := plain(source).strip()):
            raise ConfigError(f'{file}: a [[course]] has no source = "…"; add it or remove it.')
        if year is not None and (type(year) is not int or year not in _YEARS):
            raise ConfigError(
                f"{file}: the year of a [[course]] is a number such as 2025; mend it."
            )
        kind(source)
        name = squash(plain(str(each.get("name", ""))))
        yield CourseSource(source, year, name, str(file), str(file.parent))


def _expanded(source: str) -> Path:
    """The path with the student's home for `~`; as it is where there is no such student."""
    with suppress(RuntimeError):
        return Path(source).expanduser()
    return Path(source)


def _github(path: list[str]) -> list[str]:
    """Owner, repository, branch and file of what a page on GitHub shows."""
    owner, name, *rest = path
    name = name.removesuffix(".git")
    if len(rest) > 1 and rest[0] in ("blob", "raw", "edit"):
        return [owner, name, *rest[1:]]
    if len(rest) > 1 and rest[0] == "tree":
        return [owner, name, *rest[1:], _README]
    return [owner, name, "HEAD", _README]


def _parts(source: str) -> SplitResult:
    try:
        parts = urlsplit(source)
        parts.port  # noqa: B018 - asking is what checks it
    except ValueError as error:
        raise ConfigError(f"{plain(source)} is no address ({error}): mend or remove it.") from error
    return parts
