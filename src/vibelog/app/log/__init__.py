"""A conversation's vibe log: chosen, written, committed, linked from the README."""
