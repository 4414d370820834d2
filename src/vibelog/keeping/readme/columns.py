"""Which column of a table is for what: the paper, the log, the day.

Knows headers and what stands below them; writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from vibelog.keeping.readme.document import Document, Table
from vibelog.keeping.readme.links import scan, to_log

_LOG = re.compile(
    r"\b(?:notes?|vibe|logs?|vibelogs?|chats?|transcripts?|conversations?)\b", re.IGNORECASE
)
_LINKS = re.compile(r"\W*links?\W*", re.IGNORECASE)
_PAPER = re.compile(r"\b(?:papers?|topics?|titles?|readings?|articles?)\b", re.IGNORECASE)
_DAY = re.compile(r"\b(?:dates?|due|days?|weeks?|when|presented|deadline|class)\b", re.IGNORECASE)
_QUESTIONS = re.compile(r"\bquestions?\b|^#\s*q", re.IGNORECASE)
_NUMBER = re.compile(r"\W*(?:#|no\.?|nr\.?|number|id)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that holds logs; the paper's may be the log's."""

    paper: int
    log: int
    day: int | None = None
    number: int | None = None
    questions: int | None = None


def columns(doc: Document, table: Table, paths: Collection[str]) -> Columns | None:
    """The table's columns; None when it has no column for logs."""
    heads = [doc.cell(table.head, at).strip() for at in range(len(table.head.cells))]
    log = _log(doc, table, heads, paths)
    if log is None:
        return None
    day = _first(heads, _DAY, log)
    number = 0 if heads[0] not in heads[1:] and _numbered(doc, table, heads[0]) else None
    named = [at for at, head in enumerate(heads) if _PAPER.search(head)]
    paper = max(
        named,
        key=lambda at: (_linked(doc, table, at), "paper" in heads[at].lower(), -at),
        default=None,
    )
    taken = {log, day, number, _first(heads, _QUESTIONS, log)}
    if paper is None:
        free = [at for at in range(len(heads)) if at not in taken]
        paper = max(free, key=lambda at: (_linked(doc, table, at), -at), default=log)
    return Columns(paper, log, day, number, _first(heads, _QUESTIONS, log))


def _log(doc: Document, table: Table, heads: list[str], paths: Collection[str]) -> int | None:
    """The column with the logs: by its links, then by its header."""

    def logs(at: int) -> int:
        links = (scan(doc.cell(row, at)) for row in table.rows)
        return sum(any(to_log(link.href, paths) for link in found) for found in links)

    counted = [(logs(at), bool(_LOG.search(head)), at) for at, head in enumerate(heads)]
    most, by_header, at = max(counted, default=(0, False, 0))
    if most or by_header:
        return at
    loose = [at for at, head in enumerate(heads) if _LINKS.fullmatch(head)]
    empty = [at for at in loose if not _linked(doc, table, at)]
    return empty[-1] if empty and any(_PAPER.search(head) for head in heads) else None


def _first(heads: list[str], wanted: re.Pattern[str], log: int) -> int | None:
    return next((at for at, head in enumerate(heads) if at != log and wanted.search(head)), None)


def _linked(doc: Document, table: Table, column: int) -> int:
    """How many rows have a link in a column."""
    return sum(bool(scan(doc.cell(row, column))) for row in table.rows)


def _numbered(doc: Document, table: Table, head: str) -> bool:
    """Whether the first column counts the rows."""
    said = [doc.cell(row, 0).strip() for row in table.rows]
    return bool(said) and _NUMBER.fullmatch(head) is not None and all(map(str.isdecimal, said))
