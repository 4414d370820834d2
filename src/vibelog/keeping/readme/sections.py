"""The index as a heading for each paper, with the link below it.

Knows headings and the lines below them. The README's title is no paper's heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.document import Document, Section
from vibelog.keeping.readme.entry import Entry, key, like, named, place, shown
from vibelog.keeping.readme.links import scan, to_log

_MARK = re.compile(r"\s*(?:[-*+]\s+)?")
_NUMBERED = re.compile(r"(#{1,6}\s+)(\d+)([.):]?\s+)")
_PLAIN = re.compile(r"#{1,6}\s+")


def below(doc: Document, entry: Entry, paths: Collection[str]) -> Iterator[str]:
    """The README with the link below the heading that names the paper."""
    for section in _papers(doc):
        if place(section.title, entry) is not None:
            example = _example(doc, section, paths)
            line = _line(doc, example, entry, paths, section)
            at = _end(doc, section)
            goes_on = example is not None and _goes_on(doc, example, at, paths)
            yield doc.inserted(at, _apart(doc, at, line, goes_on=goes_on))


def added(doc: Document, entry: Entry, paths: Collection[str]) -> Iterator[str]:
    """The README with a heading of its own, where two others at least have a log each."""
    kept = [s for s in _papers(doc) if len(_logs(doc, s, paths)) == 1]
    if len(kept) < 2 or not any(_speaks(doc, s, paths) for s in kept):  # noqa: PLR2004 - one is none
        return
    last = kept[-1]
    head = doc.bare(last.line)
    name = like(last.title, entry)
    if found := _NUMBERED.match(head):
        head = f"{found[1]}{int(found[2]) + 1}{found[3]}{name}"
    elif found := _PLAIN.match(head):
        head = f"{found[0]}{name}"
    else:  # underlined
        head = f"{'#' * last.level} {name}"
    gap = [""] if not doc.bare(last.body).strip() else []
    at = _end(doc, last)
    behind = [""] if at < len(doc.lines) and doc.bare(at).strip() else []
    yield doc.inserted(at, ["", head, *gap, _line(doc, last, entry, paths, None), *behind])


def _papers(doc: Document) -> list[Section]:
    """The sections that may each be a paper's."""
    titles = [section for section in doc.sections if section.level == 1]
    return [s for s in doc.sections if s.level > 1 or len(titles) > 1]


def _logs(doc: Document, section: Section, paths: Collection[str]) -> list[int]:
    """The lines of a section that lead to a log."""
    return [
        line
        for line in range(section.body, section.end)
        if any(to_log(link.href, paths) for link in scan(doc.bare(line)))
    ]


def _speaks(doc: Document, section: Section, paths: Collection[str]) -> bool:
    """Whether a section's log is about what its heading names, as its link says."""
    [line] = _logs(doc, section, paths)
    link = next(link for link in scan(doc.bare(line)) if to_log(link.href, paths))
    said = key(f"{link.text} {link.href}")
    return any(key(name) in said for _, name in named(section.title) if key(name))


def _example(doc: Document, section: Section, paths: Collection[str]) -> Section | None:
    """The last other section with a log; the section itself where only it has one."""
    found = [s for s in _papers(doc) if _logs(doc, s, paths)]
    return next((s for s in reversed(found) if s != section), found[-1] if found else None)


def _line(
    doc: Document,
    example: Section | None,
    entry: Entry,
    paths: Collection[str],
    section: Section | None,
) -> str:
    """The line with the link, worded as in the example."""
    label = section.title.strip() if section and not scan(section.title) else ""
    label = label if key(label) in {key(name) for name in entry.labels} else shown(entry.label)
    if example is None:
        return wording.link("Vibe log", entry, label)
    line = doc.bare(_logs(doc, example, paths)[-1])
    found = next(link for link in scan(line) if to_log(link.href, paths))
    form = wording.pattern(found.text, found.href, [name for _, name in named(example.title)])
    mark = _MARK.match(line)
    start = mark.end() if mark else 0
    before, after = line[start : found.start], line[found.end :]
    new = wording.link(form or "Vibe log", entry, label)
    mark_text = line[:start] if line[:start].strip() else ""
    return f"{mark_text}{_common(before)}{new}{_common(after)}".rstrip()


def _common(text: str) -> str:
    """What stands around a link, where it says nothing of one paper."""
    return text if wording.generic(text) and not scan(text) else ""


def _end(doc: Document, section: Section) -> int:
    """The line behind the last one of a section that says something."""
    at = section.end
    while at > section.body and not doc.bare(at - 1).strip():
        at -= 1
    return at


def _goes_on(doc: Document, example: Section, at: int, paths: Collection[str]) -> bool:
    """Whether the link stands in the same paragraph in the example, below a line like this one."""
    line = _logs(doc, example, paths)[-1]
    if line <= example.body or not doc.bare(line - 1).strip():
        return False
    return doc.bare(line - 1)[:2] == doc.bare(at - 1)[:2] != ""


def _apart(doc: Document, at: int, line: str, *, goes_on: bool) -> list[str]:
    """The line, divided by blank ones from what is no list that it goes on with."""
    mark = (found := _MARK.match(line)) and found[0]
    goes_on = goes_on or bool(mark and mark.strip() and doc.bare(at - 1).startswith(mark))
    behind = [""] if at < len(doc.lines) and doc.bare(at).strip() else []
    return [*([] if goes_on else [""]), line, *behind]
