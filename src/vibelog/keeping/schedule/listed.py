"""What the other tables of a README say of the papers: titles, years, categories, links.

Knows tables that are no schedule, such as a course's list of papers.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

from vibelog.core.text import squash
from vibelog.keeping.schedule.columns import headed, titled
from vibelog.keeping.schedule.inline import Piece
from vibelog.keeping.schedule.links import GENERIC, is_paper, key, same
from vibelog.keeping.schedule.papers import label
from vibelog.keeping.schedule.tables import Document, Row, Table


@dataclass(frozen=True, slots=True)
class Listed:
    """The papers that tables list."""

    links: Mapping[str, str]  # by the `key` of a label or title
    facts: Mapping[str, Mapping[str, str]]  # label, title, year, category; by what links share


def listed(document: Document, schedules: Container[int]) -> Listed:
    """The papers of all tables but the schedules, which are known by their lines (from 0)."""
    links: dict[str, str] = {}
    facts: dict[str, dict[str, str]] = {}
    for table in document.tables:
        title = titled(document, table)
        if title is None or table.header.line in schedules:
            continue
        year = headed(document, table, "year")
        category = headed(document, table, "category|technology|area|topic|theme")
        for row in table.rows:
            link = _link(document, table, row)
            if link is None or link.href is None:
                continue
            known = _facts(document, row, title, year, category if category != title else None)
            if not GENERIC.fullmatch(link.text) and key(link.text) != key(known["title"]):
                known["label"] = label(link.text)
            facts.setdefault(same(link.href), known)
            links.update({key(known[w]): link.href for w in ("label", "title") if known.get(w)})
    return Listed(links, facts)


def _link(document: Document, table: Table, row: Row) -> Piece | None:
    """The first link of a row that leads to a paper."""
    for cell in row.cells[: len(table.header.cells)]:
        for part in document.parts(cell):
            for piece in part:
                if piece.href and is_paper(piece, named=False):
                    return piece
    return None


def _facts(
    document: Document, row: Row, title: int, year: int | None, category: int | None
) -> dict[str, str]:
    words = squash(document.words(row.cell(title)))
    known = {"title": "" if GENERIC.fullmatch(words) else words}
    if year is not None and (match := re.search(r"\b(?:19|20)\d\d\b", row.cell(year))):
        known["year"] = match.group()
    if category is not None:
        known["category"] = squash(document.words(row.cell(category)))
    return known
