"""How much longer a vibe log's commit takes than git's own, in a repository of many files.

    python bench/committing.py [--files N] [--rounds N]

A repository of N files (100,000) is made in a temporary folder. Then, by turns: `git add` and
`git commit --only` of a log and README.md, and `Repository.commit` of a log with an edit of
README.md; the medians are compared. Last, `Repository.standing` of 25 logs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from vibelog.keeping.repo import Repository

GOAL = 1.5  # seconds more than git itself, at most
FOLDER = 100  # files in each


def run(folder: Path, *arguments: str, given: bytes = b"") -> None:
    """Run git, and stop when it fails."""
    subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, input=given
    )


def make(folder: Path, files: int) -> None:
    """A repository of so many files, checked out."""
    run(folder, "init", "--quiet", "--initial-branch=main")
    run(folder, "config", "user.name", "Ada")
    run(folder, "config", "user.email", "ada@example.org")
    lines = ["commit refs/heads/main", "committer Ada <ada@example.org> 1 +0000", "data 0"]
    names = ["README.md", *(f"code/{n // FOLDER}/{n}.txt" for n in range(files - 1))]
    for name in names:
        lines += [f"M 100644 inline {name}", f"data {len(name) + 1}", name, ""]
    run(folder, "fast-import", "--quiet", given=("\n".join(lines) + "\n").encode())
    run(folder, "reset", "--quiet", "--hard")


def seconds(act: Callable[[], object]) -> float:
    """How long it takes, wall clock."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def plain(folder: Path, number: int) -> None:
    """What a student does by hand."""
    log = f"vibe-logs/plain-{number}.md"
    path = folder / log
    path.parent.mkdir(exist_ok=True)
    path.write_text("# Vibe log\n")
    with (folder / "README.md").open("a") as file:
        file.write(f"{log}\n")
    run(folder, "add", "--", log)
    run(folder, "commit", "--quiet", "--only", "-m", "log", "--", log, "README.md")


def ours(folder: Path, number: int) -> None:
    """What `vibelog commit` does."""
    log = folder / f"vibe-logs/ours-{number}.md"
    log.write_text("# Vibe log\n")
    edit = {folder / "README.md": lambda text: f"{text}{log.name}\n"}
    if Repository.find(folder).commit([log], "log", edit) is None:
        raise SystemExit("Nothing was committed.")


def main() -> None:
    """Make the repository, measure, print a table and a JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vibelog-bench-") as name:
        folder = Path(name).resolve()
        make(folder, options.files)
        both: dict[str, list[float]] = {"git": [], "vibelog": []}
        for number in range(options.rounds):
            both["git"].append(seconds(partial(plain, folder, number)))
            both["vibelog"].append(seconds(partial(ours, folder, number)))
        logs = [folder / f"vibe-logs/{n}.md" for n in range(25)]
        repository = Repository.find(folder)
        asked = statistics.median(seconds(lambda: repository.standing(logs)) for _ in range(5))
    medians = {who: statistics.median(times) for who, times in both.items()}
    over = medians["vibelog"] - medians["git"]
    print(f"{options.files:,} files, medians of {options.rounds} rounds")
    for who, median in medians.items():
        print(f"{who:8} {median:6.2f} s")
    print(f"{'more':8} {over:6.2f} s  (at most {GOAL})")
    print(f"{'standing':8} {asked:6.3f} s  of 25 logs")
    print(json.dumps({"files": options.files, **medians, "more": over, "standing": asked}))


if __name__ == "__main__":
    main()
