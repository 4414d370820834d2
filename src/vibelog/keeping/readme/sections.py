"""The index as a heading for each paper, with the link below it.

Knows headings and the lines below them. The README's title is no paper's heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vibelog.keeping.readme import phrase, remade, wording
from vibelog.keeping.readme.document import Document, Section
from vibelog.keeping.readme.entry import Entry, key, named, place, shown, spelt
from vibelog.keeping.readme.links import Link, to_log
from vibelog.keeping.readme.lists import body, mark
from vibelog.keeping.readme.order import before, led
from vibelog.keeping.readme.vocabulary import BESIDE

_MARK = re.compile(r"\s*(?:[-*+]\s+)?")
_NUMBERED = re.compile(r"(#{1,6}\s+)(\d+)([.):]?\s+)")
_PLAIN = re.compile(r"#{1,6}\s+")


def below(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with the link below the heading that names the paper."""
    for section in _papers(doc):
        if place(section.title, entry, doc.scan) is None:
            continue
        example = _example(doc, section, known)
        if example:
            yield from _joined(doc, section, example, entry, known)
        line = _line(doc, example, entry, known, section)
        at = _end(doc, section)
        goes_on = example is not None and _goes_on(doc, example, at, known)
        yield doc.inserted(at, _apart(doc, at, line, goes_on=goes_on))


def added(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with a heading of its own, where two others at least have a log each."""
    kept = [s for s in _papers(doc) if len(_logs(doc, s, known)) == 1]
    spoken = [s for s in kept if _speaks(doc, s, known)]
    if len(kept) < 2 or not spoken:  # noqa: PLR2004 - one is none
        return
    example = spoken[-1]
    block = [_head(doc, example, kept[-1], entry, known), *_below(doc, example, entry, known)]
    where = before([led(_links(doc, section), known) for section in kept], entry)
    if where < len(kept) and not _NUMBERED.match(doc.bare(kept[-1].line)):
        yield doc.inserted(kept[where].line, [*block, ""])
    at = _end(doc, kept[-1])
    behind = [""] if at < len(doc.lines) and doc.bare(at).strip() else []
    yield doc.inserted(at, ["", *block, *behind])


def _head(
    doc: Document, example: Section, last: Section, entry: Entry, known: Mapping[str, Entry]
) -> str:
    """A heading like the example's; its number follows the last one's."""
    old = led(_links(doc, example), known)
    name = remade.retitled(doc, example.title, entry, old)
    if found := _NUMBERED.match(doc.bare(last.line)):
        return f"{found[1]}{int(found[2]) + 1}{found[3]}{name}"
    found = _PLAIN.match(doc.bare(example.line))
    return f"{found[0] if found else '#' * example.level + ' '}{name}"


def _below(doc: Document, example: Section, entry: Entry, known: Mapping[str, Entry]) -> list[str]:
    """What stands below the new heading: the lines of links that stand below the example's."""
    old, lines = led(_links(doc, example), known), []
    [log] = _logs(doc, example, known)
    for at in range(example.body, log):
        start = mark(doc, at)
        said = phrase.alike(doc, doc.bare(at)[len(start) :], entry, old, known)
        if said is not None:
            lines.append(f"{start}{said}")
        elif not doc.bare(at).strip() and (at == example.body or (lines and lines[-1])):
            lines.append("")
    start = mark(doc, log)
    said = doc.bare(log)[len(start) :]
    whole = [link for link in doc.scan(said) if not to_log(link.href, known)]
    new = phrase.made(doc, entry, [said], known) if whole else ""
    return [*lines, f"{start}{new}" if new else _line(doc, example, entry, known, None)]


def _joined(
    doc: Document, section: Section, example: Section, entry: Entry, known: Mapping[str, Entry]
) -> Iterator[str]:
    """The README with the link in the line with the paper's, where the example has it so."""
    log = _logs(doc, example, known)[-1]
    said = body(doc, log)
    if not any(not to_log(link.href, known) for link in doc.scan(said)):
        return
    for at in range(section.body, section.end):
        text = body(doc, at)
        links = doc.scan(text)
        if links and place(text, entry, doc.scan) in {link.start for link in links}:
            yield doc.replaced(at, mark(doc, at) + phrase.joined(doc, text, entry, [said], known))


def _links(doc: Document, section: Section) -> list[Link]:
    return [link for at in range(section.body, section.end) for link in doc.scan(doc.bare(at))]


def _papers(doc: Document) -> list[Section]:
    """The sections that may each be a paper's."""
    titles = [section for section in doc.sections if section.level == 1]
    return [s for s in doc.sections if s.level > 1 or len(titles) > 1]


def _logs(doc: Document, section: Section, known: Mapping[str, Entry]) -> list[int]:
    """The lines of a section that lead to a log."""
    return [
        line
        for line in range(section.body, section.end)
        if any(to_log(link.href, known) for link in doc.scan(doc.bare(line)))
    ]


def _speaks(doc: Document, section: Section, known: Mapping[str, Entry]) -> bool:
    """Whether a section's log is about what its heading names, as its link says."""
    [line] = _logs(doc, section, known)
    link = next(link for link in doc.scan(doc.bare(line)) if to_log(link.href, known))
    said = key(f"{link.text} {link.href}")
    return any(key(name) in said for _, name in named(section.title) if key(name))


def _example(doc: Document, section: Section, known: Mapping[str, Entry]) -> Section | None:
    """The last other section with a log; the section itself where only it has one."""
    found = [s for s in _papers(doc) if _logs(doc, s, known)]
    return next((s for s in reversed(found) if s != section), found[-1] if found else None)


def _line(
    doc: Document,
    example: Section | None,
    entry: Entry,
    known: Mapping[str, Entry],
    section: Section | None,
) -> str:
    """The line with the link, worded as in the example."""
    label = section.title.strip() if section and not doc.scan(section.title) else ""
    label = spelt(label, entry, doc.scan) if label else shown(entry.label)
    if example is None:
        return wording.link(wording.plain("Vibe log"), entry, label)
    line = doc.bare(_logs(doc, example, known)[-1])
    found = next(link for link in doc.scan(line) if to_log(link.href, known))
    form = wording.pattern(found, [name for _, name in named(BESIDE.sub(" ", example.title))])
    mark = _MARK.match(line)
    start = mark.end() if mark else 0
    before, after = line[start : found.start], line[found.end :]
    new = wording.link(form or wording.plain("Vibe log"), entry, label)
    mark_text = line[:start] if line[:start].strip() else ""
    return f"{mark_text}{_common(before)}{new}{_common(after)}".rstrip()


def _common(text: str) -> str:
    """What stands around a link, where it says nothing of one paper."""
    return text if wording.generic(text) and "](" not in text else ""


def _end(doc: Document, section: Section) -> int:
    """The line behind the last one of a section that says something."""
    at = section.end
    while at > section.body and not doc.bare(at - 1).strip():
        at -= 1
    return at


def _goes_on(doc: Document, example: Section, at: int, known: Mapping[str, Entry]) -> bool:
    """Whether the link stands in the same paragraph in the example, below a line like this one."""
    line = _logs(doc, example, known)[-1]
    if line <= example.body or not doc.bare(line - 1).strip():
        return False
    return doc.bare(line - 1)[:2] == doc.bare(at - 1)[:2] != ""


def _apart(doc: Document, at: int, line: str, *, goes_on: bool) -> list[str]:
    """The line, divided by blank ones from what is no list that it goes on with."""
    mark = (found := _MARK.match(line)) and found[0]
    goes_on = goes_on or bool(mark and mark.strip() and doc.bare(at - 1).startswith(mark))
    behind = [""] if at < len(doc.lines) and doc.bare(at).strip() else []
    return [*([] if goes_on else [""]), line, *behind]
