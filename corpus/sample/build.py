"""Build the sample paper: run the simulator, then set ``paper.pdf`` with typst.

The PDF is the same byte for byte on every build: its date is fixed here and in ``paper.typ``, and
only the fonts that typst carries with it are used.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import simulate
import typst

HERE = Path(__file__).resolve().parent
STAMP = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def build(pdf: Path = HERE / "paper.pdf") -> Path:
    """Write results.json and the PDF, and return the path of the PDF."""
    simulate.main()
    data = typst.compile(
        str(HERE / "paper.typ"),
        root=str(HERE),
        ignore_system_fonts=True,
        format="pdf",
        timestamp=STAMP,
    )
    pdf.write_bytes(data)
    return pdf


if __name__ == "__main__":
    print(build())
