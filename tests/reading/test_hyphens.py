"""Divided words are put together by what else the document says."""

from __future__ import annotations

import pytest

from vibelog.core.paper import Line, Page
from vibelog.reading.hyphens import HYPHEN, rejoin


def joined(*lines: str) -> str:
    """The text of one page of these lines; `~` stands for a marked hyphen."""
    page = Page(1, tuple(Line(line.replace("~", HYPHEN)) for line in lines))
    return rejoin([page])[0].text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        # the joined word is known, or nothing is: one word
        (("an opti~", "mization of an optimization"), "an optimization\nof an optimization"),
        (("an opti~", "mization of"), "an optimization\nof"),
        # the hyphen is known from elsewhere
        (("key-value. A key~", "value cache"), "key-value. A key-value\ncache"),
        (("state-of-the-art; state-of~", "the-art"), "state-of-the-art; state-of-the-art"),
        # both halves are words and the joined one is not
        (("cache and aware", "are cache~", "aware now"), "cache and aware\nare cache-aware\nnow"),
        # both halves are words, and so is the joined one
        (("over the head, overhead", "an over~", "head."), "over the head, overhead\nan overhead."),
        # numbers, acronyms and names keep it; what hangs is left hanging
        (("on GPT~", "4 it"), "on GPT-4\nit"),
        (("the KL~", "divergence"), "the KL-divergence"),
        (("Multi~", "Query heads"), "Multi-Query\nheads"),
        (("graph~", "and operator-level"), "graph-\nand operator-level"),
        (("see https://a.org/x~", "y.pdf."), "see https://a.org/x-y.pdf."),
        # nothing follows
        (("a lone hal~",), "a lone hal-"),
        # a word over three lines, marks and all
        (("un~", "believ~", "able, it is"), "unbelievable,\nit is"),
    ],
)
def test_a_divided_word(lines: tuple[str, ...], text: str) -> None:
    assert joined(*lines) == text


def test_a_word_goes_on_behind_a_figure_and_on_the_next_page() -> None:
    def line(text: str, bottom: float, size: float = 10) -> Line:
        return Line(text, 50, bottom, 250, bottom + size, size)

    first = Page(1, (line("caching of com" + HYPHEN, 60),))
    labels = (line("0 10 20", 700, 6), line("Time", 690, 6))
    caption = line("Figure 1: What computation costs.", 670, 9)
    second = Page(2, (*labels, caption, line("putation is old", 640), line("news", 628)))
    pages = rejoin([first, second])
    assert pages[0].text == "caching of computation"
    assert pages[1].text == "0 10 20\nTime\nFigure 1: What computation costs.\nis old\nnews"


def test_a_word_whose_other_half_is_not_plain_keeps_its_hyphen() -> None:
    page = Page(1, (Line("a half" + HYPHEN, size=10), Line("(1)", size=10)))
    assert rejoin([page])[0].text == "a half-\n(1)"
