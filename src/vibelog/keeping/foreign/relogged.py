"""A vibe log of vibelog's own, read back into what was asked and answered.

Knows the page that `markdown.render` writes. A question that a program suggested is given as the
model's words: it must never come back as the student's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibelog.core.text import squash
from vibelog.keeping.escaping import unescape
from vibelog.keeping.foreign.guarded import guarded
from vibelog.keeping.foreign.said import Foreign, Said
from vibelog.keeping.foreign.times import Reading, dated
from vibelog.keeping.matter import facts_in

FORM = "vibelog's own log"
_QUESTION = re.compile(r"## \d+\.(?: (.*))?")
_SUGGESTED = "*Suggested by vibelog.*"


def read(lines: Sequence[str]) -> Foreign | None:
    """The questions and answers of a vibe log; None for any other text."""
    front = facts_in("\n".join(lines))
    if "vibelog" not in front:
        return None
    said: list[Said] = []
    for block in _blocks(lines):
        question, below = _divided(block)
        answer = "\n".join(line for line in below if line != _SUGGESTED).strip("\n")
        said.append(Said("model" if _SUGGESTED in below else "student", question))
        said += [Said("model", answer)] if answer.strip() else []
    title, model = squash(front.get("title", "")), front.get("model", "")
    times = (Reading().iso(front.get(key, "")) for key in ("asked_from", "asked_to"))
    return Foreign(FORM, dated(said, *times), title=title, model=model)


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each question: its heading, and what stands below it."""
    held = guarded(lines)
    blocks: list[list[str]] = []
    inside = False
    for at, line in enumerate(lines):
        if not held[at] and _QUESTION.fullmatch(line):
            blocks.append([line])
            inside = True
        elif not held[at] and (line.startswith("## ") or line == "---"):
            inside = False
        elif inside:
            blocks[-1].append(line)
    return blocks


def _divided(block: Sequence[str]) -> tuple[str, list[str]]:
    """The question, in the heading or in the block quote below it; and the lines behind it."""
    heading = _QUESTION.fullmatch(block[0])
    if heading and heading[1]:
        return unescape(heading[1]), list(block[1:])
    start = next((at for at, line in enumerate(block) if line.startswith(">")), 1)
    end = start
    while end < len(block) and block[end].startswith(">"):
        end += 1
    words = (unescape(line[1:].removeprefix(" ").rstrip(" ")) for line in block[start:end])
    return "\n".join(words), list(block[end:])
