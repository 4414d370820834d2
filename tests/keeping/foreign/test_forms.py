"""Transcripts as text, against the turns that they were built from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sizes import sized

from vibelog.core.conversation import Citation
from vibelog.core.log import Entry, Essay, VibeLog
from vibelog.keeping.foreign.forms import parse, written
from vibelog.keeping.foreign.said import Foreign, Said, Speaker
from vibelog.keeping.markdown import questions_in, render

# How each form writes a turn; `{}` is the text. As in TRANSCRIPTS: 1, 2, 3, 4, 5, 6.
FORMS: dict[str, dict[Speaker, tuple[str, ...]]] = {
    "1": {"student": ("## Prompt:\n{}\n",), "model": ("## Response:\n{}\n\n",)},
    "2": {
        "student": ("You said:\n{}\n", "##### You said:\n\n{}\n\n"),
        "model": ("ChatGPT said:\n{}\n", "###### ChatGPT said:\n\n{}\n\n"),
    },
    "3": {"student": ("**User:** {}\n\n",), "model": ("**Assistant:** {}\n\n",)},
    "4": {
        "student": ("**User:**\n{}\n", "**User:**  \n\n{}\n\n"),
        "model": ("**Assistant:** \n{}\n\n",),
    },
    "5": {
        "student": ("I said：\n{}\n", "I said： \n\n{}\n\n"),
        "model": ("ChatGPT said：\n{}\n", "ChatGPT 说：\n{}\n", "ChatGPT siad：\n{}\n"),
    },
    "6": {"student": ("Me: {}\n", "Me:\n{}\n"), "model": ("GPT: {}\n\n", "GPT:\n{}\n")},
}
MARKERS = (
    "## Prompt:|## Response:|You said:|ChatGPT said:|**User:** why?|**Assistant:** so|**User:**"
    "|I said：|ChatGPT siad：|Me: x|GPT: y|Powered by [ChatGPT Exporter](https://x.org)"
).split("|")

WORD = st.sampled_from(
    "why does the cache evict 块 为什么？ почему שלום кэш é x_1 $a$ **bold** `code` said You me "
    "User https://x.org/a 3.5 (p. 4) ## # — 👩‍🔬".split()
)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
INSIDE = st.lists(LINE | st.sampled_from([*MARKERS, "", "``", "`"]), max_size=5)
BLOCK = st.one_of(
    LINE,
    LINE,
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join("- " + x for x in lines)),
    st.lists(LINE, min_size=1, max_size=3).map("\n".join),
    INSIDE.map(lambda lines: "\n".join(["```text", *lines, "```"])),
    INSIDE.map(lambda lines: "\n".join(["~~~~", "```", *lines, "~~~~"])),
    INSIDE.map(lambda lines: "\n".join(["1. so:", "   ```", *lines, "   ```"])),
    INSIDE.map(lambda lines: "\n".join("> " + line for line in ["“", *lines])),
    LINE.map(lambda line: f"| a | b |\n|---|---|\n| {line} | 1 |"),
    LINE.map(lambda line: f"**Q:** {line}\n**A:** {line}"),
    st.sampled_from(MARKERS).map(lambda marker: "so:\n\n    " + marker),
    st.sampled_from(MARKERS).map(lambda marker: f"as in {marker} once"),
)
TURN = st.lists(BLOCK, min_size=1, max_size=4).map("\n\n".join)
TEXTS = st.lists(TURN, min_size=2, max_size=10)
BY: tuple[Speaker, Speaker] = ("student", "model")


def spoken(texts: Sequence[str]) -> tuple[Said, ...]:
    return tuple(Said(by, text) for by, text in zip(cycle(BY), texts, strict=False) if text.strip())


def built(said: Sequence[Said], forms: Sequence[str], picks: Sequence[int]) -> str:
    parts = []
    for turn, form, pick in zip(said, cycle(forms), cycle(picks), strict=False):
        shapes = FORMS[form][turn.by]
        parts.append(shapes[pick % len(shapes)].replace("{}", turn.text))
    return "".join(parts)


PICKS = st.lists(st.integers(0, 5), min_size=1, max_size=5)


@given(TEXTS, st.sampled_from(sorted(FORMS)), PICKS, st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=sized(80))
def test_every_form_gives_its_turns_back(
    texts: list[str], form: str, picks: list[int], end: str
) -> None:
    said = spoken(texts)
    file = "\ufeff" + built(said, form, picks).replace("\n", end)
    found = parse(file)
    assert found is not None
    assert found.said == said


@given(TEXTS, st.lists(st.sampled_from(sorted(FORMS)), min_size=2, max_size=7), PICKS)
@settings(max_examples=sized(80))
def test_mixtures_of_forms_give_their_turns_back(
    texts: list[str], forms: list[str], picks: list[int]
) -> None:
    said = spoken(texts)
    found = parse(built(said, forms, picks))
    assert found is not None
    assert found.said == said


@given(texts=TEXTS, form=st.sampled_from(sorted(FORMS)), titled=st.booleans())
@settings(max_examples=sized(50))
@example(texts=["why", "## You"], form="1", titled=False)
def test_the_first_turn_needs_no_marker(texts: list[str], form: str, *, titled: bool) -> None:
    said = spoken(["Why?\n\n" + texts[0], *texts[1:]])
    file = built(said, form, [0])
    first = FORMS[form]["student"][0].partition("{}")[0]
    found = parse(("# DSPy\n\n" if titled else "") + file.removeprefix(first))
    assert found is not None
    assert found.said == said
    assert found.title == ("DSPy" if titled else "")


HEADER = """# Prefix caching

**User:** Ada Lovelace (ada@example.org)  
**Created:** 9/10/2025 10:11:05  
**Link:** [https://chatgpt.com/c/68c1-ab](https://chatgpt.com/c/68c1-ab)  

"""  # noqa: W291 - the exporter ends these lines with two blanks
FOOTER = "\n\n---\nPowered by [ChatGPT Exporter](https://www.chatgptexporter.com)\n"


@given(TEXTS)
@settings(max_examples=sized(50))
def test_an_exporters_header_and_footer_are_no_turns(texts: list[str]) -> None:
    said = tuple(replace(each, at="2025-09-10T10:11:05") for each in spoken(texts))
    file = HEADER + built(said, "1", [0]) + FOOTER
    assert parse(file) == Foreign(
        "Prompt / Response", said, "Prefix caching", "https://chatgpt.com/c/68c1-ab"
    )
    twice = parse(file + "\n" + file)
    assert twice is not None
    assert twice.said == said + said


@pytest.mark.parametrize(
    "head",
    [
        HEADER,
        "**User:** Ada Lovelace (ada@example.org)\n",
        "**User:** Al\n",
        "# DSPy\n\n**User:** Al  \n\n",
    ],
)
def test_an_empty_log_has_no_turns(head: str) -> None:
    found = parse(head + FOOTER)
    assert found is not None
    assert found.said == ()
    assert found.form == "ChatGPT Exporter"


def test_a_name_before_the_footer_is_a_question_where_somebody_has_spoken_or_asks() -> None:
    said = spoken(["Why?", "So.", "explain the scheduler"])
    found = parse(built(said, "3", [0]) + FOOTER)
    assert found is not None
    assert found.said == said
    found = parse("**User:** what is it?\n" + FOOTER)
    assert found is not None
    assert found.said == spoken(["what is it?"])


@pytest.mark.parametrize(
    "file",
    [
        "https://chatgpt.com/share/68c1-ab",
        "# DSPy\n\n- Vibe log: <https://chatgpt.com/share/68c1-ab>\n",
        "[my chat](https://chatgpt.com/share/68c1-ab)\r\n",
        "DSPy https://chatgpt.com/share/68c1-ab\nGEPA https://chatgpt.com/share/99\n",
    ],
)
def test_a_bare_link_is_said_to_be_one(file: str) -> None:
    found = parse(file)
    assert found is not None
    assert (found.form, found.said) == ("link only", ())
    assert found.link == "https://chatgpt.com/share/68c1-ab"


@pytest.mark.parametrize(
    "file",
    [
        "",
        "\ufeff\n\n",
        "# Notes\n\nThe cache is a tree; see https://x.org for more.",
        "**Q:** why?\n\n**A:** because.\n",
        "```\nYou said:\nwhy?\nChatGPT said:\nso\n```\n",
        "> **User:** why?\n> **Assistant:** so\n",
        "A " * 20 + "https://chatgpt.com/share/68c1-ab",
    ],
)
def test_other_text_is_no_transcript(file: str) -> None:
    assert parse(file) is None


CHAT = "**User:** What is 2+2?\n\n**Assistant:** 4\n\n**User:** And 3+3?\n\n**Assistant:** 6"


@pytest.mark.parametrize(
    "answer",
    [
        f"Two requests share the prompt, for example:\n\n{CHAT}\n\nSo the block is kept.",
        "The template ends in\n\n**Assistant:**\n\nand the model goes on.",
        "GPT: generative pretrained transformer.",
        "Suggested questions:\n\n**Q:** Why evict?\n**A:** Memory.",
    ],
)
@pytest.mark.parametrize("form", ["1", "2", "5"])
def test_a_chat_shown_in_an_answer_is_not_the_students(answer: str, form: str) -> None:
    said = spoken(["Why?", answer, "And then?", "Nothing."])
    found = parse(built(said, form, [0]))
    assert found is not None
    assert found.said == said


def test_a_chat_pasted_into_a_question_stays_in_it() -> None:
    said = spoken([f"Is this one request?\n\n{CHAT}", "Two.", "Why?", "So."])
    found = parse(built(said, "2", [0]))
    assert found is not None
    assert found.said == said


def test_an_answer_that_broke_off_in_its_code_does_not_swallow_the_next_question() -> None:
    said = spoken(["Show it.", "```python\nx = 1", "Again?", "```python\nx = 2\n```"])
    found = parse(built(said, "2", [0]))
    assert found is not None
    assert found.said == said


def test_a_form_not_listed_is_read_where_both_speakers_are_marked() -> None:
    found = parse("**You:**\nwhy?\n\n**Claude:**\nso\n\n**You:** and?\n\n**Claude:** yes\n")
    assert found is not None
    assert found.form == "You / Claude"
    assert found.said == spoken(["why?", "so", "and?", "yes"])


def test_an_exporters_times_are_when_and_no_words() -> None:
    found = parse("## Prompt:\n2025/9/1 8:05:09\n\nwhy?\n\n## Response:\n9/1/2025, 8:05 AM\n\nso\n")
    assert found is not None
    assert found.said == (
        Said("student", "why?", "2025-09-01T08:05:09"),
        Said("model", "so", "2025-09-01T08:05:00"),
    )


def dates(head: str, turns: str = "## Prompt:\nwhy?\n## Response:\nso\n") -> list[str]:
    found = parse(f"{head}\n\n{turns}")
    assert found is not None
    return [said.at for said in found.said]


@pytest.mark.parametrize(
    ("head", "at"),
    [
        ("**Created:** 9/10/2025 14:03:11", "2025-09-10T14:03:11"),
        ("**Created:** 9/10/2025, 2:03:11 PM  ", "2025-09-10T14:03:11"),
        ("**Created:** 25/9/2025 14:03", "2025-09-25T14:03:00"),
        ("**Created:** 9/10/2025 14:03\n**Exported:** 25/11/2025 9:00", "2025-10-09T14:03:00"),
        ("**Created:** 9/10/2025 14:03\n**Exported:** 11/25/2025 9:00", "2025-09-10T14:03:00"),
        ("**Created:** 9/10/2025\n**Updated:** 9/25/2025\n**Exported:** 25/9/2025", "2025-09-10"),
        ("**Created:** 9/10/2025 14:03\n**User:** Al", "2025-09-10T14:03:00"),
        ("**Created:** 10.9.2025, 14:03", "2025-09-10T14:03:00"),
        ("**Created:** 2025-09-10", "2025-09-10"),
        ("**Created:** 2025-09-10T14:03:11Z", "2025-09-10T14:03:11Z"),
        ("**Created:** September 10, 2025 at 2:03 PM", "2025-09-10T14:03:00"),
        ("**Created:** Wed, 10 Sep 2025 14:03:11", "2025-09-10T14:03:11"),
        ("**Exported:** 9/10/2025 14:03:11", ""),
        ("**Created:** 13/13/2025 14:03", ""),
        ("**Created:** 9/10/25 14:03", ""),
        ("**Created:** yesterday", ""),
        ("# DSPy", ""),
    ],
)
def test_turns_without_times_have_that_of_the_header(head: str, at: str) -> None:
    assert dates(head) == [at, at]


def test_a_conversation_that_went_on_ended_when_it_was_updated() -> None:
    head = "**User:** Al\n**Created:** 9/8/2025 10:00\n**Updated:** 9/10/2025 11:00"
    turns = "## Prompt:\nwhy?\n## Response:\nso\n" * 3
    assert dates(head, turns) == ["2025-09-08T10:00:00"] * 4 + ["2025-09-10T11:00:00"] * 2
    assert dates(head) == ["2025-09-08T10:00:00"] * 2


def test_the_times_of_the_turns_go_before_the_header_s() -> None:
    turns = "## Prompt:\n9/25/2025, 8:05 AM\n\nwhy?\n## Response:\nso\n"
    assert dates("**Created:** 9/8/2025 10:00", turns) == ["2025-09-25T08:05:00", ""]


def test_each_of_two_exports_in_one_file_has_its_own_date() -> None:
    one = "**User:** Al\n**Created:** 9/8/2025 10:00\n\n## Prompt:\nwhy?\n"
    other = "**User:** Al\n**Created:** 9/9/2025 10:00\n\n## Prompt:\nand?\n"
    assert dates(one, other) == ["2025-09-08T10:00:00", "2025-09-09T10:00:00"]
    undated = other.replace("**Created:** 9/9/2025 10:00\n", "")
    assert dates(one, undated) == ["2025-09-08T10:00:00", ""]


def test_the_rule_between_turns_is_no_part_of_them() -> None:
    found = parse("You said:\nwhy?\n\nChatGPT said:\nso\n\n---\n\nYou said:\nand?\n")
    assert found is not None
    assert found.said == spoken(["why?", "so", "and?"])


WILD = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [*MARKERS, "", "```", "~~~", "````x", "\\", "<!-- at 2025 -->", " ", "- ```"]
        )
        | st.sampled_from(MARKERS).map(lambda marker: "\\" + marker)
        | LINE,
        max_size=8,
    ).map("\n".join),
)


@given(st.lists(st.tuples(st.sampled_from(BY), WILD, st.sampled_from(["", "2025-09-01T08:05Z"]))))
@settings(max_examples=sized(120))
@example([("student", "```\nYou said:", ""), ("model", "```\n## Prompt:\n", "")])
@example([("student", "", ""), ("model", "\n\n", "")])
def test_what_is_written_is_read_back_to_the_letter(turns: list[tuple[Speaker, str, str]]) -> None:
    said = tuple(
        Said(by, text.replace("\r\n", "\n").replace("\r", "\n"), at) for by, text, at in turns
    )
    foreign = Foreign("any", said, "A title", "https://chatgpt.com/c/1", "gpt-5")
    page = written(foreign)
    found = parse(page)
    assert found is not None
    assert (found.said, found.title, found.model) == (said, "A title", "gpt-5")
    assert "chatgpt.com" not in page.replace(" ".join(text for _by, text, _at in turns), "")


def test_other_tools_find_the_turns_of_what_is_written() -> None:
    page = written(Foreign("any", spoken(["why?", "so"])))
    assert page.endswith("\n## Prompt:\n\nwhy?\n\n## Response:\n\nso\n")


QUOTE = Citation(4, "3.2 Eviction", "Blocks are evicted in order of last use.", "0" * 12)
LOG = VibeLog(
    paper="caching",
    title="Prefix Caching: A Tutorial",
    link=None,
    page_link=None,
    due=None,
    entries=(
        Entry(1, "Why *evict*?", "Memory is finite:\n\n```\n## 7. no question\n```", (QUOTE,)),
        Entry(2, "Here:\n\n> a quote\n\nwhy?", "So.", (QUOTE,)),
        Entry(3, "What is left open?", "Much.", (QUOTE,), suggested=True),
    ),
    others=("Does it run on one GPU?",),
    essay=Essay(),
    models=("openai/gpt-5-mini",),
    prompts=None,
    transcript="",
    asked_from="2025-09-03",
    asked_to="2025-09-08",
)


def test_a_vibe_log_gives_its_questions_and_answers_back() -> None:
    page = render(LOG)
    found = parse(page)
    assert found is not None
    assert (found.title, found.model) == ("Prefix Caching: A Tutorial", "openai/gpt-5-mini")
    asked = [said.text for said in found.said if said.by == "student"]
    assert asked == questions_in(page)[:2] == ["Why *evict*?", "Here:\n\n> a quote\n\nwhy?"]
    answers = [said.text for said in found.said if said.by == "model"]
    assert answers[0].startswith("Memory is finite:\n\n```\n## 7. no question\n```")
    assert answers[1].startswith("So.\n\n> “Blocks are evicted")
    assert answers[2] == "What is left open?"
    assert answers[3].startswith("Much.")
    assert "Does it run" not in "".join(answers)
    assert (found.said[0].at, found.said[-1].at) == ("2025-09-03", "2025-09-08")
