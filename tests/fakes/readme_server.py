"""A server on loopback that has one README, with an ETag, and counts who asked for it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ReadmeServer:
    """`text` may be changed; `statuses` are those that were answered."""

    text: str
    port: int = 0
    kind: str = "text/plain; charset=utf-8"
    moved: str | None = None  # where it redirects to
    statuses: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/course/README.md"


@contextmanager
def serving(text: str) -> Iterator[ReadmeServer]:
    """A running server."""
    page = ReadmeServer(text)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page.text.encode()
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            known = self.headers.get("If-None-Match") == etag
            status = 302 if page.moved else 304 if known else 200
            page.statuses.append(status)
            self.send_response(status)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", page.kind)
            if page.moved:
                self.send_header("Location", page.moved)
            self.send_header("Content-Length", str(0 if status != 200 else len(body)))
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        page.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield page
        finally:
            server.shutdown()
            thread.join()
