"""Courses put together: a schedule with what is known of its papers, one course with another.

Knows what a paper is called and where it is linked; which are the same is core.pairing's to say.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from itertools import count

from vibelog.core.course import Assignment, Course
from vibelog.core.pairing import key, paired
from vibelog.core.paper import Paper


def joined(read: Course, known: Course) -> Course:
    """A schedule as it was read, with what is known of its papers (corpus/course.toml).

    Names, titles, ids and categories are the known ones, links and dates the schedule's. Known
    papers that the schedule lacks follow without a date.
    """
    pairs = paired(known.assignments, read.assignments)
    taken = {fact.name for fact, _ in pairs if fact}
    both: list[Assignment] = []
    for fact, fresh in pairs:
        if fact and fresh:
            both.append(_enriched(fresh, fact))
        elif fresh:
            both.append(replace(fresh, name=_free(fresh.name, taken)))
            taken.add(both[-1].name)
    both += [undated(fact) for fact, fresh in pairs if fact and not fresh]
    return replace(read, name=read.name or known.name, assignments=tuple(both))


def together(one: Sequence[Assignment], other: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """The papers of two courses: one that both read counts once, as the first has it.

    Its day is the other's where the first knows none. Two papers of one name are told apart by a
    number.
    """
    taken, found = {paper.name for paper in one}, {paper.name: paper for paper in one}
    for ours, theirs in paired(one, other):
        if ours and theirs and ours.due is None:
            found[ours.name] = replace(ours, due=theirs.due, at=theirs.at, line=theirs.line)
        elif theirs and not ours:
            name = _free(theirs.name, taken)
            taken.add(name)
            found[name] = replace(theirs, name=name)
    return tuple(found.values())


def called(course: Course, papers: Iterable[Paper]) -> Course:
    """The course with what the student's papers are called, where it knows them by another name.

    A paper that was added before its course keeps the name under which it was talked about.
    """
    names: dict[str, tuple[str, ...]] = {}
    for paper in papers:
        if course.find(paper.name) is None:
            found = course.recognise(paper.title, paper.arxiv, paper.name)
            if found:
                names[found.name] = (*names.get(found.name, ()), paper.name)
    if not names:
        return course
    known = (replace(a, aliases=a.aliases + names.get(a.name, ())) for a in course.assignments)
    return replace(course, assignments=tuple(known))


def undated(paper: Assignment) -> Assignment:
    """A paper without its day."""
    return replace(paper, due=None, at=None)


def _enriched(read: Assignment, known: Assignment) -> Assignment:
    """A paper of the schedule with its known facts."""
    spelt = {key(known.name), key(known.title)}
    names = {key(name): name for name in (read.title, *read.aliases) if key(name) not in spelt}
    have = {key(name) for name in known.aliases}
    return replace(
        known,
        aliases=known.aliases
        + tuple(name for spelling, name in names.items() if spelling not in have),
        year=known.year or read.year,
        category=known.category or read.category,
        link=read.link or known.link,
        arxiv=known.arxiv or read.arxiv,
        doi=known.doi or read.doi,
        due=read.due,
        at=read.at,
        line=read.line,
    )


def _free(name: str, taken: Container[str]) -> str:
    """The name, numbered where another paper has it."""
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(free for free in numbered if free not in taken)
