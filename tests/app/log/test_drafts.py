"""Logs of conversations that nobody would think of: the promise holds for each."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import embedders
import literals
import pytest
from conversations import conversation
from model_server import Fault, fields, serving

from vibelog.app import App, shelf
from vibelog.app.log import drafts
from vibelog.config import Config
from vibelog.core.choice import Wish
from vibelog.core.conversation import Answer, Conversation, answer_event
from vibelog.core.log import FEWEST, MOST, own, questions
from vibelog.core.paper import Paper
from vibelog.core.text import fold, squash
from vibelog.errors import ShortLogError
from vibelog.keeping.escaping import writable
from vibelog.keeping.markdown import questions_in, render

SOAK = bool(os.environ.get("VIBELOG_SOAK"))
WHOLE = "It is a short run of tokens, as was said at length. " * 30
ANSWER = Answer(WHOLE, model="m")
PAPER = Paper("ab" * 32, "caching", "Prefix Caching", 9, 40, "2025-09-01T10:00:00+00:00", "p.pdf")


def events(talk: Conversation) -> list[dict[str, object]]:
    """The conversation as its transcript's events."""
    about = {"name": talk.paper, "sha256": talk.sha256}
    found: list[dict[str, object]] = [{"type": "conversation", "id": talk.id, "paper": about}]
    for turn in talk.turns:
        asked = {"text": turn.question, "at": turn.asked, "suggested": turn.suggested}
        found.append({"type": "question", "turn": turn.number, **asked})
        if turn.answer:
            found.append({"type": "answer", "turn": turn.number, **answer_event(turn.answer)})
        if turn.starred:
            found.append({"type": "star", "turn": turn.number})
        found += [{"type": "note", "turn": turn.number, "text": note} for note in turn.notes]
    return found


def app(library: Path, talk: Conversation) -> App:
    folder = library / "conversations" / talk.paper
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(event, ensure_ascii=False) for event in events(talk)]
    (library / "papers" / PAPER.key).mkdir(parents=True, exist_ok=True)
    (library / "papers" / PAPER.key / "passages.jsonl").touch()
    (folder / "c.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return App(Config(home=library), {}, lambda _: None)


def check(library: Path, seed: int) -> None:
    talk = conversation(seed)
    me, real = app(library, talk), questions(talk)
    if len(own(real)) < FEWEST:
        with pytest.raises(ShortLogError):
            drafts.draft(me, PAPER)
        return
    log = drafts.draft(me, PAPER).log
    page = render(log)
    asked = questions_in(page)
    assert FEWEST <= len(asked) <= MOST
    assert len(asked) == min(MOST, len(real))
    assert set(asked) <= {writable(turn.question) for turn in talk.turns}
    assert len({squash(fold(question)[0]) for question in asked}) == len(asked)
    said = {c.quote for turn in talk.turns if turn.answer for c in turn.answer.citations}
    quotes = [line.split("”")[0][3:] for line in page.split("\n") if line.startswith("> “")]
    assert set(quotes) <= said
    stars = [turn.number for turn in real if turn.starred][:MOST]
    assert set(stars) <= {entry.turn for entry in log.entries}
    assert render(drafts.draft(me, PAPER).log) == page


def test_of_any_conversation_only_verbatim_questions_and_quotes_reach_the_log(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "embedder", lambda _app: embedders.embedder())
    for seed in range(10_000 if SOAK else 60):
        check(library, seed)


def test_so_it_is_with_the_embedder_that_ships(library: Path) -> None:
    for seed in range(200 if SOAK else 3):
        check(library, seed)


def test_what_the_student_chose_is_kept_and_what_they_only_looked_at_is_not(library: Path) -> None:
    me = app(library, conversation(7))
    drafted = drafts.draft(me, PAPER)
    left = next(each.turn.number for each in drafted.judged if not each.chosen)
    wish = Wish(keep=frozenset({left}))
    chosen = drafts.draft(me, PAPER, drafts.Options(wish=wish))
    assert left in {entry.turn for entry in chosen.log.entries}
    assert drafts.draft(me, PAPER).log == drafted.log
    drafts.remember(chosen)
    size = chosen.transcript.path.stat().st_size
    assert drafts.draft(me, PAPER).log == chosen.log
    drafts.remember(drafts.draft(me, PAPER))
    assert chosen.transcript.path.stat().st_size == size, "the same choice is kept once"


def test_long_answers_are_shortened_once_when_asked_for_and_shown_whole_again(
    library: Path,
) -> None:
    turns = tuple(literals.turn(n, f"Why {n}?") for n in range(1, 6))
    turns = tuple(replace(t, answer=replace(ANSWER, text=f"{WHOLE}{t.number}")) for t in turns)
    me = app(library, Conversation("c", "caching", PAPER.sha256, turns=turns))

    def model(body: dict[str, object]) -> str:
        prompt = json.dumps(body["messages"])
        if "[[ ## keep ## ]]" in prompt:
            return fields(title="T", summary="", keep="[]", insights=[], open_questions=[])
        return fields(condensed="It is short. 99" if "Why 3?" in prompt else "It is short.")

    with serving(model) as server:
        config = replace(me.config, model="openai/tiny", lm_base_url=server.url)
        me = replace(me, config=config)
        log = drafts.draft(me, PAPER, drafts.Options(condense=True)).log
        asked = len(server.requests)
        again = drafts.draft(me, PAPER, drafts.Options(condense=True)).log
        assert len(server.requests) == asked == 6
    shown = [entry.answer for entry in log.entries]
    assert [shown[0], shown[2]] == ["It is short.", f"{WHOLE}3"]
    assert [log.entries[0].condensed, log.entries[2].condensed] == ["openai/tiny", None]
    assert again == log
    whole = drafts.draft(me, PAPER, drafts.Options(condense=False)).log
    assert [entry.answer for entry in whole.entries] == [f"{WHOLE}{n}" for n in range(1, 6)]


def test_private_data_reaches_neither_question_nor_answer(library: Path) -> None:
    me = app(library, conversation(7))
    file = library / "conversations/caching/c.jsonl"
    file.write_text(file.read_text().replace("Why does", "Mail me@example.org: why does"))
    assert "me@example.org" in file.read_text()
    assert "me@example.org" not in render(drafts.draft(me, PAPER).log)


def test_what_was_imported_without_a_date_was_not_asked_that_day(library: Path) -> None:
    turns = tuple(literals.turn(n, f"Why {n}?") for n in range(1, 6))
    me = app(library, Conversation("c", "caching", PAPER.sha256, turns=turns))
    file = library / "conversations/caching/c.jsonl"
    undated = file.read_text().replace('"suggested"', '"dated": false, "suggested"')
    file.write_text(undated)
    log = drafts.draft(me, PAPER).log
    assert (log.dated, log.asked_from, log.asked_to) == (False, "2025-09-01", "2025-09-05")
    file.write_text(undated.replace('"dated": false', '"dated": true', 1))
    log = drafts.draft(me, PAPER).log
    assert (log.dated, log.asked_from, log.asked_to) == (True, "2025-09-01", "2025-09-01")


def test_a_model_that_fails_is_asked_once_for_a_log_and_the_answers_stand_whole(
    library: Path,
) -> None:
    turns = tuple(literals.turn(n, f"Why {n}?") for n in range(1, 6))
    turns = tuple(replace(turn, answer=ANSWER) for turn in turns)
    me = app(library, Conversation("c", "caching", PAPER.sha256, turns=turns))
    told: list[str] = []
    with serving([Fault(401)]) as server:
        config = replace(me.config, model="openai/tiny", lm_base_url=server.url)
        me = replace(me, config=config, tell=told.append)
        log = drafts.draft(me, PAPER, drafts.Options(condense=True)).log
        assert len(server.requests) == 1
    assert [entry.answer for entry in log.entries] == [WHOLE] * 5
    assert sum("compiled without a model" in sentence for sentence in told) == 1


RICE = "how do I cook rice?"


def apart(library: Path, count: int) -> App:
    """A conversation of five questions, the first `count` of which are not about the paper."""
    silent = "The paper does not seem to speak of this: no sentence was found that answers it."
    away = [
        literals.turn(n, f"{RICE[:-1]} in oven {'x' * n}?", silent) for n in range(1, count + 1)
    ]
    rest = [literals.turn(n, f"Why {n}?") for n in range(count + 1, 6)]
    talk = Conversation("c", "caching", PAPER.sha256, turns=(*away, *rest))
    return app(library, talk)


def test_what_is_not_about_the_paper_is_listed_and_no_question_of_the_log(library: Path) -> None:
    drafted = drafts.draft(apart(library, 2), PAPER, drafts.Options(allow_short=True))
    assert [entry.turn for entry in drafted.log.entries] == [3, 4, 5]
    assert len(drafted.log.others) == drafted.log.missing == 2
    assert {each.reason for each in drafted.judged[:2]} == {"no word ties it to the paper"}


def test_the_refusal_names_what_does_not_count(library: Path) -> None:
    with pytest.raises(
        ShortLogError, match=r"has 3 \(and 2 .* paper: “how do I cook .* ask 2 more"
    ):
        drafts.draft(apart(library, 2), PAPER)


def test_where_nothing_is_about_the_paper_no_log_is_written_unless_one_is_kept(
    library: Path,
) -> None:
    me = apart(library, 5)
    with pytest.raises(ShortLogError, match=r"^No question .*no word ties it to the paper"):
        drafts.draft(me, PAPER, drafts.Options(allow_short=True))
    looked = drafts.draft(me, PAPER, drafts.Options(allow_short=True, preview=True))
    assert not any(each.chosen for each in looked.judged)
    kept = drafts.Options(allow_short=True, wish=Wish(keep=frozenset({4})))
    assert [entry.turn for entry in drafts.draft(me, PAPER, kept).log.entries] == [4]


def test_where_the_model_fails_to_write_it_again_its_earlier_part_stays_and_that_is_said(
    library: Path,
) -> None:
    turns = tuple(literals.turn(n, f"Why {n}?") for n in range(1, 6))
    me = app(library, Conversation("c", "caching", PAPER.sha256, turns=turns))
    framed = fields(title="Why so", summary="", keep="[]", insights=[], open_questions=[])
    told: list[str] = []
    with serving([framed, Fault(401)]) as server:
        config = replace(me.config, model="openai/tiny", lm_base_url=server.url)
        me = replace(me, config=config, tell=told.append)
        first = drafts.draft(me, PAPER).log
        again = drafts.draft(me, PAPER, drafts.Options(redo=True)).log
    assert first.essay.title == again.essay.title == "Why so"
    assert told[-1].endswith("What a model wrote for this log before stays in it.")
    assert not any("without a model" in sentence for sentence in told)
