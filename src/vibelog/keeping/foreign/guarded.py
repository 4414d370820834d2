"""Which lines of a text are code or quoted, so that nothing in them speaks for the text itself.

Knows fences and block quotes; not what a marker or debris is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_OPENER = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}(?!.*`)|~{3,})(.*)")  # also in lists
_CLOSER = re.compile(r"\s*(`{3,}|~{3,})\s*")
_QUOTED = re.compile(r"\s*>")


def no_break(_line: str) -> bool:
    """Where no line can tell that a fence was left open."""
    return False


def opens_code(line: str) -> bool:
    """Whether a fence of code could open on this line."""
    return _OPENER.match(line) is not None


def guarded(lines: Sequence[str], breaks: Callable[[str], bool] = no_break) -> list[bool]:
    """For each line, whether it stands in fenced code (the fences too) or in a block quote.

    A fence that nothing closes guards nothing: an answer that broke off must not swallow the rest.
    Nor does one in which a line that `breaks` is followed by the opening of another: it was left
    open, and what closes it belongs to the other.
    """
    held = [_QUOTED.match(line) is not None for line in lines]
    left_open: dict[str, tuple[int, int]] = {}  # per kind: from which length on, up to which line
    at = 0
    while at < len(lines):
        opener = None if held[at] else _OPENER.match(lines[at])
        mark = opener[1] if opener else ""
        length, until = left_open.get(mark[:1], (0, -1))
        if mark and not (len(mark) >= length and at < until):
            closed, end = _closed(lines, at + 1, mark, breaks)
            if closed:
                held[at : end + 1] = [True] * (end + 1 - at)
                at = end
            else:
                left_open[mark[0]] = len(mark), end
        at += 1
    return held


def _closed(
    lines: Sequence[str], start: int, mark: str, breaks: Callable[[str], bool]
) -> tuple[bool, int]:
    """Whether a fence is closed, and at which line; or up to which line it is not."""
    broken = -1
    for at in range(start, len(lines)):
        line = lines[at]
        closer = _CLOSER.fullmatch(line)
        if closer and closer[1].startswith(mark):
            return True, at
        if broken < 0 and breaks(line):
            broken = at
        again = _OPENER.match(line) if broken >= 0 else None
        if again and again[1].startswith(mark) and again[2].strip():
            return False, broken
    return False, len(lines)
