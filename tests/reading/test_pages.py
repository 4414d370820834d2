"""Extraction: what is printed comes out, and no file can do more than fail with a sentence."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest
from handmade import bomb, handmade, pages_of, paper, pdf_of, typeset

from vibelog.core.paper import Document, Line, Page
from vibelog.errors import SourceError
from vibelog.reading.pages import extract, scanned

TEXT = b"BT /H 10 Tf 50 700 Td (A page of text that is long enough to be one.) Tj ET"


def line_with(document: Document, words: str) -> Line:
    (found,) = (line for page in document.pages for line in page.lines if words in line.text)
    return found


def test_lines_come_with_their_layout_and_the_outline(tmp_path: Path) -> None:
    document = extract(paper(tmp_path))
    title = line_with(document, "On the Caching of Prefixes")
    body = line_with(document, "We measure how much")
    heading = line_with(document, "1 Introduction")
    assert (title.size, heading.size, body.size) == (18, 11, 9)
    assert heading.bold
    assert not body.bold
    assert body.top < title.bottom
    assert 39 <= body.left < body.right < 210  # the left column
    assert [(h.title, h.level) for h in document.outline][:3] == [
        ("Abstract", 1),
        ("1 Introduction", 1),
        ("1.1 Eviction", 2),
    ]


def test_the_size_is_what_is_seen_not_what_the_font_is_set_at(tmp_path: Path) -> None:
    content = b"BT /H 1 Tf 5 0 0 5 50 700 Tm (Letters of a figure set at one, scaled) Tj ET"
    (line,) = extract(handmade(tmp_path, content)).pages[0].lines
    assert line.size == 5


def test_a_hyphen_at_a_lines_end_is_marked_and_ends_the_line(tmp_path: Path) -> None:
    content = b"BT /H 10 Tf 12 TL 50 700 Td (this is an opti-) Tj T* (mization of loops) Tj ET"
    page = extract(handmade(tmp_path, content)).pages[0]
    assert page.text == "this is an opti\ufffe\nmization of loops"
    assert page.lines[1].bottom < page.lines[0].bottom


def test_pages_are_numbered_as_a_viewer_counts_also_empty_ones(tmp_path: Path) -> None:
    document = extract(handmade(tmp_path, b"", TEXT))
    assert [(page.number, len(page.lines)) for page in document.pages] == [(1, 0), (2, 1)]
    assert scanned(document) == (1,)


def test_what_pdfium_cannot_open_is_read_by_pypdf(tmp_path: Path) -> None:
    file = tmp_path / "rootless.pdf"
    file.write_bytes(pdf_of(pages_of([TEXT]), trailer=b""))
    assert extract(file).pages[0].text == "A page of text that is long enough to be one."


def test_a_document_without_text_is_told_as_a_scan(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"only images of its pages.*does no OCR"):
        extract(handmade(tmp_path, b"0 0 100 100 re f", b""))


def test_an_encrypted_file_is_told(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=paper(tmp_path))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(SourceError, match=r"locked\.pdf is protected by a password"):
        extract(tmp_path / "locked.pdf")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "damaged.pdf"
    file.write_bytes(b"%PDF-1.4\nnothing of use\n%%EOF")
    with pytest.raises(SourceError, match="is damaged or not a whole PDF"):
        extract(file)


def test_the_clock_ends_a_reading_that_takes_too_long(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"caching\.pdf took longer than 0\.01 s"):
        extract(paper(tmp_path), seconds=0.01)


def test_a_file_that_explodes_ends_its_reader_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "bomb.pdf"
    file.write_bytes(bomb())
    assert file.stat().st_size < 4000
    with pytest.raises(SourceError, match=r"bomb\.pdf .*(300 MB|10 s)"):
        extract(file, seconds=10, megabytes=300)


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SourceError])
def test_no_process_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    """A reader that starts a child of its own which writes for ever: both are ended."""
    growing = tmp_path / "growing"
    reader = tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\n(while :; do echo x >> {growing}; sleep .02; done) &\nwait\n")
    reader.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(reader))
    if ending is KeyboardInterrupt:
        import subprocess

        def interrupted(*_: object, **__: object) -> None:
            time.sleep(0.3)
            raise KeyboardInterrupt

        monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(ending):
        extract(paper(tmp_path), seconds=0.3)
    size = growing.stat().st_size
    time.sleep(0.2)
    assert size > 0
    assert growing.stat().st_size == size


def test_half_a_surrogate_does_not_break_what_the_child_prints(tmp_path: Path) -> None:
    unicode = b"/CIDInit /ProcSet findresource begin begincmap 1 beginbfchar <41> <D835> endbfchar"
    objects = pages_of([TEXT])
    objects[2] = objects[2][:-2] + b"/ToUnicode 6 0 R>>"
    from handmade import stream

    file = tmp_path / "half.pdf"
    file.write_bytes(pdf_of([*objects, stream(unicode + b" endcmap end")]))
    assert "page of text" in extract(file).pages[0].text


def test_a_file_damaged_anywhere_gives_a_document_or_a_sentence(tmp_path: Path) -> None:
    chance = random.Random(4)
    for _ in range(10):
        data = bytearray(typeset())
        for _ in range(chance.choice((1, 30, 300))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        del data[chance.randrange(len(data)) :][: chance.choice((0, 2000))]
        file = tmp_path / "damaged.pdf"
        file.write_bytes(data)
        try:
            assert extract(file, seconds=10).pages
        except SourceError as error:
            assert str(file) in str(error)  # noqa: PT017 either outcome is right


def test_scanned_pages_are_those_with_almost_no_letters() -> None:
    full = Page(2, (Line("letters enough to count as a page of text"),))
    assert scanned(Document((Page(1, (Line("3 of 9"),)), full))) == (1,)
