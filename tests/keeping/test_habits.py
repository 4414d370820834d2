"""What repositories like students' own do already: seen in the names and the README alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from vibelog.core.course import Assignment, Course
from vibelog.keeping.habits import habits

PAPERS = {"dspy": ("DSPy", 10), "tvm": ("TVM", 10), "gepa": ("GEPA", 17), "mlir": ("MLIR", 24)}
COURSE = Course(
    "A",
    "Fall 2025",
    tuple(
        Assignment(name, label, aliases=(label,), due=date(2025, 9, day))
        for name, (label, day) in PAPERS.items()
    ),
)
README = (
    "# My notes\n## Official Course Repo\n[CSE598 Course link](https://github.com/prof/course)\n"
    "[A tool](https://github.com/who/tool)\n{}\n"
)


def made(root: Path, names: Sequence[str], readme: str | None = None) -> Path:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("You said:\nWhy?\n", encoding="utf-8")
    if readme is not None:
        (root / "README.md").write_text(README.format(readme), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("names", "folder", "pattern"),
    [
        (
            ["vibe-logs/2025-09-10-dspy.md", "vibe-logs/2025-09-17-gepa.md"],
            "vibe-logs",
            "{due}-{paper}.md",
        ),
        (["logs/0910_DSPy.md", "logs/0917_GEPA.md"], "logs", "{due:%m%d}_{label}.md"),
        (["ChatGPT-DSPy.md", "ChatGPT-TVM.md", "notes.md"], ".", "ChatGPT-{label}.md"),
        (["vibes/DSPy.txt", "vibes/GEPA.txt", "vibes/MLIR.txt"], "vibes", "{label}.md"),
        (["GEPA/vibe-notes.txt", "DSPy/vibe-notes.txt", "TVM/vibe.txt"], None, None),
        (["logs/DSPy.md", "logs/TVM.md", "logs/0917_GEPA.md", "logs/x MLIR.md"], "logs", None),
        (["vibe-logs/dspy.md"], None, None),  # once is no habit
        ([], None, None),
    ],
)
def test_a_folder_and_a_way_of_naming_are_habits_when_most_logs_share_them(
    tmp_path: Path, names: Sequence[str], folder: str | None, pattern: str | None
) -> None:
    found = habits(made(tmp_path / "notes", [*names, "src/setup.md"]), COURSE)
    assert (found.folder, found.pattern) == (folder, pattern)


@pytest.mark.parametrize(
    ("readme", "index"),
    [
        ("| DSPy | [log](vibe-logs/dspy.md) |", "in a table"),
        ("- [DSPy](vibe-logs/dspy.md)", "in a list"),
        ("See [this](vibe-logs/dspy.md).", "in its text"),
        ("| Week | Topics | Notes/Links |", "in the table that is there"),
        ("Hello", "in a table of its own"),
        (None, ""),
    ],
)
def test_how_the_readme_leads_to_logs(tmp_path: Path, readme: str | None, index: str) -> None:
    root = made(tmp_path / "notes", ["vibe-logs/dspy.md", "vibe-logs/gepa.md"], readme)
    assert habits(root, COURSE).index == index


@pytest.mark.parametrize(
    ("readme", "folder"),
    [
        ("| GEPA | [review](notes/GEPA%20paper%20review.md) |", "notes"),
        ("Mine are [here](notes/).", "notes"),
        ("Mine are [here](papers/).", None),
    ],
)
def test_files_named_after_papers_are_logs_where_the_readme_leads_to_them(
    tmp_path: Path, readme: str, folder: str | None
) -> None:
    names = ["GEPA paper review.md", "TVM_review.md", "mlir (final) v2.md", "setup.md"]
    found = habits(made(tmp_path / "notes", [f"notes/{name}" for name in names], readme), COURSE)
    assert (found.folder, found.pattern, found.logs) == (folder, None, 3 if folder else 0)


def test_the_courses_own_page_is_told_from_other_links(tmp_path: Path) -> None:
    root = made(tmp_path / "notes", ["a.md"], "")
    assert habits(root, COURSE).courses[0] == "https://github.com/prof/course"


def test_nothing_is_read_through_a_link_on_the_disk(tmp_path: Path) -> None:
    root = made(tmp_path / "notes", ["a.md"])
    (tmp_path / "secret.md").write_text(README.format(""), encoding="utf-8")
    (root / "README.md").symlink_to(tmp_path / "secret.md")
    assert (habits(root, COURSE).courses, habits(root, COURSE).index) == ((), "")
