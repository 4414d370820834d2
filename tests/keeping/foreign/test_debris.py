"""Debris, against turns into which it was put."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from vibelog.keeping.foreign.debris import cleaned, debris_in
from vibelog.keeping.foreign.said import Speaker

CITED = "\ue200cite\ue202turn0file0\ue202L1-L5\ue201"
MODEL = [
    ("Blocks are evicted【5†paper.pdf†L1-L20】.", "Blocks are evicted.", "citation"),
    ("Blocks are evicted 【12】, last.", "Blocks are evicted, last.", "citation"),
    ("Blocks 【 are evicted】.", "Blocks 【 are evicted】.", ""),
    ("Blocks 】are\nevicted【.", "Blocks are\nevicted.", "citation"),
    ("So :contentReference[oaicite:3]{index=3}.", "So.", "citation"),
    (f"So{CITED}.", "So.", "citation"),
    ("So citeturn0search1", "So ", "citation"),
    ("So\ue0ff.", "So.", "private-use"),
    ("[a](https://x.org/?utm_source=chatgpt.com)", "[a](https://x.org/)", "tracking"),
    ("https://x.org/?utm_source=chatgpt.com&p=1", "https://x.org/?p=1", "tracking"),
    ("https://x.org/?p=1&utm_source=chatgpt.com#top", "https://x.org/?p=1#top", "tracking"),
    ("Thought for 12s\n\nIt is finite.", "It is finite.", "thought"),
    ("Thought for 1m 5s\nIt is finite.", "It is finite.", "thought"),
    ("It is a tree.\n\ndspy.pdf\n\nIt is finite.", "It is a tree.\n\nIt is finite.", "file-name"),
    ("A.\nThe DSPy paper.pdf\nB.\nThe DSPy paper.pdf", "A.\nB.", "file-name"),
    ("It is a tree.\narXiv\n+1\n\nB.", "It is a tree.\n\nB.", "chip"),
    ("So.\n\narXiv\n\n+1\n", "So.", "chip"),
    ("It is a tree.\nWikipedia\n+2\nB.", "It is a tree.\nB.", "chip"),
    ("So.\n\n2/2", "So.", "pager"),
    ("So.\n\nWould you like me to go on?", "So.", "offer"),
    ("So it is. Would you like a table (or a plot)?", "So it is.", "offer"),
    ("So.\n\n---\n\n👉 Would you like me to:\n- go on\n- or stop?\n", "So.", "offer"),
    (
        "So.\n\nIf you'd like, I can draw it. Shall I?",
        "So.",
        "offer",
    ),
]
STUDENT = [
    ("dspy.pdf\n\nPDF\n\nwhy?", "why?", "upload"),
    ("A Tutorial (v2).pdf\nPDF\nb.docx\nDocument\n\n  why?", "  why?", "upload"),
    ("why?\n\n2/3\n", "why?", "pager"),
    ("why?【1†a†L1】", "why?", "citation"),
]
CASES: list[tuple[Speaker, str, str, str]] = [
    *(("model", *case) for case in MODEL),
    *(("student", *case) for case in STUDENT),
]
CLEAN = (
    "Would you like tea? That is what it asks.",
    "Would you like me to go on?",
    "How does it read paper.pdf, or `a【1】.pdf`?",
    "```\nThought for 3s\narXiv\n+1\nhttps://x.org/?utm_source=chatgpt.com\n【1†a】\n```",
    "> “Thought for 3s【1】”",
    "The fraction is\n\n1/2",
    "【重要】 cite turn 0",
    "Wikipedia\n\nis a site, arXiv too.",
    "- README.md\n- paper.pdf",
    "    arXiv",
)


@pytest.mark.parametrize(("by", "text", "clean", "kind"), CASES)
def test_debris_is_taken_off_and_named(by: Speaker, text: str, clean: str, kind: str) -> None:
    assert cleaned(text, by) == clean
    assert {found for found, _line in debris_in(text, by)} == ({kind} if kind else set())


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_debris_stays(text: str) -> None:
    assert cleaned(text, "model") == text
    assert debris_in(text) == []


def test_a_students_words_are_no_debris() -> None:
    text = "paper.pdf\n\nWhy does arXiv\narXiv\n+1\n\nWould you like me to ask again?"
    assert cleaned(text, "student") == text


def test_debris_is_pointed_at_by_line() -> None:
    text = "It is a tree.\narXiv\n\nSee【3】.\n\nWould you like more?"
    assert debris_in(text) == [("chip", 2), ("citation", 4), ("offer", 4)]


PROSE = st.lists(
    st.sampled_from(
        "why 块 שלום is it. ok? a_b **c** `d` $e$ 3:4 - 1. | 【x】 # paper arXiv,".split()
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
TURN = st.lists(PROSE | st.just("```\n+1\n【1†a】\n```"), min_size=1, max_size=4).map("\n\n".join)
JUNK = st.text() | st.lists(
    st.sampled_from([text for _by, text, _clean, _kind in CASES] + list(CLEAN)), max_size=4
).map("\n".join)
BY = st.sampled_from(["student", "model"])


def subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


@given(TURN, BY)
@settings(max_examples=sized(100))
def test_a_turn_without_debris_is_unchanged(text: str, by: Speaker) -> None:
    assert cleaned(text, by) == text


@given(JUNK, BY)
@settings(max_examples=sized(150))
def test_letters_are_only_taken_out(text: str, by: Speaker) -> None:
    once = cleaned(text, by)
    assert subsequence(once, text)
    assert cleaned(once, by) == once
    assert debris_in(once, by) == []
