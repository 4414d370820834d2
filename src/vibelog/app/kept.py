"""The conversations that are kept: which there are, which is current, which paper was last."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.core.conversation import Conversation
from vibelog.core.paper import Paper
from vibelog.errors import UnknownPaperError, VibelogError

if TYPE_CHECKING:
    from vibelog.keeping.transcript import Transcript


def begin(app: App, paper: Paper) -> Transcript:
    """A new conversation about the paper, on the disk."""
    from vibelog.keeping.transcript import Transcript

    return Transcript.create(folder(app, paper.name), paper, model=app.config.model)


def current(app: App, paper: Paper) -> Transcript | None:
    """The transcript last written to about just this file of the paper, if there is one."""
    from vibelog.keeping.transcript import latest

    transcript = latest(folder(app, paper.name))
    conversation = transcript.conversation() if transcript else None
    same = conversation is not None and conversation.sha256 == paper.sha256
    return transcript if same else None


def conversations(app: App, paper: Paper | None = None) -> list[Conversation]:
    """All conversations (about one paper), the one last written to first."""
    return [conversation for conversation, _ in _all(app, paper)]


def find(app: App, identity: str) -> tuple[Conversation, Transcript]:
    """The conversation with that id (or with the one id that begins so)."""
    found = [pair for pair in _all(app) if pair[0].id.startswith(identity)]
    exact = [pair for pair in found if pair[0].id == identity] or found
    if len(exact) != 1 or not identity:
        many = "several conversations" if len(exact) > 1 else "no conversation"
        raise VibelogError(f"There is {many} {identity!r}; vibelog conversations lists them.")
    return exact[0]


def resumed(app: App, paper: Paper, identity: str) -> Transcript:
    """The conversation with that id; VibelogError when it is about another file."""
    conversation, transcript = find(app, identity)
    if conversation.sha256 != paper.sha256:
        raise VibelogError(
            f"Conversation {conversation.id} is about another file ({conversation.paper}); "
            f"vibelog conversations {paper.name} lists those about this one."
        )
    return transcript


def delete(app: App, identity: str) -> str:
    """Delete the conversation with that id, and return the id."""
    for conversation, transcript in _all(app):
        if conversation.id == identity:
            transcript.path.unlink()
            return conversation.id
    raise VibelogError(f"There is no conversation {identity!r}; vibelog conversations lists them.")


def last_paper(app: App, *, talked: bool = False) -> Paper:
    """The paper that was added or talked about last; UnknownPaperError for an empty library.

    With `talked` one that was talked about goes before those that were only added.
    """
    from vibelog.keeping.transcript import latest

    papers = app.library().papers()
    if not papers:
        raise UnknownPaperError(
            "Your library is empty: add a paper (vibelog add PAPER.pdf), or see everything on a "
            "sample (vibelog demo). It needs no language model; vibelog doctor says what is set up."
        )

    def touched(paper: Paper) -> tuple[bool, float]:
        transcript = latest(folder(app, paper.name))
        at = transcript.path.stat().st_mtime if transcript else 0.0
        added = datetime.fromisoformat(paper.added).timestamp()
        return talked and transcript is not None, max(at, added)

    return max(papers, key=touched)


def folder(app: App, name: str) -> Path:
    """The folder of the conversations about the paper of that name."""
    return app.config.home / "conversations" / name


def _all(app: App, paper: Paper | None = None) -> list[tuple[Conversation, Transcript]]:
    """The conversations with their transcripts, the one last written to first."""
    from vibelog.keeping.transcript import all_in

    folders = [folder(app, paper.name)] if paper else folder(app, "").glob("*/")
    found = [transcript for each in folders for transcript in all_in(each)]
    found.sort(key=lambda transcript: transcript.path.stat().st_mtime_ns, reverse=True)
    pairs = [(transcript.conversation(), transcript) for transcript in found]
    return [(conversation, transcript) for conversation, transcript in pairs if conversation]
