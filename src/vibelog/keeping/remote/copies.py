"""The last copy of each course's schedule, in the library's cache: what serves offline.

Knows when a text was read, tried and changed, and which of its dates the student was told; not what
a schedule is. A copy that is lost or damaged is read again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from vibelog.errors import LibraryError
from vibelog.keeping import writing


@dataclass(frozen=True, slots=True)
class Copy:
    """What is known of one source. Moments are ISO 8601 with zone; "" stands for never."""

    source: str
    text: str = ""
    etag: str | None = None
    read: str = ""  # when the text was last found to be this
    tried: str = ""
    changed: str = ""  # when the text was first this
    failure: str = ""  # why the last try failed
    told: str = ""  # the text whose dates the student knows

    def with_text(self, text: str, etag: str | None, now: datetime) -> Copy:
        """The copy after its source was read."""
        moment = now.isoformat(timespec="seconds")
        changed = self.changed if text == self.text and self.changed else moment
        fresh = replace(self, text=text, etag=etag, read=moment, tried=moment, failure="")
        return replace(fresh, changed=changed)

    def age(self, now: datetime) -> float | None:
        """Seconds since the source was last tried, whatever came of it; None: it never was."""
        try:
            return (now - datetime.fromisoformat(self.tried)).total_seconds()
        except (ValueError, TypeError):
            return None


def load(home: Path, source: str) -> Copy:
    """The copy of that source; an empty one where there is none that can be read."""
    try:
        held = json.loads(_file(home, source).read_text(encoding="utf-8"))
        copy = Copy(**held)
    except (OSError, ValueError, TypeError):
        return Copy(source)
    texts = (copy.text, copy.told, copy.read, copy.tried, copy.changed, copy.failure)
    sound = all(isinstance(text, str) for text in texts)
    return copy if sound else Copy(source)


def save(home: Path, copy: Copy) -> None:
    """Keep the copy, in one step; LibraryError when that fails."""
    file = _file(home, copy.source)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        writing.write(file, json.dumps(asdict(copy)).encode())
    except OSError as error:
        raise LibraryError(
            f"The course's schedule cannot be kept in {file.parent} ({error.strerror}); make that "
            "folder writable or set VIBELOG_HOME to another."
        ) from error


def forget(home: Path, source: str) -> None:
    """Delete the copy of that source, if there is one."""
    _file(home, source).unlink(missing_ok=True)


def _file(home: Path, source: str) -> Path:
    name = hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()[:16]
    return home / "cache" / "courses" / f"{name}.json"
