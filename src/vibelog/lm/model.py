"""A language model that can be spoken to: connect to it, and run a DSPy program with it."""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vibelog.errors import AnswerError, CutError, ModelError
from vibelog.lm import keys
from vibelog.lm.failures import pause, translated
from vibelog.lm.hearing import Hear, Hearing
from vibelog.lm.nearby import on_this_machine, shown

if TYPE_CHECKING:
    import dspy

TRIES = 3  # of a call that may succeed when repeated: the habit of the OpenAI client (2 retries)
# Seconds without a byte of an answer. While tokens come, nothing ends an answer; a model on one's
# own machine may read a long prompt for minutes before its first one.
SECONDS, SECONDS_HERE = 120.0, 900.0
# Large libraries share modules (numpy, pydantic, httpx). Two threads that import two of them at
# once can be handed a half-made module; whoever imports one beside another thread holds this.
importing = threading.RLock()
# One event loop for all calls: a provider's connection is kept from one to the next.
_runner = asyncio.Runner()
atexit.register(_runner.close)


@dataclass(frozen=True, slots=True)
class Spent:
    """What the calls of one step took."""

    prompt: int = 0  # tokens
    completion: int = 0
    cost_usd: float | None = None  # None where a price is not known

    @property
    def tokens(self) -> Mapping[str, int] | None:
        """The tokens as a transcript keeps them; None when the server told none."""
        if not self.prompt and not self.completion:
            return None
        return {"prompt": self.prompt, "completion": self.completion}


@dataclass(frozen=True, slots=True)
class Model:
    """A language model that can be spoken to."""

    name: str  # as configured, such as `openai/gpt-5-mini`
    lm: dspy.LM
    address: str  # to whom a paper's text goes, for the student to read
    wait: Callable[[str], None] = lambda _: None  # told, in a sentence, when a call is repeated
    priced: bool = True  # False: at an address of the student's, whose prices nobody knows
    here: bool = False  # on the student's own machine

    def run(
        self,
        program: dspy.Module,
        hear: Hear = lambda _: None,
        /,
        **inputs: Any,  # noqa: ANN401 - each program's own
    ) -> tuple[dspy.Prediction, Spent]:
        """The prediction of an async program (`aforward`) for these inputs, and what it took.

        `hear` is given the text of the field `answer` while it comes. What may succeed when
        repeated (too many requests, server errors, time-outs) is repeated with back-off, unless
        text was heard already; an answer that cannot be read is asked for once more, in JSON.
        Raises ModelError, AnswerError when no answer can be read, CutError when it was cut.
        """
        import dspy

        _forget(self.lm)
        chat, json = dspy.ChatAdapter(use_json_adapter_fallback=False), dspy.JSONAdapter()
        try:
            prediction = self._patiently(program, chat, hear, inputs)
        except AnswerError:
            self.wait(f"{self.name} did not keep to the form; asking once more.")
            prediction = self._patiently(program, json, hear, inputs)
        return prediction, _spent(self.lm.history, priced=self.priced)

    def _patiently(
        self, program: dspy.Module, adapter: dspy.Adapter, hear: Hear, inputs: dict[str, Any]
    ) -> dspy.Prediction:
        """The prediction in this adapter's form, after as many tries as help."""
        for attempt in range(1, TRIES + 1):
            hearing = Hearing("answer", hear)
            try:
                return self._streamed(program, adapter, hearing, inputs)
            except AnswerError as error:
                raise self._ended(hearing.finish) or error from error
            except ModelError as error:
                if not error.retryable or attempt == TRIES or hearing.text:
                    raise
                seconds = pause(error, attempt)
                self.wait(f"{str(error).partition(';')[0]}; trying again in {seconds:.0f} s.")
                sleep(seconds)
        raise AssertionError  # the loop returns or raises

    def _ended(self, finish: str | None) -> ModelError | None:
        """Why an answer cannot be read, where the provider said so."""
        if finish == "length":
            return CutError(f"{self.name} stopped at its limit of length; ask for less at once.")
        if finish == "content_filter":
            return ModelError(f"{self.address} refuses to answer that; ask in other words.")
        return None

    def _streamed(
        self, program: dspy.Module, adapter: dspy.Adapter, hearing: Hearing, inputs: dict[str, Any]
    ) -> dspy.Prediction:
        """One run of the program. Ctrl-C ends it and closes the connection."""
        import dspy

        # DSPy would keep every prompt in its trace: 40 KB a question in a long chat.
        context = dspy.context(lm=self.lm, adapter=adapter, trace=None)
        with context, translated(self.name, self.address):
            # The context is this call's, not the one in which the event loop was made.
            prediction = _runner.run(
                _listened(program, hearing, inputs), context=contextvars.copy_context()
            )
        if cut := self._ended(hearing.finish):  # what can be read of it may lack its end
            raise cut
        return prediction


def connect(
    name: str,
    base_url: str | None,
    environ: Mapping[str, str],
    tell: Callable[[str], None] = lambda _: None,
) -> Model:
    """The model of that litellm-style name, at `base_url` when one is given.

    Nothing of a paper is sent yet. The key comes from the environment or the keyring (see `keys`);
    a server on this machine gets none but VIBELOG_LM_KEY. `tell` is told, in a sentence, when a
    call is repeated. Raises ModelError when the name cannot be one.
    """
    if base_url and "/" not in name:
        name = f"openai/{name}"
    _require_known(name, base_url)
    prepare()
    import dspy

    here = base_url is not None and on_this_machine(base_url)
    seconds = SECONDS_HERE if here else SECONDS
    options: dict[str, Any] = {"cache": False, "num_retries": 0, "timeout": seconds}
    key = keys.found(name, base_url, environ)
    if base_url:  # a server that wants no key is sent a word, as its protocol asks for one
        options |= {"api_base": base_url, "api_key": key.value if key else "none"}
    elif key:
        options["api_key"] = key.value
    try:
        lm = dspy.LM(name, **options)
    except (ValueError, dspy.LMError) as error:
        raise ModelError(
            f"{name!r} is not the name of a model; write provider/model, such as openai/gpt-5-mini."
        ) from error
    address = shown(base_url) if base_url else name.split("/", 1)[0]
    return Model(name, lm, address, tell, priced=base_url is None, here=here)


def _require_known(name: str, base_url: str | None) -> None:
    """ModelError for a name or an address that leads nowhere, before anything is loaded."""
    if base_url and urlsplit(base_url).scheme not in ("http", "https"):
        raise ModelError(
            f"{base_url!r} is no address of a server; write it like http://localhost:8080/v1."
        )
    if keys.provider(name) is None:
        raise ModelError(
            f"{name!r} names no provider; write provider/model, such as openai/gpt-5-mini."
        )


def prepare() -> None:
    """Import what a call needs, so that the first call does not wait for it."""
    _quiet()
    with importing:
        import dspy

        # What happens is said in our words; before the import, DSPy would set this again.
        logging.getLogger("dspy").setLevel(logging.ERROR)
        dspy.ChatAdapter()


async def _listened(
    program: dspy.Module, hearing: Hearing, inputs: dict[str, Any]
) -> dspy.Prediction:
    """The program's prediction; `hearing` is given what comes meanwhile."""
    import dspy

    streamed = dspy.streamify(program, is_async_program=True)
    prediction = None
    async for value in streamed(**inputs):
        if isinstance(value, dspy.Prediction):
            prediction = value
        elif hasattr(value, "choices"):
            hearing.chunk(value)
    return prediction


def _forget(lm: dspy.LM) -> None:
    """Empty DSPy's own histories, which would keep every prompt for as long as a chat goes on."""
    from dspy.clients.base_lm import GLOBAL_HISTORY

    lm.history.clear()
    GLOBAL_HISTORY.clear()


def _quiet() -> None:
    """Switch off telemetry and the fetching of prices; before dspy and litellm load."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ.setdefault("LITELLM_TELEMETRY", "False")
    os.environ.setdefault("LITELLM_LOG", "ERROR")


def _spent(history: list[dict[str, Any]], *, priced: bool) -> Spent:
    usages = [entry.get("usage") or {} for entry in history]
    costs: list[float | None] = [entry.get("cost") if priced else None for entry in history]
    return Spent(
        prompt=sum(usage.get("prompt_tokens") or 0 for usage in usages),
        completion=sum(usage.get("completion_tokens") or 0 for usage in usages),
        cost_usd=sum(cost or 0.0 for cost in costs) if costs and None not in costs else None,
    )
