"""The transcript: one JSON Lines file per conversation, only ever appended to.

Knows how events reach the disk and come back from it; what they mean is core.conversation's. Bytes
once written are never changed, so that a digest of the file's beginning holds for good: a line torn
by a crash is ended by the next append, stays where it is and is skipped when read.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vibelog.core.conversation import (
    VERSION,
    Answer,
    Conversation,
    Event,
    answer_event,
    read_answer,
    replay,
)
from vibelog.core.paper import Paper
from vibelog.errors import LibraryError

Clock = Callable[[], datetime]  # gives an aware datetime

_NUMBERED = ("question", "answer", "star", "note", "undo")  # they say something of one turn
_USED = ("question", "answer", "star", "note")  # of a turn, what a vibe log shows
_TOO_LARGE = 10**9  # no conversation has that many turns: such a number is damage


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation's file, `<home>/conversations/<paper>/<id>.jsonl`."""

    path: Path
    now: Clock = _now

    @classmethod
    def create(
        cls,
        folder: Path,
        paper: Paper,
        *,
        source: str = "vibelog",
        model: str | None = None,
        now: Clock = _now,
    ) -> Transcript:
        """Begin a conversation about `paper` in `folder`, which is made when it is missing.

        The file is the student's alone to read. Raises LibraryError.
        """
        with _translated(folder):
            _make_private(folder)
            path = _new_file(folder, now().astimezone(UTC))
            _sync_folder(folder)
        transcript = cls(path, now)
        about = {"name": paper.name, "sha256": paper.sha256}
        transcript.event("conversation", id=path.stem, paper=about, source=source, model=model)
        return transcript

    def ask(self, question: str, *, suggested: bool = False, **marks: bool) -> int:
        """Record a question, to the letter (with marks, such as `check`); return its turn's number.

        Numbers count from 1; one is never given again, also when its turn was undone. On the disk
        when this returns. Raises LibraryError.
        """
        with self._held() as file:
            number = 1 + max(map(_turn, self.events()), default=0)
            fields = {"turn": number, "text": question, "suggested": suggested, **marks}
            self._append(file, "question", fields)
        return number

    def answer(self, turn: int, answer: Answer) -> None:
        """Record the checked answer to a turn; a second one replaces the first."""
        self.event("answer", turn=turn, **answer_event(answer))

    def curated(self, turn: int, text: str, model: str) -> None:
        """Record what a model made of a turn's answer for the vibe log."""
        self.event("curated", turn=turn, text=text, model=model)

    def event(self, kind: str, /, **fields: Any) -> None:  # noqa: ANN401 - events hold any JSON
        """Record an event of any type; on the disk when this returns. Raises LibraryError."""
        with self._held() as file:
            self._append(file, kind, fields)

    def events(self) -> list[Event]:
        """The events, in order. Lines that are torn or damaged are skipped. Raises LibraryError."""
        with _translated(self.path):
            return [event for _, event in _parsed(self.path.read_bytes())]

    def conversation(self) -> Conversation | None:
        """What the events add up to; None when not even the first one reached the disk."""
        return replay(self.events())

    def digest(self, turns: Collection[int] | None = None) -> tuple[str, int]:
        """The sha256 of the bytes that prove these turns (by default all), and how many they are.

        They end with the last event used: what follows (later turns, what a curator wrote for the
        log, an undo) does not change the digest of an earlier log.
        """
        with _translated(self.path):
            content = self.path.read_bytes()
        if turns is None:
            talk = replay(event for _, event in _parsed(content))
            turns = {turn.number for turn in talk.turns} if talk else set()
        end = 0
        for at, event in _parsed(content):
            kind = event["type"]
            if kind == "conversation" or (kind in _USED and event["turn"] in turns):
                end = at
        return hashlib.sha256(content[:end]).hexdigest(), end

    @contextmanager
    def _held(self) -> Iterator[int]:
        """The file open for appending, locked against other processes and threads."""
        with _translated(self.path):
            file = os.open(self.path, os.O_RDWR | os.O_APPEND)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)  # released by close, also by a kill
                yield file
            finally:
                os.close(file)

    def _append(self, file: int, kind: str, fields: Event) -> None:
        """Write one line in one call and wait for the disk."""
        event = {"v": VERSION, "type": kind, "at": self.now().isoformat(timespec="seconds")}
        # A lone surrogate becomes its JSON escape: the one spelling of it that UTF-8 can hold.
        line = json.dumps({**event, **fields}, ensure_ascii=False)
        data = line.encode(errors="backslashreplace") + b"\n"
        if _torn(file):
            data = b"\n" + data
        if os.write(file, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)


def all_in(folder: Path) -> list[Transcript]:
    """The transcripts in a folder, oldest first; none when there is no such folder."""
    with _translated(folder):
        return [Transcript(path) for path in sorted(folder.glob("*.jsonl"))]


def latest(folder: Path) -> Transcript | None:
    """The current conversation of a folder: the one last written to, if any has begun."""
    with _translated(folder):
        written = [(t.path.stat().st_mtime_ns, t.path.name, t) for t in all_in(folder)]
    for _, _, transcript in sorted(written, key=lambda entry: entry[:2], reverse=True):
        if transcript.conversation():
            return transcript
    return None


def _parsed(content: bytes) -> Iterator[tuple[int, Event]]:
    """The events of a transcript's bytes, each with the offset where it ends (no line end)."""
    at = 0
    for line in content.split(b"\n"):
        end = at + len(line)
        if event := _event(line):
            yield end, event
        at = end + 1


def _event(line: bytes) -> Event | None:
    """The event on a line, or None where the line is torn, damaged or no event."""
    try:
        event = json.loads(line.decode())
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            return None
        if (event["type"] in _NUMBERED or event.get("turn") is not None) and not _turn(event):
            return None
        if not isinstance(event.get("paper", {}), dict):
            return None
        if event["type"] == "answer":
            read_answer(event)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return event


def _turn(event: Event) -> int:
    """The turn that an event is about; 0 when it is about none."""
    turn = event.get("turn")
    return turn if isinstance(turn, int) and 0 < turn < _TOO_LARGE else 0


def _torn(file: int) -> bool:
    """Whether the last line has no end."""
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"


def _new_file(folder: Path, at: datetime) -> Path:
    """An empty file, named so that names sort by time, that no other process made."""
    while True:
        path = folder / f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}.jsonl"
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            continue
        return path


def _make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, for the student alone."""
    for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(missing.parent)


def _sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """An OSError as the sentence that says which file and why."""
    try:
        yield
    except FileNotFoundError as error:
        raise LibraryError(f"There is no conversation {path}; it may have been deleted.") from error
    except OSError as error:
        remedy = (
            "free some space and ask again"
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else "see that the folder is yours to write, or set VIBELOG_HOME to another one"
        )
        raise LibraryError(
            f"The conversation {path} cannot be kept ({error.strerror}): {remedy}."
        ) from error
