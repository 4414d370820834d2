"""Conversations held with other tools, brought into the library like any other.

Knows which conversation of a file is about which paper, and asks or says so where it does not;
`incoming` writes them. Answers have no evidence until `ground` looks it up in the paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App, kept, shelf
from vibelog.app.answers import Answers
from vibelog.app.importing.incoming import bare, incoming, known, write
from vibelog.app.importing.recognition import About, Recogniser, Talk
from vibelog.core.conversation import Answer
from vibelog.core.log import is_question
from vibelog.core.paper import Paper
from vibelog.core.text import plain, squash
from vibelog.errors import VibelogError

if TYPE_CHECKING:
    from vibelog.keeping.foreign.said import Foreign

Choose = Callable[[str, Sequence[Paper]], Paper | None]  # a sentence, the likeliest papers first
Progress = Callable[[int, int], None]  # answers done, answers in all
_SHOWN = 5  # papers or titles named in one sentence


@dataclass(frozen=True, slots=True)
class Imported:
    """A conversation that came from a file."""

    conversation: str  # its id
    paper: Paper
    form: str
    title: str  # of the conversation, where its form tells; never kept
    turns: int  # questions and other things that the student said
    questions: int  # of them, those that count for a vibe log
    redacted: Mapping[str, int]  # what was taken out, by kind
    again: bool = False  # it was imported before; nothing was added
    dated: bool = True  # something tells when it was held
    undated_there: bool = False  # this file does, what was imported before does not


def bring(
    app: App,
    path: Path,
    *,
    paper: str | None = None,
    conversation: str | None = None,
    choose: Choose = lambda _why, _papers: None,
) -> list[Imported]:
    """Bring a file's conversations into the library, each as its paper's current one.

    Of a file that holds several, the one with that title, else all that are surely about a paper of
    the library. `choose` is asked where it is not sure which paper one conversation is about.
    Raises VibelogError, and what looking up the paper raises.
    """
    from vibelog.keeping.foreign.documents import read

    found = _titled(read(path), conversation, plain(path.name))
    named = shelf.known(app, paper) if paper else None
    if named and len(found) > 1:
        raise VibelogError(
            f"{plain(path.name)} holds {len(found)} conversations: choose one with --conversation "
            f"TITLE ({_titles(found)})."
        )
    recogniser = Recogniser(app)

    def about(foreign: Foreign) -> Paper | None:
        return named or _paper(recogniser.about(_talk(foreign, path)), path, choose, found)

    brought = [done for each in found if (done := _brought(app, each, path, about))]
    if not brought:
        raise VibelogError(
            f"None of the {len(found)} conversations in {plain(path.name)} is surely about a paper "
            "in your library: choose one with --conversation TITLE --paper NAME "
            f"({_titles(found)})."
        )
    return brought


def ground(app: App, imported: Imported, progress: Progress = lambda _done, _all: None) -> int:
    """Look up evidence for the answers of a conversation; how many have a citation then.

    With a model configured it is asked about what words alone do not decide; raises ModelError. A
    new answer is written down where it differs from the one before, which it replaces.
    """
    from vibelog.asking.checking.grounding import ground as grounded

    _, transcript = kept.find(app, imported.conversation)
    talk = transcript.conversation()
    turns = [turn for turn in talk.turns if turn.answer] if talk else []
    cited = 0
    with closing(Answers(app, imported.paper)) as who:
        check = who.check if app.config.model is not None else None
        for done, turn in enumerate(turns):
            progress(done, len(turns))
            old = turn.answer or Answer("")
            new = grounded(old.text, who.retriever.passages, places=who.places, check=check)
            new = replace(old, text=new.text, citations=new.citations, unsupported=new.unsupported)
            if new != old:
                transcript.answer(turn.number, new)
            cited += bool(new.citations)
    return cited


def _brought(
    app: App, foreign: Foreign, path: Path, about: Callable[[Foreign], Paper | None]
) -> Imported | None:
    """The conversation in the library, with what came of it; None where its paper is not known.

    Nothing is added where it is there already.
    """
    there = known(app, foreign)
    paper = there.paper if there else about(foreign)
    if paper is None:
        return None
    public = "\n".join(passage.text for passage in app.library().passages(paper))
    came = incoming(foreign, path.name, public)
    dated = any(turn.asked and turn.dated for turn in came.turns)
    return Imported(
        conversation=there.id if there else write(app, came, paper),
        paper=paper,
        form=foreign.form,
        title=foreign.title,
        turns=len(came.turns),
        questions=sum(is_question(turn.question) for turn in came.turns),
        redacted=Counter(came.redacted),
        again=there is not None,
        dated=dated,
        undated_there=there is not None and dated and not there.dated,
    )


def _titled(found: Sequence[Foreign], title: str | None, name: str) -> Sequence[Foreign]:
    """The conversations with that title (or the one whose title holds it); all without one."""
    if title is None:
        return found
    wanted = squash(title).casefold()
    exact = [each for each in found if each.title.casefold() == wanted]
    chosen = exact or [each for each in found if wanted in each.title.casefold()]
    if len(chosen) == 1:
        return chosen
    many = f"{len(chosen)} conversations" if chosen else "no conversation"
    raise VibelogError(
        f"{name} holds {many} titled {squash(title)!r} ({_titles(chosen or found)})."
    )


def _titles(found: Sequence[Foreign]) -> str:
    """The first titles, for a sentence."""
    titles = [each.title or "untitled" for each in found]
    more = [f"and {len(titles) - _SHOWN} more"] if len(titles) > _SHOWN else []
    return ", ".join([*titles[:_SHOWN], *more])


def _talk(foreign: Foreign, path: Path) -> Talk:
    """What of a conversation tells its paper."""
    from vibelog.keeping.foreign.own import Own

    label = [foreign.title, path.stem, foreign.paper if isinstance(foreign, Own) else ""]
    asked = [said.text for said in foreign.said if said.by == "student"]
    everything = [foreign.title, *(bare(said) for said in foreign.said)]
    return Talk("\n".join(everything), " ".join(label), "\n".join(asked))


def _paper(about: About, path: Path, choose: Choose, found: Sequence[Foreign]) -> Paper | None:
    """The paper, where it is sure or chosen; None for one of several conversations.

    VibelogError, with the likeliest ones, where a file's only conversation leaves it open.
    """
    if about.sure:
        return about.papers[0]
    if len(found) > 1:
        return None
    why = f"It is not sure which paper {plain(path.name)} is about"
    if about.lacking:
        named = f"{about.lacking.title} ({about.lacking.name})"
        why = f"{plain(path.name)} seems to be about {named}, which is not in your library"
    if chosen := choose(f"{why}.", about.papers):
        return chosen
    likely = ", ".join(paper.name for paper in about.papers[:_SHOWN])
    add = "add it with vibelog add PAPER.pdf"
    if about.lacking or not likely:
        other = f", or name another with --paper NAME ({likely})" if likely else ""
        raise VibelogError(f"{why}: {add}{other}.")
    raise VibelogError(f"{why}: name it with --paper NAME ({likely}), or {add}.")
