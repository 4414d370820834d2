"""What is said of a log without its paper: logs as students keep them, in our own words."""

from __future__ import annotations

import pytest

from vibelog.keeping.checking import files
from vibelog.keeping.checking.content import flags, has_content, real
from vibelog.keeping.checking.findings import CODES
from vibelog.keeping.checking.page import read

TOPICS = ("a warp", "a lane", "a mask", "a stall", "a barrier", "a grid")


def chat(*turns: tuple[str, str]) -> str:
    """A conversation as ChatGPT's page is copied."""
    return "\n".join(f"You said:\n{q}\n\nChatGPT said:\n{a}\n" for q, a in turns)


MARKERS = {  # of students' files: before a question, before an answer
    "exporter": ("## Prompt:\n", "## Response:\n"),
    "page": ("You said:\n", "ChatGPT said:\n"),
    "bold": ("**User:** ", "**Assistant:** "),
    "bold-alone": ("**User:**  \n", "**Assistant:**\n"),
    "full-width": ("I said：\n", "ChatGPT siad：\n"),
    "short": ("Me: ", "GPT: "),
}
GOOD = chat(*((f"What is {topic}?", f"It is {topic}, of course.") for topic in TOPICS))


def found(text: str) -> dict[str, int]:
    """The codes, each with its first line."""
    lines: dict[str, int] = {}
    for flag in flags(read(text), text):
        lines.setdefault(flag.code, flag.line)
    return lines


def test_a_good_log_has_nothing_to_mend() -> None:
    assert found(GOOD) == {}
    assert len(real(read(GOOD))) == len(TOPICS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("## Prompt:\n\n\nPowered by [ChatGPT Exporter](https://www.chatgptexporter.com)", "empty"),
        ("https://chatgpt.com/share/68c0aaaa-0000-8005-0000-000000000001\n", "link-only"),
        ("Some notes on warps that nobody asked about.\n", "no-questions"),
        (chat(("What is a warp?", "Threads.")), "too-few"),
    ],
)
def test_a_log_that_holds_too_little_says_so(text: str, code: str) -> None:
    assert code in found(text)


@pytest.mark.parametrize("link", ["share/68c0aaaa-0000-8005-0000-000000000001", "c/68c0aaaa-0000"])
def test_a_bare_link_is_one_finding(link: str) -> None:
    assert set(found(f"https://chatgpt.com/{link}\n")) == {"link-only"}
    assert "private-link" in found(f"{GOOD}\nSee https://chatgpt.com/{link}\n")


@pytest.mark.parametrize("form", MARKERS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_form_of_a_log_counts_the_same(form: str, end: str) -> None:
    asks, answers = MARKERS[form]
    quoted = "Question: what is it?\nAnswer: Made up."
    turns = [
        *((f"What is {topic}?", f"It is {topic}.\n\n{quoted}") for topic in TOPICS),
        ("thanks", "Welcome."),
    ]
    text = "\n".join(f"{asks}{question}\n\n{answers}{answer}\n" for question, answer in turns)
    content = files.content(f"\ufeff{text}".replace("\n", end).encode(), "log.md")
    assert content
    assert [asked.text for asked in real(read(content.text))] == [q for q, _ in turns[:-1]]
    assert found(content.text) == {}


def test_a_question_asked_again_in_the_same_words_counts_once() -> None:
    again = chat(*(("What is a warp?", "Threads."), ("what is  a Warp ?", "As I said.")) * 3)
    [flag] = flags(read(again), again)
    assert (flag.code, flag.message) == (
        "too-few",
        "1 of 5–10 questions. 5 asked again in the same words do not count.",
    )
    assert len(real(read(GOOD + again))) == len(TOPICS)


def test_thanks_and_uploads_are_no_questions() -> None:
    text = GOOD + chat(("thanks!", "Welcome."), ("warps.pdf\n\nPDF", "I read it."))
    assert len(real(read(text))) == len(TOPICS)


def test_questions_that_the_model_wrote_are_found_and_not_counted() -> None:
    listing = "**Q1: What is a warp?**\n**A:** Threads.\n\n**Q2: And a lane?**\n**A:** One of them."
    text = GOOD + chat(
        ("For this paper, please come up with ten questions and answer them.", listing)
    )
    lines = found(text)
    assert text.splitlines()[lines["questions-by-model"] - 1].startswith("**Q1")
    assert text.splitlines()[lines["request-for-questions"] - 1].startswith("For this paper")
    assert len(real(read(text))) == len(TOPICS)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("**Q:** What is a lane?\n**A:** A thread.", True),
        ("### Q1. What is a lane?\n\n**A1:** A thread.", True),
        ("**Q:** the queries\n**A:** the attention", False),
        ("It prompts like this:\n\nQuestion: What is a lane?\nAnswer: a thread", False),
        ("```\n**Q:** What is a lane?\n**A:** A thread.\n```", False),
        ("```\nQ: What?\nA: That.\nQ: Why?\nA: So.\n```", False),
    ],
)
def test_one_question_that_an_answer_sets_off_and_answers_is_the_models(
    answer: str, told: bool
) -> None:
    text = GOOD + chat(("And?", f"So it is.\n\n{answer}"))
    assert ("questions-by-model" in found(text)) is told


def test_a_question_about_the_papers_questions_is_one() -> None:
    text = chat(("Which questions does the paper leave open?", "Two."))
    assert len(real(read(text))) == 1


def test_debris_and_leaks_are_found_in_their_lines_and_not_repeated() -> None:
    text = GOOD + chat(("I am ada@example.org, what is it?", "A warp 【5†warps.pdf†L1-L2】."))
    lines = found(text)
    assert "ada@example.org" in text.splitlines()[lines["email"] - 1]
    assert "【" in text.splitlines()[lines["debris"] - 1]
    assert not any("ada@" in flag.message for flag in flags(read(text), text))


def test_a_line_is_named_once_and_as_the_file_counts_it() -> None:
    mark = "A warp 【5†warps.pdf†L1-L2】."
    text = chat(("What is a warp?", mark), ("Why?", "So."), ("What is a lane?", mark))

    def told(places: dict[int, int]) -> list[str]:
        found = flags(read(text), text, "", lambda line: places.get(line, 1))
        return [flag.message for flag in found if flag.code == "debris"]

    first, second = (at for at, line in enumerate(text.split("\n"), 1) if line == mark)
    says = "Marks of the tool that the text was copied from: citation"
    assert told({first: 30, second: 40}) == [f"{says}, and again at 40."]
    assert told({}) == [f"{says}, 2 times."]  # a saved page has no lines
    once = chat(("What is a warp?", mark))
    assert f"{says}." in [flag.message for flag in flags(read(once), once)]


def test_what_the_paper_prints_itself_leaks_nothing() -> None:
    text = GOOD + chat(("Who is ada@example.org?", "An author."))
    assert not [f for f in flags(read(text), text, "Ada (ada@example.org)") if f.code == "email"]


def test_content_is_real_when_something_was_asked() -> None:
    assert has_content(read(GOOD))
    assert not has_content(read("https://chatgpt.com/share/68c0aaaa-0000-8005-0000-000000000001"))


def test_every_code_is_in_the_docs() -> None:
    from vibelog.config import shipped

    docs = shipped("docs/check.md").read_text(encoding="utf-8")
    assert {code for code in CODES if f"`{code}`" not in docs} == set()
