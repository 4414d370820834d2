"""How long vibelog takes before it does anything: --help, the chat's prompt, a first question.

Every command runs in a process of its own, alternately with a bare Python (and, for the question,
with the import of chromadb alone), so that the ratios hold on any machine. The chat runs on a pty;
whatever an earlier question left in the library is taken away before it, so that the first question
is one that was never asked.

    python bench/startup.py [--rounds 10] [--peers FOLDER]

With --peers, two other programs that ask about documents are started as well, each installed from
PyPI into a venv of its own in that folder, where it stays.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus/sample/paper.pdf"
HELP_CPU, PROMPT_WALL = 150.0, 350.0  # ms that `--help` and the chat's prompt are held to
PAUSE = 5.0  # seconds after its start that a student takes to type a first question
QUESTION = "What is a stranded block?"
ANSWER = r"still\s+in\s+the\s+cache"  # stands in the first line of the quoting reader's answer
OFFER = r"\[y/N\]"  # to use a model server that happens to run here; a no is remembered
PEERS = {"pqa": "paper-qa", "llm": "llm"}  # the command, and its package on PyPI
SECONDS = 60  # after which a chat that shows nothing is given up

Times = dict[str, list[float]]


def run(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """CPU and wall time of a command, in milliseconds; it must succeed."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000, wall * 1000


def chat(vibelog: str, environ: Mapping[str, str], pause: float) -> tuple[float, float, float]:
    """Milliseconds to the prompt, from Enter to the first answer, and to that of the same again.

    The question is typed when the prompt is there, but not before `pause` seconds after the start.
    """
    begun = time.perf_counter()
    child: pexpect.spawn[str] = pexpect.spawn(
        vibelog,
        ["chat", "sample", "--new"],
        # no terminal is behind this pty to say where its cursor is
        env={**environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        dimensions=(24, 100),
        timeout=SECONDS,
        encoding="utf-8",
    )
    child.delaybeforesend = None  # pexpect would wait 50 ms before every line
    try:
        if child.expect(["sample>", OFFER]):
            child.send("n\r")
            child.expect("sample>")
        prompt = time.perf_counter() - begun
        time.sleep(max(0.0, pause - prompt))
        first = ask(child)
        child.expect("sample>")
        again = ask(child)
        child.send("/quit\r")
        child.expect(pexpect.EOF)
    except pexpect.ExceptionPexpect as error:
        sys.exit(f"vibelog chat did not show what was awaited: {error}")
    finally:
        child.close(force=True)
    return prompt * 1000, first, again


def ask(child: pexpect.spawn[str]) -> float:
    """Milliseconds from Enter to the answer."""
    child.send(QUESTION)
    child.expect(r"block\?")  # it is typed, and on the screen
    begun = time.perf_counter()
    child.send("\r")
    child.expect(ANSWER)
    return (time.perf_counter() - begun) * 1000


def never_asked(library: Path) -> None:
    """Take away the vectors of sentences that earlier questions left."""
    for cache in library.glob("papers/*/sentences.npz"):
        cache.unlink()


def peers(folder: Path) -> dict[str, list[str]]:
    """The peers' commands, each in a venv of its own, which is made where it is missing."""
    found = {}
    for name, package in PEERS.items():
        home = folder.resolve() / package
        program = home / "bin" / name
        if not program.is_file():
            print(f"installing {package} from PyPI into {home}", file=sys.stderr)
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            install = ["-m", "pip", "install", "--quiet", package]
            subprocess.run([str(home / "bin/python"), *install], check=True)
        found[f"{name} --help"] = [str(program), "--help"]
    return found


def measured(
    commands: Mapping[str, Sequence[str]], environ: Mapping[str, str], rounds: int
) -> tuple[Times, Times]:
    """CPU and wall milliseconds of each command, one after the other in every round.

    A first round is not counted: it writes what Python keeps compiled.
    """
    cpu: Times = {name: [] for name in commands}
    wall: Times = {name: [] for name in commands}
    for number in range(rounds + 1):
        print(f"round {number} of {rounds}: commands", file=sys.stderr)
        for name, command in commands.items():
            spent, passed = run(command, environ)
            if number:
                cpu[name].append(spent)
                wall[name].append(passed)
    return cpu, wall


def chatted(vibelog: str, environ: Mapping[str, str], rounds: int) -> Times:
    """Milliseconds of what a student waits for in a chat, by what it is.

    A first chat is not counted: what is compiled and what is asked only once is done in it.
    """
    at_once, later = "answer, asked at once", f"answer, asked after {PAUSE:.0f} s"
    again = "answer, the same again"
    times: Times = {"prompt": [], at_once: [], later: [], again: []}
    chat(vibelog, environ, 0.0)
    for number in range(1, rounds + 1):
        print(f"round {number} of {rounds}: chats", file=sys.stderr)
        for name, pause in ((at_once, 0.0), (later, PAUSE)):
            never_asked(Path(environ["VIBELOG_HOME"]))
            prompt, first, second = chat(vibelog, environ, pause)
            times["prompt"].append(prompt)
            times[name].append(first)
            times[again].append(second)
    return times


def isolated(folder: str) -> dict[str, str]:
    """An environment with an empty home and library, and with no model.

    litellm, which a peer loads, would fetch a price map first: no peer's time is the network's.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VIBELOG_")}
    homes = {"HOME": folder, "XDG_CONFIG_HOME": f"{folder}/config"}
    local = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    return {**kept, **homes, **local, "VIBELOG_HOME": f"{folder}/library"}


def main() -> None:
    """Measure, print the tables and one JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where the peers' venvs are")
    options = parser.parse_args()
    vibelog = str(Path(sys.executable).with_name("vibelog"))
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "vibelog --help": [vibelog, "--help"],
        **(peers(options.peers) if options.peers else {}),
        "vibelog papers": [vibelog, "papers"],
        "import chromadb": [sys.executable, "-c", "import chromadb"],
        "vibelog ask": [vibelog, "ask", "sample", QUESTION, "--no-save"],
    }
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as folder:
        environ = isolated(folder)
        os.chdir(folder)  # a vibelog.toml where this is started from has no say
        subprocess.run([vibelog, "add", str(SAMPLE), "--name", "sample"], env=environ, check=True)
        cpu, wall = measured(commands, environ, options.rounds)
        chats = chatted(vibelog, environ, options.rounds)
    load.append(os.getloadavg()[0])
    report(cpu, wall, chats, load)


def report(cpu: Times, wall: Times, chats: Times, load: Sequence[float]) -> None:
    """Medians in milliseconds, and how many bare Pythons and `vibelog --help`s each is."""
    spent = {name: statistics.median(values) for name, values in cpu.items()}
    passed = {name: statistics.median(values) for name, values in wall.items()}
    waited = {name: statistics.median(values) for name, values in chats.items()}
    print(f"{'':18}{'CPU ms':>8}{'wall ms':>9}{'× python (CPU)':>16}{'× --help (CPU)':>16}")
    for name, of_cpu in spent.items():
        ratios = [of_cpu / spent[other] for other in ("python", "vibelog --help")]
        print(f"{name:18}{of_cpu:8.0f}{passed[name]:9.0f}{ratios[0]:16.1f}{ratios[1]:16.1f}")
    print(f"\n{'vibelog chat':26}{'ms':>8}{'fastest':>9}{'slowest':>9}")
    for name, values in chats.items():
        print(f"{name:26}{waited[name]:8.0f}{min(values):9.0f}{max(values):9.0f}")
    held = {
        "vibelog --help": (spent["vibelog --help"], HELP_CPU),
        "prompt": (waited["prompt"], PROMPT_WALL),
    }
    print()
    for name, (value, most) in held.items():
        print(f"{name}: {value:.0f} ms, {'held' if value <= most else 'NOT held'} to {most:.0f}")
    print(f"load average: {load[0]:.1f} before, {load[1]:.1f} after")
    result = {
        "bench": "startup",
        "rounds": len(cpu["python"]),
        "load": [round(one, 1) for one in load],
        **{n: {"cpu_ms": round(c), "wall_ms": round(passed[n])} for n, c in spent.items()},
        "chat_ms": {name: round(value) for name, value in waited.items()},
        "held": {name: value <= most for name, (value, most) in held.items()},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
