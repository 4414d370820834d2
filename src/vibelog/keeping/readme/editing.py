"""A README with a link to each log; every byte that is not the link's stays.

Each log is put where the README's habit has it, and what comes of that is read again: it counts
only when the README leads where it led before, and to the log. Knows no file and no git.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from vibelog.keeping.readme import html, lists, marked, nested, paragraphs, rows, sections, tables
from vibelog.keeping.readme.document import BEGIN, Document, parsed
from vibelog.keeping.readme.entry import Entry
from vibelog.keeping.readme.links import leads, local, to_log


def indexed(text: str, entries: Sequence[Entry]) -> str:
    """The README with a link to each log that it did not lead to; done twice it changes nothing.

    Lines that are changed or added belong to the new links; all others keep every byte.
    """
    doc, known = parsed(text), {posixpath.normpath(entry.path): entry for entry in entries}
    for entry in sorted(entries, key=lambda entry: (entry.due or date.max, entry.path)):
        if not _leads(doc, entry):
            text, doc = _with(text, doc, entry, known)
    return text


def missing(text: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The logs to which no link of the README leads; links in code and comments are none."""
    doc = parsed(text)
    return tuple(entry for entry in entries if not _leads(doc, entry))


def dead(text: str, entries: Sequence[Entry], exists: Callable[[str], bool]) -> tuple[str, ...]:
    """The paths of links to logs that lead to no file; `exists` is asked for paths not of a log."""
    paths = {posixpath.normpath(entry.path) for entry in entries}
    found = dict.fromkeys(
        path
        for href in parsed(text).hrefs
        if (path := local(href)) is not None and path not in paths and to_log(href, paths)
    )
    return tuple(path for path in found if not exists(path))


def _with(
    text: str, doc: Document, entry: Entry, known: Mapping[str, Entry]
) -> tuple[str, Document]:
    """The README with the log in it, and its parts; as it was where it has no place for it."""
    for proposed in _proposed(doc, entry, known):
        changed = parsed(proposed)
        if _only(doc, changed, entry):
            return proposed, changed
    return text, doc


def _proposed(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """Where the link could go, the place that follows the student's habit best first."""
    yield from marked.between(doc, entry, known)
    for beside in (tables.beside, html.beside, sections.below, nested.beside, lists.beside):
        yield from beside(doc, entry, known)
    for added in (
        rows.added,
        html.added,
        sections.added,
        nested.added,
        lists.added,
        paragraphs.added,
    ):
        yield from added(doc, entry, known)
    yield from marked.begun(doc, entry)


def _leads(doc: Document, entry: Entry) -> bool:
    """Whether a link of the README leads to the log, in one of its formats."""
    paths = (entry.path, *entry.others)
    return any(leads(href, path) for path in paths for href in doc.hrefs)


def _only(before: Document, after: Document, entry: Entry) -> bool:
    """Whether the README leads where it led before, in addition once to the log, and to its paper.

    Headings and tables are as many as before, or more; markers are where they count.
    """
    gained, lost = Counter(after.hrefs), Counter(before.hrefs)
    gained.subtract(lost)
    new = [href for href, count in gained.items() if count > 0]
    papers = [href for href in new if local(href) is None]
    counts = [gained[href] for href in new]
    return (
        not any(count < 0 for count in gained.values())
        and [leads(href, entry.path) for href in new if local(href) is not None] == [True]
        and len(papers) <= 1
        and set(counts) == {1}
        and (_begun(after) == _begun(before) or after.markers is not None)
        and len(after.tables) >= len(before.tables)
        and len(after.sections) >= len(before.sections)
    )


def _begun(doc: Document) -> int:
    """How many lines are markers, wherever they stand."""
    return sum(BEGIN in line for line in doc.lines)
