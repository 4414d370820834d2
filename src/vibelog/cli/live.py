"""An answer while it comes: on standard error, not checked yet, and gone when it is complete.

What stays on the screen is the checked answer, which `show` prints afterwards. Only the last lines
that fit are drawn, so that a long answer never scrolls or flickers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vibelog.cli.screen import console, readable
from vibelog.core.text import plain

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.segment import Segment
    from rich.spinner import Spinner

Hear = Callable[[str], None]  # is given all of the text that has come so far
UNCHECKED = "… not checked yet (Ctrl-C stops it)"
_AROUND = 4  # lines of the terminal left free: the line of the question, the one below, air
_A_SECOND = 12  # times the screen is drawn


@contextmanager
def coming(what: str) -> Iterator[Hear]:
    """Show `what` with a spinner, then the text that `hear` is given; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.live import Live
    from rich.spinner import Spinner

    shown = _Coming(Spinner("dots", text=what))
    live = Live(
        shown,
        console=console(stderr=True),
        transient=True,
        refresh_per_second=_A_SECOND,
        redirect_stdout=False,
    )

    def hear(text: str) -> None:
        first, shown.text = not shown.text, plain(text)
        if first:
            live.refresh()  # the first words at once, the others with the next picture

    try:
        with live:
            yield hear
    finally:
        live.stop()  # also when Ctrl-C came while it was about to begin


@dataclass(slots=True)
class _Coming:
    """What is drawn: the spinner, then the last lines of the text."""

    spinner: Spinner
    text: str = ""
    _drawn: tuple[str, int, list[list[Segment]]] | None = field(default=None)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.segment import Segment
        from rich.text import Text

        if not self.text:
            yield self.spinner
            return
        room = max(2, options.size.height - _AROUND)
        for line in self._lines(console, options)[-room:]:
            yield from line
            yield Segment.line()
        yield Text(UNCHECKED, style="dim")

    def _lines(self, console: Console, options: ConsoleOptions) -> list[list[Segment]]:
        """The text's lines as Markdown; drawn again only when there is more of it."""
        text, width = self.text, options.max_width
        if self._drawn is None or self._drawn[:2] != (text, width):
            lines = console.render_lines(readable(text, width), options, pad=False)
            self._drawn = (text, width, lines)
        return self._drawn[2]
