"""Markdown, as far as what is prose in it and what is code or a formula.

Knows characters only. Rules about prose (quotes, page marks) must not touch code and formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_NO_PROSE = re.compile(
    r"(?P<fence>^ {0,3}(?P<mark>```+|~~~+).*?(?:^ {0,3}(?P=mark)[`~]*[ \t]*$|\Z))"
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\n).)+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<formula>\$\$.+?\$\$|\\\[.+?\\\]|\\\(.+?\\\)|(?<![\\$\w])\$(?=\S)[^$\n]*?\S\$(?![\w$])"
    r"|(?<![\\$\w])\$[^$\s]\$(?![\w$]))",
    re.DOTALL | re.MULTILINE,
)


def in_prose(text: str, change: Callable[[str], str]) -> str:
    """The text with `change` applied to each stretch that is neither code nor a formula.

    >>> in_prose("a `b` $c$ d", str.upper)
    'A `b` $c$ D'
    """
    return _joined(text, change, lambda match: match[0])


def literal_formulas(text: str) -> str:
    r"""The text with formulas escaped, so that Markdown shows them as they were written.

    >>> literal_formulas(r"$a_i * b_j$")
    '\\$a\\_i \\* b\\_j\\$'
    """

    def kept(match: re.Match[str]) -> str:
        if match["formula"] is None:
            return match[0]
        return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", match[0])

    return _joined(text, lambda prose: prose, kept)


def no_prose(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch that is code or a formula."""
    return [match.span() for match in _NO_PROSE.finditer(text)]


def blocks(text: str) -> list[str]:
    """The blocks of the text: what blank lines divide, code kept whole.

    A block that ends in a colon, or is a heading, goes with the one behind it.
    """
    found: list[str] = []
    for block in _divided(text):
        if found and (found[-1].endswith((":", ":**", ":*")) or _heading(found[-1])):
            found[-1] += f"\n\n{block}"
        else:
            found.append(block)
    return found


def _divided(text: str) -> list[str]:
    """What blank lines outside of code divide."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"\x00{len(hidden) - 1}\x00"

    divided = re.split(r"\n[ \t]*\n\s*", _NO_PROSE.sub(hide, text).strip())
    shown = [re.sub(r"\x00(\d+)\x00", lambda m: hidden[int(m[1])], part) for part in divided]
    return [part for part in shown if part.strip()]


def _heading(block: str) -> bool:
    return re.fullmatch(r"#{1,6} [^\n]*", block) is not None


def _joined(text: str, prose: Callable[[str], str], other: Callable[[re.Match[str]], str]) -> str:
    parts, at = [], 0
    for match in _NO_PROSE.finditer(text):
        parts += [prose(text[at : match.start()]), other(match)]
        at = match.end()
    return "".join([*parts, prose(text[at:])])
