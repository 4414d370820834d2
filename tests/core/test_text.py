from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from vibelog.core.text import fold, plain, sentences, squash

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[1;31mb\x1b[0m", "ab"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\x1b]52;c;aGk=\x1b\\b", "ab"),
        ("a\x1bPq#0\x1b\\b", "ab"),
        ("a\x9b2Jb\x00\x7f", "a2Jb"),
        ("\u202eevil\u2066\u200b\ufeff", "evil"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("👩‍🔬 שלום é", "👩‍🔬 שלום é"),
    ],
)
def test_plain_text_moves_no_cursor_and_hides_nothing(text: str, safe: str) -> None:
    assert plain(text) == safe


@given(ANY)
@settings(max_examples=sized(150))
def test_plain_text_is_free_of_controls_can_be_written_and_stays(text: str) -> None:
    safe = plain(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in safe if c not in "\t\n")
    safe.encode()
    assert plain(safe) == safe


def test_squashed_text_stands_on_one_line() -> None:
    assert squash("\n a\t b\u00a0\n\nc ") == "a b c"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﬂash ﬁle eﬃcient", "flash file efficient"),
        ("Müller naïve", "muller NAIVE"),
        ("“a” ‘b’ «c»", '"a" \'b\' "c"'),
        ("1–2 — 3−4 5‑6", "1-2 - 3-4 5-6"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("STRASSE", "straße"),
        ("２０２５", "2025"),
    ],
)
def test_two_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one)[0] == fold(other)[0]


@given(ANY)
@settings(max_examples=sized(150))
def test_each_folded_letter_knows_where_it_came_from(text: str) -> None:
    folded, origin = fold(text)
    assert len(folded) == len(origin)
    assert origin == sorted(origin)
    assert all(0 <= index < len(text) for index in origin)
    assert all(letter in fold(text[index])[0] for letter, index in zip(folded, origin, strict=True))


@pytest.mark.parametrize(
    "parts",
    [
        ["It works.", "We ran it."],
        ["See Fig. 2 and Sec. 3 of Zaharia et al. for more.", "It is so."],
        ["It is 1.8 times faster, e.g. on A100.", "Why?", "Because!"],
        ["J. Doe wrote it.", "Then we read it."],
        ["“It works.”", "(So it does.)"],
        ["A title\n\nwith no period", "Next one."],
        ["use v2.0 of x.y for it."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    wanted = [piece for part in parts for piece in part.split("\n\n")]
    text = " ".join(parts)
    text = text.replace("period Next", "period\n\nNext")
    assert [text[start:end] for start, end in sentences(text)] == wanted


@given(st.text(st.sampled_from('aB1 .?!\n"”)'), max_size=60))
@settings(max_examples=sized(150))
def test_sentences_hold_all_of_a_text_once_and_in_order(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
