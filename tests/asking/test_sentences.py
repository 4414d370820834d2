"""The sentences' vectors: computed once, kept, torn anywhere, never another embedder's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from embedders import Counting, embedder

from vibelog.asking.sentences import FILE, Sentences


def test_sentences_are_computed_once(tmp_path: Path) -> None:
    run, sentences = Counting(), Sentences(tmp_path)
    first = sentences.vectors(embedder(run), ["one", "two", "one"])
    second = sentences.vectors(embedder(run), ["two", "three"])
    assert run.texts == ["one", "two", "three"]
    assert np.array_equal(first, embedder()(["one", "two", "one"]))
    assert np.array_equal(second, embedder()(["two", "three"]))


def test_another_process_finds_them_in_the_file(tmp_path: Path) -> None:
    Sentences(tmp_path).vectors(embedder(), ["one"])
    run = Counting()
    Sentences(tmp_path).vectors(embedder(run), ["one", "two"])
    assert run.texts == ["two"]


def test_what_is_not_kept_is_in_the_file_once_it_is_saved(tmp_path: Path) -> None:
    sentences = Sentences(tmp_path)
    sentences.vectors(embedder(), ["one"], keep=False)
    assert not (tmp_path / FILE).exists()
    sentences.save()
    run = Counting()
    Sentences(tmp_path).vectors(embedder(run), ["one"])
    assert run.texts == []


def test_sentences_of_another_embedder_are_computed_anew(tmp_path: Path) -> None:
    run, sentences = Counting(), Sentences(tmp_path)
    sentences.vectors(embedder(name="other@1"), ["one"])
    sentences.vectors(embedder(run), ["one"])
    assert run.texts == ["one"]


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_torn_cache_is_left_aside(tmp_path: Path, keep: int) -> None:
    Sentences(tmp_path).vectors(embedder(), ["one"])
    cache = tmp_path / FILE
    cache.write_bytes(cache.read_bytes()[:keep])
    run = Counting()
    assert np.array_equal(Sentences(tmp_path).vectors(embedder(run), ["one"]), embedder()(["one"]))
    assert run.texts == ["one"]
