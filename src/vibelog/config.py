"""One small frozen Config, from defaults, the student's vibelog.toml files and the environment.

Nearest wins: a VIBELOG_… variable, then vibelog.toml from the current folder up to the root of its
repository, then vibelog.toml in the user's configuration folder. Also says where the library
lives and where the files that ship with vibelog (prompts, corpus) are.

A repository is not trusted: a key that decides where a paper's text or a key is sent counts, when
a repository's file sets it, only after the student agreed to that value of that file once.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from vibelog.core.text import plain
from vibelog.errors import ConfigError

FILE = "vibelog.toml"
NO_MODEL = "none"  # as VIBELOG_LM or --model: answer without one
GUARDED = ("model", "lm_base_url", "embedder", "chroma")  # they decide what is sent, and where
LATER = ("name", "index", "timezone", "course")  # keys of the contract that no command reads yet
_VARIABLES = {"VIBELOG_LM": "model"}  # the others are VIBELOG_ and the key


@dataclass(frozen=True, slots=True)
class Setting:
    """A guarded value that a repository's file proposes and nobody agreed to yet."""

    file: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Config:
    """What was decided; each field is a key of vibelog.toml."""

    model: str | None = None  # a litellm-style name such as `openai/gpt-5-mini`; None: no model
    lm_base_url: str | None = None  # of any server that speaks the OpenAI protocol
    embedder: str | None = None  # a litellm-style name; None: the one that ships
    chroma: str | None = None  # http://host:port of a Chroma server; None: a folder of the library
    logs: str = "vibe-logs"  # the folder of the student's repository that holds the logs
    file: str | None = None  # pattern of the logs' names, such as `{due:%m%d}_{paper}.md`
    home: Path = Path()  # the library folder (VIBELOG_HOME)
    proposed: tuple[Setting, ...] = ()  # see Setting
    notices: tuple[str, ...] = ()  # one sentence each, for the student


def load(cwd: Path, environ: Mapping[str, str]) -> Config:
    """The configuration for a command run in `cwd`; ConfigError when a file cannot be used."""
    home = library_folder(environ)
    config = Config(home=home)
    personal = user_file(environ)
    if personal.is_file():
        config = _with(config, _read(personal))
    own, nearby = config, _nearby(cwd)
    if nearby and nearby != personal:
        config = _with_repository(config, nearby)
    named = {
        key: environ[variable].strip()
        for variable, key in _variables().items()
        if environ.get(variable, "").strip()
    }
    settled = {*named, "lm_base_url"} if "model" in named else set(named)
    proposed = tuple(setting for setting in config.proposed if setting.key not in settled)
    if named.get("model", config.model) != config.model:
        # a repository's address was agreed to for its own model, not for this one
        config = replace(config, lm_base_url=own.lm_base_url)
    config = _with(replace(config, proposed=proposed), named)
    if environ.get("VIBELOG_LM", NO_MODEL).strip() in ("", NO_MODEL) and "VIBELOG_LM" in environ:
        config = replace(config, model=None)  # said on purpose: no model, whatever a file says
    _check_logs(config.logs)
    return config


def library_folder(environ: Mapping[str, str]) -> Path:
    """VIBELOG_HOME, else the platform's folder for a user's data."""
    if environ.get("VIBELOG_HOME"):
        return Path(environ["VIBELOG_HOME"]).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("vibelog", appauthor=False))


def user_file(environ: Mapping[str, str]) -> Path:
    """The student's own vibelog.toml, outside any repository."""
    if environ.get("XDG_CONFIG_HOME"):
        return Path(environ["XDG_CONFIG_HOME"]) / "vibelog" / FILE
    import platformdirs

    return Path(platformdirs.user_config_dir("vibelog", appauthor=False)) / FILE


def agree(config: Config) -> Config:
    """Remember that the student agreed to what the repository's file proposes, and use it."""
    agreed = [*_agreed(config.home), *([s.file, s.key, s.value] for s in config.proposed)]
    try:
        config.home.mkdir(parents=True, exist_ok=True)
        _agreed_file(config.home).write_text(json.dumps(agreed, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"Your agreement cannot be kept in {config.home} ({error.strerror}); make that folder "
            "writable or set VIBELOG_HOME to another."
        ) from error
    values = {setting.key: setting.value for setting in config.proposed}
    return _with(replace(config, proposed=()), values)


def shipped(relative: str) -> Path:
    """The path of a file that ships with vibelog, such as `prompts/answer.md`.

    A wheel carries prompts/ and corpus/ inside the package; a checkout has them at its root.
    """
    package = Path(__file__).parent
    inside = package / relative
    return inside if inside.exists() else package.parents[1] / relative


def _with_repository(config: Config, file: Path) -> Config:
    """The configuration after a repository's file, its guarded keys only where agreed to."""
    agreed = _agreed(config.home)
    settings = _read(file)
    proposed = [Setting(str(file), key, settings[key]) for key in GUARDED if key in settings]
    # All of them or none: a model agreed to for one address must not be asked for at another.
    if all([setting.file, setting.key, setting.value] in agreed for setting in proposed):
        proposed = []
    for setting in proposed:
        del settings[setting.key]
    notices = tuple(
        f"{file} sets `{key}`, which this version of vibelog does not read yet."
        for key in _table(file)
        if key in LATER
    )
    return _with(replace(config, proposed=tuple(proposed), notices=notices), settings)


def _with(config: Config, values: Mapping[str, Any]) -> Config:
    """The configuration with the values of some of its keys."""
    return replace(config, **values)


def _read(file: Path) -> dict[str, str]:
    """The keys of a vibelog.toml that are used."""
    keys = set(_variables().values())
    values = {}
    for key, value in _table(file).items():
        if key in LATER:
            continue
        if key not in keys:
            from vibelog.core.paper import nearest

            near = nearest(key, sorted({*keys, *LATER}))
            hint = f" (did you mean `{near[0]}`?)" if near else ""
            raise ConfigError(f"{file} has an unknown key `{plain(key)}`{hint}; mend or remove it.")
        if not isinstance(value, str) or not value.strip():
            raise ConfigError(f"{file}: `{key}` must be a text in quotes; mend or remove it.")
        values[key] = plain(value).strip()
    return values


def _table(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file} cannot be read ({error}); mend it or remove it.") from error


def _nearby(cwd: Path) -> Path | None:
    """The nearest vibelog.toml from `cwd` up to the root of its repository."""
    folders = [cwd, *cwd.parents]
    roots = [index for index, folder in enumerate(folders) if (folder / ".git").exists()]
    for folder in folders[: roots[0] + 1 if roots else 1]:
        if (folder / FILE).is_file():
            return folder / FILE
    return None


def _variables() -> dict[str, str]:
    """Each environment variable and the key it wins over."""
    keys = [field.name for field in fields(Config)]
    own = [key for key in keys if key not in ("model", "home", "proposed", "notices")]
    return {**_VARIABLES, **{f"VIBELOG_{key.upper()}": key for key in own}}


def _check_logs(logs: str) -> None:
    """The logs' folder stays inside the repository, whoever named it."""
    path = Path(logs)
    if path.is_absolute() or ".." in path.parts or ".git" in path.parts:
        raise ConfigError(f"`logs` is {logs!r}: name a folder inside your repository instead.")


def _agreed_file(home: Path) -> Path:
    return home / "agreed.json"


def _agreed(home: Path) -> list[list[str]]:
    try:
        agreed = json.loads(_agreed_file(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # no agreement that can be read is no agreement
    return agreed if isinstance(agreed, list) else []
