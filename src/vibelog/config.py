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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vibelog.core.sources import CourseSource, named_source, parse_sources
from vibelog.core.text import plain
from vibelog.errors import ConfigError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FILE = "vibelog.toml"
NO_MODEL = "none"  # as VIBELOG_LM or --model: answer without one
GUARDED = ("model", "lm_base_url", "embedder", "chroma")  # they decide what is sent, and where
COURSE = "course"  # the key of the [[course]] tables; VIBELOG_COURSE names one source
LATER = ("name",)  # keys of the contract that no command reads yet
_VARIABLES = {"VIBELOG_LM": "model"}  # the others are VIBELOG_ and the key
_NO_KEYS = ("model", "home", "courses", "proposed", "notices")


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
    index: str = "README.md"  # the Markdown file that links to the logs; "none": there is none
    timezone: str | None = None  # the course's, an IANA name; None: this machine's
    courses: tuple[CourseSource, ...] = ()  # the nearest file's; empty: the course that ships
    home: Path = Path()  # the library folder (VIBELOG_HOME)
    proposed: tuple[Setting, ...] = ()  # see Setting
    notices: tuple[str, ...] = ()  # one sentence each, for the student

    @property
    def zone(self) -> ZoneInfo | None:
        """The course's time zone; None: this machine's. ConfigError when there is no such zone."""
        from vibelog.core.standing import zone

        return zone(self.timezone) if self.timezone else None


def load(cwd: Path, environ: Mapping[str, str]) -> Config:
    """The configuration for a command run in `cwd`; ConfigError when a file cannot be used."""
    home = library_folder(environ)
    config = Config(home=home)
    personal = user_file(environ)
    if personal.is_file():
        config = replace(config, courses=courses_in(personal), **_read(personal))
    own, nearby = config, nearest_file(cwd)
    if nearby and nearby != personal:
        config = _with_repository(config, nearby)
    named: dict[str, Any] = {
        key: environ[variable].strip()
        for variable, key in _variables().items()
        if environ.get(variable, "").strip()
    }
    settled = {*named, "lm_base_url"} if "model" in named else set(named)
    proposed = tuple(setting for setting in config.proposed if setting.key not in settled)
    if named.get("model", config.model) != config.model:
        # a repository's address was agreed to for its own model, not for this one
        config = replace(config, lm_base_url=own.lm_base_url)
    config = replace(config, proposed=proposed, **named)
    if environ.get("VIBELOG_LM", NO_MODEL).strip() in ("", NO_MODEL) and "VIBELOG_LM" in environ:
        config = replace(config, model=None)  # said on purpose: no model, whatever a file says
    if source := environ.get("VIBELOG_COURSE", "").strip():
        proposed = tuple(setting for setting in config.proposed if setting.key != COURSE)
        config = replace(config, courses=(named_source(source, cwd),), proposed=proposed)
    _check_paths(config)
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
    remember(config.home, config.proposed)
    values: dict[str, Any] = {}
    for key, value, file in ((s.key, s.value, Path(s.file)) for s in config.proposed):
        values |= {"courses": courses_in(file)} if key == COURSE else {key: value}
    return replace(config, proposed=(), **values)


def remember(home: Path, settings: Sequence[Setting]) -> None:
    """Keep in the library that the student agreed to these; ConfigError when that fails."""
    agreed = [*_agreed(home), *([s.file, s.key, s.value] for s in settings)]
    try:
        home.mkdir(parents=True, exist_ok=True)
        _agreed_file(home).write_text(json.dumps(agreed, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"Your agreement cannot be kept in {home} ({error.strerror}); make that folder "
            "writable or set VIBELOG_HOME to another."
        ) from error


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
    courses = courses_in(file)
    # A link tells somebody when it is read; a path may lead to what is not the repository's.
    asking = [
        Setting(str(file), COURSE, each.source)
        for each in courses
        if not each.inside(_root(file.parent)) and [str(file), COURSE, each.source] not in agreed
    ]
    if courses and not asking:
        config = replace(config, courses=courses)
    return replace(config, proposed=(*proposed, *asking), notices=notices, **settings)


def courses_in(file: Path) -> tuple[CourseSource, ...]:
    """The courses that a vibelog.toml names; none when there is no such file. ConfigError."""
    table = _table(file) if file.is_file() else {}
    return parse_sources(table.get(COURSE, []), file)


def _read(file: Path) -> dict[str, Any]:
    """The keys of a vibelog.toml that are used."""
    keys = set(_variables().values())
    values = {}
    for key, value in _table(file).items():
        if key in (*LATER, COURSE):
            continue
        if key not in keys:
            from vibelog.core.paper import nearest

            near = nearest(key, sorted({*keys, *LATER, COURSE}))
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


def nearest_file(cwd: Path) -> Path | None:
    """The nearest vibelog.toml from `cwd` up to the root of its repository."""
    root = _root(cwd)
    folders = (folder for folder in (cwd, *cwd.parents) if folder.is_relative_to(root))
    return next((folder / FILE for folder in folders if (folder / FILE).is_file()), None)


def _root(folder: Path) -> Path:
    """The root of the repository that a folder is in, else the folder."""
    above = (each for each in (folder, *folder.parents) if (each / ".git").exists())
    return next(above, folder)


def _variables() -> dict[str, str]:
    """Each environment variable and the key it wins over."""
    keys = [field.name for field in fields(Config)]
    own = [key for key in keys if key not in _NO_KEYS]
    return {**_VARIABLES, **{f"VIBELOG_{key.upper()}": key for key in own}}


def _check_paths(config: Config) -> None:
    """The logs' folder and the index stay inside the repository, whoever named them."""
    _ = config.zone
    for key, named in (("logs", config.logs), ("index", config.index)):
        path = Path(named)
        if path.is_absolute() or ".." in path.parts or ".git" in path.parts:
            what = "folder" if key == "logs" else "file"
            raise ConfigError(
                f"`{key}` is {named!r}: name a {what} inside your repository instead."
            )


def _agreed_file(home: Path) -> Path:
    return home / "agreed.json"


def _agreed(home: Path) -> list[list[str]]:
    try:
        agreed = json.loads(_agreed_file(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # no agreement that can be read is no agreement
    return agreed if isinstance(agreed, list) else []
