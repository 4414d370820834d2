"""The vibe log as a Jupyter notebook: a Markdown cell for the head, each question, each section.

Knows nbformat 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html), which is
JSON; the Markdown is the page's own.
"""

from __future__ import annotations

import json

from vibelog.core.log import VibeLog
from vibelog.keeping import markdown


def render(log: VibeLog) -> bytes:
    """The notebook, UTF-8. The same log gives the same bytes."""
    cells: list[list[str]] = [[]]
    for part in markdown.parts(log):
        if part.startswith("## ") and cells[-1]:
            cells.append([])
        if part:
            cells[-1].append(part)
    notebook = {
        "cells": [_cell(number, "\n\n".join(cell)) for number, cell in enumerate(cells)],
        "metadata": {"vibelog": markdown.fields(log)},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _cell(number: int, text: str) -> dict[str, object]:
    lines = text.split("\n")
    source = [*(line + "\n" for line in lines[:-1]), lines[-1]]
    return {"cell_type": "markdown", "id": f"vibelog-{number}", "metadata": {}, "source": source}
