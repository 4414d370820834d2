r"""What a program says while it says it: one field of its answer, out of the raw text that comes.

The raw text has the form of DSPy's adapters: `[[ ## answer ## ]]` before each field (ChatAdapter),
or one JSON object (JSONAdapter).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Hear = Callable[[str], None]  # is given all of the field's text that has come so far

_MARKER = r"\[\[ ## {} ## \]\]"
_ANY_MARKER = re.compile(r"\[\[ ## \w+ ## \]\]")
_BEGUN_MARKER = re.compile(r"\s*\[\[?(?: #{0,2}(?: \w*(?: #{0,2}(?: \]?)?)?)?)?$")


@dataclass(slots=True)
class Hearing:
    """Listens to the chunks of DSPy's stream, and tells `hear` the text of one field."""

    field: str
    hear: Hear
    text: str = ""  # of the field, as far as it has come
    finish: str | None = None  # why the last call ended: "stop", "length", "content_filter" …
    _raw: str = ""

    def chunk(self, chunk: Any) -> None:  # noqa: ANN401 - DSPy's own, without types
        """Take a chunk of a call's answer."""
        choice = chunk.choices[0]
        if self.finish is not None and choice.delta.content:
            self._raw, self.finish = "", None  # another call has begun to answer
        self._raw += choice.delta.content or ""
        self.finish = choice.finish_reason or self.finish
        text = partial(self._raw, self.field)
        if text and text != self.text:
            self.text = text
            self.hear(text)


def partial(raw: str, field: str) -> str:
    r"""The text of a field in an answer that is not complete yet; "" before it begins.

    >>> partial("[[ ## answer ## ]]\nIt is\n\n[[ ## quo", "answer")
    'It is'
    >>> partial('{"answer": "It is a \\"bl', "answer")
    'It is a "bl'
    """
    begin = re.search(_MARKER.format(re.escape(field)), raw)
    if begin is None:
        return _from_json(raw, field)
    rest = raw[begin.end() :]
    end = _ANY_MARKER.search(rest)
    return (rest[: end.start()] if end else _BEGUN_MARKER.sub("", rest)).strip()


def _from_json(raw: str, field: str) -> str:
    start = raw.find("{")
    if start < 0 or "[[ ##" in raw:
        return ""
    from pydantic_core import from_json

    try:
        value = from_json(raw[start:], allow_partial="trailing-strings")
    except ValueError:
        return ""
    found = value.get(field) if isinstance(value, dict) else None
    return found.strip() if isinstance(found, str) else ""
