"""How long `vibelog class` takes for a class: to fetch it, and to check it once it was fetched.

    python bench/classes.py [--home FOLDER] [--students N] [--logs N]

The library (VIBELOG_HOME, or --home) must hold papers; it is copied. Logs of its papers are made by
vibelog itself without a model (seven questions each, most with quotes), committed one by one into a
repository, and the repository is copied N times (200), each with a commit of its own. Wall clock,
processor time of all processes, and the load of the machine before are printed; the goal, 200
repositories of 25 logs in 4 minutes, is meant for two cores that do nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from vibelog.app import App, start, talk
from vibelog.app.log import logs
from vibelog.app.students import classes
from vibelog.core.paper import Paper
from vibelog.keeping.classes.facts import Class

GOAL = 240.0  # seconds for 200 repositories of 25 logs
QUESTIONS = (
    "What problem does it solve?",
    "What is the main idea?",
    "How is it evaluated?",
    "Which baselines is it compared with?",
    "What are its limits?",
    "What does a user have to write?",
    "Why is it faster than what was there before?",
)


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as a student."""
    who = ("-c", "user.name=A Student", "-c", "user.email=student@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True)


def written(app: App, paper: Paper, folder: Path) -> tuple[str, str]:
    """Two logs of the paper: made by vibelog itself, and as many students make them by hand."""
    talking = talk.open_talk(app, paper)
    turns = [talking.ask(question) for question in QUESTIONS]
    own = logs.write(app, paper, folder).path.read_text(encoding="utf-8")
    said = [(turn.question, turn.answer.text if turn.answer else "") for turn in turns]
    return own, "\n".join(f"## Prompt:\n{q}\n\n## Response:\n{a}\n" for q, a in said)


def model(app: App, folder: Path, count: int) -> None:
    """A student's repository of `count` logs, one commit each."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    texts = {paper.name: written(app, paper, folder) for paper in app.library().papers()}
    shutil.rmtree(folder / app.config.logs)
    (folder / "notes").mkdir()
    names = list(texts)
    for number in range(count):
        paper = names[number % len(names)]
        text = texts[paper][number // len(names) % 2]
        (folder / f"notes/{number:02}-{paper}.md").write_text(text, encoding="utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", f"--message=Log of {paper}")


def copied(source: Path, to: Path, count: int) -> Path:
    """The list of a class of `count` students, each with a copy of the repository."""
    lines = ["name,repo"]
    for number in range(count):
        copy = to / f"student-{number:03}"
        shutil.copytree(source, copy, copy_function=os.link)
        git(copy, "commit", "--quiet", "--allow-empty", f"--message=Student {number}")
        lines.append(f"Student {number},{copy.name}")
    roster = to / "class.csv"
    roster.write_text("\n".join(lines), encoding="utf-8")
    return roster


def timed(what: str, task: Callable[[], Class]) -> tuple[Class, dict[str, float]]:
    """Run it, and print and return what it took: seconds of the clock, and of the processors."""
    before, load, spent = time.perf_counter(), os.getloadavg()[0], _spent()
    found = task()
    took = {
        "wall_s": round(time.perf_counter() - before, 1),
        "cpu_s": round(_spent() - spent, 1),
        "load_before": round(load, 1),
    }
    print(
        f"{what:22}{took['wall_s']:8.1f} s{took['cpu_s']:9.1f} s CPU, load {load:.1f} before",
        flush=True,
    )
    return found, took


def _spent() -> float:
    """Processor seconds of this process and of its children that ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def main() -> int:
    """Measure, print the figures and a JSON line; 1 when the library is empty."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, help="the library, instead of VIBELOG_HOME")
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--logs", type=int, default=25, help="of each student")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = start(lambda sentence: print(sentence, file=sys.stderr))
        home = options.home or app.config.home
        if not (home / "papers").is_dir():
            print("the library must hold papers: vibelog add", file=sys.stderr)
            return 1
        for part in ("papers", "chroma"):
            shutil.copytree(home / part, Path(folder, "library", part))
        app = replace(app, config=replace(app.config, model=None, home=Path(folder, "library")))
        model(app, Path(folder, "model"), options.logs)
        roster = copied(Path(folder, "model"), Path(folder, "class"), options.students)
        result = measured(app, roster, options.students * options.logs)
    print(json.dumps({"bench": "classes", "students": options.students, **result}))
    return 0


def measured(app: App, roster: Path, expected: int) -> dict[str, object]:
    """Fetch and check the class, then check it again as it was fetched."""
    first = classes.Asked(roster, datetime.now().astimezone())
    again = replace(first, fetch=False)
    _, fetched = timed("fetched and checked", lambda: classes.survey(app, first, _quiet))
    found, checked = timed("checked once fetched", lambda: classes.survey(app, again, _quiet))
    count = sum(len(facts.logs) for facts in found.students)
    quotes = sum(facts.checked for facts in found.students)
    verdict = "held" if count == expected and checked["wall_s"] <= GOAL else "NOT held"
    each = checked["cpu_s"] / count * 1000
    print(f"{count} logs, {quotes} quotes, {each:.1f} ms CPU a log: {GOAL:.0f} s {verdict}")
    return {"logs": count, "quotes": quotes, "first": fetched, "once_fetched": checked}


def _quiet(_what: str, _done: int, _total: int) -> None:
    """No progress is shown: it would be measured."""


if __name__ == "__main__":
    sys.exit(main())
