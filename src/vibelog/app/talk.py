"""A conversation about one paper: who answers, and what is written down before what is shown.

The order is the promise: the question is on disk before anyone is asked, the checked answer is on
disk before it is returned to be shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App, shelf
from vibelog.core.conversation import Answer, Conversation, Turn
from vibelog.core.paper import Paper, Passage
from vibelog.errors import LibraryError, UnknownPaperError, VibelogError

if TYPE_CHECKING:
    from vibelog.asking.retrieve import Retriever
    from vibelog.keeping.transcript import Transcript
    from vibelog.lm import Model

QUOTED = 20  # passages the quoting reader picks sentences from: those whose vectors ranking made


@dataclass(slots=True)
class Talk:
    """A paper, who answers questions about it, and where they are written down."""

    app: App
    paper: Paper
    retriever: Retriever
    transcript: Transcript | None = None  # None: not begun yet, or not to be kept
    save: bool = True
    _model: Model | None = field(default=None, repr=False)

    def ask(self, question: str) -> Turn:
        """Ask, write down, and return the turn to be shown.

        Raises ModelError when the model does not answer; the question is kept all the same.
        """
        history = self.conversation().turns
        if not self.save:
            return Turn(1, question, "", answer=self._answer(question, history))
        if self.transcript is None:
            self.transcript = _begin(self.app, self.paper)
        number = self.transcript.ask(question)
        return self._answered(self.transcript, number, question, history)

    def retry(self, turn: Turn) -> Turn:
        """Ask a turn's question again; the new answer replaces the old one, if there was one."""
        if self.transcript is None:
            return turn
        history = [earlier for earlier in self.conversation().turns if earlier.number < turn.number]
        return self._answered(self.transcript, turn.number, turn.question, history)

    def mark(self, turn: Turn, kind: str, **fields: str) -> None:
        """Write down a star, a note (its `text`) or an undo of a turn."""
        if self.transcript is not None:
            self.transcript.event(kind, turn=turn.number, **fields)

    def conversation(self) -> Conversation:
        """The conversation so far, as the transcript holds it."""
        kept = self.transcript.conversation() if self.transcript else None
        return kept or Conversation("", self.paper.name, self.paper.sha256)

    def warm(self) -> None:
        """Load what the first question will need; for a thread, while the student still types."""
        self.retriever.warm()
        if self.app.config.model is not None:
            from vibelog.lm import prepare

            prepare()

    def history_file(self) -> Path:
        """Where the lines typed about this paper are remembered, for the arrow keys."""
        folder = self.app.config.home / "history"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"{folder} cannot be made ({error.strerror}); make the library folder writable or "
                "set VIBELOG_HOME to another."
            ) from error
        return folder / self.paper.name

    def _answered(
        self, transcript: Transcript, number: int, question: str, history: Sequence[Turn]
    ) -> Turn:
        transcript.answer(number, self._answer(question, history))
        return next(turn for turn in self.conversation().turns if turn.number == number)

    def _answer(self, question: str, history: Sequence[Turn]) -> Answer:
        """By the configured model's Reader, else in the paper's own sentences."""
        retriever = self.retriever
        if self.app.config.model is None:
            from vibelog.asking.quoting import quote, sought

            earlier = [turn.question for turn in history]
            passages = retriever(sought(question, earlier), QUOTED)
            return quote(question, passages, earlier, retriever.likeness)
        from vibelog.lm import importing

        with importing:
            from vibelog.asking.reader import Reader, ask
        reader = Reader(retriever, outline(self.paper, retriever.passages))
        return ask(self._connected(), reader, question, history)

    def _connected(self) -> Model:
        if self._model is None:
            from vibelog.lm import connect

            config = self.app.config
            name, url = str(config.model), config.lm_base_url
            self._model = connect(name, url, self.app.environ, self.app.tell)
            _tell_once(self.app, self._model.address)
        return self._model


def open_talk(app: App, paper: Paper, *, new: bool = False, save: bool = True) -> Talk:
    """Go on with the paper's current conversation, or begin one; nothing is sent or written yet."""
    transcript = None if new else current(app, paper)
    return Talk(app, paper, _retriever(app, paper), transcript, save)


def current(app: App, paper: Paper) -> Transcript | None:
    """The transcript last written to about just this file of the paper, if there is one."""
    from vibelog.keeping.transcript import latest

    transcript = latest(_folder(app, paper.name))
    conversation = transcript.conversation() if transcript else None
    same = conversation is not None and conversation.sha256 == paper.sha256
    return transcript if same else None


def conversations(app: App, paper: Paper | None = None) -> list[Conversation]:
    """All conversations (about one paper), the one last written to first."""
    return [conversation for conversation, _ in _kept(app, paper)]


def delete(app: App, identity: str) -> str:
    """Delete the conversation with that id, and return the id."""
    for conversation, path in _kept(app):
        if conversation.id == identity:
            path.unlink()
            return conversation.id
    raise VibelogError(f"There is no conversation {identity!r}; vibelog conversations lists them.")


def last_paper(app: App) -> Paper:
    """The paper that was added or talked about last; UnknownPaperError for an empty library."""
    from vibelog.keeping.transcript import latest

    papers = app.library().papers()
    if not papers:
        raise UnknownPaperError("Your library is empty: add a paper first, vibelog add PAPER.pdf")

    def touched(paper: Paper) -> float:
        transcript = latest(_folder(app, paper.name))
        talked = transcript.path.stat().st_mtime if transcript else 0.0
        return max(talked, datetime.fromisoformat(paper.added).timestamp())

    return max(papers, key=touched)


def outline(paper: Paper, passages: Sequence[Passage]) -> str:
    """The paper's title and the titles of its sections, for a model to see the whole."""
    sections = dict.fromkeys(passage.section for passage in passages)
    return "\n".join([paper.title, *filter(None, sections)])


def _begin(app: App, paper: Paper) -> Transcript:
    from vibelog.keeping.transcript import Transcript

    return Transcript.create(_folder(app, paper.name), paper, model=app.config.model)


def _kept(app: App, paper: Paper | None = None) -> list[tuple[Conversation, Path]]:
    """The conversations with their files, the one last written to first."""
    from vibelog.keeping.transcript import all_in

    folders = [_folder(app, paper.name)] if paper else _folder(app, "").glob("*/")
    found = [transcript for folder in folders for transcript in all_in(folder)]
    found.sort(key=lambda transcript: transcript.path.stat().st_mtime_ns, reverse=True)
    pairs = [(transcript.conversation(), transcript.path) for transcript in found]
    return [(conversation, path) for conversation, path in pairs if conversation]


def _folder(app: App, name: str) -> Path:
    return app.config.home / "conversations" / name


def _retriever(app: App, paper: Paper) -> Retriever:
    from vibelog.asking.retrieve import Retriever

    library = app.library()
    return Retriever(
        folder=library.folder(paper),
        key=paper.key,
        passages=library.passages(paper),
        index=shelf.index(app),
        embedder=lambda: shelf.embedder(app),
        notice=app.tell,
    )


def _tell_once(app: App, address: str) -> None:
    """Say to whom passages of papers go, the first time for each address."""
    file = app.config.home / "providers.json"
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = []  # not told yet, or not to be known: say it (again)
    if address not in told:
        app.tell(f"Your questions and passages of the paper go to {address}.")
        with suppress(OSError):  # then it is said again next time
            file.write_text(json.dumps([*told, address]) + "\n", encoding="utf-8")
