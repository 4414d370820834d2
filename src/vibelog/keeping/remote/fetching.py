"""The text of a course's README, from wherever it is: a link, a file, a folder, a git repository.

Knows HTTP and files, and how their failures are said; not what a schedule is. Nothing is sent but
the request for that one text, and no program of the source runs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vibelog.core.text import plain
from vibelog.errors import RepositoryError, VibelogError

if TYPE_CHECKING:
    import httpx

PATIENCE = 10.0  # seconds, of a connection and of each read
_ALL = 30.0  # seconds for the whole text
_LARGEST = 2_000_000  # bytes; the longest course README seen has 40,000
_FOREIGN = 0.1  # of the letters; accents in another encoding are at most one in fifteen
_HOPS = 5
_GONE = (401, 403, 404, 410)
_NOT_CHANGED, _FAILED = 304, 400
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A text that was fetched, and the mark by which its server knows this version again."""

    text: str
    etag: str | None


def fetch(address: str, etag: str | None = None) -> Fetched | None:
    """What stands at an address; None when it is still the version of `etag`.

    Raises VibelogError when the server is not reached, has no such text or sends a web page.
    """
    import httpx

    shown = plain(address)
    local = urlsplit(address).hostname in _LOCAL
    headers = {"Accept": "text/markdown, text/plain, */*;q=0.5"}
    headers |= {"If-None-Match": etag} if etag else {}
    try:
        # trust_env: the student's proxy, which has no business with this machine's own addresses
        with httpx.Client(timeout=PATIENCE, trust_env=not local) as client:
            return _followed(client, address, headers)
    except httpx.HTTPError as error:
        why = plain(str(error)) or type(error).__name__
        raise VibelogError(
            f"{shown} cannot be reached ({why}): see that you are online, then try again."
        ) from error
    except (httpx.InvalidURL, UnicodeError) as error:
        raise VibelogError(f"{shown} is no address that can be read ({error}).") from error


def read(place: Path) -> str:
    """The text of a file, or of the README of a folder or git repository (as last committed).

    Raises VibelogError when there is none.
    """
    if place.is_dir():
        if repository := _repository(place):
            return _committed(place, repository)
        found = (file for file in sorted(place.iterdir()) if file.name.lower() == "readme.md")
        if (readme := next(found, None)) is None:
            raise VibelogError(f"{place} holds no README.md: name the file with the schedule.")
        place = readme
    try:
        if not place.is_file():
            raise VibelogError(f"There is no file {place}: name the course's README.")
        if place.stat().st_size > _LARGEST:
            raise VibelogError(f"{place} is too long for a README ({_LARGEST:,} bytes at most).")
        return decoded(place.read_bytes(), str(place))
    except OSError as error:
        raise VibelogError(f"{place} cannot be read ({error.strerror}).") from error


def decoded(data: bytes, shown: str) -> str:
    r"""The bytes of a README as text with `\n` as line ends: UTF-8, or UTF-16 by its mark.

    What is none of it is U+FFFD; VibelogError, naming what is `shown`, when that is a good part.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if marked else "utf-8-sig", errors="replace")
    if "\0" in text or text.count("\ufffd") > _FOREIGN * len(text):
        raise VibelogError(
            f"{shown} is no text, so it is no README: name the one with the schedule."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _followed(client: httpx.Client, address: str, headers: dict[str, str]) -> Fetched | None:
    """The text, through at most _HOPS redirections, none to http but within this machine."""
    for _ in range(_HOPS + 1):
        with client.stream("GET", address, headers=headers) as reply:
            if reply.next_request is not None:
                address = _next(address, str(reply.next_request.url))
                continue
            if reply.status_code == _NOT_CHANGED:
                return None
            return _text(reply, address)
    raise VibelogError(f"{plain(address)} leads from one address to the next without an end.")


def _next(address: str, to: str) -> str:
    """Where a redirection leads; VibelogError when that is less safe than where it came from."""
    before, after = urlsplit(address), urlsplit(to)
    here = before.hostname == after.hostname and after.hostname in _LOCAL  # asks no network
    if after.scheme != "https" and not here:
        raise VibelogError(f"{plain(address)} leads to {plain(to)}, which is not read: link to it.")
    return to


def _text(reply: httpx.Response, address: str) -> Fetched:
    shown = plain(address)
    if reply.status_code in _GONE:
        raise VibelogError(
            f"{shown} is not there, or not for everybody (HTTP {reply.status_code}): link to the "
            "README's own page, or name a file."
        )
    if reply.status_code >= _FAILED:
        raise VibelogError(f"{shown} cannot be read now (HTTP {reply.status_code}): try later.")
    if "html" in reply.headers.get("content-type", ""):
        raise VibelogError(f"{shown} is a web page, no Markdown: link to the README's raw text.")
    data, end = b"", time.monotonic() + _ALL
    for piece in reply.iter_bytes():
        data += piece
        if len(data) > _LARGEST:
            raise VibelogError(f"{shown} is too long for a README ({_LARGEST:,} bytes at most).")
        if time.monotonic() > end:
            raise VibelogError(f"{shown} takes more than {_ALL:g} seconds to send: try later.")
    return Fetched(decoded(data, shown), reply.headers.get("etag"))


def _repository(folder: Path) -> Path | None:
    """The folder's repository (its `.git`, or itself when it is bare); None when it is none.

    Inside of another repository there is none: what lies there came with that one's files, and its
    configuration is somebody else's. It is a folder like any other.
    """
    around = (above / ".git" for above in folder.resolve().parents)
    if any(each.exists() and each != folder.resolve() for each in around):
        return None
    if (own := folder / ".git").exists():
        return own
    bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir()
    return folder if bare else None


def _committed(folder: Path, repository: Path) -> str:
    """The README of a repository's last commit, from git's objects: nothing of it runs."""
    from vibelog.keeping.remote import guarded

    names = guarded.reading(repository, "ls-tree", "--full-tree", "--name-only", "-z", "HEAD")
    found = (name for name in names.out.split("\0") if name.lower() == "readme.md")
    if names.code or (name := next(found, None)) is None:
        raise RepositoryError(
            f"{folder} has no README.md in its last commit: name the file with the schedule."
        )
    text = guarded.reading(repository, "cat-file", "blob", f"HEAD:{name}").out
    return decoded(text.encode(errors="surrogateescape"), f"{name} in {folder}")
