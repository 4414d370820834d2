"""An embedder whose vectors are the texts' own, and that remembers what it was given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vibelog.asking.embed import Embedder

Vectors = NDArray[np.float32]


def of_texts(texts: Sequence[str]) -> Vectors:
    """A vector that is a text's own: its hash, spread over four numbers."""
    seeds = [sum(map(ord, text)) * 31 + len(text) for text in texts]
    return np.array([[seed % 7 + 1, seed % 11, seed % 13, seed % 17] for seed in seeds], np.float32)


class Counting:
    """An embedding function that remembers its texts, and can stop after some."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.texts: list[str] = []
        self.stop_after = stop_after

    def __call__(self, texts: Sequence[str]) -> Vectors:
        if len(self.texts) >= self.stop_after:
            raise KeyboardInterrupt
        self.texts += texts
        return of_texts(texts)


def embedder(run: Counting | None = None, name: str = "fake@1") -> Embedder:
    return Embedder(name, run or Counting())
