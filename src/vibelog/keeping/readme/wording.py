"""The words of a link to a log, as the student writes them.

Knows link texts and the papers' names beside them; not where they stand.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence

from vibelog.keeping.readme.entry import Entry, key, shown
from vibelog.keeping.readme.links import chat, local

LABEL, FILE, STEM = "\0label\0", "\0file\0", "\0stem\0"
SECOND = f"{LABEL} vibe log"  # beside a link that has the usual words already
_GENERIC = re.compile(
    r"(?:vibes?|logs?|vibelogs?|notes?|chats?|links?|here|transcripts?|conversations?|chatgpt|gpt"
    r"|claude|gemini|ai|md|view|read|open|see|my|the|with|for|full|discussion|dialogue|history"
    r"|session|reviews?|summary|summaries|entry|file|click|to|paper|pdf|arxiv|and|of|q\s*&\s*a"
    r"|questions|[^\w]|_)*",
    re.IGNORECASE,
)
_PROVIDER = re.compile(r"gpt|claude|gemini|copilot|perplexity|grok|deepseek", re.IGNORECASE)


def generic(text: str) -> bool:
    """Whether a text holds nothing about one paper: `Vibe log`, `here`, `) – `."""
    return _GENERIC.fullmatch(text) is not None


def pattern(text: str, href: str, names: Sequence[str]) -> str | None:
    """A link's text with the paper's name (or its file's) taken out; None when it is of no form.

    `names` are the papers' names that stand beside the link.
    """
    file = posixpath.basename(local(href) or "")
    stem, ending = posixpath.splitext(file)
    if chat(href) and _PROVIDER.search(text):
        return None  # it would say of our file that it is a chat there
    if ending and text.strip("`") == file:
        return text.replace(file, FILE)
    if stem and text.strip("`") == stem and key(stem) not in map(key, names):
        return text.replace(stem, STEM)
    for name in sorted(filter(key, names), key=len, reverse=True):
        at = text.lower().find(name.lower())
        if at >= 0:
            return f"{text[:at]}{LABEL}{text[at + len(name) :]}"
    return text if text.strip() and generic(text) else None


def usual(patterns: Sequence[str | None], default: str) -> str:
    """The pattern that occurs most, the later of two that occur as often."""
    found = [each for each in reversed(patterns) if each is not None]
    found = [each for each in found if each != SECOND] or found
    return Counter(found).most_common(1)[0][0] if found else default


def link(form: str, entry: Entry, label: str, beside: str = "") -> str:
    """A link to the log; where `beside` has the same words already, it says what it is.

    `label` is the paper's name as Markdown.
    """
    file = posixpath.basename(entry.path)
    text = (
        form.replace(LABEL, label)
        .replace(FILE, shown(file))
        .replace(STEM, shown(posixpath.splitext(file)[0]))
    )
    if f"[{text}](".lower() in beside.lower():
        text = SECOND.replace(LABEL, label)
    return f"[{text}]({entry.target})"
