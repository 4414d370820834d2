"""Work done by child processes, each job on its own: one that fails, hangs or dies stops no other.

    for number, result in work(make, jobs, workers=2, seconds=60): …

Knows processes and their limits; not what the work is. A worker is made once (`make()` returns what
does a job) and serves job after job; one that takes too long is ended, and another one begins.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Generic, TypeVar

from vibelog.errors import VibelogError

J = TypeVar("J")
R = TypeVar("R")

_MEMORY = 3_000_000_000  # bytes of addresses of a worker; a library of 30 papers takes a tenth
_FILE = 1_000_000_000  # bytes of a file that it, or a git that it starts, writes
_BEGINS = 120.0  # seconds in which a worker is ready: it reads the library's papers first
_ENDS = 5.0  # seconds in which one that is asked to stop does so


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a job gave no result, in a sentence."""

    why: str


@dataclass(slots=True)
class _Worker(Generic[J]):
    process: SpawnProcess
    pipe: Connection
    number: int = -1  # of its job; -1: none
    until: float = 0.0  # when it must be done, or ready
    idle: bool = False


def work(  # noqa: PLR0913  the limits of the work
    make: Callable[[], Callable[[J], R]],
    jobs: Sequence[J],
    *,
    workers: int,
    seconds: float,
    host: Callable[[J], str] = lambda _job: "",
    together: int = 1_000,
) -> Iterator[tuple[int, R | Failed]]:
    """Do the jobs, and yield each one's number and result as it is done.

    At most `workers` at once, `together` of them with the same `host`; a job has `seconds`. `make`,
    the jobs and the results must be what pickle can carry. Stopped early, no process is left.
    """
    waiting = list(range(len(jobs)))
    crew: list[_Worker[J]] = []
    try:
        while waiting or any(worker.number >= 0 for worker in crew):
            _begin(crew, make, min(workers, len(waiting) + _busy(crew)))
            _hand_out(crew, jobs, waiting, host, together, seconds)
            yield from _gathered(crew, waiting, seconds)
    finally:
        for worker in crew:
            _end(worker)


def _busy(crew: Sequence[_Worker[J]]) -> int:
    return sum(worker.number >= 0 for worker in crew)


def _begin(crew: list[_Worker[J]], make: Callable[[], Callable[[J], R]], wanted: int) -> None:
    """Start the workers that are wanting; a Ctrl-C meanwhile is ours, not theirs."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while len(crew) < wanted:
            ours, theirs = get_context("spawn").Pipe()
            process = get_context("spawn").Process(target=_serve, args=(theirs, make), daemon=True)
            process.start()
            theirs.close()
            crew.append(_Worker(process, ours, until=time.monotonic() + _BEGINS))
    finally:
        signal.signal(signal.SIGINT, before)


def _hand_out(  # noqa: PLR0913, PLR0917  what `work` was given
    crew: Sequence[_Worker[J]],
    jobs: Sequence[J],
    waiting: list[int],
    host: Callable[[J], str],
    together: int,
    seconds: float,
) -> None:
    """Give each idle worker the first job whose host is not asked by too many already."""
    asked = Counter(host(jobs[worker.number]) for worker in crew if worker.number >= 0)
    for worker in crew:
        free = (number for number in waiting if asked[host(jobs[number])] < together)
        if not worker.idle or (number := next(free, None)) is None:
            continue
        with suppress(OSError):  # it died meanwhile; that is seen when its answer is read
            worker.pipe.send(jobs[number])
        worker.number, worker.until, worker.idle = number, time.monotonic() + seconds, False
        waiting.remove(number)
        asked[host(jobs[number])] += 1


def _gathered(
    crew: list[_Worker[J]], waiting: Sequence[int], seconds: float
) -> Iterator[tuple[int, R | Failed]]:
    """Wait until something happened; yield what was done, and end who took too long or died."""
    awaited = [worker for worker in crew if not worker.idle]
    if not awaited:
        return
    left = max(0.0, min(worker.until for worker in awaited) - time.monotonic())
    ready = connection.wait([worker.pipe for worker in awaited], left)
    for worker in awaited:
        if worker.pipe in ready:
            failure = "It ended the process that looked at it: too large, or made to."
            with suppress(EOFError, OSError):
                number, result = worker.number, worker.pipe.recv()
                worker.number, worker.idle = -1, True
                if number >= 0:
                    yield number, result
                continue
        elif time.monotonic() >= worker.until:
            failure = f"It took longer than {seconds:g} seconds and was stopped."
        else:
            continue
        crew.remove(worker)
        _end(worker)
        if worker.number >= 0:
            yield worker.number, Failed(failure)
        elif waiting:
            raise VibelogError("The processes that do the work cannot be started: try again.")


def _end(worker: _Worker[J]) -> None:
    worker.process.terminate()
    worker.process.join(0 if worker.idle else _ENDS)
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _serve(pipe: Connection, make: Callable[[], Callable[[J], R]]) -> None:
    """A worker's life: get ready, say so, and do one job after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's; who began us decides
    signal.signal(signal.SIGTERM, _stop)
    _limit()
    with suppress(KeyboardInterrupt, EOFError, BrokenPipeError):
        task = make()
        pipe.send(None)
        while True:
            pipe.send(_done(task, pipe.recv()))


def _done(task: Callable[[J], R], job: J) -> R | Failed:
    try:
        return task(job)
    except VibelogError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001  one job's bug must not end the others; it is told
        return Failed(f"It cannot be looked at ({type(error).__name__}: {error}).")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Asked to stop: as Ctrl-C does, so that a git under way is ended and half a copy removed."""
    raise KeyboardInterrupt


def _limit() -> None:
    """Bound the memory and the files of this process and of those it starts."""
    try:
        import resource
    except ImportError:
        return  # no such limits; the time still holds
    for name, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, _FILE)):
        with suppress(ValueError, OSError):  # macOS refuses some of them
            _, hard = resource.getrlimit(name)
            resource.setrlimit(name, (most, hard))
