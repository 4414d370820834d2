"""The commit's message, with what the student's template adds to every commit.

Git shows `commit.template` in an editor only. Its lines ask a person something (`Why:`), and have
no answer here; but the trailers in it that have a value (`Co-authored-by: Ada <ada@example.org>`)
belong to every commit of theirs, so those are kept.
"""

from __future__ import annotations

from vibelog.keeping import git
from vibelog.keeping.repo.place import Place

_OPEN = ("<", "[", "{")  # `Fixes: <issue>` is a question too


def with_trailers(place: Place, message: str) -> str:
    """The message, and behind it the filled-in trailers of the student's template."""
    found = git.attempt(place.root, "config", "--type=path", "commit.template")
    template = place.root / found.out.removesuffix("\n")
    if found.code or not template.is_file():
        return message
    given = "subject\n\n" + template.read_bytes().decode(errors="surrogateescape")
    plain = place.ask("stripspace", "--strip-comments", given=given)
    listed = place.ask("interpret-trailers", "--parse", given=plain).splitlines()
    kept = [line for line in listed if _filled(line) and line not in message.splitlines()]
    return "\n".join([message.rstrip("\n"), "", *kept, ""]) if kept else message


def _filled(trailer: str) -> bool:
    value = trailer.partition(":")[2].strip()
    return bool(value) and not value.startswith(_OPEN)
