"""Headings as questions: each form of heading in the English a student would write."""

from __future__ import annotations

import pytest

from vibelog.asking.suggesting.titles import chapters, question_of
from vibelog.asking.suggesting.wording import learn

# What the paper's running text says decides on capitals, articles and verbs.
WORDING = learn(
    [
        "In PageServe the KV cache manager keeps blocks.",
        "We want to optimize graphs, to enable reuse and to debug crashes.",
        "With PageServe the GPU of vLLM is free.",
    ]
)


@pytest.mark.parametrize(
    ("heading", "chapter", "question"),
    [
        ("4.2 KV Cache Manager", "4 Method", "How does the KV cache manager work?"),
        ("3. NODE LOWERING", "", "How does node lowering work?"),
        ("4.2 Stranded blocks", "4 Eviction", "What role do stranded blocks play?"),
        (
            "2.3 Batching Techniques for LLMs",
            "",
            "Which batching techniques for LLMs does the paper describe?",
        ),
        (
            "3 Optimizing Computational Graphs",
            "",
            "How do the authors optimize computational graphs?",
        ),
        ("5.2 PageServe Enables Block Reuse", "", "How does PageServe enable block reuse?"),
        (
            "3.3 SIGNATURES CAN ABSTRACT PROMPTING & TUNING",
            "",
            "How can signatures abstract prompting and tuning?",
        ),
        (
            "2.3.2 Flight Recorder to Debug Job Crashes",
            "",
            "How do the authors use the flight recorder to debug job crashes?",
        ),
        (
            "7.3 Comparing Recomputation and Swapping",
            "7 Ablation",
            "How do recomputation and swapping compare?",
        ),
        ("7.2 Impact of Block Size", "7 Ablation", "What impact does the block size have?"),
        (
            "6.1 Matrix Multiplication",
            "6 Evaluation",
            "What does the evaluation show about matrix multiplication?",
        ),
        ("4.3 Optimizers", "4 Evaluation setup", "Which optimizers do the authors use?"),
        ("7.1 Kernel Microbenchmark", "7 Evaluation", "What does the kernel microbenchmark show?"),
        (
            "6 CASE STUDY: MATH WORD PROBLEMS",
            "",
            "What does the evaluation show about math word problems?",
        ),
        ("2.1 Prefill and decode", "2 Serving", "How do prefill and decode work?"),
        (
            "6 Consequences of the PageServe Design",
            "",
            "What are the consequences of the PageServe design?",
        ),
        (
            "6 PageServe for Inference-Time Search",
            "",
            "How is PageServe used for inference-time search?",
        ),
        ("3 GEPA: REFLECTIVE PROMPT EVOLUTION", "", "How does reflective prompt evolution work?"),
        ("1.2 Where did PageServe come from?", "1 Introduction", "Where did PageServe come from?"),
        ("Results on the News Corpus", "", "What do the results on the news corpus show?"),
        ("Theoretical Analysis", "", "What does the theoretical analysis show?"),
        ("4 Data-Flow Analysis", "", "What role does data-flow analysis play?"),
        ("Baselines", "", "Which baselines do the authors use?"),
        ("Trade-offs for Readers", "", "What does the paper say about trade-offs for readers?"),
        ("Paging as a Service", "", "How does paging as a service work?"),
        (
            "9 Limitations and Future Work",
            "",
            "What limitations of their work do the authors name?",
        ),
    ],
)
def test_a_heading_becomes_the_question_of_its_form(
    heading: str, chapter: str, question: str
) -> None:
    asked = question_of(heading, chapter, WORDING)
    assert asked is not None
    assert asked[0] == question


@pytest.mark.parametrize(
    "heading",
    [
        "1 INTRODUCTION",
        "Abstract",
        "9. Related Work",
        "2.2 Compiler-Related Projects",
        "10 Conclusion and Future Work",
        "Acknowledgements",
        "References",
        "2 Background",
        "8 Discussion",
        "7 When does it pay?",  # what does?
        "3.4 Why only a prefix?",
        "4 x = y + 2",
        "4 The min θ sh ,θ",
        "",
    ],
)
def test_a_heading_that_any_paper_has_or_that_leans_on_others_has_no_question(heading: str) -> None:
    assert question_of(heading, "", WORDING) is None


def test_what_stands_in_the_chapter_on_others_work_has_no_question() -> None:
    assert question_of("2.1 Tensor Compilers", "2 Related Work", WORDING) is None


def test_a_section_knows_its_chapter() -> None:
    assert chapters(["Abstract", "2 Design", "2.1 Blocks", "3.1 Traces"]) == {
        "Abstract": "",
        "2 Design": "",
        "2.1 Blocks": "2 Design",
        "3.1 Traces": "",
    }
