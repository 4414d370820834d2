"""What was added is there whole, or not at all."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from vibelog.core.paper import Kind, Line, Page, Paper, Passage, passage_id
from vibelog.errors import LibraryError, UnknownPaperError
from vibelog.reading.library import Library

PAPER = Paper("ab" * 32, "dspy", "DSPy – a title", 2, 1, "2025-09-01T10:00:00+00:00", "dspy.pdf",
              arxiv="2310.03714v1", scanned=(2,))  # fmt: skip
PAGES = (Page(1, (Line("naïve text"), Line("of page 1"))), Page(2, ()))
PASSAGE = Passage(passage_id("naïve text\nof page 1"), "1 Intro", Kind.BODY,
                  "naïve text\nof page 1", 0, 20, ((1, 0),))  # fmt: skip

ADD = """
import sys
from pathlib import Path
from vibelog.core.paper import Page, Paper
from vibelog.reading.library import Library
home, sha, source = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
paper = Paper(sha, "dspy", "T", 1, 0, "2025-09-01T10:00:00+00:00", "dspy.pdf")
Library(Path(home)).keep(paper, Path(source), [Page(1, ())], [])
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "dspy.pdf"
    file.write_bytes(b"%PDF-bytes")
    return file


@pytest.fixture
def shelf(tmp_path: Path, source: Path) -> Library:
    """A library that holds PAPER."""
    made = Library(tmp_path / "deep" / "library")
    made.keep(PAPER, source, PAGES, [PASSAGE])
    return made


def test_what_was_kept_is_read_back(shelf: Library) -> None:
    again = Library(shelf.home)
    assert again.papers() == [PAPER]
    assert again.pages(PAPER) == [(1, "naïve text\nof page 1"), (2, "")]
    assert again.passages(PAPER) == [PASSAGE]
    assert again.folder(PAPER) == shelf.home / "papers" / ("ab" * 8)
    assert (again.folder(PAPER) / "source.pdf").read_bytes() == b"%PDF-bytes"
    assert again.by_sha("ab" * 32) == PAPER
    assert again.by_sha("ab" * 8 + "cd" * 24) is None


def test_a_paper_is_found_by_its_name_in_any_case(shelf: Library) -> None:
    assert shelf.find("DSPy") == PAPER
    with pytest.raises(UnknownPaperError, match="no paper dsp in the library: did you mean dspy"):
        shelf.find("dsp")
    with pytest.raises(UnknownPaperError, match="vibelog papers lists them"):
        shelf.find("quite-another")


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    empty = Library(tmp_path / "nothing")
    assert empty.papers() == []
    with pytest.raises(UnknownPaperError, match=r"library is empty: vibelog add FILE\.pdf"):
        empty.find("dspy")
    assert not empty.home.exists()  # asking creates nothing


def test_papers_come_by_name_and_torn_or_foreign_folders_are_passed_over(
    shelf: Library, source: Path
) -> None:
    other = replace(PAPER, sha256="cd" * 32, name="Ansor")
    shelf.keep(other, source, PAGES, [])
    papers = shelf.home / "papers"
    (papers / "notes").mkdir()
    (papers / "file").write_text("x")
    for name, text in (("torn", '{"sha256": "ab'), ("list", "[1]"), ("moved", None)):
        (papers / name).mkdir()
        record = (shelf.folder(PAPER) / "paper.json").read_text() if text is None else text
        (papers / name / "paper.json").write_text(record)
    assert [paper.name for paper in shelf.papers()] == ["Ansor", "dspy"]


def test_keeping_again_replaces_what_is_ours_and_leaves_what_is_not(
    shelf: Library, source: Path
) -> None:
    vectors = shelf.folder(PAPER) / "vectors.npy"
    vectors.write_bytes(b"not ours")
    (shelf.folder(PAPER) / "paper.json").write_text("torn")
    assert shelf.papers() == []
    shelf.keep(PAPER, source, PAGES, [PASSAGE])
    assert shelf.papers() == [PAPER]
    assert vectors.read_bytes() == b"not ours"
    assert [folder.name for folder in (shelf.home / "papers").iterdir()] == [PAPER.key]


def test_what_a_crash_left_half_done_is_no_paper_and_is_swept(shelf: Library, source: Path) -> None:
    half = shelf.home / "papers" / ".adding-x"
    half.mkdir()
    (half / "paper.json").write_text((shelf.folder(PAPER) / "paper.json").read_text())
    assert shelf.papers() == [PAPER]
    shelf.keep(replace(PAPER, sha256="cd" * 32, name="other"), source, PAGES, [])
    assert not half.exists()
    assert len(shelf.papers()) == 2


def test_a_source_that_vanished_leaves_no_half_paper(tmp_path: Path) -> None:
    shelf = Library(tmp_path / "library")
    with pytest.raises(LibraryError, match="cannot be written"):
        shelf.keep(PAPER, tmp_path / "gone.pdf", PAGES, [])
    assert shelf.papers() == []


def test_a_removed_paper_is_gone_and_can_be_removed_again(shelf: Library) -> None:
    shelf.remove(PAPER)
    assert shelf.papers() == []
    assert not shelf.folder(PAPER).exists()
    shelf.remove(PAPER)


def test_damaged_passages_are_told_with_what_to_do(shelf: Library) -> None:
    (shelf.folder(PAPER) / "passages.jsonl").write_text('{"id": ')
    with pytest.raises(LibraryError, match="run vibelog remove dspy, then add"):
        shelf.passages(PAPER)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    shelf = Library(tmp_path / "file" / "library")
    with pytest.raises(LibraryError, match=r"file/library cannot be written.*VIBELOG_HOME"):
        shelf.keep(PAPER, source, PAGES, [])
    with pytest.raises(LibraryError, match=r"cannot be read.*VIBELOG_HOME"):
        shelf.papers()


def test_the_lock_keeps_others_out_and_lets_its_holder_in_again(shelf: Library) -> None:
    caught: list[BaseException] = []

    def other() -> None:
        try:
            with Library(shelf.home).lock(seconds=0.1):
                pass
        except LibraryError as error:
            caught.append(error)

    with shelf.lock(), Library(shelf.home).lock(seconds=0.1):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert "Another vibelog has been using the library" in str(caught[0])
    with shelf.lock(seconds=0.1):
        pass


def test_two_processes_that_add_one_paper_leave_one_good_copy(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "library"
    adding = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, str(home), "ef" * 32, str(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for process in adding:
        assert process.stdout is not None
        process.stdout.readline()
    for process in adding:
        process.communicate(b"\n", timeout=20)
    assert [process.returncode for process in adding] == [0, 0]
    assert [paper.name for paper in Library(home).papers()] == ["dspy"]
    assert [folder.name for folder in (home / "papers").iterdir()] == ["ef" * 8]
