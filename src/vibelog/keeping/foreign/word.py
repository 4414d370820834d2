"""A Word document as text, so that the turns in it can be told like those of any text.

Knows paragraphs, lists and tables; not what they say. Nothing in the document is run or fetched.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from vibelog.core.text import squash
from vibelog.errors import VibelogError
from vibelog.keeping.foreign.markers import is_marker

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_QUOTED = ("Quote", "Intense Quote", "Block Text")  # Word's own styles
_LINES = 0.1  # share of empty paragraphs from which on the others are lines, not paragraphs


def text_of(file: IO[bytes]) -> str:
    """The document's paragraphs and tables, in order; headings and lists as Markdown has them.

    VibelogError when it is no Word document.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        parts = list(Document(file).iter_inner_content())
        texts = [_table(part) if isinstance(part, Table) else _paragraph(part) for part in parts]
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise VibelogError(
            "The .docx is damaged: save it again in Word, and import that."
        ) from error
    return _joined(texts)


def _paragraph(paragraph: Paragraph) -> str:
    """The paragraph's text; a bold label at its beginning stays one, as `**User:**`.

    A quoted paragraph is a block quote, unless it marks a turn.
    """
    text = paragraph.text
    style = (paragraph.style.name if paragraph.style else "") or ""
    if heading := re.fullmatch(r"Heading ([1-6])", style):
        return f"{'#' * int(heading[1])} {text}" if text.strip() else ""
    if style.startswith("List") or _listed(paragraph):
        return f"- {text}" if text.strip() else ""
    if style in _QUOTED and text.strip() and not is_marker(text):
        return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    label = ""
    for run in paragraph.runs:
        if not run.bold:
            break
        label += run.text
    bold = label.strip()
    if bold.endswith((":", "：")) and text.startswith(label) and not text.startswith("*"):
        return f"**{bold}**{text[len(label) :] or ''}"
    return text


def _listed(paragraph: Paragraph) -> bool:
    """Whether the paragraph is an item of a list that no style names."""
    properties = paragraph._p.pPr  # noqa: SLF001 - python-docx shows it nowhere else
    return properties is not None and properties.numPr is not None


def _table(table: Table) -> str:
    """The table in Markdown."""
    rows = [[squash(cell.text).replace("|", r"\|") for cell in row.cells] for row in table.rows]
    written = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|" + " --- |" * len(rows[0]) if rows else ""
    return "\n".join([*written[:1], rule, *written[1:]])


def _joined(texts: list[str]) -> str:
    """The parts one below the other: as lines where blank ones divide them, else as paragraphs."""
    empty = sum(not text.strip() for text in texts)
    if empty >= _LINES * len(texts) and empty:
        return "\n".join(texts)
    joined = ""
    for before, text in zip(["", *texts], texts, strict=False):
        tight = any(before.startswith(mark) and text.startswith(mark) for mark in ("- ", "> "))
        between = "\n>\n" if tight and text.startswith("> ") else "\n"
        joined += (between if tight else "\n\n") + text if joined else text
    return joined
