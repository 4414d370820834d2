"""The questions of a log against the transcript that it names.

A log of vibelog's names its transcript by a digest of the file's first bytes, so that the
conversation may have gone on since. Knows where to look only as the paths it is given.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from vibelog.core.text import plain, squash
from vibelog.keeping.checking.findings import Flag
from vibelog.keeping.checking.said import LOOSE, Page
from vibelog.keeping.escaping import writable
from vibelog.keeping.privacy import redacted
from vibelog.keeping.transcript import Transcript

_DIGEST = re.compile(r"sha256:([0-9a-f]{64}) of the first (\d{1,12}) bytes")


def transcript_of(page: Page, paths: Iterable[Path]) -> Transcript | None:
    """The transcript among these files that the page's front matter proves to be its own."""
    named = _DIGEST.fullmatch(page.facts.get("transcript", ""))
    if not named:
        return None
    digest, count = named[1], int(named[2])
    for path in paths:
        if path.stat().st_size >= count and _beginning(path, count) == digest:
            return Transcript(path)
    return None


def compared(page: Page, transcript: Transcript) -> list[Flag]:
    """The questions that are not the transcript's, and those whose label is missing.

    White space counts, but in formats that do not keep it.
    """
    loose = page.facts.get("spacing") == LOOSE
    known: dict[str, bool] = {}  # each question as a log may hold it, and whether it was suggested
    for event in transcript.events():
        if event["type"] == "question":
            for words in _spellings(str(event["text"])):
                key = _flowed(words) if loose else words
                known[key] = known.get(key, True) and bool(event.get("suggested"))
    return list(_differences(page, known, loose=loose))


def _flowed(words: str) -> str:
    """The words as a page shows them: on one line, without control characters."""
    return squash(plain(words))


def _differences(page: Page, known: dict[str, bool], *, loose: bool) -> Iterator[Flag]:
    for asked in page.asked:
        suggested = known.get(_flowed(asked.text) if loose else asked.text)
        if suggested is None:
            message = "This question stands in no such words in the transcript."
            yield Flag("not-verbatim", asked.line, message)
        elif suggested and not asked.suggested:
            message = "vibelog suggested this question, and the label that says so is missing."
            yield Flag("suggested-unlabelled", asked.line, message)


def _spellings(question: str) -> set[str]:
    """The question as it may stand in a log: as it is, and with private data taken out."""
    return {writable(question), writable(redacted(question)[0]), redacted(writable(question))[0]}


def _beginning(path: Path, count: int) -> str:
    """The sha256 of a file's first bytes."""
    with path.open("rb") as file:
        return hashlib.sha256(file.read(count)).hexdigest()
