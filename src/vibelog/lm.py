"""Which language model, its errors translated once, and the instructions of prompts/ loaded.

dspy is imported inside functions: it costs .5 s, and most commands need no model. dspy's own engine
reaches the large providers and any OpenAI-compatible address; litellm is loaded only for the rest.
Knows nothing of papers, questions or logs.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from vibelog.config import shipped
from vibelog.core.text import plain, squash
from vibelog.errors import AnswerError, ModelError

if TYPE_CHECKING:
    import dspy

Result = TypeVar("Result")
TRIES = 3  # of a call that may succeed when repeated: the habit of the OpenAI client (2 retries)
LONGEST_WAIT = (
    20.0  # seconds; a provider that asks for more is busy for longer than a student waits
)
SECONDS = 120.0  # without an answer; long enough for a local model on a laptop
# Large libraries share modules (numpy, pydantic, httpx). Two threads that import two of them at
# once can be handed a half-made module; whoever imports one beside another thread holds this.
importing = threading.RLock()
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


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

    def run(self, call: Callable[[], Result]) -> tuple[Result, Spent]:
        """The call's result, made with this model as DSPy's, and what it took.

        Repeats what may succeed when repeated (too many requests, server errors, time-outs), with
        back-off. Raises ModelError, or AnswerError when the answer cannot be read.
        """
        import dspy

        before = len(self.lm.history)
        for attempt in range(1, TRIES + 1):
            try:
                with dspy.context(lm=self.lm, adapter=dspy.ChatAdapter()), _translated(self):
                    result = call()
                return result, _spent(self.lm.history[before:])
            except ModelError as error:
                if not error.retryable or attempt == TRIES:
                    raise
                pause = _pause(error, attempt)
                self.wait(f"{str(error).partition(';')[0]}; trying again in {pause:.0f} s.")
                sleep(pause)
        raise AssertionError  # the loop returns or raises


def connect(
    name: str,
    base_url: str | None,
    environ: Mapping[str, str],
    tell: Callable[[str], None] = lambda _: None,
) -> Model:
    """The model of that litellm-style name, at `base_url` when one is given.

    Nothing is sent yet. The key comes from the environment alone; a server on this machine gets
    none but VIBELOG_LM_KEY. `tell` is told, in a sentence, when a call is repeated. Raises
    ModelError when the name cannot be one.
    """
    prepare()
    import dspy

    options: dict[str, Any] = {"cache": False, "num_retries": 0, "timeout": SECONDS}
    if base_url and urlsplit(base_url).scheme not in ("http", "https"):
        raise ModelError(
            f"{base_url!r} is no address of a server; write it like http://localhost:8080/v1."
        )
    if base_url:
        name = name if "/" in name else f"openai/{name}"
        options |= {"api_base": base_url, "api_key": _key(base_url, environ)}
    try:
        lm = dspy.LM(name, **options)
    except (ValueError, dspy.LMError) as error:
        raise ModelError(
            f"{name!r} is not the name of a model; write provider/model, such as openai/gpt-5-mini."
        ) from error
    return Model(name, lm, base_url or name.split("/", 1)[0], tell)


def prepare() -> None:
    """Import what a call needs, so that the first call does not wait for it."""
    _quiet()
    with importing:
        import dspy

        dspy.ChatAdapter()


def instructions(name: str) -> str:
    """The instructions of a DSPy signature: the text of prompts/<name>.md."""
    return shipped(f"prompts/{name}.md").read_text(encoding="utf-8").strip()


def prompts_version() -> str:
    """Which prompts are in use: 8 hexadecimal digits that change when any of them does."""
    digest = hashlib.sha256()
    for file in sorted(shipped("prompts").glob("*.md")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:8]


def _quiet() -> None:
    """Switch off telemetry and the fetching of prices; before dspy and litellm load."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ.setdefault("LITELLM_TELEMETRY", "False")
    os.environ.setdefault("LITELLM_LOG", "ERROR")


def _key(base_url: str, environ: Mapping[str, str]) -> str:
    """The key for a server the student named; local servers want none, but the protocol a word."""
    own = environ.get("VIBELOG_LM_KEY")
    if own or urlsplit(base_url).hostname in _LOOPBACK:
        return own or "none"
    return environ.get("OPENAI_API_KEY") or "none"


def _spent(history: list[dict[str, Any]]) -> Spent:
    usages = [entry.get("usage") or {} for entry in history]
    costs: list[float | None] = [entry.get("cost") for entry in history]
    return Spent(
        prompt=sum(usage.get("prompt_tokens") or 0 for usage in usages),
        completion=sum(usage.get("completion_tokens") or 0 for usage in usages),
        cost_usd=sum(cost or 0.0 for cost in costs) if costs and None not in costs else None,
    )


def _pause(error: ModelError, attempt: int) -> float:
    """Seconds to wait: what the provider asked for, else 1, 2, then 4."""
    asked = getattr(error.__cause__, "retry_after", None)
    return float(min(asked if asked is not None else 2.0 ** (attempt - 1), LONGEST_WAIT))


@contextmanager
def _translated(model: Model) -> Iterator[None]:
    """DSPy's errors as ours: one sentence each, with what to do."""
    import dspy
    from dspy.utils.exceptions import AdapterParseError, is_retryable_lm_error

    try:
        yield
    except AdapterParseError as error:
        raise AnswerError(
            f"{model.name} answered in a form that cannot be read, also when asked again; ask once "
            "more, or choose a larger model."
        ) from error
    except dspy.LMError as error:
        retry = is_retryable_lm_error(error) and not _unreachable(error)
        raise ModelError(_sentence(model, error), retryable=retry) from error


def _sentence(model: Model, error: dspy.LMError) -> str:
    """What happened and what to do, without the key and without a traceback."""
    import dspy.utils.exceptions as kinds

    name, at = model.name, model.address
    told = squash(plain(error.message or "")).partition(" To fix:")[0].partition(". ")[0][:160]
    told = told.rstrip(" .")
    sentences: list[tuple[type[Exception], str]] = [
        (kinds.LMAuthError, f"{at} refused the key; set the right one in {_variable(model)}."),
        (kinds.LMNotConfiguredError, f"{name} needs a key; set {_variable(model)} to it."),
        (kinds.LMBillingError, f"{at} says that the account has no credit left; top it up there."),
        (kinds.LMRateLimitError, f"{at} gets too many requests; wait a little and ask again."),
        (kinds.ContextWindowExceededError, f"The question is too long for {name}; shorten it."),
        (kinds.LMUnsupportedModelError, f"{at} has no model {name!r}; check VIBELOG_LM."),
        (kinds.LMTimeoutError, f"{name} did not answer in {SECONDS:.0f} s; ask again."),
        (kinds.LMServerError, f"{at} failed ({told}); ask again in a minute."),
        (
            kinds.LMTransportError,
            f"{at} cannot be reached ({told}); is it running, are you online?",
        ),
        (kinds.LMInvalidRequestError, f"{at} refused the request ({told}); check VIBELOG_LM."),
    ]
    if "provider not provided" in told.lower():
        return f"{name!r} names no provider; write provider/model, such as openai/gpt-5-mini."
    for kind, sentence in sentences:
        if isinstance(error, kind):
            return sentence
    return f"{name} did not answer ({told})."


def _variable(model: Model) -> str:
    """The variable that holds the key for a model."""
    provider = model.name.partition("/")[0] if "/" in model.name else "openai"
    return "VIBELOG_LM_KEY" if "://" in model.address else f"{provider.upper()}_API_KEY"


def _unreachable(error: Exception) -> bool:
    """Whether nothing listens at the address: waiting a second does not mend that."""
    return any(
        word in str(error) for word in ("refused", "Name or service", "not known", "resolve")
    )
