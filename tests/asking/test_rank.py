"""Ranking by words against a textbook BM25, and what vectors and kinds change."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literals import passage
from sizes import sized

from vibelog.asking.rank import CANDIDATES, K1, B, lexical, rank, stem, stems
from vibelog.core.paper import Kind, Passage


def texts(*ranked: Passage) -> list[str]:
    return [one.text for one in ranked]


def ranked_texts(question: str, passages: list[Passage]) -> list[str]:
    return [one.passage.text for one in rank(question, passages)]


FILLER = [passage(f"filler{number} about nothing{number}", section="") for number in range(6)]


def test_words_score_as_in_the_textbook() -> None:
    passages = [passage(t, section="") for t in ("cat cat dog", "dog bird", "fish bird fish fish")]
    mean = 9 / 3
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 3 / mean))
    assert lexical("cats", passages) == pytest.approx([expected, 0, 0])


def test_words_are_found_in_all_their_forms() -> None:
    assert stems("optimizing the optimizer's optimization") == ["optim"]
    hit = passage("Pages are allocated lazily.", section="")
    assert ranked_texts("How does page allocation work?", [*FILLER, hit])[0] == hit.text


def test_the_title_of_the_section_counts() -> None:
    hit = passage("It evicts the oldest.", section="3.2 Preemption")
    assert ranked_texts("What is preemption?", [*FILLER, hit])[0] == hit.text


def test_ligatures_and_capitals_are_folded() -> None:
    hit = passage("E\ufb03ciency MATTERS", section="")
    assert ranked_texts("does efficiency matter", [*FILLER, hit])[0] == hit.text


def test_ties_keep_the_order_of_the_paper() -> None:
    assert ranked_texts("something else", FILLER[1:-1]) != []
    alone = [passage(text, section="") for text in ("one", "two")]
    assert ranked_texts("three", alone) == ["one", "two"]


def test_a_passage_between_two_good_ones_gains() -> None:
    good = [passage(f"paging helps {n}", section="") for n in range(2)]
    between, lonely = passage("nothing here", section=""), passage("nothing there", section="")
    order = ranked_texts("paging", [*FILLER[:3], good[0], between, good[1], *FILLER[3:], lonely])
    assert order.index(between.text) == 2 < order.index(lonely.text)


def test_the_bibliography_comes_last_although_it_has_the_words() -> None:
    entry = passage("Paging and paged attention. In SOSP.", kind=Kind.REFERENCES, section="")
    order = ranked_texts("What is paged attention?", [*FILLER, entry])
    assert order[-1] == entry.text


def test_an_appendix_yields_to_an_equal_body() -> None:
    appendix = passage("paging helps one", kind=Kind.APPENDIX, section="")
    body = passage("paging helps two", section="")
    assert ranked_texts("paging", [*FILLER[:2], appendix, *FILLER[2:], body])[0] == body.text


def test_vectors_decide_where_words_do_not() -> None:
    target = FILLER[3]
    cosine = {p.id: 0.9 if p is target else 0.1 for p in FILLER}
    assert rank("unknown", FILLER, cosine)[0].passage is target


def test_only_the_best_candidates_are_asked_for_their_sentences() -> None:
    passages = [passage(f"word {'paging ' * (n % 9)}{n}", section="") for n in range(60)]
    asked: list[Passage] = []

    def best_sentence(candidates: object) -> dict[str, float]:
        asked.extend(candidates)  # type: ignore[arg-type]  # rank gives passages
        return {p.id: 0.9 if p is asked[-1] else 0.2 for p in asked}

    plain = [r.passage for r in rank("paging", passages)]
    order = [r.passage for r in rank("paging", passages, None, best_sentence)]
    assert len(asked) == CANDIDATES
    assert order.index(asked[-1]) < plain.index(asked[-1])
    assert set(order[:10]) <= set(asked)


def test_nothing_to_rank_is_an_empty_ranking() -> None:
    assert rank("anything", []) == []


@settings(max_examples=sized(40))
@given(st.text(max_size=40), st.lists(st.text(max_size=60), unique=True, max_size=8))
def test_every_passage_is_ranked_once_whatever_the_text(question: str, bodies: list[str]) -> None:
    passages = [passage(body) for body in bodies]
    found = [one.passage for one in rank(question, passages)]
    assert sorted(found, key=passages.index) == passages


def test_words_are_stemmed_by_several_threads_at_once() -> None:
    tails = ("ing", "ed", "es", "ation", "fulness", "ization", "ibly", "ements")
    many = [f"{head}{number}x{tail}" for number in range(400) for head in "abcd" for tail in tails]
    alone = dict(zip(many, map(stem, many), strict=True))
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert dict(zip(many, pool.map(stem, many), strict=True)) == alone
