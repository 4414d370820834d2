"""READMEs as students keep them, each with the change that a careful person would make by hand.

A file of `students/` names the logs, and then holds the README as a diff written by hand: a line
begins with a blank where it stays, with `-` where it goes and `+` where it comes.
"""

from __future__ import annotations

import posixpath
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from vibelog.config import shipped
from vibelog.core.course import parse
from vibelog.keeping.readme import Entry, indexed, missing

FOLDER = Path(__file__).parent / "students"
COURSE = parse(shipped("corpus/course.toml").read_text(encoding="utf-8"))
KNOWN = {assignment.name: assignment for assignment in COURSE.assignments}


def entry(name: str, path: str) -> Entry:
    """A log as vibelog's index knows it: by the course, or by its own name alone."""
    if (known := KNOWN.get(name)) is None:
        return Entry((name,), "", (), posixpath.normpath(path))
    urls = [url for url in (known.link, f"https://arxiv.org/abs/{known.arxiv}") if url]
    path = posixpath.normpath(path)
    return Entry((*known.aliases, name), known.title, tuple(urls), path, known.due, 5)


def case(name: str) -> tuple[list[Entry], str, str]:
    """The logs, the README, and what it is to become."""
    head, _, body = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("===\n")
    said = head.splitlines()
    logs = [entry(*line.split(" ", 1)) for line in said if not line.startswith("!")]
    lines = body.splitlines(keepends=True)
    texts = ["".join(line[1:] for line in lines if line[0] in kept) for kept in (" -", " +")]
    if "!crlf" in said:
        texts = [text.replace("\n", "\r\n") for text in texts]
    if "!unended" in said:
        texts = [text.rstrip("\r\n") for text in texts]
    return logs, texts[0], texts[1]


def cells(text: str) -> list[list[str]]:
    """The rows of all tables, as they are shown."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    rows: list[list[str]] = []
    for token, inner in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append(inner.content)
    return rows


NAMES = sorted(file.stem for file in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_a_readme_changes_as_a_careful_person_would_change_it(name: str) -> None:
    logs, before, expected = case(name)
    assert indexed(before, logs) == expected
    assert missing(expected, logs) == ()
    assert indexed(expected, logs) == expected


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_is_lost_and_no_row_is_broken(name: str) -> None:
    logs, before, _ = case(name)
    after = cells(indexed(before, logs))
    rest = iter(after)
    for row in cells(before):
        assert any(
            len(row) == len(other)
            and all(a in b or a in "-–" for a, b in zip(row, other, strict=True))
            for other in rest
        )
