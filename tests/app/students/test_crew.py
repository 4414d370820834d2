"""Work in child processes: whatever becomes of one job, the others are done."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from vibelog.app.students.crew import Failed, work
from vibelog.errors import VibelogError


def doer() -> Callable[[str], str]:
    return done


def done(job: str) -> str:
    if job == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "hangs":
        time.sleep(60)
    if job == "fails":
        raise VibelogError("It holds no commit yet.")
    if job == "breaks":
        raise ZeroDivisionError
    if job == "grows":
        return "x" * 4_000_000_000
    return job.upper()


def waiter(folder: Path) -> Callable[[str], int]:
    """A job that says how many of its kind are at work."""
    return partial(together, folder)


def together(folder: Path, job: str) -> int:
    mine = folder / f"{job}-{os.getpid()}"
    mine.touch()
    time.sleep(0.2)
    seen = len(list(folder.glob(f"{job}-*")))
    mine.unlink()
    return seen


def test_one_that_fails_hangs_dies_or_grows_stops_no_other() -> None:
    jobs = ["a", "dies", "b", "fails", "hangs", "breaks", "c", "grows", "d"]
    results = dict(work(doer, jobs, workers=2, seconds=3))
    told = {jobs[number]: result for number, result in results.items()}
    assert [told[job] for job in "abcd"] == ["A", "B", "C", "D"]
    why = {job: result.why for job, result in told.items() if isinstance(result, Failed)}
    assert why["fails"] == "It holds no commit yet."
    assert "ZeroDivisionError" in why["breaks"]
    assert "3 seconds" in why["hangs"]
    assert "ended the process" in why["dies"]
    assert set(why) == {"dies", "fails", "hangs", "breaks", "grows"}


def test_a_host_is_not_asked_by_more_than_agreed(tmp_path: Path) -> None:
    jobs = ["one"] * 4 + ["two"]
    results = work(
        partial(waiter, tmp_path), jobs, workers=3, seconds=20, host=lambda job: job, together=2
    )
    seen = [result for _, result in results]
    assert len(seen) == 5
    assert all(isinstance(count, int) and count <= 2 for count in seen)


def test_no_process_is_left_when_it_is_stopped() -> None:
    results = work(doer, ["a", "hangs", "hangs"], workers=2, seconds=60)
    before = time.monotonic()
    assert next(results) == (0, "A")
    with pytest.raises(KeyboardInterrupt):
        cast("Generator[object]", results).throw(KeyboardInterrupt())
    assert time.monotonic() - before < 10
    assert multiprocessing.active_children() == []
