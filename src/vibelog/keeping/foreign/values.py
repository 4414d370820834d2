"""What JSON held, as the type that was meant: text, a table, a time; empty where it is another.

Knows types only; nothing of conversations.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from vibelog.core.text import plain, squash


def lines(text: str) -> str:
    r"""The text with its line ends as `\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def table(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object below a key; an empty one for what is none."""
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def line(value: object) -> str:
    """A text on one line, safe to show; empty for what is no text."""
    return squash(plain(value)) if isinstance(value, str) else ""


def since_1970(seconds: object) -> str:
    """Seconds since 1970 in ISO 8601; empty for none, or for what is no time."""
    if not isinstance(seconds, int | float) or not seconds:
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return ""


def iso(text: object) -> str:
    """A time in ISO 8601, which is UTC where it names no zone; empty for what is none."""
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        time = None
    if time is None:
        return ""
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat(timespec="seconds")
