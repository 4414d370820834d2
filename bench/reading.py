"""How long a folder of PDFs takes: until each can be asked by words, and until all is stored.

Runs `vibelog add` on all of them in one call, with an empty library, and watches the library.
The peak is that of the largest single process. pages/s of pypdf on the first papers is the peer.

    python bench/reading.py [FOLDER]      default: ../shared/papers, else the sample paper
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEER_PAPERS = 3  # pypdf is slow; a few papers tell its speed


def add(files: list[Path], home: Path) -> dict[str, float]:
    """Seconds until the last paper can be asked and until the end; peak memory in MB."""
    vibelog = str(Path(sys.executable).with_name("vibelog"))
    environ = {**os.environ, "VIBELOG_HOME": str(home)}
    begun = time.perf_counter()
    process = subprocess.Popen([vibelog, "add", *map(str, files)], env=environ)
    askable = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        if not askable and len(list(home.glob("papers/*/passages.jsonl"))) >= len(files):
            askable = time.perf_counter() - begun
        time.sleep(0.02)
    total = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    if process.returncode:
        sys.exit(f"vibelog add failed with {process.returncode}")
    return {"askable_s": askable or total, "stored_s": total, "peak_mb": ended[2].ru_maxrss / 1024}


def peer(files: list[Path]) -> float:
    """Pages per second of pypdf's extraction on the first papers."""
    from pypdf import PdfReader

    begun, pages = time.perf_counter(), 0
    for file in files[:PEER_PAPERS]:
        for page in PdfReader(file).pages:
            page.extract_text()
            pages += 1
    return pages / (time.perf_counter() - begun)


def main() -> None:
    """Measure, print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT.parent / "shared/papers")
    folder = parser.parse_args().folder
    files = sorted(folder.glob("*.pdf")) or [ROOT / "corpus/sample/paper.pdf"]
    with tempfile.TemporaryDirectory() as home:
        figures = add(files, Path(home))
        papers = [json.loads(f.read_text()) for f in Path(home).glob("papers/*/paper.json")]
    pages = sum(paper["pages"] for paper in papers)
    figures |= {"papers": len(papers), "pages": pages}
    figures["passages"] = sum(paper["passages"] for paper in papers)
    figures["pages_per_s"] = pages / figures["askable_s"]
    figures["pypdf_pages_per_s"] = peer(files)
    for name, value in figures.items():
        print(f"{name:20}{value:10.1f}")
    print(json.dumps({"bench": "reading", **{k: round(v, 2) for k, v in figures.items()}}))


if __name__ == "__main__":
    main()
