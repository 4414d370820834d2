"""What lies beside a log: the conversation that proves it, and other logs of the same one.

Knows transcripts and pages; writes nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app.log.drafts import Draft
from vibelog.app.log.public import redacted
from vibelog.core.log import VibeLog

if TYPE_CHECKING:
    from vibelog.keeping.repo import Repository


_DIGEST = re.compile(r"sha256:([0-9a-f]{64}) of the first (\d{1,12}) bytes")


@dataclass(frozen=True, slots=True)
class Twin:
    """Another log of the same conversation, with the conversation beside it if there is one."""

    paths: tuple[Path, ...]
    tracked: bool  # by git


def conversation(drafted: Draft) -> bytes:
    """The conversation as it may lie in the repository."""
    from vibelog.keeping.sharing import shareable

    _, end = drafted.transcript.digest()
    talk = drafted.transcript.conversation()
    turns = {turn.number for turn in talk.turns} if talk else set()
    return shareable(drafted.transcript.path.read_bytes()[:end], turns, redacted)


def proved_by(shared: bytes, log: VibeLog) -> VibeLog:
    """The log with the digest of the conversation beside it, where that is not the library's own.

    Of a conversation with private data or undone turns something else lies beside the log; whoever
    has only the repository must be able to hold the questions against it.
    """
    count = int(log.transcript.split()[-2])
    if f"sha256:{hashlib.sha256(shared[:count]).hexdigest()} " in log.transcript:
        return log
    whole = shared.rstrip(b"\n")
    digest = hashlib.sha256(whole).hexdigest()
    return replace(log, transcript=f"sha256:{digest} of the first {len(whole)} bytes")


def strangers(path: Path, drafted: Draft) -> list[str]:
    """The questions of the log at `path` that its conversation does not hold."""
    from vibelog.keeping.markdown import questions_in

    if not path.is_file():
        return []
    there = questions_in(path.read_bytes().decode(errors="replace"))
    known = _asked(drafted)
    return [question for question in there if question.strip() not in known]


def there_already(folder: Path, paper: str) -> Path | None:
    """The one Markdown log of vibelog's about the paper in the folder; None for none or several.

    It may be named by a day that the course has moved since.
    """
    from vibelog.keeping.matter import facts_in

    found = []
    for file in sorted(folder.glob("*.md")):
        facts = facts_in(file.read_bytes().decode(errors="replace")) if file.is_file() else {}
        if facts.get("paper") == paper and "vibelog" in facts and not file.stem.endswith(".new"):
            found.append(file)
    return found[0] if len(found) == 1 else None


def twins(repository: Repository, path: Path, drafted: Draft) -> tuple[Twin, ...]:
    """The other Markdown logs of the paper and this conversation in the folder of `path`."""
    from vibelog.keeping import git
    from vibelog.keeping.matter import facts_in

    found = []
    for other in sorted(path.parent.glob("*.md")):
        if other.name in (path.name, f"{path.stem}.new.md") or not other.is_file():
            continue
        text = other.read_bytes().decode(errors="replace")
        talk = other.parent / "transcripts" / f"{other.stem}.jsonl"
        if facts_in(text).get("paper") == drafted.log.paper and _same(text, talk, drafted):
            paths = (other, *([talk] if talk.is_file() else []))
            listed = git.attempt(repository.root, "ls-files", "--", str(other)).out
            found.append(Twin(paths, tracked=bool(listed.strip())))
    return tuple(found)


def _same(text: str, talk: Path, drafted: Draft) -> bool:
    """Whether a log is of the draft's conversation: its digest says so, or what lies beside it.

    The same questions may be asked of another paper, or again in another conversation.
    """
    from vibelog.keeping.matter import facts_in

    content = drafted.transcript.path.read_bytes()
    told = _DIGEST.fullmatch(facts_in(text).get("transcript", ""))
    if told and hashlib.sha256(content[: int(told[2])]).hexdigest() == told[1]:
        return True
    return talk.is_file() and talk.read_bytes().split(b"\n")[0] == content.split(b"\n")[0]


def _asked(drafted: Draft) -> set[str]:
    """All that was ever asked in the conversation, as a log would show it."""
    from vibelog.keeping.escaping import writable

    asked = [e["text"] for e in drafted.transcript.events() if e["type"] == "question"]
    return {writable(redacted(str(text))).strip() for text in asked}
