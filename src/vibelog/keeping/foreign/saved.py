"""A conversation's page saved from a browser: ChatGPT's share page, or a page of its chat.

Read are the turns that the page shows (elements with `data-message-author-role`), and where it
shows none, as a page that was saved without being drawn, the conversation in the data that its
scripts carry, in the two ways seen until 2025: as JSON of its own (`__NEXT_DATA__`), or flattened
into one list (`streamController.enqueue`). No script is run and no link is followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from vibelog.core.text import plain, squash
from vibelog.keeping.foreign.marking import markdown, typed
from vibelog.keeping.foreign.said import Foreign, Said, Speaker
from vibelog.keeping.foreign.structured import conversations_in, merged

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SHOWN, CARRIED = "saved page of a chat", "data in a saved page"
_ROLE, _MODEL = "data-message-author-role", "data-message-model-slug"
_ENQUEUED = re.compile(r'streamController\.enqueue\(("(?:[^"\\]|\\.)*")\)')
_DEEPEST = 200  # levels of a flattened list that are followed; a conversation takes about ten


def conversation_in(html: str, parse: Callable[[str], Foreign | None]) -> Foreign | None:
    """The conversation of a saved page; None when it holds none.

    `parse` reads turns out of text: it is given the page's, where the page is of another tool.
    """
    page = _parsed(html)
    if page is None:
        return None
    title = squash(plain(page.findtext(".//title") or "")).removeprefix("ChatGPT - ")
    if said := merged(_shown(page)):
        model = next((m for e in page.iter() if (m := e.get(_MODEL))), "")
        return Foreign(SHOWN, said, title, model=squash(plain(model)))
    for carried in _carried(page):
        if found := _first(carried):
            return Foreign(CARRIED, found.said, found.title or title, model=found.model)
    read = parse(markdown(page))
    return read and Foreign(f"{read.form}, in a page", read.said, title, read.link, read.model)


def _parsed(html: str) -> HtmlElement | None:
    """The page's root; None for what is no page. The parser expands nothing and fetches nothing."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root: HtmlElement = document_fromstring(html.encode(errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return root


def _shown(page: HtmlElement) -> Iterator[Said]:
    """The turns that the page shows, in its order."""
    for element in page.iter():
        by = _by(element)
        if by and not any(_by(around) for around in element.iterancestors()):
            text = _typed(element) if by == "student" else markdown(element)
            if text.strip():
                yield Said(by, text)


def _by(element: HtmlElement) -> Speaker | None:
    role = element.get(_ROLE) if isinstance(element.tag, str) else None
    speakers: dict[str | None, Speaker] = {"user": "student", "assistant": "model"}
    return speakers.get(role)


def _typed(element: HtmlElement) -> str:
    """What the student typed: the parts that keep white space; file chips stand outside them."""
    parts = [e for e in element.iter() if "whitespace-pre-wrap" in (e.get("class") or "").split()]
    if parts:
        return "\n\n".join(typed(part).strip("\n") for part in parts)
    return markdown(element)


def _carried(page: HtmlElement) -> Iterator[object]:
    """The data in the page's scripts, as JSON held it."""
    flattened = ""
    for script in page.iter("script"):
        text = script.text or ""
        if script.get("id") == "__NEXT_DATA__":
            yield _json(text)
        for chunk in _ENQUEUED.findall(text):
            flattened += str(_json(chunk) or "")
    for line in flattened.split("\n"):
        values = _json(line)
        if isinstance(values, list) and values:
            yield _unfolded(values)


def _unfolded(values: list[Any]) -> object:
    """The value that a flattened list holds: its items name one another by their numbers.

    `{"_1": 2}` is an object whose key is item 1 and whose value is item 2; negative numbers are
    null and the like. Each item is made once; what holds itself, or is deeper than any
    conversation, is None there.
    """
    made: dict[int, object] = {}

    def value(at: object, depth: int) -> object:
        if not isinstance(at, int) or not 0 <= at < len(values) or depth > _DEEPEST:
            return None
        if at not in made:
            made[at] = None  # until it is made: what it holds may name it
            made[at] = _item(values, at, lambda inside: value(inside, depth + 1))
        return made[at]

    return value(0, 0)


def _item(values: list[Any], at: int, value: Callable[[object], object]) -> object:
    """An item of a flattened list, what it names put in place."""
    item = values[at]
    if isinstance(item, dict):
        pairs = [(_key(values, key), each) for key, each in item.items()]
        return {key: value(each) for key, each in pairs if key}
    if isinstance(item, list):
        tagged = bool(item) and isinstance(item[0], str)  # a date, a promise …
        return None if tagged else [value(each) for each in item]
    return item


def _key(values: list[Any], key: str) -> str:
    """The name that `_12` stands for; empty where item 12 is no name."""
    at = int(key[1:]) if re.fullmatch(r"_\d{1,9}", key) else len(values)
    name = values[at] if at < len(values) else ""
    return name if isinstance(name, str) else ""


def _first(data: object) -> Foreign | None:
    """The first conversation anywhere in the data, what is nearest to its root before the rest."""
    seen: set[int] = set()
    level = [data]
    while level:
        for each in level:
            if isinstance(each, dict) and (found := conversations_in(each)):
                return found[0]
        seen |= set(map(id, level))
        inside = [i for each in level for i in _inside(each)]
        level = list({id(i): i for i in inside if id(i) not in seen}.values())
    return None


def _inside(data: object) -> list[object]:
    """The objects and lists that an object or a list holds."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [each for each in values if isinstance(each, dict | list)]


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
