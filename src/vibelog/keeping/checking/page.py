"""A log's text as what it says: questions, answers and quotes, each with the line it stands in.

Reads vibelog's own pages (`own`) and, through `foreign`, what was copied from other tools. Knows no
paper and no transcript; nothing here says what is right.
"""

from __future__ import annotations

from dataclasses import dataclass

from vibelog.keeping.checking import own
from vibelog.keeping.checking.said import Asked, Page, Quoted, Stretch
from vibelog.keeping.foreign.debris import cleaned, debris_in
from vibelog.keeping.foreign.forms import parse
from vibelog.keeping.matter import facts_in

__all__ = ["Asked", "Page", "Quoted", "Stretch", "read"]


def read(text: str) -> Page:
    r"""The page of a log's text, whose line ends are `\n`."""
    facts = facts_in(text)
    if "vibelog" in facts:
        return own.read(text, facts)
    found = parse(text)
    if found is None:
        return Page(facts, is_log=False)
    finder = _Finder(text)
    lines = [(said, finder.line(said.text)) for said in found.said]
    debris = [
        (kind, line + at - 1) for said, line in lines for kind, at in debris_in(said.text, said.by)
    ]
    return Page(
        facts,
        asked=tuple(
            Asked(words, line)
            for said, line in lines
            if said.by == "student" and (words := cleaned(said.text, "student").strip())
        ),
        answers=tuple(Stretch(said.text, line) for said, line in lines if said.by == "model"),
        debris=tuple(debris),
        linked=not found.said and bool(found.link),
    )


@dataclass(slots=True)
class _Finder:
    """Finds the line of one stretch after the other."""

    text: str
    at: int = 0

    def line(self, stretch: str) -> int:
        """The line where the stretch begins, from where the last one was found on."""
        first = next((line for line in stretch.split("\n") if line.strip()), "")
        found = self.text.find(first, self.at)
        self.at = found + len(first) if found >= 0 else self.at
        return 1 + self.text.count("\n", 0, max(found, 0))
