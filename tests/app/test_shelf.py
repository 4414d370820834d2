"""Adding is in two phases, and stopping it between or within them loses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vibelog.app import App, kept, shelf
from vibelog.config import Config, shipped
from vibelog.errors import UnknownPaperError

SAMPLE = str(shipped("corpus/sample/paper.pdf"))
SECONDS = 30


def app(library: Path) -> App:
    return App(Config(home=library), {}, lambda _: None)


def wait_for(pattern: str, folder: Path) -> None:
    until = time.monotonic() + SECONDS
    while not list(folder.glob(pattern)) and time.monotonic() < until:
        time.sleep(0.005)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_while_vectors_are_computed_it_goes_on_next_time(
    how: signal.Signals, library: Path
) -> None:
    # A shell's background jobs, these tests perhaps among them, ignore Ctrl-C: listen to it again.
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    child = subprocess.Popen(
        [sys.executable, "-c", f"{listen}; from vibelog.cli import main; main()", "add", SAMPLE],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for("papers/*/vectors.part", library)
    child.send_signal(how)
    _, said = child.communicate()
    assert child.returncode == {signal.SIGINT: 130, signal.SIGKILL: -9}[how]
    assert "Traceback" not in said

    me = app(library)
    (paper,) = me.library().papers()
    assert not shelf.finished(me, paper)
    if how == signal.SIGINT:
        return  # what is on disk is the same, or more
    subprocess.run([sys.executable, "-m", "vibelog", "add", SAMPLE], check=True)
    assert shelf.finished(me, paper)


def test_a_paper_without_vectors_can_be_asked_by_words(library: Path, leaflet: Path) -> None:
    me = app(library)
    paper, new = shelf.read(me, str(leaflet))
    assert new
    assert not shelf.finished(me, paper)
    code = "import sys; from vibelog.cli import main; main()"
    ask = [sys.executable, "-c", code, "ask", paper.name, "What is a warp?"]
    done = subprocess.run(ask, capture_output=True, text=True, check=True)
    assert "group of 32 threads" in done.stdout
    assert "words" in done.stderr


def test_a_paper_of_the_course_is_known_by_its_short_name_and_its_aliases(library: Path) -> None:
    me = app(library)
    shelf.read(me, SAMPLE, "effpagedattn")
    assert shelf.known(me, "vLLM").name == "effpagedattn"
    with pytest.raises(UnknownPaperError):
        shelf.known(me, "dspy")


@pytest.mark.parametrize(
    ("name", "source"),
    [("dspy", False), ("x.pdf", True), ("./dspy", True), ("https://a.b/c", True)],
)
def test_what_looks_like_a_file_is_told_from_a_name(name: str, source: bool) -> None:
    assert shelf.looks_like_source(name) is source


@pytest.mark.usefixtures("talked")
def test_a_paper_that_comes_back_keeps_the_name_of_its_conversations(library: Path) -> None:
    me = app(library)
    assert shelf.known(me, Path(SAMPLE).stem).name == "sample"  # by its file's name, too
    shelf.remove(me, "sample")
    paper, new = shelf.read(me, SAMPLE)
    assert (paper.name, new) == ("sample", True)
    assert kept.current(me, paper)
