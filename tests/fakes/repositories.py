"""Student repositories in forty states, made with git itself, and all that a student can notice.

Each state changes a copy of one repository: a clone with an upstream, whose README.md, a.txt and
b.txt are committed and pushed. `LOG` and `README` are what vibelog commits.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

LOG = "vibe-logs/2025-09-10-dspy.md"
README = "README.md"
TEXT = "# Vibe log\n\n## 1. Why?\n"
ROW = "| dspy | [log](vibe-logs/2025-09-10-dspy.md) |"
SUBJECT = "vibe log: dspy (1 question)"


def run(folder: Path, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True
    ).stdout
    return done.decode(errors="surrogateescape")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def hook(folder: Path, name: str, script: str) -> None:
    write(folder, f".git/hooks/{name}", f"#!/bin/sh\n{script}\n").chmod(0o755)


def row(text: str) -> str:
    """The edit: a row at the end, in the text's own line ends, once."""
    end = "\r\n" if "\r\n" in text else "\n"
    return text if ROW in text else f"{text}{ROW}{end}"


def make(folder: Path) -> Path:
    """A bare remote and a clone of it with three files in one pushed commit; the clone."""
    notes = folder / "notes"
    run(folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    run(folder, "init", "--quiet", "--initial-branch=main", "notes")
    shutil.rmtree(notes / ".git/hooks", ignore_errors=True)
    shutil.rmtree(folder / "origin.git/hooks", ignore_errors=True)
    for name, value in (("user.name", "Ada"), ("user.email", "ada@example.org")):
        run(notes, "config", name, value)
    for name in (README, "a.txt", "b.txt"):
        write(notes, name, f"{name}\none\ntwo\nthree\n")
    run(notes, "add", ".")
    run(notes, "commit", "--quiet", "-m", "begin")
    run(notes, "remote", "add", "origin", "../origin.git")
    run(notes, "push", "--quiet", "-u", "origin", "main")
    return notes


@dataclass(frozen=True)
class Seen:
    """All that a student could notice, but for the log and the row."""

    tree: list[str]
    index: list[str]  # with the flags of each entry
    status: list[str]
    files: dict[str, bytes]
    stash: bytes
    readme: tuple[str, str, str]  # its mode and flags in HEAD and index, and its status
    log: list[str] = field(compare=False)  # its status


def look(folder: Path) -> Seen:
    """What there is now."""
    tree = _lines(run(folder, "ls-tree", "-r", "-z", "HEAD"))
    index = _lines(run(folder, "ls-files", "-s", "-v", "-z"))
    shown = run(folder, "status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames")
    status = _lines(shown)
    return Seen(
        _others(tree),
        _others(index),
        _others(status),
        {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and ".git" not in path.parts and not _ours(str(path))
        },
        stash.read_bytes() if (stash := folder / ".git/logs/refs/stash").exists() else b"",
        (_readme(tree, 1), _readme(index, 2), _readme(status, 6)),
        [line for line in status if line.endswith(LOG)],
    )


def versions(folder: Path) -> list[bytes | None]:
    """README.md in HEAD, in the index and in the work tree; None where it is not."""
    found: list[bytes | None] = []
    done = subprocess.run(
        ["git", "-C", str(folder), "cat-file", "--batch"],
        check=True,
        capture_output=True,
        input=f"HEAD:{README}\n:{README}\n".encode(),
    ).stdout
    while done:
        head, _, rest = done.partition(b"\n")
        size = int(head.split()[2]) if not head.endswith(b"missing") else None
        found.append(None if size is None else rest[:size])
        done = rest if size is None else rest[size + 1 :]
    path = folder / README
    return [*found, path.read_bytes() if path.is_file() else None]


def _lines(listed: str) -> list[str]:
    return [line for line in listed.split("\0") if line]


def _ours(line: str) -> bool:
    return line.endswith((LOG, f"/{README}", f"\t{README}", f" {README}"))


def _others(lines: list[str]) -> list[str]:
    return [line for line in lines if not _ours(line)]


def _readme(lines: list[str], fields: int) -> str:
    """The first fields about README.md: what the row does not change."""
    found = [line.split(" ")[:fields] for line in lines if line.endswith(README)]
    return " ".join(word for words in found for word in words)


def clean(_: Path) -> None:
    """Nothing changed."""


def staged_edit(folder: Path) -> None:
    write(folder, "a.txt", "staged\n")
    run(folder, "add", "a.txt")


def staged_new(folder: Path) -> None:
    write(folder, "new.txt", "new\n")
    run(folder, "add", "new.txt")


def edited(folder: Path) -> None:
    write(folder, "a.txt", "a.txt\none, edited\n")


def partly_staged(folder: Path) -> None:
    staged_edit(folder)
    write(folder, "a.txt", "staged\nand more\n")


def untracked(folder: Path) -> None:
    write(folder, "vibe-logs/other.md", "mine\n")
    write(folder, "with space é.txt", "mine\n")


def meant_to_add(folder: Path) -> None:
    write(folder, "later.txt", "later\n")
    run(folder, "add", "--intent-to-add", "later.txt")


def deleted(folder: Path) -> None:
    (folder / "b.txt").unlink()


def staged_deletion(folder: Path) -> None:
    run(folder, "rm", "--quiet", "b.txt")


def out_of_index(folder: Path) -> None:
    run(folder, "rm", "--quiet", "--cached", "b.txt")


def renamed(folder: Path) -> None:
    run(folder, "mv", "b.txt", "c.txt")


def made_executable(folder: Path) -> None:
    (folder / "a.txt").chmod(0o755)


def stashed(folder: Path) -> None:
    edited(folder)
    run(folder, "stash")
    staged_new(folder)


def clashed(folder: Path) -> None:
    """A stash that did not apply: a.txt is in conflict, with no merge under way."""
    edited(folder)
    run(folder, "stash")
    write(folder, "a.txt", "a.txt\nelse\n")
    run(folder, "commit", "--quiet", "-am", "else")
    subprocess.run(["git", "-C", str(folder), "stash", "pop"], check=False, capture_output=True)


def flagged(folder: Path) -> None:
    run(folder, "update-index", "--assume-unchanged", "a.txt")
    run(folder, "update-index", "--skip-worktree", "b.txt")
    write(folder, "a.txt", "local\n")


def log_staged(folder: Path) -> None:
    write(folder, LOG, "an older state\n")
    run(folder, "add", LOG)


def log_meant_to_add(folder: Path) -> None:
    write(folder, LOG, "")
    run(folder, "add", "--intent-to-add", LOG)


def log_out_of_index(folder: Path) -> None:
    write(folder, LOG, "an older log\n")
    run(folder, "add", LOG)
    run(folder, "commit", "--quiet", "-m", "older log")
    run(folder, "rm", "--quiet", "--cached", LOG)


def log_flagged(folder: Path) -> None:
    write(folder, LOG, "an older log\n")
    run(folder, "add", LOG)
    run(folder, "commit", "--quiet", "-m", "older log")
    run(folder, "update-index", "--assume-unchanged", LOG)


def split_index(folder: Path) -> None:
    run(folder, "update-index", "--split-index")
    staged_edit(folder)


def old_index(folder: Path) -> None:
    run(folder, "update-index", "--index-version", "4", "--force-write-index")
    staged_new(folder)


def untracked_cache(folder: Path) -> None:
    run(folder, "config", "core.untrackedCache", "true")
    run(folder, "update-index", "--force-untracked-cache")
    untracked(folder)
    run(folder, "status")


def watched(folder: Path) -> None:
    """A file system monitor, as a hook that names every file."""
    write(folder, ".git/watch", "#!/bin/sh\nprintf 'token\\0/\\0'\n").chmod(0o755)
    run(folder, "config", "core.fsmonitor", ".git/watch")
    run(folder, "status")
    staged_edit(folder)


def sparse(folder: Path) -> None:
    """Only the files at the root and in `code` are there."""
    write(folder, "code/x.txt", "x\n")
    write(folder, "data/y.txt", "y\n")
    run(folder, "add", "code", "data")
    run(folder, "commit", "--quiet", "-m", "folders")
    run(folder, "sparse-checkout", "set", "--cone", "code")
    staged_edit(folder)


def sparse_without_readme(folder: Path) -> None:
    run(folder, "sparse-checkout", "set", "--no-cone", "*.txt")


def submodule(folder: Path) -> None:
    """A submodule that stands on another commit than the one that is recorded."""
    inner = folder / "inner"
    run(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./", "inner")
    run(folder, "commit", "--quiet", "-m", "submodule")
    run(inner, "-c", "user.name=B", "-c", "user.email=b@c", "commit", "--allow-empty", "-qm", "on")


def ignored_files(folder: Path) -> None:
    write(folder, ".gitignore", "*.pdf\n")
    write(folder, "paper.pdf", "pdf\n")


def crlf_by_setting(folder: Path) -> None:
    run(folder, "config", "core.autocrlf", "true")
    for name in (README, "a.txt"):
        write(folder, name, f"{name}\r\none\r\ntwo\r\nthree\r\n")
    run(folder, "add", "--renormalize", ".")


def crlf_by_attribute(folder: Path) -> None:
    write(folder, ".gitattributes", "*.md text eol=crlf\n")
    write(folder, README, f"{README}\r\none\r\nmine\r\n")


def crlf_stored(folder: Path) -> None:
    write(folder, README, f"{README}\r\none\r\n")
    run(folder, "commit", "--quiet", "-am", "with CRLF")
    run(folder, "config", "core.autocrlf", "true")


def mixed_line_ends(folder: Path) -> None:
    write(folder, README, f"{README}\r\none\ntwo\r\nno end")
    run(folder, "commit", "--quiet", "-am", "mixed")


def not_utf8(folder: Path) -> None:
    (folder / README).write_bytes(b"\xef\xbb\xbfcaf\xe9\n")
    run(folder, "commit", "--quiet", "-am", "latin")


def readme_edited(folder: Path) -> None:
    write(folder, README, f"{README}\none, mine\ntwo\nthree\n")


def readme_staged(folder: Path) -> None:
    readme_edited(folder)
    run(folder, "add", README)


def readme_partly_staged(folder: Path) -> None:
    readme_staged(folder)
    write(folder, README, "unsaved\n")


def readme_staged_then_undone(folder: Path) -> None:
    readme_staged(folder)
    write(folder, README, f"{README}\none\ntwo\nthree\n")


def readme_executable(folder: Path) -> None:
    run(folder, "update-index", "--chmod=+x", README)
    run(folder, "commit", "--quiet", "-m", "can be run")
    (folder / README).chmod(0o755)


def readme_made_executable(folder: Path) -> None:
    (folder / README).chmod(0o755)
    run(folder, "add", README)


def readme_flagged(folder: Path) -> None:
    run(folder, "update-index", "--assume-unchanged", README)
    readme_edited(folder)


def readme_skipped(folder: Path) -> None:
    run(folder, "update-index", "--skip-worktree", README)
    readme_edited(folder)


def readme_encoded(folder: Path) -> None:
    write(folder, ".gitattributes", f"{README} working-tree-encoding=UTF-16\n")
    (folder / README).write_bytes("\ufeffREADME é\none\n".encode("utf-16-be"))
    run(folder, "add", ".")
    run(folder, "commit", "--quiet", "-m", "encoded")


def readme_driven(folder: Path) -> None:
    """A filter keeps README.md in another form than it has in the folder, as git-crypt does."""
    write(folder, ".gitattributes", f"{README} filter=turn\n")
    for way in ("clean", "smudge"):
        run(folder, "config", f"filter.turn.{way}", "tr 'a-z' 'n-za-m'")
    run(folder, "add", "--renormalize", ".")
    run(folder, "add", ".gitattributes")
    run(folder, "commit", "--quiet", "-m", "turned")


def everything(folder: Path) -> None:
    partly_staged(folder)
    staged_deletion(folder)
    readme_partly_staged(folder)
    untracked(folder)
    meant_to_add(folder)


State = Callable[[Path], None]

# The commit and the row go through, in each version of README.md that there is.
STATES: tuple[State, ...] = (
    clean, staged_edit, staged_new, edited, partly_staged, untracked, meant_to_add, deleted,
    staged_deletion, out_of_index, renamed, made_executable, stashed, clashed, flagged, log_staged,
    log_meant_to_add, log_out_of_index, log_flagged, split_index, old_index, untracked_cache,
    watched, sparse, sparse_without_readme, submodule, ignored_files, crlf_by_setting,
    crlf_by_attribute, crlf_stored, mixed_line_ends, not_utf8, readme_edited, readme_staged,
    readme_partly_staged, readme_staged_then_undone, readme_executable, readme_made_executable,
    readme_flagged, readme_skipped, readme_encoded, readme_driven, everything,
)  # fmt: skip
