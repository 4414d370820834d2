"""A conversation about one paper, and how its events add up to it.

Knows the events' meaning (DESIGN: Contracts, Transcript); not where or how they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Event = Mapping[str, Any]  # one line of a transcript
VERSION = 1  # of the events' form
SUGGESTED = "suggested"  # the event that keeps what was suggested, so that it is known when asked


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim stretch of a passage, and the page on which it begins."""

    page: int
    section: str
    quote: str  # the paper's own letters, white space squashed
    passage: str  # the passage's id


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, with what code could verify of it."""

    text: str
    citations: tuple[Citation, ...] = ()
    unsupported: tuple[str, ...] = ()  # quotes and numbers that stand nowhere in the passages read
    model: str | None = None  # None: the quoting reader, which needs no model
    tokens: Mapping[str, int] | None = None  # {"prompt": …, "completion": …}
    cost_usd: float | None = None
    stopped: bool = False  # the student ended it before it was complete


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, and its answer once there is one."""

    number: int  # from 1
    question: str  # verbatim the student's
    asked: str  # ISO 8601 with zone; where `dated` is false, when it was imported
    answer: Answer | None = None
    suggested: bool = False  # a program proposed the question
    check: bool = False  # a claim to be checked, no question to be answered
    starred: bool = False
    notes: tuple[str, ...] = ()
    curated: str | None = None  # what the model made of the answer for the log
    dated: bool = True  # False: imported, and nothing tells when it was asked


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns about one paper, in the order they were asked."""

    id: str
    paper: str  # short name
    sha256: str  # of the paper's file
    source: str = "vibelog"  # or the tool it was imported from
    model: str | None = None
    started: str = ""
    turns: tuple[Turn, ...] = ()
    curations: Mapping[str, Event] = field(default_factory=dict)  # whole-log text, by choice


@dataclass(frozen=True, slots=True)
class Costs:
    """What a conversation's answers took."""

    answers: int = 0  # by a model, suggestions included
    prompt: int = 0  # tokens
    completion: int = 0
    cost_usd: float = 0.0  # of those whose price is known
    unpriced: int = 0  # answers whose price is not known


def costs(events: Iterable[Event]) -> Costs:
    """What all answers took together, those that were replaced and suggestions included."""
    found = [read_answer(event) for event in events if event.get("type") in ("answer", SUGGESTED)]
    asked = [answer for answer in found if answer.model is not None]
    tokens = [answer.tokens or {} for answer in asked]
    return Costs(
        answers=len(asked),
        prompt=sum(each.get("prompt", 0) for each in tokens),
        completion=sum(each.get("completion", 0) for each in tokens),
        cost_usd=sum(answer.cost_usd or 0.0 for answer in asked),
        unpriced=sum(answer.cost_usd is None for answer in asked),
    )


def replay(events: Iterable[Event]) -> Conversation | None:
    """The conversation that the events add up to; None while it has not begun.

    Unknown types are ignored. A second answer to a turn replaces the first; an undone turn is
    gone, its number is not given again.
    """
    talk: Conversation | None = None
    turns: dict[int, Turn] = {}
    curations: dict[str, Event] = {}
    for event in events:
        match event.get("type"):
            case "conversation":
                talk = talk or _begun(event)
            case "question":
                number = int(event["turn"])
                turns[number] = Turn(
                    number=number,
                    question=str(event["text"]),
                    asked=str(event.get("at", "")),
                    suggested=bool(event.get("suggested")),
                    check=bool(event.get("check")),
                    dated=event.get("dated") is not False,
                )
            case "curated" if event.get("choice"):
                curations[str(event["choice"])] = event
            case "undo":
                turns.pop(int(event["turn"]), None)
            case kind:
                number = event.get("turn", 0)
                if number in turns:
                    turns[number] = _applied(turns[number], str(kind), event)
    if talk is None:
        return None
    return replace(talk, turns=tuple(turns[n] for n in sorted(turns)), curations=curations)


def answer_event(answer: Answer) -> dict[str, Any]:
    """The answer as the fields of an `answer` event (and of `ask --json`)."""
    return {
        "text": answer.text,
        "citations": [
            {"page": c.page, "section": c.section, "quote": c.quote, "passage": c.passage}
            for c in answer.citations
        ],
        "unsupported": list(answer.unsupported),
        "model": answer.model,
        "tokens": dict(answer.tokens) if answer.tokens else None,
        "cost_usd": answer.cost_usd,
        "stopped": answer.stopped,
    }


def read_answer(event: Event) -> Answer:
    """The answer that `answer_event` wrote."""
    return Answer(
        text=str(event.get("text", "")),
        citations=tuple(
            Citation(int(c["page"]), str(c["section"]), str(c["quote"]), str(c["passage"]))
            for c in event.get("citations") or ()
        ),
        unsupported=tuple(str(text) for text in event.get("unsupported") or ()),
        model=event.get("model"),
        tokens=event.get("tokens"),
        cost_usd=event.get("cost_usd"),
        stopped=bool(event.get("stopped")),
    )


def _begun(event: Event) -> Conversation:
    paper = event.get("paper") or {}
    return Conversation(
        id=str(event.get("id", "")),
        paper=str(paper.get("name", "")),
        sha256=str(paper.get("sha256", "")),
        source=str(event.get("source", "vibelog")),
        model=event.get("model"),
        started=str(event.get("at", "")),
    )


def _applied(turn: Turn, kind: str, event: Event) -> Turn:
    """The turn after an event about it."""
    match kind:
        case "answer":
            return replace(turn, answer=read_answer(event), curated=None)
        case "curated":
            return replace(turn, curated=str(event.get("text", "")))
        case "star":
            return replace(turn, starred=True)
        case "note":
            return replace(turn, notes=(*turn.notes, str(event.get("text", ""))))
        case _:
            return turn
