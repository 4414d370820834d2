"""Chroma: what is put is found, and what is torn is rebuilt."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from literals import passage

from vibelog.asking import index as module
from vibelog.asking.index import Index
from vibelog.errors import LibraryError

PASSAGES = [passage(f"passage number {number}") for number in range(30)]
VECTORS = np.random.default_rng(0).standard_normal((30, 8)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
COSINES = dict(zip([p.id for p in PASSAGES], (VECTORS @ VECTORS[7]).tolist(), strict=True))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "chroma")


def scores(index: Index, name: str = "fake@1") -> dict[str, float]:
    return dict(index.scores("0123456789abcdef", lambda: VECTORS[7], PASSAGES, VECTORS, name))


def put(index: Index, name: str = "fake@1") -> None:
    index.put("0123456789abcdef", PASSAGES, VECTORS, name)


def test_every_passage_has_its_cosine(index: Index) -> None:
    put(index)
    assert scores(index) == pytest.approx(COSINES, abs=1e-5)


def test_what_is_not_there_is_put_there(index: Index) -> None:
    assert not index.holds("0123456789abcdef", PASSAGES, "fake@1")
    assert scores(index) == pytest.approx(COSINES, abs=1e-5)
    assert index.holds("0123456789abcdef", PASSAGES, "fake@1")


def test_vectors_of_two_embedders_never_meet(index: Index) -> None:
    index.put("0123456789abcdef", PASSAGES, VECTORS[:, :4] + 1, "other@1")
    assert not index.holds("0123456789abcdef", PASSAGES, "fake@1")
    assert scores(index) == pytest.approx(COSINES, abs=1e-5)
    assert not index.holds("0123456789abcdef", PASSAGES, "other@1")


def test_other_passages_of_the_same_paper_are_not_those(index: Index) -> None:
    put(index)
    assert not index.holds("0123456789abcdef", PASSAGES[:-1], "fake@1")


def test_dropping_forgets_one_paper_only_and_twice_is_no_error(index: Index) -> None:
    put(index)
    index.put("other", PASSAGES, VECTORS, "fake@1")
    index.drop("0123456789abcdef")
    index.drop("0123456789abcdef")
    assert not index.holds("0123456789abcdef", PASSAGES, "fake@1")
    assert index.holds("other", PASSAGES, "fake@1")


def truncated(path: Path) -> None:
    os.truncate(path / "chroma.sqlite3", 8192)


def garbage(path: Path) -> None:
    (path / "chroma.sqlite3").write_bytes(b"garbage" * 999)


def without_database(path: Path) -> None:
    (path / "chroma.sqlite3").unlink()


def without_tenant(path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path / "chroma.sqlite3")) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM tenants")
        database.execute("DELETE FROM databases")


def without_segments(path: Path) -> None:
    for folder in filter(Path.is_dir, path.iterdir()):
        shutil.rmtree(folder)


def torn_segments(path: Path) -> None:
    for file in path.glob("*/*.bin"):
        os.truncate(file, file.stat().st_size // 2)


def garbled_segments(path: Path) -> None:
    for file in path.glob("*/*.bin"):
        file.write_bytes(b"\xff" * file.stat().st_size)


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        truncated,
        garbage,
        without_database,
        without_tenant,
        without_segments,
        torn_segments,
        garbled_segments,
    ],
)
def test_a_damaged_store_is_rebuilt_in_the_same_process(
    index: Index, damage: Callable[[Path], None]
) -> None:
    put(index)
    damage(index.path)
    assert scores(index) == pytest.approx(COSINES, abs=1e-5)
    assert index.holds("0123456789abcdef", PASSAGES, "fake@1")


def test_another_process_that_holds_the_lock_is_named(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(module, "_WAIT", 0.05)
    put(index)
    with (
        FileLock(index.path.with_name("chroma.lock")),
        pytest.raises(LibraryError, match="Another vibelog has been using the index"),
    ):
        put(index)


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be"):
        put(Index(tmp_path / "file" / "chroma"))


def test_a_server_that_is_down_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"server at http://127\.0\.0\.1:9 cannot be used"):
        put(Index(tmp_path, "http://127.0.0.1:9"))


WRITER = """
import sys
from pathlib import Path
import numpy as np
from vibelog.asking.index import Index
from vibelog.core.paper import Kind, Passage, passage_id
texts = [f"{sys.argv[1]} {n}" for n in range(30)]
passages = [Passage(passage_id(t), "1 Intro", Kind.BODY, t, 0, len(t), ((1, 0),)) for t in texts]
for turn in range(2):
    vectors = np.eye(30, 32, dtype=np.float32)
    Index(Path(sys.argv[2])).put(f"{sys.argv[1]}{turn}", passages, vectors, "fake@1")
"""


def test_two_processes_that_write_at_once_lose_nothing(index: Index) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, name, str(index.path)])
        for name in ("one", "two")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    vectors = np.eye(30, 32, dtype=np.float32)
    for name in ("one", "two"):
        passages = [passage(f"{name} {n}") for n in range(30)]
        for key in (f"{name}0", f"{name}1"):
            assert index.holds(key, passages, "fake@1")
            found = index.scores(key, lambda: vectors[3], passages, vectors * 0 + 1, "fake@1")
            assert found[passages[3].id] == pytest.approx(1, abs=1e-5)
