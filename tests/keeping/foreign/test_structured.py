"""Exports of other tools are read as the conversation that their users saw."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vibelog.keeping.foreign.own import Own
from vibelog.keeping.foreign.structured import conversations_in

Message = dict[str, Any]


def message(role: str, *parts: object, kind: str = "text", **fields: object) -> Message:
    content = {"content_type": kind, "parts": list(parts)}
    return {"author": {"role": role}, "content": content, "recipient": "all", **fields}


def chain(*messages: Message | None) -> dict[str, Any]:
    """A conversation of ChatGPT's export in which nothing was edited."""
    mapping = {
        f"n{at}": {
            "message": each,
            "parent": f"n{at - 1}" if at else None,
            "children": [f"n{at + 1}"] if at < len(messages) - 1 else [],
        }
        for at, each in enumerate(messages)
    }
    return {"title": "Blocks", "mapping": mapping, "current_node": f"n{len(messages) - 1}"}


def said(data: object) -> list[tuple[str, str]]:
    (found,) = conversations_in(data)
    return [(each.by, each.text) for each in found.said]


def test_a_chatgpt_conversation_is_the_path_to_the_current_node() -> None:
    talk = chain(None, message("user", "first try"), message("assistant", "dead end"))
    talk["mapping"]["n1b"] = {"message": message("user", "second try"), "parent": "n0"}
    talk["mapping"]["n2b"] = {"message": message("assistant", "live end"), "parent": "n1b"}
    talk["current_node"] = "n2b"
    assert said(talk) == [("student", "second try"), ("model", "live end")]


def test_without_a_current_node_the_branch_written_last_is_read() -> None:
    talk = chain(None, message("user", "old", create_time=1.0))
    talk["mapping"]["new"] = {"message": message("user", "new", create_time=2.0), "parent": "n0"}
    talk["current_node"] = "gone"
    assert said(talk) == [("student", "new")]


def times(data: object) -> list[str]:
    (found,) = conversations_in(data)
    return [each.at for each in found.said]


def test_messages_without_times_have_the_conversation_s() -> None:
    talk = chain(None, message("user", "why?"), message("assistant", "so"), message("user", "and?"))
    own = chain(None, message("user", "why?", create_time=1757325600.0), message("user", "and?"))
    whole = {"create_time": 1757325600.5, "update_time": 1757412000.0}
    began, ended = "2025-09-08T10:00:00+00:00", "2025-09-09T10:00:00+00:00"
    assert times(talk | whole) == [began, began, ended]
    assert times(own | whole) == [began, ""]
    assert times(talk) == ["", "", ""]
    claude = {"chat_messages": [{"sender": "human", "text": "why?"}], "created_at": began}
    assert times([claude]) == [began]
    listed = {"messages": [{"role": "user", "content": "why?"}], "created_at": began}
    assert times(listed) == [began]


HIDDEN: dict[str, Message] = {
    "the system's words": message("system", "You are ChatGPT."),
    "the profile": message("user", "I am a student.", kind="user_editable_context"),
    "hidden context": message("user", "x", metadata={"is_visually_hidden_from_conversation": True}),
    "thoughts": {
        "author": {"role": "assistant"},
        "content": {"content_type": "thoughts", "thoughts": [{"content": "Let me think."}]},
    },
    "reasoning in another channel": message("assistant", "Hm.", channel="commentary"),
    "a tool's input": message("assistant", "search('dspy')", recipient="browser"),
    "code that was run": {
        "author": {"role": "assistant"},
        "content": {"content_type": "code", "language": "python", "text": "print(1)"},
    },
    "a tool's output": message("tool", "1"),
    "an empty message": message("assistant", ""),
    "damage": {"author": "user", "content": 3},
}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_the_student_did_not_see_is_no_turn(hidden: Message) -> None:
    talk = chain(None, message("user", "What is a block?"), hidden, message("assistant", "This."))
    assert said(talk) == [("student", "What is a block?"), ("model", "This.")]


def test_of_images_and_speech_what_is_text_counts() -> None:
    image = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"}
    spoken = {"content_type": "audio_transcription", "text": "And figure 3?"}
    talk = chain(
        message("user", image, "What does it show?", kind="multimodal_text"),
        message("user", spoken, kind="multimodal_text"),
    )
    assert said(talk) == [("student", "What does it show?"), ("student", "And figure 3?")]


def test_an_answer_in_pieces_is_one_turn_with_its_time_and_model() -> None:
    first = message("assistant", "One.", metadata={"model_slug": "gpt-5"}, create_time=60)
    (found,) = conversations_in(
        [chain(message("user", "Why?"), first, message("assistant", "Two."))]
    )
    assert found.said[1].text == "One.\n\nTwo."
    assert found.said[1].at == "1970-01-01T00:01:00+00:00"
    assert (found.title, found.model) == ("Blocks", "gpt-5")


def test_a_circle_ends() -> None:
    talk = chain(message("user", "a"), message("assistant", "b"))
    talk["mapping"]["n0"]["parent"] = "n1"
    assert said(talk) == [("student", "a"), ("model", "b")]


def test_claude_s_export_is_read_with_the_text_blocks_alone() -> None:
    blocks = [
        {"type": "thinking", "thinking": "Let me think."},
        {"type": "text", "text": "It is a page."},
        {"type": "tool_use", "name": "search", "input": {}},
    ]
    messages = [
        {"sender": "human", "text": "What is it?", "created_at": "2025-09-08T10:00:00Z"},
        {"sender": "assistant", "text": "It is a page. Not supported.", "content": blocks},
    ]
    (found,) = conversations_in([{"name": "Pages", "chat_messages": messages}])
    assert [each.text for each in found.said] == ["What is it?", "It is a page."]
    assert found.said[0].at == "2025-09-08T10:00:00+00:00"
    assert found.title == "Pages"


def test_of_claude_s_branches_the_current_one_is_read() -> None:
    messages = [
        {"uuid": "1", "sender": "human", "text": "old"},
        {"uuid": "2", "sender": "human", "text": "new", "parent_message_uuid": "0"},
    ]
    assert said({"chat_messages": messages, "current_leaf_message_uuid": "2"}) == [
        ("student", "new")
    ]


def test_the_logs_of_llm_are_conversations_in_the_order_of_time() -> None:
    def log(prompt: str, talk: str, at: str) -> Message:
        reply = {"prompt": prompt, "response": f"{prompt}!", "model": "gpt-4o-mini"}
        return {**reply, "conversation_id": talk, "datetime_utc": at}

    logs = [
        log("c", "2", "2025-09-03T00:00:00+00:00"),
        log("b", "1", "2025-09-02T00:00:00"),
        log("a", "1", "2025-09-01T00:00:00"),
    ]
    one, two = conversations_in(logs)
    assert [each.text for each in one.said] == ["a", "a!", "b", "b!"]
    assert [each.text for each in two.said] == ["c", "c!"]
    assert (one.model, one.said[2].at) == ("gpt-4o-mini", "2025-09-02T00:00:00+00:00")


def test_a_list_of_messages_with_roles_is_a_conversation() -> None:
    messages = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]
    wanted = [("student", "Why?"), ("model", "So.")]
    assert said(messages) == said({"messages": messages}) == wanted


def test_our_own_transcript_keeps_what_other_tools_do_not_know() -> None:
    events = [
        {"type": "conversation", "id": "x", "paper": {"name": "dspy", "sha256": "0"}},
        {"type": "question", "turn": 1, "text": "Why?", "suggested": True, "at": "2025-09-01"},
        {"type": "answer", "turn": 1, "text": "So.", "model": "m"},
        {"type": "star", "turn": 1},
    ]
    (found,) = conversations_in(events)
    assert isinstance(found, Own)
    assert (found.paper, found.model, found.turns[0].suggested) == ("dspy", "m", True)
    assert found.turns[0].starred


def test_many_conversations_stay_apart_and_empty_ones_are_left_out() -> None:
    talks = [chain(message("user", "a")), chain(None), chain(message("user", "b"))]
    assert [each.said[0].text for each in conversations_in(talks)] == ["a", "b"]


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text(min_size=1)), max_size=9))
def test_every_letter_that_was_said_comes_back(turns: list[tuple[str, str]]) -> None:
    talk = chain(*(message(role, text) for role, text in turns))
    found = conversations_in(json.loads(json.dumps([talk])))
    got = "".join(each.text for talk in found for each in talk.said)
    kept = [t.replace("\r\n", "\n").replace("\r", "\n") for _, t in turns if t.strip()]
    assert got.replace("\n", "") == "".join(kept).replace("\n", "")


KEYS = (
    "mapping current_node message parent author role content parts chat_messages sender text "
    "messages prompt response type turn paper linear_conversation create_time"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inside,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
@example({"mapping": {"a": {}}, "current_node": []})
@example({"chat_messages": [], "current_leaf_message_uuid": {}})
@example({"mapping": {"a": {"message": {"create_time": 10**400}}}})
@example([{"type": "conversation", "paper": {}}, {"type": "question", "turn": [], "text": 1}])
def test_no_json_is_an_error(data: object) -> None:
    conversations_in(data)
