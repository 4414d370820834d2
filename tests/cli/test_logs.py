"""`vibelog log`: what is chosen, shown, named, kept beside, and asked in a terminal."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from conftest import QUESTIONS, Vibelog
from model_server import Fault, Said, fields, serving
from terminal import running

MORE = (
    "What is the cost of a miss?",
    "Which workloads were replayed?",
    "What are the limitations?",
    "How is a block hashed?",
    "What is an eviction?",
    "What does reuse save?",
    "How large is the cache?",
)


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout


@pytest.mark.usefixtures("talked")
def test_a_preview_says_why_and_writes_nothing(vibelog: Vibelog, repository: Path) -> None:
    for question in MORE:
        vibelog("ask", "sample", question)
    ran = vibelog("log", "sample", "--preview", "--keep", "12")
    rows = [line.split("\t") for line in ran.out.splitlines()[1:]]
    assert [row[0] for row in rows] == [str(n) for n in range(1, 13)]
    assert sum(row[1] == "yes" for row in rows) == 10
    assert rows[11][1::2] == ["yes", "you keep it"]
    assert not (repository / "vibe-logs").exists()


@pytest.mark.usefixtures("sample")
def test_a_preview_of_too_few_says_how_many_there_are(vibelog: Vibelog) -> None:
    for question in QUESTIONS[:3]:
        vibelog("ask", "sample", question)
    assert "3 of 5–10 questions: ask 2 more." in vibelog("log", "sample", "--preview").err


@pytest.mark.usefixtures("talked")
def test_what_is_dropped_stays_out_the_next_time_too(vibelog: Vibelog, repository: Path) -> None:
    vibelog("ask", "sample", MORE[0])
    vibelog("log", "sample", "--drop", "2")
    file = repository / "vibe-logs/sample.md"
    text = file.read_text()
    assert f"## 2. {QUESTIONS[2]}" in text
    assert f"## Also asked\n\n- {QUESTIONS[1]}\n" in text
    vibelog("log", "sample")
    assert file.read_text() == text
    vibelog("log", "sample", "--keep", "2")
    assert f"## 2. {QUESTIONS[1]}" in file.read_text()


@pytest.mark.usefixtures("talked", "repository")
def test_numbers_that_cannot_be_are_refused(vibelog: Vibelog) -> None:
    assert "no question 99" in vibelog("log", "sample", "--keep", "99").err
    assert vibelog("log", "sample", "--keep", "two").code == 2
    assert vibelog("log", "sample", "--keep", "1", "--drop", "1").code == 2
    assert vibelog("log", "sample", "--pick").code == 2
    assert not Path("vibe-logs").exists()


@pytest.mark.usefixtures("talked")
def test_the_conversation_lies_beside_the_log_in_one_commit(
    vibelog: Vibelog, repository: Path
) -> None:
    assert vibelog("log", "sample", "--with-transcript", "--commit").code == 0
    names = git("show", "--name-only", "--format=", "HEAD").split()
    assert names == ["README.md", "vibe-logs/sample.md", "vibe-logs/transcripts/sample.jsonl"]
    lines = (repository / names[2]).read_text().splitlines()
    asked = [event["text"] for event in map(json.loads, lines) if event["type"] == "question"]
    assert asked == list(QUESTIONS)


def test_a_conversation_without_its_private_data_proves_the_log_to_others(
    vibelog: Vibelog, talked: Path, repository: Path
) -> None:
    vibelog("chat", "sample", typed="Why? Write to me@example.org\nWhat is a leaf?\n/undo")
    assert vibelog("log", "sample", "--with-transcript").code == 0
    shutil.rmtree(talked / "conversations")
    log = repository / "vibe-logs/sample.md"
    assert json.loads(vibelog("check", str(log), "--json").out)["logs"][0]["verbatim"] is True
    log.write_text(log.read_text().replace("What is a block?", "What is one block?"))
    assert json.loads(vibelog("check", str(log), "--json").out)["logs"][0]["verbatim"] is False


@pytest.mark.usefixtures("talked")
@pytest.mark.parametrize(
    ("form", "begins"), [("html", b"<!doctype html>"), ("docx", b"PK"), ("ipynb", b"{")]
)
def test_another_format_is_written_the_same_each_time_and_hand_edits_stay(
    vibelog: Vibelog, repository: Path, form: str, begins: bytes
) -> None:
    file = repository / f"vibe-logs/my-sample.{form}"
    vibelog("log", "sample", "--format", form, "--name", "my-{paper}")
    first = file.read_bytes()
    assert first.startswith(begins)
    assert (
        "Nothing has changed"
        in vibelog("log", "sample", "--format", form, "--name", "my-{paper}").out
    )
    assert file.read_bytes() == first
    file.write_bytes(b"mine")
    vibelog("log", "sample", "--format", form, "--name", "my-{paper}")
    assert file.read_bytes() == b"mine"
    assert file.with_suffix(f".new.{form}").read_bytes() == first


@pytest.mark.usefixtures("talked")
def test_in_a_terminal_it_is_shown_and_asked_for_first(repository: Path) -> None:
    code = "from vibelog.cli import main; main()"
    command = [sys.executable, "-c", code, "log", "sample"]
    screen = pexpect.spawn(command[0], command[1:], encoding="utf-8", timeout=30)
    screen.expect("there is room")
    screen.expect(r"Write .*sample\.md\?")
    screen.sendline("n")
    screen.expect("Nothing was written")
    screen.expect(pexpect.EOF)
    assert not (repository / "vibe-logs").exists()


@pytest.mark.usefixtures("talked")
def test_questions_are_picked_and_answers_edited_but_no_question_is_changed(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\nif grep -q Mine "$1"; then sed -i "s/^## 1. .*/## 1. Forged?/" "$1"\n'
        'else echo "Mine." >> "$1"; sed -i "s/^## 1. .*/## 1. Forged?/" "$1"; fi\n'
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    code = "from vibelog.cli import main; main()"
    options = ["log", "sample", "--pick", "--allow-short", "--edit", "--yes"]
    screen = pexpect.spawn(sys.executable, ["-c", code, *options], encoding="utf-8", timeout=30)
    screen.expect("The questions for the log")
    screen.sendline("2,4-5")
    screen.expect("after your edits question 1")
    screen.expect("Edit it again")
    screen.sendline("n")
    screen.expect(pexpect.EOF)
    text = (repository / "vibe-logs/sample.md").read_text()
    assert f"## 1. {QUESTIONS[1]}" in text
    assert "Forged" not in text
    assert text.count("\n## ") == 3 + 2  # the questions; also asked, how it was made


@pytest.mark.usefixtures("talked")
def test_a_repositorys_vibelog_toml_can_name_the_file(vibelog: Vibelog, repository: Path) -> None:
    (repository / "vibelog.toml").write_text('file = "{label}_log.md"\n')
    assert vibelog("log", "sample").code == 0
    assert (repository / "vibe-logs/sample_log.md").exists()


@pytest.mark.usefixtures("talked")
def test_of_a_page_that_cannot_be_merged_the_truth_is_told(
    vibelog: Vibelog, repository: Path
) -> None:
    vibelog("log", "sample", "--format", "html")
    (repository / "vibe-logs/sample.html").write_bytes(b"mine")
    said = vibelog("log", "sample", "--format", "html").out
    assert said.startswith("The log that is there was changed by hand, and the new one cannot be")
    assert "same places" not in said


@pytest.mark.usefixtures("talked", "repository")
def test_what_became_of_the_log_and_of_the_conversation_is_told_apart(vibelog: Vibelog) -> None:
    vibelog("log", "sample")
    folder = Path.cwd() / "vibe-logs"
    assert vibelog("log", "sample", "--with-transcript").out.splitlines() == [
        f"Nothing has changed in {folder}/sample.md (5 questions).",
        f"Wrote {folder}/transcripts/sample.jsonl (the conversation).",
    ]
    (folder / "transcripts/sample.jsonl").write_text("{}")
    edited = vibelog("log", "sample", "--with-transcript", "--commit")
    assert "The conversation that is there was changed by hand" in edited.out
    assert (edited.code, "sample.new.jsonl" in edited.err) == (1, True)


def test_a_second_log_of_one_conversation_is_told_with_the_command_that_removes_it(
    vibelog: Vibelog, talked: Path, repository: Path
) -> None:
    first = events_of(talked).stem
    vibelog("log", "sample", "--with-transcript", "--commit")
    vibelog("chat", "sample", "--new", typed="What is a leaf?")
    other = vibelog("log", "sample", "--allow-short", "--name", "leaf")
    assert "too" not in other.err, "it is of another conversation"
    again = vibelog("log", "sample", "--conversation", first, "--name", "my log")
    assert again.err.splitlines()[-2:] == [
        "vibe-logs/sample.md is a log of this conversation, too. To keep the new one only:",
        "  git rm vibe-logs/sample.md vibe-logs/transcripts/sample.jsonl",
    ]
    assert (repository / "vibe-logs/sample.md").exists()
    subprocess.run(["bash", "-c", again.err.splitlines()[-1]], check=True, capture_output=True)
    assert not (repository / "vibe-logs/sample.md").exists()


@pytest.mark.usefixtures("repository")
def test_a_log_of_the_same_questions_in_another_conversation_is_no_second_log(
    vibelog: Vibelog, talked: Path
) -> None:
    first = events_of(talked)
    vibelog("log", "sample")
    other = first.with_name("other.jsonl")
    events = [json.loads(line) for line in first.read_text().splitlines()]
    changes = {"conversation": {"id": other.stem}, "answer": {"text": "Otherwise."}}
    changed = [event | changes.get(event["type"], {}) for event in events]
    other.write_text("".join(f"{json.dumps(event)}\n" for event in changed))
    again = vibelog("log", "sample", "--conversation", other.stem, "--name", "again")
    assert (again.code, again.err) == (0, "")


def events_of(library: Path) -> Path:
    (file,) = (library / "conversations/sample").glob("*.jsonl")
    return file


def test_a_preview_says_how_many_are_left_out_and_why(vibelog: Vibelog, talked: Path) -> None:
    asked = {"v": 1, "type": "question", "turn": 6, "text": "What is a leaf?"}
    with events_of(talked).open("a") as file:
        file.write(json.dumps(asked) + "\n")
    said = vibelog("log", "sample", "--preview").err
    assert said == (
        "Left out: 1 question has no answer (stopped, or the model failed); asked again, it "
        "counts.\n"
    )


BAD = {
    "unreadable": "I will not.",
    "refused": Fault(401),
    "too long": Fault(400, "maximum context length is 9 tokens", "context_length_exceeded"),
    "cut": Said(fields(title="T", summary="It goes on"), finish="length"),
}


@pytest.mark.usefixtures("talked")
@pytest.mark.parametrize("reply", BAD.values(), ids=BAD)
def test_a_model_that_fails_does_not_hold_up_the_log(
    vibelog: Vibelog, repository: Path, monkeypatch: pytest.MonkeyPatch, reply: str | Said | Fault
) -> None:
    with serving([reply]) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        ran = vibelog("log", "sample", "--commit", "--condense")
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if "compiled without a model" in line] == [
        ran.err.splitlines()[-1]
    ]
    assert (
        git("show", "HEAD:vibe-logs/sample.md") == (repository / "vibe-logs/sample.md").read_text()
    )
    monkeypatch.delenv("VIBELOG_LM")
    assert "Nothing has changed" in vibelog("log", "sample").out


@pytest.mark.usefixtures("repository")
def test_a_preview_asks_the_model_only_where_there_is_something_to_choose(
    vibelog: Vibelog, talked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    framed = fields(title="T", summary="", keep="[12]", insights=[], open_questions=[])
    with serving([framed]) as server:
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        preview = ("log", "sample", "--preview", "--model", "openai/tiny")
        assert vibelog(*preview, "--condense").code == 0
        assert server.requests == []
        for question in MORE:
            vibelog("ask", "sample", question)
        ten = ("--keep", "1-10")
        vibelog(*preview, *ten)
        assert server.requests == []
        assert "the model proposes it" in vibelog(*preview).out
        vibelog(*preview)
        assert len(server.requests) == 1
    assert events_of(talked).read_text().count('"type": "curated"') == 1


@pytest.mark.usefixtures("talked", "repository")
def test_in_a_narrow_terminal_no_file_name_is_broken() -> None:
    code = "from vibelog.cli import main; main()"
    command = [sys.executable, "-c", code, "log", "sample", "--yes"]
    with running(command, 40, 20) as terminal:
        terminal.ended()
        assert str(Path.cwd() / "vibe-logs/sample.md") in terminal.text().replace("\n", "")
        assert "Wrote" in terminal.lines()
        assert "(5 questions)." in terminal.lines()


@pytest.mark.usefixtures("talked", "repository")
def test_a_question_with_odd_line_ends_is_known_again(vibelog: Vibelog) -> None:
    vibelog("ask", "sample", "What is a leaf\r\nand what a root?")
    assert vibelog("log", "sample").code == 0
    assert "Nothing has changed" in vibelog("log", "sample").out


@pytest.mark.usefixtures("talked", "repository")
def test_html_for_short_is_the_same_page(vibelog: Vibelog) -> None:
    assert vibelog("log", "sample", "--format", "html").code == 0
    page = Path("vibe-logs/sample.html").read_bytes()
    Path("vibe-logs/sample.html").unlink()
    assert vibelog("log", "sample", "--html").code == 0
    assert Path("vibe-logs/sample.html").read_bytes() == page
    assert vibelog("log", "sample", "--html", "--format", "docx").code == 2
