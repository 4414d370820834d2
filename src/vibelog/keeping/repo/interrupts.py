"""Ctrl-C, a closed terminal or a `kill`, held back until what was begun is whole.

Knows signals only.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def held_back() -> Iterator[None]:
    """Note these signals, and let the first one act when the block has ended, however it did.

    A program that the student's Ctrl-C reaches by itself (git with its hooks) ends as it always
    does. Outside the main thread, where Python receives no signals, nothing is to be done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    noted: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        noted.append(number)

    # None: a handler that no Python code installed; it could not be put back.
    ours = [number for number in _HELD if signal.getsignal(number) is not None]
    before = {number: signal.signal(number, note) for number in ours}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if noted:
            signal.raise_signal(noted[0])
