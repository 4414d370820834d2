"""When a log began: the commit that first added real content, under any name and in any format.

What `vibelog due` needs of the history, and quickly: where the front matter counts questions, the
rest of that version is not read. `vibelog check` reads it all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from vibelog.keeping.checking import history
from vibelog.keeping.checking.files import SUFFIXES

_LARGEST = 5_000_000  # bytes; the longest real log had a tenth of that
_COUNTED = re.compile(rb"\A---\r?\n(?:[^\n]+\n)*?questions: *[1-9]")


def begun(root: Path, names: Sequence[str]) -> dict[str, datetime | None]:
    """When each log (named from the root) first had real content in a commit.

    Those that never had are left out; None: it cannot be told, as the repository is a shallow clone
    that begins with that commit. Raises RepositoryError when git is missing.
    """
    alike = {name: formats(root, name) for name in names}
    versions = history.versions(root, [name for each in alike.values() for name in each])
    held = history.contents(root, [version for each in versions.values() for version in each])
    first = {
        name: history.first_real(each, lambda version: real(held.get(version.blob), version.name))
        for name, each in versions.items()
    }
    found = {name: earliest(first[each] for each in alike[name]) for name in names}
    begins = history.begins(root)
    return {
        name: None if version.commit in begins else version.committed
        for name, version in found.items()
        if version
    }


def formats(root: Path, name: str) -> list[str]:
    """The log's file, and those beside it that differ from it in the ending alone."""
    named = PurePosixPath(name)
    beside = (str(named.with_suffix(suffix)) for suffix in SUFFIXES)
    return [name, *(other for other in beside if other != name and (root / other).is_file())]


def earliest(found: Iterable[history.Version | None]) -> history.Version | None:
    """The version that was committed first; None where there is none."""
    return min(filter(None, found), key=lambda version: version.committed, default=None)


def asks(file: Path) -> bool:
    """Whether somebody asked something in a file, as it is now; not in one that cannot be read."""
    try:
        return file.stat().st_size <= _LARGEST and real(file.read_bytes(), file.name)
    except OSError:
        return False


def real(data: bytes | None, name: str) -> bool:
    """Whether somebody asked something in a file that holds this; None: nothing is known."""
    if data is None:
        return False
    if _COUNTED.match(data):
        return True
    from vibelog.keeping.checking import content, files
    from vibelog.keeping.checking.page import read

    made = files.content(data, name)
    return made is not None and content.has_content(read(made.text))
