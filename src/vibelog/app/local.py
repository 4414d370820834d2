"""A language model server on this machine: noticed, offered, and remembered when agreed to.

Noticed is not used: what a student agreed to goes into their own vibelog.toml, what they declined
into the library, so that neither is asked about again. Knows how such servers list their models;
not how a question is put to the student.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.config import Config, user_file
from vibelog.core.text import plain, squash
from vibelog.errors import ConfigError

if TYPE_CHECKING:
    from vibelog.lm import nearby

PATIENCE = 0.25  # seconds; a server on loopback that is well answers within a few milliseconds
# The port that each listens on unless told otherwise, as its documentation says.
PORTS: Mapping[int, str] = {11434: "Ollama", 8080: "llama.cpp", 8000: "vLLM", 1234: "LM Studio"}
_LONGEST = 200  # characters of a model's id; llama.cpp gives a file's path
_MUTE = ("embed", "rerank")  # in the id of a model that answers nothing


@dataclass(frozen=True, slots=True)
class Local:
    """A server that speaks the OpenAI protocol."""

    program: str  # which one it is, guessed by its port
    base_url: str
    models: tuple[str, ...]  # the ids of those that may answer, in the server's order; not empty


def noticed(ports: Mapping[int, str] = PORTS, timeout: float = PATIENCE) -> tuple[Local, ...]:
    """The servers that run on this machine, in the order of `ports` (port: program's name).

    All are asked for their models side by side, in `timeout` seconds together; nothing else is
    sent. What does not answer as such a server does (Chroma uses port 8000 too) is none.
    """
    heard = [port for port in ports if _listens(port, timeout)]
    if not heard:
        return ()
    from vibelog.lm import nearby

    urls = [f"http://127.0.0.1:{port}/v1" for port in heard]
    listed = [models(reply) for reply in nearby.get(urls, "models", timeout)]
    found = zip(heard, urls, listed, strict=True)
    return tuple(Local(ports[port], url, ids) for port, url, ids in found if ids)


def _listens(port: int, timeout: float) -> bool:
    """Whether anything listens there: mostly nothing does, and the chat need not load more."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout).close()
    except OSError:
        return False
    return True


def offer(app: App, ports: Mapping[int, str] = PORTS) -> Local | None:
    """The server to ask the student about: none when a model or an address is configured."""
    if app.config.model or app.config.lm_base_url:
        return None
    return next((local for local in noticed(ports) if not was_declined(app, local)), None)


def remember(app: App, local: Local, model: str) -> Config:
    """Write the model and its server into the student's own vibelog.toml; the Config with them.

    Every byte that is there stays. Raises ConfigError, with nothing changed, when the file sets a
    model or an address already, or cannot be read or written.
    """
    file = user_file(app.environ)
    values = {"model": f"openai/{model}", "lm_base_url": local.base_url}
    shown = plain(str(file))
    try:
        before = file.read_bytes() if file.exists() else b""
        table = tomllib.loads(before.decode())
        if taken := next((key for key in values if key in table), None):
            raise ConfigError(f"{shown} sets `{taken}` already: change it there.")
        _write(file, _with(before, table, values))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{shown} cannot be read ({error}): mend it or remove it.") from error
    except OSError as error:
        raise ConfigError(
            f"{shown} cannot be written ({error.strerror or error}): make it writable, or set "
            f"VIBELOG_LM={values['model']} and VIBELOG_LM_BASE_URL={local.base_url} instead."
        ) from error
    return replace(app.config, model=values["model"], lm_base_url=values["lm_base_url"])


def declined(app: App, local: Local) -> None:
    """Remember that the student does not want this server; where that fails, it is asked again."""
    file = _declined_file(app)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        urls = sorted({*_declined(app), local.base_url})
        file.write_text(json.dumps(urls) + "\n", encoding="utf-8")


def was_declined(app: App, local: Local) -> bool:
    """Whether the student said so before."""
    return local.base_url in _declined(app)


def models(reply: nearby.Reply | None) -> tuple[str, ...]:
    """The ids in a server's list of models; none when the reply is not such a list.

    Left out: ids that no terminal should be sent, and models that make vectors.
    """
    if reply is None or reply.status != 200:  # noqa: PLR2004 - HTTP's own number
        return ()
    try:
        listed = json.loads(reply.body)["data"]
        ids = [item["id"] for item in listed]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ()
    return tuple(dict.fromkeys(each for each in ids if _may_answer(each)))


def _may_answer(model: object) -> bool:
    if not isinstance(model, str) or not 0 < len(model) <= _LONGEST:
        return False
    return squash(plain(model)) == model and not any(word in model.lower() for word in _MUTE)


def _with(before: bytes, table: Mapping[str, object], values: Mapping[str, str]) -> bytes:
    """The file with the values added: at its end or, where a table stands there, at its start."""
    # A JSON string is a TOML string too, but for DEL, which no id here holds.
    added = "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    ).encode()
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    after = before + gap + added
    return after if _reads(after, {**table, **values}) else added + before


def _reads(data: bytes, table: Mapping[str, object]) -> bool:
    """Whether these bytes are TOML for this table."""
    try:
        return tomllib.loads(data.decode()) == table
    except tomllib.TOMLDecodeError:
        return False


def _write(file: Path, data: bytes) -> None:
    """Write the file all or nothing; a link to it stays one, and who may read it is not changed."""
    real = Path(os.path.realpath(file))
    real.parent.mkdir(parents=True, exist_ok=True)
    if real.exists() and not os.access(real, os.W_OK):
        raise PermissionError(13, "it is read-only")
    handle, name = tempfile.mkstemp(prefix=".vibelog-", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(data)
        if real.exists():
            shutil.copymode(real, name)
        Path(name).replace(real)
    finally:
        Path(name).unlink(missing_ok=True)


def _declined_file(app: App) -> Path:
    return app.config.home / "declined.json"


def _declined(app: App) -> list[str]:
    try:
        urls = json.loads(_declined_file(app).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # nothing that can be read was declined
    return [url for url in urls if isinstance(url, str)] if isinstance(urls, list) else []
