"""SARIF and GitHub annotations, by what their specifications ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from vibelog.keeping.checking.findings import CODES, Findings, Flag, Quotes, grave
from vibelog.keeping.checking.report import github, sarif

FOUND = Findings(
    "vibe-logs/my log,1.md", "dspy", 5, True, Quotes(2, 1), (Flag("late", 3, "50 % late\nreally."),)
)


def run() -> dict[str, Any]:
    found: dict[str, Any] = sarif([FOUND], [("gepa", date(2025, 9, 24))])["runs"][0]
    return found


def test_each_result_names_a_rule_a_level_and_a_place() -> None:
    late, missing = run()["results"]
    rules = run()["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in (late, missing)] == ["late", "missing"]
    place = late["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "vibe-logs/my%20log%2C1.md"
    assert place["region"]["startLine"] == 3
    assert "gepa" in missing["message"]["text"]


def test_every_code_is_a_rule_with_a_level_of_sarifs() -> None:
    rules = run()["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} <= {"error", "warning", "note"}


def test_an_annotation_is_one_line_whatever_it_holds() -> None:
    late, missing = github([FOUND], [("gepa", date(2025, 9, 24))])
    assert late == (
        "::warning file=vibe-logs/my log%2C1.md,line=3,title=late::50 %25 late%0Areally."
    )
    assert missing.startswith("::error title=missing::gepa")


def test_many_missing_logs_are_one_annotation_and_a_result_each() -> None:
    absent = [("gepa", date(2025, 9, 24)), ("tvm", date(2025, 9, 10))]
    assert github([], absent) == [
        "::error title=missing::2 papers that were due have no log: gepa, tvm."
    ]
    assert len(sarif([], absent)["runs"][0]["results"]) == 2


def test_notes_and_what_is_past_mending_are_not_grave() -> None:
    assert not grave([Flag("number-not-in-paper", 1, "77 ms"), *FOUND.flags])
    assert grave([Flag("not-indexed", 1, "No link.")])
