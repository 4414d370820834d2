"""READMEs as instructors write them; the right days stand in a comment above each, by hand.

`2024-09-03 heron`: the paper whose link ends so is due then; `none`: it has no day and is listed;
`listed`: these words are.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from vibelog.core.course import Assignment
from vibelog.keeping.schedule import read

READMES = sorted((Path(__file__).parent / "readmes").glob("*.md"))


def told(paper: Assignment) -> str:
    """How the comment names a paper: its id, else the end of its link, else its title."""
    end = re.split(r"[/=]", paper.link or "")[-1].removesuffix(".pdf")
    return paper.arxiv or paper.doi or end or paper.title.replace(" ", "-")


def test_there_are_readmes() -> None:
    assert len(READMES) > 25


@pytest.mark.parametrize("readme", READMES, ids=[readme.stem for readme in READMES])
def test_the_days_of_a_readme_are_right(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    comment, _, page = text.partition("-->\n")
    right: dict[str, date | None] = {}
    listed: list[str] = []
    for line in comment.splitlines()[1:]:
        day, _, names = line.partition(" ")
        if day == "listed":
            listed.append(names)
            continue
        right |= dict.fromkeys(names.split(), None if day == "none" else date.fromisoformat(day))
    course = read(page)
    assert {told(paper): paper.due for paper in course.assignments} == right
    assert len(course.unread) == len(listed)
    for words, unread in zip(listed, course.unread, strict=True):
        assert words in unread.text
