from __future__ import annotations

from dataclasses import replace

import pytest
from literals import citation, turn

from vibelog.core.choice import Wish, judge
from vibelog.core.conversation import Turn
from vibelog.errors import VibelogError

MANY = [turn(n, f"Which property{n} has part{n} of theme{n}?") for n in range(1, 16)]


NONE = Wish()


def unlike(_one: Turn, _other: Turn) -> float:
    return 0.0


def numbers(turns: list[Turn], wish: Wish = NONE, preferred: tuple[int, ...] = ()) -> list[int]:
    return [j.turn.number for j in judge(turns, wish, preferred, alike=unlike) if j.chosen]


def test_what_the_student_keeps_goes_in_and_what_they_drop_stays_out() -> None:
    found = numbers(MANY, Wish(frozenset({14, 15}), frozenset({1})))
    assert len(found) == 10
    assert {14, 15} <= set(found)
    assert 1 not in found


def test_a_star_wins_over_the_models_proposal_and_a_keep_over_a_star() -> None:
    starred = [replace(t, starred=t.number > 5) for t in MANY]
    assert numbers(starred, preferred=(1, 2, 3)) == list(range(6, 16))
    assert 1 in numbers(starred, Wish(keep=frozenset({1})))


def test_a_star_that_is_dropped_stays_out() -> None:
    starred = [replace(MANY[0], starred=True), *MANY[1:]]
    assert 1 not in numbers(starred, Wish(drop=frozenset({1})))


def test_keeping_more_than_ten_is_refused_with_how_many_to_drop() -> None:
    with pytest.raises(VibelogError, match="drop 2 of them"):
        numbers(MANY, Wish(keep=frozenset(range(1, 13))))


def test_each_choice_has_its_reason() -> None:
    cited = replace(turn(2, "What is measured?", citations=(citation("x", section="4.2 Time"),)))
    turns = [replace(MANY[0], starred=True), cited, *MANY[2:]]
    judged = judge(turns, Wish(frozenset({7}), frozenset({8})), (9,), alike=unlike)
    reasons = {each.turn.number: each.reason for each in judged}
    assert [reasons[n] for n in (1, 2, 7, 8, 9)] == [
        "starred",
        "covers 4.2 Time",
        "you keep it",
        "you drop it",
        "the model proposes it",
    ]


def test_of_two_that_ask_the_same_the_second_is_left_and_said_to_be_close() -> None:
    def alike(one: Turn, other: Turn) -> float:
        return 0.9 if {one.number, other.number} == {1, 11} else 0.0

    judged = judge(MANY[:11], alike=alike)
    left = [(each.turn.number, each.reason) for each in judged if not each.chosen]
    assert left == [(11, "close to question 1")]


def test_a_later_wish_wins_over_an_earlier_one() -> None:
    assert Wish().then({1, 2}, {3}).then({3}, {1}) == Wish(frozenset({2, 3}), frozenset({1}))


def test_what_the_paper_is_silent_on_goes_in_last_whoever_proposes_it() -> None:
    silent = [turn(n, f"Is aspect{n} so?", "The paper does not seem to speak.") for n in (1, 2, 3)]
    turns = [*silent, *MANY[3:13]]
    assert numbers(turns, preferred=(1, 2)) == list(range(4, 14))
    assert numbers(turns[:11], preferred=(1, 2)) == [1, 2, *range(4, 12)]
    left = judge(turns[:11], alike=unlike)[2]
    assert (left.chosen, left.reason) == (False, "the paper seems silent on it")
    starred = [replace(silent[0], starred=True), *turns[1:]]
    assert 1 in numbers(starred), "the student's word comes first"


AWAY = "The paper does not seem to speak of this: no sentence was found that answers it."
RICE = turn(3, "how do I cook rice?", AWAY)


def test_what_no_word_ties_to_the_paper_takes_no_place_though_there_is_room() -> None:
    judged = judge([MANY[0], RICE], alike=unlike)
    assert [(each.chosen, each.reason) for each in judged] == [
        (True, "there is room"),
        (False, "no word ties it to the paper"),
    ]


def test_a_star_or_a_keep_gives_it_a_place_and_it_is_said_that_it_does_not_count() -> None:
    told = "it does not count: no word ties it to the paper"
    (kept,) = judge([RICE], Wish(keep=frozenset({3})))
    (starred,) = judge([replace(RICE, starred=True)])
    assert (kept.chosen, kept.reason) == (True, f"you keep it; {told}")
    assert (starred.chosen, starred.reason) == (True, f"starred; {told}")
