"""Each habit of a README on its own: the lines that change are those meant, all others stay."""

from __future__ import annotations

import difflib
from datetime import date

import pytest

from vibelog.keeping.readme import Entry, dead, indexed, missing

DSPY = Entry(
    ("DSPy", "dspy"),
    "DSPy: Compiling Declarative Language Model Calls into Self-Improving Pipelines",
    ("https://arxiv.org/pdf/2310.03714",),
    "vibe-logs/2025-09-10-dspy.md",
    date(2025, 9, 10),
    7,
)
GEPA = Entry(
    ("GEPA", "gepa"),
    "GEPA: Reflective Prompt Evolution Can Outperform Reinforcement Learning",
    ("https://arxiv.org/abs/2507.19457",),
    "GEPA paper review.md",
    date(2025, 9, 24),
    5,
)


def changes(before: str, *entries: Entry) -> list[str]:
    """The lines that go (`-`) and come (`+`), in order; made twice, nothing more changes."""
    after = indexed(before, entries)
    assert indexed(after, entries) == after
    assert missing(after, entries) == ()
    told = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in told if line[:1] in "+-"]


SCHEDULE = """\
# My course

| Week | Topics | Kind | Notes/Links |
|------|--------|------|-------------|
| **Sep 1-3** | Holiday<br>Foundations | Lecture |  |
| **Sep 8-10** | [Open]<br>{dspy}, {tvm} | Papers | [TVM Notes](https://chatgpt.com/share/1)|
| **Sep 22-24** | {mtp}, {relay} <br>{gepa}, {ansor} | Papers | {cell}{end}
| **Oct 6-8** | Pitches<br>Pitches | Talks |  |
"""
LINKS = {
    "dspy": "[DSPy](https://arxiv.org/abs/2310.03714v2)",
    "tvm": "[TVM](https://arxiv.org/abs/1802.04799)",
    "mtp": "[MTP](https://arxiv.org/abs/2405.08965)",
    "relay": "[Relay](https://arxiv.org/abs/1904.08368)",
    "gepa": "[GEPA](https://arxiv.org/abs/2507.19457)",
    "ansor": "[Ansor](https://arxiv.org/abs/2006.06762)",
}
MTP, ANSOR = "[MTP Notes](https://chatgpt.com/share/2)", "[Ansor Notes](notes/ansor.md)"
OURS = "[GEPA Notes](GEPA%20paper%20review.md)"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", OURS),
        (MTP, f"{MTP} <br> {OURS}"),
        (ANSOR, f"{OURS}, {ANSOR}"),
        (f"{MTP} <br> {ANSOR}", f"{MTP} <br> {OURS}, {ANSOR}"),
        (f"{MTP}<br>", f"{MTP}<br> {OURS}"),
        ("see the wiki", f"see the wiki, {OURS}"),
        (
            "[GEPA notes](https://claude.ai/share/3)",
            "[GEPA notes](https://claude.ai/share/3), [GEPA vibe log](GEPA%20paper%20review.md)",
        ),
    ],
)
def test_in_a_schedule_the_link_goes_beside_its_paper_on_its_day(cell: str, expected: str) -> None:
    text = SCHEDULE.format(**LINKS, cell=cell, end=" |")
    [gone, come] = changes(text, GEPA)
    assert come[2:] == gone[2:].replace(f" Papers | {cell} |", f" Papers | {expected} |").replace(
        " |  |", f" | {expected} |"
    )


def test_papers_of_one_day_stand_in_their_order_whenever_they_are_added() -> None:
    text = SCHEDULE.format(**LINKS, cell="", end=" |")
    [_, come] = changes(text, DSPY)
    assert come.endswith(
        "| [DSPy Notes](vibe-logs/2025-09-10-dspy.md), [TVM Notes](https://chatgpt.com/share/1)|"
    )
    assert indexed(indexed(text, [GEPA]), [DSPY]) == indexed(text, [DSPY, GEPA])


@pytest.mark.parametrize(
    ("end", "then"), [("|`", "|`"), (" ", "|"), ("| extra | more", "| extra | more")]
)
def test_what_stands_behind_a_row_stays_there(end: str, then: str) -> None:
    text = SCHEDULE.format(**LINKS, cell="", end=end)
    [_, come] = changes(text, GEPA)
    assert come.rstrip().endswith(f"| {OURS} {then}".rstrip())


def test_a_row_without_its_last_cell_gets_it() -> None:
    text = SCHEDULE.format(**LINKS, cell="", end="").replace(" | Papers | \n", " | Papers\n")
    [gone, come] = changes(text, GEPA)
    assert come == "+" + gone[1:] + f" | {OURS} |"


TABLES = {
    "two columns": (
        (
            "| Paper | Log |\n| --- | --- |\n| [TVM](https://arxiv.org/abs/1802.04799) "
            "| [log](vibe-logs/tvm.md) |\n"
        ),
        ["+ | [GEPA](https://arxiv.org/abs/2507.19457) | [log](GEPA%20paper%20review.md) |"],
    ),
    "its row is there": (
        (
            "| Paper | Log |\n|---|---|\n| [TVM](https://x.org/a) | [TVM](logs/tvm.md) |\n"
            "| GEPA | |\n| MTP | |\n"
        ),
        ["- | GEPA | |", "+ | GEPA | [GEPA](GEPA%20paper%20review.md) |"],
    ),
    "aligned": (
        (
            "| Paper | Vibe log                                |\n"
            "|-------|-----------------------------------------|\n"
            "| TVM   | [TVM log](vibe-logs/2025-09-08-tvm.md)  |\n\nend\n"
        ),
        ["+ | GEPA  | [GEPA log](GEPA%20paper%20review.md)    |"],
    ),
    "by day, no pipes at the ends, no line end": (
        (
            "Date | Paper | Chat\n--- | --- | ---\nSep 8 | TVM | [tvm.md](logs/tvm.md)\n"
            "Oct 1 | MTP | [mtp.md](logs/mtp.md)"
        ),
        ["+ Sep 24 | GEPA | [GEPA paper review.md](GEPA%20paper%20review.md)"],
    ),
    "the latest day first": (
        "|Due|Paper|Log|\n|-|-|-|\n|**10/1**|MTP|[log](logs/mtp.md)|\n|**9/8**|TVM|[log](logs/t.md)|\n",
        ["+ |**9/24**|GEPA|[log](GEPA%20paper%20review.md)|"],
    ),
    "numbered, with titles and counts": (
        (
            "| # | Title | Questions | Notes |\n|---|---|---|---|\n"
            "| 1 | A Compiler for All Machines | 6 | [notes](vibe-logs/a.md) |\n"
            "| 2 | Graphs and Their Many Loops | 8 | [notes](vibe-logs/b.md) |\n"
        ),
        [f"+ | 3 | {GEPA.title} | 5 | [notes](GEPA%20paper%20review.md) |"],
    ),
    "the paper's name is the link": (
        "| When | Paper |\n|---|---|\n| 2025-09-08 | [TVM](logs/tvm.md) |\n| 2025-09-24 | GEPA |\n",
        ["- | 2025-09-24 | GEPA |", "+ | 2025-09-24 | [GEPA](GEPA%20paper%20review.md) |"],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_logs_is_gone_on_with_in_its_own_form(name: str) -> None:
    text, expected = TABLES[name]
    assert changes(text, GEPA) == expected


def test_what_says_that_there_is_no_log_yet_gives_way() -> None:
    text = "| Paper | State | Log |\n|---|---|---|\n| TVM | done | [TVM](logs/tvm.md) |\n"
    for nothing in ("-", "—", "TBD", "n/a"):
        row = f"| GEPA | todo | {nothing} |"
        assert changes(f"{text}{row}\n", GEPA) == [
            f"- {row}",
            "+ | GEPA | todo | [GEPA](GEPA%20paper%20review.md) |",
        ]


def test_a_paper_linked_by_reference_is_recognised() -> None:
    text = "| Paper | Log |\n|---|---|\n| [GEPA][1] (pdf) | |\n\n[1]: https://x.org/gepa\n"
    [_, come] = changes(text, GEPA)
    assert come == "+ | [GEPA][1] (pdf) | [log](GEPA%20paper%20review.md) |"


def test_a_bare_address_of_a_chat_stays_before_the_log() -> None:
    row = "| GEPA | https://chatgpt.com/share/1 |"
    [_, come] = changes(f"| Paper | Chat |\n|---|---|\n{row}\n", GEPA)
    assert come == f"+ {row[:-2]}, [log](GEPA%20paper%20review.md) |"


def test_our_file_is_never_called_a_chat_of_a_provider() -> None:
    text = (
        "| Paper | Log |\n|---|---|\n| TVM | [ChatGPT](https://chatgpt.com/share/1) |\n| GEPA | |\n"
    )
    [_, come] = changes(text, GEPA)
    assert come == "+ | GEPA | [log](GEPA%20paper%20review.md) |"


def test_of_several_lists_of_logs_the_last_one_is_gone_on_with() -> None:
    text = "## Week 1\n- [TVM](logs/tvm.md)\n\n## Week 2\n- [MTP](logs/mtp.md)\n"
    after = indexed(text, [GEPA])
    assert after == f"{text}- [GEPA](GEPA%20paper%20review.md)\n"


LISTS = {
    "links": (
        "- [TVM](logs/tvm.md)\n- [MTP](logs/mtp.md)\n\nbye\n",
        ["+ - [GEPA](GEPA%20paper%20review.md)"],
    ),
    "paper and log": (
        "* [TVM](https://arxiv.org/abs/1802.04799) - [log](logs/tvm.md)\n",
        ["+ * [GEPA](https://arxiv.org/abs/2507.19457) - [log](GEPA%20paper%20review.md)"],
    ),
    "the item is there": (
        (
            "* [TVM](https://x.org/1) - [log](logs/tvm.md)\n"
            "* [GEPA](https://arxiv.org/abs/2507.19457)\n* MTP\n"
        ),
        [
            "- * [GEPA](https://arxiv.org/abs/2507.19457)",
            "+ * [GEPA](https://arxiv.org/abs/2507.19457) - [log](GEPA%20paper%20review.md)",
        ],
    ),
    "numbered, dated, indented, with a remark": (
        (
            "  1. 2025-09-08: **TVM** ([vibe log](logs/tvm.md))\n"
            "  2. 2025-09-22: **MTP** ([vibe log](logs/mtp.md)) the best\n     - really\n\nbye\n"
        ),
        ["+   3. 2025-09-24: **GEPA** ([vibe log](GEPA%20paper%20review.md))"],
    ),
    "name and colon": (
        "+ TVM: [log](logs/tvm.md)\n+ GEPA:\n",
        ["- + GEPA:", f"+ + GEPA: [log]({GEPA.target})"],
    ),
    "tasks": (
        "- [x] [TVM](logs/tvm.md)\n- [x] [MTP](logs/mtp.md)\n",
        ["+ - [x] [GEPA](GEPA%20paper%20review.md)"],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_logs_is_gone_on_with_in_its_own_form(name: str) -> None:
    text, expected = LISTS[name]
    assert changes(text, GEPA) == expected


HEADINGS = """\
# My logs

## TVM

[Vibe log](logs/tvm.md)

## MTP

[Vibe log](logs/mtp.md)
"""


def test_below_a_papers_heading_the_link_is_worded_as_below_the_others() -> None:
    text = f"{HEADINGS}\n## GEPA\n\nI liked it.\n\n## Me\n\nHello.\n"
    assert changes(text, GEPA) == ["+ [Vibe log](GEPA%20paper%20review.md)", "+ "]


def test_a_paper_without_a_heading_gets_one_like_the_others() -> None:
    added = ["+ ", "+ ## GEPA", "+ ", "+ [Vibe log](GEPA%20paper%20review.md)"]
    assert changes(HEADINGS, GEPA) == added


def test_below_a_heading_the_link_joins_the_paragraph_that_it_joins_elsewhere() -> None:
    paper = "**Paper**: https://arxiv.org/abs"
    text = (
        f"# T\n\n### GEPA (Sep 24)\n{paper}/2507.19457\n\n"
        f"### TVM (Sep 10)\n{paper}/1802.04799\n**Chat**: [tvm](logs/tvm.md)\n"
    )
    assert changes(text, GEPA) == ["+ **Chat**: [GEPA](GEPA%20paper%20review.md)"]


def test_numbered_headings_go_on_and_their_lists_are_joined() -> None:
    text = (
        "## 1. TVM\n- [Paper](https://x.org/1)\n- [TVM chat](logs/tvm.md)\n\n"
        "## 2. GEPA\n- [Paper](https://arxiv.org/abs/2507.19457)\n\n"
        "## 3. MTP\n- [MTP chat](logs/mtp.md)\n"
    )
    assert changes(text, GEPA) == ["+ - [GEPA chat](GEPA%20paper%20review.md)"]
    assert changes(text, DSPY) == ["+ ", "+ ## 4. DSPy", f"+ - [DSPy chat]({DSPY.path})"]


OWN = """\
## Vibe logs

<!-- vibelog:index -->

| Due | Paper | Vibe log |
| --- | --- | --- |
| 2025-09-10 | [DSPy](https://arxiv.org/pdf/2310.03714) | [log](vibe-logs/2025-09-10-dspy.md) |
| 2025-09-24 | [GEPA](https://arxiv.org/abs/2507.19457) | [log](GEPA%20paper%20review.md) |

<!-- /vibelog:index -->
"""


@pytest.mark.parametrize(
    "text",
    [
        "# A course\n\nMy notes.\n",
        "# A course\n\n| Paper | Year |\n|---|---|\n| GEPA | 2025 |\n",
        "- [GEPA](https://arxiv.org/abs/2507.19457)\n- [Slides](slides/1.md)\n",
        "```\n| Paper | Log |\n|---|---|\n| TVM | [log](logs/tvm.md) |\n```\n",
        "<!--\n- [TVM](logs/tvm.md)\n- [log](GEPA%20paper%20review.md)\n-->\n",
        "> - [TVM](logs/tvm.md)\n",
    ],
)
def test_without_a_habit_a_small_table_between_markers_ends_the_readme(text: str) -> None:
    assert indexed(text, [GEPA, DSPY]) == f"{text}\n{OWN}"
    assert indexed(indexed(text, [GEPA]), [DSPY]) == f"{text}\n{OWN}"


def test_an_empty_readme_is_the_table_alone() -> None:
    assert indexed("", [GEPA, DSPY]) == OWN


def test_once_there_are_markers_all_goes_between_them() -> None:
    text = OWN + "\n## TVM\n[Vibe log](logs/tvm.md)\n\n" + TABLES["two columns"][0]
    other = Entry(("MLIR",), "", (), "logs/mlir.md", date(2025, 9, 20))
    assert changes(text, other) == ["+ | 2025-09-20 | MLIR | [log](logs/mlir.md) |"]
    after = indexed(text, [other])
    assert after.index("| 2025-09-10") < after.index("MLIR") < after.index("| 2025-09-24")


@pytest.mark.parametrize("text", ["# A\n\n```sh\nls\n", "# A\n\n<!-- to do\n", "# A\n\n<pre>\nx\n"])
def test_what_is_left_open_to_the_end_does_not_swallow_the_table(text: str) -> None:
    after = indexed(text, [GEPA])
    assert missing(after, [GEPA]) == ()
    assert after.endswith(text.partition("\n\n")[2])


@pytest.mark.parametrize(
    "link",
    [
        "[x](GEPA%20paper%20review.md)",
        "[x](./GEPA%20paper%20review.md#top)",
        "[x](<GEPA paper review.md>)",
        "[x](/GEPA%20paper%20review.md)",
        "[x](https://github.com/someone/notes/blob/main/GEPA%20paper%20review.md)",
        '<a href="GEPA%20paper%20review.md">x</a>',
        "[x][log]\n\n[log]: GEPA%20paper%20review.md",
    ],
)
def test_a_log_that_is_linked_already_is_left_alone(link: str) -> None:
    text = f"{TABLES['two columns'][0]}\n{link}\n"
    assert indexed(text, [GEPA]) == text


@pytest.mark.parametrize(
    "link",
    ["`[x](GEPA%20paper%20review.md)`", "<!-- [x](GEPA%20paper%20review.md) -->", "[x](GEPA)"],
)
def test_what_is_no_link_leads_nowhere(link: str) -> None:
    assert missing(f"Text.\n\n{link}\n", [GEPA]) == (GEPA,)


def test_a_table_in_the_first_line_behind_a_byte_order_mark_is_one_too() -> None:
    text = "\ufeff" + TABLES["its row is there"][0]
    assert changes(text, GEPA) == TABLES["its row is there"][1]


def test_labels_and_paths_cannot_break_the_table() -> None:
    odd = Entry(("a|b [c] `d`",), "", ("https://x.org/a_(b)|c",), "lögs/a (1)#%?|é.md")
    after = indexed("", [odd])
    assert missing(after, [odd]) == ()
    assert "(l%C3%B6gs/a%20%281%29%23%25%3F%7C%C3%A9.md)" in after
    assert "[a\\|b \\[c\\] \\`d\\`](https://x.org/a_%28b%29%7Cc)" in after


def test_links_to_logs_that_are_gone_are_told() -> None:
    text = OWN + "[slides](slides/1.pdf)\n"
    assert dead(text, [GEPA], lambda _: False) == ("vibe-logs/2025-09-10-dspy.md",)
    assert dead(text, [GEPA], lambda _: True) == ()
