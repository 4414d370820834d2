"""Options that several commands have, each said once."""

from __future__ import annotations

from pathlib import Path

import click

MODEL = click.option("--model", metavar="NAME", help="Language model, such as openai/gpt-5-mini.")
JSON = click.option("--json", "json_", is_flag=True, help="Print JSON.")
REPO = click.option(
    "--repo",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Your repository, if not this one.",
)
BRANCH = click.option(
    "--branch", metavar="NAME", help="Commit on a new branch of that name, and stay on it."
)
PUSH = click.option("--push", is_flag=True, help="Commit and push the branch; never forced.")
