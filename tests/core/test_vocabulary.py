"""What a text talks of, against small texts whose answer can be read off."""

from __future__ import annotations

from vibelog.core.vocabulary import names, rarities, shares, terms, vocabulary

WARPS = vocabulary("A warp is a group of threads. Divergence splits a warp. NVCC compiles kernels.")
PAGES = vocabulary("Virtual memory maps pages to frames. A page fault loads the page from disk.")


def test_terms_count_what_is_said_however_it_is_inflected() -> None:
    assert terms("The compiler compiles; compiled kernels and a kernel") == {
        "compil": 3,
        "kernel": 2,
    }


def test_names_are_what_no_sentence_begins_with() -> None:
    assert set(names("The RadixAttention of SGLang beats vLLM. However, Results vary.")) == {
        "RadixAttention",
        "SGLang",
        "vLLM",
    }


def test_a_text_shares_everything_with_itself_and_nothing_with_another_subject() -> None:
    assert shares(WARPS, [WARPS, PAGES], {}) == [1.0, 0.0]


def test_a_name_is_found_where_a_line_end_or_hyphen_divides_it() -> None:
    assert vocabulary("Hot-\nPotQA").holds("HotPotQA")


def test_a_name_that_no_text_has_takes_more_away_than_a_word() -> None:
    [with_name] = shares(vocabulary("warp divergence FluxTile"), [WARPS], {})
    [with_word] = shares(vocabulary("warp divergence cooking"), [WARPS], {})
    assert with_name < with_word < 1


def test_common_words_say_less_than_rare_ones() -> None:
    rarity = rarities(["dinner", "threads"])
    [common] = shares(vocabulary("threads dinner"), [WARPS], rarity)
    [even] = shares(vocabulary("threads dinner"), [WARPS], {})
    assert common > even


def test_the_papers_own_name_counts_for_nothing() -> None:
    assert shares(vocabulary("NVCC NVCC pages"), [WARPS, PAGES], {}, "nvcc") == [0.0, 1.0]


def test_nothing_shares_nothing() -> None:
    assert shares(vocabulary(""), [WARPS], {}) == [0.0]
