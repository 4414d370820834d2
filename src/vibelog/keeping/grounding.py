"""What a curator wrote, held to what it read: nothing is gained by it.

Rules about text only; knows no model. A sentence or a shortened answer that fails is left out, for
the student loses nothing by that: the answers and quotes themselves are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vibelog.core.conversation import Answer
from vibelog.core.measures import measures, missing_measures, missing_numbers
from vibelog.core.review import EXPLANATION
from vibelog.core.text import fold, plain, sentences, squash

_MARK = re.compile(r"\[pp?\. ?[\d, –-]+\]")  # a page, as core.review writes it
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]")
_QUOTE_MARKS = re.compile(r"[\"“”«»„‟]|(?<!\w)['‘][^'’]{12,}['’](?!\w)|^\s*>", re.MULTILINE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s)>\]]+|\b10\.\d{4,}/\S+", re.IGNORECASE)
_PAGES = re.compile(r"\b(?:pp?\.|pages?)\s*\d", re.IGNORECASE)
_COUNTS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred "
    "hundreds thousand thousands million millions billion twice double doubles doubled triple "
    "triples half halves quarter third tenfold"
).split()
_NAME = re.compile(r"\b(?=\w*[^\W\d_])\w[\w’'.-]*\w")


@dataclass(frozen=True, slots=True)
class Known:
    """What a curator's words are held to."""

    texts: Sequence[str]  # all that it read
    paper: Sequence[str]  # the paper's own text, in which its numbers have to stand
    doubted: Sequence[str] = ()  # what answers say that was not found in the paper


def held(text: str, known: Known, *, asking: bool = False) -> str:
    """The sentences of a model's `text` that bring nothing of their own, on one line.

    A quotation, a page, a link, a number in words or a name that none of the known texts holds
    drops its sentence; so does a number that the paper has not, with its unit where it has one, or
    that an answer marks as not found; and a question where none was asked for (`asking`), as it
    could pass for the student's.
    """
    line = re.sub(r"^(?:[-*•>]|\d+[.)])\s+", "", squash(plain(text)))
    kept = [line[start:end] for start, end in sentences(line)]
    return " ".join(sentence for sentence in kept if _holds(sentence, known, asking=asking))


def shorter(text: str, answer: Answer) -> str:
    """The shortened answer, when it gains nothing and still shows its evidence; else "".

    Gained would be a number, a name, a page mark, a link or a quotation that the answer has not.
    Lost must not be: the last page mark where there was one, nor the line that tells the model's
    explanation from the paper's words, nor a page mark of what stands above that line.
    """
    short, whole = plain(text).strip(), answer.text
    if not short or len(short) >= len(whole) or _gains(short, whole):
        return ""
    backed, line, _ = short.partition(EXPLANATION)
    if bool(line) != (EXPLANATION in whole) or short.count(EXPLANATION) > 1:
        return ""
    marks = "[p. " in whole
    blocks = [block for block in re.split(r"\n\s*\n", backed) if block.strip()]
    if marks and not any("[p. " in block for block in blocks):
        return ""
    if line and not all("[p. " in block for block in blocks):
        return ""
    return short


def _holds(sentence: str, known: Known, *, asking: bool) -> bool:
    if _QUOTE_MARKS.search(sentence) or _LINK.search(sentence) or _PAGES.search(sentence):
        return False
    if "?" in sentence and not asking:
        return False
    return not (
        missing_numbers(sentence, known.paper)
        or missing_measures(sentence, known.paper)
        or _doubted(sentence, known.doubted)
        or _new(_counted(sentence), known.texts)
        or _new(_named(sentence), known.texts)
    )


def _doubted(sentence: str, doubted: Iterable[str]) -> bool:
    """Whether the sentence says one of these, or has a number of one, with its unit."""
    line = squash(fold(sentence)[0])
    told = {measure for _, measure in measures(sentence)}
    return any(
        re.search(rf"(?<![\w.]){re.escape(squash(fold(text)[0]))}(?!\w)", line)
        or told & {measure for _, measure in measures(text)}
        for text in doubted
    )


def _gains(short: str, whole: str) -> bool:
    """Whether the shortened answer holds anything that the whole one does not."""
    mine = _MARK.sub(" ", short)
    line = squash(mine)
    ours = {squash(quote) for quote in _QUOTED.findall(whole)}
    return bool(
        {squash(quote) for quote in _QUOTED.findall(short)} - ours
        or set(_MARK.findall(short)) - set(_MARK.findall(whole))
        or set(_LINK.findall(short)) - set(_LINK.findall(whole))
        or len(_PAGES.findall(mine)) > len(_PAGES.findall(_MARK.sub(" ", whole)))
        or len(re.findall(r"^\s*>", short, re.MULTILINE))
        or missing_numbers(mine, [whole])
        or _new(_counted(mine), [whole])
        or any(_new(_named(line[start:end]), [whole]) for start, end in sentences(line))
    )


def _counted(text: str) -> list[str]:
    """The numbers that are written in words."""
    words = set(re.findall(r"\w+", text.lower()))
    return [word for word in _COUNTS if word in words]


def _named(sentence: str) -> list[str]:
    """The words that look like names: a capital inside, or at a beginning that is not the first."""
    words = _NAME.findall(sentence)
    return [
        word
        for at, word in enumerate(words)
        if word[1:] != word[1:].lower() or (at > 0 and word[0] != word[0].lower())
    ]


def _new(words: Iterable[str], known: Sequence[str]) -> bool:
    """Whether one of the words (or one of its parts around hyphens) is in none of the texts."""
    said = set(re.findall(r"\w+", " ".join(fold(text)[0] for text in known)))
    return any(set(re.findall(r"\w+", fold(word)[0])) - {"s"} - said for word in words)
