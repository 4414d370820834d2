r"""What copying from a browser leaves in a turn: found, and taken off.

Knows the artefacts that were seen in students' logs; not what is a question. Nothing is ever put
in or changed, only taken out, and never from code, formulas or block quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vibelog.core.markup import no_prose
from vibelog.core.text import sentences
from vibelog.keeping.foreign.guarded import guarded
from vibelog.keeping.foreign.said import Speaker

_FILE = r"[\w][\w .,()&+'’-]{0,120}\.(?:pdf|docx?|pptx?|txt|md)"
_UPLOAD = re.compile(
    rf"\s*(?:{_FILE}\n\s*(?:PDF|Document|Presentation|File|Text)[^\S\n]*"
    r"(?:\n(?:[^\S\n]*\n)*|\Z))+"
)
_FILE_LINE = re.compile(r"\s*[^\W_][\w.()&+-]{0,120}\.(?:pdf|docx?|pptx?)\s*")  # one word
_NAMED = re.compile(rf"\s*{_FILE}\s*")  # of several words: debris where it stands there again
_CHIP = re.compile(r"\s*(?:arXiv|(?:arXiv\s*)?\+\d{1,2})\s*")
_BESIDE = re.compile(  # a source's name, where another chip stands beside it
    r"\s*(?:ar5iv|GitHub|Wikipedia|OpenReview|Medium|Semantic Scholar|Hugging Face|Reddit"
    r"|Stack Overflow|ACM Digital Library|Papers with Code|YouTube|ResearchGate)\s*"
)
_THOUGHT = re.compile(
    r"\s*(?:Thought|Reasoned|Worked) for (?:an? |a few |a couple of |\d+ ?)"
    r"(?:s|secs?|seconds?|m|mins?|minutes?)(?: (?:and )?\d+ ?(?:s|secs?|seconds?))?\s*[>›]?\s*"
)
_PAGER = re.compile(r"\s*([1-9]\d?)\s?/\s?([1-9]\d?)\s*")
_INLINE = (
    (
        "citation",
        re.compile(
            r"(?<![^\S\n])[^\S\n]*【\d[^【】\n]{0,200}】|【】|【[^【】\n]{0,200}†[^【】\n]{0,200}】"
        ),
    ),
    (
        "citation",
        re.compile(r"(?<![^\S\n])[^\S\n]*:contentReference\[oaicite:\d+\](?:\{index=\d+\})?"),
    ),
    ("citation", re.compile(r"(?<![^\S\n])[^\S\n]*\ue200[^\ue200\ue201\n]{0,400}\ue201")),
    ("citation", re.compile(r"(?:file)?cite(?:turn\d+[a-z]+\d+)+")),
    ("private-use", re.compile("[\ue000-\uf8ff]")),
    ("tracking", re.compile(r"(?<=[?&])utm_source=(?:chatgpt\.com|openai)&")),
    ("tracking", re.compile(r"[?&]utm_source=(?:chatgpt\.com|openai)(?![\w.&-])")),
)
_OFFER = re.compile(
    r"\W*(?:Would you like|Do you want|Want me to|Shall I"
    r"|If you(?:’d|'d| would)? (?:like|want), (?:I can|shall I|would you like))\b[^?]*\?\W*"
)


@dataclass(frozen=True, slots=True)
class _Debris:
    kind: str
    start: int
    end: int


def cleaned(text: str, by: Speaker) -> str:
    """The turn without its debris; what remains stands in `text` in the same order.

    An upload's stub goes from the beginning of a student's turn; file names on lines of their own,
    source chips, reasoning times and the closing "Would you like me to …?" from a model's.
    """
    while found := _apart(text, by):
        parts, end = [], 0
        for each in found:
            parts.append(text[end : each.start])
            end = each.end
        text = "".join([*parts, text[end:]])
    return text


def debris_in(text: str, by: Speaker = "model") -> list[tuple[str, int]]:
    """What `cleaned` takes off: each its kind and its line, counted from 1.

    Kinds: upload, file-name, chip, thought, pager, citation, private-use, tracking, offer.
    """
    return [(each.kind, text.count("\n", 0, each.start) + 1) for each in _apart(text, by)]


def _apart(text: str, by: Speaker) -> list[_Debris]:
    """All debris in order, none overlapping another: what two share is the first one's."""
    apart: list[_Debris] = []
    for each in sorted(_found(text, by), key=lambda debris: (debris.start, -debris.end)):
        start = max(each.start, apart[-1].end if apart else 0)
        if each.end > start:
            apart.append(_Debris(each.kind, start, each.end))
    return apart


def _found(text: str, by: Speaker) -> Iterator[_Debris]:
    upload = _UPLOAD.match(text) if by == "student" else None
    if upload:
        yield _Debris("upload", upload.start(), upload.end())
    yield from _on_lines(text, by)
    inline = [_Debris(kind, *m.span()) for kind, pattern in _INLINE for m in pattern.finditer(text)]
    inline += [_Debris("citation", at, at + 1) for at in _strays(text)]
    inline += _offer(text) if by == "model" else []
    kept = _kept(text) if inline else []
    for each in inline:
        if not any(start < each.end and each.start < end for start, end in kept):
            yield each


def _kept(text: str) -> list[tuple[int, int]]:
    """Where nothing is debris: code, formulas, block quotes."""
    spans = no_prose(text)
    at = 0
    lines = text.split("\n")
    for line, held in zip(lines, guarded(lines), strict=True):
        if held or line.startswith((" " * 4, "\t")):
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _on_lines(text: str, by: Speaker) -> list[_Debris]:
    """Debris that is a line of its own, with its line end, and the blank lines that it divided."""
    lines = text.split("\n")
    found: list[_Debris] = []
    at = 0
    blank_above = True  # of what is left; so is the beginning
    for line, kind in zip(lines, _kinds(lines, by), strict=True):
        start, at = at, min(at + len(line) + 1, len(text))
        if kind:
            found.append(_Debris(kind, start, at))
        elif blank_above and not line.strip() and found and found[-1].end == start:
            found[-1] = replace(found[-1], end=at)
        else:
            blank_above = not line.strip()
    return _to_the_end(text, found)


def _to_the_end(text: str, found: list[_Debris]) -> list[_Debris]:
    """The same; where nothing follows the last ones, the white space above them goes too."""
    first = len(found) - 1
    if not found or text[found[first].end :].strip():
        return found
    while first and not text[found[first - 1].end : found[first].start].strip():
        first -= 1
    start = len(text[: found[first].start].rstrip())
    found[first] = replace(found[first], start=start)
    found[-1] = replace(found[-1], end=len(text))
    return found


def _kinds(lines: list[str], by: Speaker) -> list[str]:
    """For each line, the kind of debris that it is; "" for none."""
    held = guarded(lines)
    written = [at for at, line in enumerate(lines) if line.strip()]
    times = Counter(lines)
    kinds = [""] * len(lines)
    for at in written:
        line = lines[at]
        if held[at] or line.startswith((" " * 4, "\t")):
            continue
        if at in (written[0], written[-1]) and len(written) > 1 and _pages(line, by):
            kinds[at] = "pager"
        elif by == "model":
            again = times[line] > 1 and _NAMED.fullmatch(line)
            kinds[at] = "file-name" if again else _kind(line)
    if by == "model":
        for place, at in enumerate(written):
            beside = written[max(0, place - 1) : place + 2]
            if not held[at] and _BESIDE.fullmatch(lines[at]):
                kinds[at] = "chip" if any(kinds[n] == "chip" for n in beside) else ""
    return kinds


def _kind(line: str) -> str:
    if _CHIP.fullmatch(line):
        return "chip"
    if _FILE_LINE.fullmatch(line):
        return "file-name"
    return "thought" if _THOUGHT.fullmatch(line) else ""


def _pages(line: str, by: Speaker) -> bool:
    """Whether the line is the pager of an edited message, such as `2/2`.

    A model's last line may be a fraction: there only the last of several is a pager.
    """
    match = _PAGER.fullmatch(line)
    if not match or int(match[2]) == 1:
        return False
    return match[1] == match[2] if by == "model" else int(match[1]) <= int(match[2])


def _strays(text: str) -> Iterator[int]:
    """Where a citation's bracket stands without its other on the same line."""
    opened: int | None = None
    for match in re.finditer("[【】\n]", text):
        if match[0] == "】" and opened is not None:
            opened = None
            continue
        if opened is not None:
            yield opened
        opened = match.start() if match[0] == "【" else None
        if match[0] == "】":
            yield match.start()
    if opened is not None:
        yield opened


def _offer(text: str) -> list[_Debris]:
    """The sentence that offers more at the end of an answer, and the rule above it."""
    paragraph = text.rstrip().rfind("\n\n") + 1
    inside = sentences(text[paragraph:])
    for start, _end in inside:
        begin = paragraph + start
        if begin and _OFFER.fullmatch(text, begin):
            above = text[:begin].rstrip()
            begin = len(re.sub(r"\n\s*(?:-{3,}|\*{3,}|_{3,})$", "", above).rstrip())
            return [_Debris("offer", begin, len(text))] if begin else []
    return []
