"""Random dirty states, the README's own among them: everything else stays as it was."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
from repositories import LOG, README, SUBJECT, TEXT, look, row, run, versions, write
from sizes import sized

from vibelog.keeping.repo import Repository

FILES = (README, README, "a.txt", "b.txt", "new.txt", "folder/é x.txt")


def disturb(folder: Path, chance: Random) -> None:
    """One thing that a student does to one file; where git refuses, nothing."""
    name, other = chance.choice(FILES), chance.choice(FILES)
    path, lines = folder / name, [f"line {chance.randrange(4)}" for _ in range(chance.randrange(5))]
    match chance.randrange(9):
        case 0 | 1 | 2:
            write(folder, name, chance.choice(("\n", "\r\n")).join([*lines, ""]))
            return
        case 3:
            path.unlink(missing_ok=True)
            return
        case 4:
            if path.is_file():
                path.chmod(chance.choice((0o755, 0o644)))
            return
        case 5:
            command = ["add", "--intent-to-add", "--", name]
        case 6:
            command = ["rm", "--quiet", "--cached", "--", name]
        case 7 if README not in (name, other):
            command = ["mv", "--", name, other]
        case _:
            command = ["add", "--", name]
    subprocess.run(["git", "-C", str(folder), *command], check=False, capture_output=True)


@pytest.mark.parametrize("seed", range(sized(10)))
def test_random_states(notes: Path, seed: int) -> None:
    chance = Random(seed)
    for _ in range(chance.randrange(1, 14)):
        disturb(notes, chance)
    log = write(notes, LOG, TEXT)
    before, (head, index, tree) = look(notes), versions(notes)
    made = Repository.find(notes).commit([log], SUBJECT, {notes / README: row})
    assert made is not None
    assert run(notes, "show", "--name-only", "--format=", "HEAD") == f"{README}\n{LOG}\n"
    meant = "meant" in " ".join(made.notes)
    expected = [with_row(head), index if meant else with_row(index), with_row(tree)]
    assert versions(notes) == expected
    assert look(notes) == before
    run(notes, "fsck", "--strict")
    shutil.rmtree(notes)


def with_row(data: bytes | None) -> bytes | None:
    return None if data is None else row(data.decode()).encode()
