"""Retrieval end to end with a real index, and what it does without its parts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from literals import passage
from numpy.typing import NDArray

from vibelog.asking.embed import NAME, Embedder
from vibelog.asking.index import Index
from vibelog.asking.retrieve import Retriever
from vibelog.asking.vectors import store
from vibelog.errors import EmbedderError

PASSAGES = [
    passage("The cache is divided into blocks. Each block has a page table entry."),
    passage("Throughput rose by 24 percent in all runs."),
    passage("A dog is an animal that barks at cars."),
    passage("Nothing of interest stands in this passage."),
    passage("The scheduler picks the request that came first."),
]
TOPICS = ("cache block page memory", "throughput speed percent", "dog animal hound barks")


def by_topic(texts: Sequence[str]) -> NDArray[np.float32]:
    """A vector that counts the words of each topic: a hound is near a dog."""
    return np.array(
        [
            [0.1 + sum(w in text.lower() for w in topic.split()) for topic in TOPICS]
            for text in texts
        ],
        np.float32,
    )


FAKE = Embedder("fake@1", by_topic)


def broken() -> Embedder:
    raise EmbedderError("The model is gone: reinstall it.")


def retriever(folder: Path, said: list[str] | None = None, **parts: object) -> Retriever:
    given = {"index": Index(folder / "chroma"), "embedder": lambda: FAKE} | parts
    notice = (said if said is not None else []).append
    return Retriever(folder, "abcdef", PASSAGES, notice=notice, **given)  # type: ignore[arg-type]


def test_words_and_vectors_find_the_passage_together(tmp_path: Path) -> None:
    store(tmp_path, PASSAGES, FAKE)
    said: list[str] = []
    find = retriever(tmp_path, said)
    assert find("How is the cache divided?", 2)[0] is PASSAGES[0]
    assert find("hound", 1) == [PASSAGES[2]]  # a word that stands nowhere
    assert said == []


def test_before_the_vectors_are_there_words_do_and_it_is_said_once(tmp_path: Path) -> None:
    said: list[str] = []
    find = retriever(tmp_path, said)
    assert find("Which request does the scheduler pick?", 1) == [PASSAGES[4]]
    assert find("Which request does the scheduler pick?", 9)[0] is PASSAGES[4]
    assert len(said) == 1
    assert "not computed yet" in said[0]


def test_without_an_embedder_words_do_and_its_sentence_is_passed_on(tmp_path: Path) -> None:
    said: list[str] = []
    find = retriever(tmp_path, said, embedder=broken)
    assert find("Which request does the scheduler pick?", 1) == [PASSAGES[4]]
    assert find.likeness("scheduler", ["a sentence"]) is None
    assert len(said) == 1
    assert said[0].startswith("The model is gone: reinstall it.")


def test_an_embedder_that_fails_in_the_middle_is_the_same(tmp_path: Path) -> None:
    store(tmp_path, PASSAGES, FAKE)

    def failing(texts: Sequence[str]) -> NDArray[np.float32]:
        if len(texts) > 1:
            raise EmbedderError("The server hung up.")
        return by_topic(texts)

    said: list[str] = []
    find = retriever(tmp_path, said, embedder=lambda: Embedder("fake@1", failing))
    assert find("Which request does the scheduler pick?", 1) == [PASSAGES[4]]
    assert said[0].startswith("The server hung up.")


def test_an_index_that_cannot_be_used_is_replaced_by_our_own_vectors(tmp_path: Path) -> None:
    store(tmp_path, PASSAGES, FAKE)
    said: list[str] = []
    find = retriever(tmp_path, said, index=Index(tmp_path / "chroma", "http://127.0.0.1:9"))
    assert find("hound", 1) == [PASSAGES[2]]
    assert "http://127.0.0.1:9 cannot be used" in said[0]


def test_likeness_is_the_cosine_of_each_text(tmp_path: Path) -> None:
    find = retriever(tmp_path)
    near = find.likeness("a hound", ["a dog barks", "percent of speed"])
    assert near is not None
    unit = [row / np.linalg.norm(row) for row in by_topic(["a hound", "a dog barks"])]
    assert near[0] == pytest.approx(float(unit[0] @ unit[1]), abs=1e-5)
    assert near[1] < near[0]


def test_a_program_that_ends_while_it_warms_says_nothing() -> None:
    code = """
import sys, time
from pathlib import Path
from vibelog.asking.embed import NAME, Embedder
from vibelog.asking.index import Index
from vibelog.asking.retrieve import Retriever
def load():
    time.sleep(0.3)
    return Embedder("fake@1", len)
Retriever(Path(), "abcdef", [], Index(Path("chroma")), load).warm()
assert not {"chromadb", "onnxruntime", "tokenizers"} & set(sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_warming_loads_the_embedder_once(tmp_path: Path) -> None:
    loads: list[int] = []

    def load() -> Embedder:
        loads.append(1)
        return FAKE

    find = retriever(tmp_path, embedder=load)
    find.warm()
    find.warm()
    find("cache", 1)
    assert loads == [1]


def test_numpy_is_whole_before_any_thread_imports_what_needs_it() -> None:
    code = (
        "import sys; from vibelog.asking import retrieve\n"
        "seen = []\n"
        "def embedder(): seen.append('numpy' in sys.modules); return None\n"
        "retriever = retrieve.Retriever(None, 'key', [], None, embedder)\n"
        "retriever.warm(); retriever._begun().result(); print(seen)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[True]\n"


def test_reading_ahead_leaves_a_question_nothing_to_compute_but_itself(tmp_path: Path) -> None:
    given: list[str] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        given.extend(texts)
        return by_topic(texts)

    store(tmp_path, PASSAGES, Embedder(NAME, by_topic))
    find = retriever(tmp_path, embedder=lambda: Embedder(NAME, counting))
    ahead = find.read_ahead()
    assert ahead
    ahead.result()
    given.clear()
    find("How is the cache divided?", 2)
    assert given == ["How is the cache divided?"]


def test_an_embedder_that_is_somebody_elses_is_never_asked_ahead(tmp_path: Path) -> None:
    given: list[str] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        given.extend(texts)
        return by_topic(texts)

    ahead = retriever(tmp_path, embedder=lambda: Embedder("remote/x", counting)).read_ahead()
    assert ahead
    ahead.result()
    assert given == []
