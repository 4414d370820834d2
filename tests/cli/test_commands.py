"""Each command as a student types it: what it prints, what it exits with, what it leaves behind."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from conftest import QUESTIONS, Vibelog
from model_server import Fault, fields, serving

from vibelog.config import shipped

SAMPLE = shipped("corpus/sample/paper.pdf")


def squashed(text: str) -> str:
    return " ".join(text.replace("\x02", "").replace("\ufffe", "").split())


def printed_page(number: int) -> str:
    """A page of the sample's PDF as pdfium reads it, its lines and hyphens joined."""
    text = pypdfium2.PdfDocument(SAMPLE)[number - 1].get_textpage().get_text_bounded()
    return squashed(text)


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_paper_is_added_once(vibelog: Vibelog, leaflet: Path) -> None:
    first = vibelog("add", str(leaflet), "--name", "warps")
    assert (first.code, first.out.split(":")[0]) == (0, "Added warps")
    again = vibelog("add", str(leaflet))
    assert (again.code, again.out[:28]) == (0, "warps is in your library alr")


def test_papers_are_listed_for_people_and_for_scripts(vibelog: Vibelog, sample: Path) -> None:
    assert "sample\tPrefix Caching, Explained" in vibelog("papers").out
    (paper,) = json.loads(vibelog("papers", "--json").out)
    assert (paper["name"], paper["pages"]) == ("sample", 6)
    assert sample.is_dir()


def test_the_course_is_listed_with_the_days(vibelog: Vibelog) -> None:
    lines = vibelog("papers", "--course").out.splitlines()
    assert len(lines) == 31
    assert any(line.startswith("dspy\t") and "2025-09-10" in line for line in lines)


@pytest.mark.usefixtures("sample")
def test_a_removed_paper_is_gone_and_its_conversation_stays(vibelog: Vibelog) -> None:
    vibelog("ask", "sample", "What is a block?")
    assert vibelog("remove", "sample").code == 0
    assert vibelog("papers").out == ""
    assert "What is a block?" in vibelog("conversations").out


@pytest.mark.usefixtures("sample")
def test_without_a_model_the_answer_is_the_papers_own_sentences(vibelog: Vibelog) -> None:
    ran = vibelog("ask", "sample", "What is a stranded block?")
    assert ran.code == 0
    assert "although a block before it in the same text is not" in ran.out
    assert "[p. 3]" in ran.out
    assert "VIBELOG_LM" in ran.out


@pytest.mark.usefixtures("sample")
def test_every_quote_of_the_json_stands_on_its_page(vibelog: Vibelog) -> None:
    found = json.loads(vibelog("ask", "sample", "What is the hit ratio?", "--json").out)
    assert list(found) == [
        "paper",
        "question",
        "answer",
        "citations",
        "unsupported",
        "model",
        "tokens",
        "cost_usd",
    ]
    assert found["paper"]["name"] == "sample"
    assert found["model"] is None
    assert found["citations"]
    for citation in found["citations"]:
        assert citation["quote"].replace("-", "") in printed_page(citation["page"]).replace("-", "")


def test_a_file_can_be_asked_before_it_was_added(vibelog: Vibelog, leaflet: Path) -> None:
    ran = vibelog("ask", str(leaflet), "What is a warp?", "--json")
    assert ran.code == 0
    assert "Added leaflet" in ran.err
    found = json.loads(ran.out)
    assert "A warp is a group of 32 threads that run in step. [p. 1]" in found["answer"]


@pytest.mark.usefixtures("sample")
def test_a_question_is_kept_unless_it_is_not_to_be(vibelog: Vibelog) -> None:
    vibelog("ask", "sample", "What is a block?", "--no-save")
    assert vibelog("conversations").out == ""
    vibelog("ask", "sample", "What is a block?")
    (conversation,) = json.loads(vibelog("conversations", "--json").out)
    assert conversation["turns"] == 1
    assert vibelog("conversations", "--delete", conversation["id"]).code == 0
    assert vibelog("conversations").out == ""


@pytest.mark.usefixtures("talked")
def test_five_questions_become_a_log_and_a_commit_of_it_and_its_row(
    vibelog: Vibelog, repository: Path
) -> None:
    (repository / "draft.txt").write_text("mine")
    git("add", "draft.txt")
    ran = vibelog("log", "sample", "--commit")
    assert ran.code == 0
    assert git("show", "--name-only", "--format=%s", "HEAD").split("\n\n") == [
        "vibe log: sample (5 questions)",
        "README.md\nvibe-logs/sample.md\n",
    ]
    assert git("status", "--porcelain") == "A  draft.txt\n"
    text = (repository / "vibe-logs/sample.md").read_text()
    assert all(f"## {n}. {question}" in text for n, question in enumerate(QUESTIONS, 1))


@pytest.mark.usefixtures("talked")
def test_the_same_conversation_gives_the_same_bytes_and_no_second_commit(
    vibelog: Vibelog, repository: Path
) -> None:
    vibelog("log", "sample", "--commit")
    before = (repository / "vibe-logs/sample.md").read_bytes()
    again = vibelog("log", "sample", "--commit")
    assert "Nothing to commit" in again.out
    assert (repository / "vibe-logs/sample.md").read_bytes() == before
    assert git("rev-list", "--count", "HEAD") == "2\n"


@pytest.mark.usefixtures("sample")
def test_too_few_questions_write_nothing_and_say_how_many_are_missing(
    vibelog: Vibelog, repository: Path
) -> None:
    for question in (*QUESTIONS[:2], "thanks!"):
        vibelog("ask", "sample", question)
    ran = vibelog("log", "sample")
    assert ran.code == 1
    assert "ask 3 more" in ran.err
    assert not (repository / "vibe-logs").exists()
    short = vibelog("log", "sample", "--allow-short")
    assert short.code == 0
    assert "Incomplete: 2 of 5–10 questions" in (repository / "vibe-logs/sample.md").read_text()


@pytest.mark.usefixtures("talked")
def test_edits_by_hand_survive_the_next_log(vibelog: Vibelog, repository: Path) -> None:
    vibelog("log", "sample")
    file = repository / "vibe-logs/sample.md"
    file.write_text(file.read_text() + "\nMy own closing thought.\n")
    vibelog("ask", "sample", "What are the limitations?")
    assert "your own edits are kept" in vibelog("log", "sample").out
    assert "My own closing thought." in file.read_text()
    assert "## 6. What are the limitations?" in file.read_text()


@pytest.mark.usefixtures("talked")
def test_where_an_edit_by_hand_and_the_new_log_clash_both_are_kept(
    vibelog: Vibelog, repository: Path
) -> None:
    vibelog("log", "sample")
    file = repository / "vibe-logs/sample.md"
    file.write_text(file.read_text().replace("5 questions, asked", "My five questions, asked"))
    edited = file.read_text()
    vibelog("ask", "sample", "What is not measured?")
    ran = vibelog("log", "sample", "--commit")
    assert ran.code == 1
    assert "sample.new.md" in ran.err
    assert file.read_text() == edited
    assert "## 6. What is not measured?" in (file.parent / "sample.new.md").read_text()
    assert git("rev-list", "--count", "HEAD") == "1\n"


@pytest.mark.usefixtures("talked")
def test_outside_a_repository_nothing_is_written(vibelog: Vibelog) -> None:
    ran = vibelog("log", "sample")
    assert ran.code == 1
    assert "git init" in ran.err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.usefixtures("sample")
def test_with_a_model_the_same_commands_run_the_programs(
    vibelog: Vibelog, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def model(body: dict[str, object]) -> str:
        prompt = json.dumps(body["messages"])
        if "[[ ## keep ## ]]" in prompt:
            return fields(
                title="Blocks",
                summary="Blocks are reused.",
                keep="[1, 2, 3, 4, 5]",
                insights=["Reuse is exact."],
                connections=[],
                open_questions=[],
            )
        if "[[ ## standalone ## ]]" in prompt:
            return fields(standalone="What is a stranded block in the cache?")
        quote = "A stranded block is a block that is still in the cache"
        return fields(
            answer="One that nothing can reach. It costs 99 GB.",
            quotes=[{"passage": "1", "quote": quote}],
        )

    with serving(model) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        ran = vibelog("ask", "sample", "What is a stranded block?")
        assert ran.code == 0, ran.err
        assert "One that nothing can reach." in ran.out
        assert "[p. 3]" in ran.out
        assert "not found in the paper: 99 GB" in ran.out
        assert server.url in ran.err
        assert server.url not in vibelog("ask", "sample", QUESTIONS[0]).err
        for question in QUESTIONS[1:]:
            vibelog("ask", "sample", question)
        assert vibelog("log", "sample").code == 0
        text = (repository / "vibe-logs/sample.md").read_text()
        count = len(server.requests)
        vibelog("log", "sample")
        assert len(server.requests) == count, "what the model wrote is used again"
    assert "# Blocks" in text
    assert "Reuse is exact." in text
    assert (repository / "vibe-logs/sample.md").read_text() == text


@pytest.mark.usefixtures("sample")
def test_when_the_model_fails_the_question_is_kept(
    vibelog: Vibelog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving([Fault(401, "bad key")]) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        ran = vibelog("ask", "sample", "What is a block?")
    assert ran.code == 1
    assert "refused the key" in ran.err
    assert "What is a block?" in vibelog("conversations").out


@pytest.mark.usefixtures("sample")
def test_what_a_repository_proposes_is_not_used_before_it_was_agreed_to(
    vibelog: Vibelog, repository: Path
) -> None:
    with serving([fields(answer="x", quotes=[])]) as server:
        (repository / "vibelog.toml").write_text(
            f'model = "openai/theirs"\nlm_base_url = "{server.url}"\n'
        )
        ran = vibelog("ask", "sample", "What is a block?")
        assert "vibelog agree" in ran.err
        assert server.requests == []
        assert vibelog("agree").code == 0
        vibelog("ask", "sample", "What is a block?")
        assert len(server.requests) > 0


@pytest.mark.usefixtures("sample")
def test_the_paper_alone_answers_when_that_is_asked_for(
    vibelog: Vibelog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving([fields(answer="x", quotes=[])]) as server:
        monkeypatch.setenv("VIBELOG_LM", "openai/tiny")
        monkeypatch.setenv("VIBELOG_LM_BASE_URL", server.url)
        ran = vibelog("ask", "sample", "What is a stranded block?", "--paper-only")
    assert (ran.code, server.requests) == (0, [])
    assert "although a block before it in the same text is not" in ran.out
    assert "VIBELOG_LM" not in ran.out


@pytest.mark.usefixtures("sample")
def test_a_question_can_come_from_standard_input(vibelog: Vibelog) -> None:
    typed = "What is a\nstranded block?\n"
    found = json.loads(vibelog("ask", "sample", "-", "--json", typed=typed).out)
    assert found["question"] == "What is a\nstranded block?"


BAD_FILES: dict[str, bytes] = {
    "empty.pdf": b"",
    "page.pdf": b"<!doctype html><html><body>Not found</body></html>",
    "cut.pdf": SAMPLE.read_bytes()[:20_000],
    "text.pdf": b"just some text",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_paper_is_one_sentence_and_leaves_nothing(
    name: str, vibelog: Vibelog
) -> None:
    Path(name).write_bytes(BAD_FILES[name])
    ran = vibelog("add", name)
    assert ran.code == 1
    assert name in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert vibelog("papers").out == ""


def test_one_bad_file_does_not_stop_the_others(vibelog: Vibelog, leaflet: Path) -> None:
    ran = vibelog("add", "missing.pdf", str(leaflet), str(Path.cwd()))
    assert ran.code == 1
    assert "missing.pdf" in ran.err
    assert "is a folder" in ran.err
    assert "leaflet" in vibelog("papers").out


@pytest.mark.usefixtures("sample")
def test_an_unknown_name_comes_with_the_nearest(vibelog: Vibelog) -> None:
    ran = vibelog("ask", "sampel", "What?")
    assert ran.code == 1
    assert "did you mean sample?" in ran.err


def test_a_library_that_cannot_be_written_is_named(
    vibelog: Vibelog, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("file").write_text("")
    monkeypatch.setenv("VIBELOG_HOME", str(Path("file/library").absolute()))
    ran = vibelog("add", str(SAMPLE))
    assert ran.code == 1
    assert "VIBELOG_HOME" in ran.err


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("name", ["openai/", "/", "nosuchprovider/model"])
def test_a_model_name_that_does_not_exist_is_told(
    name: str, vibelog: Vibelog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIBELOG_LM", name)
    ran = vibelog("ask", "sample", "What is a block?")
    assert ran.code == 1
    assert len(ran.err.strip().splitlines()) <= 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("arguments", [["ask"], ["nonsense"], ["log", "--nope"], ["add"]])
def test_wrong_usage_exits_with_2(arguments: list[str], vibelog: Vibelog) -> None:
    assert vibelog(*arguments).code == 2
