"""The vibe log as Markdown that reads well on GitHub, and the questions read back from it.

Knows how a page is written as Markdown; not what stands on it (see `page`) or where it is written.
The same log gives the same bytes. The student's words and the paper's are escaped, a model's are
tamed (see `escaping`): a block quote or a numbered heading on the page is always what it seems to
be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from vibelog import __version__
from vibelog.core.conversation import Citation
from vibelog.core.log import Entry, VibeLog
from vibelog.core.text import plain, squash
from vibelog.keeping import page
from vibelog.keeping.escaping import escape, tame, tame_line, unescape, web_link, writable
from vibelog.keeping.page import Item, Run, Section

_NO_YAML = re.compile("[\ufffe\uffff]")  # of what `plain` leaves, the characters YAML refuses
_QUESTION = re.compile(r"## \d+\.(?: (.*))?")
_PASTED = re.compile(r"<details><summary>Pasted (above|below) the question\b.*</summary>")


def render(log: VibeLog) -> str:
    """The whole page, with one line end at its end."""
    return "\n\n".join(part for part in (front_matter(log), *parts(log)) if part) + "\n"


def body(markdown: str) -> str:
    """A rendered page without its front matter."""
    return re.sub(r"\A---\n.*?\n---\n\n", "", markdown, flags=re.DOTALL)


def parts(log: VibeLog) -> list[str]:
    """The page below its front matter in blocks; each heading begins a block of its own."""
    found = _head(log)
    for number, entry in enumerate(log.entries, 1):
        found += _question(number, entry, log.page_link)
    for section in page.sections(log):
        found += _section(section)
    return [*found, "---", *_section(page.made(log)), f"*{page.checked(log)}*"]


def questions_in(markdown: str) -> list[str]:
    """The questions of a rendered log, in order and whole, with their Markdown escapes undone."""
    lines = writable(markdown).split("\n")
    found = [(at, _QUESTION.fullmatch(line)) for at, line in outside_code(lines)]
    return [_whole(question[1], lines, at + 1) for at, question in found if question]


def outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that stand in no block of code, with their indices."""
    fence = ""
    for at, line in enumerate(lines):
        ticks = re.match(r"`{3,}", line)
        if ticks and not fence:
            fence = ticks[0]
        elif ticks and line.strip("` ") == "" and len(ticks[0]) >= len(fence):
            fence = ""
        elif not fence:
            yield at, line


def front_matter(log: VibeLog) -> str:
    """YAML; its strings are JSON strings, which YAML reads the same whatever they hold."""
    lines = (f"{key}: {_yaml(value)}" for key, value in fields(log).items())
    return "\n".join(["---", *lines, "---"])


def fields(log: VibeLog) -> dict[str, str | int | None]:
    """What the front matter says (DESIGN: Contracts)."""
    return {
        "paper": log.paper,
        "title": log.title,
        "link": log.link,
        "due": log.due,
        "questions": len(page.own(log)),
        "asked_from": log.asked_from if log.dated else None,
        "asked_to": log.asked_to if log.dated else None,
        "model": ", ".join(dict.fromkeys(filter(None, [*log.models, log.essay.model]))) or None,
        "prompts": log.prompts,
        "transcript": log.transcript,
        "vibelog": __version__,
    }


def _yaml(value: str | int | None) -> str:
    if isinstance(value, str):
        value = _NO_YAML.sub("", plain(value))
    return json.dumps(value, ensure_ascii=False)


def _head(log: VibeLog) -> list[str]:
    """Title, one line of facts, what the reader should know first, the paragraph."""
    summary, short, unmodelled = (
        tame_line(log.essay.summary),
        page.incomplete(log),
        page.unmodelled(log),
    )
    return [
        f"# {_runs(page.title(log))}",
        " · ".join(_run(fact) for fact in page.facts(log)),
        f"**{short}**" if short else "",
        f"*{unmodelled}*" if unmodelled else "",
        *([f"## {page.SUMMARY}", summary] if summary else []),
    ]


def _question(number: int, entry: Entry, template: str | None) -> list[str]:
    missing = "; ".join(f"“{_words(text)}”" for text in entry.unsupported)
    found = page.asked(entry)
    where, excerpt = page.pasted(found)
    return [
        _asked(number, found.question),
        f"<details><summary>{where}</summary>\n\n{_quoted(excerpt)}\n\n</details>" if where else "",
        *(f"*{label}*" for label in page.labels(entry)),
        tame(entry.answer) if page.answered(entry) else "",
        _quotes(entry.citations, template),
        f"*Not found in the paper: {missing}*" if missing else "",
    ]


def _asked(number: int, question: str) -> str:
    """The question as a heading, or below one where it has several lines (or none)."""
    if question and "\n" not in question:
        return f"## {number}. {escape(question, starts=False)}"
    return f"## {number}.\n\n{_quoted(question)}"


def _quoted(text: str) -> str:
    """Somebody's lines as a block quote, in which each stays a line of its own (two blanks)."""
    lines = [escape(line) for line in text.split("\n")]
    ends = [
        "  " if one and other else "" for one, other in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join(f"> {line}".rstrip() + end for line, end in zip(lines, ends, strict=True))


def _whole(heading: str | None, lines: Sequence[str], at: int) -> str:
    """The question whose heading stands before line `at`, with what was pasted with it."""
    question = unescape(heading) if heading else ""
    if not heading:
        question, at = _words_of_quote(lines, at)
    at = next((n for n in range(at, len(lines)) if lines[n].strip()), at)
    found = _PASTED.fullmatch(lines[at]) if at < len(lines) else None
    if not found:
        return question
    excerpt, _ = _words_of_quote(lines, at + 1)
    return excerpt + question if found[1] == "above" else question + excerpt


def _words_of_quote(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The words of the block quote that comes next, and the line behind it."""
    words: list[str] = []
    while at < len(lines):
        if lines[at].startswith(">"):
            words.append(unescape(lines[at][1:].removeprefix(" ").rstrip(" ")))
        elif words or lines[at].strip():
            break
        at += 1
    return "\n".join(words), at


def _quotes(citations: Sequence[Citation], template: str | None) -> str:
    """The paper's words with their pages: one block quote, a paragraph for each."""
    shown = page.quotes(citations)
    return "\n>\n".join(f"> “{_words(c.quote)}” — {_runs(page.place(c, template))}" for c in shown)


def _section(section: Section) -> list[str]:
    """A heading and a list."""
    return [f"## {section.title}", "\n".join(map(_item, section.items))]


def _item(item: Item) -> str:
    return "\n".join(
        [f"- {_runs(item.runs, starts=True)}", *(f"  - {_runs(runs)}" for runs in item.below)]
    )


def _runs(runs: Iterable[Run], *, starts: bool = False) -> str:
    """Runs one behind the other; `starts` says that they stand where a list could begin."""
    return "".join(_run(run, starts=starts and at == 0) for at, run in enumerate(runs))


def _run(run: Run, *, starts: bool = False) -> str:
    if run.kind == "prose":
        return tame_line(run.text)
    text = run.text
    if run.kind == "words":
        lines = [line.strip() for line in writable(text).split("\n")]
        text = "\n  ".join(escape(line, starts=starts or at > 0) for at, line in enumerate(lines))
    link = web_link(run.link)
    text = f"[{text}]({link})" if link else text
    return f"**{text}**" if run.strong else text


def _words(text: str) -> str:
    """Somebody's words on one line, shown as they are."""
    return escape(squash(plain(text)), starts=False)
