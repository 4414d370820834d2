"""The front matter of a log, read: the keys between the `---` lines at its top.

Knows the scalars that vibelog writes (JSON, which is YAML) and plain words; no log.
"""

from __future__ import annotations

import json
import re


def facts_in(text: str) -> dict[str, str]:
    r"""The keys and their values as text; none where the page has no front matter.

    >>> facts_in('---\npaper: "dspy"\ndue: null\nquestions: 7\n---\n')
    {'paper': 'dspy', 'due': '', 'questions': '7'}
    """
    lines = [line.rstrip() for line in text.split("\n")]
    if lines[0] != "---" or "---" not in lines[1:]:
        return {}
    pairs = (line.partition(":") for line in lines[1 : lines.index("---", 1)])
    return {key: _value(value.strip()) for key, colon, value in pairs if colon and _KEY(key)}


_KEY = re.compile(r"\w+").fullmatch


def _value(written: str) -> str:
    try:
        value = json.loads(written)
    except ValueError:
        return written.strip("'\"")
    return "" if value is None else str(value)
