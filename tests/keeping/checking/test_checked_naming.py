"""File names as students gave them, and READMEs that lead to files."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from vibelog.config import shipped
from vibelog.core.course import parse
from vibelog.keeping.checking.naming import leads_to, named_as_log, paper_of

COURSE = parse(shipped("corpus/course.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "paper"),
    [
        ("vibe-logs/2025-09-10-dspy.md", "dspy"),
        ("vibe-logs/ChatGPT-DSPy.md", "dspy"),
        ("Notes/GEPA/vibe-notes.txt", "gepa"),
        ("vibe_logs/DSPy_vibe_log.md", "dspy"),
        ("0910_DSPy.md", "dspy"),
        ("DSPY_review.md", "dspy"),
        ("logs/vLLM.md", "effpagedattn"),
        ("logs/Jenga.md", "effllmserv"),
        ("logs/torchtitann.md", "torchtitan"),
        ("logs/my-own-paper.md", "my-own-paper"),
        ("notes/shopping.md", None),
    ],
)
def test_a_file_is_named_after_its_paper(path: str, paper: str | None) -> None:
    assert paper_of(PurePosixPath(path), COURSE, ["my-own-paper"]) == paper


def test_a_name_says_whether_it_is_a_log() -> None:
    assert named_as_log(PurePosixPath("vibe_logs/x.md"))
    assert named_as_log(PurePosixPath("DSPy_log.md"))
    assert not named_as_log(PurePosixPath("src/catalogue.md"))


@pytest.mark.parametrize(
    "readme",
    [
        "| DSPy | [log](vibe-logs/my%20dspy.md) |",
        "[log](./vibe-logs/my%20dspy.md#2-why 'title')",
        "[log]: <vibe-logs/my%20dspy.md>",
        '<a href="vibe-logs/my%20dspy.md">log</a>',
        "https://github.com/ada/notes/blob/main/vibe-logs/my%20dspy.md",
    ],
)
def test_a_link_in_the_readme_leads_to_the_log(readme: str) -> None:
    assert leads_to(readme, "vibe-logs/my dspy.md")


@pytest.mark.parametrize(
    "readme",
    [
        "vibe-logs/my dspy.md",
        "[log](vibe-logs/other.md)",
        "[x](https://x.org/vibe-logs/my%20dspy.md)",
    ],
)
def test_what_is_no_link_to_it_does_not(readme: str) -> None:
    assert not leads_to(readme, "vibe-logs/my dspy.md")
