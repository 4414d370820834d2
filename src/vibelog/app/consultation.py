"""The language model, checked: which one, its key, its address, and, if asked for, an answer.

Only `answers` sends anything to another machine; a server on this one, which the student
configured, is asked for its models. Never shows a letter of a key.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from vibelog import config
from vibelog.app import App, local
from vibelog.app.doctor import NOTE, OK, PROBLEM, Check, checked
from vibelog.core.text import plain
from vibelog.lm import keys, nearby

QUESTION = "What is 2 + 2? Answer with the number alone."
_GLANCE = 1.0  # seconds for the keyring: a doctor does not wait for a passphrase
_EXAMPLE = "export VIBELOG_LM=openai/gpt-5-mini"


def examine(app: App, where: Path) -> Iterator[Check]:
    """The checks of the language model; nothing goes to another machine."""
    yield checked("model", lambda: model(app, where))
    yield checked("key", lambda: key(app))
    yield checked("address", lambda: goes_to(app))


def model(app: App, where: Path) -> Check:
    """Which model is configured, where, and whether its name can be one."""
    name = app.config.model
    if name is None:
        message = "None is configured: answers are the paper's own sentences."
        return Check("model", NOTE, message, _EXAMPLE)
    said = f"{plain(name)}, from {_origin(app, where)}"
    url = app.config.lm_base_url
    if url and urlsplit(url).scheme not in ("http", "https"):
        message = f"{said}, is to be asked at {nearby.shown(url)}, which is no address of a server."
        return Check(
            "model", PROBLEM, message, "export VIBELOG_LM_BASE_URL=http://localhost:8080/v1"
        )
    # what lm.connect refuses, and what no provider is known for; without importing dspy (.5 s)
    if name.startswith("/") or name.endswith("/") or not (url or keys.provider(name)):
        message = f"{said}, is not the name of a model: write provider/model."
        return Check("model", PROBLEM, message, _EXAMPLE)
    return Check("model", OK, f"{said}.")


def key(app: App) -> Check:
    """Whether there is a key for the model, and where."""
    name, url = app.config.model, app.config.lm_base_url
    if name is None:
        return Check("key", OK, "None is needed without a model.")
    if found := keys.found(name, url, app.environ, _GLANCE):
        return Check("key", OK, f"{found.variable}, from {found.origin}.")
    names = [each for group in keys.groups(name, url) for each in group]
    here = url is not None and nearby.on_this_machine(url)
    if not names or (here and not keys.refuses(str(url))):
        return Check("key", OK, f"None is needed for {name}.")
    message = (
        f"{' or '.join(names)} is neither in the environment nor in a keyring that answers; "
        f"a keyring takes it with: keyring set {keys.SERVICE} {names[0]}"
    )
    state = NOTE if url and not here else PROBLEM  # a server elsewhere may want none
    return Check("key", state, message, f"export {names[0]}=…")


def goes_to(app: App) -> Check:
    """Where questions and passages go, and whether a server on this machine is there."""
    name, url = app.config.model, app.config.lm_base_url
    if name is None:
        return Check("address", OK, "Nothing is sent anywhere.")
    if url is None:
        return Check("address", OK, f"Questions and passages go to {keys.provider(name)}.")
    shown = nearby.shown(url)
    plainly = url.startswith("http://")
    if plainly and nearby.on_this_machine(url):
        return _here(name, url, shown)
    if plainly:
        message = f"Questions, passages and the key go to {shown} without encryption."
        return Check("address", NOTE, message, f"export VIBELOG_LM_BASE_URL=https{shown[4:]}")
    return Check("address", OK, f"Questions and passages go to {shown}.")


def answers(app: App) -> Check:
    """Whether the model answers, and in what time; this is sent to it. ModelError when not."""
    name = app.config.model
    if name is None:
        return _unasked(app)
    from vibelog.lm import connect

    asked = connect(name, app.config.lm_base_url, app.environ, app.tell)
    import dspy

    begun = perf_counter()
    _, spent = asked.run(dspy.Predict("question -> answer"), question=QUESTION)
    seconds = perf_counter() - begun
    cost = "" if spent.cost_usd is None else f", ${spent.cost_usd:.5f}"
    tokens = spent.prompt + spent.completion
    return Check("answer", OK, f"{name} answered in {seconds:.1f} s ({tokens} tokens{cost}).")


def _here(name: str, url: str, shown: str) -> Check:
    """What a server on this machine says to a question for its models."""
    (reply,) = nearby.get([url], "models")
    if reply is None:
        message = f"Nothing answers at {shown}: start the server, or name another."
        return Check("address", PROBLEM, message, f"curl {shown}/models")
    listed = local.models(reply)
    wanted = name.partition("/")[2] or name
    if listed and wanted not in listed:
        # llama.cpp answers whatever the model is called, others do not
        message = f"{shown} lists no model {wanted}; it has {', '.join(listed[:5])}."
        return Check(
            "address", NOTE, message, f"export VIBELOG_LM={shlex.quote(f'openai/{listed[0]}')}"
        )
    return Check("address", OK, f"{shown} is there; questions stay on this machine.")


def _unasked(app: App) -> Check:
    """What to try when no model is configured: a server that runs on this machine."""
    running = local.offer(app)
    if running is None:
        return Check("answer", NOTE, "There is no model to try.", _EXAMPLE)
    message = f"{running.program} runs on this machine with {running.models[0]}; it is not used."
    return Check(
        "answer",
        NOTE,
        message,
        f"export VIBELOG_LM={shlex.quote(f'openai/{running.models[0]}')}\n"
        f"export VIBELOG_LM_BASE_URL={running.base_url}",
    )


def _origin(app: App, where: Path) -> str:
    """Where the model's name was found: a variable, the student's file or the repository's."""
    if app.environ.get("VIBELOG_LM", "").strip():
        return "VIBELOG_LM"
    outside = config.load(Path(where.absolute().anchor), app.environ)
    if outside.model == app.config.model:
        return str(config.user_file(app.environ))
    return "this repository's vibelog.toml, as you agreed"
