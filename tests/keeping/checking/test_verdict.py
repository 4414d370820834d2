"""Whose paper a log is about, where its quotes and its words may disagree."""

from __future__ import annotations

from literals import passage

from vibelog.keeping.checking.evidence import Source, source
from vibelog.keeping.checking.said import Page, Quoted, Stretch
from vibelog.keeping.checking.topic import Fit
from vibelog.keeping.checking.verdict import Held, Verdict, exchanged, held

WARPS = (
    "A warp is a group of 32 threads.",
    "A branch splits the warp in two.",
    "Both parts of it run in turn.",
    "A barrier waits for all threads.",
)
PAGES = (
    "A page fault loads the page.",
    "A dirty page is written to disk.",
    "The clock hand skips used pages.",
    "A segment holds many pages.",
)
OTHERS = "Nothing of this is in any paper."


def paper(name: str, sentences: tuple[str, ...]) -> Source:
    return source(name, [passage(text) for text in sentences])


LIBRARY = {"warps": paper("warps", WARPS), "pages": paper("pages", PAGES)}


def judged(own: str, *quotes: str, away: tuple[str, ...] = ()) -> Held:
    """Where these quotes stand, in a log about `own`; `away` stand under Connections."""
    page = Page(
        {},
        quotes=(
            *(Quoted(quote, 1, (1,)) for quote in quotes),
            *(Quoted(quote, 1, (1,), elsewhere=True) for quote in away),
        ),
    )
    return held(page, LIBRARY[own], [s for name, s in LIBRARY.items() if name != own])


def fitting(own: float, others: float, name: str = "warps", other: str = "pages") -> Fit:
    return Fit(name, own, other, others, ())


def test_quotes_of_another_paper_decide_although_the_words_fit() -> None:
    found = Verdict("warps", judged("warps", *PAGES), fitting(0.9, 0.9))
    assert found.wrong
    assert found.leads_to == "pages"
    assert found.said() == "None of its quotes (4) stands in warps, 4 in pages."


def test_quotes_of_its_own_paper_decide_although_the_words_do_not_fit() -> None:
    found = Verdict("warps", judged("warps", *WARPS), fitting(0.1, 0.2))
    assert not found.wrong
    assert found.leads_to is None


def test_few_quotes_and_quotes_of_no_paper_leave_it_to_the_words() -> None:
    for quotes in ((PAGES[0], PAGES[1]), (OTHERS, f"Also: {OTHERS}", f"And: {OTHERS}"), ()):
        assert not Verdict("warps", judged("warps", *quotes), fitting(0.9, 0.2)).wrong
        assert Verdict("warps", judged("warps", *quotes), fitting(0.1, 0.2)).wrong


def test_connections_prove_nothing() -> None:
    assert judged("warps", away=PAGES) == Held(0)


def test_words_in_quotation_marks_count_too() -> None:
    said = "\n".join(f"It says “{text}”" for text in PAGES)
    found = held(Page({}, answers=(Stretch(said, 1),)), LIBRARY["warps"], [LIBRARY["pages"]])
    assert found.wrong
    assert found.other == "pages"


def test_a_wrong_log_tells_its_words_and_its_quotes_in_one_finding() -> None:
    found = Verdict("warps", judged("warps", OTHERS), fitting(0.1, 0.2))
    assert found.said().endswith("None of its quotes (1) stands in warps.")
    assert "10%" in found.said()


def test_two_logs_are_exchanged_only_when_each_is_about_the_others_paper() -> None:
    warps_in_pages = Verdict("pages", judged("pages", *WARPS), None)
    pages_in_warps = Verdict("warps", judged("warps"), fitting(0.1, 0.9))
    right = Verdict("pages", judged("pages", *PAGES), None)
    both = {"pages.md": warps_in_pages, "warps.md": pages_in_warps, "short.md": None}
    assert exchanged("pages.md", both) == "warps.md"
    assert exchanged("short.md", both) is None
    assert exchanged("warps.md", {"warps.md": pages_in_warps, "pages.md": right}) is None
    own = Verdict("warps", judged("warps", *WARPS), None)
    assert exchanged("warps.md", {"warps.md": own, "pages.md": warps_in_pages}) is None
