"""vibelog's own transcripts, as a file that comes from elsewhere (another machine, a repository).

Knows the events' form, as `core.conversation` does; nothing of them is believed that can be looked
up again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vibelog.core.conversation import Turn, replay
from vibelog.keeping.foreign.said import Foreign, Said

FORM = "vibelog transcript"


@dataclass(frozen=True, slots=True)
class Own(Foreign):
    """A conversation of vibelog's, with what other tools do not know of a turn."""

    turns: tuple[Turn, ...] = ()  # stars, notes and whether the question was suggested with them
    paper: str = ""  # short name
    id: str = ""


def own(events: Sequence[Mapping[str, Any]]) -> Own | None:
    """The conversation that the events add up to; None when they are no transcript's."""
    if not any(event.get("type") == "conversation" and "paper" in event for event in events):
        return None
    try:
        talk = replay(events)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        return None
    if talk is None:
        return None
    said: list[Said] = []
    for turn in talk.turns:
        said.append(Said("student", turn.question, turn.asked))
        if turn.answer:
            said.append(Said("model", turn.answer.text, turn.asked))
    model = next((t.answer.model for t in talk.turns if t.answer and t.answer.model), None)
    facts = {"model": model or "", "paper": talk.paper, "id": talk.id}
    return Own(FORM, tuple(said), turns=talk.turns, **facts)
