"""`vibelog import` as a student types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import QUESTIONS, Vibelog

ANSWER = "Prefix caching reuses blocks of keys and values of a prompt's beginning in the cache."
CHAT = "".join(f"You said:\n{q}\n\nChatGPT said:\n{ANSWER}\n\n" for q in QUESTIONS)
MAILED = f"You said:\nI am a@uni.edu and b@uni.edu.\n\nChatGPT said:\nHello.\n\n{CHAT}"


@pytest.mark.usefixtures("sample")
def test_one_line_says_what_was_found_and_what_was_taken_out(vibelog: Vibelog) -> None:
    Path("chat.md").write_text(MAILED)
    ran = vibelog("import", "chat.md", "--paper", "sample")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("chat.md: 6 turns, 6 questions, form: You said / ChatGPT said")
    assert ran.out.endswith(
        "; 2 e-mail addresses removed; nothing says when it was asked; about sample\n"
    )


@pytest.mark.usefixtures("sample")
def test_what_was_imported_makes_a_log(vibelog: Vibelog, repository: Path) -> None:
    Path("chat.md").write_text(CHAT)
    assert vibelog("import", "chat.md", "--paper", "sample", "--ground").code == 0
    assert vibelog("log", "sample").code == 0
    text = (repository / "vibe-logs/sample.md").read_text()
    assert all(f"## {n}. {question}" in text for n, question in enumerate(QUESTIONS, 1))
    assert 'model: "ChatGPT"' in text


@pytest.mark.usefixtures("sample")
def test_the_same_file_twice_says_so(vibelog: Vibelog) -> None:
    Path("chat.md").write_text(CHAT)
    vibelog("import", "chat.md", "--paper", "sample")
    assert "nothing was added" in vibelog("import", "chat.md").out


@pytest.mark.usefixtures("sample")
def test_scripts_get_the_contract_s_object(vibelog: Vibelog) -> None:
    Path("chat.md").write_text(MAILED)
    found = json.loads(vibelog("import", "chat.md", "--paper", "sample", "--json").out)
    assert found.pop("conversation")
    assert found == {
        "paper": "sample",
        "form": "You said / ChatGPT said",
        "turns": 6,
        "questions": 6,
        "redacted": 2,
    }


@pytest.mark.usefixtures("sample")
def test_one_bad_file_does_not_stop_the_others(vibelog: Vibelog) -> None:
    Path("chat.md").write_text(CHAT)
    Path("link.md").write_text("https://chatgpt.com/share/68c0aa11-0000-8000-a000-123456789abc\n")
    ran = vibelog("import", "missing.md", "link.md", "chat.md", "--paper", "sample")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 2
    assert "save the page" in ran.err
    assert "68c0aa11" not in ran.err
    assert "5 questions" in ran.out


@pytest.mark.usefixtures("sample")
def test_from_a_pipe_an_unsure_file_is_an_error_that_names_the_papers(vibelog: Vibelog) -> None:
    Path("chat.md").write_text("You said:\nWhy?\n\nChatGPT said:\nBecause.\n")
    ran = vibelog("import", "chat.md")
    assert (ran.code, ran.out) == (1, "")
    assert "--paper NAME (sample)" in ran.err
