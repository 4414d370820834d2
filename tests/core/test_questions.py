"""Which turns are questions, against the artefacts that were seen in real logs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literals import citation, turn
from sizes import sized

from vibelog.core.conversation import Answer, Conversation, Turn
from vibelog.core.questions import divided, is_question, questions

EXCERPT = (
    "Operators are fused into one kernel where their loops agree, and the buffers between them are "
    "never written to memory. In a chain of elementwise operators this removes all of the traffic, "
    "as each value is used in the register that holds it."
)
BROKEN = EXCERPT.replace(", ", ",\n").replace(". ", ".\n")  # as it is copied from a PDF
CODE = "```python\n" + "x = tile(y, 16)\n" * 20 + "```"


@pytest.mark.parametrize(
    "text",
    [
        "paper.pdf\n\nPDF",
        "My great paper v2.pdf\nPDF",
        "notes.docx",
        "arXiv\n+1",
        "+1",
        "【5†paper.pdf†L1-L20】",
        "【 】",
        "\ue200\ue201",
        ":contentReference[oaicite:3]{index=3}",
        "https://chatgpt.com/share/0000?utm_source=chatgpt.com",
        "2/2",
        "Thought for 12s",
        "Thought for a few seconds",
        "You lost your format, answer again",
        "wrong format, again please",
        "Follow the format I gave you",
        "You are an expert in compilers and operating systems.",
        "I want you to act as a professor of computer science",
        "Pretend to be a reviewer",
        "From now on you answer in three sentences.",
        "thank you very much",
        "谢谢",
        "continue",
        "ok, next",
        "Can you give five questions on this paper and answer them?",
        "I need 5-10 questions about this paper",
        "What are five good questions I could ask about this paper?",
        EXCERPT,
        BROKEN,
        f"{EXCERPT}\n\n{EXCERPT}",
        CODE,
        "???",
        "x",
        "x y",
        "42",
        "aaaa",
        "asdfgh",
        "Asdf qwer!",
        "jkljkl",
        "sdkfjhsdkf",
        "test",
        "just a test",
        "test 123",
        "hmm",
        "foo bar",
    ],
)
def test_what_real_logs_held_that_is_no_question(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "What is this? paper.pdf",
        "summarize dspy.pdf",
        "Is [5] right that 2/2 pass?",
        "Which format do the tensors have?",
        "The paper says that fusion always helps. " * 6,
        "I do not follow the format of the block table.",
        "What questions does the paper leave open?",
        f"{EXCERPT}\n\nWhat does that mean?",
        f"explain:\n{BROKEN}",
        f"{EXCERPT} Is that so?",
        "请解释一下这个系统是怎么工作的" * 20,
        "为什么？",
        "why?",
        "GEMM?",
        "vLLM?",
        "WER?",
        "O(n)?",
        "were property queries fewer?",
        "Is it a test?",
        "test on which data?",
    ],
)
def test_what_looks_like_it_and_is_one(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("excerpt", [EXCERPT, BROKEN, CODE, f"{EXCERPT}\n\n{EXCERPT}"])
@pytest.mark.parametrize("question", ["Why is that?", "explain this:", "I don't see\nhow. Why?"])
def test_an_excerpt_is_told_from_the_question_above_or_below_it(
    excerpt: str, question: str
) -> None:
    below, above = divided(f"{question}\n\n{excerpt}"), divided(f"{excerpt}\n\n{question}")
    assert (below.question, below.after) == (question, f"\n\n{excerpt}")
    assert (above.before, above.question) == (f"{excerpt}\n\n", question)


def test_a_question_right_above_what_was_copied_from_a_pdf_is_told_from_it_too() -> None:
    found = divided(f"What does this mean?\n{BROKEN}")
    assert (found.question, found.after) == ("What does this mean?", f"\n{BROKEN}")


def test_what_the_student_wrote_at_length_is_not_folded() -> None:
    long = "I think that the cache is the point here. " * 8
    assert divided(f"{long}\n\nWhy is that?").question == f"{long}\n\nWhy is that?"


@given(
    st.lists(st.sampled_from([EXCERPT, BROKEN, "Why?", "x", "", " ", "\n", "a?\nb"]), max_size=6)
)
@settings(max_examples=sized(100))
def test_its_three_stretches_are_the_whole_turn(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    found = divided(text)
    assert found.before + found.question + found.after == text


SILENT = "The paper does not seem to speak of this: no sentence was found that answers it."
STOPPED = replace(turn(9, "Why evict?"), answer=Answer("It is", stopped=True))


@pytest.mark.parametrize(
    "other",
    [turn(9, "why evict?"), turn(9, "Why evict?", SILENT), STOPPED],
    ids=["unverified", "silent", "stopped"],
)
def test_of_a_repeated_question_the_copy_with_the_better_answer_is_kept(other: Turn) -> None:
    cited = turn(4, "Why evict?", citations=(citation("Memory is finite."),))
    asked = (replace(other, number=2), cited, other)
    assert questions(Conversation("c", "p", "s", turns=asked)) == [cited]
    assert questions(Conversation("c", "p", "s", turns=(turn(1, "Why evict?"), cited))) == [cited]


def test_of_equal_copies_the_last_is_kept_and_a_starred_one_before_any() -> None:
    first, last = turn(1, "Why evict?"), turn(2, "Why evict?", citations=(citation("So it is."),))
    assert questions(Conversation("c", "p", "s", turns=(first, turn(3, "Why evict?")))) == [
        turn(3, "Why evict?")
    ]
    starred = replace(first, starred=True)
    assert questions(Conversation("c", "p", "s", turns=(starred, last))) == [starred]


@pytest.mark.parametrize(
    "again",
    [
        "what is pagedattention",
        "What is PagedAttention ?",
        "What is PagedAttention!?",
        "What is  PagedAttention？",
        "What is PagedAttention …",
        "What\u00a0is PagedAttention.",
    ],
)
def test_a_question_asked_again_with_other_blanks_and_end_marks_counts_once(again: str) -> None:
    one, other = turn(1, "What is PagedAttention?"), turn(2, again)
    talk = Conversation("c", "p", "0", turns=(one, other))
    assert [each.question for each in questions(talk)] == [again]


def test_a_question_in_other_words_or_with_other_marks_inside_is_another_one() -> None:
    asked = ["Is C fast?", "Is C++ fast?", "Why is C fast?", "'C' fast?", "Is it C-fast?"]
    turns = tuple(turn(n, text) for n, text in enumerate(asked, 1))
    assert len(questions(Conversation("c", "p", "0", turns=turns))) == len(asked)
