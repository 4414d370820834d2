"""What a run of Markdown says: words and links, divided at its `<br>`.

Knows markdown-it's inline tokens and the few HTML tags that stand among them; not tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_BREAK = re.compile(r"</?br\s*/?>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^>]*?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>|)\]]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, or a link with its words."""

    text: str
    href: str | None = None
    strong: bool = False


Part = tuple[Piece, ...]  # what stands between two `<br>`


def pieces(tokens: list[Token]) -> Iterator[Piece | None]:
    """The pieces of inline tokens in order; None for a `<br>`."""
    href, label, struck, bold = None, "", 0, 0
    for token in tokens:
        opened = _opened(token)
        bold += (token.type == "strong_open") - (token.type == "strong_close")
        struck += (token.type == "s_open") - (token.type == "s_close")
        if opened:
            href, label = opened, ""
        elif token.type == "link_close" or token.content.lower() == "</a>":
            if not struck:
                yield Piece(label.strip(), href)
            href = None
        elif token.type == "html_inline" and _BREAK.fullmatch(token.content):
            yield None
        elif href is not None:
            label += token.content
        elif token.type in ("text", "code_inline") and not struck:
            yield from _linked(token.content, strong=bold > 0)
        elif token.type == "softbreak":
            yield Piece(" ")


def _opened(token: Token) -> str | None:
    """The address of a link that a token opens."""
    if token.type == "link_open":
        return str(token.attrGet("href") or "")
    if token.type == "html_inline" and (anchor := _ANCHOR.match(token.content)):
        return next(filter(None, anchor.groups()), "").replace("&amp;", "&")
    return None


def _linked(text: str, *, strong: bool) -> Iterator[Piece]:
    """A run of words, with the bare addresses in it as links (as GitHub shows them)."""
    at = 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(".,;:")
        if match.start() > at:
            yield Piece(text[at : match.start()], strong=strong)
        yield Piece(address, address)
        at = match.start() + len(address)
    if at < len(text):
        yield Piece(text[at:], strong=strong)
