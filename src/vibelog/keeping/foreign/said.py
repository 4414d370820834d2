"""What was said in a conversation with another tool, before anything is cleaned.

This is the shape every reader of a foreign file hands on, whether the file was
text or a data export. It knows nothing of papers, questions or vibe logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Foreign", "Said", "Speaker"]

Speaker = Literal["student", "model"]


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: who spoke, and the text as the tool held it."""

    by: Speaker
    text: str
    """Line ends are ``\\n``; nothing is taken off."""
    at: str = ""
    """When, in ISO 8601, where the form tells."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a file of another tool's holds, before anything was cleaned."""

    form: str
    """The form's name in words, such as ``You said / ChatGPT said``."""
    said: tuple[Said, ...]
    """The turns in the order of the file; empty when nothing was said."""
    title: str = ""
    link: str = ""
    """Of the conversation, where the form tells. Private: never shown or kept."""
    model: str = ""
    """The model's name, where the form tells."""
