"""What every test runs in: a home, a library and a working folder of its own, and no key."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from repositories import make

QUESTIONS = (
    "What is prefix caching?",
    "What is a block?",
    "Why only a prefix?",
    "What is a stranded block?",
    "What is the hit ratio?",
)
# A machine may be busy: how long an example takes says nothing about the code.
settings.register_profile("vibelog", deadline=None)
settings.load_profile("vibelog")

# Started in the background, the tests would inherit signals that are ignored; students have none.
for number, handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, handler)

KEYS = ("API_KEY", "API_BASE", "BASE_URL", "TOKEN")


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the developer's home, library, keys, git identity or proxy."""
    for name in list(os.environ):
        if name.startswith(("VIBELOG", "GIT_", "XDG_")) or name.endswith(KEYS):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local/share"))
    monkeypatch.setenv("VIBELOG_HOME", str(tmp_path / "library"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    monkeypatch.chdir(work)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The library folder that VIBELOG_HOME names."""
    return tmp_path / "library"


@pytest.fixture(scope="session")
def shelf_with_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the sample paper and five questions about it; not to be changed.

    Tests that run in several processes share one: whoever comes first makes it.
    """
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shelf"
    with FileLock(f"{home}.lock"):
        if not home.exists():
            making = home.with_name("shelf.making")
            _fill(making)
            making.rename(home)
    return home


def _fill(home: Path) -> None:
    from vibelog.app import App, local, shelf, talk
    from vibelog.config import Config, shipped

    app = App(Config(home=home), {}, lambda _: None)
    for port, program in local.PORTS.items():  # a model server of the developer's is no matter
        local.declined(app, local.Local(program, f"http://127.0.0.1:{port}/v1", ()))
    paper, _ = shelf.read(app, str(shipped("corpus/sample/paper.pdf")), "sample")
    shelf.finish(app, paper, shelf.embedder(app), lambda _done, _all: None)
    talking = talk.open_talk(app, paper)
    for question in QUESTIONS:
        talking.ask(question)


@pytest.fixture
def talked(shelf_with_sample: Path, library: Path) -> Path:
    """The test's own library: the sample paper, and a conversation that makes a log."""
    shutil.copytree(shelf_with_sample, library)
    return library


@pytest.fixture
def sample(talked: Path) -> Path:
    """The test's own library: the sample paper, and nothing asked yet."""
    shutil.rmtree(talked / "conversations")
    return talked


@pytest.fixture
def repository() -> Path:
    """The working folder as a git repository of a student's, with one commit."""
    for arguments in (
        ("init", "--quiet", "--initial-branch=main"),
        ("config", "user.name", "A Student"),
        ("config", "user.email", "student@example.org"),
        ("commit", "--quiet", "--allow-empty", "--message=begin"),
    ):
        subprocess.run(["git", *arguments], check=True)
    return Path.cwd()


@pytest.fixture(scope="session")
def leaflet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper of one page, where any paper will do."""
    import typst

    file = tmp_path_factory.mktemp("leaflet") / "leaflet.pdf"
    text = "A warp is a group of 32 threads that run in step. " * 3
    source = f"= Warps, Briefly\n{text}\n\n== Divergence\nA branch splits a warp. {text}"
    file.write_bytes(typst.compile(source.encode()))
    return file


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code, and what it printed."""

    code: int
    out: str
    err: str


Vibelog = Callable[..., Ran]


@pytest.fixture
def vibelog(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Vibelog:
    """Runs a command in this process: its arguments, and what it reads from a pipe."""
    from vibelog.cli import main

    def run(*arguments: str, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def remote_and_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repositories")
    make(folder)
    return folder


@pytest.fixture
def notes(remote_and_clone: Path, tmp_path: Path) -> Path:
    """A clone, `notes`, beside its bare remote, `origin.git`."""
    shutil.copytree(remote_and_clone, tmp_path / "git", symlinks=True)
    return tmp_path / "git" / "notes"
