"""Questions against a transcript that was really written, and gone on with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vibelog.core.conversation import Answer
from vibelog.core.paper import Paper
from vibelog.keeping.checking.page import Asked, Page
from vibelog.keeping.checking.verbatim import compared, transcript_of
from vibelog.keeping.transcript import Transcript

OWN, OFFERED = "Why *not* ada@example.org\r\nand `x`?", "What is a warp?"


@pytest.fixture
def transcript(tmp_path: Path) -> Transcript:
    """A conversation with a question of the student's and one that was suggested."""
    paper = Paper("0" * 64, "warps", "Warps", 1, 1, "2025-09-01T00:00:00+00:00", "warps.pdf")
    written = Transcript.create(tmp_path / "warps", paper)
    written.answer(written.ask(OWN), Answer("So."))
    written.answer(written.ask(OFFERED, suggested=True), Answer("Threads."))
    return written


def page(transcript: Transcript, *asked: Asked) -> Page:
    digest, count = transcript.digest()
    return Page({"transcript": f"sha256:{digest} of the first {count} bytes"}, asked)


def test_the_transcript_is_found_by_its_digest_also_when_it_went_on(transcript: Transcript) -> None:
    log = page(transcript)
    other = transcript.path.with_name("other.jsonl")
    other.write_bytes(b"x" * 9999)
    transcript.ask("One more?")
    assert transcript_of(log, [other, transcript.path]) == Transcript(transcript.path)
    assert transcript_of(log, [other]) is None
    assert transcript_of(replace(log, facts={}), [transcript.path]) is None


def test_line_ends_and_private_data_make_no_difference(transcript: Transcript) -> None:
    shown = OWN.replace("\r\n", "\n")
    redacted = shown.replace("ada@example.org", "[email removed]")
    for words in (shown, redacted):
        assert compared(page(transcript, Asked(words, 3)), transcript) == []


def test_white_space_counts_where_the_format_keeps_it(transcript: Transcript) -> None:
    flowed = page(transcript, Asked(" ".join(OWN.split()), 3))
    assert [flag.code for flag in compared(flowed, transcript)] == ["not-verbatim"]
    loose = replace(flowed, facts={**flowed.facts, "spacing": "loose"})
    assert compared(loose, transcript) == []
    changed = replace(loose, asked=(Asked("Why so?", 3),))
    assert [flag.code for flag in compared(changed, transcript)] == ["not-verbatim"]


def test_one_changed_letter_makes_a_difference(transcript: Transcript) -> None:
    changed = OWN.replace("\r\n", "\n").replace("`x`", "`y`")
    [flag] = compared(page(transcript, Asked(changed, 3)), transcript)
    assert (flag.code, flag.line) == ("not-verbatim", 3)


def test_a_suggested_question_keeps_its_label(transcript: Transcript) -> None:
    labelled = Asked(OFFERED, 5, suggested=True)
    assert compared(page(transcript, labelled), transcript) == []
    [flag] = compared(page(transcript, replace(labelled, suggested=False)), transcript)
    assert (flag.code, flag.line) == ("suggested-unlabelled", 5)
