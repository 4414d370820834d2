"""The whole main job on the sample paper: added, asked, logged and committed.

Runs in a temporary folder with a library and a repository of its own, without a model and without
the network, so that it shows what vibelog does before anything is configured.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vibelog.app import App, shelf, talk
from vibelog.app.log import landing, logs
from vibelog.config import Config, shipped

QUESTIONS = (
    "What is prefix caching?",
    "What is a block?",
    "Why can only a prefix be reused?",
    "How much faster does the first token arrive?",
    "What is a stranded block, and which policy avoids it?",
    "What does the paper not measure?",
)
Step = Callable[[str, int, int], None]  # what is done now, steps done, steps in all


@dataclass(frozen=True, slots=True)
class Done:
    """What the demo leaves behind."""

    text: str  # of the vibe log, without its front matter
    path: Path
    commit: str  # sha and subject


def run(tell: Callable[[str], None], step: Step) -> Done:
    """Do it; the temporary folder stays, so that the student can look around in it."""
    from vibelog.keeping.markdown import body

    folder = Path(tempfile.mkdtemp(prefix="vibelog-demo-"))
    repository = _repository(folder / "notes")
    app = App(Config(home=folder / "library"), {}, tell)
    steps = len(QUESTIONS) + 3
    step("reading the sample paper", 0, steps)
    paper, _ = shelf.read(app, str(shipped("corpus/sample/paper.pdf")), "prefix-caching")
    step("computing its vectors", 1, steps)
    shelf.finish(app, paper, shelf.embedder(app), lambda _done, _all: None)
    conversation = talk.open_talk(app, paper)
    for number, question in enumerate(QUESTIONS, start=2):
        step(question, number, steps)
        conversation.ask(question)
    step("writing and committing the vibe log", steps - 1, steps)
    written = logs.write(app, paper, repository, commit=True)
    made = landing.land(app, landing.of_written(written)).commit
    return Done(body(written.text), written.path, f"{made.sha} {made.subject}" if made else "")


def _repository(folder: Path) -> Path:
    """A new repository with an identity of its own."""
    from vibelog.keeping import git

    folder.mkdir()
    git.ask(folder, "init", "--quiet")
    git.ask(folder, "config", "user.name", "A Student")
    git.ask(folder, "config", "user.email", "student@example.org")
    return folder
