"""Which readings of a cell a course assigns: not what stands behind `Optional:` or `Slides:`.

Knows the words for readings that nobody has to do; not what a paper is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vibelog.keeping.schedule.inline import Part

WORDS = (
    r"optional(?:ly)?|background|further|recommended|supplement\w*|additional|extra|suggested|"
    r"related|bonus|see also|more on|deeper|if interested|not required"
)
_ASIDE = r"slides?|videos?|recordings?|code|demos?|(?:lecture )?notes?|blogs?|podcasts?|talks?"
_HAVE_TO = r"required|mandatory|main|core|primary|must|assigned|papers?|readings?"
_LINK = "\0"  # stands for a link in the words of a part
_SKIPPED = "\1"  # for words that were read already
_MARK = re.compile(
    rf"(?P<optional>\b(?:{WORDS})\b[^:;.,()\[\]{_LINK}]{{0,40}}(?::|[)\]]\s*:?)"
    rf"|^\W*(?:{WORDS})\b[^:{_LINK}]{{0,40}}$)"
    rf"|(?P<aside>\b(?:{_ASIDE})\s*:)"
    rf"|(?P<required>\b(?:{_HAVE_TO})\b[^:;.,()\[\]{_LINK}]{{0,20}}:)"
    r"|(?P<bullet>(?:^|\s)(?:\(?\d{1,2}[.)]|[•·*+])(?=\s))",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"{_LINK}[\s*–-]*[(\[]\s*(?:{WORDS})\b[^():{_LINK}]*[)\]]", re.IGNORECASE)
_INSIDE = re.compile(rf"\((?:{WORDS})\b[^()]*{_LINK}[^()]*\)", re.IGNORECASE)
_OWN = re.compile(rf"^\W*(?:{WORDS})\s*[:)\]]|[(\[]\s*(?:{WORDS})[)\]]\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a cell: what is assigned, and what may be."""

    part: Part
    doubtful: Part = ()


def assigned(parts: Sequence[Part], days: Sequence[object]) -> Iterator[Told]:
    """Each part of a cell without what is optional in it; `days` are those of the parts.

    `Optional:` holds for its part, or where nothing stands behind it there, to the end of the day.
    What follows it in a list or in the next part is doubtful.
    """
    state, before = "", object()
    for part, day in zip(parts, days, strict=True):
        state = state if day == before else ""
        before = day
        kinds, state = _kinds(part, state)
        yield Told(_chosen(part, kinds, ""), _chosen(part, kinds, "doubt"))


def _kinds(part: Part, state: str) -> tuple[list[str], str]:
    """For each letter of a part ("" assigned, `doubt`, or another kind); the state behind it."""
    line = "".join(_LINK if piece.href is not None else piece.text for piece in part)
    kinds, kind, at, linked = [""] * len(line), state, 0, False
    apart = [match.span() for form in (_BEHIND, _INSIDE) for match in form.finditer(line)]
    read = list(line)
    for start, end in apart:
        read[start + 1 : end] = _SKIPPED * (end - start - 1)
    for match in (*_MARK.finditer("".join(read)), None):
        start = match.start() if match else len(line)
        kinds[at:start] = [kind] * (start - at)
        linked = _LINK in line[at:start]
        if match:
            kind = _next(kind, str(match.lastgroup), linked=linked)
            kinds[start : match.end()] = ["mark"] * (match.end() - start)
            at = match.end()
    for start, end in apart:
        kinds[start:end] = ["optional"] * (end - start)
    if kind == "optional":
        return kinds, "doubt" if linked else "optional"
    return kinds, kind if kind == "doubt" else ""


def _next(kind: str, mark: str, *, linked: bool) -> str:
    """The kind of what stands behind a mark."""
    if mark == "bullet":
        return "doubt" if kind == "optional" and linked else "" if kind == "aside" else kind
    return "" if mark == "required" else mark


def _chosen(part: Part, kinds: Sequence[str], wanted: str) -> Part:
    """The pieces of a part, or what of them is of one kind."""
    chosen, at = [], 0
    for piece in part:
        width = 1 if piece.href is not None else len(piece.text)
        here, at = kinds[at : at + width], at + width
        if piece.href is None:
            said = zip(piece.text, here, strict=True)
            chosen.append(replace(piece, text="".join(c for c, kind in said if kind == wanted)))
        elif here == [wanted] and not _OWN.search(piece.text):
            chosen.append(piece)
    return tuple(piece for piece in chosen if piece.text or piece.href is not None)
