"""The index where the README has none: a small table between markers, vibelog's own.

Once the markers are there, new rows go between them only. Rows are in the order of their days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vibelog.keeping.readme import rows
from vibelog.keeping.readme.document import BEGIN, END, Document
from vibelog.keeping.readme.entry import Entry

HEADING = "Vibe logs"
_TABLE = ("| Due | Paper | Vibe log |", "| --- | --- | --- |")
_OURS = re.compile(r"\W*(?:my\s+)?(?:vibe[\s-]*)?logs?\W*", re.IGNORECASE)


def between(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with the log's row between its markers; nothing where it has none."""
    if doc.markers is None:
        return
    yield from rows.added(doc, entry, known, doc.markers)
    yield doc.inserted(doc.markers[1], ["", *_table(entry), ""])


def begun(doc: Document, entry: Entry) -> Iterator[str]:
    """The README with markers and a table between them: at the end, or before what spoils it."""
    block = [BEGIN, "", *_table(entry), "", END]
    for section in doc.sections:
        if _OURS.fullmatch(section.title):
            yield doc.inserted(section.end, _spaced(doc, section.end, block))
    headed = [f"## {HEADING}", "", *block]
    for at in (len(doc.lines), *reversed(doc.blocks), 0):
        yield doc.inserted(at, _spaced(doc, at, headed))


def _table(entry: Entry) -> list[str]:
    """A header and the log's row."""
    return [*_TABLE, rows.first(entry)]


def _spaced(doc: Document, at: int, block: list[str]) -> list[str]:
    """The block with blank lines around it, where there are none."""
    before = [""] if at and doc.bare(at - 1).strip("\ufeff \t") else []
    behind = [""] if at < len(doc.lines) else []
    return [*before, *block, *behind]
