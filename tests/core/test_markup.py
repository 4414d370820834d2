from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vibelog.core.markup import blocks, in_prose, literal_formulas, no_prose

CODE = "```python\nx = 'a'\n\ny = 2\n```"


def test_code_and_formulas_are_left_as_they_are() -> None:
    text = f"a `a` $a_1$ \\(a\\) \\[a\\] $$a\na$$ ~~~\n\n{CODE}\n\na"
    assert in_prose(text, lambda part: part.replace("a", "b")) == (
        f"b `a` $a_1$ \\(a\\) \\[a\\] $$a\na$$ ~~~\n\n{CODE}\n\nb"
    )


def test_prices_are_no_formula() -> None:
    assert no_prose("It costs $5 here and $6 there.") == []


def test_code_is_one_block_whatever_blank_lines_it_holds() -> None:
    assert blocks(f"One.\n\n\n{CODE}\n\nTwo\nlines.") == ["One.", CODE, "Two\nlines."]


def test_what_ends_in_a_colon_and_a_heading_go_with_the_next_block() -> None:
    assert blocks("# Head\n\nAs follows:\n\n- a\n- b\n\nEnd.") == [
        "# Head\n\nAs follows:\n\n- a\n- b",
        "End.",
    ]


@given(st.text(alphabet="ab*_\\[]{}()^ +=1", min_size=1).map(str.strip).filter(bool))
def test_a_formula_is_shown_to_the_letter(body: str) -> None:
    text = f"So ${body}$ holds."
    if no_prose(text) == [(3, len(text) - 7)]:
        shown = MarkdownIt().parseInline(literal_formulas(text))[0].children or []
        assert "".join(token.content for token in shown) == text


@given(st.text(alphabet="a`$ \n~[]()\\", max_size=60))
def test_nothing_is_lost_or_put_in(text: str) -> None:
    assert in_prose(text, lambda part: part) == text
