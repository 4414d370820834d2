"""The index of a real repository: which file, which logs, what is written and what is committed."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from vibelog.app import App, start
from vibelog.app.check import checks
from vibelog.app.log import indexing
from vibelog.errors import RepositoryError

QUESTIONS = "".join(
    f"You said:\nWhat is {topic}?\n\nChatGPT said:\nIt is {topic}.\n\n"
    for topic in ("a signature", "a module", "a metric", "a demo", "a trace")
)
ROW = "| 2025-09-10 | [DSPy](https://arxiv.org/pdf/2310.03714) | [log](vibe-logs/dspy.md) |"


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def notes(repository: Path) -> Path:
    """A student's repository with one log, committed, and a README that does not lead to it."""
    folder = repository / "vibe-logs"
    folder.mkdir()
    (folder / "dspy.md").write_text(QUESTIONS, encoding="utf-8")
    (repository / "README.md").write_text("# My course\n\nHello.\n", encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message=log")
    return repository


@pytest.fixture
def me() -> App:
    return start(lambda _: None)


def test_a_log_is_known_by_the_courses_facts(notes: Path, me: App) -> None:
    [entry] = indexing.entries(me, notes)
    assert entry.label == "DSPy"
    assert entry.path == "vibe-logs/dspy.md"
    assert "https://arxiv.org/abs/2310.03714" in entry.urls
    assert str(entry.due) == "2025-09-10"
    assert entry.questions == 5


def test_what_is_missing_is_only_told_unless_it_is_to_be_written(notes: Path, me: App) -> None:
    told = indexing.update(me, notes, write=False)
    assert [indexing.name(entry) for entry in told.missing] == ["dspy"]
    assert git("status", "--porcelain") == ""
    indexing.update(me, notes, write=True)
    assert ROW in git("diff")
    assert "\n-" not in git("diff").partition("@@")[2]
    assert indexing.update(me, notes, write=True).missing == ()


def test_the_readme_is_found_however_its_name_is_written(notes: Path, me: App) -> None:
    git("mv", "README.md", "Readme.MD")
    indexing.update(me, notes, write=True)
    assert ROW in (notes / "Readme.MD").read_text(encoding="utf-8")
    assert [path.name for path in notes.iterdir() if path.is_file()] == ["Readme.MD"]


def test_a_repository_without_a_readme_gets_one(notes: Path, me: App) -> None:
    (notes / "README.md").unlink()
    assert indexing.update(me, notes, write=True).file == "README.md"
    assert (notes / "README.md").read_text(encoding="utf-8").startswith("## Vibe logs\n")


def test_mode_and_line_ends_stay(notes: Path, me: App) -> None:
    readme = notes / "README.md"
    readme.write_bytes(b"\xef\xbb\xbf# My course\r\n\r\nHello.")
    readme.chmod(0o755)
    indexing.update(me, notes, write=True)
    written = readme.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf# My course\r\n\r\nHello.\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert readme.stat().st_mode & 0o777 == 0o755


def test_another_file_may_hold_the_index_and_links_are_relative_to_it(notes: Path) -> None:
    (notes / "vibelog.toml").write_text('index = "docs/logs.md"\n', encoding="utf-8")
    me = start(lambda _: None)
    indexing.update(me, notes, write=True)
    text = (notes / "docs" / "logs.md").read_text(encoding="utf-8")
    assert "[log](../vibe-logs/dspy.md)" in text
    assert indexing.update(me, notes, write=False).missing == ()


def test_none_means_no_index(notes: Path) -> None:
    (notes / "vibelog.toml").write_text('index = "none"\n', encoding="utf-8")
    me = start(lambda _: None)
    assert indexing.update(me, notes, write=True).file == ""
    assert indexing.edits(me, notes, notes / "vibe-logs" / "dspy.md") == {}
    assert indexing.commit(me, notes).commit is None
    assert git("status", "--porcelain") == "?? vibelog.toml\n"


@pytest.mark.parametrize("index", ["out/README.md", "vibe-logs", "link.md", "bad.md"])
def test_what_cannot_be_an_index_is_refused_and_left_alone(notes: Path, index: str) -> None:
    (notes / "link.md").symlink_to("README.md")
    (notes / "out").symlink_to(notes.parent)
    (notes / "bad.md").write_bytes(b"caf\xe9\n")
    (notes / "vibelog.toml").write_text(f'index = "{index}"\n', encoding="utf-8")
    before = git("status", "--porcelain", "--untracked-files=all")
    with pytest.raises(RepositoryError, match=r"outside|link or folder|not UTF-8"):
        indexing.update(start(lambda _: None), notes, write=True)
    assert git("status", "--porcelain", "--untracked-files=all") == before
    assert (notes / "bad.md").read_bytes() == b"caf\xe9\n"


def test_a_readme_that_is_no_markdown_is_not_hidden_by_a_new_one(notes: Path, me: App) -> None:
    git("mv", "README.md", "README.rst")
    with pytest.raises(RepositoryError, match=r"README\.rst is not Markdown"):
        indexing.update(me, notes, write=True)


def test_a_link_to_a_log_that_is_gone_is_told_and_stays(notes: Path, me: App) -> None:
    indexing.update(me, notes, write=True)
    (notes / "vibe-logs" / "dspy.md").rename(notes / "vibe-logs" / "2025-09-10-dspy.md")
    found = indexing.update(me, notes, write=True)
    assert found.dead == ("vibe-logs/dspy.md",)
    assert ROW in (notes / "README.md").read_text(encoding="utf-8")


def test_the_commit_holds_the_row_and_the_student_keeps_their_edits(notes: Path, me: App) -> None:
    readme = notes / "README.md"
    readme.write_text("# My course!\n\nHello.\n", encoding="utf-8")
    found = indexing.commit(me, notes)
    assert found.commit
    assert git("show", "--name-only", "--format=", "HEAD") == "README.md\n"
    assert ROW in git("show", "HEAD:README.md")
    assert "course!" not in git("show", "HEAD:README.md")
    assert readme.read_text(encoding="utf-8").startswith("# My course!\n")
    assert ROW in readme.read_text(encoding="utf-8")
    assert indexing.commit(me, notes).commit is None


def test_a_log_that_no_commit_has_is_not_linked_in_one(notes: Path, me: App) -> None:
    (notes / "vibe-logs" / "gepa.md").write_text(QUESTIONS, encoding="utf-8")
    found = indexing.commit(me, notes)
    assert [indexing.name(entry) for entry in found.waiting] == ["gepa"]
    assert "gepa" not in git("show", "HEAD:README.md")


def test_one_logs_edit_is_for_any_version_of_the_readme(notes: Path, me: App) -> None:
    (notes / "vibe-logs" / "gepa.md").write_text(QUESTIONS, encoding="utf-8")
    [(file, edit)] = indexing.edits(me, notes, notes / "vibe-logs" / "dspy.md").items()
    assert file.samefile(notes / "README.md")
    for text in ("", "# Other\n", "- [TVM](vibe-logs/tvm.md)\n"):
        assert "(vibe-logs/dspy.md)" in edit(text)
        assert "gepa" not in edit(text)


def test_a_log_in_several_formats_is_one_and_its_markdown_is_linked(notes: Path, me: App) -> None:
    (notes / "vibe-logs/dspy.html").write_text(f"<pre>{QUESTIONS}</pre>", encoding="utf-8")
    [entry] = indexing.entries(me, notes)
    assert entry.path == "vibe-logs/dspy.md"
    (notes / "README.md").write_text("[DSPy](vibe-logs/dspy.html)\n", encoding="utf-8")
    assert indexing.update(me, notes, write=False).missing == ()


@pytest.mark.parametrize(
    "line",
    [
        "[log](vibe-logs/dspy.md)",
        "`[log](vibe-logs/dspy.md)`",
        "<!-- [log](vibe-logs/dspy.md) -->",
        "[log][1]\n\n[1]: ./vibe-logs/dspy.md",
        "[1]: vibe-logs/dspy.md",
        '<a href="vibe-logs/dspy.md">log</a>',
        "https://github.com/ada/notes/blob/main/vibe-logs/dspy.md",
        "vibe-logs/dspy.md",
    ],
)
def test_check_and_index_agree_on_what_is_linked(line: str, notes: Path, me: App) -> None:
    (notes / "README.md").write_text(f"# A\n\n{line}\n", encoding="utf-8")
    report = checks.check(me, notes, date(2025, 9, 1))
    told = {flag.code for log in report.logs for flag in log.flags}
    assert ("not-indexed" in told) == bool(indexing.update(me, notes, write=False).missing)
