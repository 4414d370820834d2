"""The instructions of DSPy's signatures: the Markdown files of prompts/."""

from __future__ import annotations

import hashlib

from vibelog.config import shipped


def instructions(name: str) -> str:
    """The instructions of a DSPy signature: the text of prompts/<name>.md."""
    return shipped(f"prompts/{name}.md").read_text(encoding="utf-8").strip()


def prompts_version() -> str:
    """Which prompts are in use: 8 hexadecimal digits that change when any of them does."""
    digest = hashlib.sha256()
    for file in sorted(shipped("prompts").glob("*.md")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:8]
