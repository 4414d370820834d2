"""The Markdown page that a log in another format would be, made again from what the file holds.

Knows lines and where in the file each comes from; no format. What is shown as words comes out
escaped, so that nothing in it can pass for a part of the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vibelog.core.text import squash
from vibelog.keeping.checking.own import CLAIM, SUGGESTED
from vibelog.keeping.escaping import escape
from vibelog.keeping.page import MADE

PLACED = re.compile(r"((?:[^“]+: )?)“([\s\S]+)” — p\. (\d+)")
_TRANSCRIPT = re.compile(r"Transcript: (sha256:[0-9a-f]{64} of the first \d+ bytes)")
_VERSION = re.compile(r"\bvibelog (\d\w*(?:[.+!-]\w+)*)")  # the page's last line, as PEP 440 has it
_DUE = re.compile(r"\bdue (\d{4}-\d{2}-\d{2})\b")
_TITLED = "Vibe log: "  # before the paper's title, where the log has no title of its own
_MISSING = "Not found in the paper: "

Place = tuple[int, str]  # a page, and the link that stands on it, or ""


@dataclass(slots=True)
class Remade:
    """A page of vibelog's, line by line."""

    lines: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)  # the file's line for each line

    def add(self, text: str, line: int) -> None:
        """A block that stands in this line of the file, and a blank line below it."""
        each = [*text.split("\n"), ""]
        self.lines += each
        self.origin += [line] * len(each)

    def headed(self, facts: Mapping[str, object]) -> tuple[str, tuple[int, ...]]:
        """The page below a front matter of these facts; and where each of its lines comes from."""
        written = (f"{key}: {json.dumps(value)}" for key, value in facts.items())
        head = ["---", *written, "---", ""]
        return "\n".join([*head, *self.lines]), (*(1 for _ in head), *self.origin)

    def question(self, number: str, words: str, line: int) -> None:
        """A question under its heading."""
        if "\n" in words or not words:
            self.add(f"## {number}.\n\n{_quoted(words)}", line)
        else:
            self.add(f"## {number}. {escape(words, starts=False)}", line)

    def pasted(self, where: str, excerpt: str, line: int) -> None:
        """What was pasted with the question; `where` is the line that says so."""
        apart = f"{excerpt}\n" if "above" in where else f"\n{excerpt}"
        self.add(f"<details><summary>{where}</summary>\n\n{_quoted(apart)}\n\n</details>", line)

    def section(self, title: str, line: int) -> None:
        """A section's heading."""
        self.add(f"---\n\n## {title}" if title == MADE else f"## {title}", line)

    def quote(self, words: str, places: Iterable[Place], line: int) -> None:
        """A quote of the paper's, on one of these pages."""
        where = " or ".join(_place(place) for place in places)
        said = f"> “{escape(squash(words), starts=False)}”"
        self.add(f"{said} — {where}" if where else said, line)

    def item(self, words: str, place: Place | None, line: int, *, below: bool = False) -> None:
        """An entry of a list; where it quotes a paper, `place` is where it says that stands."""
        found = PLACED.match(squash(words)) if place else None
        text = escape(squash(words))
        if found and place:
            who, quote = escape(found[1].rstrip()), escape(found[2], starts=False)
            text = f"{who}{' ' if who else ''}“{quote}” — {_place(place)}"
        self.add(f"{'  ' if below else ''}- {text}", line)

    def aside(self, words: str, line: int) -> bool:
        """A label, or what was not found in the paper; False when the words are neither."""
        line_of = squash(words)
        if line_of not in (SUGGESTED, CLAIM) and not line_of.startswith(_MISSING):
            return False
        self.add(f"*{escape(line_of)}*", line)
        return True


def facts(title: str, below: str, link: str, everything: str) -> dict[str, str] | None:
    """What the front matter would say; None where no log of vibelog's is proved by its colophon.

    Given are the heading, the line of facts below it, the link of the paper, and all the text.
    """
    transcript = _TRANSCRIPT.search(everything)
    version = _VERSION.search(everything, transcript.end()) if transcript else None
    if not version or not transcript:
        return None
    first, _, _ = below.partition(" · ")
    own = title.removeprefix(_TITLED) if title.startswith(_TITLED) else first
    due = _DUE.search(below)
    known = {"title": squash(own), "link": link, "due": due[1] if due else ""}
    return {**known, "transcript": transcript[1], "spacing": "loose", "vibelog": version[1]}


def _quoted(words: str) -> str:
    return "\n".join(f"> {escape(line)}".rstrip() for line in words.split("\n"))


def _place(place: Place) -> str:
    page, link = place
    return f"[p. {page}]({link})" if link and not re.search(r"[()\s]", link) else f"p. {page}"
