"""The vibe log as a Word document, for courses that hand in documents.

Knows what stands on the page and python-docx's paragraphs and runs; the dates inside the file are
fixed, so that the same log gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from vibelog.core.log import Entry, VibeLog
from vibelog.core.text import plain, squash
from vibelog.keeping import page
from vibelog.keeping.escaping import tame, tame_line, web_link, writable
from vibelog.keeping.page import Run

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from markdown_it.token import Token

_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # the first day that a zip file can hold
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def render(log: VibeLog) -> bytes:
    """The document's bytes."""
    from docx import Document

    document = Document()
    _properties(document, log)
    _runs(document.add_heading(level=0), page.title(log))
    _facts(document, log)
    if log.essay.summary.strip():
        document.add_heading(page.SUMMARY, 1)
        _prose(document.add_paragraph(), log.essay.summary)
    for number, entry in enumerate(log.entries, 1):
        _question(document, number, entry, log)
    for section in (*page.sections(log), page.made(log)):
        document.add_heading(section.title, 1)
        for item in section.items:
            _runs(document.add_paragraph(style="List Bullet"), item.runs)
            for runs in item.below:
                _runs(document.add_paragraph(style="List Bullet 2"), runs)
    _write(document.add_paragraph(), page.checked(log), italic=True)
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def _properties(document: Document, log: VibeLog) -> None:
    known = document.core_properties
    known.title = _xml("".join(run.text for run in page.title(log)))[:255]
    known.author, known.last_modified_by, known.comments = "", "", ""
    known.created = known.modified = _EPOCH.replace(tzinfo=None)


def _facts(document: Document, log: VibeLog) -> None:
    line = document.add_paragraph()
    for at, fact in enumerate(page.facts(log)):
        _runs(line, [*([Run(" · ")] if at else []), fact])
    if short := page.incomplete(log):
        _write(document.add_paragraph(), short, bold=True)
    if unmodelled := page.unmodelled(log):
        _write(document.add_paragraph(), unmodelled, italic=True)


def _question(document: Document, number: int, entry: Entry, log: VibeLog) -> None:
    asked = page.asked(entry)
    where, excerpt = page.pasted(asked)
    _write(document.add_heading(level=1), f"{number}. {asked.question}")
    if where:  # a document cannot fold it: it stands smaller
        _write(document.add_paragraph(), f"{where}:", italic=True)
        _write(document.add_paragraph(style="Quote"), excerpt.strip())
    for label in page.labels(entry):
        _write(document.add_paragraph(), label, italic=True)
    if page.answered(entry):
        _blocks(document, entry.answer)
    for citation in page.quotes(entry.citations):
        quote = Run(f"“{squash(plain(citation.quote))}”", "words")
        place = page.place(citation, log.page_link)
        _runs(document.add_paragraph(style="Intense Quote"), [quote, Run(" — "), *place])
    if entry.unsupported:
        missing = "; ".join(f"“{squash(text)}”" for text in entry.unsupported)
        _write(document.add_paragraph(), f"Not found in the paper: {missing}", italic=True)


@dataclass(slots=True)
class _At:
    """Where in a model's Markdown the writing is."""

    lists: list[str] = field(default_factory=list)  # styles of the lists it is in
    heading: int = 0  # level of the heading it is in
    row: Paragraph | None = None  # of the table's row it is in: a row is a line


def _blocks(document: Document, markdown: str) -> None:
    """A model's Markdown as paragraphs; lists, code and tables keep their lines."""
    from markdown_it import MarkdownIt

    at = _At()
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    for token in reader.parse(tame(markdown)):
        if token.type == "inline":
            _inline(_paragraph(document, at), token.children or [])
        elif token.type in ("fence", "code_block"):
            _write(document.add_paragraph(), token.content.rstrip("\n"), code=True)
        else:
            _move(document, at, token)


def _move(document: Document, at: _At, token: Token) -> None:
    """Step into or out of a list, a heading or a row."""
    match token.type:
        case "bullet_list_open":
            at.lists.append("List Bullet")
        case "ordered_list_open":
            at.lists.append("List Number")
        case "bullet_list_close" | "ordered_list_close":
            at.lists.pop()
        case "heading_open":
            at.heading = int(token.tag[1])
        case "heading_close":
            at.heading = 0
        case "tr_open":
            at.row = document.add_paragraph()
        case "tr_close":
            at.row = None


def _paragraph(document: Document, at: _At) -> Paragraph:
    """The paragraph that what comes next belongs to."""
    if at.row is not None:
        _write(at.row, " | " if at.row.runs else "")
        return at.row
    return document.add_paragraph(style=f"Heading {at.heading}" if at.heading else _style(at.lists))


def _style(lists: Sequence[str]) -> str:
    """The style of a list's paragraph; Word's own template has three levels."""
    if not lists:
        return "Normal"
    level = min(len(lists), 3)
    return lists[-1] if level == 1 else f"{lists[-1]} {level}"


def _prose(paragraph: Paragraph, markdown: str) -> None:
    """A model's Markdown on one line."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).disable("image")
    for token in reader.parseInline(tame_line(markdown)):
        _inline(paragraph, token.children or [])


def _inline(paragraph: Paragraph, tokens: Iterable[Token]) -> None:
    bold = italic = 0
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "text" | "code_inline":
                code = token.type == "code_inline"
                _write(paragraph, token.content, bold=bold > 0, italic=italic > 0, code=code)
            case "softbreak" | "hardbreak":
                _write(paragraph, "\n" if token.type == "hardbreak" else " ")


def _runs(paragraph: Paragraph, runs: Iterable[Run]) -> None:
    for run in runs:
        link = web_link(run.link)
        if run.kind == "prose":
            _prose(paragraph, run.text)
        elif link:
            _linked(paragraph, run, link)
        else:
            _write(paragraph, run.text, bold=run.strong)


def _linked(paragraph: Paragraph, run: Run, link: str) -> None:
    """A hyperlink, which python-docx reads and cannot write (1.2)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Any = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(link, _LINKS, is_external=True))
    shown = paragraph.add_run(_xml(run.text))
    shown.underline, shown.bold = True, run.strong
    element.append(shown._r)  # noqa: SLF001  the run's own element; there is no public name
    paragraph._p.append(element)  # noqa: SLF001  the paragraph's own element; the same


def _write(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, code: bool = False
) -> None:
    run = paragraph.add_run(_xml(text))
    run.bold, run.italic = bold or None, italic or None
    if code:
        run.font.name = "Courier New"


def _xml(text: str) -> str:
    """What XML can hold of a text."""
    return plain(writable(text)).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def _undated(document: bytes) -> bytes:
    """The same zip file with every entry of one day."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return again.getvalue()
