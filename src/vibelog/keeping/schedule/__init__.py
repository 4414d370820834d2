"""The course's schedule as text: read from its README, and brought up to date in a copy of it."""

from __future__ import annotations

from vibelog.keeping.schedule.reading import read

__all__ = ["read", "sync"]


def sync(own: str, theirs: str) -> str:
    """The student's README with the course's schedule brought up to date; see `syncing`."""
    from vibelog.keeping.schedule import syncing  # `vibelog due` reads only, and starts quickly

    return syncing.sync(own, theirs)
