"""What students see of papers, answers and logs, and what scripts get of them.

Knows the values of core; how a terminal is written to is `screen`'s.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from vibelog.cli.screen import aside, line, markdown, table, tell
from vibelog.core.text import plain

if TYPE_CHECKING:
    from vibelog.core.conversation import Answer, Citation, Conversation, Costs, Turn
    from vibelog.core.course import Course
    from vibelog.core.paper import Paper

_LONGEST = 200  # letters of what was not found: enough to know it again
_QUOTE = 4  # words from which it is a quote, no number or name of a figure
NO_MODEL = (
    "No language model is configured: answers quote the paper. For prose:\n"
    "export VIBELOG_LM=openai/gpt-5-mini OPENAI_API_KEY=…"
)


def as_json(value: object) -> None:
    """Print a value for a script; what could move a terminal's cursor is a JSON escape in it."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(re.sub(r"[^\n -~]", lambda m: m[0] if plain(m[0]) else f"\\u{ord(m[0]):04x}", text))


def answer_json(paper: Paper, turn: Turn) -> Mapping[str, Any]:
    """The object that `ask --json` prints (DESIGN: Contracts)."""
    from vibelog.core.conversation import answer_event

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


def course_json(found: Course, added: Collection[str]) -> list[dict[str, Any]]:
    """The course's papers for a script."""
    return [
        {**asdict(a), "due": str(a.due) if a.due else None, "added": a.name in added}
        for a in found.assignments
    ]


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


def answer(found: Answer) -> None:
    """An answer, then its evidence, then what was not found."""
    markdown(found.text)
    if found.stopped:
        aside("Stopped here; this much came, and is not checked.", "bold magenta")
    elif found.model is not None and found.citations:
        click.echo()
        sources(found.citations)
    for missing in found.unsupported:
        shown = missing if len(missing) <= _LONGEST else f"{missing[:_LONGEST].rstrip()} …"
        if len(missing.split()) >= _QUOTE:
            shown = f"“{shown}”"
        aside(f"not found in the paper: {shown}", "bold magenta")


def sources(citations: Sequence[Citation]) -> None:
    """The verified quotes, each with its page and section."""
    for citation in citations:
        place = f"[p. {citation.page}]" + (f" {citation.section}" if citation.section else "")
        aside(f"“{citation.quote}” {place}", "italic")


def page(text: str, number: int, paper: Paper) -> None:
    """A page's text, line by line as it was read."""
    line(f"{paper.name}, page {number} of {paper.pages}")
    for printed in text.splitlines():
        line(printed)


def costs(last: Answer | None, found: Costs) -> None:
    """What the last answer and the whole conversation took."""
    if not found.answers:
        line("Nothing: no model has answered in this conversation.")
        return
    if last and last.tokens:
        price = "price unknown" if last.cost_usd is None else f"${last.cost_usd:.4f}"
        tokens = f"{last.tokens['prompt']:,} + {last.tokens['completion']:,} tokens"
        line(f"Last answer: {tokens}, {price}.")
    tokens = f"{found.prompt:,} + {found.completion:,} tokens"
    answers = f"{found.answers} answer{'' if found.answers == 1 else 's'} by a model"
    line(f"Conversation: {answers}, {tokens} (sent + received), {dollars(found)}.")


def dollars(found: Costs) -> str:
    """The sum of what is known: `$0.004`, `at least $0.004`, or `price unknown`."""
    if found.unpriced == found.answers:
        return "price unknown"
    return f"{'at least ' if found.unpriced else ''}${found.cost_usd:.3f}"


def hint(sentence: str) -> None:
    """A line of advice below the output."""
    click.echo()
    for part in sentence.splitlines():
        line(part, "  ")


def added(paper: Paper, *, new: bool) -> None:
    """What came of a file that was to be added."""
    if not new:
        line(f"{paper.name} is in your library already ({paper.title}).")
        return
    line(f"Added {paper.name}: {paper.title} ({paper.pages} pages, {paper.passages} passages)")
    if paper.scanned:
        numbers = ", ".join(map(str, paper.scanned))
        tell(f"{paper.name}: no text on page {numbers} (scanned?); vibelog does no OCR.")
