"""Which papers are due when, and where each log stands."""
