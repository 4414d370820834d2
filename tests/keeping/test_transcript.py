"""Transcripts: what was asked is on the disk, whatever happens next."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from vibelog.core.conversation import Answer, Citation
from vibelog.core.paper import Paper
from vibelog.errors import LibraryError
from vibelog.keeping.transcript import Transcript, all_in, latest

PAPER = Paper("ab" * 32, "dspy", "DSPy", 32, 300, "2026-11-22T06:00:00+00:00", "dspy.pdf")
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=timezone(timedelta(hours=1)))
ANSWER = Answer(
    "Because.",
    (Citation(4, "3.2", "the key–value cache", "0" * 12),),
    ("1.8×",),
    "openai/gpt-5-mini",
    {"prompt": 10, "completion": 2},
    0.001,
)


def begun(folder: Path) -> Transcript:
    return Transcript.create(folder / "conversations" / "dspy", PAPER, now=lambda: NOW)


def lines(transcript: Transcript) -> list[dict[str, object]]:
    return [json.loads(line) for line in transcript.path.read_text("utf-8").splitlines()]


def test_a_conversation_begins_with_what_it_is_about(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    assert transcript.path.name.startswith("20261122T063000Z-")
    assert lines(transcript) == [
        {
            "v": 1,
            "type": "conversation",
            "at": "2026-11-22T07:30:00+01:00",
            "id": transcript.path.stem,
            "paper": {"name": "dspy", "sha256": "ab" * 32},
            "source": "vibelog",
            "model": None,
        }
    ]


def test_it_is_the_students_alone(tmp_path: Path) -> None:
    path = begun(tmp_path).path
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent.stat().st_mode & 0o777 == 0o700


def test_questions_and_answers_come_back_as_they_went_in(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    assert transcript.ask("Why?") == 1
    transcript.answer(1, ANSWER)
    assert transcript.ask("Suggested?", suggested=True) == 2
    talk = transcript.conversation()
    assert talk is not None
    assert (talk.id, talk.paper) == (transcript.path.stem, "dspy")
    assert [(t.question, t.answer, t.suggested) for t in talk.turns] == [
        ("Why?", ANSWER, False),
        ("Suggested?", None, True),
    ]


def test_a_number_is_not_given_again_after_an_undo(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    transcript.ask("one")
    transcript.ask("two")
    transcript.event("undo", turn=2)
    assert transcript.ask("three") == 3


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=sized(50))
def test_any_question_comes_back_to_the_letter(text: str) -> None:
    transcript = begun(Path(os.environ["VIBELOG_HOME"]))
    transcript.ask(text)
    asked = transcript.events()[-1]["text"]
    # Two surrogates that make a pair are the character that they are the halves of.
    assert asked == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def test_it_stays_readable_for_people(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    transcript.ask("什么是 teleprompter?\n\x1b[31m")
    assert '"什么是 teleprompter?\\n\\u001b[31m"' in transcript.path.read_text("utf-8")


@given(st.lists(st.text(max_size=12), max_size=4), st.data())
@settings(max_examples=sized(60))
def test_any_prefix_reads_back_to_a_prefix_and_goes_on(
    texts: list[str], data: st.DataObject
) -> None:
    transcript = begun(Path(os.environ["VIBELOG_HOME"]))
    for text in texts:
        transcript.answer(transcript.ask(text), ANSWER)
    whole, events = transcript.path.read_bytes(), transcript.events()
    cut = data.draw(st.integers(0, len(whole)))
    transcript.path.write_bytes(whole[:cut])
    left = transcript.events()
    assert left == events[: len(left)]
    assert len(left) >= whole[:cut].count(b"\n")
    transcript.ask("again")
    assert [*left, "again"] == [*transcript.events()[:-1], transcript.events()[-1]["text"]]
    assert transcript.path.read_bytes().startswith(whole[:cut])


@pytest.mark.parametrize(
    "damage",
    [
        b"{broken",
        b"\xff\xfe",
        b"\x00\x00\x00",
        b"[]",
        b"3",
        b"{}",
        b'{"type": 3}',
        b'{"type": "question", "text": "no turn"}',
        b'{"type": "question", "turn": "x"}',
        b'{"type": "star", "turn": [1]}',
        b'{"type": "curated", "turn": {}}',
        b'{"type": "conversation", "paper": "x"}',
        b'{"type": "answer", "turn": 1, "citations": [{}]}',
        b'{"type": "answer", "turn": 1, "citations": 5}',
        b"[" * 100_000,
        b'{"type": "question", "turn": 1' + b"0" * 5_000 + b"}",
    ],
)
def test_a_damaged_line_is_skipped_and_kept(tmp_path: Path, damage: bytes) -> None:
    transcript = begun(tmp_path)
    transcript.ask("one")
    with transcript.path.open("ab") as file:
        file.write(damage + b"\n")
    assert transcript.ask("two") == 2
    talk = transcript.conversation()
    assert talk is not None
    assert [turn.question for turn in talk.turns] == ["one", "two"]
    assert damage in transcript.path.read_bytes()


def test_unknown_types_are_kept_and_ignored(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    transcript.ask("one")
    before = transcript.conversation()
    transcript.event("mood", turn=1, text="curious")
    assert transcript.conversation() == before
    assert transcript.events()[-1]["type"] == "mood"


def test_the_digest_proves_the_bytes_it_counts(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    transcript.answer(transcript.ask("one"), ANSWER)
    digest, count = transcript.digest()
    content = transcript.path.read_bytes()
    assert count == len(content) - 1  # up to the end of the last event, its line end aside
    assert hashlib.sha256(content[:count]).hexdigest() == digest


def test_the_digest_of_a_log_stays_when_the_log_is_written_and_the_talk_goes_on(
    tmp_path: Path,
) -> None:
    transcript = begun(tmp_path)
    for question in ("one", "two"):
        transcript.answer(transcript.ask(question), ANSWER)
    first = transcript.digest()
    transcript.curated(2, "shorter", "m")
    transcript.event("curated", choice="c", title="t", model="m")
    assert transcript.digest() == first
    transcript.answer(transcript.ask("three"), ANSWER)
    assert transcript.digest({1, 2}) == first
    assert transcript.digest() != first
    transcript.event("star", turn=1)
    assert transcript.digest({1, 2})[1] > first[1]


def test_the_digest_is_the_same_while_the_last_line_has_no_end(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    transcript.ask("one")
    whole = transcript.digest()
    transcript.path.write_bytes(transcript.path.read_bytes()[:-1])
    assert transcript.digest() == whole


def test_the_current_conversation_is_the_one_last_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "conversations" / "dspy"
    assert latest(folder) is None
    one, two = begun(tmp_path), begun(tmp_path)
    os.utime(one.path, ns=(1, 1))
    assert latest(folder) == Transcript(two.path)
    os.utime(two.path, ns=(0, 0))
    assert latest(folder) == Transcript(one.path)
    assert {t.path for t in all_in(folder)} == {one.path, two.path}


def test_a_conversation_that_a_crash_left_empty_is_not_current(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    (transcript.path.parent / "29990101T000000Z-ffff.jsonl").touch()
    assert latest(transcript.path.parent) == Transcript(transcript.path)


def test_two_processes_at_once_lose_nothing_and_share_no_number(tmp_path: Path) -> None:
    transcript = begun(tmp_path)
    program = (
        "import sys; from pathlib import Path; from vibelog.keeping.transcript import Transcript\n"
        "for n in range(25): Transcript(Path(sys.argv[1])).ask('x' * 9000)"
    )
    command = [sys.executable, "-c", program, str(transcript.path)]
    started = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert [event["turn"] for event in transcript.events()[1:]] == list(range(1, 76))


def test_a_full_disk_is_a_sentence_and_the_next_event_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcript = begun(tmp_path)
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda file, data: write(file, data[:20]))
        with pytest.raises(LibraryError, match="free some space"):
            transcript.ask("lost")
    assert transcript.ask("kept") == 1
    assert [event.get("text") for event in transcript.events()] == [None, "kept"]


def test_a_disk_that_fails_to_sync_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transcript = begun(tmp_path)

    def fails(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(LibraryError, match="cannot be kept"):
        transcript.ask("not safe")


def test_a_folder_that_is_a_file_and_a_deleted_conversation_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be kept"):
        Transcript.create(tmp_path / "file", PAPER)
    gone = Transcript(tmp_path / "gone.jsonl")
    with pytest.raises(LibraryError, match="may have been deleted"):
        gone.ask("anyone?")


def test_the_clock_is_the_students_own(tmp_path: Path) -> None:
    Transcript.create(tmp_path, PAPER)
    at = datetime.fromisoformat(str(all_in(tmp_path)[0].events()[0]["at"]))
    assert at.utcoffset() is not None
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
