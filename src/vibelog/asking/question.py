"""What a question asks for, as far as its form tells: a topic, and a kind of sentence.

Knows English questions, not papers. It serves the reader that needs no language model; a language
model understands more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibelog.asking.rank import STOP_WORDS, stem, stems

_FEW = 3  # content words; a question with more is understood by itself
_POINTS_BACK = re.compile(
    r"\b(?:it|its|this|that|these|those|they|them|their|one|ones|both|such|same|former|latter)\b"
    r"|^(?:and|but|so|or|(?:what|how) about)\b",
    re.IGNORECASE,
)
_THIS_PAPER = re.compile(r"\bthis (?:paper|work|article)\b", re.IGNORECASE)

# Words about the asking, not about the topic.
_ASKING = frozenset(
    stem(word)
    for word in (
        "paper papers author authors article explain describe tell mean means say says discuss "
        "define definition understand question answer please work works summarize summary main "
        "idea key example detail details exactly actually really role purpose use used term"
    ).split()
)
_OVERVIEW = re.compile(
    r"\b(?:main|key|core|big|central|primary|overall) "
    r"(?:idea|contribution|point|claim|goal|finding|message|problem|novelty|takeaway)s?"
    r"|\bcontributions?\b|\bthis paper (?:about|do|propose|solve|address)|summar[iy]"
    r"|(?:problem|gap|issue)s? (?:do|does|is|are) (?:this|the) (?:paper|work|authors?|they)"
    r"|what(?:'s| is| are) (?:this|the) (?:paper|work|article)(?: all)?(?: about)?\W*$",
    re.IGNORECASE,
)
_SEEK_OVERVIEW = (
    "abstract introduction: in this paper we propose, we present, we introduce, we show"
)
_CLAIM = re.compile(
    r"\b(?:we|this (?:paper|work|article)|our (?:paper|work))\W+(?:\w+ ){0,2}?"
    r"(?:propos|present|introduc|describ|develop|show|address|study|demonstrat|contribut)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"abstract|introduction|conclusion|contribution", re.IGNORECASE)
_DEFINITION = re.compile(
    r"(?:what|who)(?:'s|’s|\s+(?:is|are|was|were|exactly is))\s+(?:meant by\s+)?(?P<a>[^?.,]+)"
    r"|what\s+(?:does|do)\s+(?P<b>[^?.,]+?)\s+(?:mean|stand for|refer to)"
    r"|(?:define|what do (?:they|the authors|you) mean by)\s+(?P<c>[^?.,]+)",
    re.IGNORECASE,
)
_LONGEST_TERM = 4  # words; what is longer is no name but a description
_SAYS_WHAT_IT_IS = (
    (
        r"(?:^|[,;:]\s*|\b(?:an?|the|each|every|that)\s+(?:[\w-]+\s+)?)NAME(?:\s*\([^)]*\))?[”\"']?"
        r"\s+(?:is|are|refers?|denotes?|means?|stands?\s+for|consists?|represents?)\b"
    ),
    r"\bNAME(?:\s*\([^)]*\))?,\s+(?:an?|the|which|our|i\.e)\b",
    (
        r"\b(?:call(?:ed)?|dub(?:bed)?|define[sd]?|introduc\w+|term(?:ed)?|propos\w+|named"
        r"|known as)\s+(?:\w+\s+){0,4}?[“\"']?NAME\b"
    ),
)
_WHY = re.compile(r"why\b|\w+ (?:is|are) the reason", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|due to|therefore|thus|hence|so that|in order to|to avoid|as a result|"
    r"leads? to|enabl\w+|allow\w*|reason|instead of|motivat\w+|challeng\w+)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"how (?:much|many|fast|large|big|long|often|far|well)|speed-?up|percent", re.IGNORECASE
)
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\d{4}[^)]*\)")  # citations, whose digits are no amounts


def sought(question: str, history: Sequence[str] = ()) -> str:
    """What to look for in the paper: the question, and what it leaves unsaid.

    A follow-up takes along the last question that has a topic (`history` is oldest first); a
    question about the whole paper is sought where papers say what they are about.

    >>> sought("Why is that?", ["What is a teleprompter?"])
    'Why is that? What is a teleprompter?'
    """
    if about_all(question):
        return f"{question} {_SEEK_OVERVIEW}"
    last = leaned_on(question, history)
    return f"{question} {last}" if last else question


def about_all(question: str) -> bool:
    """Whether the question is about the paper as a whole.

    >>> about_all("What problem does the paper solve?"), about_all("What problem has paging?")
    (True, False)
    """
    return _OVERVIEW.search(question) is not None


def topic(question: str) -> list[str]:
    """The stems of the question that name what it is about.

    >>> topic("Please explain the role of the cache")
    ['cach']
    """
    return [root for root in stems(question) if root not in _ASKING]


def leaned_on(question: str, history: Sequence[str]) -> str:
    """The last earlier question with a topic, where this one cannot be understood without; else "".

    That is one without a topic of its own, or a short one that points back ("is it faster?").

    >>> leaned_on("Is it faster?", ["What is paging?"]), leaned_on("What is a block?", ["Why?"])
    ('What is paging?', '')
    """
    own = topic(question)
    if own and (len(own) >= _FEW or not _POINTS_BACK.search(question)):
        return ""
    return next((earlier for earlier in reversed(history) if topic(earlier)), "")


def stands_alone(question: str) -> bool:
    """Whether the question can be understood without the conversation.

    >>> stands_alone("What is paging?"), stands_alone("And how does it help?")
    (True, False)
    """
    if about_all(question):
        return True
    return bool(topic(question)) and not _POINTS_BACK.search(_THIS_PAPER.sub(" ", question))


def fits(question: str, sentence: str, section: str) -> float:
    """How far the sentence has the form that the question asks for: 0, up to about 1.

    "What is X?" asks for a sentence that says what X is, "Why …?" for a reason, "How many …?" for
    an amount, a question about the whole paper for a claim, best from its abstract or the like. A
    section that bears just the topic's name ("8 Limitations") speaks of it in every sentence.
    """
    if about_all(question):
        fit = 0.4 * bool(_CLAIM.search(sentence)) + 0.3 * bool(_OPENING.search(section))
    else:
        named = {root for root in stems(section) if root.isalpha()}
        fit = 0.5 * _defines(sentence, _defined(question))
        fit += 0.9 * (bool(named) and named <= set(topic(question)))
    if _WHY.match(question):
        fit += 0.15 * bool(_REASON.search(sentence))
    if _HOW_MUCH.search(question):
        fit += 0.2 * any(letter.isdigit() for letter in _BRACKETS.sub("", sentence))
    return fit


def _defined(question: str) -> list[str]:
    """The words of X in "What is X?", "What does X mean?", "Define X"; empty for others."""
    match = _DEFINITION.search(question)
    term = next((group for group in match.groups() if group), "") if match else ""
    named = [word for word in re.findall(r"[\w-]+", term.lower()) if word not in STOP_WORDS]
    return named if len(named) <= _LONGEST_TERM else []


def _defines(sentence: str, term: Sequence[str]) -> bool:
    """Whether the sentence says what the term is."""
    if not term:
        return False
    name = r"[\s-]+".join(re.escape(word.removesuffix("s")) + r"\w{0,3}" for word in term)
    forms = (form.replace("NAME", name) for form in _SAYS_WHAT_IT_IS)
    return any(re.search(form, sentence, re.IGNORECASE) for form in forms)
