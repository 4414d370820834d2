"""One log, as `vibelog check` judges it: against its paper, its transcript and itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vibelog.app import App
from vibelog.app.check.sources import Papers
from vibelog.core.course import Assignment

if TYPE_CHECKING:
    from vibelog.keeping.checking.files import Content
    from vibelog.keeping.checking.findings import Findings, Flag, Quotes
    from vibelog.keeping.checking.said import Page
    from vibelog.keeping.checking.verdict import Verdict

# What a log about another paper has in every line: told once, as `wrong-paper` or `swapped`.
_FOLLOWS = (
    "quote-not-in-paper",
    "wrong-page",
    "wrong-link",
    "words-not-in-paper",
    "number-not-in-paper",
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that may be a log."""

    path: Path
    name: str  # from the root, as git names it
    called: PurePosixPath  # the same, with the folder's own name where that is no repository
    named: bool = False  # by the student: then it is a log
    among_logs: bool = False  # any conversation there is one, about whichever paper


@dataclass(frozen=True, slots=True)
class Log:
    """A log as it was read."""

    path: Path
    name: str  # from the root, as git names it
    content: Content | None  # None: it cannot be read
    page: Page
    paper: str | None
    assignment: Assignment | None

    @property
    def text(self) -> str | None:
        """What it says, as text or Markdown; None: it cannot be read."""
        return self.content.text if self.content else None


def read(file: File, papers: Papers) -> Log | None:
    """The log in a file; None when it is no log, and the student has not named it as one."""
    from vibelog.keeping.checking import files, naming, page, topic

    content = files.read(file.path)
    said = page.read(content.text) if content else page.Page({}, is_log=False)
    paper = (
        said.facts.get("paper")
        or papers.titled(said.facts.get("title", ""), said.facts.get("link", ""))
        or naming.paper_of(file.called, papers.course, papers.names)
    )
    readable = content is not None or file.path.suffix.lower() in files.PLAIN
    told = (
        said.own
        or (readable and naming.named_as_log(file.called))
        or (said.is_log and (paper or file.among_logs))
    )
    if not file.named and not told:
        return None
    paper = paper or topic.best(said.words, papers.library())
    assignment = papers.course.find(paper) if paper else None
    known = paper if paper in papers.names or not assignment else assignment.name
    return Log(file.path, file.name, content, said, known, assignment)


def verdict(log: Log, papers: Papers) -> Verdict | None:
    """Whether the log is about its paper; None where it is empty, or no paper of the library's."""
    from vibelog.keeping.checking.topic import fit
    from vibelog.keeping.checking.verdict import Verdict, held

    source = papers.source(log.paper)
    if source is None or log.paper is None or not log.page.words.strip():
        return None
    quoted = held(log.page, source, papers.others(log.paper))
    return Verdict(log.paper, quoted, fit(log.page.words, log.paper, papers.library()))


def topic(name: str, verdicts: Mapping[str, Verdict | None]) -> Flag | None:
    """Whether the log of that name is about another paper, or another log's; None when not.

    A log of which that cannot be told says so.
    """
    from vibelog.keeping.checking.findings import Flag
    from vibelog.keeping.checking.verdict import exchanged

    found, other = verdicts[name], exchanged(name, verdicts)
    if found and other:
        return Flag("swapped", 1, f"{found.said()} {other} is about {found.paper} instead.")
    if found and found.wrong:
        return Flag("wrong-paper", 1, found.said())
    if found and found.score is None:
        message = f"It says too little to tell whether it is about {found.paper}: see for yourself."
        return Flag("not-judged", 1, message)
    return None


def judged(
    app: App, log: Log, papers: Papers, topic: Flag | None, placed: Sequence[Flag]
) -> Findings:
    """What is found in the log; `placed` is what is wrong with its place and time.

    `topic` says that it is about another paper: what follows from that is not told line by line. Or
    it says that this was not judged.
    """
    from vibelog.keeping.checking import content, files
    from vibelog.keeping.checking.findings import Findings, Flag, Quotes, in_order

    if log.content is None:
        flags = [Flag("unreadable", 1, files.unreadable(log.path))]
        return Findings(log.name, log.paper, 0, None, Quotes(), in_order([*flags, *placed]))
    verbatim, flags = _compared(app, log)
    quotes, looked = _looked_up(log, papers)
    if topic:
        hidden = _FOLLOWS if topic.level == "error" else ()
        looked = [topic, *(flag for flag in looked if flag.code not in hidden)]
    source = papers.source(log.paper)
    public = source.text if source else ""
    flags += [*content.flags(log.page, log.text or "", public, log.content.line), *looked]
    at = [replace(flag, line=log.content.line(flag.line)) for flag in flags]
    count = len(content.real(log.page))
    return Findings(log.name, log.paper, count, verbatim, quotes, in_order([*at, *placed]))


def _compared(app: App, log: Log) -> tuple[bool | None, list[Flag]]:
    """Whether every question is the transcript's; None when there is no transcript."""
    from vibelog.app.kept import folder
    from vibelog.keeping.checking import verbatim

    beside = sorted((log.path.parent / "transcripts").glob("*.jsonl"))
    inside = log.paper and PurePosixPath(log.paper).name == log.paper  # leads out of no folder
    kept = sorted(folder(app, log.paper).glob("*.jsonl")) if inside and log.paper else []
    transcript = verbatim.transcript_of(log.page, [*kept, *beside])
    if transcript is None:
        return None, []
    flags = verbatim.compared(log.page, transcript)
    return not any(flag.code == "not-verbatim" for flag in flags), flags


def _looked_up(log: Log, papers: Papers) -> tuple[Quotes, list[Flag]]:
    """The quotes and numbers, where the paper is in the library."""
    from vibelog.keeping.checking.evidence import looked_up
    from vibelog.keeping.checking.findings import Flag, Quotes

    source = papers.source(log.paper)
    if log.paper is None:
        return Quotes(), [Flag("unknown-paper", 1, "Which paper it is about cannot be told.")]
    if source is None:
        message = f"{log.paper} is not in the library (vibelog add): nothing was looked up in it."
        return Quotes(), [Flag("paper-not-added", 1, message)]
    away = any(quote.elsewhere for quote in log.page.quotes)
    others = list(papers.others(log.paper)) if away else []
    return looked_up(log.page, source, others, papers.links(log.paper))
