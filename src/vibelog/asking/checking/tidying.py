"""An answer's Markdown without false quotes and unchecked pages, everything else as it was.

`core.review.clean` is for what a model writes for vibelog, and takes block quotes for quotes; here
the answer is another tool's, and its block quotes and code stay. Knows Markdown and passages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from vibelog.core.markup import no_prose
from vibelog.core.paper import Passage
from vibelog.core.review import clean, unheld
from vibelog.core.text import plain

_Kind = Literal["code", "quote", "prose"]
_MARK = re.compile(r" {0,3}> ?")
_DEEPEST = 8  # block quotes inside one another that are told apart; nobody writes more than two


def tidied(text: str, passages: Sequence[Passage], depth: int = 0) -> tuple[str, list[str]]:
    """The text in which only what stands in a passage is quoted, and the quotes that do not.

    Page references go, as nobody looked them up. Lines of code and formulas keep their letters,
    lines of a block quote their mark.
    """
    refused: list[str] = []
    parts: list[str] = []
    for kind, part in _stretches(plain(text).strip(), quotes=depth < _DEEPEST):
        if kind == "code":
            parts.append(part)
        elif kind == "quote":
            inside = "\n".join(_MARK.sub("", line, count=1) for line in part.split("\n"))
            shown, false = tidied(inside, passages, depth + 1)
            quoted = "\n".join(f"> {line}".rstrip() for line in shown.split("\n"))
            parts.append(quoted)
            refused += [*false, *(unheld(quoted, passages) if not false and depth == 0 else [])]
        else:
            bare = part.strip()
            shown, false = clean(bare, passages)
            before, _, after = part.partition(bare) if bare else ("", "", part)
            parts.append(f"{before}{shown}{after}")
            refused += false
    return "\n".join(parts), refused


def _stretches(text: str, *, quotes: bool) -> list[tuple[_Kind, str]]:
    """The text's lines, those of one kind that follow each other together."""
    code = [span for span in no_prose(text) if "\n" in text[slice(*span)]]
    kinds: list[tuple[_Kind, str]] = []
    at = 0
    for line in text.split("\n"):
        hidden = any(start < at + len(line) and at < end for start, end in code)
        marked = quotes and _MARK.match(line)
        kinds.append(("code" if hidden else "quote" if marked else "prose", line))
        at += len(line) + 1
    return [
        (kind, "\n".join(line for _, line in run))
        for kind, run in groupby(kinds, key=lambda each: each[0])
    ]
