"""A conversation kept as text, in any of the forms that students' logs take, read into turns.

`parse` knows the forms; not what is a question, what is debris, or what is private. `written` is
the way back: Markdown in the form of the commonest exporter, which `parse` reads to the letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from vibelog.keeping.foreign import exported, numbered, relogged
from vibelog.keeping.foreign.guarded import guarded
from vibelog.keeping.foreign.headers import (
    FOOTER,
    RULE,
    SHARED,
    TITLE,
    header,
    is_fact,
    times_in,
    trimmed,
    user_lines,
    when,
)
from vibelog.keeping.foreign.markers import Marker, find
from vibelog.keeping.foreign.said import Foreign, Said
from vibelog.keeping.foreign.times import Reading, dated, stamped

__all__ = ["parse", "written"]

written = exported.written

LINK_ONLY = "link only"
_EXPORTER = "ChatGPT Exporter"

_FEW_WORDS = 12  # beside a bare link; with more, the file says something of its own


def parse(text: str) -> Foreign | None:
    """The conversation that a text file holds; None when it is no transcript.

    Recognised are vibelog's own logs and exports, the forms with a marker before each turn, a
    first turn without one, questions numbered by hand, an exporter's empty log and a bare link
    (form "link only"); the last two have no turns. Blank lines around a turn belong to the form.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own = exported.read(lines) or relogged.read(lines)
    if own:
        return own
    heads = user_lines(lines)
    turns = find(["" if at in heads else line for at, line in enumerate(lines)])
    if turns:
        return _conversation(lines, turns, heads)
    return numbered.read(lines) or _without_turns(lines)


def _conversation(lines: Sequence[str], turns: Sequence[Marker], heads: set[int]) -> Foreign:
    stops = sorted({marker.line for marker in turns} | heads | {len(lines)})
    ends = [next(stop for stop in stops if stop > marker.line) for marker in turns]
    reading = Reading.of(times_in(lines))
    said = [
        _said(marker, [marker.rest, *lines[marker.line + 1 : end]], reading, headed=end in heads)
        for marker, end in zip(turns, ends, strict=True)
    ]
    facts, rest = header(lines[: turns[0].line])
    form = _named(turns)
    said = _unruled(said)
    parts = _parts(lines, turns, said, heads)
    if turns[0].by == "model" and rest:
        parts[0][1].insert(0, Said("student", rest))
        form += ", first turn without a marker"
    found = [turn for head, part in parts for turn in dated(part, *when(head, reading))]
    return replace(facts, form=form, said=tuple(found))


def _parts(
    lines: Sequence[str], turns: Sequence[Marker], said: Sequence[Said], heads: set[int]
) -> list[tuple[Sequence[str], list[Said]]]:
    """The exports that follow one another in a file: the lines of each one's header, its turns."""
    parts: dict[int, tuple[Sequence[str], list[Said]]] = {}
    for marker, turn in zip(turns, said, strict=True):
        start = max((head for head in heads if head < marker.line), default=0)
        head = lines[start if parts else 0 : marker.line]
        parts.setdefault(start, (head, []))[1].append(turn)
    return list(parts.values())


def _named(turns: Sequence[Marker]) -> str:
    """The form in words: the markers that the file uses most, the student's first."""
    labels = [
        Counter(m.label for m in turns if m.by == by).most_common(1) for by in ("student", "model")
    ]
    mixed = ", mixed" if len({marker.family for marker in turns}) > 1 else ""
    return " / ".join(label[0][0] for label in labels if label) + mixed


def _said(marker: Marker, block: list[str], reading: Reading, *, headed: bool) -> Said:
    """One turn from its lines: an exporter's time before it and footer behind it taken off.

    `headed` says that another export's header follows, whose title is the block's last line.
    """
    if headed:
        while block and (not block[-1].strip() or TITLE.fullmatch(block[-1])):
            block.pop()
    held = guarded(block)
    for at, line in enumerate(block):
        if not held[at] and FOOTER.fullmatch(line):
            block = block[:at]
            while block and (not block[-1].strip() or RULE.fullmatch(block[-1])):
                block.pop()
            break
    text = trimmed(block)
    if marker.family == "heading":
        first, _, rest = text.partition("\n")
        if rest.strip() and stamped(first):
            return Said(marker.by, trimmed(rest.split("\n")), reading.iso(first))
    return Said(marker.by, text)


def _unruled(said: Sequence[Said]) -> list[Said]:
    """The turns without the rule that divides them, where one ends every turn of a speaker's."""
    found = list(said)
    for by in ("student", "model"):
        inner = [turn for turn in found[:-1] if turn.by == by]
        if inner and all(_rule_ends(turn.text) for turn in inner):
            found = [
                replace(turn, text=trimmed(turn.text.split("\n")[:-1]))
                if turn.by == by and _rule_ends(turn.text)
                else turn
                for turn in found
            ]
    return found


def _rule_ends(text: str) -> bool:
    lines = text.split("\n")
    return RULE.fullmatch(lines[-1]) is not None and (len(lines) == 1 or not lines[-2].strip())


def _without_turns(lines: Sequence[str]) -> Foreign | None:
    """An empty log of an exporter's, or a bare link; None for any other text."""
    facts, rest = header(lines)
    exported_by = any(FOOTER.fullmatch(line) for line in lines) or sum(map(is_fact, lines)) >= len(
        ("User", "Link")
    )
    if exported_by and not rest:
        return replace(facts, form=_EXPORTER)
    link = facts.link or next(iter(SHARED.findall(rest)), "")
    words = re.findall(r"\w+", SHARED.sub(" ", rest))
    if link and len(words) <= _FEW_WORDS:
        return replace(facts, form=LINK_ONLY, link=link)
    return None
