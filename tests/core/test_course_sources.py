from __future__ import annotations

from pathlib import Path

import pytest

from vibelog.core.sources import CourseSource, address, kind, named_source, parse_sources
from vibelog.errors import ConfigError

RAW = "https://raw.githubusercontent.com/who/course"


@pytest.mark.parametrize(
    ("link", "raw"),
    [
        ("https://github.com/who/course", f"{RAW}/HEAD/README.md"),
        ("https://github.com/who/course/", f"{RAW}/HEAD/README.md"),
        ("https://www.github.com/who/course#schedule", f"{RAW}/HEAD/README.md"),
        ("https://github.com/who/course/tree/fall", f"{RAW}/fall/README.md"),
        ("https://github.com/who/course/tree/fall/2025", f"{RAW}/fall/2025/README.md"),
        ("https://github.com/who/course/blob/main/a%20plan.md", f"{RAW}/main/a%20plan.md"),
        ("https://github.com/who/course/raw/main/plan.md", f"{RAW}/main/plan.md"),
        ("https://gitlab.com/who/course", "https://gitlab.com/who/course/-/raw/HEAD/README.md"),
        (
            "https://gitlab.com/who/course/-/blob/main/plan.md",
            "https://gitlab.com/who/course/-/raw/main/plan.md",
        ),
        ("https://example.org/plan.md?v=2#now", "https://example.org/plan.md?v=2"),
    ],
)
def test_a_page_that_shows_a_file_leads_to_the_file_itself(link: str, raw: str) -> None:
    assert address(link) == raw


@pytest.mark.parametrize(
    ("source", "is_a"),
    [
        ("https://github.com/who/course", "link"),
        ("http://127.0.0.1:8000/README.md", "link"),
        ("https://example.org/course.git", "git"),
        ("ssh://git@example.org/course", "git"),
        ("git@github.com:who/course.git", "git"),
        ("README.md", "path"),
        ("../course", "path"),
        ("~/course/README.md", "path"),
    ],
)
def test_what_a_source_is_shows_in_how_it_is_written(source: str, is_a: str) -> None:
    assert kind(source) == is_a


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "http://example.org/README.md",
        "ftp://example.org/README.md",
        "ext::sh -c whoami",
        "https://example.org:port/",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_what_is_no_file_and_no_safe_link_is_refused(source: str) -> None:
    with pytest.raises(ConfigError):
        named_source(source, Path())


def test_a_relative_path_starts_at_the_file_that_names_it(tmp_path: Path) -> None:
    [source] = parse_sources([{"source": "plan/README.md", "year": 2025}], tmp_path / "a.toml")
    assert (source.place, source.year) == (str(tmp_path / "plan/README.md"), 2025)
    assert source.inside(tmp_path)


def test_a_link_on_the_disk_that_leads_outside_is_not_inside(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository/plan.md").symlink_to(tmp_path / "secret.md")
    source = CourseSource("plan.md", folder=str(tmp_path / "repository"))
    assert not source.inside(tmp_path / "repository")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("README.md", r"\[\[course\]\]"),
        ([{"year": 2025}], "no source"),
        ([{"source": "x", "year": "2025"}], "the year"),
        ([{"source": "x", "year": True}], "the year"),
        ([{"source": "x", "yaer": 2025}], "unknown key `yaer`"),
    ],
)
def test_a_table_that_names_no_course_is_told_with_its_file(table: object, says: str) -> None:
    with pytest.raises(ConfigError, match=f"vibelog.toml.*{says}"):
        parse_sources(table, Path("vibelog.toml"))


def test_a_path_is_shown_without_detours_but_for_those_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "deep/course").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep/course")
    assert named_source("a/../plan.md", tmp_path).place == str(tmp_path / "plan.md")
    assert named_source("link/../plan.md", tmp_path).place == str(tmp_path / "link/../plan.md")


def test_the_home_of_nobody_is_a_folder_of_that_name(tmp_path: Path) -> None:
    assert named_source("~nobody-at-all/x", tmp_path).place == str(tmp_path / "~nobody-at-all/x")
