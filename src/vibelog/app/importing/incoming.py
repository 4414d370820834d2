"""A conversation of another tool's on its way into the library: cleaned, redacted, written.

The order is the promise: debris and private data are gone before anything reaches the disk, and a
conversation is in the library whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App, kept
from vibelog.core.conversation import Answer, Turn
from vibelog.core.evidence import Claim, verify
from vibelog.core.paper import Paper, Passage
from vibelog.core.text import plain, squash
from vibelog.errors import LibraryError

if TYPE_CHECKING:
    from vibelog.keeping.foreign.own import Own
    from vibelog.keeping.foreign.said import Foreign, Said
    from vibelog.keeping.transcript import Transcript

IMPORTED = "imported"  # the event that says where a conversation came from

# Which tool a form or a model's name tells, first match; its name stands for a model that is not
# told, and in lower case for the conversation's source.
_TOOLS = {
    "ChatGPT": r"chat\s?gpt|\bgpt\b|gpt-|^o\d|prompt / response|saved page",
    "Claude": r"claude",
    "Gemini": r"gemini",
    "Copilot": r"copilot",
    "DeepSeek": r"deepseek",
    "llm": r"^llm logs",
}
_UNKNOWN = "another tool's model"
_AHEAD = timedelta(days=1)  # that a time without a zone, or another clock, may be before this one


@dataclass(slots=True)
class Incoming:
    """What is to be written of a conversation."""

    form: str
    file: str  # the file's name
    source: str  # the tool, such as `chatgpt`
    model: str  # that answered, or the tool's name
    turns: list[Turn] = field(default_factory=list)  # numbered from 1, `asked` empty where unknown
    redacted: list[str] = field(default_factory=list)  # the kind of each thing taken out
    digest: str = ""  # of what was said
    public: str = ""  # the paper's text: what it prints is not private, and quotes stay verbatim

    def safe(self, text: str) -> str:
        """The text without private data; what was taken out is counted."""
        from vibelog.keeping.privacy import redacted

        shown, found = redacted(text, self.public)
        self.redacted += [each.kind for each in found]
        return shown


def bare(said: Said) -> str:
    """What was said, without debris and without anything private, nor the marks in its place."""
    from vibelog.keeping.privacy import MARKS, redacted

    text, _ = redacted(_cleaned(said))
    for mark in MARKS.values():
        text = text.replace(mark, "")
    return text


def incoming(foreign: Foreign, file: str, public: str) -> Incoming:
    """The conversation cleaned of debris, private data taken out of all that will be written.

    `public` is the paper's text.
    """
    from vibelog.keeping.foreign.own import Own

    source, model = _tool(foreign)
    came = Incoming(foreign.form, "", source, model, digest=_digest(foreign), public=public)
    came.file, came.model = came.safe(squash(plain(file))), came.safe(squash(plain(model)))
    turns = _own(foreign, came) if isinstance(foreign, Own) else _turns(foreign, came)
    came.turns = [
        replace(turn, number=number, asked=_past(turn.asked))
        for number, turn in enumerate(turns, 1)
    ]
    return came


@dataclass(frozen=True, slots=True)
class There:
    """A conversation that the library has already."""

    id: str
    paper: Paper
    dated: bool  # it tells when one of its questions was asked


def known(app: App, foreign: Foreign) -> There | None:
    """The conversation in the library that it is already, if its paper is there too."""
    from vibelog.keeping.foreign.own import Own
    from vibelog.keeping.transcript import all_in

    digest, own = _digest(foreign), foreign.id if isinstance(foreign, Own) else None
    papers = {paper.name: paper for paper in app.library().papers()}
    for folder in kept.folder(app, "").glob("*/"):
        for transcript in all_in(folder) if folder.name in papers else []:
            events = [event for event in transcript.events() if event["type"] == IMPORTED]
            same = any(event.get("digest") == digest for event in events)
            if same or transcript.path.stem == own:
                talk = transcript.conversation()
                dated = talk is not None and any(turn.dated for turn in talk.turns)
                return There(transcript.path.stem, papers[folder.name], dated)
    return None


def write(app: App, came: Incoming, paper: Paper) -> str:
    """Write a conversation about the paper, all or nothing; its id."""
    from vibelog.keeping.transcript import Transcript

    folder = kept.folder(app, paper.name)
    passages = app.library().passages(paper)
    try:
        for each in (folder.parent, folder):
            each.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".importing-", dir=app.config.home) as partial:
            made = Transcript.create(Path(partial), paper, source=came.source, model=came.model)
            for turn in came.turns:
                _record(made, turn, passages)
            count = len(came.redacted)
            made.event(IMPORTED, form=came.form, file=came.file, redacted=count, digest=came.digest)
            made.path.replace(folder / made.path.name)
    except OSError as error:
        raise LibraryError(
            f"{folder} cannot be written ({error.strerror}): make the library folder writable or "
            "set VIBELOG_HOME to another."
        ) from error
    return made.path.stem


def _digest(foreign: Foreign) -> str:
    """The sha256 of what was said: two files of one conversation share it."""
    said = json.dumps([[each.by, each.text] for each in foreign.said])
    return hashlib.sha256(said.encode()).hexdigest()


def _tool(foreign: Foreign) -> tuple[str, str]:
    """The conversation's source, and who answered in it."""
    told = [foreign.model, foreign.form]
    for tool, pattern in _TOOLS.items():
        if any(re.search(pattern, text, re.IGNORECASE) for text in told):
            return tool.lower(), foreign.model or tool
    return foreign.form, foreign.model or _UNKNOWN


def _turns(foreign: Foreign, came: Incoming) -> Iterator[Turn]:
    """A turn for each thing the student said, with what the model said until the next one.

    What a model says before the first question answers nothing, and is left out.
    """
    question: Said | None = None
    answer: list[str] = []
    for said in foreign.said:
        if said.by == "model":
            answer.append(_cleaned(said))
        else:
            if question:
                yield _turn(question, answer, came)
            question, answer = said, []
    if question:
        yield _turn(question, answer, came)


def _turn(question: Said, answer: list[str], came: Incoming) -> Turn:
    asked = came.safe(_cleaned(question) or question.text.strip())
    text = came.safe("\n\n".join(part for part in answer if part))
    told = Answer(text, model=came.model) if text else None
    return Turn(1, asked, question.at, answer=told)


def _cleaned(said: Said) -> str:
    from vibelog.keeping.foreign.debris import cleaned

    return cleaned(said.text, said.by).strip()


def _own(foreign: Own, came: Incoming) -> Iterator[Turn]:
    """The turns of a transcript of vibelog's, with all that the student did to them."""
    for turn in foreign.turns:
        answer = turn.answer and replace(turn.answer, text=came.safe(turn.answer.text))
        notes = tuple(came.safe(note) for note in turn.notes)
        yield replace(turn, question=came.safe(turn.question), answer=answer, notes=notes)


def _record(transcript: Transcript, turn: Turn, passages: Sequence[Passage]) -> None:
    """Write down a turn, dated as the other tool dated it; quotes only where the paper has them."""
    at = _time(turn.asked)
    dated = replace(transcript, now=lambda: at) if at else transcript
    marks = {"check": True} if turn.check else {}
    marks |= {} if turn.dated and at else {"dated": False}
    number = dated.ask(turn.question, suggested=turn.suggested, **marks)
    if answer := turn.answer:
        claims = [Claim(cited.quote, cited.passage) for cited in answer.citations]
        dated.answer(number, replace(answer, citations=verify(claims, passages)[0]))
    for note in turn.notes:
        dated.event("note", turn=number, text=note)
    if turn.starred:
        dated.event("star", turn=number)


def _past(text: str) -> str:
    """The time that a form told; "" for one that has not come yet, which nothing was asked at."""
    at = _time(text)
    return "" if at and at > datetime.now(UTC) + _AHEAD else text


def _time(text: str) -> datetime | None:
    """The time that a form told, in this machine's zone where it told none; None for no time."""
    try:
        time = datetime.fromisoformat(text)
        return time if time.tzinfo else time.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
