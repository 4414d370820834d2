"""Quotes and numbers of a page against passages, both as literals."""

from __future__ import annotations

import pytest
from literals import passage

from vibelog.keeping.checking.evidence import looked_up, source
from vibelog.keeping.checking.findings import Quotes
from vibelog.keeping.checking.leading import document_of
from vibelog.keeping.checking.page import read

PAPER = source(
    "warps",
    [
        passage("A warp is a group of 32 threads that run in step, 1.8 times faster.", page=1),
        passage("A branch splits the warp into two parts that run in turn.", page=4),
    ],
)
OTHER = source("pages", [passage("A page fault loads the page from the disk.", page=2)])


def page(*body: str, section: str = "## 1. Why?") -> str:
    """A vibelog log with one section."""
    return "\n".join(['---\npaper: "warps"\nvibelog: "1"\n---', "# Log", section, *body, ""])


def codes(text: str) -> list[tuple[str, str]]:
    """The codes, each with the line of the text that it points at."""
    _, flags = looked_up(read(text), PAPER, [OTHER])
    return [(flag.code, text.split("\n")[flag.line - 1]) for flag in flags]


def test_a_quote_on_its_page_is_verified() -> None:
    text = page("> “a branch splits the warp into two parts” — [p. 4](https://x.org/a#page=4), 1")
    assert looked_up(read(text), PAPER, []) == (Quotes(1, 1), [])


def test_a_changed_quote_and_a_changed_page_are_found_in_their_lines() -> None:
    wrong = "> “a branch splits the warp into three parts” — p. 4"
    elsewhere = "> “a branch splits the warp into two parts” — p. 3"
    assert codes(page(wrong, ">", elsewhere)) == [
        ("quote-not-in-paper", wrong),
        ("wrong-page", elsewhere),
    ]


def test_a_link_that_opens_another_page_is_found_in_its_line() -> None:
    quote = "> “a branch splits the warp into two parts” — [p. 4](https://x.org/a#page={})"
    assert codes(page(quote.format(13))) == [("wrong-link", quote.format(13))]
    assert codes(page(quote.format(4))) == []
    assert codes(page(quote.format(13).replace("p. 4", "p. 3"))) == [
        ("wrong-page", quote.format(13).replace("p. 4", "p. 3"))
    ]


LINKED = "> “a branch splits the warp into two parts” — [p. 4](https://{}#page=4)"


@pytest.mark.parametrize(
    ("link", "other"),
    [
        ("arxiv.org/abs/2401.00001", "arxiv.org/pdf/2401.00002"),
        ("arxiv.org/abs/2401.00001v2", "example.org/warps.pdf"),
        ("example.org/warps.pdf", "example.org/pages.pdf"),
    ],
)
def test_a_link_that_opens_another_document_is_found_in_its_line(link: str, other: str) -> None:
    own = link.replace("/abs/", "/pdf/").replace("v2", "")
    facts = f'paper: "warps"\nlink: "https://{link}"\n'
    text = page(LINKED.format(own), ">", LINKED.format(other))
    text = text.replace('paper: "warps"\n', facts)
    assert codes(text) == [("wrong-link", LINKED.format(other))]
    assert codes(text.replace(other, own)) == []


def test_a_link_is_right_that_the_library_has_or_that_nothing_can_tell() -> None:
    text = page(LINKED.format("arxiv.org/pdf/2401.00001"))
    text = text.replace('paper: "warps"\n', 'paper: "warps"\nlink: "https://doi.org/10.1/5"\n')
    assert codes(text) == []
    _, flags = looked_up(read(text), PAPER, [], ["https://arxiv.org/abs/2401.00001"])
    assert flags == []
    _, [flag] = looked_up(read(text), PAPER, [], ["https://arxiv.org/abs/2401.00002"])
    assert flag.code == "wrong-link"


def test_one_document_has_several_addresses() -> None:
    for one, other in (
        ("https://arxiv.org/abs/2401.00001v3", "http://export.arxiv.org/pdf/2401.00001#page=2"),
        ("https://www.x.org/a.pdf", "http://X.org/a.pdf#page=2"),
    ):
        assert document_of(one) == document_of(other)
    assert document_of("https://x.org/pdf?id=1") != document_of("https://x.org/pdf?id=2")


@pytest.mark.parametrize("end", ["", " — ", " — page six", ", 4.3 Branches"])
def test_a_quote_without_a_page_is_a_quote_all_the_same(end: str) -> None:
    forged, own = f"> “a branch is an angel”{end}", f"> “a branch splits the warp”{end}"
    assert codes(page(forged)) == [("quote-not-in-paper", forged)]
    assert looked_up(read(page(own, "", forged)), PAPER, [])[0] == Quotes(2, 1)
    item = f"  - warps: “a branch is an angel”{end}"
    assert codes(page(item, section="## Connections")) == [("quote-not-in-paper", item)]


def test_a_quote_that_was_wrapped_is_one() -> None:
    text = page("> “a branch splits the warp", "> into two parts” — p. 4")
    assert looked_up(read(text), PAPER, []) == (Quotes(1, 1), [])
    assert codes(text.replace("two", "six")) == [
        ("quote-not-in-paper", "> “a branch splits the warp")
    ]


def test_what_the_student_typed_or_pasted_and_what_the_log_admits_are_no_quotes() -> None:
    typed = ["> “a branch is an angel”", "> or is it?", ""]
    pasted = [
        "<details><summary>Pasted below the question (30 letters)</summary>",
        "",
        "> “a branch is an angel”",
        "",
        "</details>",
        "",
    ]
    assert codes(page("", *typed, *pasted, "So it is.", section="## 1.")) == []
    assert codes(page("", *pasted, "So it is.")) == []
    admitted = "*Not found in the paper: “A branch is an angel”*"
    assert codes(page("So:", "", typed[0], "", admitted)) == []
    said = "So “a branch is an angel of the warp” it says."
    assert codes(page(said, "", admitted)) == [("words-not-in-paper", said)]
    assert codes(page(said, "", admitted.replace("angel", "angel of the warp"))) == []


def test_the_answers_own_words_below_it_are_no_quote() -> None:
    said = "Branches split every warp into four parts, at 1.8 times."
    looked = "*Looked up in the paper: 0 of 1 sentence found in it, 1 said differently there.*"
    there = "The paper says: “A branch splits the warp into two parts that run in turn.” [p. 4]"
    item = f"- “{said}” The answer: four; the paper: two. {there}"
    assert codes(page(f"**{said}** [p. 4]", "", looked, "", item)) == []
    forged = item.replace("run in turn", "never run")
    assert codes(page(said, "", looked, "", forged)) == [("words-not-in-paper", forged)]
    assert codes(page("So.", "", looked, "", item)) == [("words-not-in-paper", item)]
    assert codes(page(item)) == [("words-not-in-paper", item)]


def test_a_line_is_the_logs_whatever_stands_between() -> None:
    text = page("So.", "", "> “a group of 32 threads that” — p. 1", "", "It takes 77 ms.")
    assert codes(text) == [("number-not-in-paper", "It takes 77 ms.")]


def test_the_students_claim_is_no_claim_of_the_answers() -> None:
    label, claim = "*A claim, held against the paper.*", "## 1. It takes 77 ms, they say"
    verdict = "**Not in the paper.** 77 ms is not said, but 78 ms is."
    assert codes(page(label, "", verdict, section=claim)) == [("number-not-in-paper", verdict)]
    only = verdict.replace("78 ms", "77 ms")
    assert codes(page(label, "", only, section=claim)) == []
    assert codes(page("", only, section=claim)) == [("number-not-in-paper", only)]


def test_the_seconds_a_tool_thought_are_its_mark_and_nothing_else() -> None:
    chat = "You said:\nWhy?\n\nChatGPT said:\nThought for 12s\n\nIt takes 13 s.\n\nDone.\n"
    assert codes(chat) == [("number-not-in-paper", "It takes 13 s.")]
    assert codes(chat.replace("13 s", "long")) == []
    assert [kind for kind, _ in read(chat).debris] == ["thought"]


def test_connections_may_quote_another_paper_and_answers_may_not() -> None:
    quote = "> “loads the page from the disk” — p. 2"
    assert codes(page(quote, section="## Connections")) == []
    assert codes(page(quote)) == [("quote-not-in-paper", quote)]


def test_a_number_that_the_paper_lacks_is_noted_unless_the_log_says_so_itself() -> None:
    answer = "It is 1.8x faster and takes 77 ms."
    assert codes(page(answer)) == [("number-not-in-paper", answer)]
    assert codes(page(answer, "", "*Not found in the paper: “77 ms”*")) == []


def test_words_in_quotation_marks_are_looked_up_outside_of_code() -> None:
    false, true = (
        "It says “every warp is made of sixty four lanes”.",
        "“a group of 32 threads that”",
    )
    code = '`print("every warp is made of sixty four lanes")`'
    assert codes(page(true, false, code)) == [("words-not-in-paper", false)]


def test_a_quote_that_stands_twice_is_right_on_both_pages() -> None:
    twice = source("w", [passage("Warps run in step.", page=n, section=str(n)) for n in (2, 5)])
    assert twice.pages_of("warps run in step") == [2, 5]


def test_quotes_under_connections_are_looked_up_as_the_page_holds_them() -> None:
    own = "  - warps: “A branch splits the warp into two parts” — [p. 4](https://x.org/a#page=4), 1"
    other = "  - pages: “loads the page from the disk” — p. 2"
    forged = "  - pages: “loads the page from the tape” — p. 2"
    held = page("- **[Pages](https://x.org/b)**", own, other, section="## Connections")
    assert looked_up(read(held), PAPER, [OTHER]) == (Quotes(2, 2), [])
    assert codes(page(own, forged, section="## Connections")) == [("quote-not-in-paper", forged)]
