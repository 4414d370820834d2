"""What a model writes for a log: asked for once, kept in the transcript, used again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vibelog.app import App
from vibelog.app.answers import Answers
from vibelog.core.conversation import Conversation, Event, Turn
from vibelog.core.paper import Paper
from vibelog.errors import ModelError

if TYPE_CHECKING:
    from vibelog.keeping.transcript import Transcript
    from vibelog.lm import Model


@dataclass
class Curating:
    """The configured model (there may be none), and where what it writes is kept."""

    app: App
    paper: Paper
    transcript: Transcript
    failed: bool = False  # the model did not answer: it is not asked again for this log

    def frame(
        self, conversation: Conversation, turns: Sequence[Turn], *, redo: bool, ask: bool
    ) -> Mapping[str, Any]:
        """What a model wrote around these turns: kept, else written now if one is configured.

        Without `ask` only what was kept. A model that fails is told, and does not hold up the log.
        """
        if not conversation.curations and (self.app.config.model is None or not ask):
            return {}
        from vibelog.keeping.curator import choice_of, curate
        from vibelog.lm import prompts_version

        kept = conversation.curations.get(choice_of(turns)) or {}
        if self.app.config.model is None or not ask or (kept and not redo):
            return kept
        try:
            text = [passage.text for passage in self.app.library().passages(self.paper)]
            made = curate(self._model, self.paper.title, turns, text)
        except ModelError as error:
            stays = "What a model wrote for this log before stays in it." if kept else ""
            self._tell(error, stays or "The log is compiled without a model.")
            return kept
        made["prompts"] = prompts_version()
        self.transcript.event("curated", **made)
        return made

    def condensed(self, turns: Sequence[Turn], *, redo: bool) -> list[Turn]:
        """The turns, long answers shortened: as kept, else now if a model is configured.

        An answer whose shortened form does not hold keeps an empty one, and is shown whole; so is
        every answer that a model which fails was not asked about.
        """
        if self.app.config.model is None or self.failed:
            return list(turns)
        from vibelog.keeping.curator import condense, to_condense

        long = to_condense([replace(t, curated=None) for t in turns] if redo else turns)
        short: dict[int, str] = {}
        try:
            for turn in long:
                short[turn.number] = condense(self._model, turn)
                self.transcript.curated(turn.number, short[turn.number], self._model.name)
        except ModelError as error:
            self._tell(error, "Answers that are not shortened yet are shown whole.")
        return [replace(turn, curated=short.get(turn.number, turn.curated)) for turn in turns]

    @cached_property
    def _model(self) -> Model:
        """The configured model, connected to once; where the text goes is said the first time."""
        return Answers(self.app, self.paper).model()

    def _tell(self, error: ModelError, then: str) -> None:
        """Say that the model fails, and how the log does without it from here on."""
        self.failed = True
        self.app.tell(f"{error} {then}")


def condenser(events: Iterable[Event], number: int) -> str | None:
    """The model that shortened a turn's answer last."""
    names = [
        str(event.get("model"))
        for event in events
        if event["type"] == "curated" and event.get("turn") == number
    ]
    return names[-1] if names else None
