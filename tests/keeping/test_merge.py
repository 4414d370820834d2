"""Hand edits and a new log: both kept, or a clash that is told."""

from __future__ import annotations

import pytest

from vibelog.errors import RepositoryError
from vibelog.keeping.merge import Merge, three_way

BASE = "# Log\n\none\n\ntwo\n\nthree\n"


def test_hand_edits_survive_what_is_new_elsewhere() -> None:
    mine = BASE.replace("one", "one, in my words")
    theirs = BASE.replace("three\n", "three\n\nfour\n")
    assert three_way(BASE, mine, theirs) == Merge(
        "# Log\n\none, in my words\n\ntwo\n\nthree\n\nfour\n"
    )


def test_a_log_nobody_edited_is_simply_written() -> None:
    assert three_way(BASE, BASE, "new\n") == Merge("new\n")
    assert three_way(None, BASE, BASE) == Merge(BASE)


def test_hand_edits_stay_when_nothing_is_new() -> None:
    assert three_way(BASE, "mine\n", BASE) == Merge("mine\n")


def test_the_same_line_changed_by_both_is_a_clash_and_gives_the_new_log() -> None:
    theirs = BASE.replace("two", "2")
    assert three_way(BASE, BASE.replace("two", "zwei"), theirs) == Merge(theirs, clash=True)


def test_an_edited_log_whose_base_is_unknown_is_a_clash() -> None:
    assert three_way(None, "mine\n", "theirs\n") == Merge("theirs\n", clash=True)


def test_line_ends_of_the_students_editor_are_kept() -> None:
    mine = BASE.replace("one", "eins").replace("\n", "\r\n")
    merged = three_way(BASE, mine, BASE.replace("three", "3"))
    assert merged.text == "# Log\r\n\r\neins\r\n\r\ntwo\r\n\r\n3\r\n"


def test_without_git_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RepositoryError, match="git is not installed"):
        three_way(BASE, "mine\n", "theirs\n")
