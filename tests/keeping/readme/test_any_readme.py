"""Any README and any logs: what was there stays, every log is led to, and twice is once."""

from __future__ import annotations

import os
import re
from datetime import date
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vibelog.keeping.readme import Entry, indexed, missing

EXAMPLES = 500 if os.environ.get("VIBELOG_SOAK") else 30

PAPERS = ("DSPy", "GEPA", "Torch|Bench", "a [b]", "Vibe*log_x", "MLIR", "MTP", "é`x`")
NAMES = ("dspy.md", "GEPA paper review.md", "a(1).md", "b#2%.md", "ü/é?.txt", "x|y.md", "c:d.md")
BLOCKS = (
    "# A course",
    "## DSPy",
    "## GEPA\n\n[Vibe log](logs/gepa-1.md)",
    "## MTP\nsome text",
    "MLIR\n----\n- [log](logs/mlir-1.md)",
    "Words of mine,\nin two lines  \nand \ttabs.",
    "| Paper | Log |\n|---|:-:|\n| DSPy | |\n| [GEPA](https://a.org/1) | [log](logs/g.md) |",
    "|Paper|Log\n|---|---\n|MTP\n|DSPy|`",
    (
        "| Date | Paper   | Chat               |\n|------|---------|--------------------|\n"
        "| 9/8  | TVM     | [log](logs/tvm.md) |"
    ),
    (
        "Week | Topics | Notes/Links\n-|-|-\n"
        "Sep 8-10 | DSPy, MTP<br>[GEPA](https://a.org/1), MLIR |\n"
        "Sep 15 | x <br> y | [y Notes](https://chatgpt.com/share/1)"
    ),
    "- [TVM](logs/tvm.md)\n- DSPy\n- [Glow](logs/glow.md)",
    "  1) TVM: [log](logs/tvm.md)\n  2) MTP",
    "* a\n  * [TVM](logs/tvm.md)\n\n  * [Relay](https://claude.ai/share/2)\n* b",
    "```\n| Paper | Log |\n|---|---|\n```",
    "~~~ md\n- [TVM](logs/tvm.md)\n~~~",
    "    [log](logs/code.md)",
    "<!-- [log](dspy.md)\n\n- [x](logs/x.md) -->",
    "<details><summary>[log](dspy.md)</summary>",
    "</details>",
    "> | Paper | Log |\n> |---|---|\n> | DSPy | [log](logs/d.md) |",
    "<!-- vibelog:index -->",
    "<!-- /vibelog:index -->",
    "<!-- vibelog:index -->\n<!-- /vibelog:index -->",
    "[DSPy]: logs/reference.md",
    "[DSPy] and [GEPA][]",
    "---\ntitle: x\n---",
    (
        "<table>\n <tr><th>Paper</th><th>Log</th></tr>\n <tr><td>DSPy</td><td></td></tr>\n"
        ' <tr><td>MLIR</td><td><a href="logs/mlir.md">x</a></td></tr>\n</table>'
    ),
    (
        "<table><tr><td>MTP</td><td><a href='dspy.md'>MTP</a></td></tr>"
        "<tr><td>GEPA</td><td> </td></tr></table>"
    ),
    "- **MLIR**\n  - Paper: [x](https://a.org/1)\n  - Log: [y](logs/mlir.md)\n- **DSPy**\n- MTP\n",
    "- Week 2: [MLIR](logs/mlir.md), **[TVM](./logs/tvm.md)**\n- Week 3: MTP, DSPy & GEPA",
    "Logs: [MLIR](logs/mlir.md) | [TVM](logs/tvm.md), and [MTP][1]\n\n[1]: logs/mtp.md",
    (
        "1. x\n\n   | Paper | Log |\n   |---|---|\n   | DSPy | [log][2] |\n   | GEPA | <br> |"
        "\n\n[2]: a.md"
    ),
    (
        "| | Paper | 笔记 |\n|-|-|-|\n|1|MTP|📝 **[x](./logs/mtp.md)**, <b>[y](logs/y.md)</b>|"
        "\n||||\n|2|DSPy|\\| x||"
    ),
    "- [x] DSPy ([log](dspy.md)), MTP\n- [ ] (GEPA) [log]( <logs/a b.md> 'x' )",
    "***",
)
OPEN = (
    "",
    "",
    "",
    "\n```\nnever closed",
    "\n<!-- never closed",
    "\n<pre>\nx",
    "\n- ",
    "\n|a|b|\n|-|-|",
)


@st.composite
def readmes(draw: st.DrawFn) -> str:
    """A README of a few blocks: any line ends, with and without a mark or a line end."""
    blocks = draw(st.lists(st.sampled_from(BLOCKS), max_size=6))
    gap = draw(st.sampled_from(["\n\n", "\n\n", "\n\n\n", "\n"]))
    text = gap.join(blocks) + draw(st.sampled_from(OPEN)) + draw(st.sampled_from(["\n", "", " \n"]))
    if draw(st.booleans()):
        text = text.replace("\n", draw(st.sampled_from(["\r\n", "\r"])))
    elif draw(st.booleans()):  # mixed
        text = text.replace("\n", "\r\n", draw(st.integers(0, 5)))
    return draw(st.sampled_from(["", "", "\ufeff"])) + text


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """A few logs with names that Markdown could stumble over."""
    paths = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    found = []
    for path in paths:
        label = draw(st.sampled_from(PAPERS))
        urls = draw(
            st.sampled_from([(), ("https://arxiv.org/abs/2310.03714",), ("https://a.org/1",)])
        )
        due = draw(st.none() | st.dates(date(2025, 8, 25), date(2025, 12, 3)))
        folder = draw(st.sampled_from(["", "logs/", "../"]))
        found.append(Entry((label,), "", urls, f"{folder}{path}", due, 5))
    return found


def led_to(text: str) -> list[str]:
    """The paths of all relative links, as a reader's browser would ask for them."""
    shown = MarkdownIt("commonmark").enable("table").parse(text.removeprefix("\ufeff"))
    parts = [part for token in shown for part in token.children or [token]]
    hrefs = [str(part.attrGet("href")) for part in parts if part.type == "link_open"]
    code = [part.content for part in parts if part.type in {"html_inline", "html_block"}]
    hrefs += re.findall(r"href=['\"]([^'\"]*)", " ".join(re.sub("(?s)<!--.*", "", x) for x in code))
    return [unquote(href) for href in hrefs if "://" not in href]


def is_kept(before: str, after: str) -> bool:
    """Whether all that is no white space is still there, in its order."""
    letters = iter(after)
    return all(letter in letters for letter in before if not letter.isspace())


def common(one: list[str], other: list[str]) -> int:
    """How many lines two texts share, in their order (difflib does not always find the most)."""
    best = [0] * (len(other) + 1)
    for line in one:
        row = [0]
        for at, theirs in enumerate(other):
            row.append(best[at] + 1 if line == theirs else max(best[at + 1], row[at]))
        best = row
    return best[-1]


@given(readmes(), logs())
@settings(max_examples=EXAMPLES)
def test_nothing_is_lost_and_every_log_is_led_to(text: str, entries: list[Entry]) -> None:
    after = indexed(text, entries)
    assert indexed(after, entries) == after
    assert missing(after, entries) == ()
    there = led_to(after)
    for entry in missing(text, entries):
        assert there.count(entry.path) == 1
    assert len(there) == len(led_to(text)) + len(missing(text, entries))
    assert is_kept(text, after)


@given(readmes(), logs())
@settings(max_examples=EXAMPLES)
def test_only_the_rows_of_new_links_change(text: str, entries: list[Entry]) -> None:
    before, after = text.splitlines(keepends=True), indexed(text, entries).splitlines(keepends=True)
    lost = len(before) - common(before, after)
    unended = bool(before) and before[-1].rstrip("\r\n") == before[-1]
    assert lost <= len(missing(text, entries)) + unended


@given(readmes(), logs())
@settings(max_examples=EXAMPLES // 2)
def test_one_log_at_a_time_leads_to_all_of_them_too(text: str, entries: list[Entry]) -> None:
    for entry in entries:
        text = indexed(text, [entry])
    assert missing(text, entries) == ()
