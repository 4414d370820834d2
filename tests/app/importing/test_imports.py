"""What comes from another tool is cleaned before it is written, and becomes a conversation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import QUESTIONS

from vibelog.app import App, kept, shelf
from vibelog.app.importing.imports import Imported, bring, ground
from vibelog.config import Config
from vibelog.core.conversation import Conversation, Turn
from vibelog.core.paper import Paper
from vibelog.errors import VibelogError
from vibelog.keeping.foreign.forms import written
from vibelog.keeping.foreign.said import Foreign, Said

STRANDED = "A stranded block is a block that is still in the cache although a block before it"
ANSWER = (
    "Prefix caching reuses the keys and values of a prompt's beginning, cut into blocks that are "
    "named by a hash, when a later prompt begins with the same tokens. When the cache is full, a "
    "policy such as LRU evicts blocks, and stranded ones cannot be reached."
)
CHAT = f"""You said:
What is prefix caching, and which blocks does the server evict?

ChatGPT said:
{ANSWER}

You said:
thanks!

You said:
Why does a time stamp at the front destroy the benefit?
"""


@pytest.fixture
def me(sample: Path) -> App:
    return App(Config(home=sample), {}, lambda _: None)


def file(name: str, content: str) -> Path:
    Path(name).write_text(content, encoding="utf-8")
    return Path(name)


def talk(me: App, brought: Imported) -> Conversation:
    return kept.find(me, brought.conversation)[0]


def events(me: App, brought: Imported) -> list[Any]:
    return kept.find(me, brought.conversation)[1].events()


def test_a_chat_becomes_a_conversation_like_any_other(me: App) -> None:
    (brought,) = bring(me, file("chat.md", CHAT))
    assert (brought.paper.name, brought.turns, brought.questions) == ("sample", 3, 2)
    found = talk(me, brought)
    assert found.source == "chatgpt"
    first, thanks, last = found.turns
    assert first.question == "What is prefix caching, and which blocks does the server evict?"
    assert first.answer is not None
    assert (first.answer.text, first.answer.citations) == (ANSWER, ())
    assert first.answer.model == "ChatGPT"
    assert thanks.answer is None
    assert last.answer is None
    (imported,) = [event for event in events(me, brought) if event["type"] == "imported"]
    assert (imported["file"], imported["redacted"]) == ("chat.md", 0)


def test_it_is_the_paper_s_current_conversation(me: App) -> None:
    (brought,) = bring(me, file("chat.md", CHAT))
    current = kept.current(me, brought.paper)
    assert current is not None
    assert current.path.stem == brought.conversation


SECRETS = (
    "ada.lovelace@example.org",
    "https://chatgpt.com/c/68c0aa11-0000-8000-a000-123456789abc",
    "sk-proj-" + "a1B2c3D4" * 6,
    "/home/adalovelace/papers",
)


def test_nothing_private_ever_reaches_the_library(me: App) -> None:
    header = f"**User:** Ada ({SECRETS[0]})\n**Link:** {SECRETS[1]}\n\n"
    leaks = " ".join(SECRETS)
    chat = f"{header}## Prompt:\nI am {leaks}. {QUESTIONS[0]}\n\n## Response:\n{leaks} {ANSWER}\n"
    (brought,) = bring(me, file(f"{SECRETS[0]}.md", chat))
    assert sum(brought.redacted.values()) == 9
    assert QUESTIONS[0] in talk(me, brought).turns[0].question
    library = me.config.home
    held = b"".join(path.read_bytes() for path in library.rglob("*") if path.is_file())
    names = " ".join(str(path) for path in library.rglob("*"))
    for secret in (*SECRETS, "lovelace"):
        assert secret.encode() not in held
        assert secret not in names


def test_debris_is_gone_and_the_question_is_verbatim(me: App) -> None:
    chat = CHAT.replace("What is", "paper.pdf\n\nPDF\n\nWhat is").replace(
        "same tokens.", "same tokens【5†paper.pdf†L1-L20】."
    )
    (brought,) = bring(me, file("chat.md", chat))
    first = talk(me, brought).turns[0]
    assert first.question == "What is prefix caching, and which blocks does the server evict?"
    assert first.answer is not None
    assert first.answer.text == ANSWER


def test_the_same_conversation_is_imported_once(me: App) -> None:
    (first,) = bring(me, file("chat.md", CHAT))
    (again,) = bring(me, file("copy.txt", CHAT.replace("\n", "\r\n")))
    assert (first.again, again.again) == (False, True)
    assert again.conversation == first.conversation
    assert len(kept.conversations(me)) == 1


def test_what_was_exported_is_the_same_when_it_is_imported(me: App) -> None:
    (brought,) = bring(me, file("chat.md", CHAT))
    turns = talk(me, brought).turns
    said = [
        part
        for turn in turns
        for part in (
            Said("student", turn.question),
            *([Said("model", turn.answer.text)] if turn.answer else []),
        )
    ]
    kept.delete(me, brought.conversation)
    exported = file("export.md", written(Foreign("", tuple(said), model="ChatGPT")))
    (back,) = bring(me, exported)

    def what(turns: tuple[Turn, ...]) -> list[tuple[str, str | None]]:
        return [(turn.question, turn.answer.text if turn.answer else None) for turn in turns]

    assert what(talk(me, back).turns) == what(turns)


def test_the_times_of_the_other_tool_are_kept(me: App) -> None:
    messages = [
        {"sender": "human", "text": QUESTIONS[0], "created_at": "2025-09-08T10:00:00Z"},
        {"sender": "assistant", "text": ANSWER, "created_at": "2025-09-08T10:00:05Z"},
    ]
    (brought,) = bring(me, file("c.json", json.dumps([{"name": "x", "chat_messages": messages}])))
    assert talk(me, brought).turns[0].asked == "2025-09-08T10:00:00+00:00"
    assert talk(me, brought).source == "claude"


DATED = """**User:** Ada
**Created:** 9/10/2025 14:03:11
**Exported:** 9/25/2025 9:00:00

## Prompt:
What is a stranded block?

## Response:
One that cannot be reached.
"""


def test_a_chat_is_dated_by_its_header_in_this_machine_s_zone(me: App) -> None:
    (brought,) = bring(me, file("chat.md", DATED), paper="sample")
    (turn,) = talk(me, brought).turns
    local = datetime.fromisoformat("2025-09-10T14:03:11").astimezone()
    assert (datetime.fromisoformat(turn.asked), turn.dated, brought.dated) == (local, True, True)
    assert all("dated" not in event for event in events(me, brought))


def test_where_nothing_says_when_the_turn_says_so_and_still_does_elsewhere(me: App) -> None:
    (brought,) = bring(me, file("chat.md", CHAT))
    assert brought.dated is False
    turns = talk(me, brought).turns
    assert [turn.dated for turn in turns] == [False] * 3
    assert turns[0].asked[:10] == events(me, brought)[-1]["at"][:10]

    path = kept.find(me, brought.conversation)[1].path
    copy = path.rename(path.parent.parent / "copy.jsonl")
    (again,) = bring(me, copy, paper="sample")
    assert [(t.asked, t.dated) for t in talk(me, again).turns] == [(t.asked, False) for t in turns]


@pytest.mark.parametrize("head", ["**Exported:** 9/25/2025 9:00:00", "**Created:** 9/8/2098 10:15"])
def test_neither_the_day_of_the_export_nor_one_to_come_is_when_it_was_asked(
    me: App, head: str
) -> None:
    chat = DATED.partition("## Prompt:")[1:]
    (brought,) = bring(me, file("chat.md", "".join([f"{head}\n\n", *chat])), paper="sample")
    assert (brought.dated, [turn.dated for turn in talk(me, brought).turns]) == (False, [False])


def test_a_file_that_has_the_dates_of_what_was_imported_without_any_is_noticed(me: App) -> None:
    bare = "".join(DATED.partition("## Prompt:")[1:])
    (first,) = bring(me, file("bare.md", bare), paper="sample")
    (again,) = bring(me, file("chat.md", DATED))
    assert (again.conversation, again.again, again.undated_there) == (
        first.conversation,
        True,
        True,
    )
    kept.delete(me, first.conversation)
    (dated,) = bring(me, file("chat.md", DATED), paper="sample")
    (once_more,) = bring(me, file("chat.md", DATED))
    assert (dated.dated, once_more.again, once_more.undated_there) == (True, True, False)


def test_block_quotes_survive_import_and_grounding(me: App) -> None:
    answer = f"As it says:\n\n> {STRANDED} in the same text is not.\n>\n> - It is wasted.\n\nSo."
    chat = f"You said:\n{QUESTIONS[3]}\n\nChatGPT said:\n{answer}\n"
    (brought,) = bring(me, file("chat.md", chat), paper="sample")
    for grounds in (False, True):
        cited = ground(me, brought) if grounds else 0
        found = talk(me, brought).turns[0].answer
        assert found is not None
        assert found.text.partition("\n\n*Looked up")[0].replace(" [p. 3]", "") == answer
        assert len(found.citations) == cited == grounds


def messages(question: str, answer: str, title: str) -> dict[str, Any]:
    said = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"title": title, "messages": said}


def test_of_an_export_those_about_a_paper_are_taken(me: App) -> None:
    cook = messages("How long does rice take?", "About twelve minutes, with a lid.", "Dinner")
    caching = messages(QUESTIONS[0], ANSWER, "Blocks")
    (brought,) = bring(me, file("all.json", json.dumps([cook, caching])))
    assert brought.title == "Blocks"


def test_of_an_export_one_is_chosen_by_its_title(me: App) -> None:
    both = [messages(QUESTIONS[0], ANSWER, "Blocks"), messages("What now?", "Hm.", "Other")]
    export = file("all.json", json.dumps(both))
    (brought,) = bring(me, export, paper="sample", conversation="other")
    assert talk(me, brought).turns[0].question == "What now?"
    with pytest.raises(VibelogError, match="Blocks, Other"):
        bring(me, export, conversation="Third")
    with pytest.raises(VibelogError, match="2 conversations"):
        bring(me, export, paper="sample")


VAGUE = "You said:\nWhat is the main point?\n\nChatGPT said:\nThat it works.\n"


def test_where_it_is_not_sure_the_candidates_are_named_and_nothing_is_written(me: App) -> None:
    with pytest.raises(VibelogError, match=r"--paper NAME \(sample\)"):
        bring(me, file("chat.md", VAGUE))
    assert kept.conversations(me) == []
    assert not list(me.config.home.glob(".importing-*"))


def test_where_it_is_not_sure_somebody_may_choose(me: App) -> None:
    why: list[str] = []

    def first(told: str, papers: Sequence[Paper]) -> Paper:
        why.append(told)
        return papers[0]

    (brought,) = bring(me, file("chat.md", VAGUE), choose=first)
    assert brought.paper.name == "sample"
    assert "not sure" in why[0]


def test_a_paper_of_the_course_that_is_not_there_is_to_be_added(me: App) -> None:
    with pytest.raises(VibelogError, match="vibelog add") as error:
        bring(me, file("DSPy_log.md", VAGUE))
    assert "DSPy: Compiling Declarative" in str(error.value)


def test_a_conversation_is_there_whole_or_not_at_all(
    me: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vibelog.keeping.transcript import Transcript

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Transcript, "answer", full)
    with pytest.raises(VibelogError, match="cannot be written"):
        bring(me, file("chat.md", CHAT))
    assert kept.conversations(me) == []
    assert not list(me.config.home.glob(".importing-*"))


def test_our_own_transcript_keeps_marks_and_quotes_that_the_paper_has(
    talked: Path, tmp_path: Path
) -> None:
    me = App(Config(home=talked), {}, lambda _: None)
    paper = shelf.known(me, "sample")
    transcript = kept.current(me, paper)
    assert transcript is not None
    transcript.event("star", turn=1)
    (there,) = bring(me, transcript.path)
    assert there.again, "it is in the library already"

    lying = transcript.path.read_text().replace("still in the cache", "still in the freezer")
    elsewhere = tmp_path / "theirs.jsonl"
    elsewhere.write_text(lying)
    kept.delete(me, there.conversation)
    (brought,) = bring(me, elsewhere)
    turns = talk(me, brought).turns
    assert [turn.question for turn in turns] == list(QUESTIONS)
    assert turns[0].starred
    quotes = [c.quote for turn in turns if turn.answer for c in turn.answer.citations]
    assert quotes
    assert not any("freezer" in quote for quote in quotes)


def test_grounding_finds_evidence_and_marks_what_the_paper_has_not(me: App) -> None:
    answer = f"{STRANDED} in the same text is not. It costs 99 GB of memory in every server."
    chat = f"You said:\n{QUESTIONS[3]}\n\nChatGPT said:\n{answer}\n"
    (brought,) = bring(me, file("chat.md", chat), paper="sample")
    assert ground(me, brought) == 1
    found = talk(me, brought).turns[0].answer
    assert found is not None
    assert found.citations[0].quote.startswith(STRANDED)
    assert found.unsupported == ("99 GB",)
    assert found.model == "ChatGPT"
    count = len(events(me, brought))
    assert ground(me, brought) == 1
    assert len(events(me, brought)) == count, "what was grounded is not written again"
