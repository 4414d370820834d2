"""Sentences that reading glued together are told from those that a paper prints."""

from __future__ import annotations

import pytest

from vibelog.core.stitching import stitched


@pytest.mark.parametrize(
    "line",
    [
        "In particular 3Block tables Table 7 Comparison of two caches by size.",
        "The cache grows Figure 3: Growth of the cache over time.",
        "We show that 1The code is open it holds.",
        "Its blocks are reused Algorithm 2. Eviction of the oldest block.",
    ],
)
def test_what_runs_over_a_caption_or_a_footnote_is_two_things(line: str) -> None:
    assert stitched(line)


@pytest.mark.parametrize(
    "line",
    [
        "Figure 3: Growth of the cache over time.",
        "As is shown in Fig. 5: The cache grows.",
        "The results are those of Table 2. Blocks are reused.",
        "It follows (Table 7 Part B) that Figure 3 shows it.",
        "A 3D mesh of 2x4 blocks needs 8GB and 4Kb pages in FP8.",
        "2Different ranks can have different peaks.",
    ],
)
def test_what_only_looks_like_it_is_one(line: str) -> None:
    assert not stitched(line)
