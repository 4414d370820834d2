"""What vibelog itself adds to an answer: from Enter to the first word, and over a whole turn.

A model server on loopback (tests/fakes) answers at once, in a process of its own, so that what is
left is vibelog's: the question on the disk, retrieval, the prompt, DSPy, the checks, the answer on
the disk. The same prompts are sent to the same server by the openai client alone, alternately. The
talk is warm, as it is a few seconds after a chat has begun; `on a pty` types into the real chat.

    python bench/answering.py [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pexpect

from vibelog.app import App, shelf, talk
from vibelog.config import load, shipped

ROOT = Path(__file__).parents[1]
GOAL = 60.0  # ms from Enter to the first word, median
QUOTE = "A stranded block is a block that is still in the cache"
QUESTIONS = (
    "What is a stranded block?",
    "How is the hit ratio defined?",
    "Why does the median gain more than the tail?",
    "What limits the cache?",
    "Which block is evicted first?",
    "How large are blocks in the experiments?",
    "Which workloads does the simulator replay?",
    "What does the time stamp at the front do?",
    "Does the order of eviction matter?",
    "What are prefill and decode?",
)
WARM = 15.0  # seconds given to what a chat loads and computes behind its prompt


def main() -> None:
    """Measure, print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, server() as url:
        environ = {**os.environ, "VIBELOG_HOME": f"{folder}/library", "XDG_CONFIG_HOME": folder}
        environ |= {"VIBELOG_LM": "openai/tiny", "VIBELOG_LM_BASE_URL": url}
        times = in_process(environ, Path(folder), url, options.rounds)
        times |= on_a_pty(environ, options.rounds)
    report(times, load_before)


def in_process(
    environ: dict[str, str], folder: Path, url: str, rounds: int
) -> dict[str, list[float]]:
    """Milliseconds to the first word and of the whole turn, by vibelog and by the client alone."""
    app = App(load(folder, environ), environ, lambda _: None)
    paper, _ = shelf.read(app, str(shipped("corpus/sample/paper.pdf")), "sample")
    shelf.finish(app, paper, shelf.embedder(app), lambda _done, _all: None)
    talking = talk.open_talk(app, paper, new=True)
    talking.warm()
    ahead = talking.answers.retriever.read_ahead()
    if ahead:
        ahead.result()
    talking.ask("What is a block?")  # the connection, and the imports of the first answer
    times: dict[str, list[float]] = {"first word": [], "turn": []}
    alone: dict[str, list[float]] = {"first word, client alone": [], "turn, client alone": []}
    client = connected(url)
    for _ in range(rounds):
        for question in QUESTIONS:
            took(times, partial(talking.ask, question))
            took(alone, client)
    talking.close()
    return times | alone


def took(times: dict[str, list[float]], ask: Callable[[Callable[[str], None]], object]) -> None:
    """Time one question: to its first word, and as a whole."""
    heard: list[float] = []
    begun = time.perf_counter()
    ask(lambda _text: heard.append(time.perf_counter()))
    for name, ended in zip(times, (heard[0], time.perf_counter()), strict=True):
        times[name].append((ended - begun) * 1000)


def connected(url: str) -> Callable[[Callable[[str], None]], None]:
    """Asks the server by the openai client, streaming, with a prompt as long as vibelog's."""
    import openai

    client = openai.OpenAI(base_url=url, api_key="none")
    prompt = "A sentence of about fifty characters, as papers have. " * 200

    def ask(hear: Callable[[str], None]) -> None:
        messages: Any = [{"role": "user", "content": prompt}]
        for chunk in client.chat.completions.create(model="tiny", messages=messages, stream=True):
            if chunk.choices and chunk.choices[0].delta.content:
                hear(chunk.choices[0].delta.content)

    return ask


def on_a_pty(environ: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds from Enter to the first word on the screen of the real chat."""
    program = str(Path(sys.executable).with_name("vibelog"))
    child: pexpect.spawn[str] = pexpect.spawn(
        program,
        ["chat", "sample", "--new"],
        env={**environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        dimensions=(40, 100),
        timeout=60,
        encoding="utf-8",
    )
    child.delaybeforesend = None
    times: list[float] = []
    child.expect("sample>")
    time.sleep(WARM)
    for number, question in enumerate(QUESTIONS * rounds):
        child.send(question)
        child.expect(question[-8:].replace("?", r"\?"))
        begun = time.perf_counter()
        child.send("\r")
        child.expect("Quite")
        if number:  # the first one connects
            times.append((time.perf_counter() - begun) * 1000)
        child.expect("sample>")
    child.send("/quit\r")
    child.expect(pexpect.EOF)
    return {"first word on a pty": times}


@contextmanager
def server() -> Iterator[str]:
    """The address of a server in a process of its own."""
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            sys.exit("The server has no output.")
        yield process.stdout.readline().strip()
        process.terminate()


def serve() -> None:
    """Answer whatever is asked, at once."""
    sys.path.insert(0, str(ROOT / "tests/fakes"))
    from model_server import ModelServer, fields

    quotes = [{"passage": "1", "quote": QUOTE}]
    answer = fields(answer="Quite so, and in a few words more than one [1]. " * 6, quotes=quotes)
    asked = fields(standalone="What is a stranded block?")
    running = ModelServer(lambda body: asked if "## standalone ##" in str(body) else answer)
    print(running.url, flush=True)
    running.serve_forever()


def report(times: dict[str, list[float]], load_before: float) -> None:
    """Medians and 95th percentiles in milliseconds, and what vibelog adds to the client's."""
    middle = {name: median(values) for name, values in times.items()}
    print(f"{'milliseconds':26}{'p50':>8}{'p95':>8}")
    for name, values in times.items():
        print(f"{name:26}{middle[name]:8.0f}{_p95(values):8.0f}")
    added = {
        name: middle[name] - middle[f"{name}, client alone"] for name in ("first word", "turn")
    }
    for name, value in added.items():
        print(f"added to the {name}: {value:.0f} ms")
    held = middle["first word"] <= GOAL
    print(f"first word: {'held' if held else 'NOT held'} to {GOAL:.0f} ms (p50)")
    loads = [round(load_before, 1), round(os.getloadavg()[0], 1)]
    print(f"load average: {loads[0]} before, {loads[1]} after")
    rounded = {name: round(value, 1) for name, value in middle.items()}
    result = {"bench": "answering", "load": loads, "p50_ms": rounded, "held": held}
    print(json.dumps(result))


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
