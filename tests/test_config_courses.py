"""The course in the configuration: whose counts, and what a repository may not do unasked."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vibelog import config

LINK = "https://example.org/README.md"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "notes/.git").mkdir(parents=True)
    return tmp_path / "notes"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"VIBELOG_HOME": str(tmp_path / "lib"), "XDG_CONFIG_HOME": str(tmp_path / "conf")}


def write(folder: Path, *sources: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "vibelog.toml"
    text = "".join(f'[[course]]\nsource = "{source}"\nyear = 2025\n' for source in sources)
    file.write_text(text, encoding="utf-8")
    return file


def sources(found: config.Config) -> list[str]:
    return [each.source for each in found.courses]


def test_a_file_inside_of_the_repository_is_used_unasked(
    repository: Path, environ: dict[str, str]
) -> None:
    write(repository / "week1", "../course.md")
    found = config.load(repository / "week1", environ)
    [course] = found.courses
    assert Path(course.place).resolve() == repository / "course.md"
    assert (course.year, found.proposed) == (2025, ())


@pytest.mark.parametrize("source", [LINK, "git@example.org:course.git", "../elsewhere.md", "/a.md"])
def test_what_leads_out_of_a_repository_is_used_only_once_agreed(
    source: str, repository: Path, environ: dict[str, str]
) -> None:
    file = write(repository, source)
    before = config.load(repository, environ)
    assert (before.courses, before.proposed) == (
        (),
        (config.Setting(str(file), "course", source),),
    )
    assert sources(config.agree(before)) == [source]
    assert sources(config.load(repository, environ)) == [source]
    write(repository, source, f"{source}x")
    assert config.load(repository, environ).courses == ()


def test_a_course_that_is_not_agreed_to_leaves_the_agreed_model_alone(
    repository: Path, environ: dict[str, str]
) -> None:
    file = write(repository, LINK)
    file.write_text(f'model = "openai/x"\n{file.read_text()}', encoding="utf-8")
    config.remember(Path(environ["VIBELOG_HOME"]), [config.Setting(str(file), "model", "openai/x")])
    found = config.load(repository, environ)
    assert (found.model, found.courses) == ("openai/x", ())


def test_the_repositorys_courses_go_before_the_students_own_and_a_variable_before_both(
    repository: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path / "conf/vibelog", LINK)
    assert sources(config.load(repository, environ)) == [LINK]
    write(repository, "a.md", "b.md")
    assert sources(config.load(repository, environ)) == ["a.md", "b.md"]
    [named] = config.load(repository, {**environ, "VIBELOG_COURSE": "c.md"}).courses
    assert named.place == str(repository / "c.md")


def test_the_zone_and_the_index_have_their_variables(
    repository: Path, environ: dict[str, str]
) -> None:
    (repository / "vibelog.toml").write_text('timezone = "UTC"\nindex = "none"', encoding="utf-8")
    found = config.load(repository, environ)
    assert (found.zone, found.index) == (ZoneInfo("UTC"), "none")
    named = {"VIBELOG_TIMEZONE": "Pacific/Kiritimati", "VIBELOG_INDEX": "notes/INDEX.md"}
    found = config.load(repository, {**environ, **named})
    assert (found.zone, found.index) == (ZoneInfo("Pacific/Kiritimati"), "notes/INDEX.md")
    assert config.load(repository.parent, environ).zone is None
