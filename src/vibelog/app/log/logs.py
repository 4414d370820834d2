"""A conversation's vibe log: compiled and written into the student's repository.

Run twice, it gives the same bytes (see `drafts`). What the student changed in the file by hand
stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.app.log import beside, landing
from vibelog.app.log.drafts import Draft, Options, draft, enough, remember
from vibelog.app.log.files import put_bytes, put_text
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
    kept: str = ""  # what became of that file, in the words of `change`
    twins: tuple[beside.Twin, ...] = ()  # other logs of the same conversation


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

    Raises RepositoryError for a place that a link leads out of the repository (with `commit` also
    for a state in which nothing can be committed) and ConfigError for a name that is none.
    """
    from vibelog.keeping import writing
    from vibelog.keeping.naming import named
    from vibelog.keeping.repo import Repository

    repository = Repository.find(where)
    assignment = app.course().find(paper.name)
    label = landing.label(assignment, paper.name)
    due = assignment.due if assignment else None
    pattern = wanted.name or app.config.file
    file = named(pattern, wanted.form, paper=paper.name, label=label, due=due)
    folder = repository.root / app.config.logs
    writing.place(folder / file)  # before anything there is read
    if wanted.form == "md" and not wanted.name and not (folder / file).exists():
        # The day may have moved since it was written: links lead to the name it has.
        there = beside.there_already(folder, paper.name)
        file = there.name if there else file
    talk = folder / "transcripts" / f"{Path(file).stem}.jsonl" if wanted.with_transcript else None
    paths = [folder / file, *([talk] if talk else [])]
    for path in paths:
        writing.place(path)
    if commit:
        repository.require_ready(paths)
    return Place(repository, folder / file, wanted.form, label, talk)


def put(app: App, drafted: Draft, to: Place) -> Written:
    """Write the log (and the conversation) where they belong, and keep what the student chose."""
    log, shared, text = drafted.log, b"", ""
    if to.transcript:
        shared = beside.conversation(drafted)
        log = beside.proved_by(shared, log)
    if to.form == "md":
        from vibelog.keeping.markdown import render

        _require_same(to.path, drafted)
        path, text, change = put_text(app, to.path, render(log))
    else:
        path, change = put_bytes(app, to.path, _bytes(app, log, to.form))
    talk, kept = put_bytes(app, to.transcript, shared) if to.transcript else (None, "")
    remember(drafted)
    return Written(
        log=log,
        path=path,
        text=text,
        change=change,
        repository=to.repository,
        subject=landing.subject(to.label, len(log.entries), log.due),
        unanswered=drafted.unanswered,
        transcript=talk,
        kept=kept,
        twins=beside.twins(to.repository, to.path, drafted) if to.form == "md" else (),
    )


def _require_same(path: Path, drafted: Draft) -> None:
    """RepositoryError when the log that is there holds questions of another conversation."""
    if odd := beside.strangers(path, drafted):
        raise RepositoryError(
            f"{path} holds questions that are not of this conversation, such as "
            f"“{squash(odd[0])[:80]}”: name theirs with --conversation ID (vibelog conversations "
            "lists them), or move that file away."
        )


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
