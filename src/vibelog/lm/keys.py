"""Where a provider's key comes from: the environment, else the platform's keyring.

Never a command line or a file of ours. A key is in no `repr`, so that no message or log can hold
it by accident. Which variable holds the key of which provider is dspy's and litellm's to say; what
they read is repeated here, because neither can be asked without importing it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vibelog.lm import nearby

OWN = "VIBELOG_LM_KEY"  # for a server that the student named by its address
SERVICE = "vibelog"  # of the keyring's entries; the user's name is the variable's
ENVIRONMENT, KEYRING = "the environment", "your keyring"
PATIENCE = 20.0  # seconds; a locked keyring asks for its passphrase in a window of its own

# dspy 3.4.1 (_vendor/lm15/access.py) and litellm 1.106 (main.py, get_llm_provider_logic.py); all
# others read <PROVIDER>_API_KEY.
_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "azure": ("AZURE_OPENAI_API_KEY", "AZURE_API_KEY"),
    "cohere": ("COHERE_API_KEY", "CO_API_KEY"),
    "fireworks_ai": ("FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY"),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "huggingface": ("HF_TOKEN", "HUGGINGFACE_API_KEY"),
    "perplexity": ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"),
    "together_ai": ("TOGETHER_API_KEY", "TOGETHERAI_API_KEY"),
}
# Programs on one's own machine, which want no key, and services with a sign-in of their own.
_WITHOUT = frozenset(
    (
        "bedrock claude-code github_copilot hosted_vllm llamafile lm_studio ollama ollama_chat "
        "openai-codex sagemaker sglang vertex vertex_ai vllm"
    ).split()
)
# A name without a provider is routed by how it begins (dspy 3.4.1, _vendor/lm15/router.py).
_FAMILIES: Mapping[str, str] = {
    "claude-": "anthropic",
    "gemini-": "gemini",
    "gemma-": "gemini",
    "grok-": "xai",
    "gpt-": "openai",
    "o1": "openai",
    "o3": "openai",
    "o4": "openai",
    "chat-latest": "openai",
}
# Its last line of output is an object of names and keys. Keyrings may print and warn before.
_LOOK = """\
import json, keyring, sys
service, *names = sys.argv[1:]
print("\\n" + json.dumps({name: keyring.get_password(service, name) for name in names}))
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and where it was found."""

    variable: str  # such as OPENAI_API_KEY; in a keyring, the name it is kept under
    origin: str  # ENVIRONMENT or KEYRING
    value: str = field(repr=False)


def found(
    model: str, base_url: str | None, environ: Mapping[str, str], seconds: float = PATIENCE
) -> Key | None:
    """The key for a model at an address (None: its provider's); None when there is none.

    The environment is looked into first. A keyring that is missing, locked, broken or silent for
    `seconds` is as if there were none; it is not asked for the key of a server on this machine
    unless that server asks for one.
    """
    for names in groups(model, base_url):
        for name in names:
            if value := environ.get(name, "").strip():
                return Key(name, ENVIRONMENT, value)
        here = base_url is not None and nearby.on_this_machine(base_url)
        if (not here or refuses(str(base_url))) and (key := _in_keyring(names, seconds)):
            return key
    return None


def groups(model: str, base_url: str | None) -> list[tuple[str, ...]]:
    """The names under which the key for a model at an address is looked for.

    Names of one group are of one key; the first group that has one wins. No group: no key is sent,
    or the provider has a sign-in of its own.
    """
    if base_url and nearby.on_this_machine(base_url):
        return [(OWN,)]
    # a bare name at an address is a model of whatever speaks OpenAI's protocol there
    named = provider(model) if "/" in model or not base_url else None
    return [
        names for names in ((OWN,) if base_url else (), _of_provider(named or "openai")) if names
    ]


def provider(model: str) -> str | None:
    """The provider that a model's name leads to; None for a bare name of no known family.

    >>> provider("groq/llama-3.3-70b"), provider("claude-sonnet-4-5"), provider("llama3.2")
    ('groq', 'anthropic', None)
    """
    if "/" in model:
        return model.partition("/")[0]
    return next((named for begin, named in _FAMILIES.items() if model.startswith(begin)), None)


def refuses(base_url: str) -> bool:
    """Whether a server on this machine wants a key: it refuses a request without one.

    What is asked is an address that every guard covers; some list their models to anyone.
    """
    (reply,) = nearby.get([base_url], "chat/completions")
    return reply is not None and reply.status in (401, 403)


def variable(model: str, address: str) -> str:
    """The variable that holds the key for a model at an address (a URL, or a provider's name)."""
    return OWN if "://" in address else (_of_provider(provider(model) or "openai") or (OWN,))[0]


def _of_provider(name: str) -> tuple[str, ...]:
    if name in _WITHOUT:
        return ()
    return _VARIABLES.get(name, (f"{name.upper().replace('-', '_')}_API_KEY",))


def _in_keyring(names: Sequence[str], seconds: float) -> Key | None:
    """The first of these that the keyring holds.

    It is asked in a process of its own (.25 s): one that hangs is ended, one that asks for a
    passphrase in the terminal has no terminal, and what it logs or warns goes nowhere. `-P`: a
    keyring.py in the current folder, which may be anyone's repository, is not run.
    """
    command = [sys.executable, "-P", "-c", _LOOK, SERVICE, *names]
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            timeout=seconds,
            check=True,
        )
        kept = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None
    kept = kept if isinstance(kept, dict) else {}
    for name in names:
        if isinstance(value := kept.get(name), str) and value.strip():
            return Key(name, KEYRING, value.strip())
    return None
