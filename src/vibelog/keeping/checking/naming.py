"""Which paper a log's file is named after, and whether a README leads to the file.

Students' files are named `ChatGPT-DSPy.md`, `0910_DSPy.md`, `GEPA/vibe-notes.txt` and misspelt now
and then (`Pytoch`). Knows names and links; no content of a log.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from vibelog.core.course import Course
from vibelog.core.text import fold

_NOISE = frozenset(
    "chatgpt gpt claude gemini copilot ai vibe vibes log logs vibelog vibelogs note notes review "
    "chat chats paper papers transcript questions summary md the and of for in on".split()
)
_ALIKE = 0.82  # difflib's ratio from which a name is a misspelling: `Pytoch`, `Amphere`
_LONG = 5  # letters below which nothing is taken for a misspelling
_LINK = re.compile(
    r"\]\(\s*<?([^)>\s]+)"  # [words](target)
    r"|^ {0,3}\[[^\]]+\]:\s*<?([^>\s]+)"  # [words]: target
    r"|(?:href|src)\s*=\s*[\"']([^\"']+)[\"']"
    r"|(https?://[^\s<>()\"']+)",
    re.IGNORECASE | re.MULTILINE,
)


def paper_of(path: PurePosixPath, course: Course, papers: Collection[str]) -> str | None:
    """The short name of the paper that a file (or its folder) is named after; None if of none.

    `papers` are the library's names; the course gives its own names and their aliases.
    """
    known = {_key(name): name for name in papers}
    for assignment in course.assignments:
        for name in (assignment.name, *assignment.aliases):
            known[_key(name)] = assignment.name
    known.pop("", None)
    for part in (path.stem, *(parent.name for parent in path.parents)):
        keys = list(_keys(part))
        for key in keys:
            if key in known:
                return known[key]
        for key in keys:
            near = difflib.get_close_matches(key, known, n=1, cutoff=_ALIKE)
            if len(key) >= _LONG and near:
                return known[near[0]]
    return None


def named_as_log(path: PurePosixPath) -> bool:
    """Whether a file's name or one of its folders' says that it is a vibe log."""
    return any(
        re.search(r"vibe|chatgpt|(?:^|[^a-z])logs?(?:[^a-z]|$)", part.lower()) is not None
        for part in (path.stem, *(parent.name for parent in path.parents))
    )


def leads_to(readme: str, path: str, folder: str = ".") -> bool:
    """Whether a link in a README leads to the file at `path` (from the repository's root).

    The README stands in `folder`. A link to the file on GitHub (`…/blob/main/path`) counts too.
    """
    return any(_is(target, path, folder) for target in _targets(readme))


def _targets(readme: str) -> Iterator[str]:
    for match in _LINK.finditer(readme):
        yield next(group for group in match.groups() if group)


def _is(target: str, path: str, folder: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    there = unquote(parts.path)
    if parts.scheme in ("http", "https"):
        return re.search(rf"/(?:blob|raw|tree)/[^/]+/{re.escape(path)}$", there) is not None
    full = there.lstrip("/") if there.startswith("/") else posixpath.join(folder, there)
    return not parts.scheme and posixpath.normpath(full) == path


def _keys(part: str) -> Iterator[str]:
    """What a file's or folder's name may mean: all of it, its telling words, then runs of them."""
    if whole := _key(part):
        yield whole
    words = [w for w in re.findall(r"[^\W_]+", part) if w.lower() not in _NOISE and not w.isdigit()]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            key = _key("".join(words[start : start + length]))
            if key:
                yield key


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(name)[0])
