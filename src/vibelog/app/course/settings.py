"""A vibelog.toml as it is written by vibelog: text added or taken out, every other byte kept.

What came of each change is read again before the file is replaced. Knows TOML's lines; not what
the keys mean.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from vibelog.core.text import plain
from vibelog.errors import ConfigError
from vibelog.keeping import writing

_HEADER = re.compile(r"[ \t]*\[\[[ \t]*[\"']?course[\"']?[ \t]*\]\][ \t]*(?:#.*)?$")
_TABLE = re.compile(r"^(?:[ \t]*#.*\n)*[ \t]*\[", re.MULTILINE)  # with the comments above it
_VALUE = re.compile(r"[ \t]*(?:source|year|name)[ \t]*=")


def text_of(file: Path) -> str:
    """What the file holds; "" where there is none. ConfigError when it cannot be read."""
    try:
        return file.read_bytes().decode() if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read ({error}); mend it or remove it.") from error


def with_course(text: str, source: str, year: int | None, file: Path) -> str:
    r"""The text with one [[course]] more, at its end. Raises ConfigError.

    >>> with_course('logs = "x"', "plan.md", 2025, Path("vibelog.toml")).splitlines()[2:]
    ['[[course]]', 'source = "plan.md"', 'year = 2025']
    """
    table = _table(text, file)
    end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text else end if text.endswith("\n") else 2 * end
    lines = ["[[course]]", f"source = {json.dumps(source, ensure_ascii=False)}"]
    lines += [f"year = {year}"] if year else []
    after = f"{text}{gap}{end.join(lines)}{end}"
    entry = {"source": source, **({"year": year} if year else {})}
    before = table.get("course", [])
    wanted = {**table, "course": [*before, entry]} if isinstance(before, list) else None
    return _sound(after, wanted, file)


def with_keys(text: str, lines: Mapping[str, str], file: Path) -> str:
    r"""The text with these keys, each as its line, before its first table. Raises ConfigError.

    >>> with_keys('[[course]]\nsource = "x"\n', {"logs": 'logs = "n"'}, Path("vibelog.toml"))
    'logs = "n"\n\n[[course]]\nsource = "x"\n'
    """
    wanted = {**_table(text, file), **tomllib.loads("\n".join(lines.values()))}
    end = "\r\n" if "\r\n" in text else "\n"
    table = _TABLE.search(text)
    before, after = (text[: table.start()], text[table.start() :]) if table else (text, "")
    gap = end if before and not before.endswith("\n") else ""
    made = "".join(f"{line}{end}" for line in lines.values())
    return _sound(f"{before}{gap}{made}{end if after else ''}{after}", wanted, file)


def without_course(text: str, number: int, file: Path) -> str:
    """The text without its [[course]] of that number (from 0). Raises ConfigError."""
    table = _table(text, file)
    lines = text.splitlines(keepends=True)
    heads = [at for at, line in enumerate(lines) if _HEADER.match(line.rstrip("\r\n"))]
    courses = table.get("course")
    if not isinstance(courses, list) or len(heads) != len(courses):
        raise ConfigError(f"{file} writes its courses in a form of its own: remove it there.")
    start = end = heads[number]
    end += 1
    while end < len(lines) and _VALUE.match(lines[end]):
        end += 1
    if start and not lines[start - 1].strip() and (end == len(lines) or not lines[end].strip()):
        start -= 1
    elif not start and end < len(lines) and not lines[end].strip():
        end += 1
    left = [each for at, each in enumerate(courses) if at != number]
    rest = {key: value for key, value in table.items() if key != "course"}
    wanted = {**rest, "course": left} if left else rest
    return _sound("".join([*lines[:start], *lines[end:]]), wanted, file)


def save(file: Path, text: str) -> None:
    """Write the file in one step; a link to it stays one, and who may read it is not changed.

    Raises RepositoryError for a link out of the repository that the file is in, and ConfigError.
    """
    try:
        real = writing.place(file)
        real.parent.mkdir(parents=True, exist_ok=True)
        if real.exists() and not os.access(real, os.W_OK):
            raise PermissionError(13, "it is read-only")
        writing.write(real, text.encode())
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be written ({error.strerror}); see that it is yours to write."
        ) from error


def _table(text: str, file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        shown = plain(str(error))
        raise ConfigError(f"{file} cannot be read ({shown}); mend it or remove it.") from error


def _sound(after: str, wanted: dict[str, object] | None, file: Path) -> str:
    """The new text, when it says just what is wanted."""
    try:
        if tomllib.loads(after) == wanted:
            return after
    except tomllib.TOMLDecodeError:
        pass
    raise ConfigError(f"{file} is written in a form of its own: change it there.")
