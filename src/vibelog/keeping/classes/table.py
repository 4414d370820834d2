"""The facts as CSV, one line a student, as a spreadsheet opens it.

Knows the format and its danger: a spreadsheet runs a cell that begins like a formula, so what came
from the list or a repository gets an apostrophe in front; also behind a `;`, at which a spreadsheet
of another country begins a new cell.
"""

from __future__ import annotations

import csv
import io
import re

from vibelog.core.text import plain, squash
from vibelog.keeping.checking.findings import CODES
from vibelog.keeping.classes.facts import Class, Facts

# https://owasp.org/www-community/attacks/CSV_Injection
_RUNS = re.compile(r"(^|[;\t])([\s\"]*)(?=[=+\-@\t\r＝＋－＠])")
_FLAGS = [code for code in CODES if code not in ("late", "missing")]  # these have columns
_HEADER = (
    *("line", "name", "repository", "could not", "note", "commit", "committed", "fetched"),
    *("due", "present", "in time", "late", "missing", "missing papers", "late papers", "logs"),
    *("questions", "fewest questions", "most questions", "quotes checked", "quotes verified"),
    *("logs with transcript", "logs verbatim"),
)

_NUMBERS = len(_HEADER) - _HEADER.index("due") + len(_FLAGS)  # columns


def render(found: Class) -> bytes:
    r"""The table, UTF-8 with a byte order mark, by which spreadsheets know it; `\r\n` ends lines.

    One column a code of `vibelog check`. A student who could not be looked at has no numbers.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([*_HEADER, *_FLAGS])
    for facts in found.students:
        counted = [""] * _NUMBERS if facts.error else _counted(facts)
        writer.writerow([*_told(facts), *counted])
    return written.getvalue().encode("utf-8-sig", errors="replace")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    >>> [harmless(text) for text in ("=1+1", " @SUM", "Eve; =1", "Anna")]
    ["'=1+1", "'@SUM", "Eve; '=1", 'Anna']
    """
    return _RUNS.sub(r"\1\2'", squash(plain(text)))


def _told(facts: Facts) -> list[str | int]:
    """What the list and the repository say."""
    student, source = facts.student, facts.source
    times = (source.committed, source.fetched)
    dates = [moment.isoformat(" ", "minutes") if moment else "" for moment in times]
    words = (student.name, student.repository, facts.error, facts.note, source.commit)
    return [student.line, *map(harmless, words), *dates]


def _counted(facts: Facts) -> list[str | int]:
    """The numbers, in the order of the columns."""
    fewest, most = facts.questions or ("", "")
    verbatim, told = facts.verbatim
    flags = facts.flags(notes=True)
    return [
        *(len(facts.due), len(facts.present), facts.in_time, len(facts.late), len(facts.missing)),
        *(harmless(", ".join(names)) for names in (facts.missing, facts.late)),
        *(len(facts.logs), facts.asked, fewest, most, facts.checked, facts.verified),
        *(told, verbatim),
        *(flags.get(code, 0) for code in _FLAGS),
    ]
