from __future__ import annotations

import pytest
from literals import passage

from vibelog.core.evidence import Claim
from vibelog.core.places import places
from vibelog.core.review import EXPLANATION, review, stopped

CACHE = passage("A block is a run of 16 tokens. Reuse saves 37.5% of the work.", page=3)
OTHER = passage("The key-value cache grows with the prompt.", section="2 Background", page=2)


def test_a_verified_quote_is_cited_in_the_papers_letters_with_its_own_page() -> None:
    answer = review("Blocks.", [Claim("a BLOCK is a run of 16 tokens", CACHE.id)], [OTHER, CACHE])
    (cited,) = answer.citations
    assert (cited.page, cited.section) == (3, "1 Intro")
    assert cited.quote == "A block is a run of 16 tokens."
    assert answer.unsupported == ()


def test_a_quote_is_found_though_the_model_names_the_wrong_passage() -> None:
    answer = review("x", [Claim("cache grows with the prompt", CACHE.id)], [CACHE, OTHER])
    assert answer.citations[0].page == 2


def test_an_invented_quote_is_never_cited_and_is_told() -> None:
    answer = review("x", [Claim("A block is a run of 32 tokens.")], [CACHE])
    assert answer.citations == ()
    assert answer.unsupported == ("A block is a run of 32 tokens.",)


def test_when_nothing_holds_the_answer_says_that_the_paper_does_not_seem_to_say() -> None:
    answer = review("Eviction uses a clock.", [], [CACHE, CACHE])
    assert answer.text.startswith("The paper does not seem to say")
    assert answer.text.endswith("not the paper's:\n\nEviction uses a clock.")


def test_when_nothing_holds_the_nearest_sentences_are_shown_and_cite_nothing() -> None:
    answer = review("x", [], [OTHER, CACHE, CACHE], question="How much work does reuse save?")
    assert answer.text.count("- “Reuse saves 37.5% of the work.” [p. 3]") == 1
    assert "- “The key-value cache grows with the prompt.” [p. 2]" in answer.text
    assert answer.citations == ()


def test_quotation_marks_in_the_prose_are_checked_too() -> None:
    claims = [Claim("A block is a run of 16 tokens.")]
    answer = review(
        'It says "block is a run of 16 tokens" and "blocks are always evicted first".',
        claims,
        [CACHE],
    )
    assert "“block is a run of 16 tokens.”" in answer.text
    assert '"blocks' not in answer.text
    assert "blocks are always evicted first" in answer.unsupported


def test_page_references_of_the_models_own_are_dropped() -> None:
    claims = [Claim("A block is a run of 16 tokens.")]
    answer = review("Blocks [p. 9] are runs (pp. 4-5) of tokens.", claims, [CACHE])
    assert answer.text == "Blocks are runs of tokens. [p. 3]"


def test_a_number_that_no_passage_holds_is_told() -> None:
    claims = [Claim("Reuse saves 37.5% of the work.")]
    answer = review("It saves 37.5 percent, or 2.4x, in 16 tokens.", claims, [CACHE])
    assert answer.unsupported == ("2.4x",)


BLOCK, REUSE = Claim("A block is a run of 16 tokens."), Claim("The cache grows with the prompt.")


def test_the_number_of_a_quote_becomes_the_page_where_it_stands() -> None:
    text = "It is a run of tokens [1]. It grows[2], or both [1, 2] [1-2], not [7]: `x[1]` $y[1]$."
    answer = review(text, [BLOCK, Claim("cache grows with the prompt")], [CACHE, OTHER])
    assert answer.text == (
        "It is a run of tokens [p. 3]. It grows [p. 2], or both [p. 3] [p. 2], not: `x[1]` $y[1]$."
    )


def test_the_number_of_a_quote_that_does_not_hold_becomes_nothing() -> None:
    answer = review("It grows [2]. It is a run [1].", [BLOCK, REUSE], [CACHE, OTHER])
    assert answer.text == "It grows. It is a run [p. 3]."
    assert answer.unsupported == ("The cache grows with the prompt.",)


def test_what_has_no_quote_stands_apart_as_the_models_explanation() -> None:
    text = (
        "Think of a shelf.\n\nA block is a run [1]:\n\n- of 16\n\n```\nx = 16\n```\n\nMore words."
    )
    answer = review(text, [BLOCK], [CACHE])
    quoted, apart = answer.text.split(f"\n\n{EXPLANATION}\n\n")
    assert quoted == "A block is a run [p. 3]:\n\n- of 16"
    assert apart == "Think of a shelf.\n\n```\nx = 16\n```\n\nMore words.", "code is the model's"


def test_a_model_that_numbers_nothing_has_its_quotes_matched_by_their_words() -> None:
    answer = review("Hello there.\n\nEach block has sixteen tokens.", [BLOCK], [CACHE])
    assert answer.text == f"Each block has sixteen tokens. [p. 3]\n\n{EXPLANATION}\n\nHello there."


def test_figures_and_sections_that_the_paper_lacks_are_told() -> None:
    known = places([passage("Figure 1: A block.", section="4.2 Blocks")])
    answer = review("See Figure 1, Figure 9 and Section 4.2 [1].", [BLOCK], [CACHE], places=known)
    assert answer.unsupported == ("Figure 9",)


def test_quotation_marks_in_code_are_no_quotes() -> None:
    code = 'Call `print("four words of code")` [1].'
    answer = review(code, [BLOCK], [CACHE])
    assert (answer.unsupported, "four words of code" in answer.text) == ((), True)


def test_a_false_quote_does_not_hide_behind_code_inside_it() -> None:
    answer = review('They say "the `x` block is always evicted" [1].', [BLOCK], [CACHE])
    assert answer.unsupported == ("the `x` block is always evicted",)
    assert '"' not in answer.text


def test_an_answer_that_was_stopped_claims_no_evidence() -> None:
    answer = stopped('A block [1] is "always evicted by the clock', [CACHE])
    assert (answer.text, answer.stopped) == ('A block is "always evicted by the clock', True)


def test_terminal_escapes_and_field_markers_do_not_pass() -> None:
    claims = [Claim("A block is a run of 16 tokens.")]
    answer = review("Red \x1b[31malert\x1b]0;x\x07. [[ ## completed ## ]]", claims, [CACHE])
    assert answer.text == f"{EXPLANATION}\n\nRed alert."


def test_a_true_quote_vouches_for_nothing_that_it_does_not_speak_of() -> None:
    answer = review("The moon is made of cheese.\n\nSo it is.", [BLOCK], [CACHE])
    assert answer.text == f"{EXPLANATION}\n\nThe moon is made of cheese.\n\nSo it is."
    assert len(answer.citations) == 1


def test_a_quote_of_two_words_proves_nothing_and_is_no_lie() -> None:
    answer = review("It is shown.", [Claim("Figure 6."), BLOCK], [CACHE])
    assert answer.unsupported == ()


def test_an_invented_block_quote_is_told_by_its_words_and_a_true_one_is_not() -> None:
    text = (
        "It says:\n\n> A block is a run\n> of 16 tokens. **Blocks are the work of angels.**\n\nSo."
    )
    answer = review(text, [Claim("A block is a run of 16 tokens.")], [CACHE])
    assert answer.unsupported == ("Blocks are the work of angels.",)
    assert "> " not in answer.text


@pytest.mark.parametrize(
    "block",
    [
        "> “A block is a run of 16 tokens”, as the authors say there",
        "> A block is a run of 16 tokens. — Section 3 of the paper",
        "> In short",
        "```\n> print the block of the cache\n```",
        "> $a + b$ is what the cache then holds",
    ],
)
def test_of_a_block_quote_only_what_is_quoted_is_looked_up(block: str) -> None:
    assert review(block, [Claim("A block is a run of 16 tokens.")], [CACHE]).unsupported == ()


def test_what_reading_ran_together_is_shown_as_no_nearest_sentence() -> None:
    glued = passage("Eviction of a block is done Table 7 Comparison of eviction with a clock.")
    assert "Comparison" not in review("x", [], [glued, CACHE], question="What is eviction?").text
