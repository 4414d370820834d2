"""The command `class`, as an instructor's terminal and scripts see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Vibelog

LIST = "name,repo\nAnna\x1b[31m,ext::sh -c date\nBen,\n"


@pytest.fixture
def roster() -> str:
    """A class of which nobody can be looked at: nothing is fetched or checked."""
    Path("class.csv").write_text(LIST, encoding="utf-8")
    return "class.csv"


def test_who_cannot_be_looked_at_is_told_and_the_exit_code_says_so(
    vibelog: Vibelog, roster: str
) -> None:
    ran = vibelog("class", roster)
    header, anna, *rest = ran.out.splitlines()
    assert ran.code == 1
    assert header.split("\t")[:3] == ["student", "logs", "in time"]
    assert anna.startswith("Anna\t")
    assert "it would run a program" in anna
    assert "Line 3 of the list (Ben) was not used: It names no repository." in rest
    assert "facts, not grades" in ran.out


def test_json_is_the_only_thing_on_standard_output(vibelog: Vibelog, roster: str) -> None:
    ran = vibelog("class", roster, "--json", "--csv", "out.csv", "--html", "out.html")
    found = json.loads(ran.out)
    assert [student["name"] for student in found["students"]] == ["Anna"]
    assert "Wrote out.html." in ran.err
    assert Path("out.csv").exists()


@pytest.mark.parametrize("arguments", [(), ("a.csv", "--fetched")])
def test_wrong_usage_exits_2(vibelog: Vibelog, arguments: tuple[str, ...]) -> None:
    assert vibelog("class", *arguments).code == 2


def test_a_list_that_cannot_be_read_says_what_is_wanted(vibelog: Vibelog) -> None:
    ran = vibelog("class", "nowhere.csv")
    assert ran.code == 1
    assert "name,repository" in ran.err
