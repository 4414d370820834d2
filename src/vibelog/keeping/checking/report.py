"""Findings for machines: JSON, SARIF 2.1.0, and the annotations of GitHub's workflows.

Knows the findings and these formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from vibelog import __version__
from vibelog.keeping.checking.findings import CODES, Findings

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def as_json(found: Findings) -> dict[str, Any]:
    """One log of `check --json` (DESIGN: Contracts)."""
    return {
        "path": found.path,
        "paper": found.paper,
        "questions": found.questions,
        "verbatim": found.verbatim,
        "quotes": {"checked": found.quotes.checked, "verified": found.quotes.verified},
        "flags": [
            {"code": flag.code, "line": flag.line, "message": flag.message} for flag in found.flags
        ],
    }


def sarif(found: Sequence[Findings], missing: Sequence[tuple[str, date]] = ()) -> dict[str, Any]:
    """A SARIF 2.1.0 log of one run, its paths relative to the root that was checked.

    `missing` are papers without a log, and the days they were due: results without a place.

    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    rules = [
        {
            "id": name,
            "shortDescription": {"text": code.says},
            "defaultConfiguration": {"level": code.level},
        }
        for name, code in CODES.items()
    ]
    driver = {"name": "vibelog", "version": __version__, "rules": rules}
    results = [result for findings in found for result in _results(findings)]
    results += [
        {
            "ruleId": "missing",
            "ruleIndex": list(CODES).index("missing"),
            "level": CODES["missing"].level,
            "message": {"text": _absent(paper, due)},
        }
        for paper, due in missing
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def github(found: Sequence[Findings], missing: Sequence[tuple[str, date]] = ()) -> list[str]:
    """One line for each finding, as GitHub's runners read them from a step's output.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    lines = [
        f"::{_GITHUB[flag.level]} file={_property(findings.path)},line={flag.line},"
        f"title={_property(flag.code)}::{_data(flag.message)}"
        for findings in found
        for flag in findings.flags
    ]
    level = _GITHUB[CODES["missing"].level]
    if missing:  # GitHub shows ten annotations of a step
        lines.append(f"::{level} title=missing::{_data(absent(missing))}")
    return lines


def absent(missing: Sequence[tuple[str, date]]) -> str:
    """The papers that have no log, in one sentence."""
    if len(missing) == 1:
        return _absent(*missing[0])
    names = ", ".join(paper for paper, _ in missing)
    return f"{len(missing)} papers that were due have no log: {names}."


def _absent(paper: str, due: date) -> str:
    return f"{paper} has no log; it was due on {due}."


def _results(findings: Findings) -> Iterator[dict[str, Any]]:
    from urllib.parse import quote

    codes = list(CODES)
    for flag in findings.flags:
        place = {
            "artifactLocation": {"uri": quote(findings.path)},
            "region": {"startLine": flag.line},
        }
        yield {
            "ruleId": flag.code,
            "ruleIndex": codes.index(flag.code),
            "level": flag.level,
            "message": {"text": flag.message},
            "locations": [{"physicalLocation": place}],
        }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
