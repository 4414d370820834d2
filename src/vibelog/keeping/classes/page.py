"""The facts as one self-contained HTML page: a line a student, which opens on their logs.

No script and no request to anywhere: its policy forbids them. Whatever comes from a repository or
the list is escaped, and only links to the web become links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from vibelog import __version__
from vibelog.core.text import plain, squash
from vibelog.keeping.checking.findings import CODES, Findings
from vibelog.keeping.classes.facts import Class, Facts
from vibelog.keeping.classes.roster import Skipped
from vibelog.keeping.classes.style import STYLE
from vibelog.keeping.escaping import web_link

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_COLUMNS = ("logs", "in time", "late", "missing", "questions", "quotes")
_MOST = 200  # findings of a log that are listed; a crafted one could have any number
_MEANING = (
    "These are facts, not grades. Late goes by the committer's clock, which can be set; a quote is "
    "verified when it stands in the paper on the page that the log gives; notes are not counted."
)


def render(found: Class) -> bytes:
    """The page, UTF-8. The same facts give the same bytes."""
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>Vibe logs: {_text(found.course)}</title>",
        f"<style>\n{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *_header(found),
        *_students(found.students),
        *_skipped(found.skipped),
        f"<footer><p>{_text(_MEANING)}</p>{_codes(found)}<p>vibelog {__version__}</p></footer>",
        "</main>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode(errors="replace")


def _header(found: Class) -> Iterable[str]:
    due = ", ".join(f"{each.name} ({each.due:%b} {each.due.day})" for each in found.due)
    yield f"<header><h1>Vibe logs: {_text(found.course)}</h1>"
    yield (
        f"<p>{_many(len(found.students), 'student')}, {_many(len(found.due), 'paper')} due before "
        f'<time datetime="{found.today}">{found.today:%B} {found.today.day}, '
        f"{found.today.year}</time>.</p>"
    )
    if due:
        yield f'<p class="quiet">Due: {_text(due)}.</p>'
    if found.unknown:
        names = ", ".join(found.unknown)
        yield (
            f'<p class="warning">Not in the library, so nothing was looked up in them: '
            f"{_text(names)}.</p>"
        )
    yield "</header>"


def _students(students: Iterable[Facts]) -> Iterable[str]:
    titles = "".join(f'<span class="number">{title}</span>' for title in _COLUMNS)
    yield "<section><h2>Students</h2>"
    yield f'<div class="row head" aria-hidden="true"><span>student</span>{titles}'
    yield "<span>found</span></div>"
    for facts in students:
        yield '<details class="student">'
        yield f'<summary><span class="row"><span class="name">{_text(facts.student.name)}</span>'
        yield f"{_cells(facts)}</span></summary>"
        yield f'<div class="inside">{"".join(_inside(facts))}</div>'
        yield "</details>"
    yield "</section>"


def _cells(facts: Facts) -> str:
    if facts.error:
        return f'<span class="flags error">{_text(facts.error)}</span>'
    fewest, most = facts.questions or (0, 0)
    values = (
        str(len(facts.logs)),
        str(facts.in_time),
        str(len(facts.late)),
        str(len(facts.missing)),
        "–" if not facts.logs else str(most) if fewest == most else f"{fewest}–{most}",
        f"{facts.verified} of {facts.checked}" if facts.checked else "–",
    )
    numbers = "".join(
        f'<span class="number{" zero" if value in ("0", "–") else ""}" data-label="{label}">'
        f"{value}</span>"
        for label, value in zip(_COLUMNS, values, strict=True)
    )
    return f'{numbers}<span class="flags">{_counted(facts.flags()) or "nothing"}</span>'


def _counted(flags: Mapping[str, int]) -> str:
    return " ".join(
        f'<span class="flag {CODES[code].level}">{code} {count}</span>'
        for code, count in flags.items()
    )


def _inside(facts: Facts) -> Iterable[str]:
    """What a student's line opens on."""
    source = facts.source
    link = web_link(source.page)
    shown = _text(facts.student.repository)
    where = f'<a href="{escape(link)}" rel="noreferrer">{shown}</a>' if link else shown
    made = f"; newest commit {source.commit[:10]}" if source.commit else ""
    when = f" of {source.committed:%Y-%m-%d %H:%M %z}" if source.committed else ""
    read = f", fetched {source.fetched:%Y-%m-%d %H:%M}" if source.fetched else ""
    yield f'<p class="quiet">{where}{made}{when}{read}.</p>'
    if facts.note:
        yield f'<p class="warning">{_text(facts.note)}</p>'
    if facts.missing:
        yield f"<p>Missing: {_text(', '.join(facts.missing))}.</p>"
    yield from map(_log, facts.logs)


def _log(log: Findings) -> str:
    verbatim = {True: ", questions verbatim", False: ", questions NOT verbatim", None: ""}
    quotes = f", {log.quotes.verified} of {log.quotes.checked} quotes" if log.quotes.checked else ""
    facts = f"{_many(log.questions, 'question')}{quotes}{verbatim[log.verbatim]}"
    listed = [
        f'<li><span class="level {flag.level}">{flag.code}</span>, line {flag.line}: '
        f"{_text(flag.message)}</li>"
        for flag in log.flags[:_MOST]
    ]
    if len(log.flags) > _MOST:
        listed.append(f"<li>… and {len(log.flags) - _MOST:,} more.</li>")
    found = f"<ul>{''.join(listed)}</ul>" if listed else ""
    about = _text(log.paper or "of a paper that cannot be told")
    return (
        f'<div class="log"><p><strong>{about}</strong> <span class="quiet">{_text(log.path)}: '
        f"{facts}</span></p>{found}</div>"
    )


def _skipped(skipped: Iterable[Skipped]) -> Iterable[str]:
    listed = [
        f"<li>Line {each.line}, “{_text(each.text)}”: {_text(each.why)}</li>" for each in skipped
    ]
    if listed:
        yield f"<section><h2>Lines of the list that were not used</h2><ul>{''.join(listed)}</ul>"
        yield "</section>"


def _codes(found: Class) -> str:
    """What the codes mean that were found."""
    codes = dict.fromkeys(code for facts in found.students for code in facts.flags(notes=True))
    listed = "".join(f"<li><b>{code}</b>: {_text(CODES[code].says)}</li>" for code in codes)
    return f'<ul class="some">{listed}</ul>' if listed else ""


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _text(text: str) -> str:
    return escape(squash(plain(text)))
