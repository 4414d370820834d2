"""How a terminal is written to: rich where there is one, plain lines in a pipe.

No colour with NO_COLOR. Whatever comes from a paper, a model or a file passes through
core.text.plain in here. rich is imported inside functions: a command in a pipe never loads it.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

import click

from vibelog.core.markup import in_prose, literal_formulas
from vibelog.core.text import plain, squash

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_NARROW = 70  # columns; below, a table's title column would be a few letters wide
_LONG = 24  # letters of a cell from which its column is broken where there is no room
_JOINT = "\u2800"  # looks like a blank; rich breaks lines at every blank, the no-break one included
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_WIDEST = 100  # columns of prose: longer lines are hard to read
# Without backgrounds and pale colours, so that light and dark terminals both show them.
_STYLES = {"markdown.code": "bold", "markdown.block_quote": "italic", "markdown.link_url": "none"}
Bar = Callable[[str, int, int], None]  # label, steps done, steps in all


def line(sentence: str, indent: str = "") -> None:
    """Print a line, broken at blanks where the terminal is narrower.

    Without rich where every letter is one column wide: the chat's greeting need not wait for it.
    """
    text = f"{indent}{plain(sentence)}"
    if not sys.stdout.isatty():
        click.echo(text)
        return
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    if _is_narrow(text):
        click.echo("\n".join(_broken(text, width, indent)))
    else:
        console().print(text, markup=False, width=width)


def _is_narrow(text: str) -> bool:
    """Whether every letter is one column wide."""
    return all(unicodedata.east_asian_width(letter) not in ("W", "F") for letter in text)


def _broken(text: str, width: int, indent: str) -> list[str]:
    """The lines of a text, each at most `width` wide; a word that is longer stays whole."""
    return [
        part
        for printed in text.split("\n")
        for part in textwrap.wrap(
            printed,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or [""]
    ]


def fact(sentence: str) -> None:
    """Print a line as it is, never broken: it names a file or a commit, to be copied."""
    click.echo(plain(sentence))


def tell(sentence: str) -> None:
    """Say one sentence beside the output, on standard error; a terminal's lines break at blanks."""
    if sys.stderr.isatty():
        screen, text = console(stderr=True), plain(sentence)
        width = min(screen.width, _WIDEST)
        if _is_narrow(text):
            text = "\n".join(_broken(text, width, ""))  # a file's name stays in one piece
            screen.print(text, markup=False, soft_wrap=True)
        else:
            screen.print(text, markup=False, width=width)
    else:
        click.echo(plain(sentence), err=True)


def aside(sentence: str, style: str) -> None:
    """A line below an answer, set apart from it."""
    if sys.stdout.isatty():
        from rich.padding import Padding
        from rich.text import Text

        set_in = Padding(Text(plain(sentence), style=style), (0, 0, 0, 2))
        console().print(set_in, width=min(console().width, _WIDEST))
    else:
        click.echo(f"  {plain(sentence)}")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under a header: a rich table in a terminal (a list in a narrow one), tabs in a pipe."""
    if not sys.stdout.isatty():
        for row in (header, *rows):
            click.echo("\t".join(squash(plain(cell)) for cell in row))
        return
    if console().width < _NARROW:
        for row in rows:
            line(f"{row[0]}: {' · '.join(squash(cell) for cell in row[1:] if cell)}")
        return
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for index, name in enumerate(header):
        number = bool(rows) and all(row[index].isdigit() for row in rows)
        # Long columns (titles, reasons) give way in a narrow terminal; no name or date is broken.
        long = any(len(row[index]) > _LONG for row in rows)
        shown.add_column(name, justify="right" if number else "left", no_wrap=not long)
    for row in rows:
        shown.add_row(*(Text(squash(plain(cell))) for cell in row))
    console().print(shown)


def markdown(text: str) -> None:
    """A Markdown text, rendered in a terminal and as it is in a pipe."""
    if sys.stdout.isatty():
        console().print(readable(plain(text), console().width))
    else:
        click.echo(plain(text), nl=not text.endswith("\n"))


def readable(text: str, width: int) -> RenderableType:
    """Markdown as it reads well in a terminal of that width, light or dark.

    Formulas stay as they are written, code has no background, links show where they lead, and a
    page mark is not broken.
    """
    from rich.constrain import Constrain
    from rich.markdown import Markdown
    from rich.syntax import ANSISyntaxTheme

    text = in_prose(text, lambda part: _REFERENCE.sub(_harmless, part))
    shown = literal_formulas(text.replace("[p. ", f"[p.{_JOINT}"))
    colourless = cast("str", ANSISyntaxTheme({}))  # rich takes a theme where it asks for a name
    page = Markdown(shown, hyperlinks=False, code_theme=colourless)
    return _Whole(Constrain(page, min(width, _WIDEST)))


def _harmless(match: re.Match[str]) -> str:
    """A character reference, unless what it stands for has no place in a terminal."""
    meant = html.unescape(match[0])
    return match[0] if plain(meant) == meant else ""


@dataclass(frozen=True, slots=True)
class _Whole:
    """A page whose joints are blanks once its lines are broken; never two blank lines."""

    page: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.segment import Segment

        blank = True  # before the first line, too
        for drawn in console.render_lines(self.page, options, pad=False):
            empty = not "".join(segment.text for segment in drawn).strip()
            if not (empty and blank):
                for segment in drawn:
                    yield segment._replace(text=segment.text.replace(_JOINT, " "))
                yield Segment.line()
            blank = empty


@contextmanager
def progress(what: str) -> Iterator[Bar]:
    """A progress bar on standard error; meanwhile, `tell` may be called, but nothing be printed.

    Nothing is shown where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
    )
    screen = console(stderr=True)
    # what is printed meanwhile stays on its own stream
    bar = Progress(*columns, console=screen, transient=True, redirect_stdout=False)
    try:
        with bar:
            task = bar.add_task(what, total=None)
            yield lambda label, done, total: bar.update(
                task, description=squash(f"{what} {plain(label)}"), completed=done, total=total
            )
    finally:
        bar.stop()  # also when Ctrl-C came while it was about to begin


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner on standard error while something takes its time."""
    if not sys.stderr.isatty():
        yield
        return
    status = console(stderr=True).status(what)
    try:
        with status:
            yield
    finally:
        status.stop()  # as in `progress`


@cache  # one for each stream: what is said beside a progress bar must know of the bar
def console(*, stderr: bool = False) -> Console:
    """The console of standard output (or error); honours NO_COLOR and the terminal's width."""
    from rich.console import Console
    from rich.theme import Theme

    return Console(highlight=False, stderr=stderr, theme=Theme(_STYLES))
