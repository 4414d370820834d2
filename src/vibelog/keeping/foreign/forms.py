"""A conversation kept as text, in any of the forms that students' logs take, read into turns.

`parse` knows the forms; not what is a question, what is debris, or what is private. `written` is
the way back: Markdown in the form of the commonest exporter, which `parse` reads to the letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from vibelog.keeping.foreign import exported, relogged
from vibelog.keeping.foreign.guarded import guarded
from vibelog.keeping.foreign.markers import Marker, find, held_lines
from vibelog.keeping.foreign.said import Foreign, Said

__all__ = ["parse", "written"]

written = exported.written

LINK_ONLY = "link only"
_EXPORTER = "ChatGPT Exporter"

_SHARED = re.compile(
    r"https?://(?:www\.)?(?:chatgpt\.com|chat\.openai\.com|claude\.ai|gemini\.google\.com"
    r"|g\.co/gemini|copilot\.microsoft\.com|grok\.com|chat\.deepseek\.com|(?:www\.)?perplexity\.ai"
    r"|poe\.com)/[^\s<>()\[\]\"']+"
)
_FACT = re.compile(
    r" {0,3}\*\*(User|Created|Updated|Exported|Link|Model)(?::\*\*|\*\*:)[ \t]*(.*?)\s*"
)
_MAILED = re.compile(r".*\([^()\s]+@[^()\s]+\)\s*")
_FOOTER = re.compile(r" {0,3}(?:Powered by|Exported (?:by|with|from)) \[?ChatGPT Exporter\b.*")
_RULE = re.compile(r"\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*")
_TITLE = re.compile(r"#\s+(.*?)\s*")
_STAMP = re.compile(
    r"\s*(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4}),?[ T](\d{1,2}:\d{2}(?::\d{2})?)(?: ?[AP]M)?\s*"
)
_FEW_WORDS = 12  # beside a bare link; with more, the file says something of its own


def parse(text: str) -> Foreign | None:
    """The conversation that a text file holds; None when it is no transcript.

    Recognised are vibelog's own logs and exports, the forms with a marker before each turn, a
    first turn without one, an exporter's empty log and a bare link (form "link only"); the last
    two have no turns. Blank lines around a turn belong to the form.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own = exported.read(lines) or relogged.read(lines)
    if own:
        return own
    heads = _heads(lines)
    turns = find(["" if at in heads else line for at, line in enumerate(lines)])
    return _conversation(lines, turns, heads) if turns else _without_turns(lines)


def _conversation(lines: Sequence[str], turns: Sequence[Marker], heads: set[int]) -> Foreign:
    stops = sorted({marker.line for marker in turns} | heads | {len(lines)})
    ends = [next(stop for stop in stops if stop > marker.line) for marker in turns]
    said = [
        _said(marker, [marker.rest, *lines[marker.line + 1 : end]], headed=end in heads)
        for marker, end in zip(turns, ends, strict=True)
    ]
    facts, rest = _header(lines[: turns[0].line])
    form = _named(turns)
    if turns[0].by == "model" and rest:
        said.insert(0, Said("student", rest))
        form += ", first turn without a marker"
    return replace(facts, form=form, said=tuple(_unruled(said)))


def _named(turns: Sequence[Marker]) -> str:
    """The form in words: the markers that the file uses most, the student's first."""
    labels = [
        Counter(m.label for m in turns if m.by == by).most_common(1) for by in ("student", "model")
    ]
    mixed = ", mixed" if len({marker.family for marker in turns}) > 1 else ""
    return " / ".join(label[0][0] for label in labels if label) + mixed


def _said(marker: Marker, block: list[str], *, headed: bool) -> Said:
    """One turn from its lines: an exporter's time before it and footer behind it taken off.

    `headed` says that another export's header follows, whose title is the block's last line.
    """
    if headed:
        while block and (not block[-1].strip() or _TITLE.fullmatch(block[-1])):
            block.pop()
    held = guarded(block)
    for at, line in enumerate(block):
        if not held[at] and _FOOTER.fullmatch(line):
            block = block[:at]
            while block and (not block[-1].strip() or _RULE.fullmatch(block[-1])):
                block.pop()
            break
    text = _trimmed(block)
    if marker.family == "heading":
        first, _, rest = text.partition("\n")
        if rest.strip() and _STAMP.fullmatch(first):
            return Said(marker.by, _trimmed(rest.split("\n")), _iso(first))
    return Said(marker.by, text)


def _iso(stamp: str) -> str:
    """An exporter's time in ISO 8601; "" where day and month cannot be told apart."""
    match = _STAMP.fullmatch(stamp)
    year_digits = 4
    if not match or len(match[1]) != year_digits or stamp.rstrip().endswith("M"):
        return ""
    clock = match[4].rjust(5, "0") if match[4].count(":") == 1 else match[4].rjust(8, "0")
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}T{clock}"


def _trimmed(block: Sequence[str]) -> str:
    """The lines as one text, without blank lines around it."""
    lines = list(block)
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def _unruled(said: Sequence[Said]) -> list[Said]:
    """The turns without the rule that divides them, where one ends every turn of a speaker's."""
    found = list(said)
    for by in ("student", "model"):
        inner = [turn for turn in found[:-1] if turn.by == by]
        if inner and all(_rule_ends(turn.text) for turn in inner):
            found = [
                replace(turn, text=_trimmed(turn.text.split("\n")[:-1]))
                if turn.by == by and _rule_ends(turn.text)
                else turn
                for turn in found
            ]
    return found


def _rule_ends(text: str) -> bool:
    lines = text.split("\n")
    return _RULE.fullmatch(lines[-1]) is not None and (len(lines) == 1 or not lines[-2].strip())


def _heads(lines: Sequence[str]) -> set[int]:
    """The lines `**User:** Name (mail)` of exporters' headers, which are no turns.

    Told from a question by what follows: another fact of the header, its footer, the first
    prompt; behind a mail address, also the end of the file.
    """
    held = held_lines(lines)
    found: set[int] = set()
    following = ""
    for at in range(len(lines) - 1, -1, -1):
        fact = None if held[at] else _FACT.fullmatch(lines[at])
        if fact and fact[1] == "User" and fact[2]:
            mailed = _MAILED.fullmatch(fact[2]) is not None
            if _of_exporter(following) or (mailed and _RULE.fullmatch(following or "---")):
                found.add(at)
        if lines[at].strip():
            following = "code" if held[at] else lines[at]
    return found


def _of_exporter(line: str) -> bool:
    fact = _FACT.fullmatch(line)
    prompt = re.fullmatch(r"## Prompt:\s*", line) is not None
    return prompt or _FOOTER.fullmatch(line) is not None or (fact is not None and fact[1] != "User")


def _header(lines: Sequence[str]) -> tuple[Foreign, str]:
    """What stands before the first marker: title, link and model; and what remains, as text."""
    facts = Foreign("", ())
    rest: list[str] = []
    held = guarded(lines)
    for at, line in enumerate(lines):
        fact, title = _FACT.fullmatch(line), _TITLE.fullmatch(line)
        link = _SHARED.search(line)
        if not held[at] and fact:
            shared = _SHARED.search(fact[2])
            facts = replace(facts, link=facts.link or (shared[0] if shared else ""))
            facts = replace(facts, model=fact[2] if fact[1] == "Model" else facts.model)
        elif not held[at] and title and not facts.title and not "".join(rest).strip():
            facts = replace(facts, title=title[1])
        elif not held[at] and link and _only_link(line):
            facts = replace(facts, link=facts.link or link[0])
        elif not held[at] and (_FOOTER.fullmatch(line) or _RULE.fullmatch(line)):
            continue
        else:
            rest.append(line)
    return facts, _trimmed(rest)


def _only_link(line: str) -> bool:
    return not re.search(r"\w", _SHARED.sub("", re.sub(r"\[[^\]]*\](?=\()", "", line)))


def _without_turns(lines: Sequence[str]) -> Foreign | None:
    """An empty log of an exporter's, or a bare link; None for any other text."""
    facts, rest = _header(lines)
    exported_by = any(_FOOTER.fullmatch(line) for line in lines) or sum(
        _FACT.fullmatch(line) is not None for line in lines
    ) >= len(("User", "Link"))
    if exported_by and not rest:
        return replace(facts, form=_EXPORTER)
    link = facts.link or next(iter(_SHARED.findall(rest)), "")
    words = re.findall(r"\w+", _SHARED.sub(" ", rest))
    if link and len(words) <= _FEW_WORDS:
        return replace(facts, form=LINK_ONLY, link=link)
    return None
