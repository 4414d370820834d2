"""What exporters write around a conversation: whose it is, when it was held, its link, a footer.

Knows the lines of such headers; not what is said between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vibelog.keeping.foreign.guarded import guarded
from vibelog.keeping.foreign.markers import held_lines, is_marker
from vibelog.keeping.foreign.said import Foreign
from vibelog.keeping.foreign.times import Reading, stamped

SHARED = re.compile(
    r"https?://(?:www\.)?(?:chatgpt\.com|chat\.openai\.com|claude\.ai|gemini\.google\.com"
    r"|g\.co/gemini|copilot\.microsoft\.com|grok\.com|chat\.deepseek\.com|(?:www\.)?perplexity\.ai"
    r"|poe\.com)/[^\s<>()\[\]\"']+"
)
_FACT = re.compile(
    r" {0,3}\*\*(User|Created|Updated|Exported|Link|Model)(?::\*\*|\*\*:)[ \t]*(.*?)\s*"
)
_MAILED = re.compile(r".*\([^()\s]+@[^()\s]+\)\s*")
FOOTER = re.compile(r" {0,3}(?:Powered by|Exported (?:by|with|from)) \[?ChatGPT Exporter\b.*")
RULE = re.compile(r"\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*")
TITLE = re.compile(r"#\s+(.*?)\s*")


def user_lines(lines: Sequence[str]) -> set[int]:
    """The lines `**User:** Name (mail)` of exporters' headers, which are no turns.

    Told from a question by what follows: another fact of the header, the first prompt, the footer
    where nobody has spoken yet; behind a mail address, also the end of the file.
    """
    held = held_lines(lines)
    found: set[int] = set()
    following = behind = ""  # the next line that is not blank; the next that is no rule either
    for at in range(len(lines) - 1, -1, -1):
        fact = None if held[at] else _FACT.fullmatch(lines[at])
        if fact and fact[1] == "User" and fact[2]:
            mailed = _MAILED.fullmatch(fact[2]) is not None
            closed = FOOTER.fullmatch(behind) and "?" not in fact[2] and not _spoken(lines[:at])
            if closed or _of_exporter(following) or (mailed and RULE.fullmatch(following or "---")):
                found.add(at)
        if lines[at].strip():
            following = "code" if held[at] else lines[at]
            behind = behind if RULE.fullmatch(following) else following
    return found


def _spoken(lines: Sequence[str]) -> bool:
    """Whether anybody has spoken since the last footer."""
    since = [not is_marker(line) for line in lines]
    last = max((at for at, line in enumerate(lines) if FOOTER.fullmatch(line)), default=-1)
    return not all(since[last + 1 :])


def _of_exporter(line: str) -> bool:
    """Whether a line is of an exporter's header, or begins what it exported."""
    fact = _FACT.fullmatch(line)
    prompt = re.fullmatch(r"## Prompt:\s*", line) is not None
    return prompt or (fact is not None and fact[1] != "User")


def header(lines: Sequence[str]) -> tuple[Foreign, str]:
    """What stands before the first marker: title, link and model; and what remains, as text."""
    facts = Foreign("", ())
    rest: list[str] = []
    held = guarded(lines)
    for at, line in enumerate(lines):
        fact, title = _FACT.fullmatch(line), TITLE.fullmatch(line)
        link = SHARED.search(line)
        if not held[at] and fact:
            shared = SHARED.search(fact[2])
            facts = replace(facts, link=facts.link or (shared[0] if shared else ""))
            facts = replace(facts, model=fact[2] if fact[1] == "Model" else facts.model)
        elif not held[at] and title and not facts.title and not "".join(rest).strip():
            facts = replace(facts, title=title[1])
        elif not held[at] and link and _only_link(line):
            facts = replace(facts, link=facts.link or link[0])
        elif not held[at] and (FOOTER.fullmatch(line) or RULE.fullmatch(line)):
            continue
        else:
            rest.append(line)
    return facts, trimmed(rest)


def _only_link(line: str) -> bool:
    return not re.search(r"\w", SHARED.sub("", re.sub(r"\[[^\]]*\](?=\()", "", line)))


def when(head: Sequence[str], reading: Reading) -> tuple[str, str]:
    """When a conversation began and ended, by its header; "" where that does not tell.

    The time of the export tells neither: it may be months later.
    """
    told = {
        fact[1]: reading.iso(fact[2])
        for line, held in zip(head, guarded(head), strict=True)
        if not held and (fact := _FACT.fullmatch(line))
    }
    began, ended = told.get("Created", ""), told.get("Updated", "")
    return began or ended, ended


def times_in(lines: Sequence[str]) -> list[str]:
    """The dates that exporters put into the file, from which their order can be told."""
    facts = [fact[2] for line in lines if (fact := _FACT.fullmatch(line))]
    return facts + [line for line in lines if stamped(line)]


def trimmed(block: Sequence[str]) -> str:
    """The lines as one text, without blank lines around it."""
    lines = list(block)
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def is_fact(line: str) -> bool:
    """Whether a line states a fact of an exporter's header, such as `**Link:** …`."""
    return _FACT.fullmatch(line) is not None
