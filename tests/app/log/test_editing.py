"""A log edited by hand: what the student may change, and what is noticed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import QUESTIONS

from vibelog.app import App, shelf
from vibelog.app.log import logs
from vibelog.app.log.editing import edited
from vibelog.app.log.logs import Written
from vibelog.config import Config
from vibelog.errors import RepositoryError


@pytest.fixture
def written(talked: Path, repository: Path) -> Written:
    app = App(Config(home=talked), {}, lambda _: None)
    return logs.write(app, shelf.known(app, "sample"), repository)


def test_answers_may_be_edited_and_quotes_taken_out(written: Written) -> None:
    quote = re.search(r"\n> “.*\n", written.text)
    assert quote
    text = written.text.replace(quote[0], "\nMine.\n", 1)
    assert edited(written, text).path.read_text() == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"(> “\w+)", r"\1 never"),
        (r"(?<=— )\[?p\. \d+", "p. 99"),
        (r"(> “.*)", r"\1\n>\n> “The authors agree with me.” — p. 1"),
    ],
)
def test_a_quote_that_is_not_the_papers_is_refused_with_its_question(
    written: Written, before: str, after: str
) -> None:
    with pytest.raises(RepositoryError, match="one of question 1 is not"):
        edited(written, re.sub(before, after, written.text, count=1))
    assert written.path.read_text() == written.text


def test_a_question_is_held_to_before_the_quotes_are(written: Written) -> None:
    with pytest.raises(RepositoryError, match="after your edits question 2 is not"):
        edited(written, written.text.replace(QUESTIONS[1], "Forged?"))
