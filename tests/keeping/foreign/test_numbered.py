"""Questions numbered by hand are the student's, those that a model numbers never are."""

from __future__ import annotations

import pytest

from vibelog.keeping.foreign.forms import parse

WHY, HOW = "Why is a block hashed?", "How large is it?"
ANSWER = "So that equal prefixes meet.\n\n### In short\n\n1. It saves work."


def said(text: str) -> list[tuple[str, str]]:
    found = parse(text)
    return [(turn.by, turn.text) for turn in found.said] if found else []


TALK = [("student", WHY), ("model", ANSWER), ("student", HOW), ("model", "16 tokens.")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"## Q1: {WHY}\n", f"## Q2: {HOW}\n"),
        (f"## Q1: {WHY}\n\n", f"## Q2: {HOW}\n\n"),
        (f"### Question 1 – {WHY}\n", f"### Question 3 – {HOW}\n"),
        (f"**Q1.** {WHY}\n", f"**Q2.** {HOW}\n"),
        (f"**Q1: {WHY}**\n", f"**Q2: {HOW}**\n"),
        (f"**Question 1:** {WHY}\n", f"**Question 2:** {HOW}\n"),
        (f"Q1) {WHY}\n", f"Q4) {HOW}\n"),
        (f"### **Q1. {WHY}**\n", f"### **Q2. {HOW}**\n"),
        (f"Q1: {WHY}\nA1: ", f"Q2: {HOW}\nA2: "),
        (f"**Q1:** {WHY}\n\n**A1:** ", f"**Q2:** {HOW}\n\n**A2:** "),
        (f"## Q1: {WHY}\n\n**Answer:**\n\n", f"## Q2: {HOW}\n\n**Answer:**\n\n"),
        (f"## Q1: {WHY}\n### Answer (ChatGPT)\n", f"## Q2: {HOW}\n### Answer\n"),
        (f"## Question 1\n{WHY}\n\n", f"## Question 2\n\n{HOW}\n\n"),
        (f"## Question 1\n\n{WHY}\nAnswer: ", f"## Question 2\n\n{HOW}\n\nAnswer: "),
    ],
)
def test_questions_numbered_by_hand_are_read_with_their_answers(first: str, second: str) -> None:
    text = f"# Vibe log\n\nI asked this about the paper.\n\n{first}{ANSWER}\n\n{second}16 tokens.\n"
    assert said(text) == TALK


def test_a_question_of_several_lines_ends_where_the_answer_is_marked() -> None:
    text = "Q1. Why is a block\nhashed?\nA1. So.\n\nQ2. And how?\nA2. Thus."
    assert said(text)[0] == ("student", "Why is a block\nhashed?")


def test_rules_between_them_and_what_the_student_writes_at_the_end_are_no_answers() -> None:
    text = f"## Q1: {WHY}\nSo.\n\n---\n\n## Q2: {HOW}\n16.\n\n---\n\n## Reflection\nI liked it."
    assert [turn for turn in said(text) if turn[0] == "model"] == [
        ("model", "So."),
        ("model", "16."),
    ]


def test_a_heading_in_the_code_of_the_last_answer_does_not_end_it() -> None:
    code = "```\n# Notes on the cache\n```\n\n## Layers\n\nThere are 16."
    assert said(f"## Q1: {WHY}\nSo.\n\n## Q2: {HOW}\n{code}")[-1] == ("model", code)


LIST = f"Here are questions:\n\n## Q1: {WHY}\nSo.\n\n## Q2: {HOW}\n16."


@pytest.mark.parametrize(
    ("student", "model"),
    [
        ("## Prompt:", "## Response:"),
        ("**User:**", "**Assistant:**"),
        ("You said:", "ChatGPT said:"),
        ("Me:", "GPT:"),
    ],
)
def test_a_list_inside_an_answer_of_another_form_is_the_models(student: str, model: str) -> None:
    text = f"{student}\nGive me ideas\n\n{model}\n{LIST}\n\n{student}\nwhy?\n\n{model}\nso\n"
    assert [text for by, text in said(text) if by == "student"] == ["Give me ideas", "why?"]


@pytest.mark.parametrize(
    "inner",
    [
        "**Q1.** What else?\nThis.\n\n**Q2.** And?\nThat.",
        "```\n## Q2: not this\n```",
        "> ## Q2: nor this",
        "Q2 results were good.",
    ],
)
def test_a_list_in_another_style_inside_an_answer_of_this_form_is_the_models(inner: str) -> None:
    text = f"## Q1: {WHY}\n{inner}\n\n## Q2: {HOW}\n16 tokens."
    assert said(text) == [
        ("student", WHY),
        ("model", inner),
        ("student", HOW),
        ("model", "16 tokens."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"## Q1: {WHY}\nSo.\n\n## Q1: What?\nThis.\n\n## Q2: And?\nThat.\n\n## Q2: {HOW}\n16.",
        f"{'It goes on and on. ' * 30}\n\n{LIST}",
        f"## Q1: {WHY}\n## Q2: {HOW}",
        f"## Q1: {WHY}\nSo.",
        "## Q3: Results\nGood.\n\n## Q4: Plans\nMore.",
        "Q1 was good.\n\nQ2 was better.",
    ],
)
def test_where_whose_is_whose_cannot_be_told_nothing_is_read(text: str) -> None:
    assert said(text) == []
