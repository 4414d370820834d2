from __future__ import annotations

import pytest

from vibelog.core.paper import (
    Kind,
    Line,
    Page,
    Paper,
    Passage,
    nearest,
    passage_id,
    short_name,
    whole,
)


def test_a_papers_key_begins_its_sha256() -> None:
    paper = Paper("0123456789abcdef" * 4, "dspy", "DSPy", 1, 1, "", "dspy.pdf")
    assert paper.key == "0123456789abcdef"


def test_the_whole_text_is_the_pages_each_ended_by_one_line_end() -> None:
    pages = [Page(1, (Line("one"), Line("two"))), Page(2, ()), Page(3, (Line("three"),))]
    assert whole(pages) == "one\ntwo\n\nthree\n"


def test_a_passage_knows_the_page_of_each_of_its_letters() -> None:
    passage = Passage("id", "", Kind.BODY, "abcdef", 10, 16, ((3, 0), (4, 2), (5, 4)))
    assert passage.page == 3
    assert [passage.page_at(offset) for offset in range(6)] == [3, 3, 4, 4, 5, 5]


def test_a_passages_id_comes_from_its_text_and_tells_repeated_ones_apart() -> None:
    assert passage_id("text") == passage_id("text")
    assert len({passage_id("text"), passage_id("text", 1), passage_id("texts")}) == 3
    assert len(passage_id("lone \ud800 surrogate")) == 12


@pytest.mark.parametrize(
    ("stem", "title", "taken", "name"),
    [
        ("dspy", "", (), "dspy"),
        ("DSPy (final)", "", (), "dspy-final"),
        ("Café_Paper", "", (), "cafe-paper"),
        ("2310.03714v1", "TVM: An Automated Compiler", (), "tvm"),
        ("3620665", "Attention Is All You Need", (), "attention-is-all"),
        ("1", "", (), "paper"),
        ("dspy", "", ("dspy", "dspy-2"), "dspy-3"),
        ("x" * 90, "", (), "x" * 40),
        ("../../etc/passwd", "", (), "etc-passwd"),
        ("深度学习", "", (), "paper"),
    ],
)
def test_short_names_come_from_the_file_or_the_title(
    stem: str, title: str, taken: tuple[str, ...], name: str
) -> None:
    assert short_name(stem, title, taken) == name


def test_the_nearest_names_are_offered_best_first() -> None:
    names = ["dspy", "tvm", "pytorch2", "torchbench"]
    assert nearest("Pytoch", names) == ["pytorch2", "torchbench"] or "pytorch2" in nearest(
        "Pytoch", names
    )
    assert nearest("DSP", names)[0] == "dspy"
    assert nearest("zzzzzz", names) == []
    assert nearest("t", []) == []
