"""What is the same text: folding, sentences, and text that is safe to show.

Knows characters only; nothing here knows papers or passages.
"""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls (escape sequences start with one of them), zero-width and bidirectional
# controls: none of them is a character of the text, each can change what a terminal shows.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
_ESCAPE = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    "|\x1b[\\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\\\)?"  # OSC, DCS …: titles, links, clipboard
    "|\x1b[ -/]*[0-~]"
)
_SAME = str.maketrans(
    {
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "′": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "″": '"',
        "«": '"',
        "»": '"',
    }
)
# Words that end in a period without ending a sentence.
_ABBREVIATIONS = frozenset(
    (
        "al alg app approx appx cf ch def dr e.g eq eqn eqs eqns etc ex fig figs i.e no op pp prof "
        "prop ref refs resp sec secs sect st tab thm vol vs w.r.t"
    ).split()
)
_BULLETS = "•▪‣◦●○■□–*"
_LEAD = re.compile(rf"[\s{_BULLETS}]*(?:\(\d{{1,2}}\)\s+)?")  # what is no part of a sentence
_END = re.compile(
    r"[.!?][\"'”’)\]]*(?:(?<=[a-z)\]][.!?])\d{1,2})?"  # with the footnote's mark that PDFs run on
    rf"(?=\s+[{_BULLETS}]?\s*[\"'“‘(\[]?[A-Z0-9])|\n\n+"
)


def plain(text: str) -> str:
    r"""The text without terminal escapes and control characters; tabs and line ends stay.

    >>> plain("a\x1b[31mred\x1b[0m\r\n\u202eb")
    'ared\nb'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _ESCAPE.sub("", text))


def squash(text: str) -> str:
    r"""The text on one line: each run of white space becomes one blank.

    >>> squash(" two\n  words ")
    'two words'
    """
    return " ".join(text.split())


def fold(text: str) -> tuple[str, list[int]]:
    r"""The form in which two spellings of a text are equal, and where each letter came from.

    Case, ligatures, accents, typographic quotes and dashes are folded, invisible characters
    dropped. Returns the folded text and, for each of its characters, the index in `text`.

    >>> fold("e\ufb03cient – Ä")
    ('efficient - a', [0, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    """
    if text.isascii():
        return text.lower(), list(range(len(text)))
    folded: list[str] = []
    origin: list[int] = []
    for index, letter in enumerate(text.translate(_SAME)):
        for part in unicodedata.normalize("NFKD", letter).casefold():
            if unicodedata.category(part) not in ("Mn", "Cf"):
                folded.append(part)
                origin.append(index)
    return "".join(folded), origin


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, in order, without surrounding white space.

    A period after an abbreviation (`et al.`, `Fig.`, `e.g.`), an initial or inside a number ends
    nothing; a blank line always does.

    >>> t = "See Fig. 2. It is 1.8 times faster."
    >>> [t[a:b] for a, b in sentences(t)]
    ['See Fig. 2.', 'It is 1.8 times faster.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _abbreviated(text, match.start()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))]


def _abbreviated(text: str, period: int) -> bool:
    """Whether the period at `period` belongs to an abbreviation or to an initial."""
    if text[period] != ".":
        return False
    words = text[max(0, period - 20) : period].split()
    word = words[-1].strip("(['\"“‘").lower() if words else ""
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word not in "ai")


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space at its ends and bullet or `(4)` before it; None for nothing."""
    part = text[start:end].rstrip()
    lead = _LEAD.match(part)
    begin = lead.end() if lead else 0
    return (start + begin, start + len(part)) if begin < len(part) else None
