"""The whole check on the sample paper: a log that vibelog wrote, and what was done to it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import Vibelog

from vibelog.app import start
from vibelog.app.check import checks, mending
from vibelog.app.check.sources import Papers
from vibelog.core.sources import CourseSource
from vibelog.keeping.checking.findings import Findings

TODAY = date(2025, 9, 11)
Edit = Callable[[str], str]


@pytest.fixture
def log(talked: Path, repository: None) -> Path:
    """The log of the sample conversation, committed, with a README that leads to it."""
    del talked, repository
    from vibelog.app import shelf
    from vibelog.app.log import logs

    me = start(lambda _: None)
    path = logs.write(me, shelf.known(me, "sample"), Path.cwd()).path
    Path("README.md").write_text(f"[log](vibe-logs/{path.name})\n", encoding="utf-8")
    commit()
    return path


def commit() -> None:
    subprocess.run(["git", "add", "--all"], check=True)
    subprocess.run(["git", "commit", "--quiet", "--message=log"], check=True)


def checked(path: Path) -> Findings:
    """What is found in one log."""
    [found] = checks.check(start(lambda _: None), path, TODAY).logs
    return found


def codes(path: Path) -> set[str]:
    return {flag.code for flag in checked(path).flags if flag.level != "note"}


def edit(path: Path, change: Edit) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    commit()


def test_a_log_of_vibelogs_holds_in_every_respect(log: Path) -> None:
    found = checked(log)
    assert found.paper == "sample"
    assert found.questions == 5
    assert found.verbatim is True
    assert found.quotes.checked == found.quotes.verified > 0
    assert codes(log) == set()


def test_a_question_that_was_edited_is_noticed_in_its_line(log: Path) -> None:
    edit(log, lambda text: text.replace("What is a block?", "What is a cache block?"))
    [flag] = [flag for flag in checked(log).flags if flag.code == "not-verbatim"]
    assert "cache block" in log.read_text(encoding="utf-8").splitlines()[flag.line - 1]
    assert checked(log).verbatim is False


def test_a_quote_that_was_edited_is_noticed(log: Path) -> None:
    edit(log, lambda text: text.replace("> “", "> “Certainly not: ", 1))
    assert codes(log) == {"quote-not-in-paper"}


def test_without_the_conversation_nothing_is_said_of_verbatim(log: Path, library: Path) -> None:
    shutil.rmtree(library / "conversations")
    assert checked(log).verbatim is None


def test_a_transcript_beside_the_log_proves_it_too(log: Path, library: Path) -> None:
    (log.parent / "transcripts").mkdir()
    for file in (library / "conversations/sample").glob("*.jsonl"):
        shutil.move(file, log.parent / "transcripts")
    assert checked(log).verbatim is True


def test_a_log_that_is_not_committed_or_linked_says_so(log: Path) -> None:
    Path("README.md").write_text("Nothing yet.\n", encoding="utf-8")
    log.write_text(log.read_text(encoding="utf-8") + "\nMy own words.\n", encoding="utf-8")
    assert codes(log) == {"not-committed", "not-indexed"}


def student(name: str, questions: int = 5) -> Path:
    """A log that a student copied from a chat, committed and linked."""
    turns = (
        f"You said:\nWhat is part {n} of it?\n\nChatGPT said:\nA layer.\n" for n in range(questions)
    )
    path = Path("vibe-logs", name)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(turns), encoding="utf-8")
    readme = Path("README.md").read_text(encoding="utf-8") if Path("README.md").exists() else ""
    Path("README.md").write_text(f"{readme}[a](vibe-logs/{name})\n", encoding="utf-8")
    commit()
    return path


def test_a_log_is_late_by_its_commit_and_that_alone_fails_nothing(log: Path) -> None:
    late = student("dspy.md")
    assert codes(late) == {"late"}
    assert not checks.check(start(lambda _: None), late, TODAY).grave
    assert log.exists()


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("zone", "moment", "late"),
    [
        ("America/Detroit", "2025-09-11T03:59:59+00:00", False),  # the last second there
        ("America/Detroit", "2025-09-11T04:00:00+00:00", True),
        ("Pacific/Kiritimati", "2025-09-10T05:00:00-05:00", True),  # the day is over there
        ("", "2025-09-10T23:30:00-05:00", False),  # the committer's own day
        ("", "2025-09-11T00:30:00+14:00", True),
    ],
)
def test_late_goes_by_the_courses_clock(
    zone: str, moment: str, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", moment)
    if zone:
        monkeypatch.setenv("VIBELOG_TIMEZONE", zone)
    assert ("late" in codes(student("dspy.md"))) is late


def missing(where: Path, *courses: Path) -> list[str]:
    """The papers that are told as missing; `courses` are configured."""
    me = start(lambda _: None)
    sources = tuple(CourseSource(str(each), 2025, str(each)) for each in courses)
    me = replace(me, config=replace(me.config, courses=sources))
    return [each.paper for each in checks.check(me, where, TODAY).missing]


def test_papers_that_were_due_are_missing_once_one_of_the_course_is_there(log: Path) -> None:
    assert missing(Path.cwd()) == []  # nothing says that the course that ships is the student's
    assert "None of the 2 papers" in checks.check(start(lambda _: None), Path.cwd(), TODAY).note
    student("dspy.md")
    assert missing(Path.cwd()) == ["tvm"]
    assert missing(log.parent) == ["tvm"]
    assert missing(log) == []


@pytest.mark.usefixtures("repository")
def test_of_a_course_that_was_configured_all_are_missing(tmp_path: Path) -> None:
    course = tmp_path / "course.md"
    course.write_text(
        "# Course, Fall 2025\n\n| Date | Papers |\n|---|---|\n| Sep 10 | [A](https://x.org/a) |\n",
        encoding="utf-8",
    )
    assert missing(Path.cwd(), course) == ["a"]


def test_what_is_due_today_is_not_missing_yet(log: Path) -> None:
    student("dspy.md")
    assert checks.check(start(lambda _: None), log.parent, date(2025, 9, 10)).missing == ()


def test_outside_of_a_repository_only_the_logs_folder_lacks_papers(
    log: Path, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    shutil.copytree(student("dspy.md").parent, away / "vibe-logs")
    shutil.copytree(log.parent, away / "notes")
    assert missing(away / "vibe-logs") == missing(away) == ["tvm"]
    assert missing(away / "notes") == []


@pytest.mark.parametrize("form", ["html", "docx", "ipynb"])
def test_a_log_in_another_format_is_held_to_the_same_rules(
    log: Path, form: str, vibelog: Vibelog
) -> None:
    assert vibelog("log", "sample", "--format", form, "--yes").code == 0
    log.unlink()
    only = log.with_suffix(f".{form}").rename(log.with_name(f"mine.{form}"))  # names no paper
    Path("README.md").write_text(f"[log](vibe-logs/mine.{form})\n", encoding="utf-8")
    commit()
    [found] = checks.check(start(lambda _: None), Path.cwd(), TODAY).logs
    assert found.path == f"vibe-logs/mine.{form}"
    assert (found.paper, found.questions, found.verbatim) == ("sample", 5, True)
    assert found.quotes.checked == found.quotes.verified > 0
    assert codes(only) == set()


def test_what_was_edited_in_html_is_noticed_in_its_line(log: Path, vibelog: Vibelog) -> None:
    vibelog("log", "sample", "--format", "html", "--yes")
    page = log.with_suffix(".html")
    edit(page, lambda text: text.replace("What is a block?", "What is a cache block?"))
    edit(page, lambda text: text.replace("<mark>", "<mark>Certainly not: ", 1))
    found = {flag.code: flag.line for flag in checked(page).flags}
    lines = page.read_text(encoding="utf-8").splitlines()
    assert set(found) == {"not-verbatim", "quote-not-in-paper"}
    assert "cache block" in lines[found["not-verbatim"] - 1]
    assert "Certainly" in lines[found["quote-not-in-paper"] - 1]


def test_a_log_in_two_formats_is_indexed_and_in_time_once(log: Path, vibelog: Vibelog) -> None:
    vibelog("log", "sample", "--format", "html", "--yes")
    commit()
    assert codes(log) == codes(log.with_suffix(".html")) == set()


def test_a_log_that_is_given_to_another_paper_has_one_finding(
    log: Path, leaflet: Path, vibelog: Vibelog
) -> None:
    assert vibelog("add", str(leaflet), "--name", "leaflet").code == 0
    edit(log, lambda text: text.replace('paper: "sample"', 'paper: "leaflet"'))
    [flag] = [flag for flag in checked(log).flags if flag.level == "error"]
    assert flag.code == "wrong-paper"
    quotes = checked(log).quotes.checked
    assert f"None of its quotes ({quotes}) stands in leaflet, {quotes} in sample." in flag.message


def test_a_log_too_short_to_be_judged_says_so_once_and_fails_nothing(log: Path) -> None:
    short = student("sample-notes.md")
    flags = [flag for flag in checked(short).flags if flag.code == "not-judged"]
    assert [flag.level for flag in flags] == ["note"]
    assert "sample" in flags[0].message
    assert codes(short) == set()
    short.write_text("", encoding="utf-8")
    assert "not-judged" not in {flag.code for flag in checked(short).flags}
    assert "not-judged" not in {flag.code for flag in checked(log).flags}


def test_a_quotes_link_to_another_paper_is_noticed(log: Path) -> None:
    edit(log, lambda text: re.sub(r"\nlink: .*", '\nlink: "https://x.org/a"', text))
    assert codes(log) == set()
    edit(log, lambda text: text.replace("https://x.org/a", "https://arxiv.org/abs/2401.00001"))
    assert codes(log) == set()
    linked = r"\n\1 — [p. \2](https://arxiv.org/pdf/2401.00002#page=\2)"
    edit(log, lambda text: re.sub(r"\n(> .*) — p\. (\d+)", linked, text, count=1))
    assert codes(log) == {"wrong-link"}


def test_a_quotes_link_may_be_the_librarys_where_the_log_names_another_address(log: Path) -> None:
    me = start(lambda _: None)
    paper = replace(me.library().find("sample"), arxiv="2401.00001")
    papers = Papers(me, me.course(), {"sample": paper})

    def found(arxiv: str) -> set[str]:
        linked = rf"\n\1 — [p. \2](https://arxiv.org/pdf/{arxiv}#page=\2)"
        text = re.sub(r"\nlink: .*", '\nlink: "https://doi.org/10.1/5"', said)
        log.write_text(re.sub(r"\n(> .*) — p\. (\d+)", linked, text), encoding="utf-8")
        [findings] = checks.check(me, log, TODAY, papers).logs
        return {flag.code for flag in findings.flags}

    said = log.read_text(encoding="utf-8")
    assert "wrong-link" not in found("2401.00001")
    assert "wrong-link" in found("2401.00002")


def test_a_folder_outside_of_git_says_what_was_not_checked(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(log, folder)
    report = checks.check(start(lambda _: None), folder, TODAY)
    assert [found.verbatim for found in report.logs] == [True]
    assert "git repository" in report.note


CHAT = "You said:\nWhat is it?\n\nChatGPT said:\nThat.\n"


def test_a_folder_that_was_named_holds_logs_by_its_own_name(tmp_path: Path) -> None:
    folder = tmp_path / "away" / "vibe-logs"
    folder.mkdir(parents=True)
    (folder / "monday.md").write_text(CHAT, encoding="utf-8")
    (folder / "tuesday.md").write_text("Nothing was asked.\n", encoding="utf-8")
    report = checks.check(start(lambda _: None), folder, TODAY)
    assert [found.path for found in report.logs] == ["monday.md", "tuesday.md"]
    assert report.grave


def test_in_a_folder_that_was_named_any_conversation_is_a_log(tmp_path: Path) -> None:
    folder = tmp_path / "away" / "notes"
    folder.mkdir(parents=True)
    (folder / "monday.md").write_text(CHAT, encoding="utf-8")
    for name in ("a", "b", "c", "d"):
        (folder / f"{name}.txt").write_text("milk\n", encoding="utf-8")
    report = checks.check(start(lambda _: None), folder, TODAY)
    assert [found.path for found in report.logs] == ["monday.md"]
    assert "4 other files look like no log: a.txt, b.txt, c.txt and 1 more." in report.note


def test_of_a_repositorys_other_files_nothing_is_said(log: Path) -> None:
    Path("chat.md").write_text(CHAT, encoding="utf-8")
    Path("shopping.md").write_text("milk\n", encoding="utf-8")
    report = checks.check(start(lambda _: None), Path.cwd(), TODAY)
    assert [found.path for found in report.logs] == [f"vibe-logs/{log.name}"]
    assert "look" not in report.note


def test_links_are_not_followed_and_other_files_are_no_logs(log: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("You said:\nWhat?\n\nChatGPT said:\nThat.\n", encoding="utf-8")
    log.with_name("gepa.md").symlink_to(outside)
    Path("shopping.md").write_text("milk\n", encoding="utf-8")
    report = checks.check(start(lambda _: None), Path.cwd(), TODAY)
    assert [found.path for found in report.logs] == [f"vibe-logs/{log.name}"]


def test_a_paper_that_is_not_in_the_library_is_looked_up_nowhere(log: Path) -> None:
    other = log.with_name("dspy.md")
    other.write_text("You said:\nWhat?\n\nChatGPT said:\nThat.\n", encoding="utf-8")
    assert "paper-not-added" in {flag.code for flag in checked(other).flags}


def test_a_name_in_the_front_matter_leads_out_of_no_folder(log: Path) -> None:
    edit(log, lambda text: text.replace('paper: "sample"', 'paper: "../conversations/sample"'))
    assert checked(log).verbatim is None


@pytest.mark.parametrize(
    ("suffix", "advice"),
    [("md", "UTF-8"), ("docx", "Word"), ("ipynb", "notebook"), ("htm", "page")],
)
def test_a_file_that_says_nothing_says_what_to_do(log: Path, suffix: str, advice: str) -> None:
    file = log.with_suffix(f".{suffix}")
    file.write_bytes(b"\xff\xfe\x00")
    [flag] = [flag for flag in checked(file).flags if flag.code == "unreadable"]
    assert advice in flag.message


def test_a_word_document_without_a_conversation_has_no_questions(log: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("Warps are fine.")
    notes = log.with_name("notes.docx")
    document.save(str(notes))
    assert {"no-questions"} <= codes(notes)
    assert "unreadable" not in codes(notes)


def test_a_finding_in_a_saved_page_names_its_line_once(tmp_path: Path) -> None:
    turn = '<div data-message-author-role="{}">{}</div>'
    mail = "So.<p>Mail a@x.org.</p><p>Or b@x.org.</p>"
    said = [turn.format("user", "What is it?"), turn.format("assistant", mail)]
    page = tmp_path / "chat.html"
    page.write_text(f"<html><body>{''.join(said)}</body></html>", encoding="utf-8")
    [flag] = [flag for flag in checked(page).flags if flag.code == "email"]
    assert (flag.line, flag.message) == (1, "The log leaks an e-mail address, 2 times.")


def test_mending_keeps_line_ends_and_leaves_bare_links_alone(log: Path) -> None:
    chat = log.with_name("dspy.md")
    chat.write_bytes(b"You said:\r\nI am ada@example.org, why?\r\n\r\nChatGPT said:\r\nSo.\r\n")
    log.with_name("gepa.md").write_text(
        "https://chatgpt.com/share/68c0aaaa-0000\n", encoding="utf-8"
    )
    [(path, _, after)] = mending.mend(start(lambda _: None), Path.cwd())
    mending.replace_file(path, after)
    assert chat.read_bytes() == (
        b"You said:\r\nI am [email removed], why?\r\n\r\nChatGPT said:\r\nSo.\r\n"
    )


def test_of_a_shallow_clone_it_says_that_late_cannot_be_told(log: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    commit_again = ["git", "commit", "--quiet", "--allow-empty", "--message=more"]
    subprocess.run(commit_again, check=True)
    url = log.parents[1].as_uri()
    subprocess.run(["git", "clone", "--quiet", "--depth=1", url, str(shallow)], check=True)
    me = start(lambda _: None)
    assert "shallow" not in checks.check(me, Path.cwd(), TODAY).note
    assert "git fetch --unshallow" in checks.check(me, shallow, TODAY).note
