"""A terminal in which a program runs: keys are sent to it, and its screen is read.

A pty whose output goes through pyte, a terminal emulator; so what a test sees is what would stand
on the glass, not the bytes that drew it. Questions that a program asks of its terminal, such as
where the cursor is, are answered.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pyte
from pyte.screens import Char

SECONDS = 30  # how long something may take before it counts as never
CALM = 0.06  # seconds without a byte, after which a drawing counts as finished
KEPT = 1000  # lines that have left the screen at its top
# What the developer's own terminal says of itself must not reach the program.
_OURS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_", "COLORTERM", "TMUX", "PROMPT_TOOL")
_PASTES = 2004  # the private mode that marks pastes; a prompt switches it on
_ANEW = {"enter", "ctrl-c", "ctrl-l"}  # keys after which a prompt is drawn anew
_INDEXED = 5  # behind 38 or 48: one number of a palette follows, else red, green and blue
_PASTE = "\x1b[200~{}\x1b[201~"
KEYS = {
    "enter": "\r",
    "alt-enter": "\x1b\r",
    "tab": "\t",
    "up": "\x1b[A",
    "ctrl-a": "\x01",
    "ctrl-c": "\x03",
    "ctrl-d": "\x04",
    "ctrl-e": "\x05",
    "ctrl-l": "\x0c",
    "ctrl-r": "\x12",
    "ctrl-u": "\x15",
}


class Terminal:
    """A program in a terminal of so many columns and lines."""

    def __init__(
        self, command: Sequence[str | Path], environ: Mapping[str, str], columns: int, lines: int
    ) -> None:
        first, *rest = map(str, command)
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            first, rest, env=dict(environ), dimensions=(lines, columns), timeout=SECONDS
        )
        self.child.delaybeforesend = None
        self.child.ptyproc.delayafterclose = 0
        self.screen = _Screen(columns, lines, self.child.send)
        self.stream = pyte.ByteStream(self.screen)
        self.before = 0  # prompts drawn before the last key that makes one anew
        self.raw = b""  # all that the program has written

    def lines(self) -> list[str]:
        """The screen's lines, without the blanks at their ends and the empty ones at the bottom."""
        found = [line.rstrip() for line in self.screen.display]
        while found and not found[-1]:
            found.pop()
        return found

    def text(self) -> str:
        """The screen's lines as one text."""
        return "\n".join(self.lines())

    def line(self) -> str:
        """The line that the cursor stands in."""
        return self.screen.display[self.screen.cursor.y].rstrip()

    def gone(self) -> list[str]:
        """The lines that have left the screen at its top, the oldest first."""
        return [_text(row, self.screen.columns) for row in self.screen.history.top]

    def shows(self, text: str) -> bool:
        """Whether the text stands on the screen as it is now, line breaks read as blanks."""
        return _flat(text) in _flat(self.text())

    def until(self, held: str | Callable[[], bool]) -> Terminal:
        """Read on until the screen shows a text, or a condition holds; AssertionError if never."""
        for _ in self.pictures(held):
            pass
        return self

    def pictures(self, held: str | Callable[[], bool]) -> Iterator[str]:
        """The screen each time it has changed, until it shows a text or a condition holds."""
        holds = held if callable(held) else lambda: self.shows(held)
        last = time.monotonic() + SECONDS
        yield self.text()
        while not holds():
            assert time.monotonic() < last, f"never came: {held}\n{self.text()}"
            if self._read(0.05):
                yield self.text()
            else:
                assert self.child.isalive(), f"ended before {held} came\n{self.text()}"

    def prompted(self) -> Terminal:
        """Read on until a prompt waits, newly drawn since the last key that makes it so."""
        return self.until(self.reading)

    def reading(self) -> bool:
        """Whether a new prompt waits for a line, and nothing more comes just now."""
        return self.screen.prompts > self.before and not self._read(CALM)

    def type(self, *given: str) -> Terminal:
        """Send keys by their names, and whatever is no key's name letter by letter."""
        if not _ANEW.isdisjoint(given):
            self.before = self.screen.prompts
        self.child.send("".join(KEYS.get(each, each) for each in given))
        return self

    def ask(self, line: str) -> Terminal:
        """Type a line at the prompt, and send it once it stands there."""
        return self.type(line).until(line).type("enter")

    def paste(self, text: str) -> Terminal:
        """Paste a text as terminals do, with carriage returns between marks."""
        return self.type(_PASTE.format(text.replace("\n", "\r")))

    def resize(self, columns: int, lines: int) -> Terminal:
        """Make the window another size; the program is told by SIGWINCH."""
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)
        return self

    def ended(self) -> int:
        """Read to the end of the program; its exit code."""
        last = time.monotonic() + SECONDS
        while not self.child.flag_eof and time.monotonic() < last:
            self._read(0.05)
        self.child.wait()
        return int(self.child.exitstatus)

    def _read(self, seconds: float) -> bool:
        """Draw what comes within so many seconds; whether something came."""
        try:
            came = self.child.read_nonblocking(1 << 16, seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.raw += came
        self.stream.feed(came)
        return True


class _Screen(pyte.HistoryScreen):
    """pyte's screen, with its answers sent to the program, that counts the prompts drawn."""

    def __init__(self, columns: int, lines: int, send: Callable[[str], object]) -> None:
        super().__init__(columns, lines, history=KEPT)
        self.send, self.prompts = send, 0

    def set_mode(self, *modes: int, **given: bool) -> None:
        self.prompts += _PASTES in modes
        super().set_mode(*modes, **given)

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """As xterm does: the cursor's line stays, what does not fit above it leaves at the top."""
        lines, at = lines or self.lines, self.cursor.y
        above = max(0, at - lines + 1)
        self.cursor.y = self.lines - 1
        for _ in range(above):
            self.index()
        for row in range(lines, self.lines):
            self.buffer.pop(row, None)
        self.lines, self.cursor.y = lines, at - above
        super().resize(lines, columns)

    def write_process_input(self, data: str) -> None:
        self.send(data)


@contextmanager
def running(
    command: Sequence[str | Path], columns: int = 80, lines: int = 30, **environ: str
) -> Iterator[Terminal]:
    """A program in a terminal, with these variables besides the test's own; ended at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    found = Terminal(command, {**kept, "TERM": "xterm-256color", **environ}, columns, lines)
    try:
        yield found
    finally:
        found.child.kill(signal.SIGKILL)  # at once; pexpect would try gentler ways, with pauses
        found.child.wait()
        found.child.close()


def _flat(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def _text(row: Mapping[int, Char], columns: int) -> str:
    return "".join(row[column].data for column in range(columns)).rstrip()


def colours(raw: bytes) -> Iterator[int]:
    """The numbers of every colour that is set in what a program has written, as SGR counts them.

    30 to 37 and 90 to 97 are foregrounds, 40 to 47 and 100 to 107 backgrounds; 38 and 48 begin one
    of more numbers, which are left out.
    """
    for code in re.findall(rb"\x1b\[([\d;]*)m", raw):
        numbers = iter(int(number or 0) for number in code.split(b";"))
        for number in numbers:
            if number in (38, 48):
                skipped = 1 if next(numbers, 0) == _INDEXED else 3
                for _ in range(skipped):
                    next(numbers, None)
            if 30 <= number <= 49 or 90 <= number <= 107:
                yield number
