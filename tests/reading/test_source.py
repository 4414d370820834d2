"""What is a source, and the sentence for everything that is none."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from handmade import paper, typeset

from vibelog.errors import SourceError
from vibelog.reading.source import open_source


def test_a_pdf_is_known_by_its_bytes_and_its_name(tmp_path: Path) -> None:
    source = open_source(str(paper(tmp_path)))
    assert source.sha256 == hashlib.sha256(typeset()).hexdigest()
    assert (source.stem, source.name) == ("caching", "caching.pdf")


def test_the_mark_of_a_pdf_may_follow_some_junk(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"\n" * 1000 + typeset())
    assert open_source(file).name == "a.pdf"
    file.write_bytes(b"\n" * 1024 + typeset())
    with pytest.raises(SourceError, match="is not a PDF"):
        open_source(file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Log in", "a web page that was saved instead of the PDF"),
        (b"\n\n<HTML lang=en>", "a web page"),
        (b"PK\x03\x04rest", "a zip archive or an office document"),
        (b"Just some words.", "plain text"),
        ("naïve ".encode() * 400, "plain text"),
        (b"\x00\x01\x02\xff", "something else"),
        (b"%PDF-1.7\n" + b"x" * 9000, "is cut off before its end"),
    ],
)
def test_what_is_no_pdf_is_called_what_it_looks_like(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=words) as caught:
        open_source(file)
    assert str(file) in str(caught.value)


def test_a_download_that_broke_off_is_told(tmp_path: Path) -> None:
    file = tmp_path / "half.pdf"
    file.write_bytes(typeset()[: len(typeset()) * 2 // 3])
    with pytest.raises(SourceError, match="is cut off before its end: download"):
        open_source(file)


def test_a_missing_file_a_folder_a_pipe_and_an_address_are_told(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    for path, words in (
        (tmp_path / "none.pdf", "There is no file"),
        (tmp_path, "is a folder"),
        (pipe, "is not a regular file"),
        ("https://arxiv.org/pdf/2310.03714", "is a web address and vibelog reads files"),
        ("HTTP://example.org/a.pdf", "is a web address"),
        ("a\0b.pdf", "cannot be read"),
        ("x" * 5000, "cannot be read"),
    ):
        with pytest.raises(SourceError, match=words):
            open_source(path)


def test_a_name_with_terminal_escapes_is_shown_without_them(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(tmp_path / "a\x1b[31mred.pdf")
    assert "\x1b" not in str(caught.value)
