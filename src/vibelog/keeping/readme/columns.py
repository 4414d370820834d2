"""Which column of a table is for what: the paper, the log, the day.

Knows headers and what stands below them; writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vibelog.keeping.readme.document import Document, Table
from vibelog.keeping.readme.entry import Entry
from vibelog.keeping.readme.links import Link, chat, to_log
from vibelog.keeping.readme.vocabulary import DAY, LOG, PAPER

_LINKS = re.compile(r"\W*(?:links?|enlaces?|链接|連結|リンク|링크)\W*", re.IGNORECASE)
_QUESTIONS = re.compile(r"\bquestions?\b|^#\s*q", re.IGNORECASE)
_OWN = re.compile(r"\bvibe|\bvibelogs?\b|^\W*(?:my\s+)?logs?\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"\W*(?:#|no\.?|nr\.?|number|id)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that holds logs; the paper's may be the log's."""

    paper: int
    log: int
    day: int | None = None
    number: int | None = None
    questions: int | None = None


def columns(doc: Document, table: Table, known: Mapping[str, Entry]) -> Columns | None:
    """The table's columns; None when it has no column for logs."""
    heads = [doc.cell(table.head, at).strip() for at in range(len(table.head.cells))]
    log = _log(doc, table, heads, known)
    if log is None:
        return None
    day = _first(heads, DAY, log)
    number = 0 if heads[0] not in heads[1:] and _numbered(doc, table, heads[0]) else None
    named = [at for at, head in enumerate(heads) if PAPER.search(head)]
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


def _log(doc: Document, table: Table, heads: list[str], known: Mapping[str, Entry]) -> int | None:
    """The column with the logs: by its links, then by its header."""

    def logs(at: int) -> list[Link]:
        links = (link for row in table.rows for link in doc.scan(doc.cell(row, at)))
        return [link for link in links if to_log(link.href, known)]

    counted = []
    for at, head in enumerate(heads):
        found = logs(at)
        files = [link for link in found if not chat(link.href)]
        counted.append(
            (len(files), bool(_OWN.search(head)), len(found), bool(LOG.search(head)), at)
        )
    *shown, at = max(counted, default=(0, 0))
    if any(shown):
        return at
    loose = [at for at, head in enumerate(heads) if _LINKS.fullmatch(head)]
    empty = [at for at in loose if not _linked(doc, table, at)]
    return empty[-1] if empty and any(PAPER.search(head) for head in heads) else None


def _first(heads: list[str], wanted: re.Pattern[str], log: int) -> int | None:
    return next((at for at, head in enumerate(heads) if at != log and wanted.search(head)), None)


def _linked(doc: Document, table: Table, column: int) -> int:
    """How many rows have a link in a column."""
    return sum(bool(doc.scan(doc.cell(row, column))) for row in table.rows)


def _numbered(doc: Document, table: Table, head: str) -> bool:
    """Whether the first column counts the rows."""
    said = [doc.cell(row, 0).strip() for row in table.rows]
    return bool(said) and _NUMBER.fullmatch(head) is not None and all(map(str.isdecimal, said))
