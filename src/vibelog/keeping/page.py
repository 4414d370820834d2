"""What stands on a vibe log's page, in which order, before it is Markdown, HTML or a document.

Knows how a VibeLog reads; not how any format is written. A run of text is our own (`label`),
somebody's words that must show exactly as they are (`words`), or a model's Markdown (`prose`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from vibelog import __version__
from vibelog.core.connections import Connection
from vibelog.core.conversation import Citation
from vibelog.core.log import FEWEST, MOST, Entry, VibeLog
from vibelog.core.questions import Asked, divided
from vibelog.core.text import plain, squash
from vibelog.keeping.escaping import writable

LISTED = 240  # letters of a question that is only mentioned, before it is cut at a word
SURPRISED, INSIGHTS, CONNECTIONS = "What surprised me", "Insights", "Connections"
OPEN, OTHERS, MADE = "Still open", "Also asked", "How this was made"
SUMMARY = "In one paragraph"
_CHECKED = "Every quote was looked up in the paper, word for word."
_IMPORTED = (
    "The answers were imported as they are; of their quotes, only those that stand below an answer "
    "were looked up in the paper, word for word."
)
_SILENT = "The paper does not seem to "  # how an answer begins that found nothing to quote


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text on one line of the page, or on several where the student wrote several."""

    text: str
    kind: Literal["label", "words", "prose"] = "label"
    link: str | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, and the list below it."""

    runs: tuple[Run, ...]
    below: tuple[tuple[Run, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a list below it."""

    title: str
    items: tuple[Item, ...]


def title(log: VibeLog) -> tuple[Run, ...]:
    """The heading of the page."""
    if log.essay.title.strip():
        return (Run(log.essay.title, "prose"),)
    return (Run("Vibe log: "), _paper(log))


def facts(log: VibeLog) -> list[Run]:
    """What stands on one line below the heading."""
    count, suggested = len(own(log)), len(log.entries) - len(own(log))
    paper = [_paper(log)] if log.essay.title.strip() else []
    due = [Run(f"due {log.due}", "words")] if log.due else []
    more = [Run(f"{suggested} more suggested by vibelog")] if suggested else []
    return [*paper, *due, Run(counted(count, "question") + _days(log), "words"), *more]


def incomplete(log: VibeLog) -> str:
    """What a log with too few questions says of itself; "" for others."""
    if not log.missing:
        return ""
    missing = counted(log.missing, "question")
    return f"Incomplete: {log.counted} of {FEWEST}–{MOST} questions; {missing} to ask."


def unmodelled(log: VibeLog) -> str:
    """Says once which answers no model wrote."""
    numbers = [str(number) for number, entry in enumerate(log.entries, 1) if not entry.by_model]
    if not numbers:
        return ""
    if len(numbers) == len(log.entries) and log.essay.model:
        return "Every answer is the paper's own sentences; no language model wrote them."
    if len(numbers) == len(log.entries):
        return "No language model was used: every answer is the paper's own sentences."
    which = "Question" if len(numbers) == 1 else "Questions"
    return (
        f"{which} {', '.join(numbers)}: answered without a language model, in the paper's own "
        "sentences."
    )


def asked(entry: Entry) -> Asked:
    """The question as a file can hold it, and what was pasted with it."""
    return divided(writable(entry.question))


def pasted(found: Asked) -> tuple[str, str]:
    """Where an excerpt was pasted, in words, and the excerpt; ("", "") where none was."""
    text = found.before or found.after
    where = "above" if found.before else "below"
    return (
        (f"Pasted {where} the question ({len(text.strip()):,} letters)", text) if text else ("", "")
    )


def answered(entry: Entry) -> bool:
    """Whether the answer's text is shown: where no model wrote it, the quotes are the answer."""
    return entry.by_model or not entry.citations


def quotes(citations: Sequence[Citation]) -> list[Citation]:
    """The citations, each once; what stands inside another quote is left out."""
    first: dict[str, Citation] = {}
    for citation in citations:
        first.setdefault(squash(citation.quote), citation)
    return [c for quote, c in first.items() if not any(quote in q for q in first if q != quote)]


def page_link(template: str | None, page: int) -> str | None:
    """The link that opens a paper at a page, where there is one."""
    return template.replace("{page}", str(page)) if template else None


def place(citation: Citation, template: str | None) -> tuple[Run, ...]:
    """Where a quote stands: its page, linked, and its section."""
    page = Run(f"p. {citation.page}", "label", page_link(template, citation.page))
    section = squash(plain(citation.section))
    return (page, Run(", "), Run(section, "words")) if section else (page,)


def sections(log: VibeLog) -> list[Section]:
    """What stands behind the questions; without the sections that would be empty."""
    found = [
        Section(SURPRISED, tuple(_marked(log.entries))),
        Section(INSIGHTS, tuple(_prose(log.essay.insights))),
        Section(CONNECTIONS, tuple(_connected(each, log) for each in log.connections)),
        Section(OPEN, (*_silent(log.entries), *_prose(log.essay.open_questions))),
        Section(OTHERS, tuple(Item((Run(cut(other), "words"),)) for other in log.others)),
    ]
    return [section for section in found if section.items]


def made(log: VibeLog) -> Section:
    """How the log was made: from what, by whom, at what cost, and what proves it."""
    sent, received = log.tokens
    tokens = f" ({sent:,} tokens sent, {received:,} received)" if sent or received else ""
    by = ", ".join(log.models)
    condensed = ", ".join(dict.fromkeys(e.condensed for e in log.entries if e.condensed))
    told = ", in the words in which they were asked" if log.source == "vibelog" else ""
    imported = f"a conversation imported from {log.source}" if log.source != "vibelog" else ""
    lines = [
        f"Questions: the student's own{told}{f', from {imported}' if imported else ''}.",
        f"Answers: {by}{tokens}." if by else "",
        f"Shortened: the longer answers, by {condensed}." if condensed else "",
        f"Around the questions: {log.essay.model}." if log.essay.model else "",
        f"Instructions: {log.prompts}." if log.prompts else "",
        f"Transcript: {log.transcript}.",
    ]
    return Section(MADE, tuple(Item((Run(line, "words"),)) for line in lines if line))


def checked(log: VibeLog) -> str:
    """The page's last line: what was looked up, and by which vibelog."""
    said = _CHECKED if log.source == "vibelog" else _IMPORTED
    return f"{said} vibelog {__version__}"


def labels(entry: Entry) -> list[str]:
    """What is said of a question before its answer."""
    found = {
        "Suggested by vibelog.": entry.suggested,
        "A claim, held against the paper.": entry.check,
    }
    return [label for label, true in found.items() if true]


def own(log: VibeLog) -> list[Entry]:
    """The entries whose question is the student's own."""
    return [entry for entry in log.entries if not entry.suggested]


def cut(text: str) -> str:
    """A question's first line, without what was pasted with it, cut at a word where it is long."""
    whole = divided(writable(text)).question.strip()
    first = squash(whole.split("\n")[0])
    line = first if len(first) <= LISTED else first[:LISTED].rsplit(" ", 1)[0]
    return line if line == squash(whole) else f"{line} …"


def counted(count: int, noun: str) -> str:
    """`1 question`, `2 questions`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _paper(log: VibeLog) -> Run:
    return Run(squash(plain(log.title)), "words", log.link)


def _days(log: VibeLog) -> str:
    """When the questions were asked; where nothing tells that, when they were imported."""
    said = "asked" if log.dated else "imported"
    first, last = log.asked_from[:10], log.asked_to[:10]
    if not first:
        return ""
    return f", {said} {first}" if first == last or not last else f", {said} {first} to {last}"


def _prose(texts: Sequence[str]) -> Iterator[Item]:
    return (Item((Run(text, "prose"),)) for text in texts if text.strip())


def _marked(entries: Sequence[Entry]) -> Iterator[Item]:
    """What the student starred or noted, in their words."""
    for number, entry in enumerate(entries, 1):
        for note in entry.notes:
            if words := writable(note).strip():
                yield Item((Run(f"Question {number}: "), Run(words, "words")))
        if entry.starred and not any(note.strip() for note in entry.notes):
            yield Item((Run(f"Question {number}: "), Run(cut(entry.question), "words")))


def _silent(entries: Sequence[Entry]) -> Iterator[Item]:
    """The student's questions for which nothing in the paper could be quoted."""
    for number, entry in enumerate(entries, 1):
        if not entry.citations and entry.answer.startswith(_SILENT):
            yield Item((Run(f"Question {number}: "), Run(cut(entry.question), "words")))


def _connected(found: Connection, log: VibeLog) -> Item:
    """The other paper's title, and below it what each of the two says."""
    return Item(
        (Run(squash(plain(found.title)), "words", found.link, strong=True),),
        (
            _said(log.paper, found.here, log.page_link),
            _said(found.paper, found.there, found.page_link),
        ),
    )


def _said(who: str, citation: Citation, template: str | None) -> tuple[Run, ...]:
    quote = Run(f"“{squash(plain(citation.quote))}”", "words")
    return (Run(who, "words"), Run(": "), quote, Run(" — "), *place(citation, template))
