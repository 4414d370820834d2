"""vibelog's own logs in HTML, Word and notebooks, as the Markdown page that they would be.

One reader and one set of rules then serve all four. Knows what `keeping.formats` writes, by its
elements, styles and cells. Nothing in a file is run or fetched. Each function takes a file's bytes
and returns the page and, for each of its lines, the file's line (Word: the paragraph); None for any
other file.
"""

from __future__ import annotations

import json
import re
import zipfile
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from vibelog.core.text import squash
from vibelog.keeping.checking.remade import PLACED, Place, Remade, facts
from vibelog.keeping.escaping import escape, tame
from vibelog.keeping.foreign.marking import markdown

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from lxml.html import HtmlElement

Page = tuple[str, tuple[int, ...]]
_NUMBERED = re.compile(r"(\d+)\. ?([\s\S]*)")
_PASTED = re.compile(r"(Pasted (?:above|below) the question \([\d,]+ letters\)):?")
_AT_PAGE = re.compile(r"p\. (\d+)")
_LARGEST = 50_000_000  # bytes of a document, unpacked
_CODE = "Courier New"  # the letters in which keeping.formats.docx writes code


def notebook(data: bytes) -> Page | None:
    """A Jupyter notebook: its cells are the page's own Markdown."""
    try:
        text = data.decode()
        held = json.loads(text)
        known = held["metadata"]["vibelog"]
        cells = [cell["source"] for cell in held["cells"] if cell["cell_type"] == "markdown"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(known, dict) or "vibelog" not in known:
        return None
    made, at = Remade(), 0
    for cell in cells:
        for line in "".join(cell).split("\n"):
            found = text.find(json.dumps(line, ensure_ascii=False)[:-1], at)
            at = max(at, found)
            made.lines.append(line)
            made.origin.append(1 + text.count("\n", 0, at))
        made.add("", 1 + text.count("\n", 0, at))
    return made.headed(known)


def html(data: bytes) -> Page | None:
    """The self-contained page: sections of class `question`, cited passages beside answers."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if b'class="question"' not in data:
        return None
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        main = document_fromstring(data, parser=parser).find(".//main")
    except (etree.LxmlError, ValueError):
        return None
    header = main.find("header") if main is not None else None
    if main is None or header is None:
        return None
    link = next((a.get("href", "") for a in header.iter("a")), "")
    title = "".join(h1.text_content() for h1 in header.iter("h1"))
    below = "".join(p.text_content() for p in header.iter("p") if p.get("class") == "facts")
    known = facts(title, below, link, main.text_content())
    made = Remade()
    for element in main.iter("section"):
        if element.get("class") == "question":
            _question(element, made)
        else:
            _section(element, made)
    return made.headed(known) if known else None


def _question(section: HtmlElement, made: Remade) -> None:
    heading = section.find("h2")
    if heading is None:
        return
    number = "".join(e.text_content() for e in heading.iter("span"))
    below = any((e.tail or "").startswith("\n") for e in heading.iter("span"))
    made.question(number, _typed(heading, "span"), (heading.sourceline or 1) + below)
    for details in section.iter("details"):
        where = "".join(e.text_content() for e in details.iter("summary"))
        excerpt = "".join(_typed(e) for e in details.iter("p"))
        made.pasted(where, excerpt, details.sourceline or 1)
    for block in section.iterfind("div/*"):
        line = block.sourceline or 1
        if not made.aside(block.text_content(), line):
            made.add(tame(_whole(block)), line)
    for figure in section.iter("figure"):
        places = _places(figure.find("figcaption"))
        for mark in figure.iter("mark"):
            made.quote(mark.text_content(), places, mark.sourceline or 1)


def _section(section: HtmlElement, made: Remade) -> None:
    for block in section:
        line = block.sourceline or 1
        if block.tag == "h2":
            made.section(squash(block.text_content()), line)
        elif block.tag == "ul":
            for item in block.iterfind("li"):
                own = "".join([item.text or "", *(_run(e) for e in item if e.tag != "ul")])
                made.item(own, None, item.sourceline or line)
                for low in item.iterfind("ul/li"):
                    place = next(iter(_places(low)), None)
                    made.item(low.text_content(), place, low.sourceline or line, below=True)
        else:
            made.add(tame(_whole(block)), line)


def _run(element: HtmlElement) -> str:
    return f"{element.text_content()}{element.tail or ''}"


def _whole(block: HtmlElement) -> str:
    """The block with its own marks, as Markdown."""
    from lxml.html import Element

    around = Element("div")
    around.append(deepcopy(block))
    return markdown(around)


def _typed(element: HtmlElement, without: str = "") -> str:
    """The words of an element line by line; a line end in the source behind `<br>` is none."""
    parts = [element.text or ""]
    for child in element:
        tail = child.tail or ""
        if child.tag == "br":
            parts += ["\n", tail.removeprefix("\n")]
        elif child.tag == without:
            parts.append(tail.removeprefix("\n"))
        else:
            parts += [child.text_content(), tail]
    return "".join(parts)


def _places(element: HtmlElement | None) -> list[Place]:
    """The pages named in a caption or an item, each with its link."""
    if element is None:
        return []
    linked = [
        (int(page[1]), a.get("href", ""))
        for a in element.iter("a")
        if (page := _AT_PAGE.fullmatch(a.text_content()))
    ]
    text = re.split(r"” — |; ", element.text_content())
    return linked or [(int(page[1]), "") for part in text if (page := _AT_PAGE.match(part))]


def word(data: bytes) -> Page | None:
    """The Word document: headings of the first level, quotes by how they are written."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                return None
        paragraphs = list(Document(BytesIO(data)).paragraphs)
        everything = "\n".join(paragraph.text for paragraph in paragraphs)
        title = next(p for p in paragraphs if _style(p) == "Title")
        below = next(p for p in paragraphs if _style(p) == "Normal")
        known = facts(title.text, below.text, _link(title) or _link(below), everything)
        return _document(paragraphs).headed(known) if known else None
    except (StopIteration, OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError):
        return None


def _document(paragraphs: list[Paragraph]) -> Remade:
    made, where, begun = Remade(), "", False
    for at, paragraph in enumerate(paragraphs, 1):
        style, text = _style(paragraph), paragraph.text
        heading = _NUMBERED.fullmatch(text) if style == "Heading 1" else None
        begun = begun or style == "Heading 1"
        if heading:
            made.question(heading[1], heading[2], at)
        elif style == "Heading 1":
            made.section(squash(text), at)
        elif style == "Quote" and where:
            made.pasted(where, text, at)
        elif begun and (pasted := _PASTED.fullmatch(text)):
            where = pasted[1]
        elif begun and text.strip():
            _paragraph(paragraph, style, text, made, at)
    return made


def _paragraph(paragraph: Paragraph, style: str, text: str, made: Remade, at: int) -> None:
    """A paragraph below a heading: quote, item of a list, label, code, or the answer's prose."""
    placed = PLACED.match(text)
    place = (int(placed[3]), _link(paragraph)) if placed else None
    if style == "Intense Quote":
        words = placed[2] if placed else text.strip('“”" ')
        made.quote(words, [place] if place else [], at)
    elif style.startswith("List"):
        made.item(text, place, at, below=style.endswith("2"))
    elif all(run.font.name == _CODE for run in paragraph.runs):
        made.add(f"```\n{text.replace('```', '` ` `')}\n```", at)
    elif not made.aside(text, at):
        made.add("\n".join(escape(line) for line in text.split("\n")), at)


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name if paragraph.style else "") or ""


def _link(paragraph: Paragraph) -> str:
    """Where the paragraph's first link leads; "" where it has none."""
    links: list[Any] = list(paragraph.hyperlinks)
    return links[0].url if links else ""
