"""A conversation's vibe log: compiled, written into the student's repository, committed.

Run twice, it gives the same bytes: what a model wrote is kept in the transcript and used again
until the turns change. What the student changed in the file by hand stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vibelog.app import App
from vibelog.app.kept import current
from vibelog.core.conversation import Conversation, Turn
from vibelog.core.course import links
from vibelog.core.log import Entry, Essay, VibeLog, choose, questions, require_enough, unanswered
from vibelog.errors import ModelError, RepositoryError, ShortLogError

if TYPE_CHECKING:
    from vibelog.core.paper import Paper
    from vibelog.keeping.repo import Repository
    from vibelog.keeping.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Written:
    """A vibe log in the repository."""

    log: VibeLog
    path: Path
    text: str  # what the file holds now
    change: str  # "new", "updated", "unchanged", "merged" (with hand edits) or "beside" (of them)
    repository: Repository
    subject: str  # of its commit
    unanswered: int  # questions of the conversation that nobody answered (stopped, model down)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a log is compiled from."""

    paper: Paper
    transcript: Transcript
    conversation: Conversation
    turns: Sequence[Turn]  # the real questions


def write(  # noqa: PLR0913  the options of one command
    app: App,
    paper: Paper,
    where: Path,
    *,
    allow_short: bool = False,
    redo: bool = False,
    commit: bool = False,
) -> Written:
    """Compile the paper's current conversation into its file in the repository at `where`.

    Writes nothing when there are too few questions (ShortLogError), no repository or, with
    `commit`, a state of it in which nothing can be committed (RepositoryError).
    """
    from vibelog.keeping.markdown import file_name, render
    from vibelog.keeping.repo import Repository

    source = _source(app, paper, allow_short=allow_short)
    repository = Repository.find(where)
    assignment = app.course().find(paper.name)
    due = assignment.due.isoformat() if assignment and assignment.due else None
    path = repository.root / app.config.logs / file_name(due, paper.name)
    if commit:
        repository.require_ready([path])
    log = _compiled(app, source, _curation(app, source, redo=redo))
    written, text, change = _put(app, path, render(log))
    label = assignment.aliases[0] if assignment and assignment.aliases else paper.name
    left = unanswered(source.conversation)
    return Written(log, written, text, change, repository, _subject(label, log), left)


def commit(written: Written) -> str | None:
    """Commit the log's file and nothing else.

    Returns the commit's sha and subject; None when the last commit holds the file already.
    """
    if written.change == "beside":
        raise RepositoryError(
            f"Nothing was committed: take what you want of {written.path.name} into your log and "
            "remove it, then commit your log with git."
        )
    made = written.repository.commit([written.path], written.subject)
    return f"{made.sha} {made.subject}" if made else None


def _source(app: App, paper: Paper, *, allow_short: bool) -> _Source:
    """The paper's current conversation; ShortLogError when it cannot make a log."""
    transcript = current(app, paper)
    conversation = transcript.conversation() if transcript else None
    turns = questions(conversation) if conversation else []
    if transcript is None or conversation is None:
        raise ShortLogError(
            f"There is no conversation about {paper.name} yet; begin one: vibelog chat {paper.name}"
        )
    if not allow_short or not turns:
        require_enough(turns, paper.name)
    return _Source(paper, transcript, conversation, turns)


def _curation(app: App, source: _Source, *, redo: bool) -> Mapping[str, Any]:
    """What a model wrote for these turns: kept, else written now if a model is configured."""
    if not source.conversation.curations and app.config.model is None:
        return {}
    from vibelog.keeping.curator import choice_of, curate
    from vibelog.lm import connect, prompts_version

    kept = source.conversation.curations.get(choice_of(source.turns))
    if app.config.model is None or (kept and not redo):
        return kept or {}
    model = connect(app.config.model, app.config.lm_base_url, app.environ, app.tell)
    try:
        made = curate(model, source.paper.title, source.turns)
    except ModelError as error:
        raise ModelError(
            f"{error} To write it without a model: VIBELOG_LM= vibelog log {source.paper.name}"
        ) from error
    made["prompts"] = prompts_version()
    source.transcript.event("curated", **made)
    return made


def _compiled(app: App, source: _Source, curation: Mapping[str, Any]) -> VibeLog:
    """The log's value."""
    paper, turns = source.paper, source.turns
    assignment = app.course().find(paper.name)
    link, page_link = links(paper, assignment)
    chosen = choose(turns, curation.get("keep", ()))
    digest, count = source.transcript.digest([turn.number for turn in turns])
    return VibeLog(
        paper=paper.name,
        title=paper.title,
        link=link,
        page_link=page_link,
        due=assignment.due.isoformat() if assignment and assignment.due else None,
        entries=tuple(_entry(turn) for turn in chosen),
        others=tuple(turn.question for turn in turns if turn not in chosen),
        essay=_essay(curation),
        models=tuple(dict.fromkeys(t.answer.model for t in chosen if t.answer and t.answer.model)),
        prompts=curation.get("prompts"),
        transcript=f"sha256:{digest} of the first {count} bytes",
        asked_from=min(turn.asked for turn in turns)[:10],
        asked_to=max(turn.asked for turn in turns)[:10],
    )


def _essay(curation: Mapping[str, Any]) -> Essay:
    if not curation:
        return Essay()
    from vibelog.keeping.curator import essay

    return essay(curation)


def _entry(turn: Turn) -> Entry:
    answer = turn.answer
    if answer is None:
        raise AssertionError  # core.log.questions gives answered turns only
    return Entry(
        turn=turn.number,
        question=turn.question,
        answer=turn.curated or answer.text,
        citations=answer.citations,
        unsupported=answer.unsupported,
        suggested=turn.suggested,
        starred=turn.starred,
        notes=turn.notes,
        by_model=answer.model is not None,
    )


def _put(app: App, path: Path, text: str) -> tuple[Path, str, str]:
    """Write the log where hand edits survive: the file written, what it holds, what changed."""
    from vibelog.keeping.merge import three_way

    base = app.config.home / "written" / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.md"
    try:
        before = _text(path)
        merge = three_way(_text(base), text if before is None else before, text)
        if merge.clash:
            beside = path.with_suffix(".new.md")
            _replace(beside, merge.text)
            return beside, merge.text, "beside"
        if merge.text != before:
            _replace(path, merge.text)
        _replace(base, text)
    except UnicodeDecodeError as error:
        raise RepositoryError(
            f"{path} is not UTF-8 text; mend or move it, then try again."
        ) from error
    except OSError as error:
        raise RepositoryError(
            f"{error.filename or path} cannot be written ({error.strerror}); see that it is yours "
            "to write."
        ) from error
    return path, merge.text, _change(before, merge.text, text)


def _change(before: str | None, now: str, compiled: str) -> str:
    if before is None:
        return "new"
    if now == before:
        return "unchanged"
    return "updated" if now == compiled else "merged"


def _text(file: Path) -> str | None:
    """What a file holds, its line ends as they are; None when there is none."""
    return file.read_bytes().decode() if file.exists() else None


def _replace(file: Path, text: str) -> None:
    """Write a whole file in one step, so that no reader and no crash sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(text.encode())
    part.replace(file)


def _subject(label: str, log: VibeLog) -> str:
    """The commit's subject, such as `vibe log: DSPy (7 questions, due 2025-09-10)`."""
    count = len(log.entries)
    facts = [
        f"{count} question{'s' if count != 1 else ''}",
        *([f"due {log.due}"] if log.due else []),
    ]
    return f"vibe log: {label} ({', '.join(facts)})"
