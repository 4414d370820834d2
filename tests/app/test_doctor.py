"""Each check against a state of the library, the repository or the configuration that is made."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from model_server import Fault, fields, serving
from raw_server import answering, http

from vibelog import config
from vibelog.app import App, consultation, doctor, local
from vibelog.app.doctor import Check
from vibelog.config import Config
from vibelog.errors import ModelError, RepositoryError

KEY = "sk-kept-0123456789abcdef"


def app_of(library: Path, model: str | None = None, url: str | None = None, **environ: str) -> App:
    return App(Config(home=library, model=model, lm_base_url=url), environ, lambda _: None)


def outcome(check: Check) -> tuple[str, str]:
    return check.state, check.mend


def test_a_whole_library_is_said_to_be_so(talked: Path) -> None:
    me = app_of(talked)
    assert doctor.library(me).state == "ok"
    assert doctor.papers(me) == Check("papers", "ok", "1 paper, all readable.")
    assert doctor.index(me) == Check("index", "ok", "Chroma opens and holds 1 of 1 papers.")


def test_an_empty_library_is_no_problem(library: Path) -> None:
    me = app_of(library)
    assert "made with the first paper" in doctor.library(me).message
    assert outcome(doctor.papers(me)) == ("note", "vibelog add PAPER.pdf")
    assert not library.exists()


def test_a_library_where_there_can_be_none_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check = doctor.library(app_of(tmp_path / "file"))
    assert outcome(check) == ("problem", "export VIBELOG_HOME=~/vibelog")


def test_a_torn_paper_is_added_again_from_its_own_copy(talked: Path) -> None:
    (folder,) = (talked / "papers").iterdir()
    (folder / "paper.json").write_text("{")
    check = doctor.papers(app_of(talked))
    assert outcome(check) == ("problem", f"vibelog add {folder}/source.pdf")
    (folder / "source.pdf").unlink()
    assert doctor.papers(app_of(talked)).mend == f"rm -r {folder}"


def test_damaged_passages_are_a_problem(talked: Path) -> None:
    (folder,) = (talked / "papers").iterdir()
    (folder / "passages.jsonl").write_text("{")
    check = doctor.checked("papers", lambda: doctor.papers(app_of(talked)))
    assert check.state == "problem"
    assert "vibelog remove sample" in check.message


def test_missing_vectors_are_noted(talked: Path) -> None:
    (folder,) = (talked / "papers").iterdir()
    (folder / "vectors.npy").unlink()
    check = doctor.index(app_of(talked))
    assert outcome(check) == ("note", f"vibelog add {folder}/source.pdf")
    assert "sample" in check.message


def test_a_chroma_server_that_is_not_there_is_a_problem(talked: Path) -> None:
    me = app_of(talked)
    away = replace(me, config=replace(me.config, chroma="http://127.0.0.1:9"))
    assert doctor.index(away).state == "problem"


def test_the_bundled_embedder_loads_and_a_providers_needs_its_key(library: Path) -> None:
    me = app_of(library)
    assert doctor.embedder(me).state == "ok"
    remote = replace(me, config=replace(me.config, embedder="openai/text-embedding-3-small"))
    assert outcome(doctor.embedder(remote)) == ("problem", "export OPENAI_API_KEY=…")
    assert doctor.embedder(replace(remote, environ={"OPENAI_API_KEY": KEY})).state == "ok"


def test_git_without_an_identity_is_a_problem_also_where_it_would_guess_one(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL", "guess@example.org")
    assert doctor.git(repository).message.endswith("commits are by A Student.")
    subprocess.run(["git", "config", "--unset", "user.email"], check=True)
    check = doctor.git(repository)
    assert check.state == "problem"
    assert check.mend.startswith("git config --global user.name")


def test_whether_a_log_could_be_committed_is_git_s_to_say(repository: Path, library: Path) -> None:
    me = app_of(library)
    assert doctor.repository(me, repository).state == "ok"
    (repository / ".git/MERGE_HEAD").write_text("0" * 40)
    with pytest.raises(RepositoryError, match="merge"):
        doctor.repository(me, repository)
    assert not (repository / "vibe-logs").exists()


def test_outside_a_repository_is_only_noted(tmp_path: Path, library: Path) -> None:
    assert outcome(doctor.repository(app_of(library), tmp_path)) == ("note", "git init")


@pytest.mark.parametrize(
    ("day", "says"),
    [(date(2025, 9, 9), "next is dspy, due Wed 10 Sep 2025"), (date(2030, 1, 1), "none due")],
)
def test_the_course_says_what_is_due_next(day: date, says: str, library: Path) -> None:
    assert says in doctor.course(app_of(library), day).message


def test_a_configuration_that_cannot_be_read_does_not_end_the_examination(library: Path) -> None:
    Path("vibelog.toml").write_text("model = \n")
    me, check = doctor.begin(lambda _: None, Path.cwd(), {"VIBELOG_HOME": str(library)})
    assert check.state == "problem"
    assert "vibelog.toml" in check.message
    assert me.config == Config(home=library)


def test_what_a_repository_asks_for_is_noted(repository: Path, library: Path) -> None:
    (repository / "vibelog.toml").write_text('model = "openai/theirs"\n')
    _, check = doctor.begin(lambda _: None, repository, {"VIBELOG_HOME": str(library)})
    assert outcome(check) == ("note", "vibelog agree")


def test_where_the_model_is_configured_is_said(repository: Path, library: Path) -> None:
    environ = {"VIBELOG_HOME": str(library), "XDG_CONFIG_HOME": str(library)}
    own = config.user_file(environ)
    own.parent.mkdir(parents=True)
    own.write_text('model = "openai/mine"\n')

    def said(**more: str) -> str:
        me, _ = doctor.begin(lambda _: None, repository, environ | more)
        return consultation.model(me, repository).message

    assert said() == f"openai/mine, from {own}."
    assert said(VIBELOG_LM="openai/other") == "openai/other, from VIBELOG_LM."
    (repository / "vibelog.toml").write_text('model = "openai/theirs"\n')
    config.agree(config.load(repository, environ))
    assert said() == "openai/theirs, from this repository's vibelog.toml, as you agreed."


@pytest.mark.parametrize("name", ["openai/", "/x", "llama3.2"])
def test_a_name_that_can_be_none_is_a_problem(name: str, library: Path) -> None:
    check = consultation.model(app_of(library, name), library)
    assert outcome(check) == ("problem", "export VIBELOG_LM=openai/gpt-5-mini")


def test_without_a_model_nothing_is_a_problem(library: Path) -> None:
    states = [check.state for check in consultation.examine(app_of(library), library)]
    assert states == ["note", "ok", "ok"]


def test_a_missing_key_is_a_problem_and_a_found_one_is_not_shown(library: Path) -> None:
    check = consultation.key(app_of(library, "openai/gpt-5-mini"))
    assert outcome(check) == ("problem", "export OPENAI_API_KEY=…")
    found = consultation.key(app_of(library, "openai/gpt-5-mini", OPENAI_API_KEY=KEY))
    assert found == Check("key", "ok", "OPENAI_API_KEY, from the environment.")


def test_a_server_on_this_machine_that_refuses_wants_a_key(library: Path) -> None:
    with answering(http("", "401 Unauthorized")) as server:
        me = app_of(library, "openai/m", server.url)
        assert outcome(consultation.key(me)) == ("problem", "export VIBELOG_LM_KEY=…")
        given = replace(me, environ={"VIBELOG_LM_KEY": KEY})
        assert consultation.key(given).message == "VIBELOG_LM_KEY, from the environment."
    with answering(http("", "404 Not Found")) as server:
        assert consultation.key(app_of(library, "openai/m", server.url)).state == "ok"
    assert KEY.encode() not in b"".join(server.asked)


def test_a_server_elsewhere_may_want_no_key(library: Path) -> None:
    assert consultation.key(app_of(library, "m", "https://llm.example.org/v1")).state == "note"


def test_a_server_on_this_machine_is_asked_for_the_model(library: Path) -> None:
    listing = http(json.dumps({"data": [{"id": "llama3.2"}]}))
    with answering(listing) as server:
        there = consultation.goes_to(app_of(library, "openai/llama3.2", server.url))
        other = consultation.goes_to(app_of(library, "openai/qwen3", server.url))
    gone = consultation.goes_to(app_of(library, "openai/llama3.2", server.url))
    assert [there.state, other.state, gone.state] == ["ok", "note", "problem"]
    assert other.mend == "export VIBELOG_LM=openai/llama3.2"


def test_an_address_is_shown_without_the_secrets_in_it(library: Path) -> None:
    url = f"https://me:{KEY}@llm.example.org:8443/v1?key={KEY}#{KEY}"
    check = consultation.goes_to(app_of(library, "m", url))
    assert check.message == "Questions and passages go to https://llm.example.org:8443/v1."


def test_an_address_without_encryption_is_noted(library: Path) -> None:
    check = consultation.goes_to(app_of(library, "m", "http://llm.example.org/v1"))
    assert outcome(check) == ("note", "export VIBELOG_LM_BASE_URL=https://llm.example.org/v1")


def test_a_model_that_is_tried_answers_in_some_time(library: Path) -> None:
    with serving([fields(answer="4")]) as server:
        check = consultation.answers(app_of(library, "openai/tiny", server.url))
    assert check.state == "ok"
    assert check.message.startswith("openai/tiny answered in 0")  # seconds and a fraction
    assert len(server.requests) == 1


def test_without_a_model_a_server_that_runs_is_named_and_not_used(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = http(json.dumps({"data": [{"id": "a model; rm -r ~"}]}))
    with answering(listing) as server:
        monkeypatch.setattr(local.offer, "__defaults__", ({server.port: "Ollama"},))
        check = consultation.answers(app_of(library))
    first, second = check.mend.splitlines()
    assert first == "export VIBELOG_LM='openai/a model; rm -r ~'"
    assert second == f"export VIBELOG_LM_BASE_URL={server.url}"
    assert [request[:15] for request in server.asked if request] == [b"GET /v1/models "]


def test_a_model_that_fails_says_why(library: Path) -> None:
    with serving([Fault(401)]) as server, pytest.raises(ModelError, match="refused the key"):
        consultation.answers(app_of(library, "openai/tiny", server.url))


def test_a_missing_identity_is_one_problem(library: Path, repository: Path) -> None:
    subprocess.run(["git", "config", "--unset", "user.email"], check=True)
    me = app_of(library)
    found = [doctor.git(repository), doctor.repository(me, repository)]
    assert [check.state for check in found] == ["problem", "note"]
    assert "user.email" not in found[1].mend
