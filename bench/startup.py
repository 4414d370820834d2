"""How long vibelog takes before it does anything: CPU of --help, wall time of a cold question.

Every command runs in a process of its own, alternately with a bare Python (and, for the question,
with the import of chromadb alone), so that the ratios hold on any machine.

    python bench/startup.py [--rounds 10]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus/sample/paper.pdf"


def run(command: Sequence[str], environ: dict[str, str]) -> tuple[float, float]:
    """CPU and wall time of a command, in milliseconds; it must succeed."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000, wall * 1000


def main() -> None:
    """Measure, print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    vibelog = str(Path(sys.executable).with_name("vibelog"))
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "VIBELOG_HOME": f"{folder}/library"}
        environ.pop("VIBELOG_LM", None)
        subprocess.run([vibelog, "add", str(SAMPLE), "--name", "sample"], env=environ, check=True)
        question = ["What is a stranded block?", "--no-save"]
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "vibelog --help": [vibelog, "--help"],
            "vibelog papers": [vibelog, "papers"],
            "import chromadb": [sys.executable, "-c", "import chromadb"],
            "vibelog ask": [vibelog, "ask", "sample", *question],
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                times[name].append(run(command, environ))
    report(times)


def report(times: dict[str, list[tuple[float, float]]]) -> None:
    """Medians in milliseconds, and how many bare Pythons each is."""
    cpu = {name: statistics.median(c for c, _ in runs) for name, runs in times.items()}
    wall = {name: statistics.median(w for _, w in runs) for name, runs in times.items()}
    print(f"{'':18}{'CPU ms':>8}{'wall ms':>9}{'× python (CPU)':>16}")
    for name in times:
        print(f"{name:18}{cpu[name]:8.0f}{wall[name]:9.0f}{cpu[name] / cpu['python']:16.1f}")
    rounded = {name: {"cpu_ms": round(cpu[name]), "wall_ms": round(wall[name])} for name in times}
    print(json.dumps({"bench": "startup", "rounds": len(times["python"]), **rounded}))


if __name__ == "__main__":
    main()
