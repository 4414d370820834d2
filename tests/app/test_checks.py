"""The whole check on the sample paper: a log that vibelog wrote, and what was done to it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from vibelog.app import checks, mending, start
from vibelog.keeping.checking.findings import Findings

TODAY = date(2025, 9, 11)
Edit = Callable[[str], str]


@pytest.fixture
def log(talked: Path, repository: None) -> Path:
    """The log of the sample conversation, committed, with a README that leads to it."""
    del talked, repository
    from vibelog.app import logs, shelf

    me = start(lambda _: None)
    path = logs.write(me, shelf.known(me, "sample"), Path.cwd()).path
    Path("README.md").write_text(f"[log](vibe-logs/{path.name})\n", encoding="utf-8")
    commit()
    return path


def commit() -> None:
    subprocess.run(["git", "add", "--all"], check=True)
    subprocess.run(["git", "commit", "--quiet", "--message=log"], check=True)


def checked(path: Path) -> Findings:
    """What is found in one log."""
    [found] = checks.check(start(lambda _: None), path, TODAY).logs
    return found


def codes(path: Path) -> set[str]:
    return {flag.code for flag in checked(path).flags if flag.level != "note"}


def edit(path: Path, change: Edit) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    commit()


def test_a_log_of_vibelogs_holds_in_every_respect(log: Path) -> None:
    found = checked(log)
    assert found.paper == "sample"
    assert found.questions == 5
    assert found.verbatim is True
    assert found.quotes.checked == found.quotes.verified > 0
    assert codes(log) == set()


def test_a_question_that_was_edited_is_noticed_in_its_line(log: Path) -> None:
    edit(log, lambda text: text.replace("What is a block?", "What is a cache block?"))
    [flag] = [flag for flag in checked(log).flags if flag.code == "not-verbatim"]
    assert "cache block" in log.read_text(encoding="utf-8").splitlines()[flag.line - 1]
    assert checked(log).verbatim is False


def test_a_quote_that_was_edited_is_noticed(log: Path) -> None:
    edit(log, lambda text: text.replace("> “", "> “Certainly not: ", 1))
    assert codes(log) == {"quote-not-in-paper"}


def test_without_the_conversation_nothing_is_said_of_verbatim(log: Path, library: Path) -> None:
    shutil.rmtree(library / "conversations")
    assert checked(log).verbatim is None


def test_a_transcript_beside_the_log_proves_it_too(log: Path, library: Path) -> None:
    (log.parent / "transcripts").mkdir()
    for file in (library / "conversations/sample").glob("*.jsonl"):
        shutil.move(file, log.parent / "transcripts")
    assert checked(log).verbatim is True


def test_a_log_that_is_not_committed_or_linked_says_so(log: Path) -> None:
    Path("README.md").write_text("Nothing yet.\n", encoding="utf-8")
    log.write_text(log.read_text(encoding="utf-8") + "\nMy own words.\n", encoding="utf-8")
    assert codes(log) == {"not-committed", "not-indexed"}


def test_a_log_is_late_by_its_commit(log: Path) -> None:
    late = log.with_name("dspy.md")
    late.write_text("You said:\nWhat is a module?\n\nChatGPT said:\nA layer.\n", encoding="utf-8")
    Path("README.md").write_text("[a](vibe-logs/dspy.md)", encoding="utf-8")
    commit()
    assert codes(late) == {"late", "too-few"}


def test_papers_that_are_due_by_today_are_missing(log: Path) -> None:
    me = start(lambda _: None)
    missing = [each.paper for each in checks.check(me, Path.cwd(), TODAY).missing]
    assert sorted(missing) == ["dspy", "tvm"]  # the course's papers of 10 September 2025
    assert not checks.check(me, log, TODAY).missing


def test_a_folder_outside_of_git_says_what_was_not_checked(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(log, folder)
    report = checks.check(start(lambda _: None), folder, TODAY)
    assert [found.verbatim for found in report.logs] == [True]
    assert "git repository" in report.note


def test_links_are_not_followed_and_other_files_are_no_logs(log: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("You said:\nWhat?\n\nChatGPT said:\nThat.\n", encoding="utf-8")
    log.with_name("gepa.md").symlink_to(outside)
    Path("shopping.md").write_text("milk\n", encoding="utf-8")
    report = checks.check(start(lambda _: None), Path.cwd(), TODAY)
    assert [found.path for found in report.logs] == [f"vibe-logs/{log.name}"]


def test_a_paper_that_is_not_in_the_library_is_looked_up_nowhere(log: Path) -> None:
    other = log.with_name("dspy.md")
    other.write_text("You said:\nWhat?\n\nChatGPT said:\nThat.\n", encoding="utf-8")
    assert "paper-not-added" in {flag.code for flag in checked(other).flags}


def test_a_name_in_the_front_matter_leads_out_of_no_folder(log: Path) -> None:
    edit(log, lambda text: text.replace('paper: "sample"', 'paper: "../conversations/sample"'))
    assert checked(log).verbatim is None


def test_a_file_that_is_no_text_is_said_to_be_unreadable(log: Path) -> None:
    log.write_bytes(b"\xff\xfe\x00")
    assert codes(log) >= {"unreadable"}


def test_mending_keeps_line_ends_and_leaves_bare_links_alone(log: Path) -> None:
    chat = log.with_name("dspy.md")
    chat.write_bytes(b"You said:\r\nI am ada@example.org, why?\r\n\r\nChatGPT said:\r\nSo.\r\n")
    log.with_name("gepa.md").write_text(
        "https://chatgpt.com/share/68c0aaaa-0000\n", encoding="utf-8"
    )
    [(path, _, after)] = mending.mend(start(lambda _: None), Path.cwd())
    mending.replace_file(path, after)
    assert chat.read_bytes() == (
        b"You said:\r\nI am [email removed], why?\r\n\r\nChatGPT said:\r\nSo.\r\n"
    )
