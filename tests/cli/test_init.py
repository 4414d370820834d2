"""`vibelog init` as it is called: from a pipe, in a terminal, again, and for CI."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped] # PyYAML, which chromadb brings, has no types
from conftest import Vibelog
from readme_server import serving
from schedules import course_file, schedule
from terminal import running

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("repository")


def logs(*names: str) -> None:
    for name in names:
        file = Path(name)
        file.parent.mkdir(exist_ok=True)
        file.write_text("You said:\nWhy?\n", encoding="utf-8")


def written() -> dict[str, object]:
    return tomllib.loads(Path("vibelog.toml").read_text(encoding="utf-8"))


def test_a_new_repository_gets_the_defaults(vibelog: Vibelog) -> None:
    assert vibelog("init", "--yes").code == 0
    assert written() == {"logs": "vibe-logs", "index": "README.md"}


def test_habits_are_followed(vibelog: Vibelog) -> None:
    logs("notes/0910_DSPy.md", "notes/0924_GEPA.md")
    ran = vibelog("init", "--yes")
    assert written() == {
        "logs": "notes",
        "file": "{due:%m%d}_{label}.md",
        "index": "README.md",
    }
    assert "There are 2 logs in notes/" in ran.out


def test_from_a_pipe_it_shows_what_it_would_write_and_writes_nothing(vibelog: Vibelog) -> None:
    ran = vibelog("init")
    assert (ran.code, Path("vibelog.toml").exists()) == (1, False)
    assert 'logs = "vibe-logs"' in ran.out
    assert "--yes" in ran.err


def test_again_it_changes_nothing_and_says_what_differs(vibelog: Vibelog) -> None:
    vibelog("init", "--yes")
    before = Path("vibelog.toml").read_bytes()
    logs("notes/dspy-vibes.md", "notes/gepa-vibes.md")
    ran = vibelog("init", "--yes")
    assert (ran.code, Path("vibelog.toml").read_bytes()) == (0, before)
    assert '`logs` is "vibe-logs"; the logs here say "notes".' in ran.out


def test_the_workflow_reads_as_yaml_may_only_read_and_is_not_written_over(
    vibelog: Vibelog,
) -> None:
    ran = vibelog("init", "--ci", "--yes")
    file = Path(".github/workflows/vibelog.yml")
    flow = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert flow["permissions"] == {"contents": "read"}
    steps = flow["jobs"]["check"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    assert steps[-1]["run"] == "vibelog check --repo . --github"
    hook = yaml.safe_load(ran.out[ran.out.index("repos:") :])
    assert hook["repos"][0]["hooks"][0]["entry"] == "vibelog check --repo ."
    file.write_text("mine", encoding="utf-8")
    assert vibelog("init", "--ci", "--yes").code == 0
    assert file.read_text(encoding="utf-8") == "mine"


def test_with_a_course_the_workflow_reads_it_first(vibelog: Vibelog) -> None:
    Path("vibelog.toml").write_text('[[course]]\nsource = "README.md"\n', encoding="utf-8")
    vibelog("init", "--ci", "--yes")
    flow = yaml.safe_load(Path(".github/workflows/vibelog.yml").read_text(encoding="utf-8"))
    assert flow["jobs"]["check"]["steps"][-2]["run"] == "vibelog agree && vibelog course refresh"


def test_what_a_file_that_is_there_does_not_say_is_offered_and_every_byte_of_it_stays(
    vibelog: Vibelog,
) -> None:
    course_file(Path("course"))
    vibelog("course", "add", "course")
    file = Path("vibelog.toml")
    before = f"# mine\r\ntimezone = 'UTC'\r\n\r\n# theirs\r\n{file.read_text(encoding='utf-8')}"
    file.write_bytes(before.encode())
    logs("notes/MLIR paper review.md", "notes/glow_review.md")
    Path("README.md").write_text("[Mine](notes)", encoding="utf-8")
    ran = vibelog("init")
    assert (ran.code, file.read_bytes()) == (1, before.encode())
    assert 'logs = "notes"' in ran.out
    assert vibelog("init", "--yes").code == 0
    head, tail = before[: before.index("# theirs")], before[before.index("# theirs") :]
    after = file.read_bytes().decode()
    assert after.startswith(head)
    assert after.endswith(tail)
    assert written() == {
        "timezone": "UTC",
        "logs": "notes",
        "index": "README.md",
        "course": [{"source": "course"}],
    }
    assert "stays as it is" in vibelog("init").out


@pytest.mark.parametrize(("user", "mended"), [(False, "link to the course"), (True, "name it in")])
def test_a_workflow_that_could_not_read_the_course_is_not_written(
    vibelog: Vibelog, tmp_path: Path, user: bool, mended: str
) -> None:
    course_file(tmp_path / "course")
    vibelog("course", "add", str(tmp_path / "course"), *(["--user"] if user else []))
    ran = vibelog("init", "--ci", "--yes")
    assert (ran.code, Path(".github").exists()) == (1, False)
    assert mended in ran.err


def test_to_decline_is_no_failure() -> None:
    with running([sys.executable, "-m", "vibelog", "init"], 100, 30) as terminal:
        terminal.until("Write this into").type("n", "enter").until("Nothing was written.")
        assert terminal.ended() == 0
    assert not Path("vibelog.toml").exists()


def test_the_hook_for_other_repositories_checks_the_whole_repository() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"]) == ("vibelog-check", "vibelog check --repo .")
    assert hook["pass_filenames"] is False


def test_the_offered_course_is_read_only_after_yes() -> None:
    link = "https://github.com/prof/course"
    Path("README.md").write_text(f"[Course link]({link})\n", encoding="utf-8")
    with serving(schedule()) as server:
        begin = (
            "import vibelog.app.course.courses as c\n"
            f"c.address = lambda link: {server.url!r} if link == {link!r} else link\n"
            "from vibelog.cli import main\nmain(['init'])"
        )
        with running([sys.executable, "-c", begin], 100, 30) as terminal:
            terminal.until("Write this into")
            assert server.statuses == []
            terminal.type("y", "enter").until("Is https://github.com/prof/course your course?")
            assert server.statuses == []
            terminal.type("y", "enter").until("3 papers")
            assert terminal.ended() == 0
    assert written()["course"] == [{"source": link}]


def test_without_being_asked_nobody_reads_a_link(vibelog: Vibelog) -> None:
    Path("README.md").write_text(
        "[Course link](https://github.com/prof/course)\n", encoding="utf-8"
    )
    ran = vibelog("init", "--yes")
    assert ran.code == 0
    assert "vibelog course add https://github.com/prof/course" in ran.err
    assert "Reading" not in ran.err
    assert "course" not in written()
