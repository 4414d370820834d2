"""How lines are read in a terminal: history, completion, several lines, the status below.

Knows prompt_toolkit; what a line means is `chat`'s.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.styles import Style

from vibelog.cli.slash import COMMANDS

if TYPE_CHECKING:
    from vibelog.cli.chat import Chat

# Without colours of our own, so that light and dark terminals both show it.
_STYLE = {
    "completion-menu.completion": "bg:default fg:default",
    "completion-menu.completion.current": "reverse bg:default fg:default",
    "scrollbar.background": "bg:default",
    "scrollbar.button": "reverse bg:default",
}
_DRAWN = 0.05  # seconds after which the prompt stands on the screen: imports would hold it up


class Prompting:
    """Reads the lines of one paper's conversation."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.warmed = False
        keys = KeyBindings()
        keys.add("escape", "enter")(lambda event: event.current_buffer.insert_text("\n"))
        self.session: PromptSession[str] = PromptSession(
            history=FileHistory(str(chat.talk.history_file())),
            completer=Names(lambda: [paper.name for paper in chat.app.library().papers()]),
            complete_while_typing=False,
            key_bindings=keys,
            style=Style.from_dict(_STYLE),
            bottom_toolbar=lambda: fitted(chat.status(), shutil.get_terminal_size().columns),
        )

    def line(self) -> str:
        """The next line (Alt-Enter puts several lines into one); EOFError for Ctrl-D."""
        default = self.chat.editing.question if self.chat.editing else ""
        name = self.chat.talk.paper.name
        return self.session.prompt(f"{name}> ", default=default, pre_run=self._warm)

    def _warm(self) -> None:
        """Load what the first question will need once the prompt is drawn, behind it."""
        if not self.warmed:
            self.warmed = True
            behind = threading.Timer(_DRAWN, self._load)
            behind.daemon = True
            behind.start()

    def _load(self) -> None:
        self.chat.talk.warm()
        self.chat.talk.read_ahead()


class Names(Completer):
    """Completes slash commands, and the papers' names behind /switch."""

    def __init__(self, papers: Callable[[], Iterable[str]]) -> None:
        self.papers = papers

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What the line may go on with."""
        _ = complete_event
        text = document.text_before_cursor
        command, blank, begun = text.partition(" ")
        if not blank and text.startswith("/"):
            names: Iterable[str] = [f"/{name}" for name in COMMANDS]
            begun = text
        elif command == "/switch":
            names = self.papers()
        else:
            return
        for name in names:
            if name.startswith(begun):
                yield Completion(name, start_position=-len(begun))


def fitted(parts: list[str], columns: int) -> str:
    """The parts in one line of so many columns; the last ones go first where there is no room."""
    while len(line := f" {' · '.join(parts)} ") > columns and len(parts) > 1:
        parts = parts[:-1]
    return line[:columns]
