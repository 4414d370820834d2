"""A conversation's vibe log: compiled, written into the student's repository, committed.

Run twice, it gives the same bytes (see `drafts`). What the student changed in the file by hand
stays.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.app.drafts import Draft, Options, draft, enough, redacted, remember
from vibelog.app.files import put_bytes, put_text, save
from vibelog.core.log import VibeLog
from vibelog.core.text import squash
from vibelog.errors import RepositoryError

if TYPE_CHECKING:
    from vibelog.core.paper import Paper
    from vibelog.keeping.repo import Repository

FORMS = ("md", "html", "docx", "ipynb")  # the endings of the formats


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a log is to be written."""

    form: str = "md"
    name: str | None = None  # a pattern such as `{due:%m%d}_{paper}.md`
    with_transcript: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a log goes, and in which format."""

    repository: Repository
    path: Path
    form: str
    label: str  # the course's own spelling of the paper's name
    transcript: Path | None = None  # where the conversation goes, if it is wanted


@dataclass(frozen=True, slots=True)
class Written:
    """A vibe log in the repository."""

    log: VibeLog
    path: Path
    text: str  # what the file holds now; "" where it is no text
    change: str  # "new", "updated", "unchanged", "merged" (with hand edits) or "beside" (of them)
    repository: Repository
    subject: str  # of its commit
    unanswered: int  # questions of the conversation that nobody answered (stopped, model down)
    transcript: Path | None = None  # the conversation beside it


def write(  # noqa: PLR0913  the options of one command
    app: App,
    paper: Paper,
    where: Path,
    *,
    allow_short: bool = False,
    redo: bool = False,
    commit: bool = False,
    conversation: str | None = None,
) -> Written:
    """Compile a conversation (the current one) into its file in the repository at `where`.

    Writes nothing when there are too few questions (ShortLogError), no repository or, with
    `commit`, a state of it in which nothing can be committed (RepositoryError).
    """
    options = Options(allow_short=allow_short, redo=redo, conversation=conversation)
    enough(app, paper, options)
    to = place(app, paper, where, Wanted(), commit=commit)
    return put(app, draft(app, paper, options), to)


def place(app: App, paper: Paper, where: Path, wanted: Wanted, *, commit: bool = False) -> Place:
    """Where the paper's log belongs in the repository at `where`; nothing is written yet.

    Raises RepositoryError (with `commit` also for a state in which nothing can be committed) and
    ConfigError for a name that is none.
    """
    from vibelog.keeping.naming import named
    from vibelog.keeping.repo import Repository

    repository = Repository.find(where)
    assignment = app.course().find(paper.name)
    label = assignment.aliases[0] if assignment and assignment.aliases else paper.name
    due = assignment.due if assignment else None
    pattern = wanted.name or app.config.file
    file = named(pattern, wanted.form, paper=paper.name, label=label, due=due)
    folder = repository.root / app.config.logs
    talk = folder / "transcripts" / f"{Path(file).stem}.jsonl" if wanted.with_transcript else None
    if commit:
        repository.require_ready([folder / file, *([talk] if talk else [])])
    return Place(repository, folder / file, wanted.form, label, talk)


def put(app: App, drafted: Draft, to: Place) -> Written:
    """Write the log (and the conversation) where they belong, and keep what the student chose."""
    log, shared, text = drafted.log, b"", ""
    if to.transcript:
        shared = _conversation(drafted)
        log = _proved_by(shared, log)
    if to.form == "md":
        from vibelog.keeping.markdown import render

        _require_same(to.path, drafted)
        path, text, change = put_text(app, to.path, render(log))
    else:
        path, change = put_bytes(app, to.path, _bytes(app, log, to.form))
    if to.transcript:
        put_bytes(app, to.transcript, shared)
    remember(drafted)
    subject = _subject(to.label, log)
    left = drafted.unanswered
    return Written(log, path, text, change, to.repository, subject, left, to.transcript)


def _proved_by(shared: bytes, log: VibeLog) -> VibeLog:
    """The log with the digest of the conversation beside it, where that is not the library's own.

    Of a conversation with private data or undone turns something else lies beside the log; whoever
    has only the repository must be able to hold the questions against it.
    """
    count = int(log.transcript.split()[-2])
    if f"sha256:{hashlib.sha256(shared[:count]).hexdigest()} " in log.transcript:
        return log
    whole = shared.rstrip(b"\n")
    digest = hashlib.sha256(whole).hexdigest()
    return replace(log, transcript=f"sha256:{digest} of the first {len(whole)} bytes")


def _require_same(path: Path, drafted: Draft) -> None:
    """RepositoryError when the log that is there holds questions of another conversation."""
    from vibelog.keeping.markdown import questions_in

    if not path.is_file():
        return
    events = drafted.transcript.events()
    asked = {redacted(str(e["text"])).strip() for e in events if e["type"] == "question"}
    there = questions_in(path.read_bytes().decode(errors="replace"))
    if odd := [question for question in there if question.strip() not in asked]:
        raise RepositoryError(
            f"{path} holds questions that are not of this conversation, such as "
            f"“{squash(odd[0])[:80]}”: name theirs with --conversation ID (vibelog conversations "
            "lists them), or move that file away."
        )


def edited(written: Written, text: str) -> Written:
    """The log after the student edited its text.

    Raises RepositoryError, with nothing changed, when a question is no longer what they asked.
    """
    from vibelog.keeping.markdown import questions_in

    before, after = questions_in(written.text), questions_in(text)
    changed = [str(n) for n, asked in enumerate(before, 1) if asked not in after]
    odd = [asked for asked in after if asked not in before]
    if changed or odd:
        which = f"question {', '.join(changed)}" if changed else "a question that was added"
        raise RepositoryError(
            f"A vibe log holds your questions as you asked them; after your edits {which} is not: "
            "put it back (answers may be edited; --drop leaves a question out)."
        )
    save(written.path, text)
    return replace(written, text=text)


def commit(written: Written) -> str | None:
    """Commit the log's file (and the conversation beside it) and nothing else.

    Returns the commit's sha and subject; None when the last commit holds the files already.
    """
    if written.change == "beside":
        raise RepositoryError(
            f"Nothing was committed: take what you want of {written.path.name} into your log and "
            "remove it, then commit your log with git."
        )
    paths = [written.path, *([written.transcript] if written.transcript else [])]
    made = written.repository.commit(paths, written.subject)
    return f"{made.sha} {made.subject}" if made else None


def _bytes(app: App, log: VibeLog, form: str) -> bytes:
    """The log in a format that is written as a whole."""
    match form:
        case "html":
            from vibelog.keeping.formats.html import render as html

            return html(log, _passages(app, log))
        case "docx":
            from vibelog.keeping.formats.docx import render as docx

            return docx(log)
        case _:
            from vibelog.keeping.formats.ipynb import render as ipynb

            return ipynb(log)


def _passages(app: App, log: VibeLog) -> dict[str, str]:
    """The text of each passage that the log cites, by its id."""
    cited = {citation.passage for entry in log.entries for citation in entry.citations}
    library = app.library()
    return {p.id: p.text for p in library.passages(library.find(log.paper)) if p.id in cited}


def _conversation(drafted: Draft) -> bytes:
    """The conversation as it may lie in the repository."""
    from vibelog.keeping.sharing import shareable

    _, end = drafted.transcript.digest()
    conversation = drafted.transcript.conversation()
    turns = {turn.number for turn in conversation.turns} if conversation else set()
    return shareable(drafted.transcript.path.read_bytes()[:end], turns, redacted)


def _subject(label: str, log: VibeLog) -> str:
    """The commit's subject, such as `vibe log: DSPy (7 questions, due 2025-09-10)`."""
    count = len(log.entries)
    facts = [
        f"{count} question{'s' if count != 1 else ''}",
        *([f"due {log.due}"] if log.due else []),
    ]
    return f"vibe log: {label} ({', '.join(facts)})"
