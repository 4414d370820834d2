from __future__ import annotations

import calendar
import os
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibelog.core.course import Assignment
from vibelog.errors import ConfigError
from vibelog.keeping.schedule import read

README = """\
# ‚ö° Systems for Reading: From Words to Pages
### CS 500 ¬∑ Fall 2025

| Week | Topics | Description | Notes/Links |
|------|--------|-------------|-------------|
| **Sep 1-3** | Labor Day (Holiday)<br>[Open] | Lecture |  |
| **Sep 8-10** | [Cache](https://arxiv.org/pdf/2501.00001v2), \
[Ring](https://doi.org/10.1145/1.2)\
<br>[Fleet](https://dl.acm.org/doi/pdf/10.1145/3.4) + [Special Guest?] | Papers | [x](y)|`
| **Sep 15-17** | Group Presentations / [Repo Deconstruct] <br> [Repo Deconstruct] | Pitches |
| **Sep 22-24** | [Leaf](https://arxiv.org/abs/2501.00005) (pdf), Root <br> Moss | Papers | | more |

| # | Area | Paper Title | Year | Link |
|:-:|:-----|:------------|:----:|:-----|
| 1 | **Memory** | **Caches: A Story of \\| Bars** | 2021 | \
[Paper](https://arxiv.org/abs/2501.00001) |
| 2 | Plants | Moss, Lichen, and What Else Grows Slowly | 2019 | \
[Moss](https://arxiv.org/abs/2501.00006) |

- Paper Vibe Logs: 5% / #No of Papers
- Vibe logs are due at 5pm on the day of the paper.
"""


def test_a_readme_becomes_a_course() -> None:
    course = read(README)
    assert course.name == "Systems for Reading: From Words to Pages"
    assert (course.term, course.worth) == ("Fall 2025", 5.0)
    assert [(a.name, a.due, a.line) for a in course.assignments] == [
        ("cache", date(2025, 9, 8), 7),
        ("ring", date(2025, 9, 8), 7),
        ("fleet", date(2025, 9, 10), 7),
        ("leaf", date(2025, 9, 22), 9),
        ("moss", date(2025, 9, 24), 9),
    ]
    assert {assignment.at for assignment in course.assignments} == {time(17)}


def test_other_tables_tell_titles_and_links() -> None:
    cache, _, _, _, moss = read(README).assignments
    assert cache == Assignment(
        "cache", "Caches: A Story of | Bars", ("Cache",), 2021, "Memory",
        "https://arxiv.org/pdf/2501.00001v2", "2501.00001",
        due=date(2025, 9, 8), at=time(17), line=7,
    )  # fmt: skip
    assert moss.title == "Moss, Lichen, and What Else Grows Slowly"
    assert moss.link == "https://arxiv.org/abs/2501.00006"


def test_words_without_a_link_are_listed() -> None:
    (unread,) = read(README).unread
    assert (unread.line, unread.text, unread.why) == (9, "Root", "has no link: is it a paper?")


@pytest.mark.parametrize(
    ("link", "arxiv", "doi"),
    [
        ("https://arxiv.org/abs/2310.03714", "2310.03714", None),
        ("http://www.arxiv.org/pdf/2310.03714v3.pdf", "2310.03714", None),
        ("https://arxiv.org/abs/cs/9901001", "cs/9901001", None),
        ("https://doi.org/10.48550/arXiv.2310.03714", "2310.03714", None),
        ("https://dl.acm.org/doi/10.1145/3620665.3640366", None, "10.1145/3620665.3640366"),
        ("https://dl.acm.org/doi/pdf/10.1145/3579371.3589348", None, "10.1145/3579371.3589348"),
        ("https://dl.acm.org/doi/fullHtml/10.1145/3.4", None, "10.1145/3.4"),
        ("https://example.org/papers/one.pdf", None, None),
    ],
)
def test_links_name_their_paper(link: str, arxiv: str | None, doi: str | None) -> None:
    (paper,) = read(f"# S, Fall 2025\n|Date|Paper|\n|-|-|\n|Sep 8|[One]({link})|").assignments
    assert (paper.link, paper.arxiv, paper.doi) == (link, arxiv, doi)


ONE, TWO = "https://arxiv.org/abs/2501.00001", "https://arxiv.org/abs/2501.00002"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (f"One [pdf]({ONE}), Two ([paper]({TWO}))", "one two"),
        (f"[One]({ONE}) ([pdf](https://arxiv.org/pdf/2501.00001))", "one"),
        ("“One”, Two", "one two"),
        (f"[One]({ONE}) by A, B, and C (2020)<br>Midterm", "one"),
        (f"[One]({ONE}) and Two", "one two"),
        (f"<{ONE}>", "2501-00001"),
        (f"see {ONE}.", "2501-00001"),
        (f"Ann et al., The One. [link]({ONE})", "the-one"),
        (f"“Pages, Read”, Ann and Bob [[pdf]]({ONE})", "pages-read"),
        (f"[A Very Long Title: Of Pages]({ONE})", "a-very-long-title"),
        (f"[One]({ONE}) & [One](https://example.org/one.pdf)", "one one-2"),
        (f'<a href="{ONE}">One</a>', "one"),
        ("[slides](https://example.org/1.pdf), [Video](https://youtu.be/x), TBD, none", ""),
        ("[chat](https://chatgpt.com/share/1) [mail](mailto:a@example.org)", ""),
    ],
)
def test_a_cell_names_papers(cell: str, names: str) -> None:
    course = read(f"# S, Fall 2025\n\n| Date | Papers |\n|-|-|\n| Sep 8 | {cell} |\n")
    assert " ".join(paper.name for paper in course.assignments) == names
    assert all(paper.due == date(2025, 9, 8) for paper in course.assignments)


def test_a_paper_that_stands_twice_is_due_the_first_time() -> None:
    link = "[One](https://arxiv.org/abs/2501.00001)"
    text = f"# S, Fall 2025\n|Date|Paper|\n|-|-|\n|Sep 8|{link}|\n|Sep 10|{link}|"
    course = read(text)
    assert [paper.due for paper in course.assignments] == [date(2025, 9, 8)]
    assert [unread.line for unread in course.unread] == [5]


def test_rows_that_no_table_holds_are_listed() -> None:
    row = "| Sep {} | [One](https://arxiv.org/abs/2501.0000{}) |{}\n"
    table = "# S, Fall 2025\n|Date|Paper|\n|-|-|\n" + row.format(8, 1, "")
    text = table + row.format(9, 2, " [Two](https://arxiv.org/abs/2501.00009) |") + "\n"
    text += row.format(10, 3, "") + "\n<table><tr><td>Sep 11</td></tr></table>\n"
    assert [unread.line for unread in read(text).unread] == [5, 7, 9]


def test_a_row_whose_cells_are_shifted_is_listed() -> None:
    text = (
        "# S, Fall 2025\n|Week|Date|Paper|Slides|\n|-|-|-|-|\n"
        "  | Sep 8 | Pages | [One](https://arxiv.org/abs/2501.00001) |\n|2|Sep 10|Two||"
    )
    assert [(u.line, u.why[:11]) for u in read(text).unread] == [(4, "has no date")]


def test_a_day_of_its_own_for_logs_is_listed_and_not_applied() -> None:
    text = "# S, Fall 2025\n|Date|Paper|\n|-|-|\n|Sep 8|One|\n\nVibe logs are due the day before."
    course = read(text)
    assert course.assignments[0].due == date(2025, 9, 8)
    assert course.unread[0].line == 6


def test_the_hour_of_a_row_wins() -> None:
    text = (
        "# S, Fall 2025\n|Date|Paper|Due (11:59 pm)|\n|-|-|-|\n|Sep 8|One|Sep 8, noon|\n"
        "|Sep 9|Two||\n\nVibe logs are due by 5pm."
    )
    assert [paper.at for paper in read(text).assignments] == [time(12), time(23, 59)]


def test_without_a_year_it_is_asked_for() -> None:
    text = "# S\n|Date|Paper|\n|-|-|\n|Dec 8|One|\n|Jan 12|Two|"
    with pytest.raises(ConfigError, match="--year"):
        read(text)
    assert [a.due for a in read(text, 2025).assignments] == [date(2025, 12, 8), date(2026, 1, 12)]
    assert read(text.replace("# S", "# S, Fall 2024"), 2025).assignments[0].due == date(2024, 12, 8)


def test_a_winter_that_may_begin_in_either_year_is_asked_for() -> None:
    text = "# S, Winter 2026\n|Date|Paper|\n|-|-|\n|Dec 1|One|"
    with pytest.raises(ConfigError, match=r"Winter 2026 is not enough.*--year"):
        read(text)
    assert [a.due for a in read(text, 2025).assignments] == [date(2025, 12, 1)]


def test_without_a_schedule_it_is_said() -> None:
    with pytest.raises(ConfigError, match="No schedule"):
        read("# S, Fall 2025\n|Name|Paper|\n|-|-|\n|x|[y](z)|\n```\n|Date|Paper|\n|-|-|\n|Sep 8|O|")


MONTHS = calendar.month_name
SHORT = calendar.month_abbr
ONE_DAY: dict[str, Callable[[date], str]] = {
    "Sep 8": lambda d: f"{SHORT[d.month]} {d.day}",
    "**September 8th**": lambda d: f"**{MONTHS[d.month]} {d.day}th**",
    "8 Sep": lambda d: f"{d.day} {SHORT[d.month]}",
    "Mon Sep 8": lambda d: f"{calendar.day_abbr[d.weekday()]} {SHORT[d.month]} {d.day}",
    "Sep 8 (Monday)": lambda d: f"{SHORT[d.month]} {d.day} ({calendar.day_name[d.weekday()]})",
    "ISO": lambda d: d.isoformat(),
    "8.9.": lambda d: f"{d.day}.{d.month}.",
    "08.09.2025": lambda d: f"{d:%d.%m.%Y}",
    "9/8/25": lambda d: f"{calendar.day_abbr[d.weekday()]} {d.month}/{d.day}/{d:%y}",
}
HEADERS = (("Week", "Topics"), ("Date", "Papers"), ("Class", "Readings"), ("Day", "Description"))


@st.composite
def schedules(draw: st.DrawFn) -> tuple[str, dict[str, date]]:
    """A schedule of a fall term in some form, and the day of each of its papers."""
    start = draw(st.dates(date(2025, 8, 25), date(2025, 9, 8)))
    said, header = ONE_DAY[draw(st.sampled_from(list(ONE_DAY)))], draw(st.sampled_from(HEADERS))
    dash = draw(st.sampled_from((" - ", "–", ", ", " & ", " / ")))
    gap, broken = draw(st.integers(1, 3)), draw(st.sampled_from(("<br>", " <br/> ")))
    counts = st.lists(st.integers(0, 2), min_size=1, max_size=2)
    rows: list[str] = []
    days: dict[str, date] = {}
    for week, papers in enumerate(draw(st.lists(counts, min_size=1, max_size=14))):
        both = [start + timedelta(7 * week + gap * part) for part in range(len(papers))]
        parts = []
        for part, count in enumerate(papers):
            names = [f"p{week}x{part}x{number}" for number in range(count)]
            days |= dict.fromkeys(names, both[part])
            parts.append(", ".join(f"[{n}](https://example.org/{n}.pdf)" for n in names))
        cell = dash.join(map(said, both))
        rows.append(f"| {cell} | {broken.join(part or 'Holiday' for part in parts)} |")
    head = f"# S\n## Fall 2025\n\n| {header[0]} | {header[1]} | Notes |\n|---|:--:|---|\n"
    return head + "\n".join(rows) + "\n", days


@settings(max_examples=1000 if "VIBELOG_SOAK" in os.environ else 40)
@given(schedules())
def test_a_schedule_in_any_form_reads_back_the_same(schedule: tuple[str, dict[str, date]]) -> None:
    text, days = schedule
    course = read(text)
    assert {paper.title: paper.due for paper in course.assignments} == days
    assert course.unread == ()


@given(st.text(alphabet="|-:\n <br>Sep0189/.,[](Wk#`\\Fall2025Paper", max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        course = read(text)
    except ConfigError:
        return
    names = [paper.name for paper in course.assignments]
    assert len(set(names)) == len(names)


def test_a_lone_carriage_return_ends_no_line() -> None:
    torn = README.replace(" | [x](y)|`", "\r\r\r | [x](y)|`").replace(
        "\n- Paper", "\r\n\r\n\r- Paper"
    )
    stray = "\n\n| Sep 29 | [Bark](https://arxiv.org/abs/2501.00009) \r|\r"
    assert [a.line for a in read(torn + stray).assignments] == [7, 7, 7, 9, 9]
