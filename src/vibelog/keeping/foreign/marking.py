"""HTML as Markdown: what a page of a chat shows, in the letters that made it.

Knows elements, not conversations. A formula is its TeX, a code block its code; buttons, scripts and
pictures are nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NOTHING = frozenset(
    "script style svg button img template noscript head textarea input nav".split()
)
_BLOCKS = frozenset("p div section article main body html header footer ul ol figure".split())
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}


def markdown(element: HtmlElement) -> str:
    """The element as Markdown, without blank lines at its ends."""
    text = re.sub(r"[ \t]+\n", "\n", _inside(element))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def typed(element: HtmlElement) -> str:
    """The element's text as it was typed: white space counts, marks are letters."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _NOTHING:
            parts.append(typed(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _inside(element: HtmlElement) -> str:
    """The Markdown of an element's text and children, the element itself aside."""
    parts = [_squeezed(element.text)]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOTHING:
            parts.append(_outside(child))
        parts.append(_squeezed(child.tail))
    return "".join(parts)


def _outside(element: HtmlElement) -> str:  # noqa: PLR0911 - one return for each kind of element
    """The Markdown of an element with its own marks."""
    tag = element.tag
    if "katex" in element.get("class", "").split():
        return _formula(element)
    if tag == "pre":
        return _code(element)
    if tag == "code":
        return f"`{typed(element)}`"
    if tag == "br":
        return "\n"
    if tag == "hr":
        return "\n\n---\n\n"
    inside = _inside(element)
    if tag in _MARKS:
        mark = _MARKS[tag] if inside.strip() else ""
        return f"{mark}{inside.strip()}{mark}" if mark else inside
    if tag == "a":
        return _link(element, inside)
    if tag == "table":
        return _table(element)
    return _block(element, inside)


def _block(element: HtmlElement, inside: str) -> str:
    """The Markdown of an element that stands on lines of its own, or of none that is known."""
    tag = element.tag
    if re.fullmatch(r"h[1-6]", tag):
        return f"\n\n{'#' * int(tag[1])} {inside.strip()}\n\n"
    if tag == "li":
        return _item(element, inside)
    if tag == "blockquote":
        quoted = markdown(element).split("\n")
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in quoted) + "\n\n"
    return f"\n\n{inside}\n\n" if tag in _BLOCKS else inside


def _item(element: HtmlElement, inside: str) -> str:
    """An item of a list, what is inside it indented."""
    parent = element.getparent()
    numbered = parent is not None and parent.tag == "ol"
    begin = parent.get("start", "1") if numbered else "1"
    at = len(list(element.itersiblings("li", preceding=True)))
    first = int(begin) if begin.isdigit() else 1
    mark = f"{first + at}. " if numbered else "- "
    text = re.sub(r"\n{2,}(?=\s*(?:[-*]|\d+\.) )", "\n", inside.strip())
    return "\n" + mark + text.replace("\n", "\n" + " " * len(mark))


def _table(element: HtmlElement) -> str:
    """A table; the line below its first row is what makes it one in Markdown."""
    rows = []
    for row in element.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = [re.sub(r"\s+", " ", _inside(cell)).strip().replace("|", r"\|") for cell in cells]
        rows.append(f"| {' | '.join(texts)} |")
        if len(rows) == 1:
            rows.append("|" + " --- |" * len(cells))
    return "\n\n" + "\n".join(rows) + "\n\n"


def _code(element: HtmlElement) -> str:
    """A code block; what stands around its code (a language's name, a button) is left out."""
    code = next(element.iter("code"), element)
    named = re.search(r"language-([\w+#-]+)", code.get("class", ""))
    text = typed(code).strip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"\n\n{fence}{named[1] if named else ''}\n{text}\n{fence}\n\n"


def _formula(element: HtmlElement) -> str:
    """A formula's TeX, which KaTeX keeps beside what it draws."""
    source = next(element.iter("annotation"), None)
    return f"${typed(source).strip()}$" if source is not None else ""


def _link(element: HtmlElement, inside: str) -> str:
    target = element.get("href", "")
    text = re.sub(r"\s+", " ", inside).strip()
    if not text or not target.startswith(("http://", "https://")):
        return inside
    return f"[{text}]({target})" if text != target else text


def _squeezed(text: str | None) -> str:
    """Text as a browser flows it: a run of white space is one blank."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
