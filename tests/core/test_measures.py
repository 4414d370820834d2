from __future__ import annotations

import pytest

from vibelog.core.measures import measures, missing_measures


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2× faster", ("2", "x")),
        ("2.0x faster", ("2", "x")),
        ("a 2-fold gain", ("2", "x")),
        ("37 % of it", ("37", "%")),
        ("37 percent", ("37", "%")),
        ("1,000 tokens", ("1000", "tokens")),
        ("16 GiB", ("16", "gib")),
        ("10ms", ("10", "ms")),
        ("3.50 seconds", ("3.5", "s")),
        ("7B parameters", ("7", "b")),
    ],
)
def test_a_number_with_a_unit_is_read_by_its_value(text: str, known: tuple[str, str]) -> None:
    assert [measure for _, measure in measures(text)] == [known]


@pytest.mark.parametrize(
    "text",
    [
        "Figure 3",
        "v1.5",
        "section 2",
        "2310.03714",
        "A100",
        "Figure 3b",
        "Figs. 2a, 3b and 4m",
        "Table 7b",
        "(Liu, 2022b)",
        "Smith et al. 2023k",
    ],
)
def test_a_number_without_a_unit_is_no_measure(text: str) -> None:
    assert measures(text) == []


def test_a_measure_is_missing_unless_value_and_unit_stand_in_a_passage() -> None:
    texts = ["It is 1.8 times faster", "with 16 GB at 5 ms."]
    assert missing_measures("1.8x faster, 5 milliseconds", texts) == ()
    answer = "1.9x faster, 16 MB, 5 s and 1.9x"
    assert missing_measures(answer, texts) == ("1.9x", "16 MB", "5 s")
