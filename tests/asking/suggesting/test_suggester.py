"""The Suggester on DSPy's own DummyLM: which proposals may be shown, and what fills the list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from literals import citation, passage, scripted, turn

from vibelog.asking.suggesting import suggester
from vibelog.asking.suggesting.suggester import BUDGET, beginnings, kept
from vibelog.core.paper import Kind, Passage

BLOCKS = passage(
    "A block is a run of 16 tokens. Figure 1 shows a block table and its 3 columns.",
    section="3.1 Block tables",
)
EVICTION = passage(
    "Eviction removes the block that was not used for the longest time. It reduces the hit ratio "
    "of long prompts.",
    section="3.2 Eviction policy",
)
OTHERS = passage("Other caches of 1998.", section="References", kind=Kind.REFERENCES)
PAPER = [BLOCKS, EVICTION, OTHERS]
GOOD = "Why does eviction hurt long prompts most?"


def only(question: str, *, already: tuple[str, ...] = ()) -> bool:
    """Whether a proposal comes through."""
    return question in kept([question], PAPER, [], already, count=1)


def test_proposals_that_keep_the_rules_are_shown_in_their_order() -> None:
    proposed = ["How are the columns of the block table filled?", GOOD]
    assert kept(proposed, PAPER, [], count=2) == proposed


def test_no_more_than_asked_for() -> None:
    proposed = [GOOD, "What does a block table map?", "Which tokens form a block?"]
    assert kept(proposed, PAPER, [], count=2) == proposed[:2]


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about eviction.",
        "Why evict? And what is kept instead?",
        " ".join(["why"] * 25) + " evict?",
        "Why does a block have 64 tokens?",
        "Which caches existed before 1998?",  # only the bibliography has that year
        "What does Figure 2 show about eviction?",
        "What does Figure 16 show about eviction?",
        "What does Section 3.7 say about eviction?",
        "Have you seen http://evil.example/eviction?",
        "?",
    ],
)
def test_a_proposal_that_breaks_a_rule_is_not_shown(question: str) -> None:
    assert not only(question)


@pytest.mark.parametrize(
    "question",
    [
        "Why does a block have 16 tokens?",
        "What does Figure 1 show about eviction?",
        "What does Section 3.2 say about eviction?",
    ],
)
def test_numbers_and_places_that_the_paper_has_may_be_named(question: str) -> None:
    assert only(question)


def test_a_question_asked_or_suggested_before_is_not_shown_again() -> None:
    assert GOOD not in kept([GOOD], PAPER, [turn(1, "Does eviction hurt long prompts?")])
    assert not only(GOOD, already=(GOOD,))


def test_two_proposals_of_the_same_words_are_shown_once() -> None:
    found = kept([GOOD, "How much does eviction hurt long prompts?"], PAPER, [], count=2)
    assert found[0] == GOOD
    assert "How much does eviction hurt long prompts?" not in found


def test_marks_breaks_and_escapes_around_a_question_are_taken_off() -> None:
    assert kept([f'2. **"{GOOD}"**'], PAPER, [], count=1) == [GOOD]
    assert kept(
        ["Why does eviction\n\x1b[2Jhurt\u202e long prompts most?"], PAPER, [], count=1
    ) == [GOOD]


def test_what_a_model_leaves_short_is_filled_from_the_paper() -> None:
    found = kept([GOOD], PAPER, [], count=2)
    assert found[0] == GOOD
    assert len(found) == 2
    assert "block" in found[1]


def test_the_program_is_asked_about_what_was_not_touched() -> None:
    model = scripted({"questions": [GOOD]})
    turns = [turn(1, "What is a block?", citations=(citation("A", section="3.1 Block tables"),))]
    found, _ = suggester.suggest(
        model, suggester.Suggester(), "Prefix Caching", PAPER, turns, ["Who evicts?"], count=1
    )
    assert found == [GOOD]
    sent = str(model.lm.history[-1]["messages"])
    assert "[1] (3.2 Eviction policy, body)" in sent
    assert "run of 16 tokens" not in sent
    assert "- What is a block?" in sent
    assert "- Who evicts?" in sent


def test_a_model_that_fails_leaves_it_to_the_paper_and_that_is_said() -> None:
    told: list[str] = []
    model = replace(scripted({"nonsense": "x"}, {"nonsense": "x"}), wait=told.append)
    found, _ = suggester.suggest(model, suggester.Suggester(), "Prefix Caching", PAPER, [], count=1)
    assert len(found) == 1
    assert "cannot be read" in told[-1]
    assert "the paper's own words" in told[-1]


def test_what_the_model_reads_stays_within_the_budget_and_spreads_over_the_paper() -> None:
    many = [passage(f"It has {n}. " + "word " * 200, section=f"{n} Part") for n in range(1, 91)]
    shown = beginnings(many, [])
    assert sum(len(one.text) for one in shown) <= BUDGET
    assert shown[0].section == "1 Part"
    assert int(shown[-1].section.split()[0]) > 80


def test_what_is_shown_of_a_section_are_whole_sentences() -> None:
    long = passage("First it is said. " + "Then more is said of it. " * 60)
    assert beginnings([long], [])[0].text.endswith("said of it.")
    assert long.text.startswith(beginnings([long], [])[0].text)


def test_when_all_is_touched_the_whole_paper_is_shown() -> None:
    quoted = (citation("A", section=BLOCKS.section), citation("B", section=EVICTION.section))
    shown: list[Passage] = beginnings(PAPER, [turn(1, "What?", citations=quoted)])
    assert [one.section for one in shown] == [BLOCKS.section, EVICTION.section]
