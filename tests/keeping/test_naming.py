from __future__ import annotations

from datetime import date

import pytest

from vibelog.errors import ConfigError
from vibelog.keeping.naming import named

DUE = date(2025, 9, 10)


def name(pattern: str | None, ending: str = "md", due: date | None = DUE) -> str:
    return named(pattern, ending, paper="dspy", label="DSPy", due=due)


def test_a_log_is_named_by_its_day_and_paper_or_as_the_pattern_says() -> None:
    assert name(None) == "2025-09-10-dspy.md"
    assert name(None, due=None) == "dspy.md"
    assert name("{due:%m%d}_{label}.md") == "0910_DSPy.md"
    assert name("{label}_log", "docx") == "DSPy_log.docx"


@pytest.mark.parametrize(
    "pattern",
    [
        "{who}",
        "{due",
        "{paper.__class__}",
        "{paper[0]}",
        "../{paper}",
        "/{paper}",
        "{}",
        ".{paper}",
    ],
)
def test_a_pattern_that_names_no_file_is_refused(pattern: str) -> None:
    with pytest.raises(ConfigError):
        name(pattern)


def test_a_day_that_is_not_known_cannot_stand_in_a_name() -> None:
    with pytest.raises(ConfigError, match="none is known for dspy"):
        name("{due:%m%d}_{paper}", due=None)
