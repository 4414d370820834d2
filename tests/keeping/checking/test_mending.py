"""What --fix changes, and what it leaves to the letter."""

from __future__ import annotations

from vibelog.keeping.checking.mending import difference, mended

CHAT = "You said:\nWhat is *a* warp?\n\nChatGPT said:\nThreads{mark}.\n\n```\n【1†kept】\n```\n"


def test_debris_and_private_data_go_and_all_else_stays() -> None:
    dirty = CHAT.format(mark=" 【5†warps.pdf†L1-L20】") + "\nYou said:\nMail ada@example.org\n"
    clean = CHAT.format(mark="") + "\nYou said:\nMail [email removed]\n"
    assert mended(dirty) == clean
    assert mended(clean) == clean


def test_what_the_paper_prints_stays() -> None:
    text = CHAT.format(mark=" by ada@example.org")
    assert mended(text, "Ada, ada@example.org") == text


def test_a_page_of_vibelogs_own_loses_private_data_only() -> None:
    page = '---\nvibelog: "1"\n---\n## 1. What says 【5†a.pdf】 of ada@example.org?\n'
    assert mended(page) == page.replace("ada@example.org", "[email removed]")


def test_the_difference_shows_the_lines_that_change() -> None:
    shown = difference("a\nb\n", "a\nc\n", "log.md")
    assert "-b" in shown.splitlines()
    assert "+c" in shown.splitlines()
    assert difference("a\n", "a\n", "log.md") == ""
