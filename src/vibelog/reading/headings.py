"""Where the sections of a cleaned document begin.

Knows the outline of the PDF, and how headings are printed: numbered, bold, larger or in capitals.
Knows nothing of passages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibelog.core.paper import Document, Line
from vibelog.core.text import fold, squash

_NEAR = 0.3  # points between sizes that count as one
_LARGER = 1.08  # times the body's size: set larger
_LONGEST = 110  # letters of a heading
_WORDS = 16  # of a heading
_LINES = 3  # of one heading or of what an outline's entry is printed on
_FULL = 25  # letters: a shorter line of a heading has room left and does not go on
_LETTERS = 100  # headings numbered A, B … count from here on
_SECTIONS = 3  # numbered sections stand before an appendix numbered A
_ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()
_NUMBERED = re.compile(
    r"(?P<number>(?:\d{1,2}|[A-Z]|[IVX]+)(?:\.\d{1,2}){0,3})[.:]?\s+(?P<title>\S.*)"
)
_KNOWN = re.compile(
    r"(?i)abstract|introduction|references|bibliography|acknowledge?ments?|conclusions?|"
    r"appendix|appendices|appendix [a-z]\b[:.]?\s?[^.]{0,60}|supplementary materials?|"
    r"ethics statement|reproducibility statement|limitations"
)
_PLAIN = re.compile(
    r"Abstract|References|Bibliography"
)  # headings also where they do not stand out


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading found: the lines it is printed on, and what it says."""

    first: int  # index into the document's lines, all pages counted through
    lines: int  # how many; 0 where the heading runs into the paragraph it begins
    title: str  # as printed, with its number
    level: int  # 1 for a top section


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the document, and the number of its page."""

    page: int
    line: Line


def rows(document: Document) -> list[Row]:
    """The lines of the document in order, each with its page."""
    return [Row(page.number, line) for page in document.pages for line in page.lines]


def body_size(lines: Sequence[Row]) -> float:
    """The font size in points that most letters are set in; 0 when unknown."""
    sizes: Counter[float] = Counter()
    for row in lines:
        sizes[row.line.size] += len(row.line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def find(document: Document) -> list[Mark]:
    """The headings in order: the outline's where it has them, else those that look like headings.

    Outlines often leave out the abstract, the references and what follows them: such names count
    by their looks everywhere, and so do headings of a deeper level than the outline's, and all that
    look like headings behind its last entry.
    """
    lines = rows(document)
    told = list(_outlined(document, lines))
    taken = {at for mark in told for at in range(mark.first, mark.first + max(1, mark.lines))}
    end = told[-1].first if told else -1
    deepest = max((mark.level for mark in told), default=0)
    seen = [
        mark
        for mark in _printed(lines)
        if mark.first not in taken
        and (mark.first > end or mark.level > deepest or _KNOWN.fullmatch(_bare(mark.title)))
    ]
    return sorted(told + seen, key=lambda mark: mark.first)


def _outlined(document: Document, lines: Sequence[Row]) -> Iterator[Mark]:
    """The outline's entries that are found in print, each behind the one before."""
    after = 0
    for heading in document.outline:
        wanted = {_key(heading.title), _key(_bare(heading.title))} - {""}
        near = [
            at
            for at in range(after, len(lines))
            if heading.page <= lines[at].page <= heading.page + 1
        ]
        for look in (_whole, _run_in):
            found = next((m for at in near if (m := look(lines, at, wanted, heading.level))), None)
            if found:
                yield found
                after = found.first + max(1, found.lines)
                break


def _whole(lines: Sequence[Row], at: int, wanted: set[str], level: int) -> Mark | None:
    """The heading printed on the lines from `at`, when they say what is wanted and no more."""
    text = ""
    for count in range(1, _LINES + 1):
        if at + count > len(lines) or len(text) > _LONGEST:
            return None
        text = squash(f"{text} {lines[at + count - 1].line.text}")
        if {_key(text), _key(_bare(text))} & wanted:
            return Mark(at, count, text, level)
    return None


def _run_in(lines: Sequence[Row], at: int, wanted: set[str], level: int) -> Mark | None:
    """The heading that runs into the text of line `at`, when that line begins with it in bold."""
    line = lines[at].line
    match = re.match(r"(.{3,100}?[\w)])[.:]\s", line.text)
    if match and _key(_bare(match[1])) in wanted:
        return Mark(at, 0, match[1], level)
    return None


def _printed(lines: Sequence[Row]) -> Iterator[Mark]:
    """The lines that look like headings, numbers in order."""
    body = body_size(lines)
    last: tuple[int, ...] = ()
    at = 0
    while at < len(lines):
        mark, last = _heading(lines, at, body, last)
        if mark:
            yield mark
        at += mark.lines if mark else 1


def _heading(
    lines: Sequence[Row], at: int, body: float, last: tuple[int, ...]
) -> tuple[Mark | None, tuple[int, ...]]:
    """The heading that begins on line `at`, if it is one, and the number it leaves behind."""
    line = lines[at].line
    if line.mono or len(line.text) > _LONGEST or line.text[-1] in ",;:-":
        return None, last
    match = _NUMBERED.fullmatch(line.text)
    orders = [order for order in _orders(match) if _follows(last, order)]
    loud = _loud(line, body)  # as is every line where no sizes are known
    known = _KNOWN.fullmatch(_bare(line.text)) and (loud or _PLAIN.fullmatch(line.text))
    numbered = match and orders and _titled(match["title"]) and loud
    if not (known or numbered):
        return None, last
    count = 1
    while count < _LINES and not known and _goes_on(lines, at + count):
        count += 1
    title = squash(" ".join(row.line.text for row in lines[at : at + count]))
    order = orders[0] if orders else last
    return Mark(at, count, title, len(order) if orders else 1), order


def _loud(line: Line, body: float) -> bool:
    """Whether a line stands out: bold, larger than the body, or in capitals."""
    letters = [letter for letter in line.text if letter.isalpha()]
    capitals = len(letters) > 3 and all(letter.isupper() for letter in letters)  # noqa: PLR2004 shorter is an acronym
    return line.bold or line.size >= body * _LARGER or capitals


def _titled(title: str) -> bool:
    """Whether the words behind a number can be a heading's, not a table's row or a sentence."""
    words = title.split()
    wordy = sum(len(word) > 2 and word[0].isalpha() for word in words)  # noqa: PLR2004 `4 x 8` is a size
    return (
        not title[0].islower()
        and 0 < len(words) <= _WORDS
        and wordy * 2 >= len(words)
        and not title.endswith(".")
    )


def _orders(match: re.Match[str] | None) -> Iterator[tuple[int, ...]]:
    """The numbers that a heading's number may stand for; letters count from 101."""
    if not match:
        return
    number = match["number"]
    first, *rest = number.split(".")
    deeper = tuple(int(part) for part in rest)
    if first.isdigit():
        yield int(first), *deeper
    elif first in _ROMAN:
        yield _ROMAN.index(first) + 1, *deeper
    if len(first) == 1 and first.isalpha():
        yield _LETTERS + ord(first) - ord("A") + 1, *deeper


def _follows(last: tuple[int, ...], order: tuple[int, ...]) -> bool:
    """Whether a heading numbered `order` can stand behind the one numbered `last`.

    One number may be missing between them: it may have escaped us.
    """
    if order[0] > _LETTERS and (not last or last[0] < _LETTERS):
        return order[0] == _LETTERS + 1 and last >= (_SECTIONS,)
    if not last:
        return order[0] <= 1
    return last < order and order[0] - last[0] <= 2  # noqa: PLR2004 see above


def _goes_on(lines: Sequence[Row], at: int) -> bool:
    """Whether a heading goes on on line `at`: set alike, right below a line that is not short."""
    if at >= len(lines) or lines[at].page != lines[at - 1].page:
        return False
    line, above = lines[at].line, lines[at - 1].line
    height = above.top - above.bottom
    return (
        abs(line.size - above.size) <= _NEAR
        and line.bold == above.bold
        and line.text.isupper() == above.text.isupper()
        and len(above.text) >= _FULL
        and 0 < above.bottom - line.bottom < 2 * height
        and not _NUMBERED.fullmatch(line.text)
        and not line.text.endswith(".")
        and (line.bold or line.text.isupper() or line.size > height)
    )


def _key(text: str) -> str:
    """Letters and digits only, folded: what two printings of a heading share."""
    return re.sub(r"[\W_]", "", fold(text)[0])


def _bare(text: str) -> str:
    """A heading without its number."""
    match = _NUMBERED.fullmatch(squash(text))
    return match["title"] if match else squash(text)
