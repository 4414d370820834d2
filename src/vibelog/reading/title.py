"""What a paper is called: what page 1 says in the largest letters.

Knows the first page and the document information; nothing of sections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibelog.core.paper import Document, Line
from vibelog.core.text import fold, squash

_NEAR = 0.3  # points between sizes that count as one
_WORD = 3  # letters: less is a drop cap or a logo
_LONGEST = 300  # letters of a title
_STAMP = re.compile(r"(?i)arxiv:\s?\S+\s*\[")  # larger than many titles


def title_of(document: Document) -> str:
    """The paper's title: what is set largest on page 1.

    Give it the *cleaned* document, where the title's hyphens are mended. Where the document
    information says the same, its spelling is taken: titles are often printed in capitals. Where
    sizes do not tell, the document information, then the first line; "" for no text at all.
    """
    first = document.pages[0].lines if document.pages else ()
    lines = [line for line in first if not _STAMP.match(line.text)]
    printed = _largest(lines)
    told = squash(document.title or "")
    if told and (not printed or _letters(told) == _letters(printed)):
        return told
    return printed or next((squash(line.text) for line in lines), "")


def _largest(lines: Sequence[Line]) -> str:
    """The first run of lines set in the largest size that holds a word; "" where that is no title.

    Where all is set in one size, or no sizes are known, it is not.
    """
    wordy = [line for line in lines if len(re.findall(r"[^\W\d_]", line.text)) >= _WORD]
    size = max((line.size for line in wordy), default=0.0)
    run: list[str] = []
    for line in lines:
        if abs(line.size - size) <= _NEAR:
            run.append(line.text)
        elif run:
            break
    title = squash(" ".join(run))
    return title if size > 0 and len(title) <= _LONGEST else ""


def _letters(title: str) -> str:
    return re.sub(r"[\W_]", "", fold(title)[0])
