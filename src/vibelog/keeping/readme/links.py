"""Links of a README: found in a line of Markdown, and where they lead.

Knows Markdown's inline links and addresses; no paper and no log.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from vibelog.keeping.checking.naming import named_as_log

_INLINE = re.compile(
    r"(?<!\\)(?P<image>!?)\[(?P<text>(?:\\.|[^\[\]\\])*)\]"
    r"\(\s*(?P<href><[^<>\n]*>|(?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    r"|(?P<bare><?https?://[^\s<>()|\"']+(?<![.,;:!?*_~])>?)"
    r"|<a\s[^<>]*?\bhref\s*=\s*(?P<quote>[\"'])(?P<html>[^\"'<>]*)(?P=quote)[^<>]*>(?P<words>.*?)</a\s*>"
    r"|\[(?P<named>(?:\\.|[^\[\]\\])+)\](?:\[(?P<label>[^\[\]]*)\])?(?![(:\[])",
    re.IGNORECASE,
)
_LITERAL = re.compile(r"(?P<ticks>(?<!`)`+(?!`)).+?(?<!`)(?P=ticks)(?!`)|<!--.*?-->")
_CHATS = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:chatgpt\.com|openai\.com|claude\.ai|gemini\.google\.com|g\.co"
    r"|copilot\.microsoft\.com|perplexity\.ai|grok\.com|deepseek\.com|poe\.com|you\.com"
    r"|aistudio\.google\.com|notebooklm\.google\.com|mistral\.ai|sharegpt\.com)/",
    re.IGNORECASE,
)
_FILES = (".md", ".markdown", ".txt", ".html", ".docx", ".ipynb")
_GITHUB = re.compile(r"/(?:blob|raw|tree)/[^/]+/(.+)$")


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a line, by its place there; an address that stands alone has no text."""

    start: int
    end: int
    text: str  # Markdown
    href: str  # as it is written
    html: str = ""  # the link as HTML, where it is that


def scan(line: str, references: Mapping[str, str] = MappingProxyType({})) -> list[Link]:
    """The links in one line of Markdown, in order; not those in code, comments or images.

    `references` are the addresses that the README defines (`[1]: https://…`), by their labels.
    """
    masked = _LITERAL.sub(lambda match: "\0" * len(match[0]), line)
    found = []
    for match in _INLINE.finditer(masked):
        href = _href(match, references)
        if href is None or match["image"] or "\0" in href:
            continue
        words = next(name for name in ("text", "words", "named", "bare") if match[name] is not None)
        text = "" if words == "bare" else line[slice(*match.span(words))]
        found.append(Link(match.start(), match.end(), text, href, _html(match)))
    return found


def label(text: str) -> str:
    """What two spellings of a reference's label share."""
    return " ".join(text.split()).lower().upper()  # as markdown-it has it


def decoded(href: str) -> str:
    """An address without its escapes."""
    return unquote(href, errors="surrogateescape")


def local(href: str) -> str | None:
    """The path, relative to the README, that a link leads to; None where it leads elsewhere.

    >>> local("./vibe-logs/GEPA%20review.md#top"), local("https://arxiv.org/abs/2310.03714")
    ('vibe-logs/GEPA review.md', None)
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return posixpath.normpath(decoded(parts.path).lstrip("/"))


def leads(href: str, path: str) -> bool:
    """Whether a link leads to the file at `path`: relative to the README, or on GitHub's pages."""
    if (here := local(href)) is not None:
        return here == posixpath.normpath(path)
    found = _GITHUB.search(decoded(href.partition("#")[0].partition("?")[0]))
    if not found or not href.lower().startswith(("https://", "http://")):
        return False
    return posixpath.normpath(found[1]) == re.sub(r"^(?:\.\./)+", "", posixpath.normpath(path))


def chat(href: str) -> bool:
    """Whether a link is one to a chat on a provider's pages."""
    return _CHATS.match(href) is not None


def to_log(href: str, paths: Collection[str]) -> bool:
    """Whether a link leads to what may be a log: a chat, or a file named or placed like one.

    `paths` are those of logs that are known.
    """
    here = local(href)
    if here is None:
        return chat(href) or any(leads(href, path) for path in paths)
    folder, suffix = posixpath.dirname(here), posixpath.splitext(here)[1].lower()
    if here in paths or (folder and folder in {posixpath.dirname(path) for path in paths}):
        return True
    return suffix in _FILES and named_as_log(PurePosixPath(here))


def neighbour(links: Sequence[Link], path: str) -> bool:
    """Whether links lead to a file in the same folder as the one at `path`."""
    there = (local(link.href) for link in links)
    return any(here and posixpath.dirname(here) == posixpath.dirname(path) for here in there)


def _href(match: re.Match[str], references: Mapping[str, str]) -> str | None:
    """The address that a match holds, without its brackets and escapes; None: it is no link."""
    if match["named"] is not None:
        return references.get(label(match["label"] or match["named"]))
    if match["html"] is not None:
        return unescape(match["html"])
    href = match["href"] or match["bare"]
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", href.strip("<>"))


def _html(match: re.Match[str]) -> str:
    return match[0] if match["html"] is not None else ""
