from __future__ import annotations

import pytest
from literals import passage

from vibelog.core.paper import Kind
from vibelog.core.places import missing_places, places

PAPER = places(
    [
        passage("As Section 5.1 says, blocks are shared.", section="4.2 Stranded blocks"),
        passage("Figure 3: Hits over time.", section="4.2 Stranded blocks", kind=Kind.CAPTION),
        passage("TABLE 2. Parameters of the trace.", kind=Kind.CAPTION),
        passage("The size is\nM = 2 L s (2)\nwhere L counts layers; see Algorithm 1."),
        passage("More proofs.", section="B.1 Proofs", kind=Kind.APPENDIX),
        passage("A. Author. Figure 90 and Section 80. 2020.", kind=Kind.REFERENCES),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "Figure 3 shows it.",
        "**Fig. 3** shows it.",
        "See Fig. 3(a) and Figure 3b.",
        "Figures 1–3 and Figs. 2 and 3 (FIGURE 1) show it.",
        "Tables 1, 2 and Tab. 2",
        "Section 4",
        "Sec. 4.1 and §4.2, Sections 3 to 5, subsection 5.1",
        "Appendix A and B.1 in Appendix B",
        "Eq. (2), Equation 1 and eqs. (1)–(2)",
        "Algorithm 1",
    ],
)
def test_what_the_paper_has_is_never_flagged(text: str) -> None:
    assert missing_places(text, PAPER) == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Figure 4 shows it.", ("Figure 4",)),
        ("Fig. 4(a), and again Fig. 4", ("Fig. 4(a)",)),
        ("Figures 2 and 7 show it", ("Figure 7",)),
        ("Figures 3–5", ("Figure 5",)),
        ("Table 3 and *Table 2*", ("Table 3",)),
        ("§7.3 and Section 4.3", ("§7.3", "Section 4.3")),
        ("Appendix C", ("Appendix C",)),
        ("Eq. (3)", ("Eq. (3)",)),
        ("Listing 1, Algorithm 2, Theorem 1", ("Listing 1", "Algorithm 2", "Theorem 1")),
    ],
)
def test_what_the_paper_lacks_is_named_as_written(text: str, missing: tuple[str, ...]) -> None:
    assert missing_places(text, PAPER) == missing


@pytest.mark.parametrize(
    "text",
    [
        "Table 2 and 16 GPUs",
        "by definition 9 tokens",
        "In this section I explain it in 50 sec.",
        "Table 4096, Figure2024",
        "Figure 9 of [12]",
        "see Section 9 in Kwon et al.",
    ],
)
def test_what_names_no_place_of_this_paper_is_let_be(text: str) -> None:
    assert missing_places(text, PAPER) == ()


def test_roman_numerals_are_numbers() -> None:
    paper = places([passage("TABLE II: Results.", section="IV. Evaluation", kind=Kind.CAPTION)])
    assert missing_places("Table 2, Table I, Section III-B and Section 4", paper) == ()
    assert missing_places("Table III and Section V", paper) == ("Table III", "Section V")


def test_a_letter_that_could_be_roman_stays_a_letter_for_an_appendix() -> None:
    paper = places([passage("See Appendix I.", section="H Search trees", kind=Kind.APPENDIX)])
    assert missing_places("Appendix I", paper) == ()
    assert missing_places("Appendix V", paper) == ("Appendix V",)


def test_the_items_of_an_enumeration_and_scores_are_no_equations() -> None:
    text = "It does so by (1)\nfewer copies, and (2)\nfewer calls.\n(17)\n(93.1)"
    paper = places([passage(text)])
    assert missing_places("Equation 1 and Equation 17", paper) == ("Equation 1", "Equation 17")


def test_of_sections_nothing_is_said_where_the_paper_numbers_none() -> None:
    paper = places([passage("Blocks.", section="Introduction")])
    assert missing_places("Section 3", paper) == ()
    assert missing_places("Figure 3", paper) == ("Figure 3",)
