"""A browser's marks in a log that vibelog wrote, where nobody but the student can have put them."""

from __future__ import annotations

import pytest

from vibelog.keeping.checking.mending import mended
from vibelog.keeping.checking.page import read

MARKS = {
    "lens": "A warp 【5†warps.pdf†L1-L20】 runs.",
    "reference": "A warp :contentReference[oaicite:3]{index=3} runs.",
    "tracking": "See https://example.org/a?utm_source=chatgpt.com",
    "private-use": "A warp \ue200cite\ue202turn0search1\ue201 runs.",
    "thought": "Thought for 12s",
    "pager": "2/2",
    "chip": "arXiv\n+1",
    "upload": "warps.pdf\n\nPDF",
}
CITED = "> “A warp is a group of threads.” — p. 1"
each_mark = pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)


def page(*blocks: str, section: str = "## 1. Why?") -> str:
    return "\n\n".join(['---\npaper: "w"\nvibelog: "1"\n---', "# Log", section, *blocks, ""])


def marked(text: str) -> set[str]:
    """The lines in which debris is found."""
    lines = text.split("\n")
    return {lines[at - 1] for _, at in read(text).debris}


@each_mark
@pytest.mark.parametrize(
    "blocks", [("{}",), ("{}", CITED), (CITED, "{}"), ("It is so.", "{}", CITED)]
)
def test_a_mark_is_found_wherever_it_stands_around_an_answer(
    mark: str, blocks: tuple[str, ...]
) -> None:
    text = page(*(block.format(mark) for block in blocks))
    assert mark.split("\n", maxsplit=1)[0] in marked(text)


@each_mark
def test_in_the_students_and_the_papers_words_it_is_none(mark: str) -> None:
    line = mark.split("\n", maxsplit=1)[0]
    assert marked(page("So.", section=f"## 1. {line}")) == set()
    assert marked(page(f"> {line}\n> why?", "So.", section="## 1.")) == set()
    assert marked(page("So.", f"> “{line}” — p. 3")) == set()
    assert marked(page(f"It says “a “{line}” mark” there.")) == set()
    assert marked(page(f"```\n{line}\n```")) == set()
    for section in ("What surprised me", "Also asked", "Still open"):
        assert marked(page(f"- {line}", section=f"## {section}")) == set()


def test_an_offer_is_a_models_own_sentence() -> None:
    assert marked(page("It is so.\n\nWould you like me to draw it?")) == set()


@each_mark
def test_it_is_mended_and_all_else_stays(mark: str) -> None:
    first = mark.split("\n", maxsplit=1)[0]
    text = page("It is so.", mark, CITED, f"{first} “as they say”")
    after = mended(text)
    assert set(text.split("\n")) - set(after.split("\n")) <= set(mark.split("\n"))
    assert [quote.text for quote in read(after).quotes] == ["A warp is a group of threads."]
    plain = page("It is so.", mark, CITED)
    assert marked(mended(plain)) == set()
    assert mended(mended(plain)) == mended(plain)
