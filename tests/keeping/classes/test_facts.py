"""What is counted of a class, and how it is written: the csv module and an HTML parser read it."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser

from vibelog.keeping.checking.findings import Findings, Flag, Quotes
from vibelog.keeping.classes import page, table
from vibelog.keeping.classes.facts import Class, Due, Facts, Source, in_json
from vibelog.keeping.classes.roster import Skipped, Student

DUE = tuple(Due(name, date(2025, 9, 10)) for name in ("dspy", "tvm", "mtp"))
NOW = datetime(2025, 9, 20, 12, tzinfo=UTC)
EVIL = "<script>alert('x')</script>"


def log(paper: str, questions: int, *codes: str, quotes: tuple[int, int] = (4, 4)) -> Findings:
    flags = tuple(Flag(code, 1, f"It says {EVIL}.") for code in codes)
    path = f"vibe-logs/{paper}.md"
    return Findings(path, paper, questions, None, Quotes(quotes[0], quotes[1]), flags)


ANNA = Facts(
    Student("Anna", "https://github.com/anna/notes", 2),
    Source("https://github.com/anna/notes", "abc123", NOW, NOW),
    DUE,
    (
        log("dspy", 5, "debris", "debris", quotes=(3, 2)),
        log("tvm", 8, "late", "number-not-in-paper"),
        log("glow", 1, "late", "empty"),
    ),
    ("mtp",),
)
GONE = Facts(Student("=1+1", "@evil", 3), Source(None), DUE, error="+It does not exist.")


def a_class(*students: Facts) -> Class:
    skipped = (Skipped(4, EVIL, "It names no repository."), Skipped(5, "x", "It repeats line 2."))
    return Class("A course, Fall 2025", NOW.date(), DUE, students, skipped, ("tvm",))


def rows(found: Class) -> list[dict[str, str]]:
    text = table.render(found).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_what_is_due_is_in_time_late_or_missing() -> None:
    assert (ANNA.in_time, ANNA.late, ANNA.missing) == (1, ("tvm",), ("mtp",))
    assert ANNA.in_time + len(ANNA.late) + len(ANNA.missing) == len(DUE)


def test_a_paper_with_one_log_in_time_is_not_late() -> None:
    twice = Facts(ANNA.student, ANNA.source, DUE, (log("tvm", 5, "late"), log("tvm", 5)))
    assert twice.late == ()


def test_a_log_counts_for_the_courses_name_of_its_paper() -> None:
    known = {"vibe-logs/vllm.md": "tvm"}
    named = Facts(ANNA.student, ANNA.source, DUE, (log("vllm", 5, "late"),), papers=known)
    assert named.late == ("tvm",)


def test_findings_are_counted_by_code_the_gravest_first_without_notes() -> None:
    assert list(ANNA.flags().items()) == [("empty", 1), ("debris", 2)]
    assert ANNA.flags(notes=True)["number-not-in-paper"] == 1
    assert "late" not in ANNA.flags(notes=True)


def test_a_repeated_line_is_nothing_that_could_not_be_done() -> None:
    assert a_class(ANNA).broken == 1
    assert a_class(ANNA, GONE).broken == 2


def test_the_csv_has_a_number_for_each_fact_and_none_where_nothing_was_seen() -> None:
    anna, gone = rows(a_class(ANNA, GONE))
    numbers = ("due", "present", "in time", "late", "missing", "logs", "questions")
    assert [anna[name] for name in numbers] == ["3", "2", "1", "1", "1", "3", "14"]
    assert (anna["fewest questions"], anna["most questions"]) == ("1", "8")
    assert (anna["quotes checked"], anna["quotes verified"]) == ("11", "10")
    assert (anna["debris"], anna["empty"], anna["late papers"]) == ("2", "1", "tvm")
    told = ("line", "name", "repository", "could not")
    assert {gone[name] for name in gone if name not in told} == {""}


def test_no_cell_of_the_csv_is_a_formula() -> None:
    _, gone = rows(a_class(ANNA, GONE))
    assert (gone["name"], gone["repository"], gone["could not"]) == (
        "'=1+1",
        "'@evil",
        "'+It does not exist.",
    )


class _Read(HTMLParser):
    """Which elements a page has, what they link to and what they say."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_the_page_shows_every_student_and_log_and_runs_and_loads_nothing() -> None:
    evil = Facts(
        Student(EVIL, "javascript:alert(1)", 6), Source("javascript:alert(1)"), DUE, error=EVIL
    )
    read = _Read(page.render(a_class(ANNA, GONE, evil)).decode())
    said = " ".join(read.said)
    assert read.tags.count("details") == 3
    assert not {"script", "img", "iframe", "link", "object"} & set(read.tags)
    assert read.loads == ["https://github.com/anna/notes"]
    assert said.count(EVIL) == 9  # six findings, a name, an error, a line of the list: as text
    for fact in ("vibe-logs/tvm.md", "Missing: mtp.", "2 of 3 quotes", "debris 2", "abc123"):
        assert fact in said


def test_a_log_with_any_number_of_findings_does_not_fill_the_page() -> None:
    many = Facts(ANNA.student, ANNA.source, DUE, (log("tvm", 5, *["debris"] * 5_000),))
    assert len(page.render(a_class(many))) < 100_000
    assert b"4,800 more" in page.render(a_class(many))


def test_the_json_holds_each_log_as_check_does_and_no_score() -> None:
    found = json.loads(json.dumps(in_json(a_class(ANNA, GONE))))
    anna, gone = found["students"]
    assert anna["logs"][0]["quotes"] == {"checked": 3, "verified": 2}
    assert (anna["late"], anna["missing"], anna["error"]) == (["tvm"], ["mtp"], None)
    assert gone["error"] == "+It does not exist."
    assert not {"score", "grade", "points"} & {*anna, *found}


def test_a_log_that_asks_nothing_is_neither_late_nor_in_time() -> None:
    logs = (log("dspy", 0, "no-questions"), log("tvm", 5, "late"), log("tvm", 0))
    facts = Facts(ANNA.student, ANNA.source, DUE, logs, ("dspy", "mtp"))
    assert (facts.in_time, facts.late, facts.present) == (0, ("tvm",), ("tvm",))


def test_no_part_of_a_cell_begins_like_a_formula() -> None:
    name = 'Eve;=HYPERLINK("http://x";1)'
    made = table.render(a_class(Facts(Student(name, "r", 2), Source(None), DUE, error="gone")))
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(made.decode("utf-8-sig")), delimiter=delimiter):
            assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
