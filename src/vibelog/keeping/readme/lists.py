"""The index as a list: a link in the item that names the paper, or an item of its own.

Knows bullets and numbers, and lists inside of lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vibelog.keeping.readme import phrase
from vibelog.keeping.readme.document import Document, Items
from vibelog.keeping.readme.entry import Entry, place
from vibelog.keeping.readme.links import chat, leads, neighbour, to_log
from vibelog.keeping.readme.order import before, led, same_week

_MARK = re.compile(r"\s*(?:[-*+]|(\d{1,9})[.)])\s+(?:\[[ xX]\]\s+)?")


def beside(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with the link in the item that names the paper, in lists that hold logs.

    A list without logs is one too when it stands where others do that have some, and none of its
    papers has its log elsewhere.
    """
    habit = [found for found in doc.lists if _logs(doc, found, known)]
    for found in [*habit, *_siblings(doc, habit, known)]:
        source = found if found in habit else habit[-1]
        examples = [body(doc, line) for line in _logs(doc, source, known)]
        for line, _ in found.items:
            said = body(doc, line)
            if place(said, entry, doc.scan) is None or _anothers(doc, said, entry, known):
                continue
            yield doc.replaced(
                line, mark(doc, line) + phrase.joined(doc, said, entry, examples, known)
            )
            break


def added(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with an item for the log in its order, for each list of logs."""

    def nearest(found: Items) -> tuple[bool, bool, int]:
        links = [link for line, _ in found.items for link in doc.scan(body(doc, line))]
        there = [led([link], known) for link in links]
        close = any(same_week(other, entry) for other in there)
        return close, neighbour(links, entry.path), found.items[0][0]

    for found in sorted(doc.lists, key=nearest, reverse=True):
        logs = _logs(doc, found, known)
        if len(logs) * 2 <= len(found.items):
            continue
        yield from _gathered(doc, logs, entry, known)
        examples = [body(doc, line) for line in logs]
        there = [led(doc.scan(body(doc, line)), known) for line, _ in found.items]
        at = before(there, entry)
        gap = [""] if len(found.items) > 1 and not doc.bare(found.items[-1][0] - 1).strip() else []
        item = f"{_next(doc, found, at)}{phrase.made(doc, entry, examples, known)}"
        if at < len(found.items) and not _counted(doc, found):
            yield doc.inserted(found.items[at][0], [item, *gap])
        yield doc.inserted(last(doc, *found.items[-1]), [*gap, item])


def mark(doc: Document, line: int) -> str:
    """An item's bullet or number with the white space around it; empty where a line has none."""
    found = _MARK.match(doc.bare(line))
    return found[0] if found else ""


def body(doc: Document, line: int) -> str:
    """What an item's first line says."""
    return doc.bare(line)[len(mark(doc, line)) :]


def last(doc: Document, start: int, end: int) -> int:
    """The line behind the last one of an item that says something."""
    while end > start + 1 and not doc.bare(end - 1).strip():
        end -= 1
    return end


def _siblings(doc: Document, habit: list[Items], known: Mapping[str, Entry]) -> Iterator[Items]:
    """Lists that have no log yet and stand where others do that have."""
    places = {(found.depth, _level(doc, found)) for found in habit}
    linked = [known[path] for path in known if any(leads(href, path) for href in doc.hrefs)]
    for found in doc.lists:
        said = [body(doc, line) for line, _ in found.items]
        if (
            found not in habit
            and (found.depth, _level(doc, found)) in places
            and not any(place(text, log, doc.scan) is not None for text in said for log in linked)
        ):
            yield found


def _level(doc: Document, found: Items) -> int:
    """The level of the heading that a list stands below; 0 below none."""
    start = found.items[0][0]
    return next((s.level for s in doc.sections if s.body <= start < s.end), 0)


def _logs(doc: Document, found: Items, known: Mapping[str, Entry]) -> list[int]:
    """The first lines of the items that lead to a log."""
    return [line for line, _ in found.items if phrase.logs(doc, body(doc, line), known)]


def _anothers(doc: Document, said: str, entry: Entry, known: Mapping[str, Entry]) -> bool:
    """Whether all that an item leads to is another file: then it is another log's item."""
    links = doc.scan(said)
    theirs = [link for link in links if to_log(link.href, known) and not chat(link.href)]
    papers = [link for link in links if not to_log(link.href, known)]
    mine = any(leads(link.href, entry.path) for link in theirs)
    where = place(said, entry, doc.scan)
    return bool(theirs) and not papers and not mine and where in {link.start for link in theirs}


def _counted(doc: Document, found: Items) -> bool:
    """Whether the items have numbers that go up."""
    numbers = [match[1] for line, _ in found.items if (match := _MARK.match(doc.bare(line)))]
    return numbers[0] is not None and (len(numbers) == 1 or len(set(numbers)) > 1)


def _next(doc: Document, found: Items, at: int) -> str:
    """The new item's mark: the same bullet, or the number that follows; not ticked by itself."""
    marks = [mark(doc, line) for line, _ in found.items]
    if not _counted(doc, found):
        # A box is not ticked for the student, where not all are.
        blank = [each for each in marks if "[ ]" in each]
        return blank[-1] if blank else marks[min(at, len(marks) - 1)]
    numbers = _MARK.match(marks[-1])
    number = numbers[1] if numbers else ""
    return marks[-1].replace(number, str(int(number) + 1), 1) if number else marks[-1]


def _gathered(
    doc: Document, lines: list[int], entry: Entry, known: Mapping[str, Entry]
) -> Iterator[str]:
    """The README with the link behind those of its week, where an item has those of a week."""
    examples = [body(doc, line) for line in lines]
    for line, said in zip(lines, examples, strict=True):
        there = [led([link], known) for link in doc.scan(said)]
        if any(same_week(other, entry) for other in there):
            new = phrase.gathered(doc, said, entry, examples, known)
            if new is not None:
                yield doc.replaced(line, f"{mark(doc, line)}{new}")
