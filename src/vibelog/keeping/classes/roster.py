"""The list of a class: a CSV that names each student and their repository.

Spreadsheets and forms write it, so columns are found by their headings, or by what stands in them
when there are none. Knows no repository; whether an address can be used is said by `remotes`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibelog.core.text import plain, squash
from vibelog.errors import VibelogError

# Words of a heading, the ones that tell most first.
_REPOSITORY = (
    "repo",
    "repos",
    "repository",
    "repositories",
    "url",
    "link",
    "path",
    "github",
    "git",
)
_NAME = ("name", "student", "uniqname", "who", "login", "username", "email")
_DELIMITERS = ",;\t|"
_LONGEST = 1_000_000  # letters of a cell; csv's own limit would end the whole reading
_ADDRESS = re.compile(r"://|^[\w.-]+@[\w.-]+:|^\.{0,2}/|^~|^[\w.-]+/[\w./-]+$|^[A-Za-z]:\\")
_MARKS = re.compile(r"^#+\s|^<[a-z!]|\]\(|[`<]|^[|*>-]")  # of Markdown or HTML
_SAID = "give each student a line, as name,repository, with the repository's link or path."


@dataclass(frozen=True, slots=True)
class Student:
    """A row of the list."""

    name: str
    repository: str  # as it stands there
    line: int  # of the file, from 1


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not be used."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The students, in the list's order, and the rows that name none."""

    students: tuple[Student, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    repository: int | None  # None: the first cell that looks like an address
    names: tuple[int, ...]  # joined with a blank


def decoded(data: bytes) -> str:
    """The file's text: UTF-8, UTF-16 with its mark, else the bytes that old spreadsheets write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(text: str) -> Roster:
    """The students of a CSV's text; VibelogError when it is no CSV or names no repository."""
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise VibelogError(f"The list is no CSV that can be read ({error}).") from error
    if not rows:
        raise VibelogError(f"The list is empty: {_SAID}")
    columns = _columns(rows[0][1])
    students: list[Student] = []
    skipped: list[Skipped] = []
    for line, cells in rows if columns is None else rows[1:]:
        found = _student(line, cells, columns or _Columns(None, ()))
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        same = next((s for s in students if _same(s, found)), None)
        if same:
            skipped.append(Skipped(line, _shown(cells), f"It repeats line {same.line}."))
        else:
            students.append(found)
    if not students:
        raise VibelogError(f"The list names no repository: {_SAID}")
    if not _is_list(rows, students, columns):
        raise VibelogError(f"This is no list of names and repositories: {_SAID}")
    return Roster(tuple(students), tuple(skipped))


def _is_list(
    rows: Sequence[tuple[int, Sequence[str]]],
    students: Sequence[Student],
    columns: _Columns | None,
) -> bool:
    """Whether this is a list, as a heading of both says, and not a text with links in it.

    At least half of the repositories look like one; without a column of them, at least half of the
    rows name one, or all have the same cells.
    """
    headed = columns is not None and columns.repository is not None
    if columns and headed and columns.names:
        return True
    good = sum(_is_address(student.repository) for student in students)
    widths = {len(cells) for _, cells in rows}
    even = len(widths) == 1 and widths != {1}
    return 2 * good >= (len(students) if headed or even else len(rows))


def _is_address(cell: str) -> bool:
    """Whether a cell may be a link, a path or a folder's name: no prose, no Markdown."""
    if _MARKS.search(cell):
        return False
    return " " not in cell or bool(re.match(r"[\w+.-]+:\S|[.~]{0,2}/", cell))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its first line."""
    csv.field_size_limit(_LONGEST)
    text = text.replace("\0", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    for row in reader:
        cells = [squash(plain(cell)) for cell in row]
        if any(cells):
            yield before + 1, cells
        before = reader.line_num


def _columns(first: Sequence[str]) -> _Columns | None:
    """The columns that a heading names; None when the first row is a student's already."""
    if any(_ADDRESS.search(cell) or _MARKS.search(cell) for cell in first):
        return None
    words = [re.findall(r"[a-z]+", cell.lower()) for cell in first]
    places = {word: [i for i, cell in enumerate(words) if word in cell] for word in _REPOSITORY}
    repository = next((places[word][0] for word in _REPOSITORY if places[word]), None)
    if repository is None and not any(word in cell for cell in words for word in _NAME):
        return None
    return _Columns(repository, _names(words, repository))


def _names(words: Sequence[Sequence[str]], repository: int | None) -> tuple[int, ...]:
    """The column of the name, or those of the first and the last one."""
    rest = [(i, cell) for i, cell in enumerate(words) if i != repository]
    parts = [i for part in ("first", "last") for i, cell in rest if part in cell and "name" in cell]
    if len(parts) == 2:  # noqa: PLR2004  the first and the last
        return tuple(parts)
    for word in _NAME:
        # `Name` before `GitHub name`
        for _, index in sorted((len(cell), i) for i, cell in rest if word in cell):
            return (index,)
    return ()


def _student(line: int, cells: Sequence[str], columns: _Columns) -> Student | Skipped:
    at = columns.repository
    if at is None:
        at = next((i for i, cell in enumerate(cells) if _ADDRESS.search(cell)), len(cells))
    repository = cells[at] if at < len(cells) else ""
    if not repository:
        return Skipped(line, _shown(cells), "It names no repository.")
    names = columns.names or [i for i, cell in enumerate(cells) if cell and i != at][:1]
    name = " ".join(cells[i] for i in names if i < len(cells) and cells[i])
    return Student(name or _owner(repository), repository, line)


def _owner(repository: str) -> str:
    """What a repository is called after when nobody is named: its owner on a host, its folder."""
    path = re.sub(r"[?#].*|/(?:-/)?(?:tree|blob)/.*|(?:\.git)?/*$", "", repository)
    names = [name for name in re.split(r"[/:\\]", path) if name]
    hosted = "://" in repository or "@" in repository
    return (names[-2] if hosted and len(names) > 1 else names[-1]) if names else repository


def _same(one: Student, other: Student) -> bool:
    return (one.name.casefold(), _key(one.repository)) == (
        other.name.casefold(),
        _key(other.repository),
    )


def _key(repository: str) -> str:
    """The address without what makes no difference."""
    return re.sub(r"^https?://(?:www\.)?|(?:\.git)?/*$", "", repository.strip()).casefold()


def _shown(cells: Sequence[str]) -> str:
    return ", ".join(cell for cell in cells if cell)[:100]
