"""A server on this machine is noticed, offered, and remembered without harm to any file."""

from __future__ import annotations

import json
import socket
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_server import RawServer, answering, http

from vibelog.app import App, local
from vibelog.app.local import Local
from vibelog.config import Config, load, user_file
from vibelog.errors import ConfigError


def listing(*ids: object) -> bytes:
    return http(json.dumps({"object": "list", "data": [{"id": each} for each in ids]}))


def ports(*servers: RawServer) -> dict[int, str]:
    return {server.port: f"program {number}" for number, server in enumerate(servers)}


@pytest.fixture
def app(tmp_path: Path) -> App:
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "conf"), "VIBELOG_HOME": str(tmp_path / "library")}
    return App(Config(home=tmp_path / "library"), environ, lambda _: None)


OLLAMA = Local("Ollama", "http://127.0.0.1:11434/v1", ("llama3.2",))


def test_servers_are_noticed_with_their_models() -> None:
    with answering(listing("llama3.2", "qwen3:4b")) as one, answering(listing("m")) as other:
        found = local.noticed(ports(one, other))
    assert found == (
        Local("program 0", one.url, ("llama3.2", "qwen3:4b")),
        Local("program 1", other.url, ("m",)),
    )
    probe, asked = sorted(one.asked)
    assert probe == b"", "whether anything listens"
    assert asked.startswith(b"GET /v1/models HTTP/1.1\r\n")
    assert b"uthorization" not in asked


def test_nothing_listens_nothing_is_noticed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert local.noticed({port: "Ollama"}) == ()


@pytest.mark.parametrize(
    "reply",
    [
        http('{"detail": "Not Found"}', "404 Not Found"),  # Chroma on vLLM's port
        http('{"data": [{"id": "x"}]}', "503 Service Unavailable"),
        http("", "302 Found", "Location: http://example.org/v1/models\r\n"),
        http("<html>"),
        http("[" * 100_000),
        http("[1, 2]"),
        http('{"data": [{"id": 3}, {"id": ""}, {"id": "\\ud800"}]}'),
        http('{"data": {"id": "x"}}'),
        http(b"\xff\xfe"),
        http('{"data": [{"id": "x"}]}' + " " * (1 << 19)),
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{",
        b"",
    ],
)
def test_what_answers_otherwise_is_no_such_server(reply: bytes) -> None:
    with answering(reply) as server:
        assert local.noticed(ports(server)) == ()
    assert server.asked


def test_a_model_with_an_escape_in_its_name_and_one_for_vectors_are_left_out() -> None:
    with answering(listing("\x1b[2Jevil", "a\nb", "nomic-embed-text", "good", "good")) as server:
        (found,) = local.noticed(ports(server))
    assert found.models == ("good",)


def test_servers_that_do_not_come_to_an_end_are_given_up_together_in_time() -> None:
    with answering(listing("m") * 9, drip=0.05) as slow, answering(listing("m"), drip=9) as silent:
        begun = time.monotonic()
        assert local.noticed(ports(slow, silent), timeout=0.25) == ()
        assert time.monotonic() - begun < 0.5


def test_no_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with answering(listing("m")) as server:
        assert local.noticed(ports(server))


def test_a_server_is_offered_until_it_is_declined(app: App) -> None:
    with answering(listing("m")) as server:
        found = local.offer(app, ports(server))
        assert found == Local("program 0", server.url, ("m",))
        local.declined(app, found)
        local.declined(app, OLLAMA)
        assert local.offer(app, ports(server)) is None
    assert local.was_declined(app, OLLAMA)


def test_none_is_offered_or_asked_when_something_is_configured(app: App) -> None:
    with answering(listing("m")) as server:
        for config in (Config(model="openai/x"), Config(lm_base_url="http://127.0.0.1:1")):
            assert local.offer(App(config, app.environ, app.tell), ports(server)) is None
    assert not server.asked


def test_a_library_that_cannot_be_written_or_read_is_asked_again(app: App, tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    local.declined(app, OLLAMA)
    assert not local.was_declined(app, OLLAMA)


def test_what_the_student_agreed_to_is_what_vibelog_then_reads(app: App, tmp_path: Path) -> None:
    config = local.remember(app, OLLAMA, "llama3.2")
    wanted = ("openai/llama3.2", OLLAMA.base_url)
    assert (config.model, config.lm_base_url) == wanted
    again = load(tmp_path, app.environ)
    assert (again.model, again.lm_base_url) == wanted


@pytest.mark.parametrize(
    "before",
    [
        "",
        'logs = "notes"',
        '# mine\r\nlogs = "notes"\r\n',
        'logs = "a"\n[[course]]\nsource = "x"  # a table stands last\n',
        '[[course]]\nmodel = "of the course"',
    ],
)
def test_every_other_byte_of_the_file_stays(app: App, before: str) -> None:
    file = user_file(app.environ)
    file.parent.mkdir(parents=True)
    file.write_bytes(before.encode())
    local.remember(app, OLLAMA, "llama3.2")
    after = file.read_bytes()
    assert before.encode() in after
    added = {"model": "openai/llama3.2", "lm_base_url": OLLAMA.base_url}
    assert tomllib.loads(after.decode()) == tomllib.loads(before) | added


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_model_id_makes_valid_toml(model: str) -> None:
    values = {"model": f"openai/{model}"}
    assert tomllib.loads(local._with(b"", {}, values).decode()) == values  # noqa: SLF001 - the writer itself


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ('model = "openai/mine"\n', "sets `model` already"),
        ('lm_base_url = "http://x/v1"\n', "sets `lm_base_url` already"),
        ("model = \n", "cannot be read"),
        ("\xff", "cannot be read"),
    ],
)
def test_a_file_that_says_otherwise_is_left_as_it_is(app: App, before: str, says: str) -> None:
    file = user_file(app.environ)
    file.parent.mkdir(parents=True)
    file.write_bytes(before.encode("latin-1"))
    with pytest.raises(ConfigError, match=says):
        local.remember(app, OLLAMA, "llama3.2")
    assert file.read_bytes() == before.encode("latin-1")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(app: App, tmp_path: Path) -> None:
    (tmp_path / "conf").write_text("a file where the folder should be")
    with pytest.raises(ConfigError, match=r"VIBELOG_LM=openai/llama3\.2"):
        local.remember(app, OLLAMA, "llama3.2")


def test_a_linked_file_stays_a_link(app: App, tmp_path: Path) -> None:
    file = user_file(app.environ)
    file.parent.mkdir(parents=True)
    (tmp_path / "dotfiles.toml").write_text('logs = "notes"\n')
    (tmp_path / "dotfiles.toml").chmod(0o640)
    file.symlink_to(tmp_path / "dotfiles.toml")
    local.remember(app, OLLAMA, "llama3.2")
    assert file.is_symlink()
    assert "llama3.2" in (tmp_path / "dotfiles.toml").read_text()
    assert (tmp_path / "dotfiles.toml").stat().st_mode & 0o777 == 0o640
