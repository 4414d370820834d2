"""How things look: rich in a terminal, plain lines in a pipe, no colour with NO_COLOR.

Whatever comes from a paper, a model or a file passes through core.text.plain before it gets here
or in here. rich is imported inside functions: a command in a pipe never loads it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from vibelog.core.conversation import Answer, Citation, Conversation, Turn, answer_event
from vibelog.core.course import Course
from vibelog.core.paper import Paper
from vibelog.core.text import plain, squash

if TYPE_CHECKING:
    from rich.console import Console

    from vibelog.app.logs import Written

Bar = Callable[[str, int, int], None]  # label, steps done, steps in all
NO_MODEL = (
    "No language model is configured, so these are the paper's own sentences. For answers in "
    "prose, set VIBELOG_LM, for example: export VIBELOG_LM=openai/gpt-5-mini OPENAI_API_KEY=…"
)


def line(sentence: str) -> None:
    """Print a line, broken at blanks where the terminal is narrower."""
    if sys.stdout.isatty():
        console().print(plain(sentence), markup=False)
    else:
        click.echo(plain(sentence))


def tell(sentence: str) -> None:
    """Say one sentence beside the output, on standard error."""
    if sys.stderr.isatty():
        console(stderr=True).print(plain(sentence), markup=False)
    else:
        click.echo(plain(sentence), err=True)


def as_json(value: object) -> None:
    """Print a value for a script."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def answer_json(paper: Paper, turn: Turn) -> Mapping[str, Any]:
    """The object that `ask --json` prints (DESIGN: Contracts)."""
    fields = answer_event(turn.answer) if turn.answer else {}
    return {
        "paper": {"name": paper.name, "title": paper.title, "sha256": paper.sha256},
        "question": turn.question,
        "answer": fields.pop("text", ""),
        **{key: value for key, value in fields.items() if key != "stopped"},
    }


def papers(found: Sequence[Paper]) -> None:
    """The library as a table."""
    rows = [(p.name, p.title, str(p.pages), str(p.passages), p.added[:10]) for p in found]
    table(("name", "title", "pages", "passages", "added"), rows)


def papers_json(found: Sequence[Paper]) -> list[dict[str, Any]]:
    """The library for a script."""
    return [asdict(paper) for paper in found]


def course(found: Course, added: Collection[str]) -> None:
    """The course's papers as a table, with what is in the library marked."""
    rows = [
        (a.name, a.title, str(a.year or ""), str(a.due or ""), "yes" if a.name in added else "")
        for a in found.assignments
    ]
    table(("name", "title", "year", "due", "added"), rows)


def course_json(found: Course) -> list[dict[str, Any]]:
    """The course's papers for a script."""
    return [{**asdict(a), "due": str(a.due) if a.due else None} for a in found.assignments]


def conversations(found: Sequence[Conversation]) -> None:
    """The conversations as a table."""
    rows = [
        (c.id, c.turns[-1].question if c.turns else "", c.paper, str(len(c.turns)), c.started[:10])
        for c in found
    ]
    table(("id", "last question", "paper", "turns", "begun"), rows)


def conversation_json(found: Conversation) -> dict[str, Any]:
    """A conversation for a script."""
    about = {"name": found.paper, "sha256": found.sha256}
    return {"id": found.id, "paper": about, "begun": found.started, "turns": len(found.turns)}


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under a header: a rich table in a terminal, tab-separated lines in a pipe."""
    if not sys.stdout.isatty():
        for row in (header, *rows):
            click.echo("\t".join(squash(plain(cell)) for cell in row))
        return
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for index, name in enumerate(header):
        number = bool(rows) and all(row[index].isdigit() for row in rows)
        # The second column (a title) gives way in a narrow terminal; no name or date is broken.
        shown.add_column(name, justify="right" if number else "left", no_wrap=index != 1)
    for row in rows:
        shown.add_row(*(Text(squash(plain(cell))) for cell in row))
    console().print(shown)


def answer(found: Answer) -> None:
    """An answer, then its evidence, then what was not found."""
    text = plain(found.text)
    if sys.stdout.isatty():
        from rich.markdown import Markdown

        console().print(Markdown(text.replace("[p. ", "[p.\N{NO-BREAK SPACE}")))
    else:
        click.echo(text)
    if found.model is not None:
        sources(found.citations)
    for missing in found.unsupported:
        _aside(f"not found in the paper: {plain(missing)}", "yellow")


def sources(citations: Sequence[Citation]) -> None:
    """The verified quotes, each with its page and section."""
    for citation in citations:
        place = f"[p. {citation.page}]" + (f" {citation.section}" if citation.section else "")
        _aside(f"“{plain(citation.quote)}” {plain(place)}", "cyan")


def hint(sentence: str) -> None:
    """A line of advice below the output."""
    click.echo()
    _aside(sentence, "dim")


def added(paper: Paper, *, new: bool) -> None:
    """What came of a file that was to be added."""
    if not new:
        line(f"{paper.name} is in your library already ({paper.title}).")
        return
    line(f"Added {paper.name}: {paper.title} ({paper.pages} pages, {paper.passages} passages)")
    if paper.scanned:
        numbers = ", ".join(map(str, paper.scanned))
        tell(f"{paper.name}: no text on page {numbers} (scanned?); vibelog does no OCR.")


def written(found: Written) -> None:
    """Where a vibe log was written, and what came of hand edits."""
    log = found.log
    said = {
        "new": f"Wrote {found.path}",
        "updated": f"Brought {found.path} up to date",
        "unchanged": f"{found.path} is up to date",
        "merged": f"Brought {found.path} up to date; your own edits are kept",
        "beside": f"Your own edits and the new log do not fit together: wrote {found.path}",
    }
    count = f"{len(log.entries)} question{'' if len(log.entries) == 1 else 's'}"
    click.echo(f"{said[found.change]} ({count}{f', due {log.due}' if log.due else ''}).")
    if log.missing:
        tell(f"It is marked as incomplete: {log.missing} more to ask.")


def committed(found: str | None) -> None:
    """The commit, or that there was nothing to commit."""
    if found:
        click.echo(f"Committed {found}")
    else:
        click.echo("Nothing to commit: the log is committed as it is.")


def markdown(text: str) -> None:
    """A Markdown page, rendered in a terminal and as it is in a pipe."""
    if sys.stdout.isatty():
        from rich.markdown import Markdown

        console().print(Markdown(plain(text)))
    else:
        click.echo(plain(text), nl=not text.endswith("\n"))


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
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=None)
        yield lambda label, done, total: bar.update(
            task, description=squash(f"{what} {plain(label)}"), completed=done, total=total
        )


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner on standard error while something takes its time."""
    if not sys.stderr.isatty():
        yield
        return
    with console(stderr=True).status(what):
        yield


@cache  # one for each stream: what is said beside a progress bar must know of the bar
def console(*, stderr: bool = False) -> Console:
    """The console of standard output (or error); honours NO_COLOR and the terminal's width."""
    from rich.console import Console

    return Console(highlight=False, stderr=stderr)


def _aside(line: str, style: str) -> None:
    """A line below an answer, set apart from it."""
    if sys.stdout.isatty():
        from rich.padding import Padding
        from rich.text import Text

        console().print(Padding(Text(line, style=style), (0, 0, 0, 2)))
    else:
        click.echo(f"  {line}")
