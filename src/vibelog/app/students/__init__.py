"""The logs of a whole class, for the instructor."""
