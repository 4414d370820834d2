"""What can be mended in a log without asking anybody: debris and private data.

Knows texts; who reads and writes the file is another's business. No word of a question or answer
is changed, but for what is debris or private.
"""

from __future__ import annotations

import difflib

from vibelog.keeping.checking.page import read
from vibelog.keeping.foreign.debris import cleaned
from vibelog.keeping.foreign.forms import parse
from vibelog.keeping.matter import facts_in
from vibelog.keeping.privacy import redacted

_INLINE = ("citation", "private-use", "tracking")  # kinds of debris inside a line of words
_BELOW = "\n\nEnd."  # keeps the line from being an answer's last, which may be an offer


def mended(text: str, public: str = "") -> str:
    r"""The text (line ends `\n`) without debris in its turns and without private data.

    What stands in `public` (the paper's own text) is not private.
    """
    own = "vibelog" in facts_in(text)
    text = _without_marks(text) if own else _without_debris(text)
    return redacted(text, public)[0]


def difference(before: str, after: str, name: str) -> str:
    """The change as a unified diff; empty where there is none."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), name, f"{name} (mended)", lineterm=""
    )
    return "\n".join(lines)


def _without_marks(text: str) -> str:
    """A page of vibelog's own without the debris in its answers.

    Lines with quotation marks are left to the student: the paper's words stand in them.
    """
    lines = text.split("\n")
    for kind, at in sorted(set(read(text).debris), key=lambda mark: -mark[1]):
        line = lines[at - 1]
        if kind not in _INLINE:
            del lines[at - 1 : at + (lines[at : at + 1] == [""])]
        elif "“" not in line:
            lines[at - 1] = cleaned(f"{line}{_BELOW}", "model").removesuffix(_BELOW)
    return "\n".join(lines)


def _without_debris(text: str) -> str:
    """The text with each turn cleaned where it stands; all else stays as it is."""
    found = parse(text)
    parts, at = [], 0
    for said in found.said if found else ():
        begins = text.find(said.text, at) if said.text else -1
        if begins < 0:
            continue
        parts += [text[at:begins], cleaned(said.text, said.by)]
        at = begins + len(said.text)
    return "".join([*parts, text[at:]])
