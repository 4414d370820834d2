"""Where a key is found, against a real backend of keyring's, and where it is never looked for."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest
from raw_server import answering, http

from vibelog.lm import keys, nearby
from vibelog.lm.keys import ENVIRONMENT, KEYRING, found

KEY, OTHER = "sk-kept-0123456789abcdef", "sk-other-fedcba9876543210"
BACKEND = """
import json, os, pathlib, sys, time, warnings
from keyring.backend import KeyringBackend
class Keyring(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        {before}
        kept = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
        return kept.get(service + "/" + username)
    def set_password(self, service, username, password): ...
    def delete_password(self, service, username): ...
"""


class Ring:
    """The student's keyring: a backend of keyring's that keeps its entries in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keep()
        self.write("pass")

    def write(self, before: str) -> None:
        """What the backend does before it answers."""
        (self.folder / "testring.py").write_text(BACKEND.format(before=before))

    def keep(self, **entries: str) -> None:
        named = {f"vibelog/{name}": value for name, value in entries.items()}
        (self.folder / "testring.json").write_text(json.dumps(named))


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ring:
    folder = tmp_path / "ring"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "testring.Keyring")
    return Ring(folder)


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process may be started: the keyring is not asked."""

    def start(*_: object, **__: object) -> None:
        pytest.fail("the keyring was asked")

    monkeypatch.setattr(subprocess, "run", start)


def test_a_key_is_found_in_the_keyring_under_its_variables_name(ring: Ring) -> None:
    ring.keep(OPENAI_API_KEY=f"{KEY}\n", ANTHROPIC_API_KEY=OTHER)
    key = found("openai/gpt-5-mini", None, {})
    assert key == keys.Key("OPENAI_API_KEY", KEYRING, KEY)
    assert (found("claude-sonnet-4-5", None, {}) or key).value == OTHER
    assert found("groq/llama", None, {}) is None


@pytest.mark.usefixtures("unasked")
def test_the_environment_comes_first_and_then_no_keyring_is_asked() -> None:
    key = found("openai/gpt-5-mini", None, {"OPENAI_API_KEY": KEY})
    assert key == keys.Key("OPENAI_API_KEY", ENVIRONMENT, KEY)


def test_a_key_does_not_show_when_it_is_printed() -> None:
    assert KEY not in repr(keys.Key("OPENAI_API_KEY", KEYRING, KEY))


def test_the_other_names_of_a_key_are_known(ring: Ring) -> None:
    ring.keep(GOOGLE_API_KEY=KEY)
    assert found("gemini/x", None, {}) == keys.Key("GOOGLE_API_KEY", KEYRING, KEY)
    environ = {"GOOGLE_API_KEY": OTHER}
    assert found("gemini/x", None, environ) == keys.Key("GOOGLE_API_KEY", ENVIRONMENT, OTHER)


def test_a_server_on_this_machine_never_gets_a_providers_key(ring: Ring) -> None:
    ring.keep(OPENAI_API_KEY=KEY)
    with answering(http("", "401 Unauthorized")) as server:
        assert found("openai/tiny", server.url, {"OPENAI_API_KEY": KEY}) is None
        ring.keep(OPENAI_API_KEY=KEY, VIBELOG_LM_KEY=OTHER)
        assert found("openai/tiny", server.url, {}) == keys.Key("VIBELOG_LM_KEY", KEYRING, OTHER)
    assert KEY.encode() not in b"".join(server.asked)
    assert OTHER.encode() not in b"".join(server.asked)


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("reply", [http("{}"), http("", "404 Not Found"), b"", b"\x00 nonsense"])
def test_the_keyring_is_not_asked_for_a_server_here_that_wants_no_key(reply: bytes) -> None:
    with answering(reply) as server:
        assert found("openai/tiny", server.url, {}) is None


def test_a_named_servers_own_key_comes_before_the_providers(ring: Ring) -> None:
    url = "https://gateway.example.org/v1"
    environ = {"OPENAI_API_KEY": KEY}
    assert found("tiny", url, environ) == keys.Key("OPENAI_API_KEY", ENVIRONMENT, KEY)
    ring.keep(VIBELOG_LM_KEY=OTHER)
    assert found("tiny", url, environ) == keys.Key("VIBELOG_LM_KEY", KEYRING, OTHER)


def test_a_named_server_gets_the_key_of_the_provider_that_is_named_alone(ring: Ring) -> None:
    ring.keep(OPENAI_API_KEY=KEY)
    url, environ = "https://gateway.example.org", {"OPENAI_API_KEY": KEY, "XAI_API_KEY": OTHER}
    assert found("anthropic/claude", url, environ) is None
    assert found("grok-4", url, environ) == keys.Key("OPENAI_API_KEY", ENVIRONMENT, KEY)


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("model", ["ollama/llama3.2", "bedrock/claude", "vertex_ai/gemini"])
def test_what_needs_no_key_of_ours_is_not_looked_for(model: str) -> None:
    assert found(model, None, {"OPENAI_API_KEY": KEY}) is None


@pytest.mark.parametrize(
    "before",
    [
        "raise __import__('keyring.errors').errors.KeyringLocked('locked')",
        "raise __import__('keyring.errors').errors.InitError('no D-Bus')",
        "raise RuntimeError('broken')",
        "warnings.warn('odd'); print('noise', file=sys.stderr); os._exit(3)",
        "sys.exit()",
        "print('[1]'); os._exit(0)",
    ],
)
def test_a_keyring_that_fails_is_as_if_there_were_none(
    ring: Ring, before: str, capfd: pytest.CaptureFixture[str]
) -> None:
    ring.keep(OPENAI_API_KEY=KEY)
    ring.write(before)
    assert found("openai/gpt-5-mini", None, {}) is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("backend", ["keyring.backends.fail.Keyring", "no.such.Backend"])
def test_so_is_one_that_is_not_there(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    assert found("openai/gpt-5-mini", None, {}) is None


def test_a_keyring_that_hangs_is_ended(ring: Ring) -> None:
    ring.keep(OPENAI_API_KEY=KEY)
    ring.write("time.sleep(60)")
    begun = time.monotonic()
    assert found("openai/gpt-5-mini", None, {}, seconds=0.5) is None
    assert time.monotonic() - begun < 5


def test_a_keyring_that_talks_is_understood(ring: Ring) -> None:
    ring.keep(OPENAI_API_KEY=KEY)
    ring.write("print('unlocking …')")
    assert found("openai/gpt-5-mini", None, {}) == keys.Key("OPENAI_API_KEY", KEYRING, KEY)


@pytest.mark.usefixtures("ring")
def test_a_module_in_the_current_folder_is_not_taken_for_the_keyring() -> None:
    Path("keyring.py").write_text("open('stolen', 'w').close()\n")
    assert found("openai/gpt-5-mini", None, {}) is None
    assert not Path("stolen").exists()


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8080/v1", True),
        ("http://127.0.0.2:1", True),
        ("http://[::1]:11434/v1", True),
        ("http://127.0.0.1@example.org/", False),
        ("http://localhost.example.org", False),
        ("http://[::1", False),
        ("tiny", False),
    ],
)
def test_which_addresses_are_on_this_machine(url: str, here: bool) -> None:
    assert nearby.on_this_machine(url) is here


def test_the_sentences_name_the_variable_that_is_looked_for() -> None:
    assert keys.variable("gemini/x", "gemini") == "GEMINI_API_KEY"
    assert keys.variable("claude-sonnet-4-5", "claude-sonnet-4-5") == "ANTHROPIC_API_KEY"
    assert keys.variable("openai/tiny", "http://127.0.0.1:1/v1") == "VIBELOG_LM_KEY"
