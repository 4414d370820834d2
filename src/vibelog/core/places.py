"""Does the paper have that figure, table, section or equation? Numbers are looked up, by code.

Knows how papers print and name such places, and that they are numbered from 1 without gaps: what
is known is closed downwards, so that a caption or heading lost in extraction accuses nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vibelog.core.paper import Kind, Passage
from vibelog.core.text import squash


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered place of a paper: Place("figure", "3"), Place("section", "4.2" or "A.1")."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place as a text names it: its words, and what they may mean, the likeliest first."""

    written: str
    meant: tuple[Place, ...]


# Each kind and how it is spelled, as a pattern; appendices are numbered with the sections.
_KINDS = {
    "figure": r"figures?|figs?\.?",
    "table": r"tables?|tabs?\.",
    "section": r"(?:sub)?sections?|(?:sub)?sec(?:t|s)?\.?|§§?",
    "appendix": r"appendix|appendices|apps?\.|appx\.",
    "equation": r"equations?|eqn?s?\.?",
    "algorithm": r"algorithms?|algs?\.|algos?\.?",
    "listing": r"listings?",
    "theorem": r"theorems?|thms?\.",
    "lemma": r"lemmas?|lemmata",
    "proposition": r"propositions?|props?\.",
    "corollary": r"corollary|corollaries",
    "definition": r"definitions?|defs?\.",
}
# In lower case these are everyday words that a number may follow: "by definition 3 tokens".
_CAPITAL = frozenset("listing theorem lemma proposition corollary definition".split())
_ROMANS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()

_ONE = (
    r"\(?(?:"
    r"(?:[A-Z]\.?)?\d{1,2}(?:\.\d{1,2})*"  # 3, 4.2, A.1, S2
    r"(?:\s?\([a-z]\)|[A-Za-z](?:[-–][a-z])?)?(?![\w%×])(?!\.\d)"  # a part of it: 3a, 3(a), 3a-c
    r"|[IVX]+(?:[-.][A-Z])?(?!\w)"  # IV, IV-B
    r"|[A-Z](?![\w'’]))\)?"
)
_RANGE = rf"{_ONE}(?:\s?[-–—]\s?{_ONE})?"
_MENTION = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<{kind}>(?i:{pattern}))" for kind, pattern in _KINDS.items())
    + rf")(?P<gap>[\s~*_]{{0,3}})(?P<first>{_ONE})(?P<to>[-–—]{_ONE})?"
    rf"(?P<more>(?:\s?[-–—,]\s?{_RANGE})*(?:,?\s(?:and|or|to|through|&)\s{_RANGE})?)"
    r"(?!\s(?:of|in|from|by)\s(?:\[|\w+ et al))"  # another paper's
)
_PLURAL = re.compile(r"(?i)[a-z]+(?<!appendix)s\.?|§§|appendices|lemmata")
_TITLE = re.compile(
    r"(?:(?i:appendix|section|chapter)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})*|[IVX]+)(?P<end>[.:]?)(?:\s|$)"
)
# An equation's number ends its line. In prose "(2)" there begins an item of an enumeration: then a
# plain word stands before it.
_EQUATION = re.compile(r"^(?P<before>.*?)(?:^|\s)\((?P<number>[A-Z]?\.?\d{1,2}(?:\.\d{1,2})?)\)$")
_PROSE = re.compile(r"(?<![\w\\])[A-Za-z-]{2,}[.,;:]?$")
_LOST = 2  # equation numbers in a row that extraction may lose
_RELATION = re.compile(r"[=≤≥≈≡∈∝←≜]|\botherwise[.,]?$")


def places(passages: Iterable[Passage]) -> frozenset[Place]:
    """The numbered places of a paper: its sections, what it captions, numbers and mentions itself.

    The bibliography is left out: its numbers are other papers'. With a place stand those before it
    and around it: with section 4.2 also 4.1, 4, 3, 2 and 1.
    """
    found: set[Place] = set()
    printed: set[str] = set()
    for passage in passages:
        if passage.kind is not Kind.REFERENCES:
            found |= _titled(passage.section)
            found |= {mention.meant[0] for mention in _mentions(passage.text)}
            printed |= set(_equations(passage.text))
    known = {near for place in found for near in _closed(place)}
    sections = {place.number for place in known if place.kind == "section"}
    equations = {Place("equation", number) for number in _counted(printed, sections)}
    return frozenset(known | {near for place in equations for near in _closed(place)})


def missing_places(text: str, known: frozenset[Place]) -> tuple[str, ...]:
    """The places that `text` names and that are not among the `known`, each once, as written.

    Of a list or a range only the missing ones are named ("Figure 9" of "Figures 3 and 9"). Where
    no section is known by a number (an unnumbered paper) nothing is said of sections.

    >>> known = frozenset({Place("figure", "1"), Place("figure", "2")})
    >>> missing_places("See Fig. 2(a), Figures 1 and 9, and Table 4.", known)
    ('Figure 9', 'Table 4')
    """
    numbered = any(place.kind == "section" for place in known)
    missing: dict[tuple[Place, ...], str] = {}
    for mention in _mentions(text):
        unknown = not any(place in known for place in mention.meant)
        if unknown and (numbered or mention.meant[0].kind != "section"):
            missing.setdefault(mention.meant, mention.written)
    return tuple(missing.values())


def _mentions(text: str) -> Iterator[_Mention]:
    """The places that a text names, lists and ranges taken apart (a range: its two ends)."""
    for match in _MENTION.finditer(text):
        kind = str(match.lastgroup and next(k for k in _KINDS if match[k]))
        label, many = match[kind], _PLURAL.fullmatch(match[kind])
        if kind in _CAPITAL and label[0].islower():
            continue
        rest = (match["to"] or "") + (match["more"] if many else "")
        numbers = [match["first"], *re.findall(_ONE, rest)]
        for number in numbers:
            meant = tuple(_meant(kind, label, number.strip("()")))
            alone = len(numbers) == 1
            named = label + match["gap"] + number if alone else f"{kind.capitalize()} {number}"
            if meant:
                yield _Mention(squash(named.replace("~", " ").replace("*", "")), meant)


def _meant(kind: str, label: str, number: str) -> Iterator[Place]:
    """What a number behind a label may mean: a letter such as V may also be Roman."""
    common = "section" if kind == "appendix" else kind
    if any(letter.isdigit() for letter in number):
        yield Place(common, _normal(number))
        return
    if label[0].islower():
        return  # "in this section I …"
    roman = re.split(r"[-.]", number)[0]
    if roman in _ROMANS and kind != "appendix" and (kind in ("section", "table") or roman[1:]):
        yield Place(common, str(_ROMANS.index(roman) + 1))
    if common == "section" and len(number) == 1:
        yield Place(common, number)


def _normal(number: str) -> str:
    """The number without the part it names, a letter before it set off by a period.

    >>> _normal("3a"), _normal("3 (b"), _normal("A1"), _normal("B.9.2")
    ('3', '3', 'A.1', 'B.9.2')
    """
    match = re.match(r"([A-Z]?)\.?(\d+(?:\.\d+)*)", number)
    return ".".join(part for part in match.groups() if part) if match else number


def _titled(title: str) -> set[Place]:
    """The section that a title numbers, if it does: "4.2 Blocks", "Appendix B", "IV. Results"."""
    match = _TITLE.match(title)
    if match is None:
        return set()
    number = match["number"]
    if number in _ROMANS and (number[1:] or match["end"]):
        number = str(_ROMANS.index(number) + 1)
    return {Place("section", number)}


def _equations(text: str) -> Iterator[str]:
    """The numbers of the equations printed in a text."""
    for line in text.splitlines():
        match = _EQUATION.match(line.strip())
        if match and (not _PROSE.search(match["before"]) or _RELATION.search(match["before"])):
            yield _normal(match["number"])


def _counted(printed: set[str], sections: set[str]) -> Iterator[str]:
    """Those of the printed numbers that count up from 1, in the paper or in one of its sections.

    The others are scores and items of lists. Two in a row may have been lost.

    >>> sorted(_counted({"1", "2", "5", "40", "A.1", "93.1"}, {"1", "A"}))
    ['1', '2', '5', 'A.1']
    """
    for number in printed:
        head, _, last = number.rpartition(".")
        if head and head not in sections:
            continue
        earlier = range(max(0, int(last) - 1 - _LOST), int(last))
        if 0 in earlier or any(".".join(filter(None, (head, str(n)))) in printed for n in earlier):
            yield number


def _closed(place: Place) -> Iterator[Place]:
    """The place, those that are counted before it, and for a section those it is part of.

    >>> [place.number for place in _closed(Place("section", "B.2"))]
    ['A', 'B', 'B.1', 'B.2']
    """
    parts = place.number.split(".")
    for depth, part in enumerate(parts):
        if depth < len(parts) - 1 and place.kind != "section":
            continue
        digits = part.isdigit()
        for value in range(1, int(part) + 1) if digits else range(ord("A"), ord(part) + 1):
            last = str(value) if digits else chr(value)
            yield Place(place.kind, ".".join([*parts[:depth], last]))
