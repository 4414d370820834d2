"""What a repository does already: where its logs are, how they are named, how they are found.

Knows names, links and a README's lines; decides nothing and writes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from vibelog.core.course import Assignment, Course
from vibelog.core.text import plain
from vibelog.keeping.checking import files, naming

_FEW = 2  # files from which a way of naming is a habit
_DAYS = ("%Y-%m-%d", "%Y_%m_%d", "%Y%m%d", "%m-%d", "%m_%d", "%m%d", "%b%d")  # longer ones first
_COURSE = re.compile(r"course|class\b|syllabus|lecture", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\n]*)\]\(\s*<?(https://[^)>\s]+)")
_REPOSITORY = re.compile(r"https://(?:www\.)?(?:github|gitlab)\.com/[\w.-]+/[\w.-]+(?:[/?#]\S*)?")
_SHARED = re.compile(r"\|[^|\n]*(?:notes|links|log|vibe)[^|\n]*\|", re.IGNORECASE)
_Named = tuple[PurePosixPath, Assignment]  # a file and the paper that it is named after


@dataclass(frozen=True, slots=True)
class Habits:
    """What was seen. None: there is no habit to follow."""

    logs: int  # files that are logs of the course's papers
    folder: str | None  # that holds most of them, from the root; "." is the root
    pattern: str | None  # of their names, as vibelog.toml's `file` writes it
    index: str  # how the README leads to logs, in a few words; "" when there is no README
    courses: tuple[str, ...]  # links in the README that may be the course's own page


def habits(root: Path, course: Course) -> Habits:
    """The habits of the repository at `root`. Links are not followed."""
    path = next((f for f in sorted(root.iterdir()) if f.name.lower() == "readme.md"), None)
    readme = files.text_of(path) if path and path.is_file() and not path.is_symlink() else None
    found = list(_logs(root, course))
    if len(found) < _FEW:
        found = _linked(root, course, readme or "") or found
    names = [name for name, _ in found]
    return Habits(
        logs=len(found),
        folder=_folder(names),
        pattern=_pattern(found),
        index="" if readme is None else _index(readme, names),
        courses=tuple(dict.fromkeys(_courses(readme or ""))),
    )


def _logs(root: Path, course: Course) -> Iterator[_Named]:
    """The files that are named after a paper of the course, as logs are."""
    for path in files.candidates(root):
        name = PurePosixPath(path.relative_to(root).as_posix())
        says = naming.named_as_log(name) or _dated(name.stem)
        if says and (paper := _paper(name, course)):
            yield name, paper


def _linked(root: Path, course: Course, readme: str) -> list[_Named]:
    """The files of one folder that are named after papers, where the README leads into it.

    Whatever else they are called; the folder that holds most of them.
    """
    folders: dict[PurePosixPath, list[_Named]] = {}
    for path in files.candidates(root):
        name = PurePosixPath(path.relative_to(root).as_posix())
        if paper := _paper(PurePosixPath(name.name), course):
            folders.setdefault(name.parent, []).append((name, paper))
    led = [
        each
        for folder, each in folders.items()
        if len(each) >= _FEW and _into(readme, folder, each)
    ]
    return max(led, key=len, default=[])


def _into(readme: str, folder: PurePosixPath, found: Sequence[_Named]) -> bool:
    """Whether a link in the README leads to the folder, or to one of the files that were found."""
    paths = (folder, *(name for name, _ in found))
    return any(naming.leads_to(readme, path.as_posix()) for path in paths)


def _paper(name: PurePosixPath, course: Course) -> Assignment | None:
    """The paper that a file is named after."""
    paper = naming.paper_of(name, course, ())
    return course.find(paper) if paper else None


def _dated(stem: str) -> bool:
    return re.search(r"(?<!\d)\d{4}(?!\d)|\d{4}-\d\d-\d\d", stem) is not None


def _folder(names: Sequence[PurePosixPath]) -> str | None:
    """The one folder that holds more than half of the logs."""
    counts = Counter(name.parent.as_posix() for name in names)
    folder, count = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    return folder if count >= _FEW and 2 * count > len(names) else None


def _pattern(found: Sequence[_Named]) -> str | None:
    """The pattern that more than half of the logs' names are of."""
    said = [pattern for name, paper in found if (pattern := _form(name.stem, paper))]
    pattern, count = max(Counter(said).items(), key=lambda pair: pair[1], default=("", 0))
    return f"{pattern}.md" if count >= _FEW and 2 * count > len(found) else None


def _form(stem: str, paper: Assignment) -> str | None:
    """A file's name with the paper and its day as fields, such as `{due:%m%d}_{label}`."""
    if re.search(r"[{}]", stem):
        return None
    label = paper.aliases[0] if paper.aliases else paper.name
    for name, field in ((paper.name, "{paper}"), (label, "{label}")):
        begins = stem.find(name)
        if begins >= 0:
            before, after = stem[:begins], stem[begins + len(name) :]
            return f"{_with_day(before, paper)}{field}{_with_day(after, paper)}"
    return None


def _with_day(text: str, paper: Assignment) -> str:
    for form in _DAYS if paper.due else ():
        day = paper.due.strftime(form) if paper.due else ""
        if day in text:
            return text.replace(day, "{due}" if form == "%Y-%m-%d" else f"{{due:{form}}}", 1)
    return text


def _index(readme: str, names: Sequence[PurePosixPath]) -> str:
    """Where in a README its links to logs stand."""
    for line in readme.splitlines():
        if any(naming.leads_to(line, name.as_posix()) for name in names):
            if line.lstrip().startswith("|"):
                return "in a table"
            return "in a list" if re.match(r"\s*(?:[-*+]|\d+[.)])\s", line) else "in its text"
    return "in the table that is there" if _SHARED.search(readme) else "in a table of its own"


def _courses(readme: str) -> Iterator[str]:
    """Links whose words (or heading) speak of a course, to a repository."""
    heading = ""
    for line in readme.splitlines():
        if line.startswith("#"):
            heading = line
        for words, link in _LINK.findall(line):
            if _REPOSITORY.fullmatch(link) and _COURSE.search(f"{heading} {words}"):
                yield plain(link)
