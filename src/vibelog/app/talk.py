"""A conversation about one paper: what is written down before what is shown.

The order is the promise: the question is on disk before anyone is asked, the checked answer is on
disk before it is returned to be shown, and what came of an answer that broke off is kept as such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App, kept
from vibelog.app.answers import Answers
from vibelog.core.conversation import SUGGESTED, Answer, Conversation, Costs, Turn, costs
from vibelog.core.courtesy import reply
from vibelog.core.log import same_question
from vibelog.core.paper import Paper
from vibelog.core.review import stopped
from vibelog.errors import LibraryError, ModelError, VibelogError

if TYPE_CHECKING:
    from vibelog.keeping.transcript import Transcript
    from vibelog.lm import Hear

CHECK = "check"  # the field of a question that is a claim to be checked


@dataclass(slots=True)
class Talk:
    """A paper, who answers questions about it, and where they are written down."""

    app: App
    paper: Paper
    answers: Answers
    transcript: Transcript | None = None  # None: not begun yet, or not to be kept
    save: bool = True

    def ask(
        self,
        question: str,
        hear: Hear = lambda _: None,
        noted: Callable[[], None] = lambda: None,
    ) -> Turn:
        """Ask, write down, and return the turn to be shown.

        `noted` is called once the question is on the disk, `hear` is given a model's unchecked text
        while it comes. Raises ModelError when the model does not answer; the question is kept.
        """
        history = self._history()
        if not self.save:
            return Turn(1, question, "", answer=self._reply(question, history, hear))
        suggested = any(same_question(question, other) for other in self.suggested())
        number = self._begun().ask(question, suggested=suggested)
        noted()
        return self._answered(number, hear, lambda hear: self._reply(question, history, hear))

    def check(self, claim: str) -> Turn:
        """Check a claim against the paper: a turn, written down like a question."""
        number = self._begun().ask(claim, **{CHECK: True})
        return self._answered(number, lambda _: None, lambda _: self.answers.check(claim))

    def retry(self, turn: Turn, hear: Hear = lambda _: None) -> Turn:
        """Ask a turn's question again; the new answer replaces the old one, if there was one."""
        history = [earlier for earlier in self._history() if earlier.number < turn.number]
        if turn.check:
            return self._answered(turn.number, hear, lambda _: self.answers.check(turn.question))
        return self._answered(
            turn.number, hear, lambda hear: self._reply(turn.question, history, hear)
        )

    def mark(self, turn: Turn, kind: str, **fields: str) -> None:
        """Write down a star, a note (its `text`) or an undo of a turn."""
        if self.transcript is not None:
            self.transcript.event(kind, turn=turn.number, **fields)

    def suggest(self) -> list[str]:
        """Three questions not touched yet; written down, so that they are known when asked."""
        found, took = self.answers.suggest(self.conversation().turns, self.suggested())
        if found:
            price = {"model": took.model, "tokens": took.tokens, "cost_usd": took.cost_usd}
            self._begun().event(SUGGESTED, texts=found, **price)
        return found

    def suggested(self) -> list[str]:
        """All questions that were suggested in this conversation."""
        events = self.transcript.events() if self.transcript else []
        lists = [event.get("texts") for event in events if event["type"] == SUGGESTED]
        return [str(text) for texts in lists if isinstance(texts, list) for text in texts]

    def conversation(self) -> Conversation:
        """The conversation so far, as the transcript holds it."""
        known = self.transcript.conversation() if self.transcript else None
        return known or Conversation("", self.paper.name, self.paper.sha256)

    def costs(self) -> Costs:
        """What the conversation's answers took, also those that were replaced."""
        return costs(self.transcript.events() if self.transcript else ())

    def page(self, number: int) -> str:
        """The cleaned text of a page; VibelogError when the paper has no such page."""
        pages = dict(self.app.library().pages(self.paper))
        if number not in pages:
            raise VibelogError(f"{self.paper.name} has pages 1 to {self.paper.pages}.")
        return pages[number]

    def use(self, app: App) -> None:
        """Go on with another model; ModelError when its name cannot be one."""
        other = self.answers.using(app)
        if app.config.model is not None:
            other.connect()
        self.app, self.answers = app, other

    def warm(self) -> None:
        """Load what the first question will need; for a thread, while the student still types."""
        self.answers.warm()

    def read_ahead(self) -> None:
        """Compute what questions will need, in the background while nobody asks."""
        self.answers.read_ahead()

    def close(self) -> None:
        """End what runs in the background."""
        self.answers.close()

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

    def _history(self) -> list[Turn]:
        """The turns that a question may lean on."""
        return [turn for turn in self.conversation().turns if reply(turn.question) is None]

    def _reply(self, question: str, history: Sequence[Turn], hear: Hear) -> Answer:
        """The answer; to thanks, a greeting or an assent one line, for which nobody is asked."""
        line = reply(question)
        return Answer(line) if line else self.answers.to(question, history, hear)

    def _begun(self) -> Transcript:
        if self.transcript is None:
            self.transcript = kept.begin(self.app, self.paper)
        return self.transcript

    def _answered(self, number: int, hear: Hear, answer: Callable[[Hear], Answer]) -> Turn:
        """The turn with its answer, which is on the disk; what came of it when it broke off."""
        transcript, heard = self._begun(), ""

        def listen(text: str) -> None:
            nonlocal heard
            heard = text
            hear(text)

        try:
            transcript.answer(number, answer(listen))
        except (KeyboardInterrupt, SystemExit, ModelError):
            if heard and self._turn(number).answer is None:
                part = stopped(heard, self.answers.retriever.passages)
                transcript.answer(number, replace(part, model=self.app.config.model))
            raise
        return self._turn(number)

    def _turn(self, number: int) -> Turn:
        return next(turn for turn in self.conversation().turns if turn.number == number)


def open_talk(
    app: App, paper: Paper, *, new: bool = False, save: bool = True, resume: str | None = None
) -> Talk:
    """Go on with the paper's current conversation, or begin one; nothing is sent or written yet.

    `resume` is the id of another conversation about the paper to go on with; VibelogError when it
    is about another file.
    """
    if resume:
        return Talk(app, paper, Answers(app, paper), kept.resumed(app, paper, resume), save)
    current = None if new else kept.current(app, paper)
    return Talk(app, paper, Answers(app, paper), current, save)
