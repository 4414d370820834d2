"""A language model server on loopback that speaks the OpenAI protocol, plain and streaming.

What it says is scripted: a list of replies, used up one a request (the last one stays), or a
function of the request's body. A reply is the answer's text, a `Said` (how it is said) or a
`Fault`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHUNK = 12  # letters


@dataclass(frozen=True)
class Fault:
    """An answer that is not one: an HTTP status with an OpenAI-style error in its body."""

    status: int
    message: str = "scripted fault"
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """An answer, and how it is streamed."""

    text: str
    pause: float = 0.0  # seconds before each chunk
    cut: int | None = None  # chunks after which the connection is closed
    finish: str = "stop"
    calls: Sequence[tuple[str, str]] = ()  # of tools: name and arguments; before the text


Reply = str | Said | Fault
Script = Sequence[Reply] | Callable[[dict[str, Any]], Reply]


class ModelServer(ThreadingHTTPServer):
    """The server; `requests` holds the body and headers of everything that was asked."""

    daemon_threads = True

    def __init__(self, script: Script, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def reply(self, body: dict[str, Any], headers: Mapping[str, str]) -> Reply:
        with self.lock:
            number = len(self.requests)
            self.requests.append({"body": body, "headers": dict(headers)})
        if callable(self.script):
            return self.script(body)
        return self.script[min(number, len(self.script) - 1)]


def fields(**values: str | list[dict[str, str]] | list[str]) -> str:
    """A completion in the form that DSPy's ChatAdapter asks for."""
    parts = [
        f"[[ ## {name} ## ]]\n{value if isinstance(value, str) else json.dumps(value)}"
        for name, value in values.items()
    ]
    return "\n\n".join([*parts, "[[ ## completed ## ]]"])


@contextmanager
def serving(script: Script) -> Iterator[ModelServer]:
    """A running server, stopped at the end."""
    server = ModelServer(script)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.server.reply(body, dict(self.headers))
        if isinstance(reply, Fault):
            self._fault(reply)
            return
        said = Said(reply) if isinstance(reply, str) else reply
        if body.get("stream"):
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked may have gone
                self._stream(said, body["model"])
        else:
            self._json(200, _completion(said, body["model"]), {})

    def do_GET(self) -> None:
        """The models there are, as a student's program asks for them."""
        listed = {"object": "list", "data": [{"id": "tiny", "object": "model"}]}
        self._json(200 if self.path.endswith("/models") else 404, listed, {})

    def _fault(self, fault: Fault) -> None:
        error = {"message": fault.message, "type": "scripted", "code": fault.code}
        self._json(fault.status, {"error": error}, fault.headers)

    def _json(self, status: int, value: dict[str, Any], headers: Mapping[str, str]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, said: Said, model: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for number, call in enumerate(said.calls):
            self._event(_chunk(model, {"tool_calls": [{"index": number, **_call(*call)}]}))
        for number, start in enumerate(range(0, len(said.text), CHUNK)):
            if number == said.cut:
                return
            time.sleep(said.pause)
            self._event(_chunk(model, {"content": said.text[start : start + CHUNK]}))
        self._event(_chunk(model, {}, finish=said.finish))
        self._event({**_chunk(model, {}), "choices": [], "usage": _usage(said.text)})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's name
        """Nothing: a test's output is its own."""


def _completion(said: Said, model: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text}
    if said.calls:
        message["tool_calls"] = [_call(*call) for call in said.calls]
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": said.finish}],
        "usage": _usage(said.text),
    }


def _call(name: str, arguments: str) -> dict[str, Any]:
    """The call of a tool, as OpenAI's protocol writes it."""
    return {
        "id": f"call-{name}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


def _chunk(model: str, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def _usage(text: str) -> dict[str, int]:
    count = len(text.split())
    return {"prompt_tokens": 100, "completion_tokens": count, "total_tokens": 100 + count}
