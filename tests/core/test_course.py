from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from vibelog.core.course import (
    Assignment,
    Course,
    differences,
    links,
    parse,
    same_title,
)
from vibelog.core.joining import called, joined, together
from vibelog.core.paper import Paper
from vibelog.errors import ConfigError

TEXT = """
name = "Compilers"
term = "Fall 2025"
[[paper]]
name = "dspy"
title = "DSPy: Compiling Declarative Language Model Calls"
link = "https://arxiv.org/pdf/2310.03714"
arxiv = "2310.03714"
due = 2025-09-10
[[paper]]
name = "effpagedattn"
title = "Efficient Memory Management"
aliases = ["vLLM", "PagedAttention"]
link = "https://example.org/paper.pdf"
"""
COURSE = parse(TEXT)
DSPY, PAGED = COURSE.assignments
PAPER = Paper("ab" * 32, "x", "X", 1, 1, "", "x.pdf")


def test_a_course_is_read_from_its_text() -> None:
    assert (COURSE.name, COURSE.term) == ("Compilers", "Fall 2025")
    assert DSPY.due == date(2025, 9, 10)
    assert (
        Assignment(
            "effpagedattn",
            "Efficient Memory Management",
            ("vLLM", "PagedAttention"),
            link="https://example.org/paper.pdf",
        )
        == PAGED
    )


@pytest.mark.parametrize(
    "text", ["name = ", 'name = "x"', 'name = "x"\nterm = "y"\n[[paper]]\nnom = "z"']
)
def test_a_text_that_is_no_course_is_a_sentence(text: str) -> None:
    with pytest.raises(ConfigError, match="course file cannot be read"):
        parse(text)


@pytest.mark.parametrize("name", ["effpagedattn", "VLLM", "paged-attention", "Eff Paged Attn"])
def test_an_assignment_is_found_by_name_or_alias(name: str) -> None:
    assert COURSE.find(name) == PAGED
    assert COURSE.find(f"{name}x") is None


def test_a_document_is_recognised_by_its_arxiv_id_whatever_the_version() -> None:
    assert COURSE.recognise("Something else", "2310.03714v3", "download") == DSPY


def test_then_by_its_title_then_by_its_files_name() -> None:
    title = "DSPY: compiling declarative language-model calls into pipelines"
    assert COURSE.recognise(title, None, "vllm") == DSPY
    assert COURSE.recognise("Unknown", None, "vllm") == PAGED
    assert COURSE.recognise("Unknown", "9999.00001", "paper") is None


def test_a_short_label_in_a_title_is_not_enough() -> None:
    assert COURSE.recognise("vLLM and others: a survey", None, "survey") is None


def test_titles_are_the_same_however_they_are_spelt() -> None:
    assert same_title("A Café: Tale", "a cafe tale")
    assert not same_title("A", "B")


def test_links_open_at_a_page_where_they_lead_to_a_pdf() -> None:
    arxiv = "https://arxiv.org/pdf/2310.03714"
    assert links(PAPER, DSPY) == (arxiv, f"{arxiv}#page={{page}}")
    assert links(PAPER, PAGED) == (
        "https://example.org/paper.pdf",
        "https://example.org/paper.pdf#page={page}",
    )
    assert links(PAPER, replace(PAGED, link="https://dl.acm.org/doi/1")) == (
        "https://dl.acm.org/doi/1",
        None,
    )
    assert links(replace(PAPER, arxiv="2310.03714"), None)[0] == arxiv
    assert links(PAPER, None) == (None, None)


def test_an_empty_course_knows_no_paper() -> None:
    assert Course("x", "y", ()).recognise("a", "b", "c") is None


def course(*assignments: Assignment) -> Course:
    return Course("Compilers", "Fall 2025", assignments)


MLIR = Assignment("mlir", "MLIR", ("MLIR",), arxiv="2002.11054", due=date(2025, 10, 15))
GLOW = Assignment("glow", "Glow", ("Glow",), arxiv="1805.00907", due=date(2025, 10, 15))


def said(old: Course, new: Course) -> list[str]:
    return [str(difference) for difference in differences(old, new)]


def test_a_moved_date_is_told() -> None:
    old = course(MLIR, GLOW)
    assert said(old, old) == []
    assert said(old, course(GLOW, replace(MLIR, due=date(2025, 10, 20)))) == [
        "MLIR moved from Oct 15 to Oct 20"
    ]
    assert said(old, course(MLIR, replace(GLOW, due=date(2026, 1, 5)))) == [
        "Glow moved from Oct 15 2025 to Jan 5 2026"
    ]
    assert said(old, course(MLIR, replace(GLOW, at=time(17)))) == [
        "Glow is due at 17:00 on Oct 15 now"
    ]
    assert said(old, course(MLIR, replace(GLOW, due=None))) == [
        "Glow was due Oct 15 and has no date any more"
    ]
    assert said(course(replace(GLOW, due=None)), course(GLOW)) == ["Glow is due Oct 15 now"]


def test_a_new_paper_and_one_that_is_gone_are_told() -> None:
    assert said(course(MLIR), course(GLOW)) == [
        "Glow is new, due Oct 15",
        "MLIR is no longer in the schedule",
    ]


def test_a_paper_that_only_changed_its_label_or_link_is_the_same() -> None:
    renamed = replace(MLIR, name="mlir-paper", aliases=("MLIR paper",), title="MLIR paper")
    assert said(course(MLIR), course(renamed)) == []
    linked = replace(MLIR, arxiv=None, link="https://example.org/mlir.pdf")
    assert said(course(MLIR), course(linked)) == []


def test_a_label_does_not_make_two_papers_one() -> None:
    other = replace(MLIR, arxiv="2501.00001", due=date(2025, 11, 3))
    assert said(course(MLIR), course(other)) == [
        "MLIR is new, due Nov 3",
        "MLIR is no longer in the schedule",
    ]


def test_a_schedule_is_joined_with_what_is_known() -> None:
    read = Course(
        "Compilers for All",
        "Winter 2026",
        (
            Assignment("paged", "Paged", ("Paged",), link="https://example.org/paper.pdf",
                       due=date(2026, 1, 12), at=time(17), line=9),
            Assignment("dspy", "Other", ("DSPy",), arxiv="2501.00001", due=date(2026, 1, 14)),
        ),
        worth=5.0,
    )  # fmt: skip
    whole = joined(read, COURSE)
    assert (whole.name, whole.term, whole.worth) == ("Compilers for All", "Winter 2026", 5.0)
    paged, other, dspy = whole.assignments
    assert paged == replace(
        PAGED,
        aliases=("vLLM", "PagedAttention", "Paged"),
        due=date(2026, 1, 12),
        at=time(17),
        line=9,
    )
    assert (other.name, other.due) == ("dspy-2", date(2026, 1, 14))
    assert dspy == replace(DSPY, due=None)
    assert len({assignment.name for assignment in whole.assignments}) == 3


def test_of_two_courses_a_paper_counts_once_and_other_papers_keep_apart() -> None:
    mlir = Assignment("mlir", "MLIR", link="https://arxiv.org/abs/2002.11054", arxiv="2002.11054")
    day = date(2026, 11, 30)
    whole = replace(mlir, title="MLIR: A Compiler Infrastructure", due=day, line=7)
    other = Assignment(
        "mlir", "Another MLIR", link="https://example.org/mlir.pdf", arxiv="2401.00001"
    )
    assert together([mlir], [whole]) == (replace(mlir, due=day, line=7),)
    assert together([whole], [mlir]) == (whole,)
    assert together([whole], [other]) == (whole, replace(other, name="mlir-2"))


def test_a_paper_added_before_its_course_is_found_by_its_own_name() -> None:
    title = "Efficient Memory Management for Large Language Model Serving"
    course = Course(
        "C", "", (Assignment("paged", title), Assignment("other", "Another Long Title"))
    )
    paper = Paper("0" * 64, "vllm", title.upper(), 1, 1, "2026-01-01T00:00:00+00:00", "vllm.pdf")
    stranger = replace(paper, name="mine", title="Something Else Altogether")
    known = called(course, [paper, stranger])
    assert known.find("vllm") == replace(course.assignments[0], aliases=("vllm",))
    assert known.find("mine") is None
    assert known.assignments[1] == course.assignments[1]
