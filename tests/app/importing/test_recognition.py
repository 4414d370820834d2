"""Which paper a conversation is about: by names, by words, and not at all where they disagree."""

from __future__ import annotations

from pathlib import Path

import pytest
from literals import passage

from vibelog.app import App
from vibelog.app.importing.recognition import About, Recogniser, Talk
from vibelog.config import Config
from vibelog.core.paper import Page, Paper

BIRDS = (
    "Geese that winter in the south migrate in spring. We fitted tracking collars to juveniles. "
    "Warm springs bring an early return to the breeding grounds. Flocks follow older geese."
)
GLACIERS = (
    "Glaciers flow downhill under their own weight. Meltwater lubricates the bed of the ice sheet. "
    "We measured surface velocity with radar. Crevasses open where the ice is stretched."
)


@pytest.fixture
def me(tmp_path: Path) -> App:
    """A library of two papers, one of them the course's."""
    app = App(Config(home=tmp_path / "library"), {}, lambda _: None)
    source = tmp_path / "x.pdf"
    source.write_bytes(b"")
    for digit, (name, title, text) in enumerate(
        (
            ("birds", "How Geese Learn Where to Migrate", BIRDS),
            ("relay", "Relay: A High-Level Compiler for Deep Learning", GLACIERS),
        ),
        1,
    ):
        sha = str(digit) * 64
        paper = Paper(sha, name, title, 1, 1, "2025-09-01T00:00:00+00:00", "x.pdf", arxiv=None)
        passages = [passage(sentence) for sentence in text.split(". ")] * 12
        app.library().keep(paper, source, [Page(1, ())], passages)
    return app


def about(me: App, asked: str, answered: str = "", label: str = "") -> About:
    return Recogniser(me).about(Talk(f"{asked}\n{answered}", label, asked))


def sure(found: About) -> str | None:
    return found.papers[0].name if found.sure else None


TALKED = (
    "Geese that winter in the south migrate in spring. Tracking collars, fitted to juveniles, show "
    "that flocks follow older geese; a warm spring brings an early return to the breeding grounds."
)


def test_words_alone_name_the_paper(me: App) -> None:
    assert sure(about(me, "Who do juveniles follow?", TALKED)) == "birds"


def test_words_of_another_subject_name_none(me: App) -> None:
    other = "Begin your cover letter with why you like the company, and mention your internship."
    found = about(me, "Can you help me?", other)
    assert sure(found) is None
    assert {paper.name for paper in found.papers} == {"birds", "relay"}


def test_a_title_or_an_alias_names_it_where_words_agree(me: App) -> None:
    hint = "I read how geese learn where to migrate. Do warm springs matter to juveniles?"
    assert sure(about(me, hint, "Yes, the flocks return early.")) == "birds"
    ice = "Meltwater lubricates the bed, so the ice flows; crevasses open where it is stretched."
    assert sure(about(me, "What is it?", ice, label="0910_Relay")) == "relay"


def test_a_swapped_file_is_noticed(me: App) -> None:
    assert sure(about(me, "Who do juveniles follow?", TALKED, label="Relay_log")) is None


def test_a_paper_of_the_course_that_is_not_there_is_named(me: App) -> None:
    found = about(me, "How does DSPy compile prompts?", "With teleprompters.", label="chat")
    assert found.lacking is not None
    assert found.lacking.name == "dspy"
    assert not found.sure


def test_an_arxiv_id_names_a_paper_of_the_course(me: App) -> None:
    found = about(me, "See https://arxiv.org/abs/2310.03714v1", "It is a framework.")
    assert found.lacking is not None
    assert found.lacking.name == "dspy"


def test_an_empty_library_knows_nothing(tmp_path: Path) -> None:
    app = App(Config(home=tmp_path / "empty"), {}, lambda _: None)
    assert about(app, "What is it?", "It is this.") == About((), sure=False)
