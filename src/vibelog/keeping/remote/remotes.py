"""What somebody gives as a repository's address, and what git may be given of it.

People paste a page's link, a link with their name in it, a short `owner/repository` or a path.
Knows the forms of addresses; asks no server. Of git's transports only https, ssh and a folder of
this machine are let through: others (`ext::`, `fd::`, remote helpers) run programs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from vibelog.core.text import plain
from vibelog.errors import RepositoryError

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_SCP = re.compile(rf"(?:[A-Za-z0-9._-]+@)({_HOST}):(?!/?-)([^\s:]+)")  # git@github.com:owner/name
_SHORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")  # owner/name, on GitHub
_BARE = re.compile(r"(?:www\.)?(?:github|gitlab|bitbucket|codeberg)\.(?:com|org)/")
_PAGE = re.compile(r"/(?:-/)?(?:tree|blob|commits?|issues|pulls?|actions|wiki|raw|src)(?:/.*)?$")
_GITHUB = "github.com"


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository that git can fetch from."""

    url: str  # as git is given it: a URL, or an absolute path
    host: str  # in lower case; "" for a folder of this machine
    ways: tuple[str, ...]  # git's names of the transports it may take

    @property
    def page(self) -> str | None:
        """The link under which a browser shows it, where that can be told."""
        return self.url.removesuffix(".git") if self.url.startswith("https://") else None


def remote(given: str, beside: Path) -> Remote:
    """What git is given for `given`; a relative path is looked up in the folder `beside`.

    Raises RepositoryError when it names no repository, or one that git must not be sent to.
    """
    text = given.strip().strip("<>").strip()
    if not text or plain(text) != text or "\n" in text:
        raise RepositoryError(f"“{_shown(given)}” names no repository: give its link or its path.")
    if "::" in text.split("/")[0]:
        raise RepositoryError(
            f"{_shown(text)} is not fetched from: it would run a program. "
            "Give an https link, an ssh address or a path."
        )
    if "://" in text:
        return _linked(text, beside)
    if (match := _SCP.fullmatch(text)) and not (beside / text).exists():
        return Remote(text, match[1].lower(), ("ssh",))
    folder = beside / Path(text).expanduser()
    if folder.is_dir():
        return Remote(str(folder.resolve()), "", ("file",))
    if _BARE.match(text):
        return _linked(f"https://{text}", beside)
    # where its first folder is there, a path is meant, and it is wrong
    if _SHORT.fullmatch(text) and not (beside / text.partition("/")[0]).exists():
        return _linked(f"https://{_GITHUB}/{text}", beside)
    raise RepositoryError(f"“{_shown(text)}” is neither a folder nor a link to a repository.")


def _linked(text: str, beside: Path) -> Remote:
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise RepositoryError(f"{_shown(text)} is no link that can be read.") from None
    scheme = parts.scheme.lower()
    if scheme == "file" and host in ("", "localhost"):
        return remote(parts.path, beside)
    if not re.fullmatch(_HOST, host) or any(letter.isspace() for letter in text):
        raise RepositoryError(f"{_shown(text)} is no link that can be read.")
    if parts.password is not None:
        raise RepositoryError(
            f"The link to {host}{_shown(parts.path)} holds a password: leave it out, "
            "and let git's credential helper keep it."
        )
    if scheme == "ssh":
        return Remote(text, host, ("ssh",))
    if scheme == "http" and host.removeprefix("www.") == _GITHUB:
        scheme = "https"
    if scheme != "https":
        raise RepositoryError(
            f"{_shown(text)} is not fetched from: give an https link, an ssh address or a path."
        )
    host = host.removeprefix("www.") if _BARE.match(f"{host}/") else host
    path = _path(parts.path, host)
    if not path:
        raise RepositoryError(f"{_shown(text)} names no repository.")
    # https may become ssh by the user's own `url.….insteadOf`
    return Remote(f"https://{host}{f':{port}' if port else ''}{path}", host, ("https", "ssh"))


def _path(path: str, host: str) -> str:
    """The repository's part of a page's path; "" when there is none."""
    names = [name for name in _PAGE.sub("", path).split("/") if name]
    if host == _GITHUB:
        names = names[:2] if len(names) > 1 else []
    return "".join(f"/{name}" for name in names)


def _shown(text: str) -> str:
    """The text, short and on one line."""
    shown = " ".join(plain(text).split())
    return shown if len(shown) <= 100 else f"{shown[:99]}…"  # noqa: PLR2004  letters of a sentence
