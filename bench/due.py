"""How long `vibelog due` takes in a repository at the end of a term.

    python bench/due.py [--rounds 15]

A course of 25 papers in a README, of which vibelog's own log of the sample paper lies in the
repository 25 times, each committed on a day of its own and pushed, and the conversation as often in
the library. The command runs alternately with a bare Python and with `git status`, each in a
process of its own, so that the ratios hold on any machine; the goal is for two cores that do
nothing else. Then the same in a repository with 3,000 more commits, of code.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from startup import run

from vibelog.app import demo

GOAL = 400.0  # ms of the clock
PAPERS = 25
BEGIN = date(2026, 8, 31)  # a Monday
COMMITS, FILES = 3_000, 500  # of code: each commit changes ten of the files


def course() -> str:
    """The course's README: two papers a week, on Monday and Wednesday."""
    weeks = []
    for week in range((PAPERS + 1) // 2):
        monday = BEGIN + timedelta(weeks=week)
        days = (
            f"{monday:%b} {monday.day} - {monday + timedelta(2):%b} {(monday + timedelta(2)).day}"
        )
        links = [
            f"[Paper{n:02}](https://arxiv.org/abs/2401.{n:05})" for n in (2 * week, 2 * week + 1)
        ]
        weeks.append(f"| **{days}** | {' <br> '.join(links)} | Papers |")
    return "\n".join(
        ["# A Course", "## Fall 2026", "", "| Week | Topics | Kind |", "|---|---|---|", *weeks, ""]
    )


def git(folder: Path, *arguments: str, day: date = BEGIN) -> None:
    """Run git in a folder, as a student on that day."""
    at = f"{day}T20:00:00 -0400"
    subprocess.run(
        [
            "git",
            "-C",
            str(folder),
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            *arguments,
        ],
        check=True,
        env={**os.environ, "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at},
    )


def made(folder: Path) -> tuple[Path, Path]:
    """The repository and the library."""
    done = demo.run(lambda _: None, lambda *_: None)
    log = done.path.read_text(encoding="utf-8")
    talk = next(done.path.parents[2].glob("library/conversations/*/*.jsonl"))
    notes, library = folder / "notes", folder / "library"
    (notes / "vibe-logs").mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    git(folder, "init", "--quiet", "--initial-branch=main", "notes")
    (notes / "course.md").write_text(course(), encoding="utf-8")
    (notes / "vibelog.toml").write_text('[[course]]\nsource = "course.md"\n', encoding="utf-8")
    for number in range(PAPERS):
        name = f"paper{number:02}"
        day = BEGIN + timedelta(days=7 * (number // 2))
        own = log.replace("prefix-caching", name)
        (notes / f"vibe-logs/{day}-{name}.md").write_text(own, encoding="utf-8")
        git(notes, "add", "--all", day=day)
        git(notes, "commit", "--quiet", f"--message=vibe log: {name}", day=day)
        to = library / "conversations" / name / talk.name
        to.parent.mkdir(parents=True)
        to.write_text(talk.read_text(encoding="utf-8").replace("prefix-caching", name))
    git(notes, "remote", "add", "origin", str(folder / "origin.git"))
    git(notes, "push", "--quiet", "--set-upstream", "origin", "main")
    shutil.rmtree(done.path.parents[2])
    return notes, library


def crowded(notes: Path) -> None:
    """Add many commits of code to the repository."""
    stream = []
    for number in range(COMMITS):
        moment = f"{1_790_000_000 + 60 * number} +0000"
        stream.append(f"commit refs/heads/main\ncommitter A <a@example.org> {moment}\ndata 1\nx\n")
        stream.append("" if number else "from refs/heads/main^0\n")
        for each in range(10):
            text = f"line {number} {each}\n" * 5
            name = f"src/f{(10 * number + each) % FILES}.py"
            stream.append(f"M 100644 inline {name}\ndata {len(text)}\n{text}\n")
    command = ["git", "-C", str(notes), "fast-import", "--quiet"]
    subprocess.run(command, check=True, input="".join(stream).encode())
    git(notes, "reset", "--quiet", "--hard")


def timed(
    commands: dict[str, list[str]], environ: dict[str, str], rounds: int
) -> dict[str, list[tuple[float, float]]]:
    """CPU and wall clock of each run, in ms; they take turns, and the first warms up."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            times[name].append(run(command, environ))
    return times


def main() -> None:
    """Measure, print a table and a JSON line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    vibelog = str(Path(sys.executable).with_name("vibelog"))
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "git status": ["git", "status", "--short"],
        "vibelog due": [vibelog, "due"],
        "vibelog due --all": [vibelog, "due", "--all"],
    }
    with tempfile.TemporaryDirectory() as folder:
        notes, library = made(Path(folder))
        os.chdir(notes)
        environ = {**os.environ, "VIBELOG_HOME": str(library), "XDG_CONFIG_HOME": folder}
        times = timed(commands, environ, rounds)
        crowded(notes)
        many = timed({f"vibelog due, {COMMITS:,} more": commands["vibelog due"]}, environ, rounds)
        times |= many
    found = {
        name: [
            statistics.median(each) for each in zip(*taken[1:], strict=True)
        ]  # the first warms up
        for name, taken in times.items()
    }
    bare = found["python"][1]
    print(f"{'':24}{'CPU ms':>10}{'wall ms':>10}{'of a bare Python':>20}")
    for name, (cpu, wall) in found.items():
        print(f"{name:24}{cpu:10.0f}{wall:10.0f}{wall / bare:20.1f}")
    print(
        f"goal: vibelog due within {GOAL:.0f} ms on two idle cores; load {os.getloadavg()[0]:.1f}"
    )
    print(
        json.dumps({"wall_ms": {name: wall for name, (_, wall) in found.items()}, "papers": PAPERS})
    )


if __name__ == "__main__":
    main()
