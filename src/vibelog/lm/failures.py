"""DSPy's errors as ours: one sentence each, with what to do, and whether a retry helps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vibelog.core.text import plain, squash
from vibelog.errors import AnswerError, ModelError, TooLongError
from vibelog.lm.keys import variable
from vibelog.lm.nearby import on_this_machine

if TYPE_CHECKING:
    import dspy

LONGEST_WAIT = (
    20.0  # seconds; a provider that asks for more is busy for longer than a student waits
)
_NOBODY = (
    "failed to connect",
    "refused",
    "Name or service",
    "not known",
    "resolve",
    "unreachable",
    "No route",
)
_SAID = 80  # characters of an answer that cannot be read, shown so that a refusal can be seen
# Servers on one's own machine refuse a prompt that does not fit in words of their own.
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|too many tokens|prompt is too long", re.IGNORECASE
)


@contextmanager
def translated(name: str, address: str) -> Iterator[None]:
    """Raise DSPy's errors as ModelError, TooLongError or AnswerError."""
    import dspy
    from dspy.utils.exceptions import (
        AdapterParseError,
        LMStreamAssemblyError,
        is_retryable_lm_error,
    )

    try:
        yield
    except AdapterParseError as error:
        raise AnswerError(_unreadable(name, error.lm_response)) from error
    except dspy.LMError as error:
        if _too_long(error):
            raise TooLongError(f"The question is too long for {name}; shorten it.") from error
        passing = is_retryable_lm_error(error) or isinstance(error, LMStreamAssemblyError)
        retry = passing and not _unreachable(error)
        raise ModelError(_sentence(name, address, error), retryable=retry) from error


def pause(error: ModelError, attempt: int) -> float:
    """Seconds to wait before the next try: what the provider asked for, else 1, 2, then 4."""
    asked = getattr(error.__cause__, "retry_after", None)
    return float(min(asked if asked is not None else 2.0 ** (attempt - 1), LONGEST_WAIT))


def _unreadable(name: str, response: object) -> str:
    said = squash(plain(str(response or "")))
    if not said:
        return f"{name} gave an empty answer; ask again, or choose another model."
    shown = said.rstrip(".") if len(said) <= _SAID else f"{said[:_SAID].rstrip()} …"
    return (
        f"{name} answered in a form that cannot be read, also when asked again; it said: "
        f"“{shown}”. Ask in other words, or choose a larger model."
    )


def _sentence(name: str, address: str, error: dspy.LMError) -> str:
    """What happened and what to do, without the key and without a traceback."""
    import dspy.utils.exceptions as kinds

    told = squash(plain(error.message or "")).partition(" To fix:")[0].partition(". ")[0][:160]
    told = told.rstrip(" .") or "no reason given"
    key = variable(name, address)
    sentences: list[tuple[type[Exception], str]] = [
        (kinds.LMAuthError, f"{address} refused the key; set the right one in {key}."),
        (
            kinds.LMNotConfiguredError,
            f"{name} needs a key; set {key} to it, or keep it with: keyring set vibelog {key}",
        ),
        (
            kinds.LMBillingError,
            f"{address} says that the account has no credit left; top it up there.",
        ),
        (kinds.LMRateLimitError, f"{address} gets too many requests; wait a little, ask again."),
        (kinds.LMUnsupportedModelError, f"{address} has no model {name!r}; check VIBELOG_LM."),
        (kinds.LMTimeoutError, f"{name} said nothing for too long; ask again."),
        (kinds.LMServerError, f"{address} failed ({told}); ask again in a minute."),
        (kinds.LMStreamAssemblyError, f"The answer of {address} broke off; ask again."),
        (kinds.LMTransportError, f"The connection to {address} broke off ({told}); ask again."),
        (kinds.LMInvalidRequestError, f"{address} refused the request ({told}); check VIBELOG_LM."),
    ]
    if _unreachable(error):
        here = "://" in address and on_this_machine(address)
        return f"{address} cannot be reached; {'is it running' if here else 'are you online'}?"
    if isinstance(error, kinds.LMTransportError) and "timed out" in told:
        error = kinds.LMTimeoutError(told)
    if "provider not provided" in told.lower():
        return f"{name!r} names no provider; write provider/model, such as openai/gpt-5-mini."
    for kind, sentence in sentences:
        if isinstance(error, kind):
            return sentence
    return f"{name} did not answer ({told})."


def _too_long(error: dspy.LMError) -> bool:
    """Whether the prompt did not fit into the model's context."""
    from dspy.utils.exceptions import ContextWindowExceededError, LMInvalidRequestError

    if isinstance(error, ContextWindowExceededError):
        return True
    refused = isinstance(error, LMInvalidRequestError)
    return refused and _TOO_LONG.search(error.message or "") is not None


def _unreachable(error: Exception) -> bool:
    """Whether nothing listens at the address: waiting a second does not mend that."""
    return any(word in str(error) for word in _NOBODY)
