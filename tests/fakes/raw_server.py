"""A server on loopback that answers every connection with the same bytes, well-formed or not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class RawServer:
    """`asked` holds the first bytes of each request."""

    port: int
    asked: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


def http(body: str | bytes, status: str = "200 OK", headers: str = "") -> bytes:
    """An HTTP reply."""
    data = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\n{headers}\r\n".encode() + data


@contextmanager
def answering(reply: bytes, *, drip: float = 0.0) -> Iterator[RawServer]:
    """A running server; with `drip`, it sends a byte in so many seconds."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = RawServer(listener.getsockname()[1])
    over = threading.Event()

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            server.asked.append(connection.recv(4096))
            for piece in [bytes([byte]) for byte in reply] if drip else [reply]:
                connection.sendall(piece)
                if drip and over.wait(drip):
                    return

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
