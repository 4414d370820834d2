"""What of a conversation may be seen by everybody: all of it, without private data.

Knows turns; what is private is keeping.privacy's.
"""

from __future__ import annotations

from dataclasses import replace

from vibelog.core.conversation import Turn


def redacted(text: str) -> str:
    """The text without private data."""
    from vibelog.keeping import privacy

    return privacy.redacted(text)[0]


def public(turn: Turn) -> Turn:
    """The turn without private data; the paper's own words stay."""
    answer = turn.answer
    return replace(
        turn,
        question=redacted(turn.question),
        answer=answer
        and replace(
            answer,
            text=redacted(answer.text),
            unsupported=tuple(map(redacted, answer.unsupported)),
        ),
        notes=tuple(map(redacted, turn.notes)),
        curated=turn.curated and redacted(turn.curated),
    )
