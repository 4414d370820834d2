"""A curator that lies in every field changes no question, quote, number, page or name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from literals import citation, scripted, turn

from vibelog.core.conversation import Answer
from vibelog.core.review import EXPLANATION
from vibelog.keeping import curator
from vibelog.keeping.grounding import Known, held, shorter

READ = ["vLLM keeps blocks of 16 tokens, at 42 GB/s.", "Why does it hash them?"]
KNOWN = Known(
    READ, ["A block is a run of 16 tokens. There are 42 of 99 layers."], ["Figure 42", "9%"]
)
WHOLE = (
    "Blocks of 16 tokens are hashed so that equal prefixes meet in the cache. [p. 4]\n\n"
    "It says “the hash of a block covers its prefix” and that vLLM does so. [p. 5]\n\n"
    f"{EXPLANATION}\n\nThis is like hash consing in compilers, which is older."
)
ANSWER = Answer(WHOLE, (citation("the hash of a block covers its prefix", page=5),), model="m")
SHORT = f"Equal prefixes meet in the cache. [p. 4]\n\n{EXPLANATION}\n\nThis is like hash consing."


@pytest.mark.parametrize(
    "lie",
    [
        "It is 3.4x faster.",
        "It is three times faster.",
        "It runs at 43 GB/s.",
        "They hold 99 tokens.",
        "They hold 9 % of them.",
        "In figure 42 they are hashed.",
        "The authors say “it wins”.",
        "See page 16.",
        "It beats FooNet.",
        "It was written by Jane Doe.",
        "See https://example.org for more.",
        "Why does it win?",
    ],
)
def test_a_sentence_that_brings_anything_of_its_own_is_dropped(lie: str) -> None:
    assert held(f"Blocks are hashed. {lie}", KNOWN) == "Blocks are hashed."


def test_a_sentence_of_what_was_said_stays() -> None:
    assert held("- The vLLM blocks hold 16 tokens.", KNOWN) == "The vLLM blocks hold 16 tokens."
    assert held("Why are they hashed?", KNOWN, asking=True) == "Why are they hashed?"


def test_a_shortened_answer_that_holds_is_taken() -> None:
    assert shorter(SHORT, ANSWER) == SHORT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[p. 4]", "[p. 6]"),
        ("[p. 4]", ""),
        ("meet", "meet 99 times"),
        ("meet", "meet twice"),
        ("prefixes", "“equal prefixes”"),
        ("the cache", "the FooCache"),
        ("the cache", "https://example.org"),
        (f"{EXPLANATION}\n\n", ""),
        (f" [p. 4]\n\n{EXPLANATION}", f"\n\n{EXPLANATION}"),
        ("Equal", "> Equal"),
        ("cache.", f"cache. {'It does. ' * 60}"),
    ],
)
def test_one_that_gains_anything_or_loses_its_evidence_is_not(old: str, new: str) -> None:
    assert old in SHORT
    assert shorter(SHORT.replace(old, new), ANSWER) == ""


def test_only_long_answers_of_a_model_are_shortened_and_each_once() -> None:
    long = replace(turn(1, "Why?"), answer=replace(ANSWER, text=WHOLE * 5))
    unwritten = replace(long, number=2, answer=replace(ANSWER, text=WHOLE * 5, model=None))
    tried = replace(long, number=3, curated="")
    assert curator.to_condense([long, unwritten, tried, turn(4, "Short?")]) == [long]
    assert curator.condense(scripted({"condensed": SHORT}), long) == SHORT
    assert curator.condense(scripted({"condensed": f"{SHORT} 77"}), long) == ""


def test_a_curator_that_lies_in_every_field_leaves_nothing_behind() -> None:
    lie = "The FooNet paper says “yes” on page 9 and is 99% faster."
    made = curator.curate(
        scripted(
            {
                "title": lie,
                "summary": lie,
                "keep": [99, -1],
                "insights": [lie, "What is FooNet?"],
                "open_questions": [lie],
            }
        ),
        "Prefix Caching",
        [turn(1, "What is a block?", "A run of tokens.")],
    )
    lost = {key: made[key] for key in ("title", "summary", "keep", "insights", "open_questions")}
    assert not any(lost.values())
