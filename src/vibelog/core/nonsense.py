"""Whether a line says nothing: keys hit at random, marks, a number, a trial whether it works.

Knows letters only. In doubt a line says something: `GEMM?`, `vLLM` and `O(n)` are questions.
"""

from __future__ import annotations

import re

_ROWS = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")
_RUN = 3  # keys side by side that nobody spells a word with; `were` has one more letter
_MASHED = 4  # letters from which such runs alone are no word: WER, DFG and SDF are terms
_CONSONANTS = re.compile("[b-df-hj-np-tv-xz]{6,}")  # no word of six letters is without a vowel
_EMPTY = (
    r"(?:test(?:ing|s)?|foo|bar|baz|bla+h?|lol|haha\w*|hehe\w*|h+m+|u+h+m*|lorem ipsum|hello world"
    r"|nothing|never ?mind|oops|ignore (?:this|that)|\d+)"
)
_TRIAL = re.compile(
    rf"(?:this is |just |only |a )*{_EMPTY}(?:[\s.,!?…]+{_EMPTY})*[\s.,!?…]*", re.IGNORECASE
)


def nonsense(line: str) -> bool:
    """Whether a line (white space squashed) asks nothing in any words.

    >>> nonsense("asdfgh"), nonsense("???"), nonsense("x"), nonsense("O(n)?"), nonsense("MLIR")
    (True, True, True, False, False)
    """
    letters = re.findall(r"[^\W\d_]", line)
    if len(letters) < 2 or _TRIAL.fullmatch(line):  # noqa: PLR2004 - a letter is no word
        return True
    words = re.findall(r"[^\W\d_]+", line.lower())
    if " " in line and all(len(word) == 1 and word.isascii() for word in words):
        return not re.search(r"[()=<>^*/+]", line)  # else a formula
    return all(_mashed(word) for word in words)


def _mashed(word: str) -> bool:
    """Whether a word is one letter again and again, has no vowel, or is keys side by side."""
    if (len(word) >= _RUN and len(set(word)) == 1) or _CONSONANTS.fullmatch(word):
        return True
    return len(word) >= _MASHED and _by_row(word)


def _by_row(word: str) -> bool:
    """Whether the whole word can be cut into runs of neighbouring keys, either way along a row."""
    reached = {0}
    for end in range(_RUN, len(word) + 1):
        runs = (word[start:end] for start in reached if end - start >= _RUN)
        if any(run in row or run[::-1] in row for run in runs for row in _ROWS):
            reached.add(end)
    return len(word) in reached
