"""How good an answer a question got, and whether a question is about the paper at all.

Knows the words of a turn only, no paper: what is said here is for choosing between turns and for
counting them. In doubt a question is about the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vibelog.core.conversation import Turn
from vibelog.core.text import fold
from vibelog.core.vocabulary import names, terms

UNANSWERED, SILENT, UNVERIFIED, VERIFIED = range(4)  # what `quality` says, best last

# How an answer begins that found nothing to quote (asking.quoting, core.review), and the verdicts
# on a claim that say the same (asking.checking).
_SILENT = ("The paper does not seem to ", "**Not in the paper")
_SHOWN = 5  # letters that a question's word and one of the nearest sentences have to share
# Words with which one asks in English: a question without two of them may be in any language.
_ENGLISH = frozenset(
    (
        "a an the of in on to for with from and or is are was were be do does did has have can "
        "could should would will may what why how who when where which me my i you your"
    ).split()
)
# Words that point back at the paper or at what was said of it.
_POINTING = frozenset(
    "it its they them their this that these those here above below we our author authors".split()
)
# What one asks of any paper of the field; stems as core.vocabulary makes them.
_OF_PAPERS = frozenset(
    terms(
        "paper papers article section figure table equation algorithm appendix title abstract "
        "introduction conclusion related work future work reference references citation dataset "
        "method methods approach approaches technique idea ideas insight novelty contribution "
        "contributions motivation problem problems challenge goal claim claims assumption "
        "assumptions limitation limitations weakness strength drawback trade-off tradeoffs "
        "result results evaluation evaluated experiment experiments measure measured metric "
        "metrics baseline baselines benchmark benchmarks ablation compare comparison difference "
        "performance speed speedup latency throughput accuracy overhead cost costs energy power "
        "memory cache bandwidth storage disk network scale scaling scalability parallel "
        "distributed cluster server servers client request requests batch batching token tokens "
        "model models language training inference weights gradient gradients layer layers "
        "attention transformer neural learning parameter parameters prompt prompts optimizer "
        "optimization optimize compiler compilers compile runtime kernel kernels operator "
        "operators graph graphs tensor tensors loop loops schedule scheduling code program "
        "programs programming software hardware device devices accelerator processor core cores "
        "thread threads instruction instructions library libraries framework frameworks system "
        "systems architecture implementation implemented design data type types input inputs "
        "output outputs example examples error errors bug bugs test tests security safety "
        "production deploy deployment example use case user users query queries search database"
    )
)


def quality(turn: Turn) -> int:
    """How good a turn's answer is, worst first: UNANSWERED 0, SILENT 1, UNVERIFIED 2, VERIFIED 3.

    UNANSWERED: no answer, an empty one, or one that was stopped. SILENT: an answer that says the
    paper does not seem to speak of it, and cites nothing. UNVERIFIED: any other without a quote
    that code found in the paper. VERIFIED: with one. Of turns that ask the same the best is the one
    to keep; where there is not room for all, SILENT ones go in last.
    """
    answer = turn.answer
    if answer is None or answer.stopped or not answer.text.strip():
        return UNANSWERED
    if answer.citations:
        return VERIFIED
    return SILENT if answer.text.startswith(_SILENT) else UNVERIFIED


def off_topic(turn: Turn) -> bool:
    """Whether a question is not about the paper at all, as far as words tell.

    Only where no model answered and the answer is silent: a question in English of which no word
    stands in the sentences shown as nearest, none points back (`it`, `they`), none is a name (a
    capital inside it) and none is what one asks of a paper. What a paper leaves open, such as what
    it does not measure, is about it. Such a turn was asked, and may stand in a log; it does not
    count towards the questions that a log needs.
    """
    if quality(turn) != SILENT or turn.check or turn.answer is None or turn.answer.model:
        return False
    folded, _ = fold(turn.question)
    words = re.findall(r"[^\W\d_]+", folded)
    if sum(word in _ENGLISH for word in words) <= 1 or _POINTING & set(words):
        return False
    wanted = terms(" ".join(word for word in words if word not in _ENGLISH))
    if not wanted or names(turn.question) or _OF_PAPERS & wanted.keys():
        return False
    _, _, nearest = turn.answer.text.partition("\n\n")
    shown = {term[:_SHOWN] for term in terms(nearest)}
    return not any(term[:_SHOWN] in shown for term in wanted)


def counting(turns: Iterable[Turn]) -> list[Turn]:
    """The turns that count towards the fewest a log needs: the student's own, on the paper."""
    return [turn for turn in turns if not turn.suggested and not off_topic(turn)]
