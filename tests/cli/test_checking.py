"""`vibelog check` as it is called: exit codes, forms, and --fix."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vibelog.cli.checking import check

GOOD = "".join(
    f"You said:\nWhat is {topic}?\n\nChatGPT said:\nIt is {topic}.\n\n"
    for topic in ("a warp", "a lane", "a mask", "a stall", "a barrier")
)
LEAK = GOOD + "You said:\nMail ada@example.org what?\n\nChatGPT said:\nNo.\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, arguments)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with one good log, outside of any repository and before anything is due."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "lmql.md").write_text(GOOD, encoding="utf-8")
    return folder


def test_a_good_log_exits_0_and_is_a_line_of_the_table(logs: Path) -> None:
    ran = run(str(logs / "lmql.md"))
    assert ran.exit_code == 0
    assert "lmql.md\tlmql\t5\tno transcript\tnone" in ran.stdout


def test_what_must_be_mended_exits_1_with_its_line(logs: Path) -> None:
    (logs / "lmql.md").write_text(LEAK, encoding="utf-8")
    ran = run(str(logs / "lmql.md"))
    line = 1 + LEAK[: LEAK.index("ada@")].count("\n")
    assert ran.exit_code == 1
    assert f"lmql.md:{line}: error: " in ran.stdout


def test_a_file_that_is_not_there_exits_3_and_says_which() -> None:
    ran = run("nothing.md")
    assert ran.exit_code == 3
    assert "nothing.md" in ran.stderr


def test_json_has_the_shape_of_the_contract(logs: Path) -> None:
    (logs / "lmql.md").write_text(LEAK, encoding="utf-8")
    found = json.loads(run(str(logs / "lmql.md"), "--json").stdout)
    assert set(found) == {"logs", "missing"}
    [log] = found["logs"]
    assert set(log) == {"path", "paper", "questions", "verbatim", "quotes", "flags"}
    assert {flag["code"] for flag in log["flags"]} == {"email", "paper-not-added"}
    assert log["quotes"] == {"checked": 0, "verified": 0}


def test_sarif_and_annotations_name_the_same_finding(logs: Path) -> None:
    (logs / "lmql.md").write_text(LEAK, encoding="utf-8")
    sarif = json.loads(run(str(logs / "lmql.md"), "--sarif").stdout)
    assert "email" in [result["ruleId"] for result in sarif["runs"][0]["results"]]
    assert "title=email::" in run(str(logs / "lmql.md"), "--github").stdout


def test_fix_from_a_pipe_shows_the_change_and_makes_it_only_with_yes(logs: Path) -> None:
    log = logs / "lmql.md"
    log.write_text(LEAK, encoding="utf-8")
    shown = run(str(log), "--fix")
    assert "-Mail ada@example.org what?" in shown.stderr
    assert log.read_text(encoding="utf-8") == LEAK
    assert shown.exit_code == 1
    assert run(str(log), "--fix", "--yes").exit_code == 0
    assert log.read_text(encoding="utf-8") == LEAK.replace("ada@example.org", "[email removed]")


def test_yes_without_fix_is_wrong_usage() -> None:
    assert run("--yes").exit_code == 2


def test_the_folder_may_be_named_with_repo_and_only_once(logs: Path) -> None:
    assert run("--repo", str(logs)).stdout == run(str(logs)).stdout
    assert run("--repo", str(logs), str(logs)).exit_code == 2


@pytest.fixture
def student(repository: Path) -> Path:
    """A repository with one log of the course, linked, that names two private things."""
    (repository / "vibe-logs").mkdir()
    (repository / "vibe-logs/dspy.md").write_text(GOOD, encoding="utf-8")
    (repository / "README.md").write_text("# Mine\n", encoding="utf-8")
    return repository


def test_missing_logs_are_one_line_and_with_all_a_line_each(student: Path) -> None:
    shown = [line for line in run(str(student)).stdout.splitlines() if "missing" in line]
    assert len(shown) == 1
    assert "papers that were due have no log: " in shown[0]
    missing = json.loads(run(str(student), "--json").stdout)["missing"]
    listed = run(str(student), "--all").stdout.splitlines()
    assert [line for line in listed if line.endswith("(missing)")] == [
        f"{each['paper']}: error: No log; it was due on {each['due']}. (missing)"
        for each in missing
    ]
    assert len(missing) > 20


def test_what_is_true_of_every_log_is_told_once(student: Path) -> None:
    (student / "vibe-logs/tvm.md").write_text(GOOD, encoding="utf-8")
    (student / "README.md").unlink()
    told = [line for line in run(str(student)).stdout.splitlines() if "has no README" in line]
    assert [line.partition(": ")[0] for line in told] == ["all 2 logs"]
    assert run(str(student), "--json").stdout.count("has no README") == 2


def test_fix_gives_the_index_the_link_that_it_lacks(student: Path) -> None:
    shown = run(str(student), "--fix")
    assert "+" in shown.stderr
    assert "vibe-logs/dspy.md" in shown.stderr
    assert (student / "README.md").read_text(encoding="utf-8") == "# Mine\n"
    assert "not-indexed" in shown.stdout
    assert "not-indexed" not in run(str(student), "--fix", "--yes").stdout
    assert "](vibe-logs/dspy.md)" in (student / "README.md").read_text(encoding="utf-8")
    assert run(str(student), "--fix", "--yes").stderr == ""


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def hook(student: Path) -> Path:
    """The same repository, its log due and not committed, with the check as pre-commit hook."""
    hook = student / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c '
        "'import sys; from vibelog.cli import main; main(sys.argv[1:])' check --repo .\n",
        encoding="utf-8",
    )
    hook.chmod(0o755)
    (student / "README.md").write_text("[DSPy](vibe-logs/dspy.md)\n", encoding="utf-8")
    git("add", "--all")
    return student


def test_a_hook_does_not_refuse_for_what_the_commit_mends_or_has_no_part_in(hook: Path) -> None:
    by_hand = run(str(hook))
    assert by_hand.exit_code == 1
    assert "(not-committed)" in by_hand.stdout
    assert "(missing;" in by_hand.stdout
    done = git("commit", "--message=log")
    assert done.returncode == 0, done.stderr
    assert git("show", "--name-only", "--format=%s").stdout.split() == [
        "log",
        "README.md",
        "vibe-logs/dspy.md",
    ]
    assert run(str(hook)).exit_code == 1  # the other papers are missing still


def test_a_hook_refuses_a_leak_and_nothing_is_committed(hook: Path) -> None:
    (hook / "vibe-logs/dspy.md").write_text(LEAK, encoding="utf-8")
    before = git("rev-parse", "HEAD").stdout
    refused = git("commit", "--all", "--message=log")
    assert refused.returncode != 0
    assert "(email)" in refused.stdout + refused.stderr
    assert git("rev-parse", "HEAD").stdout == before


def test_pre_commit_is_told_by_its_own_variable(
    student: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (student / "README.md").write_text("[DSPy](vibe-logs/dspy.md)\n", encoding="utf-8")
    assert run("--repo", str(student)).exit_code == 1
    monkeypatch.setenv("PRE_COMMIT", "1")
    ran = run("--repo", str(student))
    assert ran.exit_code == 0
    assert "(not-committed)" in ran.stdout
