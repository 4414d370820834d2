"""The vibe log as a page: Markdown that reads well on GitHub, and the questions read back from it.

Knows how a VibeLog looks; not how it was made or where it is written. The same log gives the same
bytes. The student's words and the paper's are escaped, a model's are tamed (see `escaping`): a
block quote or a numbered heading on the page is always what it seems to be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from vibelog import __version__
from vibelog.core.conversation import Citation
from vibelog.core.log import FEWEST, MOST, Entry, VibeLog
from vibelog.core.text import plain, squash
from vibelog.keeping.escaping import escape, tame, tame_line, unescape, web_link, writable

_LISTED = 240  # letters of a question that is only mentioned, before it is cut at a word
_NO_YAML = re.compile("[\ufffe\uffff]")  # of what `plain` leaves, the characters YAML refuses
_QUESTION = re.compile(r"## \d+\.(?: (.*))?")


def render(log: VibeLog) -> str:
    """The whole page, with one line end at its end."""
    parts = [_front_matter(log), *_head(log)]
    for number, entry in enumerate(log.entries, 1):
        parts += _question(number, entry, log.page_link)
    parts += _section("What surprised me", _marked(log.entries))
    parts += _section("Insights", map(tame_line, log.essay.insights))
    parts += _section("Connections", map(tame_line, log.essay.connections))
    parts += _section("Still open", map(tame_line, log.essay.open_questions))
    parts += _section("Also asked", (escape(_cut(other)) for other in log.others))
    parts += ["---", _colophon(log)]
    return "\n\n".join(part for part in parts if part) + "\n"


def questions_in(markdown: str) -> list[str]:
    """The questions of a rendered log, in order, with their Markdown escapes undone."""
    found: list[str] = []
    lines = iter(writable(markdown).split("\n"))
    fence = ""
    for line in lines:
        ticks = re.match(r"`{3,}", line)
        if ticks and not fence:
            fence = ticks[0]
        elif ticks and line.strip("` ") == "" and len(ticks[0]) >= len(fence):
            fence = ""
        question = None if fence else _QUESTION.fullmatch(line)
        if question:
            found.append(unescape(question[1]) if question[1] else _quoted(lines))
    return found


def file_name(due: str | None, paper: str) -> str:
    """The log's file name: `2025-09-10-dspy.md`, or `dspy.md` while no due date is known."""
    stem = re.sub(r"[^\w.-]+", "-", paper).strip(".-") or "paper"
    return f"{due}-{stem}.md" if due else f"{stem}.md"


def _front_matter(log: VibeLog) -> str:
    """YAML; its strings are JSON strings, which YAML reads the same whatever they hold."""
    fields = {
        "paper": log.paper,
        "title": log.title,
        "link": log.link,
        "due": log.due,
        "questions": len(_own(log)),
        "asked_from": log.asked_from,
        "asked_to": log.asked_to,
        "model": ", ".join(dict.fromkeys(filter(None, [*log.models, log.essay.model]))) or None,
        "prompts": log.prompts,
        "transcript": log.transcript,
        "vibelog": __version__,
    }
    return "\n".join(["---", *(f"{key}: {_yaml(value)}" for key, value in fields.items()), "---"])


def _yaml(value: str | int | None) -> str:
    if isinstance(value, str):
        value = _NO_YAML.sub("", plain(value))
    return json.dumps(value, ensure_ascii=False)


def _head(log: VibeLog) -> list[str]:
    """Title, one line of facts, what the reader should know first, the paragraph."""
    link = web_link(log.link)
    paper = f"[{_words(log.title)}]({link})" if link else _words(log.title)
    title = tame_line(log.essay.title)
    count, suggested = len(_own(log)), len(log.entries) - len(_own(log))
    facts = [paper] if title else []
    facts += [f"due {_words(log.due)}"] if log.due else []
    facts.append(_counted(count, "question") + _days(log))
    facts += [f"{suggested} more suggested by vibelog"] if suggested else []
    short = f"**Incomplete: {count} of {FEWEST}–{MOST} questions.**" if log.missing else ""
    summary = tame_line(log.essay.summary)
    return [
        f"# {title or 'Vibe log: ' + paper}",
        " · ".join(facts),
        short,
        _unmodelled(log),
        *(["## In one paragraph", summary] if summary else []),
    ]


def _days(log: VibeLog) -> str:
    first, last = _words(log.asked_from[:10]), _words(log.asked_to[:10])
    if not first:
        return ""
    return f", asked {first}" if first == last or not last else f", asked {first} to {last}"


def _unmodelled(log: VibeLog) -> str:
    """Says once which answers no model wrote."""
    numbers = [str(number) for number, entry in enumerate(log.entries, 1) if not entry.by_model]
    if not numbers:
        return ""
    if len(numbers) == len(log.entries) and log.essay.model:
        return "*Every answer is the paper's own sentences; no language model wrote them.*"
    if len(numbers) == len(log.entries):
        return "*No language model was used: every answer is the paper's own sentences.*"
    which = "Question" if len(numbers) == 1 else "Questions"
    return (
        f"*{which} {', '.join(numbers)}: answered without a language model, in the paper's own "
        "sentences.*"
    )


def _question(number: int, entry: Entry, page_link: str | None) -> list[str]:
    quotes = _quotes(entry.citations, page_link)
    answered = entry.by_model or not quotes  # else the quotes are the answer
    missing = "; ".join(f"“{_words(text)}”" for text in entry.unsupported)
    return [
        _asked(number, entry.question),
        "*Suggested by vibelog.*" if entry.suggested else "",
        tame(entry.answer) if answered else "",
        quotes,
        f"*Not found in the paper: {missing}*" if missing else "",
    ]


def _asked(number: int, question: str) -> str:
    """The question as a heading, or below one where it has several lines (or none)."""
    lines = writable(question).split("\n")
    if len(lines) == 1 and lines[0]:
        return f"## {number}. {escape(lines[0], starts=False)}"
    return "\n".join([f"## {number}.", "", *(f"> {escape(line)}".rstrip() for line in lines)])


def _quoted(lines: Iterable[str]) -> str:
    """The words of the block quote that comes next."""
    words: list[str] = []
    for line in lines:
        if line.startswith(">"):
            words.append(unescape(line[1:].removeprefix(" ")))
        elif words or line.strip():
            break
    return "\n".join(words)


def _quotes(citations: Sequence[Citation], page_link: str | None) -> str:
    """The paper's words with their pages, each once; what stands inside another quote is left out.

    One block quote, a paragraph for each.
    """
    first: dict[str, Citation] = {}
    for citation in citations:
        first.setdefault(squash(citation.quote), citation)
    shown = [c for quote, c in first.items() if not any(quote in q for q in first if q != quote)]
    return "\n>\n".join(f"> “{_words(c.quote)}” — {_place(c, page_link)}" for c in shown)


def _place(citation: Citation, page_link: str | None) -> str:
    link = web_link(page_link.replace("{page}", str(citation.page))) if page_link else None
    page = f"[p. {citation.page}]({link})" if link else f"p. {citation.page}"
    section = _words(citation.section)
    return f"{page}, {section}" if section else page


def _marked(entries: Sequence[Entry]) -> list[str]:
    """What the student starred or noted, in their words."""
    items = []
    for number, entry in enumerate(entries, 1):
        for note in entry.notes:
            lines = [escape(line.strip()) for line in writable(note).strip().split("\n")]
            items.append(f"Question {number}: " + "\n  ".join(lines))
        if entry.starred and not entry.notes:
            items.append(f"Question {number}: {escape(_cut(entry.question), starts=False)}")
    return items


def _section(title: str, items: Iterable[str]) -> list[str]:
    """A heading and a list; nothing when the list is empty."""
    listed = [f"- {item}" for item in items if item.strip()]
    return [f"## {title}", "\n".join(listed)] if listed else []


def _colophon(log: VibeLog) -> str:
    """How it was made; nothing that changes with every question, as students write below it."""
    frame = "title, paragraph and points around the questions" if log.essay.model else ""
    prompts = f" (instructions {_words(log.prompts)})" if log.prompts else ""
    facts = [
        "the questions are the student's own words",
        f"answers by {_words(', '.join(log.models))}" if log.models else "",
        f"{frame} by {_words(log.essay.model)}{prompts}" if log.essay.model else "",
        "every quote was looked up in the paper, word for word",
        f"vibelog {__version__}",
    ]
    return f"*How this was made: {'; '.join(fact for fact in facts if fact)}.*"


def _own(log: VibeLog) -> list[Entry]:
    return [entry for entry in log.entries if not entry.suggested]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _words(text: str) -> str:
    """Somebody's words on one line, shown as they are."""
    return escape(squash(plain(text)), starts=False)


def _cut(text: str) -> str:
    """A question on one line, cut at a word where it is long."""
    line = squash(writable(text))
    return line if len(line) <= _LISTED else line[:_LISTED].rsplit(" ", 1)[0] + " …"
