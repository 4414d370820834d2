"""The other formats, each read back by a reader of its own."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from docx import Document

from vibelog.core.connections import Connection
from vibelog.core.conversation import Citation
from vibelog.core.log import Entry, Essay, VibeLog
from vibelog.keeping.formats import docx, html, ipynb
from vibelog.keeping.formats.style import STYLE
from vibelog.keeping.markdown import questions_in

QUOTE = Citation(4, "3.2 Eviction", "Blocks are evicted by last use.", "p1")
PASSAGE = "Before it. Blocks are evicted by\nlast use. Behind <it>."
EXCERPT = "The cache is full of the blocks that were read in this batch of tokens. " * 4
ANSWER = (
    "It is **so**, see `x`:\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n<b>\n```"
)
LOG = VibeLog(
    paper="caching",
    title="Prefix <Caching>",
    link="https://arxiv.org/abs/1",
    page_link="https://arxiv.org/pdf/1#page={page}",
    due="2025-09-10",
    entries=(
        Entry(1, "Why # *evict* <script>alert(1)</script>?", ANSWER, (QUOTE,), starred=True),
        Entry(2, f"Why?\n\n{EXCERPT}", "<img src=x onerror=y> [a](javascript:1)", ()),
        Entry(3, "a\x0c\x1b[31m\ufffe?", "x\x00y", ()),
    ),
    others=("And <that>?",),
    essay=Essay("A *title*", "In short.", ("i",), ("o",), "m"),
    models=("m",),
    prompts="3f2a91c0",
    transcript="sha256:ab of the first 2 bytes",
    asked_from="2025-09-03",
    asked_to="2025-09-08",
    connections=(Connection("evict", "Evict!", QUOTE, QUOTE, "https://arxiv.org/pdf/2"),),
)


class Page(HTMLParser):
    """The page's tags with their attributes, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page() -> Page:
    return Page(html.render(LOG, {"p1": PASSAGE}).decode())


def test_the_html_page_asks_nothing_of_anybody() -> None:
    tags = page().tags
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "object", "form"}
    attributes = {name for _, attrs in tags for name in attrs}
    assert not {name for name in attributes if name.startswith("on")} | (attributes & {"src"})
    links = [str(attrs["href"]) for tag, attrs in tags if tag == "a"]
    assert links
    assert all(link.startswith("https://arxiv.org/") for link in links)
    assert "url(" not in STYLE


def test_the_html_page_shows_the_words_as_they_are_and_folds_the_excerpt() -> None:
    text = "".join(page().texts)
    assert "Why # *evict* <script>alert(1)</script>?" in text
    assert EXCERPT.strip() in text
    assert [tag for tag, _ in page().tags].count("details") == 1


def test_the_quote_is_marked_in_its_passage() -> None:
    shown = html.render(LOG, {"p1": PASSAGE}).decode()
    assert "Before it. <mark>Blocks are evicted by last use.</mark> Behind &lt;it&gt;." in shown
    alone = html.render(LOG, {}).decode()
    assert "<blockquote><mark>Blocks are evicted by last use.</mark></blockquote>" in alone


def test_two_quotes_of_one_passage_are_marked_in_it() -> None:
    both = replace(LOG.entries[0], citations=(QUOTE, replace(QUOTE, quote="Before it.")))
    shown = html.render(replace(LOG, entries=(both,)), {"p1": PASSAGE}).decode()
    assert shown.count("<figure>") == 1
    assert shown.count("<mark>") == 2


def test_the_document_holds_the_questions_the_quotes_and_links_to_the_pages() -> None:
    document = Document(io.BytesIO(docx.render(LOG)))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert "1. Why # *evict* <script>alert(1)</script>?" in lines
    assert EXCERPT.strip() in lines
    assert "“Blocks are evicted by last use.” — p. 4, 3.2 Eviction" in lines
    assert "1 | 2" in lines
    linked = [link.url for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert "https://arxiv.org/pdf/1#page=4" in linked


def test_the_notebook_is_the_page_in_cells_of_nbformat_4_5() -> None:
    notebook = json.loads(ipynb.render(LOG))
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert all(set(cell) == {"cell_type", "id", "metadata", "source"} for cell in cells)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]) for cell in cells)
    assert len({cell["id"] for cell in cells}) == len(cells)
    text = "\n\n".join("".join(cell["source"]) for cell in cells)
    assert questions_in(text)[:2] == [entry.question for entry in LOG.entries[:2]]


@pytest.mark.parametrize("form", ["html", "docx", "ipynb"])
def test_the_same_log_gives_the_same_bytes(form: str) -> None:
    def render() -> bytes:
        if form == "html":
            return html.render(LOG, {"p1": PASSAGE})
        return docx.render(LOG) if form == "docx" else ipynb.render(LOG)

    assert render() == render()
