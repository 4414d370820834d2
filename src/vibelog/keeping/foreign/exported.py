r"""A conversation as Markdown that other tools read too, and back without a letter lost.

The form is that of the commonest exporter (`## Prompt:`, `## Response:`). A turn may hold any
text: a line of it that could pass for a part of the form gets a backslash before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibelog.core.text import squash
from vibelog.keeping.foreign.guarded import guarded, opens_code
from vibelog.keeping.foreign.markers import is_marker
from vibelog.keeping.foreign.said import Foreign, Said, Speaker

OURS = "<!-- exported by vibelog; a backslash begins a line that could be taken for a marker -->"
FORM = "exported by vibelog"
_HEADINGS: dict[Speaker, str] = {"student": "## Prompt:", "model": "## Response:"}
_SPEAKERS: dict[str, Speaker] = {heading: by for by, heading in _HEADINGS.items()}
_AT = re.compile(r"<!-- at (\d[-+:.\dTZ]*) -->")
_MODEL = "**Model:** "


def written(foreign: Foreign) -> str:
    """The conversation as Markdown, which `forms.parse` reads back to the same turns.

    Its link is private and is not written; title and model are, on one line each.
    """
    title, model = squash(foreign.title), squash(foreign.model)
    lines = [OURS]
    lines += [f"# {title}"] if title else []
    lines += [_MODEL + model] if model else []
    for said in foreign.said:
        at = f"<!-- at {said.at} -->"
        lines += ["", _HEADINGS[said.by], *([at] if _AT.fullmatch(at) else []), ""]
        lines += _escaped(said.text)
    return "\n".join([*lines, ""])


def read(lines: Sequence[str]) -> Foreign | None:
    """What `written` wrote; None for any other text."""
    if not lines or lines[0] != OURS:
        return None
    held = guarded(lines)
    starts = [at for at, line in enumerate(lines) if line in _SPEAKERS and not held[at]]
    ends = [*starts[1:], len(lines)]
    said = [_turn(lines[a:b]) for a, b in zip(starts, ends, strict=False)]
    head = lines[1 : starts[0] if starts else len(lines)]
    title = next((line[2:] for line in head if line.startswith("# ")), "")
    model = next((line.removeprefix(_MODEL) for line in head if line.startswith(_MODEL)), "")
    return Foreign(FORM, tuple(said), title=title, model=model)


def _turn(block: Sequence[str]) -> Said:
    """One turn: its heading, when, a blank line, its text, a blank line (or the file's end)."""
    at = _AT.fullmatch(block[1]) if len(block) > 1 else None
    body = list(block[2 if at else 1 :])
    body = body[1:] if body and not body[0] else body
    body = body[:-1] if body and not body[-1] else body
    text = "\n".join(_unescaped(body))
    return Said(_SPEAKERS[block[0]], text, at[1] if at else "")


def _escaped(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    held = guarded(lines)
    return [
        "\\" + line if not held[at] and _telling(line) else line for at, line in enumerate(lines)
    ]


def _unescaped(lines: Sequence[str]) -> list[str]:
    held = guarded(lines)
    return [
        line[1:] if not held[at] and line.startswith("\\") and _telling(line[1:]) else line
        for at, line in enumerate(lines)
    ]


def _telling(line: str) -> bool:
    """Whether a line, or what is left of it without backslashes, could be a part of the form."""
    bare = line.lstrip("\\")
    return is_marker(bare) or opens_code(bare) or _AT.fullmatch(bare) is not None
