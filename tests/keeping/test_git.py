"""How git is started: what it is told, what it is not, and how it ends."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from vibelog.errors import RepositoryError
from vibelog.keeping import git


def alias(command: str) -> tuple[str, ...]:
    return "-c", f"alias.x=!{command}", "x"


def test_bytes_go_in_and_come_out_unchanged(tmp_path: Path) -> None:
    data = bytes(range(256)).decode(errors="surrogateescape")
    assert git.attempt(tmp_path, *alias("cat"), given=data).out == data


def test_an_error_is_a_sentence_with_gits_own_words(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match=r"git rev-parse failed in .*: fatal: not a git"):
        git.ask(tmp_path, "rev-parse", "HEAD")


def test_what_git_says_has_no_password_and_no_escape() -> None:
    said = git.Result(1, "", "fatal: no \x1b[31mhttps://ada:secret@example.org/x\x1b[m.\n\nb").said
    assert said == "fatal: no https://example.org/x / b"


def test_messages_are_english_in_the_students_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.delenv("LC_CTYPE", raising=False)  # Python sets it itself where there is no LANG
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    shown = alias('echo "$LC_ALL,$LC_CTYPE,$LC_MESSAGES"')
    assert git.attempt(tmp_path, *shown, own=True).out == ",de_DE.UTF-8,C\n"
    assert git.attempt(tmp_path, *shown).out == "C,,\n"


def test_a_git_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(RepositoryError, match=r"did not end within 0\.2 seconds"):
        git.attempt(tmp_path, *alias("exec sleep 20"), seconds=0.2)
    assert time.monotonic() - began < 4


def test_a_ctrl_c_ends_git_too(tmp_path: Path) -> None:
    began = time.monotonic()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        git.attempt(tmp_path, *alias("echo $$ >pid; exec sleep 20"))
    assert time.monotonic() - began < 4
