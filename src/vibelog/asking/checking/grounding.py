"""Evidence for an answer that was given without the paper at hand, as another tool's.

Each sentence of the answer is looked up: where the paper says it, the paper's sentence becomes a
citation and its page stands behind the sentence; where the paper says something else in its place,
that is told below the answer, and so is how many sentences were too short to be judged; quotes and
numbers that no passage holds are marked. Nothing else of the answer is changed. Knows the text and
the passages; a model only as the function it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from vibelog.asking.checking.comparing import compare, word_for_word
from vibelog.asking.checking.differing import NEGATIVE, differences
from vibelog.asking.checking.looked import LEAD, MOVED, Looked, told
from vibelog.asking.checking.order import missing_figures, moved
from vibelog.asking.checking.tidying import tidied
from vibelog.asking.rank import lexical, stems
from vibelog.core.conversation import Answer, Citation
from vibelog.core.evidence import Claim, cite, verify
from vibelog.core.markup import no_prose
from vibelog.core.measures import missing_measures
from vibelog.core.paper import Kind, Passage
from vibelog.core.places import Place, missing_places
from vibelog.core.stitching import stitched
from vibelog.core.text import sentences, squash

Check = Callable[[str], Answer]  # what a model says to a claim, checked (asking.checking.checker)

_READ = 8  # passages that share most words with a sentence
# Share of a sentence's words that the paper's sentence must have too, where no number, negation or
# opposite differs. comparing's own bound for "speaks of the same".
_SAME = 0.75
_NEAR = 0.45  # the share from which on a sentence is worth reading beside it, as in comparing
_LETTERS = 0.7  # of the characters of a sentence of prose, at least, as in comparing
_STATED = 5  # words from which a sentence may state something; of content, if not word for word
_ASKED = 8  # sentences of one answer that a model is asked about, the longest first
_NEVER = (Kind.REFERENCES, Kind.CODE, Kind.TABLE, Kind.APPENDIX)
_QUOTE = re.compile(r"“([^”\n]+)”")
_DENIES = re.compile(rf"\b(?:{'|'.join(NEGATIVE)})\b|n['’]t\b", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:>\s?)*(?:(?:[-*+]|\d+[.)])\s+)*")  # marks before a line's words


def ground(
    text: str,
    passages: Sequence[Passage],
    *,
    places: frozenset[Place] | None = None,
    check: Check | None = None,
) -> Answer:
    """The answer with its evidence; `Answer.model` is left to the caller.

    Citations are of sentences and quotes that stand in the paper; `unsupported` are the quotes, and
    the numbers and places that the paper has not. Grounding what was grounded changes nothing.
    """
    prose, misquoted = tidied(text.partition(f"\n\n{LEAD}")[0], passages)
    quoted, _ = verify([Claim(match[1]) for match in _QUOTE.finditer(prose)], passages)
    looked = [_look(end, claim, passages) for end, claim in _claims(prose)]
    if check is not None:
        looked = _asked(looked, check)
    numbers = missing_measures(prose, (passage.text for passage in passages))
    odd = missing_places(prose, places) if places is not None else ()
    stands = [citation for each in looked for citation in each.stands]
    return Answer(
        text=f"{_paged(prose, looked)}{told(looked)}",
        citations=tuple(dict.fromkeys((*quoted, *stands))),
        unsupported=tuple(dict.fromkeys((*misquoted, *numbers, *odd))),
    )


def _claims(text: str) -> Iterator[tuple[int, str]]:
    """The sentences, each with where it ends; no questions, code, headings or tables."""
    hidden = [span for span in no_prose(text) if "\n" in text[slice(*span)]]
    for line in re.finditer(r"[^\n]+", text):
        inside = any(start <= line.start() < end for start, end in hidden)
        mark = _LISTED.match(line[0])
        begin = line.start() + (mark.end() if mark else 0)
        if inside or text.startswith(("#", "|"), begin):
            continue
        for start, end in sentences(text[begin : line.end()]):
            claim = squash(re.sub(r"[*_`]", "", text[begin + start : begin + end]))
            if re.search(r"[^\W\d_]", claim) and not claim.endswith("?"):
                yield begin + end, claim


def _look(end: int, claim: str, passages: Sequence[Passage]) -> Looked:
    """What the passages have to the claim, by words and numbers alone."""
    if stands := word_for_word(claim, passages):
        return Looked(end, claim, stands=stands)
    if len(_content(claim)) < _STATED:
        return Looked(end, claim, judged=False)
    prose = [passage for passage in passages if passage.kind not in _NEVER]
    scores = lexical(claim, prose)
    best = sorted(range(len(prose)), key=lambda i: -scores[i])[:_READ]
    read = [prose[i] for i in best if scores[i] > 0]
    share, near = _nearest(claim, read)
    if near and share >= _SAME and _agrees(claim, near.quote):
        return Looked(end, claim, stands=(near,))
    if differs := compare(claim, read).citations:
        said = " ".join(differences(claim, differs[0].quote))
        return Looked(end, claim, differs=differs, told=said.replace("Your claim", "The answer"))
    if near and share >= _SAME and _said(claim, near.quote):
        return Looked(end, claim, differs=(near,), told=MOVED)
    return Looked(end, claim, near=near, share=share)


def _nearest(claim: str, passages: Sequence[Passage]) -> tuple[float, Citation | None]:
    """The sentence that has the largest share of the claim's words, and that share.

    One that agrees with the claim goes before one that does not.
    """
    wanted = _content(claim)
    found: list[tuple[bool, float, Passage, tuple[int, int]]] = []
    for passage in passages:
        for span in sentences(passage.text):
            sentence = passage.text[slice(*span)]
            share = len(wanted & set(stems(sentence))) / len(wanted)
            if share >= _NEAR and _states(sentence):
                same = share >= _SAME and _agrees(claim, sentence)
                found.append((same, share, passage, span))
    if not found:
        return 0.0, None
    _, share, passage, span = max(found, key=lambda each: each[:2])
    return share, cite(passage, *span)


def _agrees(claim: str, sentence: str) -> bool:
    """Whether the sentence says what the claim says, as far as words can tell."""
    return _said(claim, sentence) and not moved(claim, sentence)


def _said(claim: str, sentence: str) -> bool:
    """Whether the sentence has the claim's numbers and says nothing in the place of its words.

    Where one of the two denies something and the other nothing, words cannot tell what they agree
    on.
    """
    denied = [_DENIES.search(text) is not None for text in (claim, sentence)]
    same = denied[0] == denied[1] and not missing_figures(claim, sentence)
    return same and not differences(claim, sentence)


def _states(sentence: str) -> bool:
    """Whether it is prose that states something: no question, no debris of a table."""
    line = squash(sentence)
    letters = sum(letter.isalpha() for letter in line)
    prose = letters >= _LETTERS * len(line.replace(" ", ""))
    return prose and not line.endswith("?") and not stitched(line)


def _content(text: str) -> set[str]:
    """The stems of the words that carry meaning, numbers left out."""
    return {root for root in stems(text) if root.isalpha()}


def _asked(looked: Sequence[Looked], check: Check) -> list[Looked]:
    """The sentences after a model was asked about those that words alone do not decide."""
    open_ = [each for each in looked if each.open]
    wanted = sorted(open_, key=lambda each: -len(each.claim))[:_ASKED]
    return [_judged(each, check(each.claim)) if each in wanted else each for each in looked]


def _judged(looked: Looked, verdict: Answer) -> Looked:
    """What a checked verdict makes of a sentence; without a verified quote, nothing."""
    if verdict.text.startswith("**Contradicted"):
        return replace(looked, differs=verdict.citations[:1], told="")
    if verdict.text.startswith("**Supported"):
        return replace(looked, stands=verdict.citations, differs=(), told="")
    return looked


def _paged(text: str, looked: Sequence[Looked]) -> str:
    """The text with a page behind each sentence that stands."""
    for each in reversed(looked):
        pages = dict.fromkeys(citation.page for citation in each.stands)
        marks = "".join(f" [p. {page}]" for page in pages)
        text = text[: each.end] + marks + text[each.end :]
    return text
