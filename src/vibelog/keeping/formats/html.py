"""The vibe log as one self-contained HTML page, the cited passages beside the answers.

No script, no request to anywhere: its style stands in it, and its policy forbids the rest. Reads on
a phone, on paper, light and dark. A model's Markdown is rendered by markdown-it, with HTML off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from vibelog.core.conversation import Citation
from vibelog.core.log import Entry, VibeLog
from vibelog.core.text import plain, squash
from vibelog.keeping import page
from vibelog.keeping.escaping import tame, tame_line, web_link, writable
from vibelog.keeping.formats.style import STYLE
from vibelog.keeping.page import Item, Run, Section

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_WIDEST = 800  # letters of a passage shown around a quote, on each side


def render(log: VibeLog, passages: Mapping[str, str]) -> bytes:
    """The page, UTF-8; `passages` are the texts of the cited passages by their ids.

    The same log gives the same bytes.
    """
    prose = _prose()
    summary = tame_line(log.essay.summary)
    body = [
        _header(log, prose),
        _block(page.SUMMARY, f"<p>{prose.renderInline(summary)}</p>") if summary else "",
        *(_question(n, entry, log, passages, prose) for n, entry in enumerate(log.entries, 1)),
        *(_section(section, prose) for section in page.sections(log)),
        f"<footer>{_section(page.made(log), prose)}<p>{_text(page.checked(log))}</p></footer>",
    ]
    heading = _text("".join(run.text for run in page.title(log)))
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{heading}</title>",
        f"<style>\n{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *filter(None, body),
        "</main>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _prose() -> MarkdownIt:
    """What renders a model's Markdown: no HTML, no images, links to the web alone."""
    from markdown_it import MarkdownIt

    prose = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    prose.disable("image")
    prose.validateLink = lambda url: re.match(r"https?://", url) is not None  # type: ignore[method-assign]  # as its documentation does it
    return prose


def _header(log: VibeLog, prose: MarkdownIt) -> str:
    short, unmodelled = page.incomplete(log), page.unmodelled(log)
    return "\n".join(
        filter(
            None,
            [
                f"<header><h1>{_runs(page.title(log), prose)}</h1>",
                f'<p class="facts">{" · ".join(_run(fact, prose) for fact in page.facts(log))}</p>',
                f'<p class="incomplete">{_text(short)}</p>' if short else "",
                f'<p class="aside">{_text(unmodelled)}</p>' if unmodelled else "",
                "</header>",
            ],
        )
    )


def _question(
    number: int, entry: Entry, log: VibeLog, passages: Mapping[str, str], prose: MarkdownIt
) -> str:
    """A question, its answer, and beside it the passages that it cites."""
    asked = page.asked(entry)
    where, excerpt = page.pasted(asked)
    folded = f"<details><summary>{_text(where)}</summary><p>{_lines(excerpt.strip())}</p></details>"
    missing = "; ".join(f"“{_text(text)}”" for text in entry.unsupported)
    cited = _cited(entry, passages, log, prose)
    answer = [
        *(f'<p class="aside">{_text(label)}</p>' for label in page.labels(entry)),
        prose.render(tame(entry.answer)) if page.answered(entry) else "",
        f'<p class="missing">Not found in the paper: {missing}</p>' if missing else "",
    ]
    return "\n".join(
        filter(
            None,
            [
                f'<section class="question" id="q{number}">',
                f'<h2 dir="auto"><span class="number">{number}</span>',
                f"{_lines(asked.question)}</h2>",
                folded if where else "",
                f'<div class="answer{"" if cited else " alone"}">{"".join(answer)}</div>',
                f"<aside>{cited}</aside>" if cited else "",
                "</section>",
            ],
        )
    )


def _cited(entry: Entry, passages: Mapping[str, str], log: VibeLog, prose: MarkdownIt) -> str:
    """The cited passages, each once, with its quotes marked where they stand."""
    together: dict[str, list[Citation]] = {}
    for citation in page.quotes(entry.citations):
        together.setdefault(citation.passage, []).append(citation)
    figures = []
    for passage, citations in together.items():
        places = dict.fromkeys(page.place(c, log.page_link) for c in citations)
        caption = "; ".join(_runs(place, prose) for place in places)
        quotes = [squash(citation.quote) for citation in citations]
        marked = _marked(squash(passages.get(passage, "")), quotes)
        figures.append(
            f"<figure><blockquote>{marked}</blockquote><figcaption>{caption}</figcaption></figure>"
        )
    return "".join(figures)


def _marked(text: str, quotes: Sequence[str]) -> str:
    """The passage with its quotes marked; the quotes alone where it does not hold them all."""
    spans = sorted((text.find(quote), text.find(quote) + len(quote)) for quote in quotes)
    apart = all(one[1] <= other[0] for one, other in pairwise(spans))
    if spans[0][0] < 0 or not apart:
        return "<br>\n".join(f"<mark>{_text(quote)}</mark>" for quote in quotes)
    first, last = max(0, spans[0][0] - _WIDEST), min(len(text), spans[-1][1] + _WIDEST)
    parts, at = ["… " if first else ""], first
    for start, end in spans:
        parts += [_text(text[at:start]), f"<mark>{_text(text[start:end])}</mark>"]
        at = end
    return "".join([*parts, _text(text[at:last]), " …" if last < len(text) else ""])


def _section(section: Section, prose: MarkdownIt) -> str:
    items = "".join(f"<li>{_item(item, prose)}</li>" for item in section.items)
    return _block(section.title, f"<ul>{items}</ul>")


def _item(item: Item, prose: MarkdownIt) -> str:
    below = "".join(f"<li>{_runs(runs, prose)}</li>" for runs in item.below)
    return _runs(item.runs, prose) + (f"<ul>{below}</ul>" if below else "")


def _block(title: str, inside: str) -> str:
    return f"<section>\n<h2>{_text(title)}</h2>\n{inside}\n</section>"


def _runs(runs: Iterable[Run], prose: MarkdownIt) -> str:
    return "".join(_run(run, prose) for run in runs)


def _run(run: Run, prose: MarkdownIt) -> str:
    if run.kind == "prose":
        return str(prose.renderInline(tame_line(run.text)))
    text = _lines(run.text)
    link = web_link(run.link)
    text = f'<a href="{escape(link)}" rel="noreferrer">{text}</a>' if link else text
    return f"<strong>{text}</strong>" if run.strong else text


def _lines(text: str) -> str:
    """Somebody's words, line by line, shown as they are."""
    return "<br>\n".join(_text(line) for line in writable(text).split("\n"))


def _text(text: str) -> str:
    return f"{escape(plain(text))}"
