"""A vibelog.toml that is written into: tomllib reads it back, and every other byte stays."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibelog.app.course import setting_up, settings
from vibelog.errors import ConfigError, RepositoryError

FILE = Path("vibelog.toml")
BEFORE = '# mine\nlogs = "notes"  # here\n'
TWO = (
    f'{BEFORE}\n[[course]]  # the first\nsource = "a.md"\nyear = 2025\n\n[[course]]\nsource = "b"\n'
)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_any_source_reads_back_and_what_was_there_stays(source: str) -> None:
    after = settings.with_course(BEFORE, source, 2025, FILE)
    assert after.startswith(BEFORE)
    assert tomllib.loads(after)["course"] == [{"source": source, "year": 2025}]


def test_line_ends_stay_what_they_are() -> None:
    after = settings.with_course('logs = "x"\r\n', "a.md", None, FILE)
    assert after == 'logs = "x"\r\n\r\n[[course]]\r\nsource = "a.md"\r\n'


def test_adding_and_removing_gives_the_same_bytes() -> None:
    once = settings.with_course(BEFORE, "a.md", 2025, FILE)
    assert settings.without_course(once, 0, FILE) == BEFORE
    twice = settings.with_course(once, "b.md", None, FILE)
    assert settings.without_course(twice, 1, FILE) == once


@pytest.mark.parametrize(("number", "left"), [(0, "b"), (1, "a.md")])
def test_only_the_one_course_goes(number: int, left: str) -> None:
    after = settings.without_course(TWO, number, FILE)
    assert [each["source"] for each in tomllib.loads(after)["course"]] == [left]
    assert after.startswith(BEFORE)


@pytest.mark.parametrize("text", ['course = [{source = "a.md"}]\n', "course = 3\n", "logs ="])
def test_a_form_of_its_own_is_left_to_the_student(text: str) -> None:
    with pytest.raises(ConfigError, match=r"change it there|mend it"):
        settings.with_course(text, "b.md", None, FILE)
    with pytest.raises(ConfigError, match=r"remove it"):
        settings.without_course(text, 0, FILE)


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "vibelog.toml"
    real.write_text("", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    settings.save(link, BEFORE)
    assert link.is_symlink()
    assert (real.read_text(encoding="utf-8"), real.stat().st_mode & 0o777) == (BEFORE, 0o640)


def test_a_link_out_of_the_repository_is_not_written(repository: Path, tmp_path: Path) -> None:
    link, outside = repository / "vibelog.toml", tmp_path / "home/.bash_aliases"
    link.symlink_to(outside)
    with pytest.raises(RepositoryError, match="leads out of the repository"):
        settings.save(link, BEFORE)
    assert not outside.exists()


@pytest.mark.parametrize("to", ["../home", "elsewhere"], ids=["out of it", "inside it"])
def test_no_workflow_is_written_through_a_link(repository: Path, to: str) -> None:
    (repository / ".github").symlink_to(to)
    with pytest.raises(RepositoryError, match="GitHub finds no workflow"):
        setting_up.write_workflow(repository)
    assert not list(repository.parent.rglob("vibelog.yml"))
