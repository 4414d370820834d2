"""What questions ask for, by examples of how students ask."""

from __future__ import annotations

import pytest

from vibelog.asking.question import about_all, fits, leaned_on, sought, topic


@pytest.mark.parametrize(
    "question",
    [
        "What is this paper about?",
        "What problem does the paper solve?",
        "what's the main idea",
        "What are the key contributions of the authors?",
        "Can you summarize the paper?",
    ],
)
def test_questions_about_the_whole_paper_are_sought_where_papers_tell(question: str) -> None:
    assert about_all(question)
    assert "abstract introduction" in sought(question)


@pytest.mark.parametrize(
    "question", ["What is paging?", "What problem does fragmentation cause?", "How is it tested?"]
)
def test_others_are_not(question: str) -> None:
    assert not about_all(question)


def test_a_follow_up_takes_along_the_last_question_with_a_topic() -> None:
    history = ["What is operator fusion?", "Can you explain?"]
    assert leaned_on("why is that?", history) == "What is operator fusion?"
    assert sought("and how does that work?", history).endswith("What is operator fusion?")


def test_a_short_question_that_points_nowhere_back_stands_alone() -> None:
    assert sought("What is not measured?", ["What is a block?"]) == "What is not measured?"


def test_a_question_with_a_topic_stands_alone() -> None:
    question = "How does the scheduler preempt running requests?"
    assert sought(question, ["What is operator fusion?"]) == question


def test_words_about_asking_are_no_topic() -> None:
    assert topic("Could you please explain what the authors mean?") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "A teleprompter is an optimizer for programs.",
        "We invoke a teleprompter, which is an optimizer.",
        "Teleprompters are general-purpose strategies.",
        "We call this optimizer a teleprompter.",
        "The term teleprompter refers to any optimizer.",
        "In short, teleprompters (TPs) are optimizers.",
    ],
)
def test_a_definition_is_recognised(sentence: str) -> None:
    for question in (
        "What is a teleprompter?",
        "what does teleprompter mean",
        "Define teleprompter",
    ):
        assert fits(question, sentence, "") > fits(question, "It uses a teleprompter twice.", "")


def test_why_asks_for_a_reason_and_how_much_for_an_amount() -> None:
    assert fits("Why is it slow?", "It waits because memory is full.", "") > 0
    assert fits("How much faster is it?", "It is 1.8 times faster.", "") > 0
    assert fits("How much faster is it?", "It is faster [12] (Kwon et al., 2023).", "") == 0


def test_a_name_with_marks_of_patterns_is_no_pattern() -> None:
    assert fits("What is C++ (really)?", "C++ is a language.", "") >= 0


def test_a_section_named_after_the_topic_fits_more_than_another() -> None:
    sentence = "All results come from a simulator."
    question = "What are the limitations?"
    assert fits(question, sentence, "8 Limitations") > fits(question, sentence, "7 Results")
