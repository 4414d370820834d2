"""Another tool's answer is looked up in the paper, and only what stands there becomes evidence."""

from __future__ import annotations

import pytest
from literals import citation, passage

from vibelog.asking.checking.grounding import ground
from vibelog.core.conversation import Answer

PAPER = [
    passage(
        "A stranded block is a block that is still in the cache. It only wastes memory.", page=3
    ),
    passage("With room for 65,536 tokens, the mean time to first token falls by a factor of 2.7×."),
    passage("Leaf-first LRU touches the blocks of one request from back to front.", page=4),
]


def test_a_sentence_of_the_paper_is_cited_with_its_page_behind_it() -> None:
    found = ground("Sure. A stranded block is a block that is still in the cache.", PAPER)
    assert [c.quote for c in found.citations] == [
        "A stranded block is a block that is still in the cache."
    ]
    assert "still in the cache. [p. 3]" in found.text


def test_a_sentence_in_nearly_the_same_words_is_evidence_too() -> None:
    found = ground("**Leaf-first LRU** touches blocks of a request back to front.", PAPER)
    assert [c.page for c in found.citations] == [4]


@pytest.mark.parametrize(
    "other",
    [
        "The mean time to first token falls by a factor of 9.1× with room for 65,536 tokens.",
        "The mean time to first token does not fall with room for 65,536 tokens.",
    ],
)
def test_what_the_paper_says_differently_is_told_and_is_no_evidence(other: str) -> None:
    found = ground(other, PAPER)
    assert found.citations == ()
    assert "said differently there" in found.text
    assert "The paper says: “With room for 65,536 tokens" in found.text


def test_what_the_paper_does_not_say_stays_without_evidence() -> None:
    answer = "The authors trained a transformer on birdsong recordings from twelve forests."
    found = ground(answer, PAPER)
    assert found.citations == ()
    assert found.text.startswith(answer)
    assert "1 not found" in found.text


def test_quotes_and_numbers_that_the_paper_has_not_are_marked() -> None:
    found = ground("They say “blocks are never wasted at all” and report 99 GB.", PAPER)
    assert set(found.unsupported) == {"blocks are never wasted at all", "99 GB"}
    assert "“blocks are never" not in found.text


def test_a_quote_that_stands_is_a_citation() -> None:
    found = ground('As they put it, "a block that is still in the cache".', PAPER)
    assert [c.quote for c in found.citations] == ["a block that is still in the cache."]


def test_code_headings_and_tables_are_left_as_they_are() -> None:
    block = "```\nA stranded block is a block that is still in the cache.\n```"
    table = "| A stranded block is a block that is still in the cache. |"
    found = ground(f"# A stranded block is still in the cache memory\n\n{block}\n\n{table}", PAPER)
    assert found.citations == ()
    assert "[p. " not in found.text


def test_grounding_again_changes_nothing() -> None:
    text = (
        "A stranded block is a block that is still in the cache.\n\nIt costs 99 GB of cache space."
    )
    once = ground(text, PAPER)
    assert ground(once.text, PAPER).text == once.text
    assert ground(once.text, PAPER).citations == once.citations


def test_a_model_is_asked_only_about_what_words_leave_open_and_believed_only_with_a_quote() -> None:
    asked: list[str] = []
    quote = citation("It only wastes memory.", page=3)

    def check(claim: str) -> Answer:
        asked.append(claim)
        if "unreachable" in claim:
            return Answer("**Supported by the paper.** Yes.", (quote,))
        return Answer("**Supported by the paper.** Trust me.")

    stands = "A stranded block is a block that is still in the cache."
    open_ = "Such unreachable entries merely occupy room nobody benefits from."
    other = "Penguins of the southern ocean dive deeper every winter season."
    found = ground(f"{stands} {open_} {other}", PAPER, check=check)
    assert asked == [open_, other]
    assert [c.quote for c in found.citations] == [stands, "It only wastes memory."]
    assert f"{open_} [p. 3]" in found.text
    assert f"{other}\n" in found.text


@pytest.mark.parametrize("denial", ["does not need", "works without", "never uses"])
def test_a_denial_of_what_the_paper_affirms_is_not_found_in_it(denial: str) -> None:
    tuner = passage(
        "The tuner then improves the sampled programs with evolutionary search and a learned cost "
        "model of the hardware."
    )
    said = f"The tuner {denial} a learned cost model of the hardware to improve sampled programs."
    assert ground(said, [tuner]).citations == ()


LATENCY = [
    passage("In the slow case the tree policy A takes 12 ms and the flat policy B takes 40 ms.")
]


@pytest.mark.parametrize(
    "swapped",
    [
        "In the slow case the tree policy A takes 40 ms and the flat policy B takes 12 ms.",
        "In the slow case the flat policy B takes 12 ms and the tree policy A takes 40 ms.",
        "In the slow case the tree policy A takes 40 ms.",
        "In the slow case the flat tree policy takes 40 ms and B takes 12 ms.",
    ],
)
def test_figures_given_to_other_things_are_not_found(swapped: str) -> None:
    found = ground(swapped, LATENCY)
    assert found.citations == ()
    assert found.text.startswith(f"{swapped}\n\n*Looked up in the paper: 0 of 1 sentence")
    assert "1 in another order there" in found.text
    assert "The paper says: “In the slow case the tree policy A takes 12 ms" in found.text


def test_figures_that_stay_with_their_things_are_found() -> None:
    found = ground("In the slow case tree policy A takes 12 ms, flat policy B 40 ms.", LATENCY)
    assert len(found.citations) == 1


def test_of_what_is_in_another_order_a_model_is_asked() -> None:
    swapped = "In the slow case the flat policy B takes 40 ms and the tree policy A takes 12 ms."
    quote = citation(LATENCY[0].text)

    def check(_claim: str) -> Answer:
        return Answer("**Supported by the paper.** Yes.", (quote,))

    found = ground(swapped, LATENCY, check=check)
    assert found.citations == (quote,)
    assert "1 of 1 sentence found in it" in found.text


def test_what_is_too_short_is_said_not_to_be_judged() -> None:
    stands = "A stranded block is a block that is still in the cache."
    found = ground(f"Sure. It is fast.\n\n- {stands}\n- DSPy wins", PAPER)
    assert found.citations[0].quote == stands
    assert "1 of 1 sentence found in it, 3 too short to be judged" in found.text
    alone = ground("It is fast.", PAPER)
    assert alone.text.endswith("*Looked up in the paper: 1 sentence too short to be judged.*")
    assert ground(alone.text, PAPER) == alone


MARKDOWN = """# Blocks

> A stranded block is a block that is still in the cache.
> Nested:
>
> > It only wastes memory.

1. A list,

   ```text
   > no quote (p. 3)
   ```

> - in a quote

$$
a > b
$$"""


def test_an_answer_s_markdown_survives() -> None:
    found = ground(MARKDOWN, PAPER)
    shown, _, below = found.text.partition("\n\n*Looked up")
    assert shown == MARKDOWN.replace("in the cache.", "in the cache. [p. 3]")
    assert below
    assert ground(found.text, PAPER) == found


def test_in_a_block_quote_too_only_the_paper_is_quoted_and_pages_are_not_believed() -> None:
    found = ground('> They say "blocks are never wasted at all" (p. 7).\n\nSo.', PAPER)
    assert found.text.startswith("> They say blocks are never wasted at all.\n\nSo.")
    assert found.unsupported == ("blocks are never wasted at all",)


def test_a_thousand_marks_are_no_trouble() -> None:
    deep = ">" * 3000 + " It is fast."
    assert "It is fast." in ground(deep, PAPER).text


def test_an_invented_block_quote_stays_one_and_is_told_by_its_words() -> None:
    true, false = (
        "A stranded block is a block that is still in the cache.",
        "A stranded block is the work of angels.",
    )
    found = ground(f"It says:\n\n> {true}\n\nand\n\n> {false}", PAPER)
    assert found.unsupported == (false,)
    assert f"> {false}" in found.text
    assert [c.quote for c in found.citations] == [true]
    assert ground(found.text, PAPER).unsupported == (false,)


def test_what_reading_ran_together_is_no_sentence_beside_an_answer() -> None:
    glued = passage("Eviction of stranded blocks is done Table 7 Comparison of two clocks by size.")
    answer = "Eviction of stranded blocks is done by comparison of two clocks by their size."
    found = ground(answer, [glued])
    assert "Table 7" not in found.text
    assert found.citations == ()
