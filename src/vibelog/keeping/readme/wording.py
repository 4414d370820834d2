"""The words and the form of a link to a log, as the student writes them.

Knows links and the papers' names beside them; not where they stand. A form is a link's Markdown
(or HTML) with marks for what differs from log to log.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from html import escape as quoted

from vibelog.keeping.readme.entry import Entry, key, shown
from vibelog.keeping.readme.links import Link, chat, local
from vibelog.keeping.readme.vocabulary import LOG_SIGNS, LOG_WORDS

LABEL, FILE, STEM, PATH, _TARGET = "\0label\0", "\0file\0", "\0stem\0", "\0path\0", "\0target\0"
SECOND = f"{LABEL} vibe log"  # beside a link that has the usual words already
_GENERIC = re.compile(
    rf"(?:{LOG_WORDS}|links?|here|chatgpt|gpt"
    r"|claude|gemini|ai|md|view|read|open|see|my|the|with|for|full|discussion|dialogue|history"
    r"|session|reviews?|summary|summaries|entry|file|click|to|paper|pdf|arxiv|and|of|q\s*&\s*a"
    rf"|it|this|questions|{LOG_SIGNS}|[^\w]|_)*",
    re.IGNORECASE,
)
_PICTURE = re.compile(r":[a-z0-9_+-]+:")  # GitHub's way to write one
_PROVIDER = re.compile(r"gpt|claude|gemini|copilot|perplexity|grok|deepseek", re.IGNORECASE)
_OPENING = re.compile(r"(?:[^\w\s|,;.:/&+<>()\[\]·•–—\\*_~`'\"-]+ ?)?(?:\*{1,3}|_{1,3}|~~)?$")


def generic(text: str) -> bool:
    """Whether a text holds nothing about one paper: `Vibe log`, `here`, `) – `."""
    return _GENERIC.fullmatch(_PICTURE.sub("", text)) is not None


def plain(text: str) -> str:
    """The form of a Markdown link with this text."""
    return f"[{text}]({_TARGET})"


def html(text: str) -> str:
    """The form of a link in HTML with this text."""
    return f'<a href="{_TARGET}">{text}</a>'


def pattern(link: Link, names: Sequence[str]) -> str | None:
    """A link with the paper's name (or its file's) taken out; None when it is of no form.

    `names` are the papers' names that stand beside the link.
    """
    text = _words(link, names)
    if text is None:
        return None
    start = "./" if link.href.startswith("./") else ""
    if link.html:
        opening = link.html[: link.html.index(">") + 1]
        opening = re.sub(
            r"(href\s*=\s*)([\"']).*?\2",
            rf"\1\g<2>{start}{_TARGET}\2",
            opening,
            flags=re.IGNORECASE,
        )
        return f"{opening}{text}</a>"
    return f"[{text}]({start}{_TARGET})"


def _words(link: Link, names: Sequence[str]) -> str | None:
    text, file = link.text, posixpath.basename(local(link.href) or "")
    stem, ending = posixpath.splitext(file)
    if chat(link.href) and _PROVIDER.search(text):
        return None  # it would say of our file that it is a chat there
    if ending and text.strip("`") == file:
        return text.replace(file, FILE)
    if ending and posixpath.normpath(text.strip("`") or ".") == local(link.href):
        return text.replace(text.strip("`"), PATH)
    if stem and text.strip("`") == stem and key(stem) not in map(key, names):
        return text.replace(stem, STEM)
    for name in sorted(filter(key, names), key=len, reverse=True):
        at = text.lower().find(name.lower())
        if at >= 0:
            return f"{text[:at]}{LABEL}{text[at + len(name) :]}"
    return text if text.strip() and generic(text) else None


def dressed(cell: str, link: Link) -> tuple[str, str]:
    """What belongs to a link in its cell, before and behind it: emphasis, a picture."""
    found = _OPENING.search(cell[: link.start])
    before = found[0] if found else ""
    mark = before.rpartition(" ")[2].strip()
    mark = mark if set(mark) <= set("*_~") else ""
    if mark and not cell[link.end :].startswith(mark):
        return before.removesuffix(mark), ""
    return before, mark


def usual(patterns: Sequence[str | None], default: str) -> str:
    """The form that occurs most, the later of two that occur as often; else one of these words."""
    found = [each for each in reversed(patterns) if each is not None]
    found = [each for each in found if SECOND not in each] or found
    return Counter(found).most_common(1)[0][0] if found else plain(default)


def link(
    form: str, entry: Entry, label: str, beside: Sequence[Link] = (), *, alike: bool = False
) -> str:
    """A link to the log; where `beside` has the same words already, it says what it is.

    `label` is the paper's name as Markdown. With `alike` the same words stand beside each other
    in other places too.
    """
    made = _made(form, entry, label)
    words = _text(made)
    there = [other for other in beside if other.text.lower() == words.lower()]
    if not there or alike:
        return made
    if any(local(other.href) is None for other in there):
        return _made(plain(SECOND), entry, label)
    taken, count = {other.text for other in beside}, 2
    while f"{words} {count}" in taken:
        count += 1
    return made.replace(words, f"{words} {count}", 1)


def _made(form: str, entry: Entry, label: str) -> str:
    file = posixpath.basename(entry.path)
    target = quoted(entry.target) if "<a " in form.lower() else entry.target
    if entry.path.startswith("../"):
        form = form.replace(f"./{_TARGET}", _TARGET)
    return (
        form.replace(LABEL, label)
        .replace(FILE, shown(file))
        .replace(STEM, shown(posixpath.splitext(file)[0]))
        .replace(PATH, shown(entry.path))
        .replace(_TARGET, target)
    )


def _text(made: str) -> str:
    """The words of a link as it was made."""
    found = re.search(r"\[(.*)\]\([^()]*\)|>(.*?)</a>", made, re.DOTALL)
    return (found[1] or found[2] or "") if found else ""
