"""A course's text from a link, a file, a folder and a repository: a real server, real git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from raw_server import answering, http
from readme_server import ReadmeServer, serving
from schedules import course_file, schedule

from vibelog.errors import VibelogError
from vibelog.keeping.remote.fetching import decoded, fetch, read


@pytest.fixture
def server() -> Iterator[ReadmeServer]:
    with serving(schedule()) as page:
        yield page


def test_a_text_comes_once_and_again_only_when_it_changed(server: ReadmeServer) -> None:
    first = fetch(server.url)
    assert first
    assert first.text == schedule()
    assert fetch(server.url, first.etag) is None
    server.text = schedule("Sep 22-24")
    again = fetch(server.url, first.etag)
    assert again
    assert again.text == schedule("Sep 22-24")
    assert server.statuses == [200, 304, 200]


def test_a_redirection_stays_on_its_host_or_goes_to_https(server: ReadmeServer) -> None:
    with serving("elsewhere") as other:
        server.moved = other.url.replace("127.0.0.1", "localhost")
        with pytest.raises(VibelogError, match="leads to"):
            fetch(server.url)
        assert other.statuses == []
        server.moved = other.url
        found = fetch(server.url)
    assert found
    assert found.text == "elsewhere"


def test_no_redirection_leaves_https_on_the_same_host_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": "http://course.example/README.md"})

    real, transport = httpx.Client, httpx.MockTransport(answer)
    monkeypatch.setattr(httpx, "Client", lambda **_: real(transport=transport))
    with pytest.raises(VibelogError, match="leads to"):
        fetch("https://course.example/README.md")
    assert asked == ["https://course.example/README.md"]


def test_a_redirection_without_an_end_ends(server: ReadmeServer) -> None:
    server.moved = server.url
    with pytest.raises(VibelogError, match="without an end"):
        fetch(server.url)


def test_a_web_page_is_no_readme(server: ReadmeServer) -> None:
    server.kind = "text/html; charset=utf-8"
    with pytest.raises(VibelogError, match="web page"):
        fetch(server.url)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (http("", "404 Not Found"), "not there"),
        (http("", "503 Busy"), "try later"),
        (http("x" * 2_000_001), "too long"),
        (b"nonsense\r\n\r\n", "cannot be reached"),
        (b"", "cannot be reached"),
    ],
)
def test_what_a_server_does_wrong_is_a_sentence(reply: bytes, says: str) -> None:
    with answering(reply) as server, pytest.raises(VibelogError, match=says):
        fetch(f"{server.url}/README.md")


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(VibelogError, match="cannot be reached"):
        fetch("http://127.0.0.1:1/README.md")


def test_a_file_and_the_folder_that_holds_it_say_the_same(tmp_path: Path) -> None:
    file = course_file(tmp_path / "course")
    assert read(file) == read(file.parent) == schedule()


def test_a_repository_says_what_was_committed_last_and_runs_nothing(tmp_path: Path) -> None:
    file = course_file(tmp_path / "course")
    git = ("git", "-C", str(file.parent), "-c", "user.name=A", "-c", "user.email=a@b.c")
    subprocess.run([*git, "init", "--quiet"], check=True)
    (file.parent / ".gitattributes").write_text("*.md filter=bad\n", encoding="utf-8")
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message=x"], check=True)
    mark = tmp_path / "ran"
    subprocess.run([*git, "config", "filter.bad.smudge", f"touch {mark}"], check=True)
    subprocess.run([*git, "config", "core.fsmonitor", f"touch {mark}"], check=True)
    file.write_text("unfinished", encoding="utf-8")
    assert read(file.parent) == schedule()
    assert read(file.parent / ".git") == schedule()  # as a bare repository
    assert not mark.exists()


def lazy(folder: Path, mark: Path) -> Path:
    """A bare repository that lacks its README, and says by which program it is to be fetched."""
    bare = folder / "course.git"
    git = ("git", "--git-dir", str(bare), "-c", "user.name=A", "-c", "user.email=a@b.c")

    def made(*arguments: str, given: str = "") -> str:
        done = subprocess.run([*git, *arguments], input=given, text=True, check=True, stdout=-1)
        return done.stdout.strip()

    made("init", "--quiet", "--bare", "--initial-branch=main")
    blob = made("hash-object", "-w", "--stdin", given="# Course")
    tree = made("mktree", given=f"100644 blob {blob}\tREADME.md\n")
    made("update-ref", "refs/heads/main", made("commit-tree", "-m", "x", tree))
    (bare / "objects" / blob[:2] / blob[2:]).unlink()
    program = f"touch {mark}; false"
    settings = {"url": ".", "promisor": "true", "uploadpack": program}
    for key, value in settings.items():
        made("config", f"remote.origin.{key}", value)
    made("config", "core.repositoryFormatVersion", "1")
    made("config", "extensions.partialClone", "origin")
    made("config", "protocol.file.allow", "always")
    return bare


def test_a_repository_that_names_a_program_for_what_it_lacks_runs_none(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    bare = lazy(tmp_path, mark)
    assert read(bare) == ""
    assert not mark.exists()
    subprocess.run(["git", "-C", str(bare), "cat-file", "-p", "HEAD:README.md"], check=False)
    assert mark.exists()  # as git itself would have


def test_a_repository_kept_inside_of_another_one_is_a_folder(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "notes")], check=True)
    bare = lazy(tmp_path / "notes", tmp_path / "ran")
    with pytest.raises(VibelogError, match="holds no README"):
        read(bare)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["nothing.md", "empty"])
def test_where_there_is_no_readme_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(VibelogError, match="name the"):
        read(tmp_path / name)


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n\x00\x01" + b"words " * 50, bytes(range(1, 256)), b"\x89PNG\r\r\n\x1a" * 9],
    ids=["pdf", "random", "png"],
)
def test_what_is_no_text_is_no_readme(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "some.pdf").write_bytes(data)
    with pytest.raises(VibelogError, match=r"some\.pdf is no text"):
        read(tmp_path / "some.pdf")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Papéis\r\nà nous".encode("utf-16"), "Papéis\nà nous"),
        ("\ufeffa\rb".encode(), "a\nb"),
        ("Der Äther trägt, sagt man.".encode("latin-1"), "Der \ufffdther tr\ufffdgt, sagt man."),
    ],
)
def test_text_of_other_encodings_and_line_ends_is_text(data: bytes, text: str) -> None:
    assert decoded(data, "it") == text
