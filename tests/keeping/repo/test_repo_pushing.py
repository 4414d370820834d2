"""Pushes to a remote on the same disk: that branch alone, never forced, or a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from repositories import hook, readme_edited, run, write

from vibelog.errors import RepositoryError
from vibelog.keeping.repo import Pushed, Repository


def commit(notes: Path, name: str) -> str:
    write(notes, name, name)
    run(notes, "add", name)
    run(notes, "commit", "--quiet", "-m", name)
    return run(notes, "rev-parse", "HEAD").strip()


def remote(notes: Path) -> dict[str, str]:
    """The remote's branches and tags."""
    listed = run(notes, "ls-remote", "origin").splitlines()
    pairs = (line.split("\t") for line in listed)
    return {name: sha for sha, name in pairs if name != "HEAD"}


def other(notes: Path) -> str:
    """Somebody else's push."""
    run(notes.parent, "clone", "--quiet", "origin.git", "other")
    for key in ("user.name", "user.email"):
        run(notes.parent / "other", "config", key, "b")
    sha = commit(notes.parent / "other", "theirs.txt")
    run(notes.parent / "other", "push", "--quiet")
    return sha


@pytest.mark.parametrize("setting", ["nothing", "matching", "current"])
def test_only_this_branch_is_pushed_and_no_tag(notes: Path, setting: str) -> None:
    run(notes, "branch", "draft")
    run(notes, "push", "--quiet", "origin", "draft")
    old = run(notes, "rev-parse", "draft").strip()
    run(notes, "commit", "--quiet", "--allow-empty", "-m", "draft")
    run(notes, "branch", "--force", "draft")
    sha = commit(notes, "mine.txt")
    run(notes, "tag", "-a", "-m", "tag", "v1")
    for key, value in (("push.default", setting), ("push.followTags", "true")):
        run(notes, "config", key, value)
    assert Repository.find(notes).push() == Pushed("origin", "main", changed=True, linked=False)
    assert remote(notes) == {"refs/heads/main": sha, "refs/heads/draft": old}
    assert not Repository.find(notes).push().changed


def test_no_branch_is_pushed_onto_another_unless_the_settings_say_so(notes: Path) -> None:
    before = remote(notes)
    run(notes, "switch", "--quiet", "-c", "mine", "--track", "origin/main")
    sha = commit(notes, "mine.txt")
    with pytest.raises(RepositoryError, match=r"git push --set-upstream origin mine .*mine:main"):
        Repository.find(notes).push()
    assert remote(notes) == before
    run(notes, "config", "push.default", "upstream")
    assert Repository.find(notes).push().branch == "main"
    assert remote(notes) == {"refs/heads/main": sha}


def test_a_new_branch_gets_an_upstream(notes: Path) -> None:
    run(notes, "switch", "--quiet", "-c", "logs")
    assert Repository.find(notes).push() == Pushed("origin", "logs", changed=True, linked=True)
    assert run(notes, "rev-parse", "--abbrev-ref", "@{upstream}") == "origin/logs\n"


@pytest.mark.parametrize(
    ("dirty", "pull"), [(False, "git pull --rebase, then"), (True, "--rebase --autostash, then")]
)
def test_a_remote_that_moved_is_never_forced(notes: Path, dirty: bool, pull: str) -> None:
    theirs = other(notes)
    commit(notes, "mine.txt")
    run(notes, "config", "remote.origin.push", "+refs/heads/*:refs/heads/*")
    if dirty:
        readme_edited(notes)
    with pytest.raises(RepositoryError, match=rf"commits that you do not have.*{pull} vibelog"):
        Repository.find(notes).push()
    assert remote(notes) == {"refs/heads/main": theirs}


@pytest.mark.parametrize("words", ["error: GH006: Protected branch update failed", "no"])
def test_a_protected_branch_names_the_way_out(notes: Path, words: str) -> None:
    before = remote(notes)
    commit(notes, "mine.txt")
    script = write(notes.parent, "origin.git/hooks/pre-receive", f"#!/bin/sh\necho {words}; exit 1")
    script.chmod(0o755)
    with pytest.raises(RepositoryError, match=r"does not take pushes to origin's main.*--branch"):
        Repository.find(notes).push()
    assert remote(notes) == before


def test_a_hook_may_refuse_the_push(notes: Path) -> None:
    before = remote(notes)
    commit(notes, "mine.txt")
    hook(notes, "pre-push", "echo 'not on a Sunday' >&2; exit 1")
    with pytest.raises(RepositoryError, match=r"could not be pushed to origin.*not on a Sunday"):
        Repository.find(notes).push()
    assert remote(notes) == before


def test_where_to_push_is_not_guessed(notes: Path) -> None:
    run(notes, "switch", "--quiet", "-c", "logs")
    run(notes, "remote", "add", "fork", "../fork.git")
    with pytest.raises(RepositoryError, match=r"2 remotes \(fork, origin\): run git push -u"):
        Repository.find(notes).push()
    run(notes, "config", "remote.pushDefault", "origin")
    assert Repository.find(notes).push().remote == "origin"


def test_without_a_remote_or_a_branch_or_a_commit(notes: Path) -> None:
    run(notes, "remote", "remove", "origin")
    with pytest.raises(RepositoryError, match="no remote to push to"):
        Repository.find(notes).push()
    run(notes, "checkout", "--quiet", "--detach")
    with pytest.raises(RepositoryError, match="on no branch"):
        Repository.find(notes).push()
    run(notes.parent, "init", "--quiet", "new")
    with pytest.raises(RepositoryError, match="no commit yet"):
        Repository.find(notes.parent / "new").push()


def test_a_remote_that_is_gone_is_a_sentence(notes: Path) -> None:
    (notes.parent / "origin.git").rename(notes.parent / "moved.git")
    with pytest.raises(RepositoryError, match=r"could not be pushed.*git remote -v is right"):
        Repository.find(notes).push()


class Closed(BaseHTTPRequestHandler):
    """A server that wants a password."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="notes"')
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def closed() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Closed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_door_that_is_closed_asks_nobody_and_tells_no_password(notes: Path) -> None:
    with closed() as address:
        run(notes, "remote", "set-url", "origin", f"http://ada:secret@{address}/n.git")
        with pytest.raises(RepositoryError, match="a token or an SSH key") as error:
            Repository.find(notes).push()
    assert "secret" not in str(error.value)
