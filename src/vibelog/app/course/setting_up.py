"""`vibelog init`: a small vibelog.toml that follows what the repository does already.

Proposes, and writes only what was agreed to; a file that is there is never written over.
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from vibelog.app import App
from vibelog.app.course import settings
from vibelog.config import FILE, Config, courses_in, shipped
from vibelog.core.course import parse
from vibelog.core.text import plain
from vibelog.errors import RepositoryError, VibelogError

WORKFLOW = ".github/workflows/vibelog.yml"
_ACTION = """\
# Checks the vibe logs on every push: late, short, empty, private data, not in the index.
name: vibe logs
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # late goes by the history
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install vibelog
{course}      - run: vibelog check --repo . --github
"""
_COURSE_STEP = (
    "      - run: vibelog agree && vibelog course refresh # reads vibelog.toml's course\n"
)
HOOK = """\
repos:
  - repo: local
    hooks:
      - id: vibelog-check
        name: vibelog check
        entry: vibelog check --repo .
        language: system
        pass_filenames: false"""

_MEANING = {
    "logs": "the folder of the vibe logs",
    "file": "their names",
    "index": 'leads to the logs; "none": nothing is written into it',
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be written, and why."""

    root: Path  # of the repository
    file: Path
    text: str  # of a new vibelog.toml
    seen: tuple[str, ...]  # one sentence each on what the repository does already
    exists: bool
    differs: tuple[str, ...]  # settings that the file there has otherwise
    lacking: dict[str, str]  # the lines of the keys that the file there has not
    course: str | None  # a link in the README that may be the course's


def propose(app: App, where: Path) -> Proposal:
    """What `vibelog init` would write for the repository at `where`; nothing is written or sent.

    Raises RepositoryError outside of any repository.
    """
    from vibelog.keeping.habits import Habits, habits
    from vibelog.keeping.repo import Repository

    root = Repository.find(where).root
    known = parse(shipped("corpus/course.toml").read_text(encoding="utf-8"))
    found: Habits = habits(root, app.course() if app.config.courses else known)
    wanted: dict[str, str] = {"logs": found.folder or Config().logs}
    wanted |= {"file": found.pattern} if found.pattern else {}
    wanted |= {"index": Config().index}
    file = root / FILE
    there = tomllib.loads(settings.text_of(file)) if file.exists() else {}
    course = next(iter(found.courses), None) if "course" not in there else None
    return Proposal(
        root=root,
        file=file,
        text=_text(wanted),
        seen=_seen(found.logs, found.folder, found.pattern, found.index),
        exists=file.exists(),
        differs=tuple(_differences(there, wanted)),
        lacking={key: _line(key, wanted[key]) for key in _lacking(there, wanted)},
        course=None if app.config.courses else course,
    )


def write(proposal: Proposal) -> None:
    """Write the new vibelog.toml; VibelogError when it is there by now or cannot be written."""
    if proposal.file.exists():
        raise VibelogError(f"{proposal.file} is there already: change it there.")
    settings.save(proposal.file, proposal.text)


def complete(proposal: Proposal) -> None:
    """Add what is lacking to the vibelog.toml that is there; every byte of it stays."""
    text = settings.text_of(proposal.file)
    settings.save(proposal.file, settings.with_keys(text, proposal.lacking, proposal.file))


def unreachable(app: App, root: Path) -> str:
    """Why GitHub cannot read the course of this repository, and what to do; "" where it can."""
    file = root / FILE
    for each in courses_in(file):
        reached = each.source.startswith("https:") or each.inside(root)
        if not reached:
            return (
                f"GitHub cannot read {plain(each.source)}, which is outside of this repository: "
                f"link to the course instead. Take it out of {file}, then: vibelog course add "
                "https://github.com/WHO/COURSE"
            )
    for each in app.config.courses if not courses_in(file) else ():
        named = each.file or "VIBELOG_COURSE"
        return (
            f"GitHub cannot see {named}, which names your course: name it in this repository "
            f"(vibelog course add {plain(each.source)}), or in {file}."
        )
    return ""


def write_workflow(root: Path) -> Path | None:
    """Write the GitHub workflow that checks the logs; None when one of that name is there.

    Raises RepositoryError where its folder is a link, which GitHub does not follow.
    """
    file = root / WORKFLOW
    if file.exists() or file.is_symlink():
        return None
    if Path(os.path.realpath(file)) != Path(os.path.realpath(root), WORKFLOW):
        raise RepositoryError(
            f"{file.parent} is a link, and GitHub finds no workflow behind one: make it a plain "
            "folder, then try again."
        )
    table = tomllib.loads(settings.text_of(root / FILE))
    settings.save(file, _ACTION.format(course=_COURSE_STEP if "course" in table else ""))
    return file


def _text(wanted: dict[str, str]) -> str:
    """A new vibelog.toml: what was decided, and in comments what can be."""
    form = '# file = "{due:%m%d}_{label}.md"  # their names, if not {due}-{paper}.md'
    lines = {"logs": "", "file": form, "index": ""}
    lines |= {key: _line(key, value) for key, value in wanted.items()}
    return "\n".join(
        [
            "# How vibelog works in this repository (vibelog init wrote it; change what you like).",
            *lines.values(),
            "# timezone = \"America/Detroit\"  # the course's, if it is not your computer's",
            "",
        ]
    )


def _line(key: str, value: str) -> str:
    """A key's line in a vibelog.toml."""
    return f"{key} = {_quoted(value)}  # {_MEANING[key]}"


def _seen(logs: int, folder: str | None, pattern: str | None, index: str) -> tuple[str, ...]:
    if not logs:
        first = "There are no logs of the course's papers here yet."
    elif logs == 1:
        first = "There is one log here, which is no habit yet."
    else:
        place = f"in {folder}/" if folder and folder != "." else "at the root"
        place = place if folder else "in several folders: new ones go to vibe-logs/"
        names = f", named like {pattern}" if pattern else ", named in several ways"
        first = f"There are {logs} logs {place}{names}."
    second = f"README.md leads to logs {index}." if index else "There is no README.md yet."
    return first, second


def _differences(there: dict[str, object], wanted: dict[str, str]) -> list[str]:
    """What the file there says otherwise than the repository's habits."""
    return [
        f"`{key}` is {_quoted(str(there[key]))}; the logs here say {_quoted(value)}."
        for key, value in wanted.items()
        if key != "index" and key in there and there[key] != value
    ]


def _lacking(there: dict[str, object], wanted: dict[str, str]) -> list[str]:
    """The keys that the file there has not; names are not those of another folder's logs."""
    elsewhere = there.get("logs", wanted["logs"]) != wanted["logs"]
    return [key for key in wanted if key not in there and not (key == "file" and elsewhere)]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
