"""vibelog: ask a paper questions in the terminal, and keep the conversation as a vibe log."""

__version__ = "0.1.0"
