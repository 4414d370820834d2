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

    def frame(
        self, conversation: Conversation, turns: Sequence[Turn], *, redo: bool
    ) -> Mapping[str, Any]:
        """What a model wrote around these turns: kept, else written now if one is configured."""
        if not conversation.curations and self.app.config.model is None:
            return {}
        from vibelog.keeping.curator import choice_of, curate
        from vibelog.lm import prompts_version

        kept = conversation.curations.get(choice_of(turns))
        if self.app.config.model is None or (kept and not redo):
            return kept or {}
        try:
            made = curate(self._model, self.paper.title, turns)
        except ModelError as error:
            raise self._without(error) from error
        made["prompts"] = prompts_version()
        self.transcript.event("curated", **made)
        return made

    def condensed(self, turns: Sequence[Turn], *, redo: bool) -> list[Turn]:
        """The turns, long answers shortened: as kept, else now if a model is configured.

        An answer whose shortened form does not hold keeps an empty one, and is shown whole.
        """
        if self.app.config.model is None:
            return list(turns)
        from vibelog.keeping.curator import condense, to_condense

        long = to_condense([replace(t, curated=None) for t in turns] if redo else turns)
        short: dict[int, str] = {}
        try:
            for turn in long:
                short[turn.number] = condense(self._model, turn)
                self.transcript.curated(turn.number, short[turn.number], self._model.name)
        except ModelError as error:
            raise self._without(error) from error
        return [replace(turn, curated=short.get(turn.number, turn.curated)) for turn in turns]

    @cached_property
    def _model(self) -> Model:
        """The configured model, connected to once; where the text goes is said the first time."""
        return Answers(self.app, self.paper).model()

    def _without(self, error: ModelError) -> ModelError:
        """The error, with the way out."""
        return ModelError(
            f"{error} To write it without a model: vibelog log {self.paper.name} --model none"
        )


def condenser(events: Iterable[Event], number: int) -> str | None:
    """The model that shortened a turn's answer last."""
    names = [
        str(event.get("model"))
        for event in events
        if event["type"] == "curated" and event.get("turn") == number
    ]
    return names[-1] if names else None
