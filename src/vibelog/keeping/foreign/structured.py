"""Conversations in the data that other tools export: ChatGPT's, Claude's, llm's, lists of messages.

Takes what JSON held and returns what was said; knows no file. Only what the student wrote and what
the model showed them counts: no reasoning, tool calls or their output, images, hidden context, and
no branch that an edit left behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from vibelog.keeping.foreign.own import own
from vibelog.keeping.foreign.said import Foreign, Said, Speaker
from vibelog.keeping.foreign.times import dated
from vibelog.keeping.foreign.values import iso, line, lines, since_1970, table

CHATGPT, CLAUDE, LLM, MESSAGES = (
    "ChatGPT export",
    "Claude export",
    "llm logs",
    "messages with roles",
)
# The content types of ChatGPT's messages that the student sees as text; others are `thoughts`,
# `reasoning_recap`, `code` (a tool's input), `execution_output`, `user_editable_context` …
_SHOWN = ("text", "multimodal_text")
_SPEAKERS: Mapping[str, Speaker] = {
    "user": "student",
    "human": "student",
    "prompt": "student",
    "assistant": "model",
    "model": "model",
    "response": "model",
}


def conversations_in(data: object) -> list[Foreign]:
    """The conversations that parsed JSON holds, in its order; none when it holds none.

    A conversation in which nobody said anything is left out.
    """
    if isinstance(data, list):
        found = _listed([item for item in data if isinstance(item, dict)])
    else:
        found = _one(data) if isinstance(data, dict) else []
    return [each for each in found if each.said]


def _listed(items: Sequence[Mapping[str, Any]]) -> list[Foreign]:
    """The conversations of a list of conversations, messages, events or logs."""
    if mine := own(items):
        return [mine]
    if items and all("prompt" in item and "response" in item for item in items):
        return list(_llm(items))
    if items and all(_speaker(item) for item in items):
        return [_messages({"messages": items})]
    return [each for item in items for each in _one(item)]


def _one(item: Mapping[str, Any]) -> list[Foreign]:
    """The conversation that an object is; a list of one, or of none."""
    if isinstance(item.get("mapping"), dict) or isinstance(item.get("linear_conversation"), list):
        return [_chatgpt(item)]
    if isinstance(item.get("chat_messages"), list):
        return [_claude(item)]
    if isinstance(item.get("messages"), list):
        return [_messages(item)]
    return []


def _chatgpt(item: Mapping[str, Any]) -> Foreign:
    """A conversation of ChatGPT's data export or of the data in a share page."""
    messages = [node["message"] for node in _nodes(item) if isinstance(node.get("message"), dict)]
    shown = [message for message in messages if _visible(message)]
    said = [
        Said(by, text, since_1970(message.get("create_time")))
        for message in shown
        if (by := _role(message)) and (text := _parts(message))
    ]
    slugs = [table(m, "metadata").get("model_slug") for m in shown if _role(m) == "model"]
    slugs += [item.get("default_model_slug"), table(item, "model").get("slug")]
    model = next((slug for slug in slugs if isinstance(slug, str) and slug != "auto"), "")
    times = since_1970(item.get("create_time")), since_1970(item.get("update_time"))
    return Foreign(CHATGPT, dated(merged(said), *times), line(item.get("title")), model=line(model))


def _nodes(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The nodes from the root to the current one; a share page may have them listed already."""
    mapping = {key: node for key, node in table(item, "mapping").items() if isinstance(node, dict)}
    last = item.get("current_node")
    if mapping and not _among(last, mapping):  # then the branch that was written last
        leaves = [key for key, node in mapping.items() if not node.get("children")]
        last = max(leaves, key=lambda key: _number(mapping[key].get("message")), default=None)
    if _among(last, mapping):
        return _path(mapping, last, "parent")
    listed = item.get("linear_conversation")
    return [node for node in listed if isinstance(node, dict)] if isinstance(listed, list) else []


def _path(
    nodes: Mapping[str, Mapping[str, Any]], last: object, parent: str
) -> list[Mapping[str, Any]]:
    """The nodes from the root to `last`; a circle is gone round once."""
    path: dict[str, Mapping[str, Any]] = {}
    while isinstance(last, str) and last in nodes and last not in path:
        path[last] = nodes[last]
        last = nodes[last].get(parent)
    return list(path.values())[::-1]


def _among(key: object, nodes: Mapping[str, object]) -> bool:
    """Whether a key, as JSON holds it, is one of a node's."""
    return isinstance(key, str) and key in nodes


def _visible(message: Mapping[str, Any]) -> bool:
    """Whether the student saw a message as part of the conversation."""
    metadata = table(message, "metadata")
    return (
        table(message, "content").get("content_type") in _SHOWN
        and message.get("recipient") in (None, "all")  # else a tool's input
        and message.get("channel") in (None, "final")  # else reasoning
        and not metadata.get("is_visually_hidden_from_conversation")
        and not metadata.get("is_user_system_message")
    )


def _role(message: Mapping[str, Any]) -> Speaker | None:
    role = table(message, "author").get("role")
    return _SPEAKERS.get(role) if role in ("user", "assistant") else None


def _parts(message: Mapping[str, Any]) -> str:
    """The text of a message: its text parts, and what was spoken instead of typed."""
    parts = table(message, "content").get("parts")
    texts = []
    for part in parts if isinstance(parts, list) else []:
        spoken = isinstance(part, dict) and part.get("content_type") == "audio_transcription"
        text = part.get("text") if spoken else part
        if isinstance(text, str) and text.strip():
            texts.append(lines(text))
    return "\n\n".join(texts)


def _claude(item: Mapping[str, Any]) -> Foreign:
    """A conversation of Claude's data export."""
    messages = [each for each in item["chat_messages"] if isinstance(each, dict)]
    by_id = {each["uuid"]: each for each in messages if isinstance(each.get("uuid"), str)}
    leaf = item.get("current_leaf_message_uuid")
    if _among(leaf, by_id):
        messages = [dict(each) for each in _path(by_id, leaf, "parent_message_uuid")]
    said = [
        Said(by, text, iso(message.get("created_at")))
        for message in messages
        if (by := _speaker({"role": message.get("sender")})) and (text := _claude_text(message))
    ]
    turns = dated(merged(said), iso(item.get("created_at")), iso(item.get("updated_at")))
    return Foreign(CLAUDE, turns, line(item.get("name")), model=line(item.get("model")))


def _claude_text(message: Mapping[str, Any]) -> str:
    """The text blocks of a message; `text` where it has none, which mixes in tools' output."""
    content = message.get("content")
    return _blocks(content) or _blocks(message.get("text"))


def _messages(item: Mapping[str, Any]) -> Foreign:
    """A list of messages with roles, as many exporters and interfaces write."""
    said = [
        Said(by, text, since_1970(each.get("create_time")) or iso(each.get("timestamp")))
        for each in item["messages"]
        if isinstance(each, dict)
        and (by := _speaker(each))
        and (text := _blocks(each.get("content")) or _blocks(each.get("say", each.get("text"))))
    ]
    began, ended = (
        since_1970(item.get(f"{key}_time")) or iso(item.get(f"{key}d_at"))
        for key in ("create", "update")
    )
    turns = dated(merged(said), began, ended)
    return Foreign(MESSAGES, turns, line(item.get("title")), model=line(item.get("model")))


def _blocks(content: object) -> str:
    """The text of a message's content: a string, or a list of strings and blocks of type text."""
    blocks = content if isinstance(content, list) else [content]
    texts = [
        block.get("text") if isinstance(block, dict) and block.get("type") == "text" else block
        for block in blocks
    ]
    return "\n\n".join(lines(text) for text in texts if isinstance(text, str) and text.strip())


def _llm(items: Sequence[Mapping[str, Any]]) -> Iterator[Foreign]:
    """The conversations of `llm logs --json`, each a list of prompts and responses."""
    talks: dict[str, list[Mapping[str, Any]]] = {}
    for item in sorted(items, key=lambda item: str(item.get("datetime_utc", ""))):
        talks.setdefault(str(item.get("conversation_id") or item.get("id")), []).append(item)
    for talk in talks.values():
        said = []
        for item in talk:
            at = iso(item.get("datetime_utc"))
            said += [Said("student", text, at) for text in [_blocks(item["prompt"])] if text]
            said += [Said("model", text, at) for text in [_blocks(item["response"])] if text]
        title, model = talk[0].get("conversation_name"), talk[0].get("model")
        yield Foreign(LLM, tuple(said), line(title), model=line(model))


def merged(said: Iterable[Said]) -> tuple[Said, ...]:
    """The turns, what a model said in several pieces (between calls of tools) run together."""
    turns: list[Said] = []
    for each in said:
        if turns and each.by == turns[-1].by == "model":
            turns[-1] = Said("model", f"{turns[-1].text}\n\n{each.text}", turns[-1].at)
        else:
            turns.append(each)
    return tuple(turns)


def _speaker(message: Mapping[str, Any]) -> Speaker | None:
    role = message.get("role")
    return _SPEAKERS.get(role.lower()) if isinstance(role, str) else None


def _number(message: object) -> float:
    time = message.get("create_time") if isinstance(message, dict) else None
    return time if isinstance(time, int | float) else 0.0
