"""`vibelog doctor` as it is typed: what it prints, what it exits with, what it leaves alone."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from model_server import fields, serving

from vibelog.cli.health import doctor

NAMES = (
    "configuration model key address vibelog library papers embedder index git repository course "
    "terminal"
).split()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(doctor, arguments)


def checks(result: Result) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(result.stdout)["checks"]}


@pytest.mark.usefixtures("talked", "repository")
def test_where_all_is_well_it_says_so_and_exits_with_0() -> None:
    ran = run()
    assert (ran.exit_code, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert [line[8:22].strip() for line in lines if line[:1].isalpha()][:-1] == NAMES
    assert lines[-1] == "Everything that vibelog needs is there."
    assert "$ export VIBELOG_LM=openai/gpt-5-mini" in ran.stdout  # no model is a note


@pytest.mark.usefixtures("sample", "repository")
def test_a_problem_is_counted_with_its_remedy_and_exits_with_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIBELOG_LM", "openai/gpt-5-mini")
    ran = run()
    assert ran.exit_code == 1
    lines = ran.stdout.splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("problem key")]
    assert lines[at + 1].strip() == "$ export OPENAI_API_KEY=…"
    assert lines[-1] == "1 problem to mend."


@pytest.mark.usefixtures("repository")
def test_scripts_get_the_same_as_json(library: Path) -> None:
    found = checks(run("--json"))
    assert list(found) == NAMES
    assert all(list(check) == ["name", "state", "message", "mend"] for check in found.values())
    assert found["papers"]["mend"] == "vibelog add PAPER.pdf"
    assert str(library) in found["library"]["message"]


def test_a_broken_vibelog_toml_is_one_problem_among_the_checks() -> None:
    Path("vibelog.toml").write_text("modle = 'x'\n")
    ran = run("--json")
    assert ran.exit_code == 1
    assert checks(ran)["configuration"]["state"] == "problem"
    assert checks(ran)["embedder"]["state"] == "ok"


def test_no_letter_of_a_key_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIBELOG_LM", "openai/gpt-5-mini")
    monkeypatch.setenv("OPENAI_API_KEY", "Zq7!Zq7!Zq7!")
    ran = run()
    assert "Zq7" not in ran.output
    assert "OPENAI_API_KEY, from the environment." in ran.output


@pytest.mark.usefixtures("sample")
def test_nothing_goes_to_the_network_unless_it_is_to_be_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def connect(*_: object) -> None:
        pytest.fail("a connection was made")

    monkeypatch.setenv("VIBELOG_LM", "openai/gpt-5-mini")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    assert run().exit_code in (0, 1)


def test_try_asks_the_model_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving([fields(answer="4")]) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        run("--json")
        assert server.requests == []
        answered = checks(run("--json", "--try"))["answer"]
    assert len(server.requests) == 1
    assert answered["state"] == "ok"
    assert "openai/tiny answered in" in answered["message"]


def test_a_terminal_that_lacks_letters_is_noted() -> None:
    code = "import sys; from vibelog.cli.health import terminal; print(terminal().state)"
    for encoding, state in (("ascii", "note"), ("utf-8", "ok")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONIOENCODING": encoding},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == state
