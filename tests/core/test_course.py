from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vibelog.core.course import Assignment, Course, links, parse, same_title
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
