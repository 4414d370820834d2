"""Where a turn begins in a conversation kept as text, and whose it is.

Knows how the forms mark turns, what only looks like a marker, and nothing of what is said. The
forms are those that were seen in the logs of a course; the looser ones are tried only where the
strict ones find no model's turn. `**Q:**` and `**A:**` are never markers: a model writes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from vibelog.keeping.foreign.guarded import guarded
from vibelog.keeping.foreign.said import Speaker

_TOOL = (
    r"(?:Chat\s?G[PT]{2}|Chat-?GPT|Claude|Gemini|(?:Microsoft )?Copilot|Grok|DeepSeek|Perplexity"
    r"|Qwen|Kimi|Mistral|Le Chat|Meta AI)(?: ?[-\d.o]{1,4})?"
)
_SAYS = r"(?:s[aid]{3}|says?|说|說|说道|說道)"  # with its transpositions, such as "siad"
_COLON = r"[^\S\n]*[:\uff1a]"
_END = r"[\s\u200b\ufeff]*"
_WIDE = rf"(?:(?:\*\*|__)?{_END}|(?<=\uff1a)(?P<rest>.*))"  # behind a wide colon, text may follow
_STYLE = r"(?:#{1,6}\s*)?(?:\*\*|__)?"

# Each family: the student's marker and the model's; `rest` is what of the turn is on its line.
_STRICT: dict[str, tuple[str, str]] = {
    "heading": (rf"##\s*Prompt{_COLON}{_END}", rf"##\s*Response{_COLON}{_END}"),
    "said": (
        rf"{_STYLE}(?:(?:You|I) {_SAYS}|[你您我][说說]){_COLON}{_WIDE}",
        rf"{_STYLE}{_TOOL}\s?{_SAYS}{_COLON}{_WIDE}",
    ),
    "bold": (
        rf"\*\*User(?:{_COLON}\*\*|\*\*{_COLON})(?P<rest>.*)",
        rf"\*\*Assistant(?:{_COLON}\*\*|\*\*{_COLON})(?P<rest>.*)",
    ),
    "short": (rf"Me{_COLON}(?P<rest>.*)", rf"GPT{_COLON}(?P<rest>.*)"),
}
_STUDENT = r"(?:User|You|Me|Human|Student|Prompt)"
_MODEL = rf"(?:Assistant|{_TOOL}|GPT[-\w.]*|AI|LLM|Bot|Model|Response)"
_LOOSE: dict[str, tuple[str, str]] = {
    "spoken": (
        rf"(?:\*\*|__)?{_STUDENT}(?:{_COLON}(?:\*\*|__)?|(?:\*\*|__){_COLON})(?P<rest>.*)",
        rf"(?:\*\*|__)?{_MODEL}(?:{_COLON}(?:\*\*|__)?|(?:\*\*|__){_COLON})(?P<rest>.*)",
    ),
    "titled": (
        rf"#{{1,6}}\s*(?:\*\*)?{_STUDENT}(?:{_COLON})?(?:\*\*)?{_END}",
        rf"#{{1,6}}\s*(?:\*\*)?{_MODEL}(?:{_COLON})?(?:\*\*)?{_END}",
    ),
}
_WEAK = ("bold", "short", "spoken", "titled")  # families whose markers prose may hold as well
_INDENT = r"[ \u200b\ufeff]{0,3}"  # four blanks are code


@dataclass(frozen=True, slots=True)
class Marker:
    """The line on which a turn begins."""

    line: int  # counted from 0
    by: Speaker
    family: str  # markers of one family belong together
    label: str  # the marker's words, such as `You said`
    rest: str  # what of the turn stands on the same line; "" where nothing does


_Pattern = tuple[re.Pattern[str], str, Speaker]


def _compiled(families: dict[str, tuple[str, str]]) -> tuple[_Pattern, ...]:
    found: list[_Pattern] = []
    for family, (student, model) in families.items():
        flags = re.IGNORECASE if family == "said" else re.NOFLAG
        found.append((re.compile(f"{_INDENT}(?:{student})", flags), family, "student"))
        found.append((re.compile(f"{_INDENT}(?:{model})", flags), family, "model"))
    return tuple(found)


_MARKERS = _compiled(_STRICT)
_LOOSER = _compiled(_LOOSE)


def is_marker(line: str) -> bool:
    """Whether the line would begin a turn if it stood neither in code nor in a block quote."""
    return any(pattern.fullmatch(line) for pattern, _family, _by in _MARKERS)


def find(lines: Sequence[str]) -> list[Marker]:
    """Where the turns of a conversation begin, in the order of its lines."""
    held = held_lines(lines)
    found = _apart(lines, held, _matches(lines, held, _MARKERS))
    if not any(marker.by == "model" for marker in found):
        looser = _apart(lines, held, _matches(lines, held, _MARKERS + _LOOSER))
        if {marker.by for marker in looser} == {"student", "model"}:
            return looser
    return found


def held_lines(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it is code or quoted.

    What stands behind a marker counts as a line of its own: a turn may begin with code.
    """
    apart: list[str] = []
    starts: list[int] = []
    for at, line in enumerate(lines):
        marker = _match(at, line, _MARKERS)
        starts.append(len(apart))
        apart += [line.removesuffix(marker.rest), marker.rest] if marker and marker.rest else [line]
    held = guarded(apart, is_marker)
    return [held[start] for start in starts]


def _matches(
    lines: Sequence[str], held: Sequence[bool], patterns: Sequence[_Pattern]
) -> list[Marker]:
    return [
        marker
        for at, line in enumerate(lines)
        if not held[at] and (marker := _match(at, line, patterns))
    ]


def _match(at: int, line: str, patterns: Sequence[_Pattern]) -> Marker | None:
    for pattern, family, by in patterns:
        match = pattern.fullmatch(line)
        if match:
            rest = match["rest"] if "rest" in pattern.groupindex else ""
            rest = (rest or "").strip(" \t\u200b\ufeff")
            label = line.rstrip(" \t\u200b\ufeff").removesuffix(rest) if rest else line
            return Marker(at, by, family, label.strip("#*_:\uff1a \t\u200b\ufeff"), rest)
    return None


def _apart(lines: Sequence[str], held: Sequence[bool], markers: Sequence[Marker]) -> list[Marker]:
    """The markers without those that belong to a conversation told inside a turn.

    Forms do mix in one file, and then each still follows the other's turns in order. What is told
    inside a turn (a prompt shown as an example, a pasted chat) is of another family than the
    turns around it and breaks their order, or comes right behind a model's "for example:".
    """
    runs = [list(run) for _family, run in groupby(markers, key=lambda marker: marker.family)]
    kept: list[Marker] = []
    for at, run in enumerate(runs):
        following = runs[at + 1][0] if at + 1 < len(runs) else None
        before = kept[-1] if kept else run[0]
        if before.family == run[0].family or not _told(lines, held, before, run, following):
            kept += run
    return kept


def _told(
    lines: Sequence[str],
    held: Sequence[bool],
    before: Marker,
    run: Sequence[Marker],
    following: Marker | None,
) -> bool:
    """Whether a run of another family stands inside the turn that began before it."""
    if following is None or following.family != before.family:
        return following is None and before.by == run[0].by and run[0].family in _WEAK
    if before.by == run[0].by or run[-1].by == following.by:
        return True
    example = before.by == "model" and run[0].family in _WEAK
    return example and _announced(lines, held, before.line, run[0].line)


def _announced(lines: Sequence[str], held: Sequence[bool], start: int, end: int) -> bool:
    """Whether the last line of prose between two markers ends in a colon."""
    between = [at for at in range(start + 1, end) if lines[at].strip()]
    last = lines[between[-1]] if between and not held[between[-1]] else ""
    code = last.startswith((" " * 4, "\t"))
    return not code and last.rstrip(" \t*_").endswith((":", "\uff1a"))
