"""The model path, against a server on loopback that speaks the OpenAI protocol."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import dspy
import pytest
from model_server import Fault, ModelServer, fields, serving

from vibelog import lm
from vibelog.config import shipped
from vibelog.errors import AnswerError, ModelError
from vibelog.lm.model import TRIES

KEY = "sk-test-0123456789abcdef"


def ask(server: ModelServer, **environ: str) -> tuple[str, lm.Spent]:
    model = lm.connect("tiny", server.url, environ)
    prediction, spent = model.run(dspy.Predict("question -> answer"), question="Why?")
    return str(prediction.answer), spent


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waiting between tries takes no time, and is noted down."""
    pauses: list[float] = []
    monkeypatch.setattr("vibelog.lm.model.sleep", pauses.append)
    return pauses


def test_an_answer_comes_back_with_what_it_took() -> None:
    with serving([fields(answer="Because.")]) as server:
        answer, spent = ask(server)
    assert answer == "Because."
    assert spent.tokens == {"prompt": 100, "completion": 11}  # the server counts words
    assert spent.cost_usd is None


def test_a_price_is_not_made_up_for_a_server_of_ones_own() -> None:
    with serving([fields(answer="x")]) as server:
        model = lm.connect("openai/gpt-4o-mini", server.url, {})
        _, spent = model.run(dspy.Predict("question -> answer"), question="Why?")
        assert spent.cost_usd is None
        _, known = replace(model, priced=True).run(dspy.Predict("question -> answer"), question="?")
        assert known.cost_usd is not None
        assert 0 < known.cost_usd < 0.001


def test_a_bare_name_is_asked_of_the_server_that_is_named() -> None:
    with serving([fields(answer="x")]) as server:
        ask(server)
    assert server.requests[0]["body"]["model"] == "tiny"


def test_a_server_on_this_machine_never_gets_the_providers_key() -> None:
    with serving([fields(answer="x")]) as server:
        ask(server, OPENAI_API_KEY=KEY)
        ask(server, OPENAI_API_KEY=KEY, VIBELOG_LM_KEY="local-key")
    sent = [request["headers"]["Authorization"] for request in server.requests]
    assert sent == ["Bearer none", "Bearer local-key"]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault(401, f"Incorrect API key provided: {KEY}"), "refused the key"),
        (Fault(404, "no such model", code="model_not_found"), "no model 'openai/tiny'"),
        (Fault(429, "quota", code="insufficient_quota"), "no credit left"),
        (Fault(400, "maximum context length", code="context_length_exceeded"), "too long"),
        (Fault(400, "strange"), "refused the request"),
    ],
)
def test_what_cannot_succeed_is_said_at_once_in_one_sentence(fault: Fault, says: str) -> None:
    with serving([fault]) as server, pytest.raises(ModelError, match=says) as caught:
        ask(server)
    assert len(server.requests) == 1
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_succeed_is_tried_again(status: int, impatient: list[float]) -> None:
    with serving([Fault(status), Fault(status), fields(answer="at last")]) as server:
        assert ask(server)[0] == "at last"
    assert impatient == [1.0, 2.0]


def test_the_wait_is_the_one_the_provider_asks_for(impatient: list[float]) -> None:
    with serving([Fault(429, headers={"Retry-After": "7"}), fields(answer="x")]) as server:
        ask(server)
    assert impatient == [7.0]


def test_after_three_tries_it_says_so() -> None:
    with (
        serving([Fault(500, "oops")]) as server,
        pytest.raises(ModelError, match=r"failed \(.*oops"),
    ):
        ask(server)
    assert len(server.requests) == TRIES


def test_a_form_that_cannot_be_read_is_asked_for_once_more_then_told() -> None:
    with serving(["no fields here"]) as server, pytest.raises(AnswerError, match="cannot be read"):
        ask(server)
    assert len(server.requests) == 2


def test_a_server_that_is_down_is_said_at_once() -> None:
    with serving([""]) as server:
        pass
    begun = time.monotonic()
    with pytest.raises(ModelError, match="cannot be reached"):
        ask(server)
    assert time.monotonic() - begun < 3


def test_a_provider_without_its_key_says_which_variable_to_set() -> None:
    model = lm.connect("openai/gpt-5-mini", None, {})
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        model.run(dspy.Predict("question -> answer"), question="Why?")


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(ModelError, match="provider/model"):
        lm.connect("openai/", None, {})


def test_the_prompts_version_changes_with_any_prompt() -> None:
    assert len(lm.prompts_version()) == 8
    assert lm.instructions("answer").startswith("Answer")


def test_the_native_engine_answers_without_litellm() -> None:
    code = (
        "import sys; sys.path[:0] = ['tests/fakes']\n"
        "from model_server import serving, fields\n"
        "from vibelog import lm\n"
        "with serving([fields(answer='x')]) as server:\n"
        "    model = lm.connect('tiny', server.url, {})\n"
        "    import dspy\n"
        "    model.run(dspy.Predict('question -> answer'), question='q')\n"
        "print('litellm' in sys.modules)\n"
    )
    root = shipped("prompts").parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_a_name_without_a_provider_is_told_before_anything_is_loaded() -> None:
    with pytest.raises(ModelError, match="names no provider"):
        lm.connect("foo", None, {})
