"""What belongs to what, told by the order of words and figures."""

from __future__ import annotations

import pytest

from vibelog.asking.checking.order import missing_figures, moved

SAID = "A takes 12 ms and B 40 ms."


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("A takes 40 ms and B 12 ms.", SAID),
        ("B takes 12 ms and A 40 ms.", SAID),
        ("B takes 12 ms.", SAID),
        ("A takes 40 ms.", SAID),
        ("B and A take 12 and 40 ms.", "A and B take 12 and 40 ms."),
        ("The tree is faster than the list.", "The list is faster than the tree."),
        ("Orca outperforms vLLM by 2x.", "vLLM outperforms Orca by 2x."),
        ("It fell from 9 s to 3 s.", "It fell from 3 s to 9 s."),
    ],
)
def test_what_is_given_to_another_is_moved(claim: str, sentence: str) -> None:
    assert moved(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (SAID, SAID),
        ("A takes 12 ms.", SAID),
        ("B: 40 ms.", SAID),
        ("The cache needs 4 ms for Y.", "The cache needs 2 ms for X, the cache needs 4 ms for Y."),
        ("With 8 GPUs it takes 12 ms.", "It takes 12 ms, with 8 GPUs."),
        ("The cache keeps blocks in a tree.", "In a tree, blocks are kept by the cache."),
        ("2.0x on 1,000 tokens, 3x on 2,000", "It is 2x on 1000 tokens and 3x on 2000 tokens."),
        ("As Figure 3 shows, A takes 12 ms.", "A takes 12 ms (Smith, 2021), B 40 ms [3]."),
    ],
)
def test_what_keeps_its_own_is_not(claim: str, sentence: str) -> None:
    assert not moved(claim, sentence)


def test_a_figure_without_a_unit_is_missed_too() -> None:
    assert missing_figures("It needs 3 and 5.", "It needs three and 6.")
    assert not missing_figures("It needs 3, see Figure 9.", "It needs three or 5.")
