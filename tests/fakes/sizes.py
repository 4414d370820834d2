"""How large the property tests are: small in `make test`, large in `make soak`."""

from __future__ import annotations

import os

SOAK = 50  # times the examples: minutes instead of seconds


def sized(examples: int) -> int:
    """The number of examples to try, given the number that `make test` has time for."""
    return examples * SOAK if os.environ.get("VIBELOG_SOAK") else examples
