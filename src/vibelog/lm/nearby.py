"""Servers on this machine, asked a small thing without a library, a proxy or a long wait.

Knows HTTP and loopback addresses; not what is asked, or why.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlsplit

from vibelog.core.text import plain

PATIENCE = 0.25  # seconds; a server on loopback that is well answers within a few milliseconds
_LARGEST = 1 << 18  # bytes; a hundred models are listed in 20 KB


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered."""

    status: int
    body: bytes


def on_this_machine(base_url: str) -> bool:
    """Whether a URL leads to this machine."""
    try:
        host = urlsplit(base_url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown(url: str) -> str:
    """A server's address as it may be shown: without a name, a password or a key in it.

    >>> shown("https://me:secret@host:8000/v1?key=k")
    'https://host:8000/v1'
    """
    scheme, mark, rest = url.partition("?")[0].partition("#")[0].rpartition("://")
    host, slash, path = rest.partition("/")
    return plain(f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}")


def get(base_urls: Sequence[str], path: str, seconds: float = PATIENCE) -> list[Reply | None]:
    """The replies to GET <base_url>/<path>, asked side by side; all together take `seconds`.

    None for a server that is not on this machine, does not listen, is too slow or says too much.
    Redirections are not followed, no proxy is used.
    """
    deadline = time.monotonic() + seconds
    replies: list[Reply | None] = [None] * len(base_urls)

    def ask(number: int) -> None:
        replies[number] = _get(base_urls[number], path, deadline)

    # Daemons: one that is fed a byte at a time is left behind and holds up no exit.
    threads = [
        threading.Thread(target=ask, args=(number,), daemon=True)
        for number, url in enumerate(base_urls)
        if on_this_machine(url)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return list(replies)


def _get(base_url: str, path: str, deadline: float) -> Reply | None:
    try:
        parts = urlsplit(base_url)
        if parts.scheme != "http":
            return None
        seconds = max(0.001, deadline - time.monotonic())
        connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=seconds)
    except (ValueError, HTTPException):
        return None  # no port a server can have
    try:
        connection.request("GET", f"{parts.path.rstrip('/')}/{path}")
        response = connection.getresponse()
        body = _read(response, deadline)
    except (OSError, ValueError, HTTPException):
        return None
    finally:
        connection.close()
    return None if body is None else Reply(response.status, body)


def _read(response: HTTPResponse, deadline: float) -> bytes | None:
    """The body; None when it is too long or does not end in time."""
    body = b""
    while piece := response.read1(_LARGEST):
        body += piece
        if len(body) > _LARGEST or time.monotonic() > deadline:
            return None
    return body
