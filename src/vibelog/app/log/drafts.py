"""A conversation's vibe log before it is written: which questions, why, and all that stands there.

Asks a model where one is configured, and keeps in the transcript what it wrote, so that the same
conversation gives the same log. Nothing in the student's repository is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from vibelog.app import App
from vibelog.app.kept import current, resumed
from vibelog.app.log.curating import Curating, condenser
from vibelog.app.log.public import public
from vibelog.app.log.related import related
from vibelog.core.choice import Alike, Judged, Wish, judge
from vibelog.core.conversation import Conversation, Event, Turn
from vibelog.core.course import links
from vibelog.core.log import (
    MOST,
    Entry,
    Essay,
    VibeLog,
    questions,
    require_enough,
    unanswered,
)
from vibelog.core.quality import off_topic
from vibelog.errors import EmbedderError, ShortLogError, VibelogError

if TYPE_CHECKING:
    from vibelog.core.paper import Paper
    from vibelog.keeping.transcript import Transcript

CHOSEN = "chosen"  # the event that keeps what the student chose


@dataclass(frozen=True, slots=True)
class Options:
    """What the student wants of a log."""

    allow_short: bool = False
    redo: bool = False  # let the model write its part again
    wish: Wish = field(default_factory=Wish)  # added to what was wished before
    anew: bool = False  # forget what was wished before
    condense: bool | None = None  # shorten long answers; None: as before
    conversation: str | None = None  # its id; None: the one last written to
    preview: bool = False  # only to be looked at: a model is asked for no more than that takes


@dataclass(frozen=True, slots=True)
class Draft:
    """A log that could be written, and why it holds these questions."""

    log: VibeLog
    judged: tuple[Judged, ...]  # every real question of the conversation
    unanswered: int  # questions that nobody answered (stopped, model down)
    transcript: Transcript
    chosen: Mapping[str, Any]  # the fields of the `chosen` event, as they are after this


@dataclass(frozen=True, slots=True)
class _Source:
    """What a log is compiled from."""

    paper: Paper
    transcript: Transcript
    conversation: Conversation
    turns: Sequence[Turn]  # the real questions, without private data


def draft(app: App, paper: Paper, options: Options = Options()) -> Draft:
    """The log of the paper's current conversation.

    Raises ShortLogError when there are too few questions, VibelogError for a choice that cannot
    be. A model that does not answer is told, and the log is compiled without it.
    """
    source = _source(app, paper, options)
    chosen = _chosen(source, options)
    wish = Wish(frozenset(chosen["keep"]), frozenset(chosen["drop"]))
    curating = Curating(app, paper, source.transcript)
    ask = not options.preview or _to_choose(source.turns, wish)
    curation = curating.frame(source.conversation, source.turns, redo=options.redo, ask=ask)
    alike = _alike(app, source.turns)
    judged = judge(source.turns, wish, curation.get("keep", ()), alike=alike)
    turns = [each.turn for each in judged if each.chosen]
    if not options.allow_short:
        require_enough(turns, paper.name)
    if not turns and not options.preview:
        raise ShortLogError(
            f"No question of this conversation goes into a log ({_reasons(judged)}): ask about "
            f"{paper.name} (vibelog chat {paper.name}), or keep one all the same (--keep N)."
        )
    if chosen["condense"] and not options.preview:
        turns = curating.condensed(turns, redo=options.redo)
    else:
        turns = [replace(turn, curated=None) for turn in turns]
    log = _compiled(app, source, turns, curation)
    return Draft(log, tuple(judged), unanswered(source.conversation), source.transcript, chosen)


def _reasons(judged: Iterable[Judged]) -> str:
    """Why questions are not chosen, each reason once."""
    return "; ".join(dict.fromkeys(each.reason for each in judged if not each.chosen))


def _to_choose(turns: Sequence[Turn], wish: Wish) -> bool:
    """Whether there are more questions than places, and places that the student left open."""
    open_ = [turn for turn in turns if turn.number not in wish.drop]
    given = sum(turn.starred or turn.number in wish.keep for turn in open_)
    return len(open_) > MOST > given


def enough(app: App, paper: Paper, options: Options) -> None:
    """Raise ShortLogError when there are too few questions, before anything else is looked at."""
    _source(app, paper, options)


def remember(drafted: Draft) -> None:
    """Keep the student's choice in the transcript, where it differs from what was kept."""
    if dict(drafted.chosen) != _last_choice(drafted.transcript.events()):
        drafted.transcript.event(CHOSEN, **drafted.chosen)


def _source(app: App, paper: Paper, options: Options) -> _Source:
    """The conversation (the paper's current one); ShortLogError when it cannot make a log."""
    if options.conversation:
        transcript: Transcript | None = resumed(app, paper, options.conversation)
    else:
        transcript = current(app, paper)
    conversation = transcript.conversation() if transcript else None
    if transcript is None or conversation is None:
        raise ShortLogError(
            f"There is no conversation about {paper.name} yet; begin one: vibelog chat {paper.name}"
        )
    turns = questions(conversation)
    if not options.allow_short or not turns:
        require_enough(turns, paper.name)
    return _Source(paper, transcript, conversation, [public(turn) for turn in turns])


def _chosen(source: _Source, options: Options) -> dict[str, Any]:
    """What the student chose until now and with these options, as the event keeps it."""
    before = _last_choice(source.transcript.events())
    numbers = {turn.number for turn in source.turns}
    if odd := sorted((options.wish.keep | options.wish.drop) - numbers):
        known = ", ".join(map(str, sorted(numbers)))
        raise VibelogError(
            f"There is no question {odd[0]} to choose; there are {known} (vibelog log "
            f"{source.paper.name} --preview shows them)."
        )
    earlier = Wish(frozenset(before["keep"]), frozenset(before["drop"]))
    wish = (Wish() if options.anew else earlier).then(options.wish.keep, options.wish.drop)
    condense = before["condense"] if options.condense is None else options.condense
    return {"keep": sorted(wish.keep), "drop": sorted(wish.drop), "condense": condense}


def _last_choice(events: Iterable[Event]) -> dict[str, Any]:
    """The last `chosen` event's fields; what cannot be read in them counts as nothing."""
    last = next((event for event in reversed(list(events)) if event["type"] == CHOSEN), {})
    found: dict[str, Any] = {}
    for key in ("keep", "drop"):
        value = last.get(key)
        numbers = value if isinstance(value, list) else []
        found[key] = sorted({number for number in numbers if isinstance(number, int)})
    return {**found, "condense": last.get("condense") is True}


def _alike(app: App, turns: Sequence[Turn]) -> Alike | None:
    """How alike two questions are: the cosine of their vectors; None where words must do."""
    if len(turns) <= MOST:
        return None
    from vibelog.app import shelf

    try:
        vectors = shelf.embedder(app)([turn.question for turn in turns])
    except EmbedderError as error:
        app.tell(f"{error} Questions are compared by their words.")
        return None
    row = {turn.number: vector for turn, vector in zip(turns, vectors, strict=True)}
    return lambda one, other: round(float(row[one.number] @ row[other.number]), 3)


def _compiled(
    app: App, source: _Source, chosen: Sequence[Turn], curation: Mapping[str, Any]
) -> VibeLog:
    """The log's value."""
    paper, turns = source.paper, source.turns
    assignment = app.course().find(paper.name)
    link, page_link = links(paper, assignment)
    digest, count = source.transcript.digest([turn.number for turn in turns])
    numbers = {turn.number for turn in chosen}
    days = sorted(turn.asked[:10] for turn in [t for t in turns if t.dated] or turns)
    return VibeLog(
        paper=paper.name,
        title=paper.title,
        link=link,
        page_link=page_link,
        due=assignment.due.isoformat() if assignment and assignment.due else None,
        entries=tuple(_entry(turn, source) for turn in chosen),
        others=tuple(turn.question for turn in turns if turn.number not in numbers),
        essay=_essay(curation),
        models=tuple(dict.fromkeys(t.answer.model for t in chosen if t.answer and t.answer.model)),
        prompts=curation.get("prompts"),
        transcript=f"sha256:{digest} of the first {count} bytes",
        asked_from=days[0],
        asked_to=days[-1],
        connections=related(app, paper, chosen),
        tokens=(_tokens(chosen, "prompt"), _tokens(chosen, "completion")),
        source=source.conversation.source,
        dated=any(turn.dated for turn in turns),
    )


def _essay(curation: Mapping[str, Any]) -> Essay:
    if not curation:
        return Essay()
    from vibelog.keeping.curator import essay

    return essay(curation)


def _tokens(turns: Sequence[Turn], kind: str) -> int:
    return sum((turn.answer.tokens or {}).get(kind, 0) for turn in turns if turn.answer)


def _entry(turn: Turn, source: _Source) -> Entry:
    answer = turn.answer
    if answer is None:
        raise AssertionError  # core.questions gives answered turns only
    return Entry(
        turn=turn.number,
        question=turn.question,
        answer=turn.curated or answer.text,
        citations=answer.citations,
        unsupported=answer.unsupported,
        suggested=turn.suggested,
        check=turn.check,
        off_topic=off_topic(turn),
        starred=turn.starred,
        notes=turn.notes,
        by_model=answer.model is not None,
        condensed=condenser(source.transcript.events(), turn.number) if turn.curated else None,
    )
