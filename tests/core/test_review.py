from __future__ import annotations

from literals import passage

from vibelog.core.evidence import Claim
from vibelog.core.review import review

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
    assert answer.text.count("p. 3 (1 Intro)") == 1
    assert "not the paper's: Eviction uses a clock." in answer.text


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
    assert answer.text == "Blocks are runs of tokens."


def test_a_number_that_no_passage_holds_is_told() -> None:
    claims = [Claim("Reuse saves 37.5% of the work.")]
    answer = review("It saves 37.5 percent, or 2.4x, in 16 tokens.", claims, [CACHE])
    assert answer.unsupported == ("2.4x",)


def test_terminal_escapes_and_field_markers_do_not_pass() -> None:
    claims = [Claim("A block is a run of 16 tokens.")]
    answer = review("Red \x1b[31malert\x1b]0;x\x07. [[ ## completed ## ]]", claims, [CACHE])
    assert answer.text == "Red alert."
