from __future__ import annotations

from pathlib import Path

import pytest

from vibelog import config
from vibelog.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "vibelog.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "course/.git").mkdir(parents=True)
    return tmp_path / "course"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"VIBELOG_HOME": str(tmp_path / "lib"), "XDG_CONFIG_HOME": str(tmp_path / "conf")}


def test_without_any_file_the_defaults_hold(tmp_path: Path, environ: dict[str, str]) -> None:
    found = config.load(tmp_path, environ)
    assert (found.model, found.logs, found.home) == (None, "vibe-logs", tmp_path / "lib")


def test_the_library_is_in_the_platforms_data_folder_by_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert config.library_folder({}) == tmp_path / "data/vibelog"


def test_the_environment_wins_over_the_repository_and_that_over_the_users_file(
    repository: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path / "conf/vibelog", 'logs = "from-user"\nmodel = "openai/user"')
    assert config.load(repository, environ).logs == "from-user"
    write(repository, 'logs = "from-repo"')
    assert config.load(repository, environ).logs == "from-repo"
    assert config.load(repository, {**environ, "VIBELOG_LOGS": "from-env"}).logs == "from-env"
    assert config.load(repository, {**environ, "VIBELOG_LM": "openai/env"}).model == "openai/env"


def test_the_users_own_file_is_trusted(tmp_path: Path, environ: dict[str, str]) -> None:
    write(tmp_path / "conf/vibelog", 'model = "openai/mine"')
    assert config.load(tmp_path, environ).model == "openai/mine"


def test_the_search_goes_up_to_the_repositorys_root_and_no_further(
    repository: Path, environ: dict[str, str]
) -> None:
    deep = repository / "notes/week1"
    deep.mkdir(parents=True)
    write(repository.parent, 'logs = "outside"')
    assert config.load(deep, environ).logs == "vibe-logs"
    write(repository, 'logs = "root"')
    assert config.load(deep, environ).logs == "root"


@pytest.mark.parametrize("key", config.GUARDED)
def test_what_a_repository_says_about_where_text_goes_counts_only_once_agreed(
    key: str, repository: Path, environ: dict[str, str]
) -> None:
    file = write(repository, f'{key} = "http://example.org/x"')
    before = config.load(repository, environ)
    assert getattr(before, key) is None
    assert before.proposed == (config.Setting(str(file), key, "http://example.org/x"),)
    assert getattr(config.agree(before), key) == "http://example.org/x"
    assert getattr(config.load(repository, environ), key) == "http://example.org/x"
    write(repository, f'{key} = "http://example.org/other"')
    assert getattr(config.load(repository, environ), key) is None


def test_a_new_address_takes_the_agreed_model_back_with_it(
    repository: Path, environ: dict[str, str]
) -> None:
    write(repository, 'model = "openai/tiny"\nlm_base_url = "http://127.0.0.1:9/v1"')
    config.agree(config.load(repository, environ))
    assert config.load(repository, environ).model == "openai/tiny"
    write(repository, 'model = "openai/tiny"\nlm_base_url = "http://127.0.0.1:8/v1"')
    found = config.load(repository, environ)
    assert (found.model, found.lm_base_url) == (None, None)
    assert [setting.key for setting in found.proposed] == ["model", "lm_base_url"]
    assert config.agree(found).model == "openai/tiny"


def test_a_variable_makes_the_repositorys_proposal_moot(
    repository: Path, environ: dict[str, str]
) -> None:
    write(repository, 'model = "openai/theirs"')
    found = config.load(repository, {**environ, "VIBELOG_LM": "openai/mine"})
    assert (found.model, found.proposed) == ("openai/mine", ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('modle = "x"', "did you mean `model`"),
        ("model = 3", "must be a text"),
        ("model = ", "cannot be read"),
        ('logs = "../elsewhere"', "inside your repository"),
        ('logs = "/etc"', "inside your repository"),
        ('index = "../README.md"', "inside your repository"),
        ('timezone = "Detroit"', "America/Detroit"),
        ('course = "README.md"', "course"),
        ("[[course]]\nyear = 2025", "no source"),
        ('[[course]]\nsource = "http://example.org/"', "https"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    text: str, says: str, repository: Path, environ: dict[str, str]
) -> None:
    write(repository, text)
    with pytest.raises(ConfigError, match=says):
        config.load(repository, environ)


def test_a_key_of_a_later_version_is_told_not_refused(
    repository: Path, environ: dict[str, str]
) -> None:
    write(repository, 'name = "Ada"')
    [notice] = config.load(repository, environ).notices
    assert "`name`" in notice


def test_what_ships_is_found_in_the_checkout_and_inside_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.shipped("prompts/answer.md").read_text(encoding="utf-8")
    package = tmp_path / "site-packages/vibelog"
    write(package / "prompts", "")
    (package / "prompts/answer.md").write_text("inside", encoding="utf-8")
    monkeypatch.setattr(config, "__file__", str(package / "config.py"))
    assert config.shipped("prompts/answer.md").read_text(encoding="utf-8") == "inside"


def test_a_repositorys_address_is_not_used_for_another_model_than_its_own(
    repository: Path, environ: dict[str, str]
) -> None:
    write(repository, 'model = "openai/theirs"\nlm_base_url = "https://host.example/v1"')
    proposing = config.load(repository, {**environ, "VIBELOG_LM": "openai/gpt-5-mini"})
    assert (proposing.model, proposing.proposed) == ("openai/gpt-5-mini", ())
    config.agree(config.load(repository, environ))
    assert config.load(repository, environ).lm_base_url == "https://host.example/v1"
    named = config.load(repository, {**environ, "VIBELOG_LM": "openai/gpt-5-mini"})
    assert (named.model, named.lm_base_url) == ("openai/gpt-5-mini", None)


@pytest.mark.parametrize("said", ["", "none"])
def test_no_model_can_be_asked_for_whatever_a_file_says(
    tmp_path: Path, environ: dict[str, str], said: str
) -> None:
    write(tmp_path / "conf/vibelog", 'model = "openai/mine"')
    assert config.load(tmp_path, {**environ, "VIBELOG_LM": said}).model is None
