"""A line that speaks of one paper: what it says, how a log is linked in it, and another like it.

Knows Markdown on one line, whether it is a list's item or stands below a heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from vibelog.keeping.readme import wording
from vibelog.keeping.readme.dates import form_of
from vibelog.keeping.readme.document import Document
from vibelog.keeping.readme.entry import (
    Entry,
    address,
    identity,
    key,
    like,
    named,
    spelt,
    stretch,
)
from vibelog.keeping.readme.links import Link, chat, to_log
from vibelog.keeping.readme.order import WEEK, led, week
from vibelog.keeping.readme.remade import renamed

_DIVIDED = re.compile(r"(\s*(?:[:|–—(]|\*\*|__|\s-\s)[\s:|–—(*_-]*)")
_DIVIDER = " – "
_SEPARATOR = re.compile(r"\s*(?:[,;+&]|\band\b)\s*(?=[^\s,;+&])")
_LISTED = re.compile(r"[:|–—-]\W*$")
_AND = re.compile(r",?\s+(?:and|&|y|e|und|et)\s+", re.IGNORECASE)
_STATE = re.compile(r"\s*[✅☑✔✓❌✗⬜☐⭐★]\ufe0f?")
_FEW = 3  # words of which a paper's name is at most, where others are named beside it


def logs(doc: Document, body: str, known: Mapping[str, Entry]) -> list[Link]:
    """The links of a line that lead to logs."""
    return [link for link in doc.scan(body) if to_log(link.href, known)]


def form(doc: Document, bodies: Sequence[str], known: Mapping[str, Entry], default: str) -> str:
    """How these lines word their links to logs; where nothing else names the paper, the link."""
    return wording.usual([_form(doc, body, known) for body in bodies], default)


def joined(
    doc: Document, body: str, entry: Entry, examples: Sequence[str], known: Mapping[str, Entry]
) -> str:
    """A line that names the paper with the link behind what it says of it.

    `examples` are lines that lead to a log; the last shows how such a link is set off.
    """
    others = [each for each in examples if each != body]
    links = doc.scan(body)
    label = spelt(body, entry, doc.scan)
    first = logs(doc, [*examples, *others][-1], known)[0]
    how = form(doc, others, known, wording.LABEL)
    core = body.strip(" *_")
    if first.start == 0 and wording.LABEL in how and key(core) in map(key, entry.labels):
        return body.replace(core, wording.link(how, entry, core), 1)
    start, end = stretch(body, entry, doc.scan) or (0, len(body))
    stop = _stop(body, end, entry)
    about = [link for link in links if start <= link.start < stop]
    new = wording.link(form(doc, others, known, "log"), entry, label, about)
    divider, closing = _around(doc, [*examples, *others][-1], known)
    if about and to_log(about[-1].href, known):
        divider, closing = ", ", ""
    at = about[-1].end if about else end if stop < len(body) else len(body.rstrip())
    if divider.strip() and body[:at].endswith(divider.strip()):
        divider = divider[len(divider.rstrip()) :]
    return f"{body[:at]}{divider}{new}{closing}{body[at:]}"


def made(doc: Document, entry: Entry, examples: Sequence[str], known: Mapping[str, Entry]) -> str:
    """A line for the log, made of the parts of the last example."""
    body = examples[-1]
    log = logs(doc, body, known)[0]
    others = list(examples[:-1])
    how = form(doc, examples, known, wording.LABEL)
    links = doc.scan(body)
    papers = [link for link in links[: links.index(log)] if not chat(link.href)]
    lead = body[: papers[0].start] if papers else body[: log.start]
    old = led([log], known)
    alone = bool(papers) and not wording.generic(papers[0].text)
    words = _lead(doc, lead, others, entry, known, old, alone=alone)
    if papers:
        name = papers[0].text
        name = name if wording.generic(name) else like(name, entry)
        words += f"[{name}]({address(entry.urls[0])})" if entry.urls else like(name, entry)
        between = body[papers[-1].end : log.start]
        words += between if wording.generic(between) else _DIVIDER
    behind = body[log.end :]
    tail = behind if wording.generic(behind) else renamed(behind, entry, old) if old else ""
    tail = "" if tail is None or doc.scan(tail) else tail
    closing = ")" if words.count("(") > words.count(")") and ")" not in tail else ""
    label = like(log.text, entry)
    line = f"{words}{wording.link(how, entry, label)}{tail or closing}"
    return _STATE.sub("", line).strip()  # what a student has ticked is theirs to say


def gathered(
    doc: Document, body: str, entry: Entry, examples: Sequence[str], known: Mapping[str, Entry]
) -> str | None:
    """A line of links to several logs with this one behind the last; None where none has several.

    `examples` are such lines, and may hold this one.
    """
    between = [
        each[one.end : other.start]
        for each in examples
        for one, other in pairwise(logs(doc, each, known))
    ]
    found = logs(doc, body, known)
    dividers = [text for text in between if not re.search(r"[^\W_]", text)]
    said = body[: found[0].start] if found else ""
    if not dividers or not found or not (wording.generic(said) or _LISTED.search(said)):
        return None
    forms = [
        wording.pattern(link, [name for log in [led([link], known)] if log for name in log.labels])
        for each in examples
        for link in logs(doc, each, known)
    ]
    how = wording.usual(forms, wording.LABEL)
    if wording.generic(how) and wording.LABEL not in how:
        return None
    new = wording.link(how, entry, like(found[-1].text, entry))
    if len(found) > 1 and _AND.fullmatch(body[found[-2].end : found[-1].start]):
        at = found[-2].end
        return f"{body[:at]}{dividers[0]}{new}{body[at:]}"
    at = found[-1].end
    return f"{body[:at]}{dividers[-1]}{new}{body[at:]}"


def alike(
    doc: Document, line: str, entry: Entry, old: Entry | None, known: Mapping[str, Entry]
) -> str | None:
    """A line of the old paper's, such as its links, for this one; None where it has none."""
    if logs(doc, line, known):
        return made(doc, entry, [line], known)
    links = doc.scan(line)
    if not old or len(links) != 1 or not entry.urls or not wording.generic(line[: links[0].start]):
        return None
    [link] = links
    if identity(link.href) not in {identity(url) for url in old.urls} or line[link.end :].strip():
        return None
    target = address(entry.urls[0])
    if link.html or not link.text:
        return None if link.html else f"{line[: link.start]}{target}"
    name = link.text if stretch(link.text, old) is None else like(link.text, entry)
    return f"{line[: link.start]}[{name}]({target})"


def _form(doc: Document, body: str, known: Mapping[str, Entry]) -> str | None:
    found = logs(doc, body, known)
    starts = {link.start for link in found}
    names = [name for start, name in named(body, doc.scan) if start not in starts]
    log = led(found[:1], known)
    made = wording.pattern(found[0], [*names, *(log.labels if log else ())])
    if made or any(map(key, names)) or found[0].html:
        return made
    return wording.plain(wording.LABEL)


def _stop(body: str, end: int, entry: Entry) -> int:
    """Where what a line says of the paper ends: before the next paper's name, else its own end."""
    if entry.title and key(entry.title) in key(body):
        return len(body)
    depth = 0
    for at in range(end, len(body)):
        depth += (body[at] in "([") - (body[at] in ")]")
        found = _SEPARATOR.match(body, at) if not depth else None
        if found and len(_SEPARATOR.split(body[found.end() :])[0].split()) <= _FEW:
            return at
    return len(body)


def _around(doc: Document, example: str, known: Mapping[str, Entry]) -> tuple[str, str]:
    """What divides the log's link from what is before it, and closes behind it."""
    log = logs(doc, example, known)[0]
    links = doc.scan(example)
    at = links.index(log)
    divider = example[links[at - 1].end : log.start] if at else ""
    if not divider or not wording.generic(divider):
        found = re.search(r"[^\w*_]+$", example[: log.start])
        divider = found[0].lstrip(")]") if found else _DIVIDER
    closing = ")" if divider.count("(") > divider.count(")") else ""
    return divider, closing


def _lead(  # noqa: PLR0913, PLR0917  a stretch of the example, the others, and the log
    doc: Document,
    text: str,
    others: Sequence[str],
    entry: Entry,
    known: Mapping[str, Entry],
    old: Entry | None,
    *,
    alone: bool,
) -> str:
    """What stands before an item's first link: a day, the paper's name, or words of all items.

    With `alone` the link itself names the paper.
    """
    if wording.generic(text) or (others and all(other.startswith(text) for other in others)):
        return text
    whole = renamed(text, entry, old) if old else None
    if whole is not None:
        return whole
    samples = [(_DIVIDED.split(body)[0], led(doc.scan(body), known)) for body in others]
    parts, said = _DIVIDED.split(text), []
    for words, divider in zip(parts[::2], [*parts[1::2], ""], strict=True):
        days = form_of([words])
        if not words or wording.generic(words):
            new = words
        elif days:
            new = days.write(entry.due) if entry.due else ""
        elif WEEK.fullmatch(words):
            new = week(samples, entry.due) or ""
        else:
            new, alone = "" if alone else like(words, entry), True
        kept = new or not words
        said += [new, divider] if kept else [divider[len(divider.rstrip("*_")) :]]
    return "".join(said)
