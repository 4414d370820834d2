"""What can be said of a log without its paper: how much it holds, whose questions, what leaks.

Knows the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from vibelog.core.log import FEWEST, MOST, is_question
from vibelog.core.markup import no_prose
from vibelog.core.questions import same_question
from vibelog.core.text import fold, squash
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
# One question alone is the model's where it is set off, asks, and its answer stands right below;
# an answer may show a prompt's `Question: …`.
_PAIR = re.compile(
    r"^[ \t]*(?:[-*+]\s+|\d{1,2}[.)]\s+)?(?:\*\*|#{1,6}\s+\**)Q(?:uestion)?\s?\d{0,2}\s?[.:)]"
    r"[^\n]*\?[* \t]*\n\s*(?:[-*+]\s+)?(?:\*\*|#{1,6}\s+)A(?:nswer)?\s?\d{0,2}\s?[.:)]",
    re.IGNORECASE | re.MULTILINE,
)
_FEW_LISTED = 2  # questions in an answer from which they are a list, however they are set
_LINES_TOLD = 5


def real(page: Page) -> list[Asked]:
    """The questions that count: the student's own, small talk and suggested ones left out.

    What was asked again in the same words counts once.
    """
    counted: dict[str, list[Asked]] = {}
    for asked in _own(page):
        alike = counted.setdefault(re.sub(r"[\W_]+", "", fold(asked.text)[0]), [])
        if not any(same_question(asked.text, each.text) for each in alike):
            alike.append(asked)
    return sorted((asked for alike in counted.values() for asked in alike), key=_line)


def _own(page: Page) -> list[Asked]:
    """The student's own questions, each as often as it was asked."""
    return [
        asked
        for asked in page.asked
        if not asked.suggested and is_question(asked.text) and not _requests(asked.text)
    ]


def _line(asked: Asked) -> int:
    return asked.line


def has_content(page: Page) -> bool:
    """Whether anybody has asked something in it."""
    return bool(real(page))


def flags(
    page: Page, text: str, public: str = "", placed: Callable[[int], int] = int
) -> list[Flag]:
    """All that can be said of the log without its paper.

    What stands in `public` (the paper's own text) leaks nothing. `placed` gives the file's line for
    a line of the text, for those that a message names.
    """
    found = [*_amount(page, text), *_grouped("debris", page.debris, placed)]
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
        found += _grouped(code, places, placed)
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
    again = len(_own(page)) - count
    repeated = f" {again} asked again in the same words {_do(again)} not count." if again else ""
    told = f"{count} of {FEWEST}–{MOST} questions.{repeated}"
    if count < FEWEST:
        return [Flag("too-few", 1, told)]
    return [Flag("too-many", 1, told)] if count > MOST else []


def _requests(words: str) -> bool:
    """Whether the student asks for questions, rather than asking one."""
    line = squash(words)
    return bool(_REQUEST.search(line)) and not _ABOUT_THEM.search(line)


def _listing(answer: Stretch) -> Flag | None:
    """The questions that a model wrote and answered inside its answer; those in code are none."""
    code = no_prose(answer.text)

    def outside(found: re.Match[str]) -> bool:
        return not any(start <= found.start() < end for start, end in code)

    listed = list(filter(outside, _LISTED.finditer(answer.text)))
    answered = any(map(outside, _ANSWERED.finditer(answer.text)))
    pairs = list(filter(outside, _PAIR.finditer(answer.text)))
    if not pairs and (len(listed) < _FEW_LISTED or not answered):
        return None
    count = len(listed)
    line = answer.line_at(listed[0].start())
    message = f"{count} question{'s' if count > 1 else ''} of the model's own, which {_do(count)} "
    return Flag("questions-by-model", line, f"{message}not count.")


def _do(count: int) -> str:
    return "does" if count == 1 else "do"


def _grouped(
    code: str, places: Iterable[tuple[str, int]], placed: Callable[[int], int]
) -> list[Flag]:
    """One finding for each kind, in the first of its lines; what leaks is not repeated."""
    lines: dict[str, list[int]] = {}
    for kind, line in places:
        lines.setdefault(kind, []).append(line)
    says = CODES[code].says.removesuffix(".")
    return [
        Flag(code, at[0], f"{says}{f': {kind}' if code == 'debris' else ''}{_again(at, placed)}.")
        for kind, at in lines.items()
    ]


def _again(lines: Sequence[int], placed: Callable[[int], int]) -> str:
    """Where it stands beside the first of its lines, such as `, and again at 3, 9`."""
    there = [placed(line) for line in lines]
    others = [line for line in dict.fromkeys(there) if line != there[0]]
    if not others:
        return f", {len(there)} times" if len(there) > 1 else ""
    shown = ", ".join(map(str, others[:_LINES_TOLD]))
    more = f" and {len(others) - _LINES_TOLD} more" if len(others) > _LINES_TOLD else ""
    return f", and again at {shown}{more}"
