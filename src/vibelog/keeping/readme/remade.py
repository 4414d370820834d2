"""What names another paper, made this paper's: a heading, an item, what stands before a link.

Knows Markdown on one line; what cannot be told is not guessed.
"""

from __future__ import annotations

import re

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.dates import form_of
from vibelog.keeping.readme.document import Document
from vibelog.keeping.readme.entry import Entry, like, shown
from vibelog.keeping.readme.order import WEEK, week


def retitled(doc: Document, title: str, entry: Entry, old: Entry | None) -> str:
    """A heading or item that names the old paper, for this one; its name alone where that fails."""
    made = renamed(title, entry, old) if old and not doc.scan(title) else None
    return like(title, entry) if made is None else made


def renamed(text: str, entry: Entry, old: Entry) -> str | None:
    """What names the old paper with this paper's name, day and week in it.

    None where it says more than that.

    >>> old, new = Entry(("DSPy",), "", (), ""), Entry(("TVM",), "", (), "")
    >>> renamed("DSPy paper review", new, old), renamed("DSPy rocks", new, old)
    ('TVM paper review', None)
    """
    for name in sorted({old.title, *old.labels} - {""}, key=len, reverse=True):
        at = text.find(name)
        if at < 0:
            continue
        start, behind = (_other(part, entry, old) for part in (text[:at], text[at + len(name) :]))
        if start is not None and behind is not None:
            new = entry.title if name == old.title and entry.title else entry.label
            return f"{start}{shown(new)}{behind}"
    return None


def _other(text: str, entry: Entry, old: Entry) -> str | None:
    """What stands beside a paper's name, for this one; None where it cannot be told."""
    if found := WEEK.search(text):
        called = week([(found[0], old)], entry.due)
        return None if called is None else f"{text[: found.start()]}{called}{text[found.end() :]}"
    inner = text.strip(" ()[]:,|–—→·•-*_")
    days = form_of([inner]) if inner else None
    if days and entry.due:
        return text.replace(inner, days.write(entry.due))
    return None if re.search(r"[^\W_]", text) and not wording.generic(text) else text
