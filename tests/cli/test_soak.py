"""A long conversation in which everything goes wrong: nothing that was asked or answered is lost.

A real `vibelog chat sample` is asked one question after the other. The model it asks answers well
or fails in one of many ways, and vibelog itself is killed again and again. The oracles are outside
of it: what was typed, what the model's server said, and the transcript's lines.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from model_server import Fault, ModelServer, Reply, Said, fields, serving
from sizes import sized

SEED = 20250903
LIVING, KILLED = sized(7), sized(3)  # turns of one process that lives on; with kills
WARM = 50  # turns after which memory grows by less than a tenth
QUOTE = "A stranded block is a block that is still in the cache"
ASKED = (
    "What is a stranded block, in case {}?",
    "Which block is evicted first, in case {}?",
    "Why is it so, then, in {}?",  # leans on the turn before: rewritten by the model first
)
END = "Answers come from"  # what /model prints: a turn's output ends where it is asked for
NOW = {"Retry-After": "0"}
GOOD = ("good", "good", "good", "good", "slow")
BAD = ("429", "500", "cut", "malformed", "half", "empty", "blank", "length")
MOMENTS = ("echoed", "asked", "streaming", "shown", "done")  # at which vibelog is killed
EARLY = MOMENTS[:3]  # before its first line
KINDS = {"asked": "slower", "streaming": "slower", "shown": "good"}  # of reply, to be killed in


@dataclass
class Moody:
    """A model's script: good and bad replies by chance, and what it said in full."""

    chance: random.Random
    next: str | None = None  # the kind of the next reply, instead of chance
    kinds: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)  # answers, each with a word of its own
    last: str = ""  # the kind of the last reply

    def __call__(self, body: dict[str, Any]) -> Reply:
        kind, self.next = self.next or self.chance.choice(GOOD + BAD), None
        self.kinds[kind] += 1
        before, whole = len(self.said), self._whole(body)
        self.last = kind if len(self.said) > before else f"{kind}, rewriting the question"
        return self._reply(kind, whole, self.chance.randrange(6, 16))

    def _whole(self, body: dict[str, Any]) -> str:
        """A complete answer in the form that is asked for."""
        if "`standalone`" in body["messages"][0]["content"]:
            values: dict[str, Any] = {"standalone": "What is a stranded block?"}
        else:
            sentence = f"A block whose beginning is gone, says answer-{len(self.said)}x."
            self.said.append(sentence)
            values = {"answer": sentence, "quotes": [{"passage": 1, "quote": QUOTE}]}
        return json.dumps(values) if "a JSON object" in str(body["messages"]) else fields(**values)

    @staticmethod
    def _reply(kind: str, whole: str, chunks: int) -> Reply:
        replies: dict[str, Reply] = {
            "slow": Said(whole, pause=0.005),
            "slower": Said(whole, pause=0.1),
            "429": Fault(429, headers=NOW),
            "500": Fault(500, "the server fell over", headers=NOW),
            "cut": Said(whole, cut=chunks),
            "malformed": "I would rather not say.",
            "half": whole[: len(whole) // 2],
            "empty": "",
            "blank": fields(answer="", quotes=[], standalone=""),
            "length": Said(whole[: len(whole) * 3 // 4], finish="length"),
        }
        return replies.get(kind, whole)


@dataclass
class Asked:
    """A turn as it was seen from outside."""

    question: str
    heard: list[str]  # the lines on standard output behind the echo
    reached: bool  # the model's server was asked
    ended: bool  # the turn came to its end, no kill broke into it
    last: str  # the kind of the model's last reply
    said: Sequence[str]  # the model's answers


@dataclass
class Soak:
    """A conversation that is gone on with by one process after the other."""

    server: ModelServer
    model: Moody
    errors: IO[bytes]
    turns: list[Asked] = field(default_factory=list)
    kills: int = 0
    rss: list[int] = field(default_factory=list)  # kilobytes, after each turn of the first process
    chat: subprocess.Popen[str] | None = None

    def ask(self, kill: str | None = None) -> None:
        """Ask the next question, killing vibelog at that moment of the turn."""
        question = self.model.chance.choice(ASKED).format(len(self.turns))
        chat, before = self._running(), len(self.server.requests)
        answered = len(self.model.said)
        self.model.next = KINDS.get(kill or "")
        self._type(question)
        assert self._read() == f"> {question}\n"
        if kill in EARLY:
            self._await(kill, before)
        else:
            self._type("/model")
        heard = list(self._heard(kill))
        if kill:
            self.end(kill=True)
        elif not self.kills:
            self.rss.append(resident(chat.pid))
        reached = len(self.server.requests) > before
        ended = heard[-1:] != [] and heard[-1].startswith(END)
        said = self.model.said[answered:]
        self.turns.append(Asked(question, heard, reached, ended, self.model.last, said))

    def end(self, *, kill: bool = False) -> int:
        """Kill it, or close its input as Ctrl-D does; how it ended."""
        chat, self.chat = self._running(), None
        if kill:
            chat.kill()
            self.kills += 1
        chat.communicate()
        return chat.returncode

    def _await(self, kill: str | None, before: int) -> None:
        """Wait for a moment in which no line is printed, and kill it then."""
        while kill != "echoed" and len(self.server.requests) == before:
            time.sleep(0.001)
        time.sleep(0.3 if kill == "streaming" else 0)
        self._running().kill()

    def _heard(self, kill: str | None) -> Iterator[str]:
        """The lines behind the echo, to the turn's end; what a killed process had printed."""
        while line := self._read():
            yield line
            if line.startswith(END):
                return
            if kill == "shown":
                self._running().kill()

    def _type(self, line: str) -> None:
        pipe = self._running().stdin
        assert pipe
        pipe.write(f"{line}\n")
        pipe.flush()

    def _read(self) -> str:
        pipe = self._running().stdout
        assert pipe
        return pipe.readline()

    def _running(self) -> subprocess.Popen[str]:
        if self.chat is None:
            self.chat = subprocess.Popen(
                [sys.executable, "-m", "vibelog", "chat", "sample"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                text=True,
            )
        return self.chat


@contextmanager
def soaking(errors: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Soak]:
    """A conversation to be soaked; no process of it is left behind."""
    model = Moody(random.Random(SEED))
    with serving(model) as server, errors.open("wb") as file:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        soak = Soak(server, model, file)
        try:
            yield soak
        finally:
            if soak.chat:
                soak.end(kill=True)


def resident(pid: int) -> int:
    """The memory that a process holds, in kilobytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


def written(library: Path, kills: int) -> list[dict[str, Any]]:
    """The transcript's events; each kill may have torn one line."""
    (file,) = (library / "conversations/sample").glob("*.jsonl")
    events, torn = [], 0
    for line in file.read_bytes().splitlines():
        try:
            events.append(json.loads(line))
        except ValueError:
            torn += 1
    assert torn <= kills
    return events


def nothing_is_lost(soak: Soak, events: Sequence[dict[str, Any]]) -> None:
    """Hold what the transcript has against what was typed, said by the model, and shown."""
    numbers = {event["turn"]: event["text"] for event in events if event["type"] == "question"}
    answers = {numbers[event["turn"]]: event for event in events if event["type"] == "answer"}
    kept = list(numbers.values())
    asked = [turn.question for turn in soak.turns if turn.reached or turn.ended]
    assert [question for question in kept if question in asked] == asked, "to the letter, in order"
    assert set(kept) <= {turn.question for turn in soak.turns}
    for turn in soak.turns:
        answer = answers.get(turn.question)
        if any(line.startswith("A block") for line in turn.heard):
            assert answer, f"shown, and lost: {turn}"
            assert "".join(turn.heard).startswith(f"{answer['text']}\n")
        if answer is None:
            heard = turn.last in {*GOOD, "cut"}  # of what was cut, the beginning
            assert not (turn.ended and heard), f"answered, and lost: {turn}"
        elif answer["stopped"]:
            assert any(said.startswith(answer["text"]) for said in turn.said)
        else:
            assert any(said in answer["text"] for said in turn.said)


def every_failure_is_told(soak: Soak, events: Sequence[dict[str, Any]], errors: str) -> None:
    """A turn that got no answer said why, in a sentence of ours and nothing else."""
    whole = {
        event["turn"] for event in events if event["type"] == "answer" and not event["stopped"]
    }
    asked = [event for event in events if event["type"] == "question"]
    answered = {event["text"] for event in asked if event["turn"] in whole}
    failed = [turn for turn in soak.turns if turn.ended and turn.question not in answered]
    assert errors.count("vibelog: ") >= len(failed)
    assert not re.search(r"Traceback|Error|WARNING", errors)


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("sample")
def test_nothing_asked_or_answered_is_lost_and_memory_stays_flat(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = tmp_path / "errors"
    with soaking(errors, monkeypatch) as soak:
        for _ in range(LIVING):
            soak.ask()
        for number in range(KILLED):
            soak.ask(kill=soak.model.chance.choice(MOMENTS) if number % 3 == 1 else None)
        assert soak.end() in {0, 1}
    events = written(library, soak.kills)
    nothing_is_lost(soak, events)
    every_failure_is_told(soak, events, errors.read_text())
    begun, later = soak.rss[:WARM], soak.rss[WARM:]  # nothing is later where it runs small
    assert all(kilobytes <= begun[-1] * 1.1 for kilobytes in later)
