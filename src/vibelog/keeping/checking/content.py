"""What can be said of a log without its paper: how much it holds, whose questions, what leaks.

Knows the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vibelog.core.log import FEWEST, MOST, is_question
from vibelog.core.text import squash
from vibelog.keeping.checking.findings import CODES, Flag
from vibelog.keeping.checking.said import Asked, Page, Stretch
from vibelog.keeping.privacy import private_in

# What privacy calls a finding (its MARKS), and the code that it gets here.
_LEAKS = {
    "email": "email",
    "share-link": "private-link",
    "key": "secret",
    "path": "absolute-path",
}
_REQUEST = re.compile(
    r"\b(?:give|generate|write|create|suggest|make|list|come up with|propose|produce)\b"
    r"(?: (?:me|us))?(?! (?:the|its|their|an?) answer)[^.?!\n]{0,40}?\bquestions\b",
    re.IGNORECASE,
)
_ABOUT_THEM = re.compile(r"\bthe (?:authors'?|paper'?s?) (?:research )?questions\b", re.IGNORECASE)
_LISTED = re.compile(
    r"^[ \t]*(?:[-*+]\s+|\d{1,2}[.)]\s+|#{1,6}\s+)?\**(?:Q(?:uestion)?\s?\d{0,2})\s?[.:)]\**",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWERED = re.compile(
    r"^[ \t]*(?:[-*+]\s+)?\**A(?:nswer)?\s?\d{0,2}\s?[.:)]", re.IGNORECASE | re.MULTILINE
)
_FEW_LISTED = 2  # questions in an answer from which they are a list
_LINES_TOLD = 5


def real(page: Page) -> list[Asked]:
    """The questions that count: the student's own, small talk and suggested ones left out."""
    return [
        asked
        for asked in page.asked
        if not asked.suggested and is_question(asked.text) and not _requests(asked.text)
    ]


def has_content(page: Page) -> bool:
    """Whether anybody has asked something in it."""
    return bool(real(page))


def flags(page: Page, text: str, public: str = "") -> list[Flag]:
    """All that can be said of the log without its paper.

    What stands in `public` (the paper's own text) leaks nothing.
    """
    found = [*_amount(page, text), *_grouped("debris", page.debris)]
    found += [
        Flag("request-for-questions", asked.line, "The AI was asked to write the questions.")
        for asked in page.asked
        if _requests(asked.text)
    ]
    found += [flag for answer in page.answers if (flag := _listing(answer))]
    leaks: dict[str, list[tuple[str, int]]] = {}
    for leak in private_in(text, public):
        code = _LEAKS[leak.kind]
        leaks.setdefault(code, []).append((leak.kind, 1 + text.count("\n", 0, leak.start)))
    if page.linked:  # the link has its finding already: there is nothing else in the file
        leaks.pop("private-link", None)
    for code, places in leaks.items():
        found += _grouped(code, places)
    return found


def _amount(page: Page, text: str) -> list[Flag]:
    """Whether there is anything, and as many questions as the course asks for."""
    if not text.strip() or (page.is_log and not (page.asked or page.answers or page.linked)):
        return [Flag("empty", 1, "The log holds no conversation.")]
    if page.linked:
        return [Flag("link-only", 1, "Only a link: export the conversation into the file.")]
    count = len(real(page))
    if not count:
        return [Flag("no-questions", 1, "No question of the student's could be told in the log.")]
    told = f"{count} of {FEWEST}–{MOST} questions."
    if count < FEWEST:
        return [Flag("too-few", 1, told)]
    return [Flag("too-many", 1, told)] if count > MOST else []


def _requests(words: str) -> bool:
    """Whether the student asks for questions, rather than asking one."""
    line = squash(words)
    return bool(_REQUEST.search(line)) and not _ABOUT_THEM.search(line)


def _listing(answer: Stretch) -> Flag | None:
    """The questions that a model wrote and answered inside its answer."""
    listed = list(_LISTED.finditer(answer.text))
    if len(listed) < _FEW_LISTED or not _ANSWERED.search(answer.text):
        return None
    line = answer.line_at(listed[0].start())
    message = f"{len(listed)} questions of the model's own; they do not count."
    return Flag("questions-by-model", line, message)


def _grouped(code: str, places: Iterable[tuple[str, int]]) -> list[Flag]:
    """One finding for each kind, with the lines; what leaks is not repeated."""
    lines: dict[str, list[int]] = {}
    for kind, line in places:
        lines.setdefault(kind, []).append(line)
    return [
        Flag(code, at[0], f"{CODES[code].says} {_told(kind, at)}") for kind, at in lines.items()
    ]


def _told(kind: str, lines: Sequence[int]) -> str:
    """What and where, such as `pager: lines 3, 9.`."""
    each = list(dict.fromkeys(lines))
    shown = ", ".join(map(str, each[:_LINES_TOLD]))
    more = f" and {len(each) - _LINES_TOLD} more" if len(each) > _LINES_TOLD else ""
    return f"{kind}: line{'s' if len(each) > 1 else ''} {shown}{more}."
