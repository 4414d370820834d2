"""Evidence for an answer that was given without the paper at hand, as another tool's.

Each sentence of the answer is looked up: where the paper says it, the paper's sentence becomes a
citation and its page stands behind the sentence; where the paper says something else in its place,
that is told below the answer; quotes and numbers that no passage holds are marked. Nothing else of
the answer is changed. Knows the text and the passages; a model only as the function it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vibelog.asking.checking.comparing import compare, word_for_word
from vibelog.asking.checking.differing import NEGATIVE, differences
from vibelog.asking.rank import lexical, stems
from vibelog.core.conversation import Answer, Citation
from vibelog.core.evidence import Claim, cite, verify
from vibelog.core.markup import no_prose
from vibelog.core.measures import missing_measures
from vibelog.core.paper import Kind, Passage
from vibelog.core.places import Place, missing_places
from vibelog.core.review import clean
from vibelog.core.text import sentences, squash

Check = Callable[[str], Answer]  # what a model says to a claim, checked (asking.checking.checker)

_LEAD = "*Looked up in the paper:"
_READ = 8  # passages that share most words with a sentence
# Share of a sentence's words that the paper's sentence must have too, where no number, negation or
# opposite differs. comparing's own bound for "speaks of the same".
_SAME = 0.75
_NEAR = 0.45  # the share from which on a sentence is worth reading beside it, as in comparing
_LETTERS = 0.7  # of the characters of a sentence of prose, at least, as in comparing
_BESIDE = 3  # sentences shown where none is found, what can be compared at a glance
_STATED = 5  # words from which a sentence may state something; of content, if not word for word
_ASKED = 8  # sentences of one answer that a model is asked about, the longest first
_NEVER = (Kind.REFERENCES, Kind.CODE, Kind.TABLE, Kind.APPENDIX)
_QUOTE = re.compile(r"“([^”\n]+)”")
_DENIES = re.compile(rf"\b(?:{'|'.join(NEGATIVE)})\b|n['’]t\b", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class _Looked:
    """A sentence of the answer, and what the paper has to it."""

    end: int  # offset in the answer's text
    claim: str
    stands: tuple[Citation, ...] = ()
    differs: tuple[Citation, ...] = ()
    told: str = ""  # what differs
    near: Citation | None = None  # the paper's sentence that shares most words with it
    share: float = 0.0  # of its words that this sentence has


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
    prose, misquoted = clean(text.partition(f"\n\n{_LEAD}")[0], passages)
    quoted, _ = verify([Claim(match[1]) for match in _QUOTE.finditer(prose)], passages)
    found = [_look(end, claim, passages) for end, claim in _claims(prose)]
    looked = [each for each in found if each.stands or len(_content(each.claim)) >= _STATED]
    if check is not None:
        looked = _asked(looked, check)
    numbers = missing_measures(prose, (passage.text for passage in passages))
    odd = missing_places(prose, places) if places is not None else ()
    stands = [citation for each in looked for citation in each.stands]
    return Answer(
        text=f"{_paged(prose, looked)}{_told(looked)}",
        citations=tuple(dict.fromkeys((*quoted, *stands))),
        unsupported=tuple(dict.fromkeys((*misquoted, *numbers, *odd))),
    )


def _claims(text: str) -> Iterator[tuple[int, str]]:
    """The sentences that state something, each with where it ends; no code, headings or tables."""
    hidden = [span for span in no_prose(text) if "\n" in text[slice(*span)]]
    for line in re.finditer(r"[^\n]+", text):
        inside = any(start <= line.start() < end for start, end in hidden)
        if inside or line[0].lstrip().startswith(("#", "|")):
            continue
        begin = line.start() + (mark.end() if (mark := _LISTED.match(line[0])) else 0)
        for start, end in sentences(text[begin : line.end()]):
            claim = squash(re.sub(r"[*_`]", "", text[begin + start : begin + end]))
            if len(claim.split()) >= _STATED and not claim.endswith("?"):
                yield begin + end, claim


def _look(end: int, claim: str, passages: Sequence[Passage]) -> _Looked:
    """What the passages have to the claim, by words and numbers alone."""
    if stands := word_for_word(claim, passages):
        return _Looked(end, claim, stands)
    prose = [passage for passage in passages if passage.kind not in _NEVER]
    scores = lexical(claim, prose)
    best = sorted(range(len(prose)), key=lambda i: -scores[i])[:_READ]
    read = [prose[i] for i in best if scores[i] > 0]
    if len(_content(claim)) < _STATED:
        return _Looked(end, claim)
    share, near = _nearest(claim, read)
    if near and share >= _SAME and _agrees(claim, near.quote):
        return _Looked(end, claim, (near,))
    if differs := compare(claim, read).citations:
        told = " ".join(differences(claim, differs[0].quote))
        return _Looked(end, claim, differs=differs, told=told.replace("Your claim", "The answer"))
    return _Looked(end, claim, near=near, share=share)


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
    """Whether the sentence has the claim's numbers and says nothing in the place of its words.

    Where one of the two denies something and the other nothing, words cannot tell what they agree
    on.
    """
    denied = [_DENIES.search(text) is not None for text in (claim, sentence)]
    same = denied[0] == denied[1] and not missing_measures(claim, [sentence])
    return same and not differences(claim, sentence)


def _states(sentence: str) -> bool:
    """Whether it is prose that states something: no question, no debris of a table."""
    line = squash(sentence)
    letters = sum(letter.isalpha() for letter in line)
    return letters >= _LETTERS * len(line.replace(" ", "")) and not line.endswith("?")


def _content(text: str) -> set[str]:
    """The stems of the words that carry meaning, numbers left out."""
    return {root for root in stems(text) if root.isalpha()}


def _asked(looked: Sequence[_Looked], check: Check) -> list[_Looked]:
    """The sentences after a model was asked about those that words alone do not decide."""
    open_ = [each for each in looked if not each.stands and not each.differs]
    wanted = sorted(open_, key=lambda each: -len(each.claim))[:_ASKED]
    return [_judged(each, check(each.claim)) if each in wanted else each for each in looked]


def _judged(looked: _Looked, verdict: Answer) -> _Looked:
    """What a checked verdict makes of a sentence; without a verified quote, nothing."""
    if verdict.text.startswith("**Contradicted"):
        return _Looked(looked.end, looked.claim, differs=verdict.citations[:1])
    if verdict.text.startswith("**Supported"):
        return _Looked(looked.end, looked.claim, stands=verdict.citations)
    return looked


def _paged(text: str, looked: Sequence[_Looked]) -> str:
    """The text with a page behind each sentence that stands."""
    for each in reversed(looked):
        pages = dict.fromkeys(citation.page for citation in each.stands)
        marks = "".join(f" [p. {page}]" for page in pages)
        text = text[: each.end] + marks + text[each.end :]
    return text


def _told(looked: Sequence[_Looked]) -> str:
    """What came of the look-up, below the answer; nothing where nothing could be looked up."""
    if not looked:
        return ""
    stands = sum(bool(each.stands) for each in looked)
    differ = [each for each in looked if each.differs]
    rest = len(looked) - stands - len(differ)
    counts = [f"{stands} of {len(looked)} sentences found in it"]
    counts += [f"{len(differ)} said differently there"] if differ else []
    counts += [f"{rest} not found by their words"] if rest else []
    parts = ["", f"{_LEAD} {', '.join(counts)}.*", _differing(differ), _near(looked)]
    return "\n\n".join([parts[0], *filter(None, parts[1:])])


def _differing(differ: Sequence[_Looked]) -> str:
    """What the paper says in place of what the answer says, as a list."""
    return "\n".join(
        f"- “{_plain(each.claim)}” {each.told} The paper says: {_quoted(cited)}"
        for each in differ
        for cited in each.differs[:1]
    )


def _near(looked: Sequence[_Looked]) -> str:
    """Where nothing of the answer was found, the sentences nearest to it, which are no evidence."""
    if any(each.stands or each.differs for each in looked):
        return ""
    ranked = sorted(looked, key=lambda each: -each.share)
    near = list(dict.fromkeys(each.near for each in ranked if each.near))[:_BESIDE]
    items = "\n".join(f"- {_quoted(cited)}" for cited in near)
    return f"*Nearest to it there:*\n\n{items}" if items else ""


def _quoted(citation: Citation) -> str:
    return f"“{citation.quote}” [p. {citation.page}]"


def _plain(text: str) -> str:
    """A text that stands between quotation marks, with others inside it."""
    return re.sub(r"[“”\"]", "'", text)
