"""The chat on real screens: what stands on them, while it comes and afterwards, and under the keys.

A terminal emulator draws what the program writes (fakes/terminal.py). The golden screens are files
in tests/cli/screens, looked at once by a person; with VIBELOG_SCREENS set, the tests write them
anew instead of comparing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Self, SupportsIndex

import pytest
from model_server import ModelServer, Said, Script, fields, serving
from terminal import Terminal, colours, running

SCREENS = Path(__file__).parent / "screens"
WRITE = "VIBELOG_SCREENS" in os.environ  # before the fixtures take such variables away
# The ports at which servers are looked for are the test's own: on a developer's machine one may
# listen on a real one.
BEGIN = """
import sys
from vibelog.app import local
local.PORTS.clear()
local.PORTS.update({ports!r})
from vibelog.cli import main
main(sys.argv[1:])
"""
# Ctrl-C comes when the spinner has just been drawn for the first time.
INTERRUPTED = """
from rich.live import Live
start = Live.start
def interrupted(self, refresh=False):
    Live.start = start
    start(self, refresh)
    raise KeyboardInterrupt
Live.start = interrupted
"""
UNCHECKED = "not checked yet"
ASKED = "What is a stranded block?"
QUOTE = "A stranded block is a block that is still in the cache"
FALSE = "a waste of memory that nobody ever notices"
FORMULA = r"$m = B \cdot \min(k, \lfloor (P-1)/B \rfloor)$"
CODE = "cache.evict_oldest()  # a leaf"
CURSOR = b"\x1b[?12l\x1b[?25h"  # shows the cursor
HALF = f"It is in the cache, yet no lookup can reach it [1]. It is “{FALSE}”, and costs 87.3% of "
ANSWER = f"""{HALF}the hits.

| policy | evicts | strands |
|---|---|---|
| FIFO | the block that came first | many |
| leaf-first LRU | the leaf that was used longest ago | none |

```python
{CODE}
```

With `k` blocks found, {FORMULA} tokens are reused.
"""
CELLS = ("the block that came first", "leaf-first LRU", "none")
ENTRIES = [f"{number}. Entry {number} says what a block is.\n" for number in range(1, 61)]


class Held(str):
    """A text that a server streams only to a place in it, until it is let go."""

    __slots__ = ("end", "go")
    end: int  # letters up to that place
    go: threading.Event

    def __new__(cls, text: str, held_behind: str) -> Self:
        made = super().__new__(cls, text)
        made.end, made.go = text.index(held_behind) + len(held_behind), threading.Event()
        return made

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        if isinstance(key, slice) and key.stop > self.end:
            self.go.wait(30)
        return super().__getitem__(key)


def said(text: str, *quotes: str) -> str:
    """A model's completion with that answer and those quotes."""
    return fields(answer=text, quotes=[{"passage": "1", "quote": quote} for quote in quotes])


@contextmanager
def model(script: Script, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with serving(script) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        yield server


def chat(
    columns: int = 80,
    lines: int = 30,
    *,
    ports: Mapping[int, str] | None = None,
    first: str = "",
    **environ: str,
) -> AbstractContextManager[Terminal]:
    """`vibelog chat sample`, where `ports` are looked at for servers, and `first` is run before."""
    begin = first + BEGIN.format(ports=dict(ports or {}))
    return running([sys.executable, "-c", begin, "chat", "sample"], columns, lines, **environ)


def events(library: Path, kind: str) -> list[dict[str, Any]]:
    """The events of a kind in the only transcript."""
    (file,) = (library / "conversations/sample").glob("*.jsonl")
    found = [json.loads(line) for line in file.read_text().splitlines()]
    return [event for event in found if event["type"] == kind]


def looks(name: str, terminal: Terminal) -> None:
    """The screen becomes the golden one of that name; a server's port may be any."""
    file = SCREENS / f"{name}.txt"
    if WRITE:
        file.write_text(shown(terminal), encoding="utf-8")
    golden, last = file.read_text(encoding="utf-8"), time.monotonic() + 5
    terminal.until(lambda: shown(terminal) == golden or time.monotonic() > last)
    assert shown(terminal) == golden


def shown(terminal: Terminal) -> str:
    return re.sub(r"(?<=127\.0\.0\.1:)\d{5}", "NNNNN", terminal.text()) + "\n"


@pytest.mark.usefixtures("sample")
def test_without_a_model_every_screen_is_as_it_was_looked_at() -> None:
    with chat() as terminal:
        looks("greeting", terminal.prompted())
        looks("quoting", terminal.type("ctrl-l").prompted().ask(ASKED).prompted())
        looks("help", terminal.type("ctrl-l").prompted().ask("/help").prompted())
        claim = "/check A block is named by its text and by everything before it."
        looks("check", terminal.type("ctrl-l").prompted().ask(claim).prompted())
        looks("suggest", terminal.type("ctrl-l").prompted().ask("/suggest").prompted())
        assert terminal.type("ctrl-d").ended() == 0


def test_an_answer_is_unchecked_while_it_comes_and_stands_once_when_it_is_checked(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Held(said(ANSWER, QUOTE), HALF) for _ in range(2))
    with model([first, second], monkeypatch) as server, chat() as terminal:
        terminal.prompted().type("ctrl-l").prompted()
        terminal.ask(ASKED).until(f"and costs … {UNCHECKED}")
        looks("stopped", terminal.type("ctrl-c").prompted())
        terminal.type("half a question").until("half a question").type("ctrl-c").prompted()
        assert terminal.line() == "sample>"

        terminal.type("ctrl-l").prompted().ask("/retry").until(f"and costs … {UNCHECKED}")
        looks("streaming", terminal)
        second.go.set()
        pictures = list(terminal.pictures(terminal.reading))
        assert max(picture.count("no lookup can reach it") for picture in pictures) == 1
        assert not [picture for picture in pictures if "[p." in picture and UNCHECKED in picture]
        looks("answer", terminal)

        server.shutdown()
        server.server_close()
        looks("down", terminal.type("ctrl-l").prompted().ask("/retry").prompted())
        assert 35 in set(colours(terminal.raw)), "what is not found is magenta"
        assert light(terminal.raw)
    (answered, again) = events(sample, "answer")
    assert answered["stopped"]
    assert not again["stopped"]


@pytest.mark.usefixtures("sample")
def test_ctrl_c_leaves_no_spinner_however_early_it_comes() -> None:
    with chat(first=INTERRUPTED) as terminal:
        terminal.prompted().ask(ASKED).until("Your question is kept")
        terminal.until(lambda: terminal.screen.prompts > terminal.before)
        assert not terminal.shows("Looking …")


def light(raw: bytes) -> bool:
    """Whether what was drawn can be read on white: no background, no yellow, no white."""
    return not {33, 37, 93, 97, *range(40, 49), *range(100, 108)} & set(colours(raw))


def test_an_answer_fits_into_60_and_200_columns_and_has_no_colour_with_no_color(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model([said(ANSWER, QUOTE)], monkeypatch), chat(60, NO_COLOR="1") as terminal:
        terminal.prompted()
        for columns, line in ((60, ASKED), (200, "/retry")):
            terminal.resize(columns, 40)
            terminal.screen.resize(columns=columns + 40)  # what is too long would not be wrapped
            terminal.type("ctrl-l").prompted().ask(line).prompted()
            *shown, status = terminal.lines()
            assert max(map(len, shown)) <= min(columns, 100)
            assert len(status) <= columns
            assert "1 of 5–10 questions · openai/tiny · /help" in status
            for part in (*CELLS, CODE, FORMULA, QUOTE, f"not found in the paper: “{FALSE}”"):
                assert terminal.shows(part)
        assert not set(colours(terminal.raw))
        assert b"\x1b[1m" in terminal.raw, "bold is no colour"
    assert len(events(sample, "answer")) == 2


@pytest.mark.usefixtures("talked")
def test_quotes_below_an_answer_are_no_wider_than_prose() -> None:
    with chat(200) as terminal:
        terminal.prompted().type("ctrl-l").prompted().ask("/sources").prompted()
        lines = terminal.lines()[:-1]
        assert any(line.startswith("  “") for line in lines)
        assert 80 < max(map(len, lines)) <= 100


def test_a_long_answer_leaves_each_of_its_lines_once_also_when_the_window_is_resized(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = said("".join(ENTRIES), QUOTE)
    held = Held(long, "Entry 30")
    with model([Said(long, pause=0.005), held], monkeypatch), chat(80, 15) as terminal:
        terminal.prompted().ask(ASKED)
        pictures = list(terminal.pictures(terminal.reading))
        assert sum(UNCHECKED in picture for picture in pictures) > 5
        assert all(most(picture) == 1 for picture in pictures if "Entry" in picture)
        assert entries(terminal) == {str(number): 1 for number in range(1, 61)}

        terminal.ask("/retry").until("29 Entry 29 ")
        for columns, lines in ((50, 10), (120, 35), (70, 20)):
            terminal.resize(columns, lines).until(UNCHECKED)
            assert most(terminal.text()) == 1
        held.go.set()
        assert terminal.prompted().lines()[-1].startswith(" sample · 1 of 5–10 questions")
        assert most(terminal.text()) == 1
        assert min(entries(terminal).values()) == 2  # a shrunk window has pushed some up besides
    assert len(events(sample, "answer")) == 2


def entries(terminal: Terminal) -> Counter[str]:
    """How often each entry was left on the screen and above it, where nothing unchecked is."""
    standing = "\n".join([*terminal.gone(), terminal.text()])
    assert UNCHECKED not in standing
    return Counter(re.findall(r"Entry (\d+) says what a block is\.", standing))


def most(picture: str) -> int:
    """How often the entry stands in the picture that stands there most often."""
    return max(Counter(re.findall(r"Entry \d+ ", picture)).values())


def at_the_foot(terminal: Terminal) -> bool:
    """Whether the status line is the screen's last one."""
    return terminal.screen.display[-1].startswith(" sample · ")


def test_lines_are_edited_as_in_a_shell(talked: Path) -> None:
    with chat() as terminal:
        terminal.prompted().type("ctrl-l").prompted()
        terminal.type("What is a leaf,", "alt-enter", "and why?").until("and why?")
        assert terminal.lines()[:2] == ["sample> What is a leaf,", "and why?"]
        terminal.type("enter").prompted()

        terminal.type("ctrl-l").prompted().paste("def f(block):\n    strand(block)\nWhat is f?")
        terminal.until("What is f?").type("enter").prompted()

        terminal.type("ctrl-l").prompted().type("ctrl-r", "leaf")
        terminal.until("`leaf': What is a leaf,").type("enter").until("sample> What is a leaf,")
        terminal.type("ctrl-c").prompted()
        terminal.type("ctrl-l").prompted().type("up").until("strand(block)")
        terminal.type("ctrl-c").prompted()

        terminal.type("ctrl-l").prompted().type("/sou", "tab").until("sample> /sources")
        terminal.type("ctrl-u").prompted().type("/switch sa", "tab").until("> /switch sample")
        terminal.type("ctrl-u", "ctrl-l").prompted()

        terminal.type("What is the").until("> What is the").resize(40, 12).until(
            lambda: at_the_foot(terminal)
        )
        terminal.resize(100, 24).until(lambda: at_the_foot(terminal)).type(" hit ratio?").until(
            "the hit ratio?"
        )
        terminal.type("enter").prompted().ask("/edit").prompted()
        assert terminal.line() == "sample> What is the hit ratio?"
        terminal.type(" And a miss?").until("ratio? And a miss?").type("enter").prompted()
    asked = [event["text"] for event in events(talked, "question")][5:]
    assert asked == [
        "What is a leaf,\nand why?",
        "def f(block):\n    strand(block)\nWhat is f?",
        "What is the hit ratio?",
        "What is the hit ratio? And a miss?",
    ]
    assert [event["turn"] for event in events(talked, "undo")] == [8]


def test_a_dumb_terminal_is_enough(sample: Path) -> None:
    with chat(TERM="dumb") as terminal:
        terminal.until("Ask away").until("sample>")
        terminal.type(ASKED, "enter").until(QUOTE).until("[p. 3]").type("/quit", "enter")
        assert terminal.ended() == 0
        assert b"\x1b" not in terminal.raw.replace(CURSOR, b"")
    assert len(events(sample, "answer")) == 1


@pytest.mark.usefixtures("sample")
def test_a_dumb_terminal_is_sent_no_escape() -> None:
    with chat(TERM="dumb") as terminal:
        assert b"\x1b" not in terminal.until("sample>").raw


def test_a_server_on_this_machine_is_asked_about_once(sample: Path) -> None:
    offer = "A language model server ({}: tiny) runs on this machine."
    with serving([]) as no, serving([said(ANSWER, QUOTE)]) as yes:
        first, both = (
            {no.server_port: "Ollama"},
            {no.server_port: "Ollama", yes.server_port: "vLLM"},
        )
        with chat(ports=first) as terminal:
            terminal.until(offer.format("Ollama")).until("[y/N]:").type("n", "enter").prompted()
            assert "no model" in terminal.lines()[-1]
        with chat(ports=both) as terminal:
            terminal.until(offer.format("vLLM")).until("[y/N]:").type("y", "enter").prompted()
            assert not terminal.shows("Ollama")
            terminal.ask(ASKED).prompted()
            assert terminal.shows("no lookup can reach it [p. 3]")
        assert (len(no.requests), len(yes.requests)) == (0, 1)
        written = tomllib.loads(
            Path(os.environ["XDG_CONFIG_HOME"], "vibelog/vibelog.toml").read_text()
        )
        assert written == {"model": "openai/tiny", "lm_base_url": yes.url}
    assert len(events(sample, "answer")) == 1


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_three_turns_in_tmux(sample: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TMUX_TMPDIR", str(tmp_path))  # a tmux of the test's own
    with model(conversing, monkeypatch):
        start = ["new-session", "-d", "-x", "80", "-y", "30", sys.executable, "-c"]
        tmux(*start, BEGIN.format(ports={}), "chat", "sample")
        try:
            for number, question in enumerate((ASKED, "And why?", "Is it so?"), start=1):
                standing(f"sample · {number - 1} of 5–10")
                tmux("send-keys", "-l", question)
                tmux("send-keys", "Enter")
            pane = standing("sample · 3 of 5–10")
            assert pane.count("no lookup can reach it") == 3
            assert UNCHECKED not in pane
            tmux("send-keys", "C-d")
        finally:
            subprocess.run(["tmux", "kill-server"], check=False, capture_output=True)
    assert len(events(sample, "answer")) == 3


def conversing(body: dict[str, Any]) -> str | Said:
    """A model that streams the same short answer to whatever is asked."""
    if "## standalone ##" in json.dumps(body["messages"]):
        return fields(standalone=ASKED)
    return Said(said("It is in the cache, yet no lookup can reach it [1].", QUOTE), pause=0.02)


def tmux(*arguments: str) -> str:
    # Python's own environment: readline, once imported, has put COLUMNS into the process's.
    done = subprocess.run(
        ["tmux", *arguments], check=True, capture_output=True, text=True, env=dict(os.environ)
    )
    return done.stdout


def standing(text: str) -> str:
    """What stands in tmux's pane, and above it, once the text does."""
    until = time.monotonic() + 30
    while text not in (pane := tmux("capture-pane", "-p", "-S", "-")):
        assert time.monotonic() < until, f"never came: {text}\n{pane}"
        time.sleep(0.05)
    return pane
