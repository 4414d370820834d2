"""The index as a list: a link in the item that names the paper, or an item of its own.

Knows bullets and numbers, and what an item's first line is made of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.dates import form_of
from vibelog.keeping.readme.document import Document, Items
from vibelog.keeping.readme.entry import Entry, address, key, like, named, place, spelt
from vibelog.keeping.readme.links import Link, chat, leads, neighbour, scan, to_log

_MARK = re.compile(r"\s*(?:[-*+]|(\d{1,9})[.)])\s+(?:\[[ xX]\]\s+)?")
_DIVIDED = re.compile(r"(\s*(?:[:|–—(]|\*\*|__|\s-\s)[\s:|–—(*_-]*)")
_DIVIDER = " – "


def beside(doc: Document, entry: Entry, paths: Collection[str]) -> Iterator[str]:
    """The README with the link in the item that names the paper, in lists that hold logs."""
    for found in doc.lists:
        logs = _logs(doc, found, paths)
        for line, _ in found.items:
            body = _body(doc, line)
            if not logs or place(body, entry) is None or _anothers(body, entry, paths):
                continue
            yield doc.replaced(line, _joined(doc, line, logs, entry, paths))
            break


def added(doc: Document, entry: Entry, paths: Collection[str]) -> Iterator[str]:
    """The README with an item for the log behind the last one, for each list of logs."""

    def nearest(found: Items) -> tuple[bool, int]:
        bodies = (_body(doc, line) for line, _ in found.items)
        return any(neighbour(body, entry.path) for body in bodies), found.items[0][0]

    for found in sorted(doc.lists, key=nearest, reverse=True):
        logs = _logs(doc, found, paths)
        if len(logs) * 2 <= len(found.items):
            continue
        last, end = found.items[-1]
        while end > last + 1 and not doc.bare(end - 1).strip():
            end -= 1
        gap = [""] if len(found.items) > 1 and not doc.bare(last - 1).strip() else []
        mark = _next(doc, found)
        yield doc.inserted(end, [*gap, f"{mark}{_item(doc, logs, entry, paths)}"])


def _logs(doc: Document, found: Items, paths: Collection[str]) -> list[int]:
    """The first lines of the items that lead to a log."""
    return [
        line
        for line, _ in found.items
        if any(to_log(link.href, paths) for link in scan(_body(doc, line)))
    ]


def _mark(doc: Document, line: int) -> str:
    found = _MARK.match(doc.bare(line))
    return found[0] if found else ""


def _body(doc: Document, line: int) -> str:
    return doc.bare(line)[len(_mark(doc, line)) :]


def _anothers(body: str, entry: Entry, paths: Collection[str]) -> bool:
    """Whether all that an item leads to is another file: then it is another log's item."""
    links = scan(body)
    theirs = [link for link in links if to_log(link.href, paths) and not chat(link.href)]
    papers = [link for link in links if not to_log(link.href, paths)]
    return bool(theirs) and not papers and not any(leads(x.href, entry.path) for x in theirs)


def _next(doc: Document, found: Items) -> str:
    """The next item's mark: the same bullet, or the number that follows."""
    marks = [_mark(doc, line) for line, _ in found.items]
    last = _MARK.match(marks[-1])
    if last is None or last[1] is None:
        return marks[-1]
    numbers = [int(number[1]) for mark in marks if (number := _MARK.match(mark)) and number[1]]
    step = 0 if len(numbers) > 1 and len(set(numbers)) == 1 else 1
    return marks[-1].replace(last[1], str(int(last[1]) + step), 1)


def _joined(doc: Document, line: int, logs: list[int], entry: Entry, paths: Collection[str]) -> str:
    """An item that names the paper with the link behind what it says of it."""
    whole, body = doc.bare(line), _body(doc, line)
    start = len(whole) - len(body)
    links = scan(body)
    example = _body(doc, next((each for each in reversed(logs) if each != line), logs[-1]))
    log, before = _first_log(example, paths)
    forms = [_form(_body(doc, each), paths) for each in logs if each != line]
    new = wording.link(wording.usual(forms, "log"), entry, spelt(body, entry), whole)
    divider, closing = _around(example, log, before)
    if links and to_log(links[-1].href, paths):
        divider, closing = ", ", ""
    at = start + (links[-1].end if links else len(body.rstrip()))
    if divider.strip() and whole[:at].endswith(divider.strip()):
        divider = divider[len(divider.rstrip()) :]
    return f"{whole[:at]}{divider}{new}{closing}{whole[at:]}"


def _around(example: str, log: Link, before: Link | None) -> tuple[str, str]:
    """What divides the log's link from what is before it, and closes behind it."""
    divider = example[before.end : log.start] if before else ""
    if not divider or not wording.generic(divider):
        found = re.search(r"[^\w*_]+$", example[: log.start])
        divider = found[0] if found else _DIVIDER
    closing = ")" if divider.count("(") > divider.count(")") else ""
    return divider, closing


def _first_log(body: str, paths: Collection[str]) -> tuple[Link, Link | None]:
    """The first link to a log, and the link before it."""
    links = scan(body)
    at = next(at for at, link in enumerate(links) if to_log(link.href, paths))
    return links[at], links[at - 1] if at else None


def _form(body: str, paths: Collection[str]) -> str | None:
    """How an item words its link; where nothing else names the paper, the link does."""
    log, _ = _first_log(body, paths)
    names = [name for start, name in named(body) if start != log.start]
    form = wording.pattern(log.text, log.href, names)
    return form or (None if any(map(key, names)) else wording.LABEL)


def _item(doc: Document, logs: list[int], entry: Entry, paths: Collection[str]) -> str:
    """A new item, made of the parts of the last that leads to a log."""
    body = _body(doc, logs[-1])
    log, _ = _first_log(body, paths)
    others = [_body(doc, line) for line in logs[:-1]]
    form = wording.usual([_form(_body(doc, line), paths) for line in logs], wording.LABEL)
    papers = [link for link in scan(body)[: scan(body).index(log)] if not chat(link.href)]
    start = papers[-1].end if papers else 0
    lead = body[: papers[0].start] if papers else body[: log.start]
    words = _lead(lead, others, entry, alone=bool(papers))
    if papers:
        name = like(papers[0].text, entry)
        words += f"[{name}]({address(entry.urls[0])})" if entry.urls else name
        between = body[start : log.start]
        words += between if wording.generic(between) else _DIVIDER
    behind = body[log.end :]
    tail = behind if wording.generic(behind) and not scan(behind) else ""
    closing = ")" if words.count("(") > words.count(")") and ")" not in tail else ""
    return f"{words}{wording.link(form, entry, like(log.text, entry))}{tail or closing}".rstrip()


def _lead(text: str, others: list[str], entry: Entry, *, alone: bool) -> str:
    """What stands before an item's first link: a day, the paper's name, or words of all items.

    With `alone` the link itself names the paper.
    """
    if wording.generic(text) or (others and all(other.startswith(text) for other in others)):
        return text
    parts, said = _DIVIDED.split(text), []
    for words, divider in zip(parts[::2], [*parts[1::2], ""], strict=True):
        form = form_of([words])
        if not words or wording.generic(words):
            new = words
        elif form:
            new = form.write(entry.due) if entry.due else ""
        else:
            new, alone = "" if alone else like(words, entry), True
        kept = new or not words
        said += [new, divider] if kept else [divider[len(divider.rstrip("*_")) :]]
    return "".join(said)
