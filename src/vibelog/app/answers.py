"""Who answers about a paper: the configured model's programs, else the paper's own sentences.

Knows which of asking's readers to use; nothing of transcripts. Nothing is sent before the first
question, and the first time a text would go to an address, that is said.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from vibelog.app import App, shelf
from vibelog.core.conversation import Answer, Turn
from vibelog.core.paper import Paper, Passage
from vibelog.core.places import Place, places
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.asking.retrieve import Retriever
    from vibelog.lm import Hear, Model

QUOTED = 20  # passages the quoting reader picks sentences from: those whose vectors ranking made


@dataclass
class Answers:
    """One paper's answers, by the model that `app` is configured with."""

    app: App
    paper: Paper
    _retriever: Retriever | None = field(default=None, repr=False)
    _model: Model | None = field(default=None, repr=False)
    _told: bool = False  # to whom the paper's text goes
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _connecting: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def to(self, question: str, history: Sequence[Turn], hear: Hear) -> Answer:
        """The answer to a question; `hear` is given a model's unchecked text while it comes.

        Raises ModelError when the model does not answer.
        """
        if self.app.config.model is None:
            return self.quoted(question, history)
        from vibelog.lm import importing

        with importing:
            from vibelog.asking.reader import Reader, ask
        reader = Reader(self.retriever, outline(self.paper, self.retriever.passages))
        return ask(self.model(), reader, question, history, places=self.places, hear=hear)

    def quoted(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer in the paper's own sentences, without a model."""
        from vibelog.asking.quoting import quote, sought

        earlier = [turn.question for turn in history]
        passages = self.retriever(sought(question, earlier), QUOTED)
        return quote(question, passages, earlier, self.retriever.likeness)

    def where(self, words: str) -> Answer:
        """Where the paper says just these words; else its own sentences about them."""
        from vibelog.asking.quoting import holding

        found = holding(words, self.retriever.passages)
        return found if found.citations else self.quoted(words)

    def check(self, claim: str) -> Answer:
        """Whether the paper says what `claim` says: the verdict, with its quotes."""
        if self.app.config.model is None:
            from vibelog.asking.checking.comparing import compare

            return compare(claim, self.retriever(claim, QUOTED), self.retriever.likeness)
        from vibelog.lm import importing

        with importing:
            from vibelog.asking.checking.checker import Checker, check
        return check(self.model(), Checker(self.retriever), claim, places=self.places)

    def suggest(self, turns: Sequence[Turn], already: Sequence[str]) -> tuple[list[str], Answer]:
        """Three questions that the paper can answer and the turns have not touched.

        `already` are those suggested before. A model that fails leaves it to the paper's own words.
        With them comes what they took, as an answer without text.
        """
        from vibelog.asking.suggesting.offering import offer

        passages = self.retriever.passages
        if self.app.config.model is None:
            return offer(passages, turns, already=already), Answer("")
        from vibelog.lm import importing

        with importing:
            from vibelog.asking.suggesting.suggester import Suggester, suggest
        about = outline(self.paper, passages)
        model = self.model()
        found, spent = suggest(model, Suggester(), about, passages, turns, already)
        took = Answer("", model=model.name, tokens=spent.tokens, cost_usd=spent.cost_usd)
        return found, took

    def model(self) -> Model:
        """The configured model, connected to; the first time, it is said where the text goes."""
        model = self.connect()
        if not self._told:
            self._told = True
            _tell_once(self.app, model.address)
        return model

    @property
    def retriever(self) -> Retriever:
        """Finds the passages for a question; made when first needed, for its imports take a while.

        One, also when the student asks while a thread still loads it.
        """
        with self._making:
            if self._retriever is None:
                self._retriever = _retriever(self.app, self.paper)
            return self._retriever

    @cached_property
    def places(self) -> frozenset[Place]:
        """The figures, tables, sections and equations that the paper has."""
        return places(self.retriever.passages)

    def using(self, app: App) -> Answers:
        """The same paper's answers by the model that `app` is configured with."""
        return Answers(app, self.paper, self.retriever)

    def warm(self) -> None:
        """Load what the first question will need; for a thread, while the student still types."""
        self.retriever.warm()
        if self.app.config.model is not None:
            with suppress(VibelogError):  # it is raised again, and told, by the first question
                self.connect()
        _ = self.places

    def read_ahead(self) -> None:
        """Compute what questions will need, in the background while nobody asks."""
        self.retriever.read_ahead()

    def close(self) -> None:
        """End what runs in the background."""
        if self._retriever is not None:
            self._retriever.close()

    def connect(self) -> Model:
        """The configured model; nothing of a paper is sent yet. ModelError for no model's name."""
        from vibelog.lm import connect

        with self._connecting:  # a keyring may take its time, and the question come meanwhile
            if self._model is None:
                config = self.app.config
                name, url = str(config.model), config.lm_base_url
                self._model = connect(name, url, self.app.environ, self.app.tell)
            return self._model


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


def outline(paper: Paper, passages: Sequence[Passage]) -> str:
    """The paper's title and the titles of its sections, for a model to see the whole."""
    sections = dict.fromkeys(passage.section for passage in passages)
    return "\n".join([paper.title, *filter(None, sections)])


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
