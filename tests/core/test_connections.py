from __future__ import annotations

from dataclasses import replace

import pytest
from literals import citation, passage

from vibelog.core.connections import Other, connect, names_of
from vibelog.core.paper import Kind, Passage

THEIRS = (
    passage("We ran all benchmarks on a desk. It was a sunny day in the small laboratory."),
    passage("Our compiler schedules loops with a learned cost model of the hardware.", page=4),
)
QUOTE = citation("Unlike TVM, which schedules loops by a learned cost model, we use rules.", page=2)


def other(*passages: Passage, names: tuple[str, ...] = ("TVM",)) -> Other:
    return Other("tvm", "TVM: A Compiler", names, lambda: passages or THEIRS, "l", "l#{page}")


def test_a_quote_that_names_a_paper_is_set_beside_what_that_paper_says_of_it() -> None:
    found = connect([QUOTE], (), other())
    assert found
    assert found.here is QUOTE
    assert found.there.quote == THEIRS[1].text
    assert found.there.page == 4


def test_the_passage_that_was_cited_counts_where_no_quote_names_the_paper() -> None:
    read = passage("Rules are simple. Like TVM we take schedules of loops and a cost model of it.")
    quoted = replace(citation("Rules are simple."), passage=read.id)
    found = connect([quoted], [read], other())
    assert found
    assert found.here.quote in read.text
    assert "TVM" in found.here.quote


def test_nothing_connects_papers_that_do_not_name_each_other_or_share_no_words() -> None:
    assert connect([citation("We use rules for the loops.")], (), other()) is None
    assert connect([citation("TVM is nice.")], (), other()) is None
    assert connect([QUOTE], (), other(names=())) is None
    inside = citation("Unlike LTVM, which schedules loops by a learned cost model, we do.")
    assert connect([inside], (), other()) is None


def test_a_name_in_a_list_connects_nothing_with_a_sentence_on_something_else() -> None:
    listed = citation("Operators of tensors are fused by XLA, TVM and others, in one kernel each.")
    asides = [
        passage(f"The machine of run {n} fused two tensors by hand for us.") for n in range(9)
    ]
    assert connect([listed], (), other(*asides)) is None
    says = passage("We fuse operators of tensors into one kernel by four rules.")
    found = connect([listed], (), other(*asides, says))
    assert found
    assert found.there.quote == says.text


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (  # two terms among many others
            "Operators of tensors are fused by XLA, TVM and Glow, in one kernel for each loop.",
            (
                "In one kernel of run {n} the desk was cleared, then the lamp and the doors and "
                "the window were checked, and rain upon the tensors' roof fell on a quiet town."
            ),
        ),
        (  # one term, as rare as can be
            "TVM has kernels, too, as we do.",
            "We have kernels{n} that are our own, and they are kernels for you.",
        ),
        (  # terms that are in each of its sentences
            "Tensors are fused by TVM on a machine like ours.",
            "A machine{n} is what tensors were fused on, and a machine is fused to it.",
        ),
        (  # two things that reading ran together
            "Tensors are fused by TVM on a machine like ours.",
            "We show how tensors are fused Table {n} The machine of this and other fused tensors.",
        ),
    ],
)
def test_a_sentence_that_shares_too_little_or_is_none_answers_nothing(
    here: str, there: str
) -> None:
    many = 12 if "machine{n}" in there else 1
    assert (
        connect([citation(here)], (), other(*(passage(there.format(n=n)) for n in range(many))))
        is None
    )


def test_where_the_first_sentence_that_names_a_paper_is_not_answered_the_next_one_is() -> None:
    aside = citation("We thank the many people of TVM for their help in the last years.")
    found = connect([aside, QUOTE], (), other())
    assert found
    assert found.here is QUOTE


def test_only_the_other_papers_own_prose_is_quoted() -> None:
    listed = passage(THEIRS[1].text, kind=Kind.REFERENCES)
    assert connect([QUOTE], (), other(listed)) is None


def test_a_paper_is_known_by_the_name_before_its_colon_and_by_labels_with_a_capital() -> None:
    assert names_of("Relay: A High-Level IR", ["relay", "Relay IR"]) == ("Relay", "Relay IR")
    assert names_of("A Long Title About: Things", ["triton"]) == ()
