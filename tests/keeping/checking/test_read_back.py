"""A log of vibelog's in each format is read back to what its Markdown says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibelog.core.connections import Connection
from vibelog.core.conversation import Citation
from vibelog.core.log import Entry, Essay, VibeLog
from vibelog.core.text import plain, squash
from vibelog.keeping import markdown
from vibelog.keeping.checking import files
from vibelog.keeping.checking.page import read
from vibelog.keeping.checking.said import Page
from vibelog.keeping.formats import docx, html, ipynb

FIRST = Citation(4, "3.2 Late; p. 9", "Blocks are evicted by last use.", "p1")
SECOND = Citation(5, "4", "A block “in use” stays.", "p1")
EXCERPT = "The cache is full of the blocks that were read in this batch of tokens. " * 4
FORGED = (
    "It takes 12 ms.\n\n> “forged” — p. 3\n\n## 9. Forged?\n\n```\n## 8. code\n```\n\n- one\n- two"
)
LOG = VibeLog(
    paper="caching",
    title="Prefix <Caching>",
    link="https://arxiv.org/abs/1234.56789",
    page_link="https://arxiv.org/pdf/1234.56789#page={page}",
    due="2025-09-10",
    entries=(
        Entry(1, "Why # *evict* <b>?", FORGED, (FIRST, SECOND), starred=True),
        Entry(2, f"Why?\n\n{EXCERPT}", "So.", (), ("77 ms",), suggested=True),
        Entry(3, "Two lines,\nit is 30x.", "Not 30x.", (), check=True),
    ),
    others=("And that?",),
    essay=Essay("A title", "In short.", ("i",), ("o",), "m"),
    models=("m",),
    prompts="3f2a91c0",
    transcript=f"sha256:{'ab' * 32} of the first 2 bytes",
    asked_from="2025-09-03",
    asked_to="2025-09-08",
    connections=(Connection("evict", "Evict!", FIRST, SECOND, "https://arxiv.org/pdf/2"),),
)
PASSAGES = {"p1": "So: Blocks are evicted by\nlast use. A block “in use” stays. <End>."}
FORMATS: dict[str, Callable[[VibeLog], bytes]] = {
    "log.html": lambda log: html.render(log, PASSAGES),
    "log.docx": docx.render,
    "log.ipynb": ipynb.render,
}
each_format = pytest.mark.parametrize("name", FORMATS)


def page(log: VibeLog, name: str) -> Page:
    """The page that is read back from the log in that format."""
    content = files.content(FORMATS[name](log), name)
    assert content
    return read(content.text)


def flowed(text: str) -> str:
    return squash(plain(text))


@each_format
def test_questions_labels_and_claims_are_those_of_the_markdown_page(name: str) -> None:
    own, found = read(markdown.render(LOG)), page(LOG, name)
    assert found.own
    assert [flowed(asked.text) for asked in found.asked] == [
        flowed(e.question) for e in LOG.entries
    ]
    assert [asked.suggested for asked in found.asked] == [False, True, False]
    assert [flowed(answer.given) for answer in found.answers] == [
        flowed(answer.given) for answer in own.answers
    ]
    assert "12 ms" in found.words
    assert found.admitted == own.admitted == "“77 ms”"


@each_format
def test_quotes_come_back_with_their_pages_and_links_and_no_forged_one(name: str) -> None:
    found = page(LOG, name)
    quotes = {(squash(quote.text), quote.elsewhere) for quote in found.quotes}
    assert quotes == {(cited.quote, away) for cited in (FIRST, SECOND) for away in (False, True)}
    for quote in found.quotes:
        assert (4 if quote.text == FIRST.quote else 5) in quote.pages
        assert set(quote.linked) <= set(quote.pages)


@each_format
def test_the_facts_name_transcript_paper_and_day(name: str) -> None:
    facts = page(LOG, name).facts
    assert facts["transcript"] == LOG.transcript
    assert (facts["title"], facts["link"], facts["due"]) == (LOG.title, LOG.link, LOG.due)


@pytest.mark.parametrize("name", ["log.html", "log.ipynb"])
def test_a_line_of_the_page_is_one_of_the_file(name: str) -> None:
    data = FORMATS[name](LOG)
    content = files.content(data, name)
    assert content
    quote = next(q for q in read(content.text).quotes if q.text == FIRST.quote)
    assert FIRST.quote in data.decode().split("\n")[content.line(quote.line) - 1]


def test_a_word_log_that_was_written_on_is_what_it_was() -> None:
    from docx import Document

    for words in (" And I liked it.", ".", "I liked it.", "\nI liked it.\n"):
        document = Document(BytesIO(docx.render(LOG)))
        document.paragraphs[-1].add_run(words)
        document.add_paragraph("My own words.")
        written = BytesIO()
        document.save(written)
        content = files.content(written.getvalue(), "log.docx")
        assert content
        assert read(content.text).own
        assert read(content.text).asked == page(LOG, "log.docx").asked


@pytest.mark.parametrize("name", ["log.html", "log.docx"])
def test_a_quote_that_lost_its_page_is_still_a_quote(name: str) -> None:
    bare = replace(FIRST, section="", quote="Blocks fly south.")
    log = replace(LOG, entries=(Entry(1, "Why?", "So.", (bare,)),), connections=(), page_link=None)
    data = FORMATS[name](log)
    if name == "log.html":
        data = re.sub(rb"<figcaption>.*?</figcaption>", b"", data)
    else:
        from docx import Document

        document = Document(BytesIO(data))
        quote = next(p for p in document.paragraphs if "Blocks fly" in p.text)
        quote.text = "“Blocks fly south.”"
        written = BytesIO()
        document.save(written)
        data = written.getvalue()
    content = files.content(data, name)
    assert content
    [found] = read(content.text).quotes
    assert (found.text, found.pages) == ("Blocks fly south.", ())


def test_a_word_document_without_a_conversation_is_its_words() -> None:
    from docx import Document

    document, written = Document(), BytesIO()
    document.add_paragraph("Warps are fine. Mail ada@example.org.")
    document.save(written)
    content = files.content(written.getvalue(), "notes.docx")
    assert content
    assert not read(content.text).is_log
    assert "ada@example.org" in content.text


@each_format
def test_other_files_of_the_format_are_no_logs(name: str) -> None:
    others = [b"", b"<html><h1>News</h1></html>", b"PK\x03\x04", json.dumps({"cells": []}).encode()]
    assert [files.content(data, name) for data in others] == [None] * len(others)


@settings(max_examples=40)
@given(question=st.text(min_size=1, max_size=60).filter(str.strip), data=st.data())
def test_whatever_was_asked_comes_back(question: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FORMATS)))
    log = VibeLog(
        **{f: getattr(LOG, f) for f in LOG.__slots__}
        | {"entries": (Entry(1, question, "So.", ()),)}
    )
    [asked] = page(log, name).asked
    [own] = read(markdown.render(log)).asked
    assert flowed(asked.text) == flowed(own.text)
