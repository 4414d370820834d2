"""Escaping, against a Markdown parser that knows nothing of it (markdown-it, with tables)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sizes import sized

from vibelog.keeping.escaping import escape, tame, tame_line, unescape, web_link, writable

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = st.text(
    st.sampled_from("ab 1.)(#>*_-+=|:`~[]!<>/\\&;$\"'\n\tx²é\u202e\u00a0\x1b"), max_size=40
)
PIECES = (
    "```|~~~|`|``|\n|\n\n|- |1. |> |# |    |<b>|<!--|[a]|](|[|]|(javascript:x)|(https://x.org)|: "
)
PIECES += "|![|---|===|\\|text| |&lt;|\t|*|<https://x.org>|x|[^1]|<script>"
MODEL = st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map("".join)
WORDS = st.one_of(NASTY, st.text(max_size=40))


def tokens(markdown: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(markdown):
        yield token
        yield from token.children or ()


def shown(markdown: str) -> str:
    """The text a reader sees."""
    return "".join(
        "\n" if t.type == "softbreak" else t.content for t in tokens(markdown) if not t.children
    )


def visible(text: str) -> str:
    """What of a text HTML can show: it has no control characters."""
    return "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cn") and c not in "\t\n" else c for c in text
    )


@given(WORDS)
@settings(max_examples=sized(300))
def test_escaping_is_undone_to_the_letter(text: str) -> None:
    for line in writable(text).split("\n"):
        assert unescape(escape(line)) == line
        assert unescape(escape(line, starts=False)) == line


@given(WORDS)
@settings(max_examples=sized(300))
@example("a_b _c_ snake_case_2")
@example("trailing # ##")
@example("12345) and &amp; &#35; &")
def test_escaped_words_show_as_they_are(text: str) -> None:
    line = visible(writable(text)).replace("\n", " ")
    if not line:
        return
    kinds = {token.type for token in tokens(escape(line))}
    assert kinds <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
    assert shown(escape(line)) == line
    assert shown("## 1. " + escape(line, starts=False)) == "1. " + line
    assert shown("> " + escape(line)) == line


TYPED = (
    "# not a heading",
    "> not a quote",
    "- not a list",
    "7) nor this",
    "--- | ---",
    "***",
    "~~~",
    "===",
    "    four blanks",
    "two blanks at the end  ",
    "a backslash at the end \\",
    "<script>alert(1)</script>",
    "<!-- hidden -->",
    "![x](http://y)",
    "[a]: /b",
    "$x$ and @name",
    "שלום \u200fעולם",
    "👩‍🔬 why?",
)


@pytest.mark.parametrize("line", TYPED)
def test_nothing_that_a_student_types_is_markup(line: str) -> None:
    assert shown(escape(line)) == line
    assert unescape(escape(line)) == line


def test_plain_questions_stay_readable_in_the_source() -> None:
    line = "Why is max_len=4 (not 8), e.g. in §3.2 - and what's the C# port's cost?"
    assert escape(line) == line


def test_a_file_cannot_hold_lone_surrogates_and_nul() -> None:
    assert writable("a\ud800b\x00c\r\nd\re") == "a\ufffdb\ufffdc\nd\ne"


@given(MODEL | NASTY)
@settings(max_examples=sized(400))
@example("text\n---\nmore")
@example("- # in a list\n- > quote\n1. <b>x</b>")
@example("`a\nb` <x> `c`")
@example("    ```\n<script>\n    ```")
@example("```\nnever closed <b>")
@example("[a](javascript:x) [b]: javascript:y\n[c][b] ![i](https://x.org/i.png)")
@example("\\`<b>` <https://x.org> [t](https://x.org/`y) `z`")
def test_a_models_markdown_cannot_break_or_forge_the_page(text: str) -> None:
    page = f"before\n\n{tame(text)}\n\n## after\n"
    found = list(tokens(page))
    kinds = {token.type for token in found}
    assert not kinds & {"html_block", "html_inline", "blockquote_open", "image", "hr"}
    assert all(t.tag in ("h4", "h2") for t in found if t.type == "heading_open")
    assert [t.tag for t in found if t.type == "heading_open"].count("h2") == 1
    links = [t.attrGet("href") for t in found if t.type == "link_open"]
    assert all(str(link).startswith(("http://", "https://")) for link in links)
    assert "\x1b" not in page


def test_a_models_lists_code_tables_and_web_links_stay() -> None:
    text = (
        "Two:\n\n- **a** `x < y`\n- b\n\n"
        "| n | t |\n|---|---|\n| 1 | [s](https://x.org/a_(b)) |\n\n"
        "```py\nx = a<b\n```"
    )
    assert tame(text) == text


def test_code_in_a_list_is_moved_to_the_margin_and_closed() -> None:
    assert tame("1. so:\n   ~~~ py\n   x\n     y") == "1. so:\n\n```py\nx\n  y\n```"


@given(MODEL | NASTY)
@settings(max_examples=sized(200))
@example("- # - ```\n~~~")
def test_text_for_one_line_stays_on_one_line(text: str) -> None:
    found = list(tokens(f"- {tame_line(text)}\n\n## after\n"))
    lists = {"bullet_list_open", "ordered_list_open", "list_item_open", "paragraph_open"}
    opened = {t.type for t in found if t.type.endswith("_open") and t.block}
    assert opened <= {*lists, "heading_open"}
    assert [t.tag for t in found if t.type == "heading_open"] == ["h2"]
    assert not any(t.type in ("fence", "hr", "html_block", "html_inline", "image") for t in found)


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://arxiv.org/pdf/2310.03714#page=4", "https://arxiv.org/pdf/2310.03714#page=4"),
        ("https://x.org/a b(c).pdf", "https://x.org/a%20b%28c%29.pdf"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("", None),
        (None, None),
    ],
)
def test_only_links_to_the_web_are_links(link: str | None, kept: str | None) -> None:
    assert web_link(link) == kept
