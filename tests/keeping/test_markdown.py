"""The page, against a YAML parser, a Markdown parser and the words that went in."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
import yaml  # type: ignore[import-untyped] # PyYAML, which chromadb brings, has no types
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sizes import sized

from vibelog import __version__
from vibelog.core.connections import Connection
from vibelog.core.conversation import Citation
from vibelog.core.log import Entry, Essay, VibeLog
from vibelog.keeping.escaping import writable
from vibelog.keeping.markdown import body, questions_in, render

QUOTE = Citation(4, "3.2 Eviction", "Blocks are evicted in order of last use.", "0" * 12)
ENTRY = Entry(1, "Why evict?", "Because memory is **finite**.", (QUOTE,))
LOG = VibeLog(
    paper="caching",
    title="Prefix Caching: A Tutorial",
    link="https://arxiv.org/abs/2310.03714",
    page_link="https://arxiv.org/pdf/2310.03714#page={page}",
    due="2025-09-10",
    entries=tuple(replace(ENTRY, turn=n, question=f"Why evict {n}?") for n in range(1, 6)),
    others=("Does it run on one GPU?",),
    essay=Essay(),
    models=("openai/gpt-5-mini",),
    prompts="3f2a91c0",
    transcript="sha256:" + "ab" * 32 + " of the first 20312 bytes",
    asked_from="2025-09-03",
    asked_to="2025-09-08",
)
CONNECTION = Connection(
    "evict",
    "Eviction, Revisited",
    QUOTE,
    Citation(2, "", "Last use decides.", "1" * 12),
    "https://arxiv.org/pdf/1",
    "https://arxiv.org/pdf/1#page={page}",
)
WILD = st.text(
    st.sampled_from("ab ?1.)(#>*_-+=|:`~[]!<&;$\"'\n\t\\é\u202e\x1b\x00\ud800\r"), max_size=30
) | st.text(max_size=30)


def front(page: str) -> dict[str, object]:
    return dict(yaml.safe_load(page.split("\n---\n", 1)[0].removeprefix("---\n")))


def headings(page: str) -> list[str]:
    """The texts of the page's headings below its title, by a real parser."""
    parsed = MarkdownIt("commonmark").parse(page.split("\n---\n", 1)[1])
    pairs = pairwise(parsed)
    return [
        text.content for mark, text in pairs if mark.type == "heading_open" and mark.tag == "h2"
    ]


def one(**fields: object) -> VibeLog:
    return replace(LOG, entries=(replace(ENTRY, **fields),), others=())  # type: ignore[arg-type] # any field


def test_the_front_matter_has_the_contracts_keys_in_order() -> None:
    assert front(render(LOG)) == {
        "paper": "caching",
        "title": "Prefix Caching: A Tutorial",
        "link": "https://arxiv.org/abs/2310.03714",
        "due": "2025-09-10",
        "questions": 5,
        "asked_from": "2025-09-03",
        "asked_to": "2025-09-08",
        "model": "openai/gpt-5-mini",
        "prompts": "3f2a91c0",
        "transcript": "sha256:" + "ab" * 32 + " of the first 20312 bytes",
        "vibelog": __version__,
    }
    assert list(front(render(LOG)))[:5] == ["paper", "title", "link", "due", "questions"]


@pytest.mark.parametrize(
    "title",
    ["no", "1e5", "a: b # c", "---", "“x” 'y' \"z\" \\", "{a}", "👩‍🔬 é ש", "- x", "*x", "null"],
)
def test_any_title_is_valid_yaml(title: str) -> None:
    assert front(render(replace(LOG, title=title, paper=title)))["title"] == title


@given(WILD)
@settings(max_examples=sized(100))
def test_even_a_wild_title_is_valid_yaml_on_one_line(title: str) -> None:
    page = render(replace(LOG, title=title))
    assert isinstance(front(page)["title"], str)
    assert headings(page)[:1] == ["1. Why evict 1?"]


@given(st.lists(WILD, min_size=1, max_size=7), WILD)
@settings(max_examples=sized(150))
def test_the_questions_read_back_to_the_letter(questions: list[str], answer: str) -> None:
    entries = tuple(
        replace(ENTRY, turn=n, question=question, answer=answer, notes=(answer,))
        for n, question in enumerate(questions)
    )
    page = render(replace(LOG, entries=entries, others=tuple(questions)))
    assert questions_in(page) == [writable(question) for question in questions]
    page.encode()


def test_a_question_of_one_line_is_a_heading_and_of_several_a_quote_below_one() -> None:
    assert "\n## 1. Why \\*evict\\*?\n" in render(one(question="Why *evict*?"))
    assert "\n## 1.\n\n> Why  \n> \\# evict?\n" in render(one(question="Why\n# evict?"))


def test_each_line_of_a_question_is_a_line_on_the_page_too() -> None:
    page = render(one(question="Explain:\n1. blocks\n2. leaves\n\nand why"))
    shown = MarkdownIt("commonmark").render(page.split("## 1.\n")[1].split("Because")[0])
    assert shown.count("<br />") == 2
    assert shown.count("<p>") == 2


def test_a_question_of_several_lines_is_mentioned_by_its_first() -> None:
    page = render(
        replace(LOG, others=("Explain:\n1. blocks", "Why?\n\n" + "It is the case. " * 20))
    )
    assert "- Explain: …\n- Why?\n" in page


def test_the_body_is_the_page_below_its_front_matter() -> None:
    page = render(LOG)
    assert page == f"{page.split('# Vibe log')[0]}{body(page)}"
    assert body(page).startswith("# Vibe log: ")
    assert body(body(page)) == body(page)


def test_what_nobody_dated_is_said_to_be_imported() -> None:
    page = render(replace(LOG, dated=False, asked_to=LOG.asked_from))
    assert "5 questions, imported 2025-09-03" in page
    assert "asked 2025" not in page
    assert (front(page)["asked_from"], front(page)["asked_to"]) == (None, None)


def test_what_is_not_about_the_paper_does_not_make_a_log_long_enough() -> None:
    away = replace(LOG.entries[0], off_topic=True)
    page = render(replace(LOG, entries=(away, *LOG.entries[1:])))
    assert "**Incomplete: 4 of 5–10 questions; 1 question to ask.**" in page


def test_a_quote_has_its_page_link_and_section() -> None:
    place = "— [p. 4](https://arxiv.org/pdf/2310.03714#page=4), 3.2 Eviction"
    assert f"\n\n> “{QUOTE.quote}” {place}\n\n" in render(one())
    unlinked = render(replace(one(), page_link=None))
    assert f"> “{QUOTE.quote}” — p. 4, 3.2 Eviction\n" in unlinked


def test_each_quote_stands_once_and_not_inside_a_longer_one() -> None:
    longer = replace(QUOTE, quote=f"{QUOTE.quote} Always.")
    page = render(one(citations=(QUOTE, longer, QUOTE, longer)))
    assert page.count("Blocks are evicted") == 1
    assert "Always." in page


def test_the_quoting_readers_answer_is_its_quotes_and_a_note_says_so_once() -> None:
    page = render(one(answer=QUOTE.quote, by_model=False))
    assert page.count(QUOTE.quote) == 1
    assert page.count("No language model was used") == 1
    both = (replace(ENTRY, by_model=False), ENTRY)
    assert "*Question 1: answered without a" in render(replace(LOG, entries=both))


def test_an_answer_without_any_quote_is_shown_also_when_no_model_wrote_it() -> None:
    page = render(one(answer="The paper does not say.", citations=(), by_model=False))
    assert "\nThe paper does not say.\n" in page


def test_what_the_paper_does_not_say_is_marked() -> None:
    page = render(one(unsupported=("1.8×", "it *always* wins")))
    assert "*Not found in the paper: “1.8×”; “it \\*always\\* wins”*" in page


def test_suggested_questions_are_labelled_and_do_not_count() -> None:
    suggested = replace(ENTRY, question="And then?", suggested=True)
    page = render(replace(LOG, entries=(*LOG.entries[:4], suggested)))
    assert front(page)["questions"] == 4
    assert "## 5. And then?\n\n*Suggested by vibelog.*\n" in page
    assert "**Incomplete: 4 of 5–10 questions; 1 question to ask.**" in page


def test_a_complete_log_carries_no_mark() -> None:
    assert "Incomplete" not in render(LOG)


def test_sections_come_in_order_and_empty_ones_are_left_out() -> None:
    essay = Essay("T", "In short.", ("i",), ("o",), "m")
    starred = replace(ENTRY, starred=True)
    full = render(replace(LOG, entries=(starred,), essay=essay, connections=(CONNECTION,)))
    assert headings(full) == [
        "In one paragraph",
        "1. Why evict?",
        "What surprised me",
        "Insights",
        "Connections",
        "Still open",
        "Also asked",
        "How this was made",
    ]
    assert headings(render(one())) == ["1. Why evict?", "How this was made"]


def test_how_it_was_made_names_the_models_the_tokens_and_what_proves_it() -> None:
    condensed = replace(LOG.entries[0], condensed="openai/tiny")
    page = render(replace(LOG, entries=(condensed, *LOG.entries[1:]), tokens=(12_345, 678)))
    made = page.split("## How this was made\n\n")[1]
    assert "- Answers: openai/gpt-5-mini (12,345 tokens sent, 678 received).\n" in made
    assert "- Shortened: the longer answers, by openai/tiny.\n" in made
    assert f"- Transcript: {LOG.transcript}.\n" in made


def test_the_last_line_stays_as_it_is_when_the_conversation_goes_on() -> None:
    """What a student writes below it then never clashes with what is new above."""
    longer = replace(LOG, tokens=(1, 1), transcript="other", models=("other",))
    assert render(LOG).splitlines()[-1] == render(longer).splitlines()[-1]


def test_a_connection_quotes_both_papers_with_links_to_the_pages_of_each() -> None:
    page = render(replace(LOG, connections=(CONNECTION,)))
    assert (
        "- **[Eviction, Revisited](https://arxiv.org/pdf/1)**\n"
        "  - caching: “Blocks are evicted in order of last use.” — "
        "[p. 4](https://arxiv.org/pdf/2310.03714#page=4), 3.2 Eviction\n"
        "  - evict: “Last use decides.” — [p. 2](https://arxiv.org/pdf/1#page=2)\n"
    ) in page


def test_a_question_is_shown_first_and_the_excerpt_pasted_with_it_is_folded() -> None:
    excerpt = "The cache is *full* of <b>blocks</b>. " * 8
    for pasted in (f"{excerpt}\n\nWhy is that?", f"Why is that?\n\n{excerpt}"):
        page = render(one(question=pasted))
        assert "\n## 1. Why is that?\n\n<details><summary>Pasted " in page
        assert questions_in(page) == [pasted]
        shown = MarkdownIt("commonmark").render(page.split("\n---\n", 1)[1])
        assert "*full* of &lt;b&gt;blocks" in shown


def test_a_question_that_the_paper_leaves_open_is_listed_as_such() -> None:
    silent = "The paper does not seem to speak of this: no sentence was found that answers it."
    page = render(one(answer=silent, citations=(), by_model=False))
    assert "## Still open\n\n- Question 1: Why evict?\n" in page


def test_notes_keep_the_students_words() -> None:
    page = render(one(notes=("LRU *wins*?\n# I did not think so",), starred=True))
    assert "- Question 1: LRU \\*wins\\*?\n  \\# I did not think so\n" in page


def test_a_model_cannot_add_questions_headings_or_quotes() -> None:
    forged = "## 2. Forged?\n\n> “forged” — p. 9\n\n```\n## 3. Code?\n```\n\n<b>x</b>"
    essay = Essay(summary=forged, insights=(forged,), open_questions=(forged,))
    page = render(replace(one(answer=forged), essay=essay))
    assert questions_in(page) == ["Why evict?"]
    assert not any(line.startswith(">") and "forged" in line for line in page.splitlines())
    assert "\\<b>x\\</b>" in page


def test_the_same_log_gives_the_same_bytes() -> None:
    assert render(LOG) == render(replace(LOG))
    assert render(LOG).endswith("*\n")


def test_the_front_matter_is_json_for_those_who_have_no_yaml() -> None:
    lines = render(LOG).split("---\n")[1].splitlines()
    assert all(json.loads(line.partition(": ")[2]) is not Ellipsis for line in lines)
