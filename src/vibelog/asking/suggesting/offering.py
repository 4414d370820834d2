"""Which questions to offer a student who wonders what to ask next, without a model.

From all that the paper gives to ask about leads a few are chosen: new to the conversation,
from sections that it has not touched, spread over the paper, and each one that the quoting reader
answers from that very section. The same conversation is always offered the same questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vibelog.asking.question import topic
from vibelog.asking.quoting import quote
from vibelog.asking.rank import rank, stem, stems
from vibelog.asking.suggesting.leads import Lead, leads
from vibelog.core.conversation import Turn
from vibelog.core.paper import Passage

_ALIKE = 0.6  # share of the shorter question's topic words from which two ask the same
_FRAME = frozenset(map(stem, ("play", "show", "evaluation", "impact")))  # words of our own forms
_READ = 20  # passages that the quoting reader is given, as in a conversation
_REPEATED = 0.2  # of worth, lost by a question that opens like one chosen before
# What may be asked of any paper, where its own words give too little.
_ANY_PAPER = tuple(
    Lead(question, section=question, worth=0.3, at=0)
    for question in (
        "What problem do the authors set out to solve?",
        "How do the authors evaluate their work?",
        "What limitations of their work do the authors name?",
        "What do the authors leave to future work?",
    )
)


def offer(
    passages: Sequence[Passage],
    turns: Sequence[Turn],
    count: int = 3,
    already: Sequence[str] = (),
) -> list[str]:
    """At most `count` questions that the paper answers and the conversation has not asked.

    `passages` are all of the paper's, in its order; `already` are questions offered before. The
    questions come in the paper's order; fewer come back when the paper has no more to give.
    """
    known = [*(turn.question for turn in turns), *already]
    pool = [lead for lead in leads(passages) if new(lead.question, known)]
    seen = touched(turns)
    fresh = [lead for lead in pool if lead.section not in seen]
    general = [lead for lead in _ANY_PAPER if new(lead.question, known)]
    chosen: list[Lead] = []
    for some in _parts(fresh, count):
        chosen += _best(some, chosen, passages, 1)
    for some in (fresh, pool):
        chosen += _best(some, chosen, passages, count - len(chosen))
    for some in (pool, general):  # better from a section once more than none
        chosen += _best(some, chosen, passages, count - len(chosen), apart=False)
    return [lead.question for lead in sorted(chosen, key=lambda lead: lead.at)]


def touched(turns: Iterable[Turn]) -> set[str]:
    """The sections that the conversation's answers have quoted."""
    return {c.section for turn in turns if turn.answer for c in turn.answer.citations}


def new(question: str, known: Iterable[str]) -> bool:
    """Whether none of the known questions asks the same, as far as their words tell.

    >>> new("How does the KV cache work?", ["What is a KV cache?"])
    False
    >>> new("How does the cache evict blocks?", ["What is a cache?", "What is a prompt?"])
    True
    """
    ours = _about(question)
    return not any(_alike(ours, _about(other)) for other in known)


def _about(question: str) -> set[str]:
    """The stems of what a question is about; of all its words where it has nothing of its own."""
    return set(topic(question)) - _FRAME or set(stems(question))


def _alike(ours: set[str], theirs: set[str]) -> bool:
    """Most words of the shorter one are shared: one word alone only where neither has another."""
    shared, (fewer, more) = len(ours & theirs), sorted((len(ours), len(theirs)))
    return shared >= max(1, _ALIKE * fewer) and (shared > 1 or more == 1)


def _parts(fresh: Sequence[Lead], count: int) -> Iterator[list[Lead]]:
    """The leads in `count` stretches of the paper that have about as many sections each."""
    sections = list(dict.fromkeys(lead.section for lead in fresh))
    place = {section: at * count // len(sections) for at, section in enumerate(sections)}
    for part in range(count):
        yield [lead for lead in fresh if place[lead.section] == part]


def _best(
    found: Sequence[Lead],
    before: Sequence[Lead],
    passages: Sequence[Passage],
    count: int,
    *,
    apart: bool = True,
) -> list[Lead]:
    """The best `count` leads of other words (`apart`: of other sections) than those before."""
    chosen: list[Lead] = []
    left = list(found)
    while left and len(chosen) < count:
        openings = [_opening(lead) for lead in (*before, *chosen)]
        best = max(left, key=lambda lead: lead.worth - _REPEATED * openings.count(_opening(lead)))
        left.remove(best)
        if _goes_with(best, (*before, *chosen), apart=apart) and _answered(best, passages):
            chosen.append(best)
    return chosen


def _opening(lead: Lead) -> str:
    return " ".join(lead.question.split()[:2])


def _goes_with(lead: Lead, others: Sequence[Lead], *, apart: bool) -> bool:
    elsewhere = all(lead.section != other.section for other in others)
    return (elsewhere or not apart) and new(lead.question, [other.question for other in others])


def _answered(lead: Lead, passages: Sequence[Passage]) -> bool:
    """Whether the quoting reader answers the question, and from the section it was made from."""
    ranked = [item.passage for item in rank(lead.question, passages)[:_READ]]
    answer = quote(lead.question, ranked)
    from_there = any(citation.section == lead.section for citation in answer.citations)
    return from_there or (lead in _ANY_PAPER and bool(answer.citations))
