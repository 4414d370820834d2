"""A file is read by what it holds, and what holds no conversation is told in one sentence."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from vibelog.errors import VibelogError
from vibelog.keeping.foreign import documents
from vibelog.keeping.foreign.documents import read
from vibelog.keeping.foreign.forms import written
from vibelog.keeping.foreign.said import Foreign, Said

CHAT = "You said:\nWas heißt “block”?\n\nChatGPT said:\nA page of the cache.\n"
TURNS = [("student", "Was heißt “block”?"), ("model", "A page of the cache.")]


def message(role: str, text: str) -> dict[str, Any]:
    content = {"content_type": "text", "parts": [text]}
    return {"message": {"author": {"role": role}, "content": content}}


def exported(title: str) -> dict[str, Any]:
    """A conversation of ChatGPT's export."""
    asked = {**message("user", f"What is {title}?"), "parent": None}
    answered = {**message("assistant", "It is this."), "parent": "a"}
    return {"title": title, "current_node": "b", "mapping": {"a": asked, "b": answered}}


EXPORT = [exported("one"), exported("two")]


def file(name: str, content: bytes | str) -> Path:
    path = Path(name)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def turns(path: Path) -> list[tuple[str, str]]:
    (found,) = read(path)
    return [(each.by, each.text) for each in found.said]


def refused(path: Path) -> str:
    with pytest.raises(VibelogError) as error:
        read(path)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_in_its_encoding_and_with_its_line_ends(encoding: str, end: str) -> None:
    assert turns(file("chat.txt", CHAT.replace("\n", end).encode(encoding))) == TURNS


def test_a_word_document_is_read_with_its_lists_and_tables() -> None:
    document = Document()
    for line in ("You said:", "What is a block?", "ChatGPT said:", "Two things:"):
        document.add_paragraph(line)
    document.add_paragraph("a page", style="List Bullet")
    document.add_paragraph("a unit", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, "size value 16 a|b".split(), strict=True):  # noqa: SLF001 - all cells
        cell.text = text
    document.save("chat.docx")
    asked, answered = turns(Path("chat.docx"))
    assert asked == ("student", "What is a block?")
    assert "- a page\n- a unit" in answered[1]
    assert "| size | value |\n| --- | --- |\n| 16 | a\\|b |" in answered[1]


def test_a_bold_label_in_a_word_document_is_a_marker() -> None:
    document = Document()
    for label, text in (("User:", " what is a block?"), ("Assistant:", " A page.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(text)
    document.save("chat.docx")
    assert turns(Path("chat.docx")) == [("student", "what is a block?"), ("model", "A page.")]


def test_a_quoted_paragraph_of_a_word_document_is_a_block_quote_unless_it_marks_a_turn() -> None:
    document = Document()
    document.add_paragraph("You said:", style="Quote")
    document.add_paragraph("What is a block?")
    document.add_paragraph("ChatGPT said:")
    for text in ("A page.", "Of the cache."):
        document.add_paragraph(text, style="Intense Quote")
    document.add_paragraph("So.")
    document.save("chat.docx")
    assert turns(Path("chat.docx")) == [
        ("student", "What is a block?"),
        ("model", "> A page.\n>\n> Of the cache.\n\nSo."),
    ]


def test_an_export_without_a_turn_is_said_to_be_one() -> None:
    empty = "**User:** Al\n\n---\nPowered by [ChatGPT Exporter](https://x.org)\n"
    assert "export it again" in refused(file("empty.md", empty))


def test_an_export_s_archive_is_read_without_unpacking_it() -> None:
    with zipfile.ZipFile("export.zip", "w") as archive:
        archive.writestr("x/conversations-000.json", json.dumps(EXPORT[:1]))
        archive.writestr("x/conversations-001.json", json.dumps(EXPORT[1:]))
        archive.writestr("../../evil.json", "[]")
        archive.writestr("user.json", '{"email": "a@example.org"}')
    assert [found.title for found in read(Path("export.zip"))] == ["one", "two"]
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["export.zip"]


def test_an_archive_larger_than_it_may_be_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "_MOST", 1_000_000)
    with zipfile.ZipFile("export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", " " * 1_000_001)
    assert Path("export.zip").stat().st_size < 5_000
    assert "larger than 1 MB" in refused(Path("export.zip"))


def test_json_and_json_lines_are_told_by_content() -> None:
    assert len(read(file("export.json", json.dumps(EXPORT)))) == 2
    assert len(read(file("one.json", "\ufeff" + json.dumps(EXPORT[0])))) == 1
    events = [
        {"type": "conversation", "id": "x", "paper": {"name": "dspy", "sha256": "0"}},
        {"type": "question", "turn": 1, "text": "Why?"},
    ]
    torn = "\n".join(map(json.dumps, events)) + '\n{"type": "answ'
    assert turns(file("talk.jsonl", torn)) == [("student", "Why?")]


PAGE = """<!doctype html><html><head><title>ChatGPT - Blocks</title></head><body>
<div data-message-author-role="user"><span>paper.pdf</span><span>PDF</span>
<div class="whitespace-pre-wrap">What is *this*
  &lt;b&gt;block&lt;/b&gt;?</div></div>
<div data-message-author-role="assistant" data-message-model-slug="gpt-5"><div class="markdown">
<p>A <strong>page</strong> of <span class="katex"><span class="katex-mathml"><math>
<annotation encoding="application/x-tex">n^2</annotation></math></span>
<span class="katex-html">n2</span></span> tokens:</p>
<ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul>
<pre><div>python<button>Copy code</button></div><code class="language-python">if x:
    y()
</code></pre>
<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1|2</td></tr></tbody></table>
<script>alert(1)</script></div></div>
<div data-message-author-role="assistant"><p>And more.</p></div></body></html>"""


def test_a_saved_share_page_gives_what_was_typed_and_the_answer_as_markdown() -> None:
    (found,) = read(file("share.html", PAGE))
    asked, answered = found.said
    assert asked.text == "What is *this*\n  <b>block</b>?"
    assert answered.text == (
        "A **page** of $n^2$ tokens:\n\n- one\n- two\n  - inner\n\n"
        "```python\nif x:\n    y()\n```\n\n| a |\n| --- |\n| 1\\|2 |\n\nAnd more."
    )
    assert (found.title, found.model) == ("Blocks", "gpt-5")


def flattened(value: object, values: list[object]) -> int:
    """The value put into `values` as share pages flatten theirs; its number."""
    at = len(values)
    values.append(None)
    if isinstance(value, dict):
        values[at] = {f"_{flattened(k, values)}": flattened(v, values) for k, v in value.items()}
    elif isinstance(value, list):
        values[at] = [flattened(each, values) for each in value]
    else:
        values[at] = value
    return -5 if value is None else at


def test_a_share_page_that_was_not_drawn_is_read_from_its_data() -> None:
    values: list[object] = []
    flattened({"loaderData": {"share": {"serverResponse": {"data": EXPORT[0]}}}}, values)
    chunk = json.dumps(json.dumps(values) + "\n")
    call = f"window.__reactRouterContext.streamController.enqueue({chunk});"
    page = f"<html><body><script>{call}</script></body></html>"
    assert turns(file("share.html", page)) == [
        ("student", "What is one?"),
        ("model", "It is this."),
    ]
    older = f'<html><script id="__NEXT_DATA__">{json.dumps({"props": EXPORT[1]})}</script></html>'
    assert turns(file("older.html", older))[0] == ("student", "What is two?")


def test_a_flattened_list_that_holds_itself_ends() -> None:
    chunk = json.dumps(json.dumps([{"_1": 2}, "again", [0, 0]]))
    page = f"<html><script>streamController.enqueue({chunk})</script></html>"
    assert "holds no conversation" in refused(file("share.html", page))


def test_a_page_of_another_tool_is_read_as_its_text() -> None:
    page = "<html><body><p>You said:</p><p>Why?</p><p>ChatGPT said:</p><p>So.</p></body></html>"
    assert turns(file("page.html", page)) == [("student", "Why?"), ("model", "So.")]


def test_a_page_saved_as_one_file_is_read() -> None:
    head = (
        'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"'
    )
    part = f"Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n{PAGE}"
    found = turns(file("share.mhtml", f"{head}\n\n--x\n{part}\n--x--\n"))
    assert [by for by, _ in found] == ["student", "model"]


def test_an_entity_is_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = file(str(tmp_path / "secret"), "hidden words")
    doctype = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    page = f'{doctype}<html><div data-message-author-role="user">&e; Why?</div></html>'
    assert "hidden words" not in turns(file("page.html", page))[0][1]


def test_what_was_exported_comes_back_when_it_is_imported() -> None:
    hard = "## Prompt:\nwhy # not?\n\n```\nYou said:\n```"
    said = (Said("student", hard), Said("model", CHAT), Said("student", "Why?"))
    assert read(file("export.md", written(Foreign("x", said))))[0].said == said


NO_TRANSCRIPTS: dict[str, tuple[bytes, str]] = {
    "notes.md": (b"# My notes\n\nBlocks are pages.\n", "export the chat"),
    "link.md": (b"https://chatgpt.com/share/68c0-11f0\n", "save the page"),
    "empty.txt": (b"", "export the chat"),
    "paper.pdf": (b"%PDF-1.7\n", "vibelog add"),
    "image.png": (b"\x89PNG\r\n\x1a\n\x00\x00", "is no text"),
    "broken.zip": (b"PK\x03\x04junk", "damaged"),
    "broken.json": (b'{"mapping": {', "export the chat"),
    "deep.json": (b"[" * 100_000, "export the chat"),
    "page.html": (b"<html><body>Not found</body></html>", "save its page"),
}


@pytest.mark.parametrize("name", NO_TRANSCRIPTS)
def test_a_file_that_is_no_transcript_is_one_sentence_that_says_what_to_do(name: str) -> None:
    content, told = NO_TRANSCRIPTS[name]
    sentence = refused(file(name, content))
    assert name in sentence
    assert told in sentence
    assert "chatgpt.com" not in sentence


def test_a_missing_file_and_a_folder_are_told() -> None:
    assert "cannot be read" in refused(Path("missing.md"))
    assert "is a folder" in refused(Path.cwd())
