"""What a paper gives a student to ask about, found without a model.

A lead is a question made from a heading, a caption or a sentence of the paper's body, and the place
that it was made from. Knows one paper's passages; not the conversation, nor what to offer first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibelog.asking.suggesting.claims import MOST_WORDS, questions_of, uncited
from vibelog.asking.suggesting.titles import chapters, question_of
from vibelog.asking.suggesting.wording import Wording, learn
from vibelog.core.paper import Kind, Passage
from vibelog.core.text import plain, sentences

_CAPTION_WORTH = 0.5  # below headings: a student has to look at the page
_FEWEST, _MOST = 3, 14  # words of what a caption says that a figure shows
_OTHERS = re.compile(
    r"related work|prior work|references|acknowledg|bibliography|appendix|future work",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|\n)(?P<kind>Figure|Fig\.|Table) (?P<n>\d+)[.:]?\s(?P<text>.+)", re.DOTALL
)
# A caption that is a sentence, an example or a picture's legend does not name what is shown.
_NO_TOPIC = re.compile(
    r"\b(?:is|are|was|were|has|have|can|works|shows?|supports?|examples?|we|our|this|illustrat\w+|"
    r"left|right|visuali\w+|overview|comparing|describes?|denotes?|represents?)\b"
    r"|[^\w\s’'“”,/.-]|- ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Lead:
    """A question, and where in the paper its answer is to be found."""

    question: str
    section: str
    worth: float  # how good such questions are, 0 to 1: judged over twelve papers
    at: int  # offset into the paper


def leads(passages: Sequence[Passage]) -> list[Lead]:
    """All that can be asked without a model, in the paper's order.

    `passages` are all of the paper's; the appendix, the bibliography and what is said of others'
    work give no lead.
    """
    body = [passage for passage in passages if passage.kind is Kind.BODY]
    wording = learn(passage.text for passage in body)
    found = [*_of_headings(body, wording), *_of_captions(passages, wording)]
    for passage in body:
        if not _OTHERS.search(passage.section):
            found += _of_sentences(passage, wording)
    return sorted(found, key=lambda lead: lead.at)


def _of_headings(body: Sequence[Passage], wording: Wording) -> Iterator[Lead]:
    begins: dict[str, int] = {}
    for passage in body:
        begins.setdefault(passage.section, passage.start)
    chapter = chapters(begins)
    for section, at in begins.items():
        asked = question_of(plain(section), plain(chapter[section]), wording)
        if asked and len(asked[0].split()) <= MOST_WORDS:
            yield Lead(asked[0], section, asked[1], at)


def _of_captions(passages: Sequence[Passage], wording: Wording) -> Iterator[Lead]:
    """`Figure 3. Hit ratio against capacity.` → what does it show about that."""
    for passage in passages:
        match = _CAPTION.search(passage.text) if passage.kind is Kind.CAPTION else None
        topic = _shown(match["text"], wording) if match else ""
        if match and topic:
            label = f"{'Table' if match['kind'] == 'Table' else 'Figure'} {match['n']}"
            question = f"What does {label} show about {topic}?"
            yield Lead(question, passage.section, _CAPTION_WORTH, passage.start)


def _shown(caption: str, wording: Wording) -> str:
    """What a caption's first sentence names, as it stands inside a sentence; "" for no name."""
    start, end = next(iter(sentences(caption)), (0, 0))
    topic = uncited(caption[start:end]).rstrip(" .")
    listed = "," in topic and " and " not in topic
    named = topic.isascii() and not _NO_TOPIC.search(topic) and not listed
    fits = _FEWEST <= len(topic.split()) <= _MOST
    return wording.with_article(wording.recased(topic)) if named and fits else ""


def _of_sentences(passage: Passage, wording: Wording) -> Iterator[Lead]:
    for start, end in sentences(passage.text):
        for question, worth in questions_of(passage.text[start:end], wording):
            yield Lead(question, passage.section, worth, passage.start + start)
