"""A sentence of the paper becomes a question that it answers.

Only sentences of a few forms do: a contrast, a difficulty, a measured gain, a means to an end, a
choice with its reason, a purpose, parts, a definition. The question keeps the sentence's own words;
what points elsewhere (`this`, `the former`, `Figure 3`) makes none. Knows sentences; not passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vibelog.asking.suggesting.wording import Wording, head_of, is_plural
from vibelog.core.text import plain, squash

MOST_WORDS = 25  # in a question: what is longer is read twice
_LONGEST, _SHORTEST = 10, 3  # words and letters of what a question is about
_COMMON = 0.4  # worth of "What is a block?": one common word may be known to every reader


@dataclass(frozen=True, slots=True)
class _Form:
    """A pattern over a sentence, and the question its groups make.

    Groups: `s` the subject (a name, or `the …`), `v` the verb or adjective, `o` what it is about.
    `{base}` is the verb without its ending, `{a}` the article that fits `o`.
    """

    worth: float  # how good its questions are, 0 to 1: judged over twelve papers
    pattern: re.Pattern[str]
    question: str


_NAMED = r"(?P<s>(?:[Tt]he )?[A-Za-z][\w+-]*(?: [\w+-]+){0,2})"
_NAME = r"(?!(?:we|our|it|this)\b)(?P<s>[A-Za-z][\w+-]*)"
_ANYONE = r"(?P<s>[A-Za-z][\w+-]*)"
_CLAUSE = r"(?P<o>[^,.;:()]+)"
_OBJECT = r"(?P<o>[\w’'+-]+(?: [\w’'+-]+){0,8}?)"
_DO = r"(?P<v>\w*(?:[^\Ws]|ss))"
_TERM = r"(?P<o>[\w-]+(?: [\w-]+){0,2})"
_START = r"(?:^|\b(?:that|and|Thus|Hence|Therefore|However|addition|Similarly),? |[;:,] )"
_UP_TO = r"(?:up to |more than |over |about |an average of |at least |~|factors of )?"
_HARD = (
    r"(?:\w+ly |very |often )?(?P<v>challenging|difficult|hard|non-trivial|nontrivial|inefficient|"
    r"insufficient|impractical|infeasible|expensive|undesirable|crucial|important|essential|critical|"
    r"necessary)\b"
)
_GAINS = (
    r"(?P<v>reduces|improves|outperforms|increases|decreases|accelerates|lowers|saves|surpasses|"
    r"exceeds|cuts)"
)
_ACTS = (
    r"(?P<v>reduces|avoids|improves|supports|handles|eliminates|ensures|guarantees|addresses|enables|"
    r"prevents|achieves|represents|hides|optimizes|manages|implements|solves|limits|maintains|"
    r"minimizes|maximizes|overcomes|resolves|obtains|generates|estimates)"
)
_MORE = r"(?P<v>faster|slower|smaller|larger|cheaper|shorter)"
_PURPOSE = r"(?P<v>goal|purpose|advantage|drawback|benefit|disadvantage|idea|intuition|role|job)"
_REASON = (
    r",? (?:because|since|so that|in order to|to (?:avoid|reduce|prevent|ensure|improve|address|"
    r"encourage|enable|allow|make|overcome|capture|handle|keep))\b"
)
_NO_SUBJECT = r"(?!(?:It|This|That|These|Those|They|There|Which|We)\b)"

_FORMS = tuple(
    _Form(worth, re.compile(pattern), question)
    for worth, pattern, question in (
        (
            1.0,
            rf"\b(?:[Uu]nlike|[Ii]n contrast to|[Dd]ifferent from) {_CLAUSE}, {_ANYONE} \w+",
            "How does {s} differ from {o}?",
        ),
        (
            0.9,
            rf"\b[Cc]ompared (?:with|to) {_CLAUSE}, {_ANYONE} \w+",
            "How does {s} compare with {o}?",
        ),
        (
            0.9,
            rf"^(?:\w+, )?(?P<o>{_NO_SUBJECT}\w[^,.;:()]+?) (?P<be>is|are) {_HARD}",
            "Why {be} {o} {v}?",
        ),
        (0.9, rf"\b[Ii]t is {_HARD} (?P<o>to \w+ [^,.;:()]+)", "Why is it {v} {o}?"),
        (
            0.8,
            rf"{_START}{_NAMED} {_GAINS} {_OBJECT} by {_UP_TO}\d",
            "By how much does {s} {base} {o}?",
        ),
        (
            0.8,
            rf"{_START}{_NAMED} is {_UP_TO}[\d.,]+\s?(?:x|×|%|times) {_MORE} than {_OBJECT}[.,;]",
            "How much {v} is {s} than {o}?",
        ),
        (
            0.85,
            rf"{_START}{_NAMED} {_ACTS} {_OBJECT} (?:by|through|using|via) (?!{_UP_TO}\d)\w",
            "How does {s} {base} {o}?",
        ),
        (
            0.85,
            rf"\b[Ww]e (?P<v>use|adopt|choose|employ|leverage|introduce|apply) {_OBJECT}{_REASON}",
            "Why do the authors {v} {o}?",
        ),
        (0.85, rf"^To {_DO} {_CLAUSE}, (?:we|our) \w", "How do the authors {v} {o}?"),
        (0.85, rf"^To {_DO} {_CLAUSE}, {_NAME} \w", "How does {s} {v} {o}?"),
        (
            0.8,
            rf"{_START}{_NAMED} (?:consists of|comprises|is composed of|is made up of) \w",
            "What does {s} consist of?",
        ),
        (
            0.85,
            rf"\b[Tt]he (?:\w+ )?{_PURPOSE} (?P<p>of|behind) (?P<o>[^,.;:()]+?) is\b",
            "What is the {v} {p} {o}?",
        ),
        (
            0.75,
            rf"^(?:An?|Each|Every) {_TERM} (?:is|denotes|represents|refers to) (?:an?|the|one) \w",
            "What is {a} {o}?",
        ),
        (
            0.75,
            rf"\b[Ww]e (?:introduce|propose|present|define|develop) {_TERM}, (?:an?|the|which)\b",
            "What {be} {o}?",
        ),
    )
)
_CITED = re.compile(
    r"\s*(?:\[[\d,;\s–-]+\]|\((?:[^()]*\d{4}[a-z]?|§[^()]*|Fig[^()]*|Section [^()]*)\))"
)
# What a question cannot hold, as it points at what only stands in the paper, or is no prose.
_POINTING = re.compile(
    r"(?<![\w-])(?:it|its|this|that|these|those|they|their|them|we|our|ours|us|you|your|which|who|"
    r"whose|where|when|such|also|however|above|below|following|same|other|another|each|one|two|three|"
    r"four|five|first|second|latter|former|there|here|next|previous|new|key|not|cannot|only|more|"
    r"most|many|several|various|mainly|(?:sections?|figures?|fig|tables?)\.? \d+)(?![\w-])"
    r"|[^\w\s’'“”+.-]|\d{3}",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:while|and|because|but|if|as|although|since|when|though|so|or|for|then|by|in|on|at)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"^(?:the|an?) \w+$|\b(?:of|for|in|on|with|to|at|from|by|and|or|the|an?|than|as|is|are|too)$"
)
# "To summarize the results, we …" is about the text, not about what was done.
_ABOUT_THE_TEXT = frozenset(
    "this that summarize see understand illustrate simplify clarify demonstrate show conclude do "
    "answer be begin start evaluate confirm get recap highlight showcase emphasize stress assess "
    "facilitate focus keep better further".split()
)


def uncited(text: str) -> str:
    """The text on one line, without citations such as `[12]` or `(Smith et al., 2020)`.

    >>> uncited("Paging [3, 4] is old (Denning, 1970).")
    'Paging is old.'
    """
    return _CITED.sub("", squash(plain(text)))


def questions_of(sentence: str, wording: Wording) -> Iterator[tuple[str, float]]:
    """The questions that the sentence answers, each with its worth from 0 to 1; mostly none."""
    line = uncited(sentence)
    for form in _FORMS:
        for match in form.pattern.finditer(line):
            if parts := _parts(match, wording):
                question = form.question.format(**parts)
                common = re.fullmatch(r"What is an? [a-z]+\?", question)
                if len(question.split()) <= MOST_WORDS:
                    yield question, _COMMON if common else form.worth


def _parts(match: re.Match[str], wording: Wording) -> dict[str, str]:
    """What fills the question, each as it stands inside a sentence; empty where it does not fit."""
    parts = {key: value for key, value in match.groupdict().items() if value}
    verb = parts.get("v", "")
    parts["base"] = wording.base(verb, "s") or verb.removesuffix("s")
    if "s" in parts:
        parts["s"] = _subject(parts["s"], wording)
    if "o" in parts:
        parts["o"] = _topic(parts["o"], wording, first=match.start("o") == 0)
        many = is_plural(head_of(parts["o"])) and not wording.is_name(head_of(parts["o"]))
        parts.setdefault("be", "are" if many else "is")
        parts["a"] = "an" if parts["o"][:1] in "aeiou" else "a"
    unfit = "" in (parts.get("s"), parts.get("o")) or verb in _ABOUT_THE_TEXT
    return {} if unfit else parts


def _subject(words: str, wording: Wording) -> str:
    """Who a sentence is about, where it is the authors, a name or `the …`; "" for others."""
    first, _, rest = words.partition(" ")
    if words.lower() == "we":
        return "the authors’ approach"
    if first.lower() == "the":
        return f"the {rest}" if rest and not _POINTING.search(rest) else ""
    named = wording.is_name(first) and not _POINTING.search(words)
    return wording.recased(words) if named else ""


def _topic(words: str, wording: Wording, *, first: bool) -> str:
    """What a question is to be about, or "" where that is too vague or too long.

    `first` says that it comes from the beginning of a sentence, so that its first word is recased.
    """
    topic = words.strip(" ’'")
    if first:
        head, blank, rest = topic.partition(" ")
        topic = wording.recased(head) + blank + rest
    unfit = _LEADING.match(topic) or _POINTING.search(topic) or _DANGLING.search(topic)
    fits = len(topic) >= _SHORTEST and len(topic.split()) <= _LONGEST
    return topic if fits and not unfit else ""
