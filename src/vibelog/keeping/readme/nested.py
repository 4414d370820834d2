"""The index as a list of papers, each with lines of its own below it; one leads to the log.

    - **DSPy**
      - Paper: [arXiv](https://arxiv.org/abs/2310.03714)
      - Vibe log: [link](dspy.md)

Knows items that hold lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vibelog.keeping.readme import phrase, remade
from vibelog.keeping.readme.document import Document, Items
from vibelog.keeping.readme.entry import Entry, place
from vibelog.keeping.readme.lists import body, last, mark
from vibelog.keeping.readme.order import before, led


def beside(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with a line for the log below the item that names the paper."""
    for found in doc.lists:
        examples = _examples(doc, found, known)
        for start, end in found.items if examples else ():
            if place(body(doc, start), entry, doc.scan) is None or _lines(doc, start, end, known):
                continue
            line = _lines(doc, *examples[-1], known)[0]
            said = phrase.made(doc, entry, [body(doc, line)], known)
            yield doc.inserted(last(doc, start, end), [f"{mark(doc, line)}{said}"])


def added(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with an item for the paper, and lines below it, like the last of those."""
    for found in doc.lists:
        examples = _examples(doc, found, known)
        if len(examples) * 2 <= len(found.items):
            continue
        start, end = examples[-1]
        there = [
            led(
                [link for at in _lines(doc, *item, known) for link in doc.scan(body(doc, at))],
                known,
            )
            for item in found.items
        ]
        old = led([link for at in range(start, end) for link in doc.scan(body(doc, at))], known)
        head = remade.retitled(doc, body(doc, start), entry, old)
        lines = [f"{mark(doc, start)}{head}"]
        for at in range(start + 1, last(doc, start, end)):
            said = phrase.alike(doc, body(doc, at), entry, old, known)
            lines += [] if said is None else [f"{mark(doc, at)}{said}"]
        gap = [""] if len(found.items) > 1 and not doc.bare(found.items[-1][0] - 1).strip() else []
        where = before(there, entry)
        if where < len(found.items) and not mark(doc, start).strip()[:1].isdigit():
            yield doc.inserted(found.items[where][0], [*lines, *gap])
        elif not mark(doc, start).strip()[:1].isdigit():
            yield doc.inserted(last(doc, *found.items[-1]), [*gap, *lines])


def _examples(doc: Document, found: Items, known: Mapping[str, Entry]) -> list[tuple[int, int]]:
    """The items that name a paper, and lead to its log below."""
    examples = []
    for start, end in found.items:
        lines = _lines(doc, start, end, known)
        log = led(doc.scan(body(doc, lines[0])), known) if len(lines) == 1 else None
        named = log and place(body(doc, start), log, doc.scan) is not None
        if named and not phrase.logs(doc, body(doc, start), known):
            examples.append((start, end))
    return examples


def _lines(doc: Document, start: int, end: int, known: Mapping[str, Entry]) -> list[int]:
    """The lines below an item's first one that lead to logs."""
    return [at for at in range(start + 1, end) if phrase.logs(doc, body(doc, at), known)]
