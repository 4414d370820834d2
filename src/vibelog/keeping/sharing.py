"""A conversation as it may lie beside its log in a repository: without private data, none undone.

Knows a transcript's lines; not what is private (it is given a function for that). A line that holds
nothing private stays as it is, byte for byte: then the log's digest is this file's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

# What no person typed: ids, days, names of models, and the paper's own words, which stay verbatim.
_KEPT = frozenset(("v", "type", "at", "id", "sha256", "passage", "quote", "section", "model"))


def shareable(content: bytes, turns: Collection[int], redact: Callable[[str], str]) -> bytes:
    """The lines of a transcript that may be seen, each ended; of turns, those with these numbers.

    Torn and damaged lines are left out, as are lines of any other turn (one that was undone).
    """
    lines: list[bytes] = []
    for line in content.split(b"\n"):
        try:
            event = json.loads(line.decode())
        except (ValueError, RecursionError):
            continue
        if not isinstance(event, dict) or (event.get("turn") and event["turn"] not in turns):
            continue
        clean = _redacted(event, redact)
        if clean != event:
            line = json.dumps(clean, ensure_ascii=False).encode(errors="backslashreplace")  # noqa: PLW2901  its bytes change with it
        lines.append(line)
    return b"".join(line + b"\n" for line in lines)


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    """The value with each text that a person or a model wrote redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [_redacted(each, redact) for each in value]
    if isinstance(value, dict):
        return {k: v if k in _KEPT else _redacted(v, redact) for k, v in value.items()}
    return value
