from __future__ import annotations

import json

from vibelog.keeping.sharing import shareable


def redact(text: str) -> str:
    return text.replace("me@example.org", "[email removed]")


def lines(*events: dict[str, object]) -> bytes:
    return b"".join(json.dumps(event).encode() + b"\n" for event in events)


def test_what_holds_nothing_private_stays_byte_for_byte() -> None:
    content = lines(
        {"type": "conversation", "id": "c"}, {"type": "question", "turn": 1, "text": "é"}
    )
    assert shareable(content, {1}, redact) == content
    assert shareable(content[:-1], {1}, redact) == content


def test_private_data_goes_from_what_people_and_models_wrote_and_no_quote_changes() -> None:
    cited = {"quote": "Write to me@example.org", "page": 1}
    answer = {"type": "answer", "turn": 1, "text": "me@example.org", "citations": [cited]}
    (event,) = map(json.loads, shareable(lines(answer), {1}, redact).splitlines())
    assert event["text"] == "[email removed]"
    assert event["citations"] == [cited]


def test_an_undone_turn_and_a_torn_line_are_left_out() -> None:
    content = lines({"type": "question", "turn": 1}, {"type": "question", "turn": 2}) + b'{"ty'
    assert shareable(content, {2}, redact) == lines({"type": "question", "turn": 2})
