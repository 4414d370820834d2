"""The quotes of a vibe log, read back from its Markdown, to see whether one was changed.

Knows the page that `markdown.render` writes; not the paper.
"""

from __future__ import annotations

import re

from vibelog.core.text import squash
from vibelog.keeping.escaping import writable
from vibelog.keeping.markdown import outside_code

_CONNECTED = re.compile(r" +- [^“]+: (“.+” — .+)")  # under Connections


def quotes_in(markdown: str) -> list[tuple[str, str]]:
    """Each quote with its page on one line, behind whose it is: `of question 3`.

    A quote is a paragraph of a block quote (a question of several lines is one, too), or an item
    below another paper's title.
    """
    found: list[tuple[str, str]] = []
    where, quote = "before the questions", list[str]()
    for _, line in [*outside_code(writable(markdown).split("\n")), (0, "")]:
        text = line[1:].strip() if line.startswith(">") else ""
        if quote and not text:
            found.append((where, squash(" ".join(quote))))
            quote.clear()
        if text:
            quote.append(text)
        elif heading := re.fullmatch(r"## (?:(\d+)\..*|(.*))", line):
            where = f"of question {heading[1]}" if heading[1] else f"under {heading[2]}"
        elif item := _CONNECTED.fullmatch(line):
            found.append((where, squash(item[1])))
    return found
