"""What the other papers of the library have to do with what a conversation cites."""

from __future__ import annotations

from collections.abc import Sequence

from vibelog.app import App
from vibelog.core.connections import Connection, Other, connect, names_of
from vibelog.core.conversation import Turn
from vibelog.core.course import links
from vibelog.core.paper import Paper, Passage

_MOST = 5  # papers shown


def related(app: App, paper: Paper, turns: Sequence[Turn]) -> tuple[Connection, ...]:
    """The papers that a quote of these turns, or a passage behind one, names; by their names."""
    cited = [c for turn in turns if turn.answer for c in turn.answer.citations]
    others = [other for other in app.library().papers() if other.sha256 != paper.sha256]
    if not cited or not others:
        return ()
    passages = app.library().passages(paper)
    found = [connect(cited, passages, _other(app, other)) for other in others]
    return tuple([connection for connection in found if connection][:_MOST])


def _other(app: App, paper: Paper) -> Other:
    """The paper as another one may speak of it."""
    assignment = app.course().find(paper.name)
    names = names_of(paper.title, assignment.aliases if assignment else ())
    link, page_link = links(paper, assignment)

    def passages() -> Sequence[Passage]:
        return app.library().passages(paper)

    return Other(paper.name, paper.title, names, passages, link, page_link)
