"""Which paper of the library a conversation with another tool is about.

By what names a paper (its title, its arXiv id, the file that was uploaded, an alias of the
course's), and by vocabulary: how much of what is talked of stands in the paper. Knows the library
and the course; where names and words do not agree, it is not sure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from vibelog.app import App
from vibelog.core.course import Assignment, Course
from vibelog.core.pairing import TELLING
from vibelog.core.paper import Kind, Paper
from vibelog.core.vocabulary import letters, terms

# Tried on conversations about twelve papers that name none of them: the right paper's share is .59
# to .88, another's is at most .60 where the right one is not in the library, .54 where no paper of
# the field is meant.
_SHARE = 0.62  # from here on words alone name the paper
_FEWEST = 15  # terms of the conversation: fewer stand in any paper
_MARGIN = 0.08  # by which it must be ahead of the next one
_NAMED = 0.3  # the share with which a paper that is named is the one
_OFTEN = 2.0  # a word that stands so often in a paper counts half, a rarer one less
_WHOLE = r"(?<![^\W_]){}(?![^\W_])"  # a word, or a part of a file's name
_UPLOADED = re.compile(r"[\w.() -]+\.pdf\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Talk:
    """What of a conversation tells its paper."""

    text: str  # all that was said
    label: str  # the conversation's title and the file's name
    questions: str  # what the student said


@dataclass(frozen=True, slots=True)
class About:
    """The papers a conversation may be about, the likeliest first."""

    papers: tuple[Paper, ...]
    sure: bool  # the first is the one
    lacking: Assignment | None = None  # a paper of the course that is named and not in the library


@dataclass
class Recogniser:
    """The library's papers, read once for any number of conversations."""

    app: App

    def about(self, talk: Talk) -> About:
        """The papers that the conversation may be about."""
        share = self._shares(talk.text)
        ranked = sorted(self._papers, key=lambda paper: -share[paper.sha256])
        clear = _clear(ranked, share) and len(terms(talk.text)) >= _FEWEST
        for how in ("told", "labelled", "named"):
            named = [paper for paper in ranked if self._names(paper, talk, how)]
            lacking = [each for each in self._lacking if _assigned(each, talk, how)]
            if len(named) == 1 and not (lacking and how != "named"):
                sure = share[named[0].sha256] >= _NAMED and not _ahead(ranked, named[0], share)
                return About(tuple(dict.fromkeys((*named, *ranked))), sure)
            if named:
                break  # several are named: their words decide
            if lacking and (how == "labelled" or not clear):
                return About(tuple(ranked), sure=False, lacking=lacking[0])
        return About(tuple(ranked), sure=clear)

    def _names(self, paper: Paper, talk: Talk, how: str) -> bool:
        """Whether a paper is named: told by title, id or file, labelled so, or in a question."""
        assignment = self._course.find(paper.name)
        if how == "told":
            return _told(talk.text, [paper.title], paper.arxiv)
        names = [paper.name, *(assignment.aliases if assignment else ())]
        return _mentioned(names, talk, how)

    @cached_property
    def _course(self) -> Course:
        return self.app.course()

    @cached_property
    def _papers(self) -> list[Paper]:
        return self.app.library().papers()

    @cached_property
    def _lacking(self) -> list[Assignment]:
        """The papers of the course that are not in the library."""
        have = {paper.name for paper in self._papers} | {paper.arxiv for paper in self._papers}
        return [a for a in self._course.assignments if not have & {a.name, a.arxiv or a.name}]

    @cached_property
    def _vocabularies(self) -> tuple[Mapping[str, Counter[str]], Counter[str], int]:
        """How often each paper has each term, how many passages have it, and of how many."""
        library = self.app.library()
        having: Counter[str] = Counter()
        known: dict[str, Counter[str]] = {}
        count = 0
        for paper in self._papers:
            found: Counter[str] = Counter()
            for passage in library.passages(paper):
                if passage.kind is not Kind.REFERENCES:
                    here = terms(passage.text)
                    found.update(here)
                    having.update(here.keys())
                    count += 1
            known[paper.sha256] = found
        return known, having, count

    def _shares(self, text: str) -> dict[str, float]:
        """How much of what the text talks of stands in each paper, 0 to 1.

        A term weighs 1 + ln(how often it is said) times its idf over all passages (Robertson's,
        plus one inside the logarithm).
        """
        known, having, count = self._vocabularies
        weights = {
            term: (1 + math.log(often))
            * math.log1p((count - having[term] + 0.5) / (having[term] + 0.5))
            for term, often in terms(text).items()
        }
        total = sum(weights.values()) or 1.0
        return {
            sha: sum(weight * _held(found[term]) for term, weight in weights.items()) / total
            for sha, found in known.items()
        }


def _held(often: int) -> float:
    return often / (often + _OFTEN)


def _clear(ranked: Sequence[Paper], share: Mapping[str, float]) -> bool:
    """Whether words alone say that it is the first one."""
    if not ranked or share[ranked[0].sha256] < _SHARE:
        return False
    return not ranked[1:] or share[ranked[0].sha256] - share[ranked[1].sha256] >= _MARGIN


def _ahead(ranked: Sequence[Paper], named: Paper, share: Mapping[str, float]) -> bool:
    """Whether words speak for another paper than the one that is named (files get swapped)."""
    return share[ranked[0].sha256] - share[named.sha256] >= _MARGIN


def _assigned(assignment: Assignment, talk: Talk, how: str) -> bool:
    """Whether a paper of the course is named."""
    names = [assignment.name, *assignment.aliases]
    if how == "told":
        return _told(talk.text, [assignment.title, *names], assignment.arxiv)
    return _mentioned(names, talk, how)


def _told(text: str, titles: Iterable[str], arxiv: str | None) -> bool:
    """Whether a title or the arXiv id stands in the text."""
    if arxiv and re.search(rf"(?<!\d){re.escape(arxiv)}(?!\d)", text):
        return True
    run = letters(text)
    return any(len(key) >= TELLING and key in run for key in map(letters, titles))


def _mentioned(names: Iterable[str], talk: Talk, how: str) -> bool:
    """Whether one of the names is a word of the label (or an uploaded file's), or of the questions.

    An everyday word (Relay, Glow) is a name in a question only with its capital.
    """
    if how == "labelled":
        label = " ".join([talk.label, *_UPLOADED.findall(talk.questions)])
        return any(re.search(_WHOLE.format(re.escape(n)), label, re.IGNORECASE) for n in names)
    written = [name for name in names if name != name.lower() or not name.isalpha()]
    return any(re.search(_WHOLE.format(re.escape(name)), talk.questions) for name in written)
