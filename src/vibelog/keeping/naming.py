"""A log's file name, by the pattern that a course or a student is used to.

Knows names and days; not folders.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from vibelog.errors import ConfigError

PATTERN = "{due}-{paper}"  # and `{paper}` while no due date is known


class _Plain(string.Formatter):
    """Formats `{name}` and `{name:format}`; nothing is looked up inside a value."""

    def get_field(self, field_name: str, _args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as in the base class
        if field_name not in kwargs:
            raise KeyError(field_name)
        return kwargs[field_name], field_name


def named(pattern: str | None, ending: str, *, paper: str, label: str, due: date | None) -> str:
    """The file name that a pattern such as `{due:%m%d}_{paper}.md` gives, ending in `.ending`.

    `{due}` is the day the log is due, `{paper}` the paper's short name, `{label}` the course's own
    spelling of it. Raises ConfigError for a pattern that gives no file name.

    >>> named("{due:%m%d}_{label}", "md", paper="dspy", label="DSPy", due=date(2025, 9, 10))
    '0910_DSPy.md'
    """
    if pattern is None:
        pattern = PATTERN if due else "{paper}"
    known = {"paper": _stem(paper), "label": _stem(label), **({"due": due} if due else {})}
    try:
        name = _Plain().vformat(pattern, (), known)
    except KeyError as error:
        if error.args == ("due",):
            raise ConfigError(
                f"The name {pattern!r} has the due date in it, and none is known for {paper}: "
                "leave {due} out."
            ) from error
        raise ConfigError(
            f"The name {pattern!r} asks for {error}: {{due}}, {{paper}} and {{label}} are known."
        ) from error
    except (ValueError, TypeError, IndexError, AttributeError) as error:
        raise ConfigError(
            f"{pattern!r} is no pattern for a name ({error}); write it like "
            "{due:%m%d}_{paper}.md."
        ) from error
    name = name if name.endswith(f".{ending}") else f"{name}.{ending}"
    if re.search(r"[/\\\x00-\x1f]", name) or name.startswith(".") or len(name.encode()) > _LONGEST:
        raise ConfigError(
            f"{name!r} is no name for a file; write it like {{due:%m%d}}_{{paper}}.md."
        )
    return name


_LONGEST = 200  # bytes; file systems take 255, and a `.new` or `.part` is added


def _stem(name: str) -> str:
    """A name with nothing in it that a path or a link could stumble over."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "paper"
