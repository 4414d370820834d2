"""The slash commands, one line each from a pipe: what is shown, and what is written down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import QUESTIONS, Ran, Vibelog
from model_server import Fault, ModelServer, Said, fields, serving

from vibelog.cli.slash import COMMANDS

QUOTE = "A stranded block is a block that is still in the cache"


def typed(vibelog: Vibelog, *lines: str) -> Ran:
    """A chat about the sample in which these lines are typed."""
    return vibelog("chat", "sample", typed="\n".join(lines))


def events(library: Path, kind: str) -> list[dict[str, Any]]:
    """The events of a kind in the only transcript."""
    (file,) = (library / "conversations/sample").glob("*.jsonl")
    found = [json.loads(line) for line in file.read_text().splitlines()]
    return [event for event in found if event["type"] == kind]


def answering(body: dict[str, Any]) -> str:
    """A model that does what each of the programs asks for."""
    asked = json.dumps(body["messages"])
    if "## standalone ##" in asked:
        return fields(standalone="What is a stranded block?")
    quotes = [{"passage": "1", "quote": QUOTE}]
    if "## verdict ##" in asked:
        return fields(quotes=quotes, explanation="It says so.", verdict="supported")
    if "## questions ##" in asked:
        return fields(questions=["What strands a block?", "Why does a leaf strand nothing?"])
    return fields(answer="One that cannot be reached [1].", quotes=quotes)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with serving(answering) as running:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", running.url)
        yield running


@pytest.mark.usefixtures("talked")
def test_help_has_a_line_for_each(vibelog: Vibelog) -> None:
    lines = typed(vibelog, "/help").out.splitlines()
    assert [line.split()[0] for line in lines] == [f"/{name}" for name in COMMANDS]
    assert max(map(len, lines)) <= 80


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"help", "papers", "quit", "cost"}))
def test_before_anything_is_asked_each_says_what_to_do(vibelog: Vibelog, name: str) -> None:
    done = typed(vibelog, f"/{name}")
    assert "Traceback" not in done.err
    assert len((done.out + done.err).splitlines()) in (1, 3, 4)  # /suggest offers three


@pytest.mark.usefixtures("talked")
def test_a_page_is_shown_as_it_was_read(vibelog: Vibelog) -> None:
    done = typed(vibelog, "/page 3", "/page 7", "/page x")
    assert done.out.startswith("sample, page 3 of 6\n")
    assert "4.2 Stranded blocks" in done.out
    assert done.err.splitlines() == [
        "vibelog: sample has pages 1 to 6.",
        "Say which: /page 4 (1 to 6).",
    ]


@pytest.mark.usefixtures("talked")
def test_a_quote_is_looked_for_word_for_word_then_by_topic(vibelog: Vibelog) -> None:
    exact = typed(vibelog, "/quote still in the cache although a block").out
    assert exact.startswith(QUOTE)
    assert exact.count("[p. ") == 1
    assert "hit ratio is the share" in typed(vibelog, "/quote hit ratio").out
    assert "hit ratio is the share" in typed(vibelog, "/quote").out, "the last question's"


def test_a_claim_that_is_checked_is_a_turn_of_the_conversation(
    vibelog: Vibelog, talked: Path
) -> None:
    claim = "A block is named by its text and by everything before it."
    shown = typed(vibelog, f"/check {claim}", "/sources").out
    assert shown.startswith("**")
    asked = events(talked, "question")[-1]
    assert (asked["text"], asked["check"], asked["suggested"]) == (claim, True, False)
    assert events(talked, "answer")[-1]["turn"] == asked["turn"]


@pytest.mark.usefixtures("server")
def test_a_model_checks_a_claim_and_tries_again(vibelog: Vibelog, sample: Path) -> None:
    done = typed(vibelog, "/check Blocks can be stranded", "/retry")
    assert done.out.count("**Supported by the paper.**") == 2
    assert [event["turn"] for event in events(sample, "answer")] == [1, 1]


def test_what_was_suggested_and_then_asked_is_recorded_as_suggested(
    vibelog: Vibelog, talked: Path
) -> None:
    offered = typed(vibelog, "/suggest").out.splitlines()
    first = offered[0].removeprefix("  1. ")
    assert len(offered) == 3
    assert first not in QUESTIONS
    typed(vibelog, first.upper())  # in another run, and in other letters
    typed(vibelog, "/suggest", "2", "2")
    asked = events(talked, "question")[len(QUESTIONS) :]
    assert [event["suggested"] for event in asked] == [True, True, False]
    assert asked[2]["text"] == "2", "a number is one of the list only once"


def test_a_model_suggests_what_the_paper_can_answer(
    vibelog: Vibelog, sample: Path, server: ModelServer
) -> None:
    done = typed(vibelog, "/suggest")
    assert "1. What strands a block?" in done.out
    assert len(events(sample, "suggested")[0]["texts"]) == 3
    assert len(server.requests) == 1


def test_an_edited_question_takes_the_place_of_the_last_one(vibelog: Vibelog, talked: Path) -> None:
    done = typed(vibelog, "/edit What is a leaf?", "/edit")
    assert "Write the question as it should be" in done.err
    assert [event["turn"] for event in events(talked, "undo")] == [5]
    assert events(talked, "question")[-1]["text"] == "What is a leaf?"


@pytest.mark.usefixtures("talked")
def test_the_paper_is_switched_and_its_conversation_gone_on_with(
    vibelog: Vibelog, leaflet: Path
) -> None:
    vibelog("add", str(leaflet), "--name", "warps")
    done = typed(vibelog, "/switch", "/switch wraps", "/switch warps", "What is a warp?", "/papers")
    assert "32 threads" in done.out
    assert "warps\tWarps, Briefly" in done.out
    assert done.err.splitlines()[0] == "Say to which: /switch dspy (/papers lists them)."
    assert "did you mean warps?" in done.err


def test_another_model_answers_from_then_on(
    vibelog: Vibelog, talked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(answering) as running:
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", running.url)
        done = typed(
            vibelog, "/model", "/model tiny", "What is a leaf?", "/model none", "What is a root?"
        )
    assert done.out.startswith("No model: answers are the paper's own sentences.")
    assert "Answers come from tiny" in done.out
    assert [event["model"] for event in events(talked, "answer")][-2:] == ["openai/tiny", None]


@pytest.mark.usefixtures("talked")
def test_a_name_that_is_no_models_changes_nothing(vibelog: Vibelog) -> None:
    done = typed(vibelog, "/model openai/", "/model")
    assert "write provider/model" in done.err
    assert done.out.startswith("No model")


@pytest.mark.usefixtures("sample", "server")
def test_what_answers_took_is_counted(vibelog: Vibelog) -> None:
    lines = typed(vibelog, "/cost", "What is a leaf?", "/retry", "/cost").out.splitlines()
    assert lines[0] == "Nothing: no model has answered in this conversation."
    last, whole = lines[-2:]
    assert last.startswith("Last answer: 100 + ")  # the server counts a hundred a request
    assert whole.startswith("Conversation: 2 answers by a model, 200 + ")
    assert whole.endswith("price unknown.")


@pytest.mark.usefixtures("talked")
def test_the_log_is_written_and_committed(vibelog: Vibelog, repository: Path) -> None:
    done = typed(vibelog, "/commit")
    assert "Committed " in done.out
    assert (repository / "vibe-logs/sample.md").is_file()


def test_an_answer_that_broke_off_is_shown_kept_and_left_out_of_the_log(
    vibelog: Vibelog, talked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = fields(answer="It is a very long story that begins with a block.", quotes="[]")
    with serving([Said(answer, cut=5)]) as running:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", running.url)
        done = typed(vibelog, "What is a leaf?", "/log --allow-short")
    assert done.code == 1
    assert "It is a very long story" in done.out
    assert "is not checked" in done.out
    assert "broke off" in done.err
    kept = events(talked, "answer")[-1]
    assert (kept["turn"], kept["stopped"], kept["citations"]) == (6, True, [])


def test_a_retry_that_breaks_off_leaves_the_complete_answer(
    vibelog: Vibelog, talked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = fields(answer="It is a very long story that begins with a block.", quotes="[]")
    with serving([Said(answer, cut=5)]) as running:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", running.url)
        done = typed(vibelog, "/retry")
    assert done.code == 1
    assert len(events(talked, "answer")) == len(QUESTIONS)


@pytest.mark.parametrize("status", [401, 402, 404, 400])
def test_whatever_fails_the_question_is_kept_and_retry_asks_it_again(
    vibelog: Vibelog, sample: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    good = fields(answer="It is [1].", quotes=[{"passage": "1", "quote": QUOTE}])
    with serving([Fault(status), good]) as running:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", running.url)
        done = typed(vibelog, "What is a stranded block?", "/retry")
    assert done.err.count("vibelog:") == 1
    assert "It is [p. 3]." in done.out
    assert len(events(sample, "question")) == len(events(sample, "answer")) == 1


def test_the_log_is_of_the_conversation_on_the_screen(
    vibelog: Vibelog, talked: Path, repository: Path
) -> None:
    (first,) = (talked / "conversations/sample").glob("*.jsonl")
    vibelog("chat", "sample", "--new", typed="What is a leaf?")
    done = vibelog("chat", "sample", "--resume", first.stem, typed="/log")
    assert "(5 questions)" in done.out
    assert "What is a leaf?" not in (repository / "vibe-logs/sample.md").read_text()


def test_a_log_is_never_written_over_one_of_another_conversation(
    vibelog: Vibelog, talked: Path, repository: Path
) -> None:
    (first,) = (talked / "conversations/sample").glob("*.jsonl")
    typed(vibelog, "/log")
    log = repository / "vibe-logs/sample.md"
    before = log.read_bytes()
    vibelog("chat", "sample", "--new", typed="What is a leaf?")
    refused = vibelog("log", "sample", "--allow-short")
    assert (refused.code, log.read_bytes()) == (1, before)
    assert "not of this conversation" in refused.err
    assert vibelog("log", "sample", "--conversation", first.stem).code == 0


@pytest.mark.usefixtures("talked")
def test_the_log_takes_its_commands_options_that_make_sense_in_a_chat(
    vibelog: Vibelog, repository: Path
) -> None:
    vibelog("ask", "sample", "What is a leaf?")
    done = typed(
        vibelog,
        "/log --drop 2 --with-transcript --name 'my-{paper}' --commit",
        "/log --preview --keep 2",
        "/log --repo .",
        "/log --keep two",
        "/log --name 'x",
        "/log --keep 1 --drop 1",
        "/log --help",
    )
    assert done.code == 0
    text = (repository / "vibe-logs/my-sample.md").read_text()
    assert f"## Also asked\n\n- {QUESTIONS[1]}\n" in text
    assert (repository / "vibe-logs/transcripts/my-sample.jsonl").is_file()
    assert f"2\tyes\t{QUESTIONS[1]}\tyou keep it" in done.out
    assert [re.split(" /log --help| [(]Did", line)[0] for line in done.err.splitlines()] == [
        "No such option '--repo'.",
        "Invalid value for '--keep': 'two' is no list of numbers; write it like 2,5-7.",
        "/log cannot be read: no closing quotation.",
        "Question 1 cannot be both kept and dropped.",
    ]
    assert "Usage: /log [OPTIONS]" in done.out
    assert "--conversation" not in done.out


def test_thanks_are_answered_in_one_line_written_down_and_count_as_nothing(
    vibelog: Vibelog, talked: Path, repository: Path
) -> None:
    done = typed(vibelog, "thanks!", "/star", "/log")
    assert done.out.splitlines()[:3] == ["> thanks!", "You are welcome.", ""]
    assert f"Starred: {QUESTIONS[-1]}" in done.out
    assert events(talked, "question")[-1]["text"] == "thanks!"
    assert "thanks" not in (repository / "vibe-logs/sample.md").read_text()


@pytest.mark.usefixtures("talked")
def test_a_retry_says_what_is_asked_again(vibelog: Vibelog) -> None:
    assert typed(vibelog, "/retry").out.startswith(f"> {QUESTIONS[-1]}\n")


def test_a_conversation_is_resumed_by_the_beginning_of_its_id(
    vibelog: Vibelog, talked: Path
) -> None:
    (first,) = (talked / "conversations/sample").glob("*.jsonl")
    older = first.rename(first.with_name("2020-" + first.name))
    older.write_text(older.read_text().replace(first.stem, older.stem))
    vibelog("chat", "sample", "--new", typed="What is a leaf?")
    vibelog("chat", "sample", "--resume", "2020", typed="What is a root?")
    assert "What is a root?" in older.read_text()
    two = vibelog("chat", "sample", "--resume", "20", typed="Why?")
    assert (two.code, "several conversations '20'" in two.err) == (1, True)
