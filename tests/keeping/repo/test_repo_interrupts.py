"""Ctrl-C at any moment: all of the commit or none of it, and no lock or folder left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from repositories import LOG, README, SUBJECT, TEXT, hook, look, readme_edited, row, run, write
from repositories import versions as readmes
from sizes import sized

COMMIT = f"""
import sys
from pathlib import Path
from repositories import row
from vibelog.keeping.repo import Repository
notes = Path(sys.argv[1])
print("ready", flush=True)
Repository.find(notes).commit([notes / {LOG!r}], {SUBJECT!r}, {{notes / {README!r}: row}})
"""


def start(notes: Path) -> subprocess.Popen[bytes]:
    """A commit in a process group of its own, as a terminal starts it."""
    folders = os.pathsep.join(sys.path)
    return subprocess.Popen(
        [sys.executable, "-c", COMMIT, str(notes)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": folders},
    )


def require_whole(notes: Path, before: tuple[object, list[bytes | None]], head: str) -> bool:
    """Whether the commit was made; it fails when only a part of it was."""
    seen, versions = before
    assert not [*notes.glob(".git/vibelog*"), *notes.glob(".git/*.lock"), *notes.glob(".vibe*")]
    assert look(notes) == seen
    made = run(notes, "rev-parse", "HEAD") != head
    if made:
        assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"{README}\n{LOG}\n"
        assert LOG not in run(notes, "status", "--porcelain")
        versions = [data and row(data.decode()).encode() for data in versions]
    assert readmes(notes) == versions
    return made


@pytest.mark.parametrize(
    ("moment", "script", "made"),
    [
        ("pre-commit", "kill -INT 0; sleep 5", False),
        ("reference-transaction", 'if [ "$1" = committed ]; then kill -INT 0; fi', True),
        ("post-commit", "kill -INT 0; sleep 5", True),
        ("post-commit", "kill -TERM $PPID; kill -TERM 0", True),
    ],
)
def test_a_ctrl_c_in_the_middle(notes: Path, moment: str, script: str, made: bool) -> None:
    readme_edited(notes)
    write(notes, LOG, TEXT)
    hook(notes, moment, script)
    before, head = (look(notes), readmes(notes)), run(notes, "rev-parse", "HEAD")
    process = start(notes)
    _, err = process.communicate(timeout=30)
    (notes / ".git/hooks" / moment).unlink()
    assert process.returncode in (-signal.SIGINT, -signal.SIGTERM), err.decode()
    assert require_whole(notes, before, head) is made


@pytest.mark.parametrize("seed", range(sized(2)))
def test_a_ctrl_c_at_any_moment(notes: Path, seed: int) -> None:
    readme_edited(notes)
    write(notes, LOG, TEXT)
    before, head = (look(notes), readmes(notes)), run(notes, "rev-parse", "HEAD")
    process = start(notes)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    time.sleep(Random(seed).uniform(0, 0.25))
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    require_whole(notes, before, head)
