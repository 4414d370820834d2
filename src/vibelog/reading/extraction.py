"""The child process that reads one PDF; its arguments: the file, megabytes, seconds.

pdfium has no bound of its own on memory or time, and a crafted file can end the process it runs in,
so it runs here, alone and under limits; `pages` starts this and reads the one JSON object that is
printed: {"title", "outline", "pages"}, or {"fault": word} when the file cannot be read. Uses
nothing of vibelog, so that it starts fast.
"""

from __future__ import annotations

import ctypes
import io
import json
import logging
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pypdfium2

HYPHEN = "\ufffe"  # where a line ended in a hyphen; pdfium says \x02 or U+FFFE, by version
_LETTERS = 20_000_000  # most letters of a document (a 1,000-page book has 3 million)
_BOOKMARKS = 2_000  # most entries of an outline
_SAMPLES = 5  # letters of a line whose font is looked up: each costs three calls into pdfium
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_FIXED = 1  # the PDF font flag for a fixed pitch
_HEAVY = 600  # font weight from which a line counts as bold; 400 is regular, 700 bold
_BOLD = ("bold", "medi", "black", "heavy", "demi", "cmbx", "libertinetb", "-bd", "sfbx")
_MONO = ("mono", "courier", "consol", "cmtt", "typewriter", "code", "menlo", "sftt", "txtt")

Layout = tuple[float, float, float, float, float, bool, bool]  # left to mono of core's Line
Row = tuple[str, float, float, float, float, float, bool, bool]  # the fields of core's Line
Found = dict[str, Any]  # what is printed


class _Letter(NamedTuple):
    """How one letter is printed."""

    size: float  # points
    bold: bool
    mono: bool
    box: Any  # pdfium's rectangle: left, bottom, right, top


def main(arguments: list[str]) -> int:
    """Read the PDF named first, under the limits named next; print what it holds."""
    path, megabytes, seconds = arguments
    _limit(int(megabytes), float(seconds))
    logging.disable()
    try:
        printed = json.dumps(read(Path(path).read_bytes()))
    except MemoryError:
        printed = json.dumps({"fault": "memory"})
    sys.stdout.write(printed)
    return 0


def read(data: bytes) -> Found:
    """What a PDF of these bytes holds, by pdfium, or by pypdf when pdfium cannot open it."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return {"fault": "password"} if error.err_code == _PASSWORD else _second(data)
    with document:
        pages = []
        left = _LETTERS
        for number in range(len(document)):
            rows = _page(document, number)
            left -= sum(len(row[0]) for row in rows)
            if left < 0:
                return {"fault": "letters"}
            pages.append(rows)
        return {"title": _title(document), "outline": list(_outline(document)), "pages": pages}


def _limit(megabytes: int, seconds: float) -> None:
    """Bound this process's memory, and its time should nobody be left to end it."""
    try:
        import resource
    except ImportError:  # not a Unix: the parent's clock is the only bound
        return
    wanted = (
        (resource.RLIMIT_AS, megabytes << 20),
        (resource.RLIMIT_CPU, int(seconds) + 2),
        (resource.RLIMIT_CORE, 0),
    )
    for name, value in wanted:
        _, hard = resource.getrlimit(name)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(name, (most, hard))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


def _page(document: pypdfium2.PdfDocument, number: int) -> list[Row]:
    """The lines of the page at this index; none when pdfium cannot load it."""
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage()
        letters = text.get_text_range(errors="surrogatepass")
    except pypdfium2.PdfiumError:
        return []
    return list(_lines(letters, partial(_layout, text)))


def _lines(letters: str, layout: Callable[[bool, list[int]], Layout]) -> Iterator[Row]:
    """The printed lines of a page's text, in pdfium's order.

    pdfium runs a hyphenated line and its next together, so a line also ends behind a hyphen mark.
    """
    begin = 0  # in UTF-16 units, as pdfium counts
    for run in re.sub("(?<=[^\\W\\d_])\x02", HYPHEN, letters).split("\n"):
        for part in re.findall(f"[^{HYPHEN}]*{HYPHEN}|[^{HYPHEN}]+", run):
            units = [1 + (letter > "\uffff") for letter in part]
            starts = list(accumulate(units, initial=begin))
            inked = [at for at, c in zip(starts, part, strict=False) if c > " " and c != HYPHEN]
            if inked:
                yield (part.strip(), *layout(part.isupper(), inked))
            begin = starts[-1]
        begin += 1


def _layout(text: pypdfium2.PdfTextPage, capitals: bool, indices: list[int]) -> Layout:
    """The layout of the line whose letters have these indices.

    Only some letters are looked at: the commonest size among them is the line's, so that a
    superscript at its beginning does not count (the largest where all are capitals, which may be
    small ones), and most of them must be bold or mono.
    """
    last = len(indices) - 1
    spread = sorted({last * at // (_SAMPLES - 1) for at in range(_SAMPLES)})
    looked = [_look(text, indices[at]) for at in spread]
    sizes = Counter(letter.size for letter in looked)
    size = max(sizes) if capitals else sizes.most_common(1)[0][0]
    usual = [letter.box for letter in looked if letter.size == size]
    half = len(looked) / 2
    return (
        round(min(letter.box.left for letter in looked), 1),
        round(min(box.bottom for box in usual), 1),
        round(max(letter.box.right for letter in looked), 1),
        round(max(box.top for box in usual), 1),
        size,
        sum(letter.bold for letter in looked) > half,
        sum(letter.mono for letter in looked) > half,
    )


def _look(text: pypdfium2.PdfTextPage, index: int) -> _Letter:
    """How the letter at this index of the page's text is printed."""
    import pypdfium2.raw as pdfium

    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    at = pdfium.FPDFText_GetCharIndexFromTextIndex(text, index)
    pdfium.FPDFText_GetMatrix(text, at, matrix)
    pdfium.FPDFText_GetLooseCharBox(text, at, box)
    pdfium.FPDFText_GetFontInfo(text, at, name, len(name), flags)
    # the font's own size is before scaling: figures are often set at size 1, five times larger
    size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    weight = pdfium.FPDFText_GetFontWeight(text, at)
    font = name.value.decode(errors="replace").lower()
    return _Letter(
        size=round(size, 1),
        bold=weight >= _HEAVY or any(part in font for part in _BOLD),
        mono=bool(flags.value & _FIXED) or any(part in font for part in _MONO),
        box=box,
    )


def _title(document: pypdfium2.PdfDocument) -> str:
    """The title of the document information, "" when there is none that can be read."""
    try:
        return str(document.get_metadata_value("Title"))
    except UnicodeDecodeError:
        return ""


def _outline(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, int, int]]:
    """Title, page number and level (from 1) of each bookmark that leads to a page."""
    for mark in islice(document.get_toc(), _BOOKMARKS):
        try:
            title = mark.get_title()
        except UnicodeDecodeError:
            continue
        aim = mark.get_dest()
        index = aim.get_index() if aim else None
        if title.strip() and index is not None:
            yield title, index + 1, mark.level + 1


def _second(data: bytes) -> Found:
    """What pypdf finds where pdfium could not open the file: text without layout."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "password"}
        pages = [
            [(line, 0.0, 0.0, 0.0, 0.0, 0.0, False, False) for line in text.splitlines()]
            for text in (page.extract_text() for page in reader.pages)
        ]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 pypdf says that a broken file may cause any exception
        return {"fault": "damaged"}
    if sum(len(row[0]) for rows in pages for row in rows) > _LETTERS:
        return {"fault": "letters"}
    return {"title": title, "outline": [], "pages": pages}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
