"""The chat in a real terminal (a pty), from a pipe, and killed at the worst moment."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from conftest import QUESTIONS, Ran, Vibelog
from model_server import ModelServer, Said, fields, serving

QUOTE = "A stranded block is a block that is still in the cache"
VIBELOG = [sys.executable, "-m", "vibelog"]
Pipe = Callable[[str], Ran]
SECONDS = 30
PROMPT = r"\?2004h.*sample>"  # newly begun (bracketed paste on), not one drawn again


def answer(body: dict[str, object]) -> str:
    if "[[ ## standalone ## ]]" in json.dumps(body["messages"]):
        return fields(standalone="What is a stranded block?")
    return fields(answer="One that cannot be reached.", quotes=[{"passage": "1", "quote": QUOTE}])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with serving(answer) as running:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", running.url)
        yield running


@pytest.fixture
def terminal(sample: Path) -> Iterator[pexpect.spawn[str]]:
    """`vibelog chat sample` in a terminal of 80 columns."""
    assert sample.is_dir()
    child: pexpect.spawn[str] = pexpect.spawn(
        VIBELOG[0],
        [*VIBELOG[1:], "chat", "sample"],
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        dimensions=(24, 80),
        timeout=SECONDS,
        encoding="utf-8",
    )
    yield child
    child.close(force=True)


def events(library: Path) -> list[dict[str, object]]:
    """What the transcript's file holds, line by line."""
    (file,) = (library / "conversations/sample").glob("*.jsonl")
    return [json.loads(line) for line in file.read_text().splitlines()]


@pytest.fixture
def pipe(vibelog: Vibelog) -> Callable[[str], Ran]:
    """Types lines into a chat, from a pipe."""
    return lambda text: vibelog("chat", "sample", typed=text)


def test_a_conversation_in_a_terminal(terminal: pexpect.spawn[str], library: Path) -> None:
    terminal.expect("Ask away")
    terminal.expect(PROMPT)
    terminal.send("What is a stranded block?\r")
    terminal.expect("still in the cache")
    terminal.expect(r"\[p\.\s3\]")
    terminal.send("/sources\r")
    terminal.expect("4.2 Stranded blocks")
    terminal.send("/halp\r")
    terminal.expect("did you mean /help")
    terminal.send("/log\r")
    terminal.expect("ask 4 more")
    terminal.send("/quit\r")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0
    assert [event["type"] for event in events(library)] == ["conversation", "question", "answer"]


def test_adding_in_a_terminal_shows_its_progress(leaflet: Path) -> None:
    child: pexpect.spawn[str] = pexpect.spawn(
        VIBELOG[0],
        [*VIBELOG[1:], "add", str(leaflet), "no[such].pdf"],
        env={**os.environ, "TERM": "xterm"},
        dimensions=(24, 80),
        timeout=SECONDS,
        encoding="utf-8",
    )
    child.expect("Reading")
    child.expect("There is no file no" + re.escape("[such].pdf"))
    child.expect("Added leaflet")
    child.expect("Vectors")
    child.expect(pexpect.EOF)
    assert "Traceback" not in str(child.before)
    child.wait()
    assert child.exitstatus == 1


def test_ctrl_c_clears_the_line_and_ctrl_d_leaves(terminal: pexpect.spawn[str]) -> None:
    terminal.expect(PROMPT)
    terminal.send("half a quest")
    terminal.expect("half a quest")
    terminal.sendintr()
    terminal.expect(PROMPT)
    terminal.sendeof()
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0


def test_an_answer_by_a_model_shows_its_evidence(
    server: ModelServer, terminal: pexpect.spawn[str]
) -> None:
    terminal.expect(PROMPT)
    terminal.send("What is a stranded block?\r")
    terminal.expect(re.escape(server.url))
    terminal.expect("One that cannot be reached")
    terminal.expect(QUOTE[:40])
    terminal.expect(r"\[p\.\s3\]")


@pytest.mark.usefixtures("sample")
def test_from_a_pipe_each_line_is_a_question_and_the_answers_are_plain(
    pipe: Pipe, library: Path
) -> None:
    done = pipe("What is a block?\n\nWhat is the hit ratio?\n/quit\nnot asked\n")
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "[p. 3]" in done.out
    asked = [event["text"] for event in events(library) if event["type"] == "question"]
    assert asked == ["What is a block?", "What is the hit ratio?"]


@pytest.mark.usefixtures("sample")
def test_bytes_that_are_no_text_are_no_traceback(library: Path) -> None:
    typed = subprocess.run(
        [*VIBELOG, "chat", "sample"], input=b"/bl\xffock\n", capture_output=True, check=False
    )
    assert (typed.returncode, typed.stderr.count(b"\n")) == (0, 1)
    asked = subprocess.run(
        [*VIBELOG, "ask", "sample", b"What is a bl\xffock?"], capture_output=True, check=False
    )
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert events(library)[1]["text"] == "What is a bl\ufffdock?"


@pytest.mark.usefixtures("sample")
def test_stars_notes_and_second_thoughts_are_written_down(pipe: Pipe, library: Path) -> None:
    done = pipe(
        "/star\nWhat is a block?\n/star\n/note Only 16 tokens!\n/retry\nWhy?\n/undo\n/sources\n"
    )
    assert (done.code, done.err) == (0, "Ask something first.\n")
    written = [(event["type"], event.get("turn")) for event in events(library)]
    assert written == [
        ("conversation", None),
        ("question", 1),
        ("answer", 1),
        ("star", 1),
        ("note", 1),
        ("answer", 1),
        ("question", 2),
        ("answer", 2),
        ("undo", 2),
    ]
    assert "3.1 Blocks\n" in done.out, "the turn before is the last one again"


@pytest.mark.usefixtures("talked")
def test_a_note_goes_into_the_log_in_the_students_words(pipe: Pipe, repository: Path) -> None:
    assert pipe("/note I *never* thought of trees\n/log --nope\n/log --commit\n").code == 0
    text = (repository / "vibe-logs/sample.md").read_text()
    assert "## What surprised me\n\n- Question 5: I \\*never\\* thought of trees" in text


@pytest.mark.usefixtures("talked")
def test_a_question_that_was_taken_back_makes_the_log_too_short(
    pipe: Pipe, repository: Path
) -> None:
    done = pipe("/undo\n/log\n")
    assert (done.code, list(repository.glob("vibe-logs/*"))) == (1, [])
    assert "ask 1 more" in done.err


@pytest.mark.usefixtures("talked")
def test_the_last_conversation_is_gone_on_with(pipe: Pipe, library: Path) -> None:
    pipe("What is the hit ratio?\n")
    assert [event["type"] for event in events(library)].count("question") == len(QUESTIONS) + 1


@pytest.mark.usefixtures("sample")
def test_a_model_that_fails_is_told_and_the_chat_goes_on(
    pipe: Pipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
    monkeypatch.setenv("VIBELOG_LM_BASE_URL", "http://127.0.0.1:9/v1")
    done = pipe("What is a block?\n/help\n")
    assert done.code == 1
    assert "cannot be reached" in done.err
    assert "/sources" in done.out
    assert "Traceback" not in done.err


def test_a_closed_pipe_is_no_traceback(sample: Path) -> None:
    assert sample.is_dir()
    command = f"{sys.executable} -m vibelog papers --course | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602  a pipe is what is tested
    assert done.stderr == ""


@pytest.mark.usefixtures("sample")
def test_killed_while_the_model_thinks_the_question_is_on_disk(
    pipe: Pipe, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_body: dict[str, object]) -> str:
        time.sleep(SECONDS)
        return ""

    with serving(slow) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        child = subprocess.Popen(
            [*VIBELOG, "ask", "sample", "What is a block?"], stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + SECONDS
        while not server.requests and time.monotonic() < until:
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert [event["type"] for event in events(library)] == ["conversation", "question"]
    assert pipe("").code == 0


@pytest.mark.usefixtures("sample")
def test_whatever_evidence_was_seen_is_on_disk_when_the_chat_is_killed(library: Path) -> None:
    child = subprocess.Popen(
        [*VIBELOG, "chat", "sample"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write("What is a stranded block?\n")
    child.stdin.flush()
    assert child.stdout.readline() == "> What is a stranded block?\n"
    line = child.stdout.readline()
    child.kill()
    child.communicate()
    (seen,) = re.findall(r"(.*) \[p\. \d+\]", line)
    written = [event for event in events(library) if event["type"] == "answer"]
    assert seen in str(written[0]["text"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("sample")
def test_what_came_of_an_answer_is_kept_when_the_terminal_goes_away(
    library: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    text = fields(answer="It is a long story. " * 20, quotes="[]")
    with serving([Said(text, pause=0.2)]) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        child = subprocess.Popen(
            [*VIBELOG, "ask", "sample", "What is a block?"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + SECONDS
        while not server.requests and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(1.5)  # some of the answer has come
        child.send_signal(number)
        _, err = child.communicate()
    assert (child.returncode, "Traceback" in err) == (128 + number, False)
    kept = events(library)[-1]
    assert (kept["type"], kept["stopped"]) == ("answer", True)
    assert "It is a long" in str(kept["text"])


def test_a_chat_that_waits_for_a_line_ends_when_it_is_told_to(
    terminal: pexpect.spawn[str],
) -> None:
    terminal.expect(PROMPT)
    terminal.kill(signal.SIGTERM)
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 128 + signal.SIGTERM
