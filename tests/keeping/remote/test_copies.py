from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vibelog.errors import LibraryError
from vibelog.keeping.remote import copies
from vibelog.keeping.remote.copies import Copy

NOW = datetime(2025, 9, 8, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


def test_a_copy_comes_back_as_it_was_kept(library: Path) -> None:
    kept = Copy("a").with_text("text", '"etag"', NOW)
    copies.save(library, kept)
    assert copies.load(library, "a") == kept
    assert copies.load(library, "b") == Copy("b")


def test_a_text_that_is_the_same_was_not_changed() -> None:
    copy = Copy("a").with_text("text", None, NOW).with_text("text", None, LATER)
    assert (copy.read, copy.changed) == (LATER.isoformat(), NOW.isoformat())
    assert copy.with_text("other", None, LATER).changed == LATER.isoformat()
    assert copy.age(LATER + timedelta(seconds=5)) == 5


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"source": "a", "text": 3}', '{"odd": 1}'])
def test_a_damaged_copy_is_none(library: Path, damage: str) -> None:
    copies.save(library, Copy("a").with_text("text", None, NOW))
    [file] = (library / "cache/courses").iterdir()
    file.write_text(damage, encoding="utf-8")
    assert copies.load(library, "a") == Copy("a")


def test_a_moment_that_is_none_counts_as_never() -> None:
    assert Copy("a", tried="yesterday").age(NOW) is None
    assert Copy("a", tried="2025-09-08T12:00:00").age(NOW) is None  # of no zone


def test_a_cache_that_cannot_be_written_is_a_sentence(library: Path) -> None:
    library.mkdir()
    (library / "cache").write_text("in the way", encoding="utf-8")
    with pytest.raises(LibraryError, match="VIBELOG_HOME"):
        copies.save(library, Copy("a"))
