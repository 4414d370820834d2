"""An answer heard while it comes, from a server on loopback that streams, pauses and breaks off."""

from __future__ import annotations

import json

import dspy
import pytest
from dspy.clients.base_lm import GLOBAL_HISTORY
from hypothesis import given
from hypothesis import strategies as st
from model_server import CHUNK, Fault, ModelServer, Said, Script, fields, serving

from vibelog import lm
from vibelog.errors import AnswerError, CutError, ModelError
from vibelog.lm.hearing import partial

TEXT = "A block is a run of tokens.\n\n- It has **16** of them.\n- [[1]] is `x[0]`."
SAID = fields(answer=TEXT, quotes="[]")
BEGUN = 6  # chunks after which some of the answer has come


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vibelog.lm.model.sleep", lambda _seconds: None)


def hear(script: Script) -> tuple[str, list[str], ModelServer]:
    """The answer in the end, all that was heard of it, and the server."""
    heard: list[str] = []
    with serving(script) as server:
        program = dspy.Predict("question -> answer, quotes: list[str]")
        prediction, _ = lm.connect("tiny", server.url, {}).run(program, heard.append, question="?")
    return str(prediction.answer), heard, server


def failing(script: Script) -> tuple[ModelError, list[str], ModelServer]:
    """The error, all that was heard before it, and the server."""
    heard: list[str] = []
    program = dspy.Predict("question -> answer, quotes: list[str]")
    with serving(script) as server:
        model = lm.connect("tiny", server.url, {})
        with pytest.raises(ModelError) as caught:
            model.run(program, heard.append, question="?")
    return caught.value, heard, server


def test_the_text_is_heard_while_it_comes_and_grows_to_the_answer() -> None:
    answer, heard, _ = hear([SAID])
    assert answer == heard[-1] == TEXT
    assert len(heard) > len(TEXT) / CHUNK / 2
    assert all(TEXT.startswith(text.rstrip()) for text in heard)


def test_what_is_asked_for_again_in_json_is_heard_too() -> None:
    answer, heard, server = hear(["no fields here", json.dumps({"answer": TEXT, "quotes": []})])
    assert answer == heard[-1] == TEXT
    assert len(server.requests) == 2


def test_an_answer_that_breaks_off_is_not_asked_for_again_behind_the_students_back() -> None:
    error, heard, server = failing([Said(SAID, cut=BEGUN)])
    assert "broke off" in str(error)
    assert TEXT.startswith(heard[-1])
    assert len(server.requests) == 1


def test_an_answer_that_breaks_off_before_its_first_word_is_asked_for_again() -> None:
    answer, _, server = hear([Said(SAID, cut=0), Fault(500), SAID])
    assert answer == TEXT
    assert len(server.requests) == 3


def test_an_answer_cut_by_length_is_told_and_not_asked_for_again() -> None:
    error, heard, server = failing([Said(SAID[: BEGUN * CHUNK], finish="length")])
    assert isinstance(error, CutError)
    assert heard
    assert len(server.requests) == 1


def test_an_answer_cut_behind_its_text_is_no_complete_one() -> None:
    error, heard, server = failing([Said(SAID, finish="length")])
    assert isinstance(error, CutError)
    assert heard[-1] == TEXT
    assert len(server.requests) == 1


def test_a_long_chat_keeps_no_prompts() -> None:
    with serving([SAID]) as server:
        model = lm.connect("tiny", server.url, {})
        for _ in range(3):
            model.run(dspy.Predict("question -> answer, quotes: list[str]"), question="?")
    assert len(model.lm.history) == len(GLOBAL_HISTORY) == 1
    assert not dspy.settings.trace


def test_a_filter_is_told_and_not_asked_again() -> None:
    error, _, server = failing([Said("", finish="content_filter")])
    assert "refuses to answer" in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("said", "told"), [("I'm sorry, I can't help with that.", "“I'm sorry"), ("", "empty answer")]
)
def test_a_refusal_in_words_and_silence_are_told(said: str, told: str) -> None:
    error, _, server = failing([said])
    assert isinstance(error, AnswerError)
    assert told in str(error)
    assert len(server.requests) == 2


def test_a_slow_model_is_waited_for_while_tokens_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vibelog.lm.model.SECONDS_HERE", 0.4)
    assert hear([Said(SAID, pause=0.06)])[0] == TEXT  # .06 s × 12 chunks is longer than .4 s


def test_a_model_that_falls_silent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vibelog.lm.model.SECONDS_HERE", 0.1)
    error, _, _ = failing([Said(SAID, pause=0.5)])
    assert "said nothing for too long" in str(error)


@given(st.text(), st.data())
def test_no_letter_of_the_form_is_ever_heard(text: str, data: st.DataObject) -> None:
    text = text.replace("[", "(").strip()
    raw = f"[[ ## answer ## ]]\n{text}\n\n[[ ## quotes ## ]]\n[]\n\n[[ ## completed ## ]]"
    cut = data.draw(st.integers(0, len(raw)))
    assert text.startswith(partial(raw[:cut], "answer"))
    assert partial(raw, "answer") == text


@given(st.text(), st.data())
def test_json_is_heard_without_its_escapes(text: str, data: st.DataObject) -> None:
    raw = json.dumps({"answer": text, "quotes": []})
    cut = data.draw(st.integers(0, len(raw)))
    assert text.strip().startswith(partial(raw[:cut], "answer"))
    assert partial(raw, "answer") == text.strip()
