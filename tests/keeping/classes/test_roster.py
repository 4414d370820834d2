"""The list of a class, as spreadsheets, forms and hands write it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibelog.errors import VibelogError
from vibelog.keeping.classes.roster import decoded, read

LINK = "https://github.com/anna/notes"


def pairs(text: str) -> list[tuple[str, str]]:
    return [(student.name, student.repository) for student in read(text).students]


@pytest.mark.parametrize(
    "text",
    [
        f"name,repo\nAnna,{LINK}\n",
        f"Anna,{LINK}",
        f"{LINK},Anna",
        f"\ufeffStudent,URL\r\n\r\nAnna,{LINK}\r\n\r\n",
        f"Timestamp;Email Address;Name;Link to your GitHub repository\n1;a@b.c;Anna;{LINK}",
        f"GitHub username\tName\tRepository URL\nanna7\tAnna\t {LINK} \n",
        f'"Repo","Full name, as it is known"\n"{LINK}","Anna"',
        f"uniqname,path\nAnna,{LINK}\n,\n",
    ],
)
def test_columns_are_found_by_heading_or_by_what_stands_in_them(text: str) -> None:
    assert pairs(decoded(text.encode())) == [("Anna", LINK)]


def test_first_and_last_name_are_joined_and_a_quoted_comma_is_no_border() -> None:
    assert pairs(f"Last name,First name,repo\nLovelace,Ada,{LINK}") == [("Ada Lovelace", LINK)]
    assert pairs(f'name,repo\n"Lovelace, Ada",{LINK}') == [("Lovelace, Ada", LINK)]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (LINK, "anna"),
        (f"{LINK}/tree/main", "anna"),
        (f"{LINK}.git/", "anna"),
        ("git@github.com:anna/notes.git", "anna"),
        ("repos/anna", "anna"),
        ("/home/class/anna/", "anna"),
    ],
)
def test_without_a_name_the_repository_names_the_student(address: str, name: str) -> None:
    assert pairs(f"repo\n{address}") == [(name, address)]


def test_a_row_that_cannot_be_used_is_told_with_its_line() -> None:
    roster = read(f"name,repo\nAnna,{LINK}\n\nBen,\nanna,{LINK}.git/\nAnna,{LINK}2\n")
    assert [(skipped.line, skipped.why) for skipped in roster.skipped] == [
        (4, "It names no repository."),
        (5, "It repeats line 2."),
    ]
    assert [student.line for student in roster.students] == [2, 6]


def test_a_cell_of_several_lines_does_not_shift_the_lines() -> None:
    assert read(f'name,note,repo\n"A","x\ny",{LINK}\nB,,\n').skipped[0].line == 4


@pytest.mark.parametrize("text", ["", "\n\n", "name,repo\n", "see me after class", "name\nAnna"])
def test_a_list_without_repositories_says_so(text: str) -> None:
    with pytest.raises(VibelogError, match="name,repository"):
        read(text)


README = f"""\
{{}}

Mine are in [a folder](notes/), the course is [here]({LINK}), on Mondays.

| Week | Topics | Notes |
|---|---|---|
| Sep 8 | [MLIR](https://arxiv.org/abs/2002.11054), first | [mine](notes/mlir.md) |

- see {LINK}, too
"""


@pytest.mark.parametrize(
    "first", ["# Notes, and a repo", "Notes", "My repo, and my notes", "<h1>My repo</h1>", LINK]
)
def test_a_readme_is_no_list(first: str) -> None:
    with pytest.raises(VibelogError, match="no list of names and repositories"):
        read(README.format(first))


@pytest.mark.parametrize(
    "text", [f"Anna,\nBen,\nCat,{LINK}", f"name,repo\nAnna,\nBen,\nCat,{LINK}"]
)
def test_a_list_in_which_few_have_a_repository_is_one(text: str) -> None:
    assert pairs(text) == [("Cat", LINK)]


def test_old_spreadsheets_are_read_and_control_characters_are_not() -> None:
    assert pairs(decoded(f"name,repo\nJosé,{LINK}".encode("cp1252"))) == [("José", LINK)]
    assert pairs(decoded(f"name,repo\nJosé,{LINK}".encode("utf-16"))) == [("José", LINK)]
    assert pairs(f"name,repo\nA\x1b[31mnna\0,{LINK}") == [("Anna", LINK)]


@given(st.lists(st.tuples(st.text("ab, \"'\n;", min_size=1), st.integers(0, 99)), min_size=1))
def test_what_the_standard_library_writes_is_read_in_full(rows: list[tuple[str, int]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["name", "repo"])
    writer.writerows([name, f"{LINK}{number}"] for name, number in rows)
    roster = read(written.getvalue())
    assert len(roster.students) + len(roster.skipped) == len(rows)
    assert {s.repository for s in roster.students} == {f"{LINK}{number}" for _, number in rows}
