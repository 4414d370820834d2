"""Sentences as questions: which forms make one, in their own words, and which make none."""

from __future__ import annotations

import pytest

from vibelog.asking.suggesting.claims import questions_of
from vibelog.asking.suggesting.wording import learn

WORDING = learn(
    ["So PageServe and PageServe alone is meant to reduce waste, and to hide latency by Paging."]
)


def asked(sentence: str) -> list[str]:
    return [question for question, _ in questions_of(sentence, WORDING)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "Unlike the page tables of Linux [3], PageServe maps tokens.",
            "How does PageServe differ from the page tables of Linux?",
        ),
        (
            "Compared with static libraries (Smith et al., 2020), we need less memory.",
            "How does the authors’ approach compare with static libraries?",
        ),
        (
            "However, estimating the length of an answer is notoriously difficult.",
            "Why is estimating the length of an answer difficult?",
        ),
        (
            "Here it is crucial to keep the last block of a prompt.",
            "Why is it crucial to keep the last block of a prompt?",
        ),
        (
            "We show that PageServe reduces wasted memory by up to 37%.",
            "By how much does PageServe reduce wasted memory?",
        ),
        (
            "On short prompts, PageServe is 2.1x faster than FlatServe.",
            "How much faster is PageServe than FlatServe?",
        ),
        (
            "PageServe hides memory latency by prefetching the next block.",
            "How does PageServe hide memory latency?",
        ),
        (
            "We use leaf-first eviction because inner blocks are shared.",
            "Why do the authors use leaf-first eviction?",
        ),
        (
            "To reduce kernel launch overhead, we fuse both loops.",
            "How do the authors reduce kernel launch overhead?",
        ),
        (
            "The page table walker consists of three stages.",
            "What does the page table walker consist of?",
        ),
        (
            "The main goal of the trace generator is realism.",
            "What is the goal of the trace generator?",
        ),
        (
            "A stranded block is a block whose parent was evicted.",
            "What is a stranded block?",
        ),
        (
            "We introduce prefix trees, a structure for prompts.",
            "What are prefix trees?",
        ),
    ],
)
def test_a_sentence_makes_the_question_that_it_answers(sentence: str, question: str) -> None:
    assert question in asked(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Unlike these systems, PageServe maps tokens.",
        "This is difficult because it has to deal with them.",
        "To this end, we fuse both loops.",
        "To summarize the results of the paper, we draw Figure 3.",
        "We use the cache because it is there.",
        "It is 2.1x faster than FlatServe.",
        "To minimize f(x) = y + 2 over all x, we differentiate.",
        "It has 16 tokens.",
        "",
    ],
)
def test_what_points_elsewhere_or_is_no_prose_makes_no_question(sentence: str) -> None:
    assert asked(sentence) == []


def test_one_common_word_is_worth_less_than_a_term() -> None:
    worth = dict(questions_of("A block is a run of tokens.", WORDING))
    worth |= dict(questions_of("A stranded block is a block without a parent.", WORDING))
    assert worth["What is a block?"] < worth["What is a stranded block?"]
