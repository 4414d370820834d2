"""Vectors beside a paper: interrupted anywhere, torn anywhere, never another's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from embedders import Counting, embedder
from hypothesis import given, settings
from hypothesis import strategies as st
from literals import passage
from sizes import sized

from vibelog.asking import vectors
from vibelog.asking.rank import index_text
from vibelog.asking.vectors import load, store
from vibelog.errors import LibraryError

PASSAGES = [passage(f"passage number {number}", section="2 On Numbers") for number in range(40)]


def test_row_i_is_passage_i_with_its_section_in_front(tmp_path: Path) -> None:
    store(tmp_path, PASSAGES, embedder())
    expected = embedder()([f"2 On Numbers\npassage number {number}" for number in range(40)])
    stored = load(tmp_path, PASSAGES, "fake@1")
    assert stored is not None
    assert np.array_equal(stored, expected)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first, second = Counting(stop_after=32), Counting()
    with pytest.raises(KeyboardInterrupt):
        store(tmp_path, PASSAGES, embedder(first))
    assert load(tmp_path, PASSAGES, "fake@1") is None
    seen: list[tuple[int, int]] = []
    store(tmp_path, PASSAGES, embedder(second), lambda done, every: seen.append((done, every)))
    assert first.texts + second.texts == [index_text(p) for p in PASSAGES]
    assert seen == [(32, 40), (40, 40)]
    assert not (tmp_path / "vectors.part").exists()


@settings(max_examples=sized(25))
@given(cut=st.integers(0, 700))
def test_a_part_torn_anywhere_gives_the_same_vectors(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    with pytest.raises(KeyboardInterrupt):
        store(folder, PASSAGES, embedder(Counting(stop_after=32)))
    part = folder / "vectors.part"
    part.write_bytes(part.read_bytes()[:cut])
    store(folder, PASSAGES, embedder())
    stored = load(folder, PASSAGES, "fake@1")
    assert stored is not None
    assert np.array_equal(stored, embedder()([index_text(p) for p in PASSAGES]))


def test_a_part_of_another_embedder_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        store(tmp_path, PASSAGES, embedder(Counting(stop_after=16), "other@1"))
    run = Counting()
    store(tmp_path, PASSAGES, embedder(run))
    assert len(run.texts) == 40


def test_storing_again_computes_nothing(tmp_path: Path) -> None:
    store(tmp_path, PASSAGES, embedder())
    run = Counting()
    store(tmp_path, PASSAGES, embedder(run))
    assert run.texts == []


def test_vectors_of_other_passages_or_another_embedder_or_torn_are_none(tmp_path: Path) -> None:
    store(tmp_path, PASSAGES, embedder())
    assert load(tmp_path, PASSAGES[:-1], "fake@1") is None
    assert load(tmp_path, PASSAGES[::-1], "fake@1") is None
    assert load(tmp_path, PASSAGES, "fake@2") is None
    whole = (tmp_path / "vectors.npy").read_bytes()
    (tmp_path / "vectors.npy").write_bytes(whole[:-1])
    assert load(tmp_path, PASSAGES, "fake@1") is None
    (tmp_path / "vectors.npy").unlink()
    assert load(tmp_path, PASSAGES, "fake@1") is None


def test_a_paper_without_passages_has_no_rows(tmp_path: Path) -> None:
    store(tmp_path, [], embedder())
    stored = load(tmp_path, [], "fake@1")
    assert stored is not None
    assert len(stored) == 0


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be written"):
        store(tmp_path / "file", PASSAGES, embedder())


def test_another_process_at_the_same_paper_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(vectors, "_WAIT", 0.05)
    with (
        FileLock(tmp_path / "vectors.lock"),
        pytest.raises(LibraryError, match="Another vibelog has been using the vectors"),
    ):
        store(tmp_path, PASSAGES, embedder())
