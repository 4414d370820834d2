"""A section's heading becomes a question that the section answers.

Headings come in forms: a noun (`4.2 KV cache manager`), what is done (`Optimizing computational
graphs`), a claim (`Relay enables composable optimizations`), a question. Each form has its own
question; a heading that any paper has (`Introduction`) has none. Knows headings; not passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vibelog.asking.suggesting.wording import Wording, head_of, is_plural, number_of, unnumbered

_ANY_PAPER = re.compile(
    r"(?:abstract|introduction|(?:related|prior|previous|future) (?:work|research)s?|conclud\w+.*"
    r"|conclusions?(?: and .*)?|references|bibliography|acknowledge?ments?.*|appendi\w+.*"
    r"|background.*|motivation:.*|preliminaries|(?:\w+ )?overview|discussions?|summary|contents"
    r"|contributions?|(?:our |the |proposed )?(?:methods?|approach|design|system|architecture)"
    r"|analysis|documentation|types|syntax|semantics|code|examples?|performance|notation"
    r"|algorithms?|models?|data|ir|modules|functions|differences|similarities|looking forward"
    r"|set-?up|motivating example|additional .*|.*\bcontd.*|ethic.*|broader impacts?|artifact.*"
    r"|availability|implementation details|relationship to .*|.*\b(?:related|details|remarks)\b.*"
    r"|.*\b(?:before|after|versus)\b.*)",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"evaluation|experiment|results\b|case study|use case|ablation", re.IGNORECASE
)
# Headings whose question is the same in every paper.
_KNOWN = (
    (r"limitations?\b.*", "What limitations of their work do the authors name?"),
    (r"(?:\w+ )?motivation", "What motivates the work?"),
    (
        r"(?:experiment(?:al|s)? |evaluation )(?:set-?up|methodology|design)",
        "How were the experiments set up?",
    ),
    (r"(?:system |experimental )?implementation", "How did the authors implement their system?"),
    (
        r"(?:the )?problem (?:formulation|definition|statement|setting)",
        "How do the authors pose the problem?",
    ),
    (
        (
            r"(?:numerical |main |overall |experimental )?"
            r"(?:experiments?|experimentation|evaluation|results?)(?: and analysis)?"
        ),
        "How do the authors evaluate their work?",
    ),
    (
        r"design (?:goals|principles|choices|decisions)",
        "Which design principles do the authors follow?",
    ),
)
_DOING = re.compile(
    r"(?:optimizing|optimising|generating|automating|supporting|mixing|enabling|handling|boosting|"
    r"navigating|customizing|reducing|improving|understanding|accelerating|using|exploring|"
    r"extending|integrating|combining|designing|implementing|exploiting|hiding|managing|measuring|"
    r"avoiding|adapting|choosing|composing|constructing|creating|detecting|ensuring|estimating|"
    r"expressing|finding|making|minimizing|maximizing|overcoming|preserving|predicting|"
    r"representing|verifying|visualizing|dealing|leveraging|applying|building|sharing)",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"(?:study|studies|(?:micro)?benchmarks?|evaluations?|ablations?|comparisons?)",
    re.IGNORECASE,
)
_STUDY = re.compile(
    r"(?:the |a )?(?:(?:user|case|ablation) (?:study|studies)"
    r"|(?:ablation|empirical|error|qualitative|quantitative|sensitivity|theoretical) analysis"
    r"|results(?= (?:on|in|for|of)\b)|comparison(?= with\b))",
    re.IGNORECASE,
)
_DESCRIBED = frozenset(
    "techniques methods methodologies strategies approaches mechanisms policies optimizations "
    "challenges principles components features measures contributions requirements rules "
    "extensions limitations schemes".split()
)
_CHOSEN = re.compile(
    r"\b(?:models|parameters|datasets|benchmarks|metrics|baselines|workloads|optimizers|tasks)\b"
)
_WORKS = re.compile(
    r"(?:ion|ing|ment|er|or|cache|loop|model|algorithm|system|framework|pool|runtime|parallel|"
    r"parallelism|flow|dispatch|support|language|attention|search|chain|backend|decode|reuse)$",
    re.IGNORECASE,
)
_WHOLE = frozenset(
    "dataset corpus vision idea intuition approach statement trade-off form goal paradigm".split()
)
_WITH = re.compile(r"(?:with|of|in|on|to|for|from|by|via|at|under|across|over|and|or)\b")
_NO_VERB = frozenset("accesses benchmarks passes processes uses systems operators".split())
_FEW = 4  # words; a heading that is a question and has fewer leans on what stands before it

Asked = tuple[str, float]  # a question, and its worth from 0 to 1


def question_of(heading: str, chapter: str, wording: Wording) -> Asked | None:
    """The question that a section with this heading answers, and its worth from 0 to 1.

    `chapter` is the heading of the chapter it stands in, "" where it is one itself. None for a
    heading that any paper has, or that is no phrase.
    """
    title = unnumbered(heading)
    if not re.fullmatch(r"(?:[^\Wα-ωΑ-Ω]|[\s’‘“”–?'/.-]|(?<! ),){4,}", title):
        return None
    if title.endswith("?") or re.match(
        r"(?:how|why|what|when|where|which)\b", title, re.IGNORECASE
    ):
        return _own(title)
    told = chapter and re.search("related work|background", chapter, re.IGNORECASE)
    if _ANY_PAPER.fullmatch(title) or "otivation:" in heading or told:
        return None
    for form, question in _KNOWN:
        if re.fullmatch(form, title, re.IGNORECASE):
            return question, 0.5
    phrase = wording.recased(title)
    if question := _claimed(phrase, wording) or _done(phrase, wording):
        return question, 0.8
    framed = heading.partition(":")[0] if ":" in heading else ""
    measured = _MEASURED.search(f"{chapter} {framed}") is not None
    return _studied(phrase, wording, measured=measured) or _thing(phrase, wording)


def chapters(sections: Iterable[str]) -> dict[str, str]:
    """For each section the heading of the chapter that it stands in; "" for a chapter itself."""
    tops: dict[str, str] = {}
    whose: dict[str, str] = {}
    for section in sections:
        number = number_of(section)
        whose[section] = tops.get(number, "") if number else ""
        if number and re.match(r"\d+\.?\s", section):
            tops[number] = section
    return whose


def _own(title: str) -> Asked | None:
    """A heading that is a question already, where it says what it is about."""
    leaning = re.search(r"\b(?:it|this|that|they|these|we)\b", title, re.IGNORECASE)
    verb = re.search(
        r"\b(?:is|are|was|were|do|does|did|can|should|come|to)\b", title, re.IGNORECASE
    )
    return (
        None if leaning or not verb or len(title.split()) < _FEW else (f"{title.rstrip('?')}?", 0.7)
    )


def _claimed(phrase: str, wording: Wording) -> str:
    """`Relay enables composable optimizations` → how does it; "" for what is no claim."""
    if match := re.fullmatch(r"(.+?) can (.+)", phrase):
        return f"How can {match[1]} {match[2]}?"
    words = phrase.split()
    for at, word in enumerate(words[1:-1], start=1):
        base = wording.base(word, "s") if word.endswith("s") and word not in _NO_VERB else ""
        if base and not is_plural(words[at - 1]) and not _WITH.match(words[at + 1]):
            subject = wording.with_article(" ".join(words[:at]))
            return f"How does {subject} {base} {' '.join(words[at + 1 :])}?"
    return ""


def _done(phrase: str, wording: Wording) -> str:
    """`Optimizing computational graphs` → how do the authors; "" for what is nothing done."""
    if match := re.fullmatch(
        r"compar(?:ing|ison of) (.+) (?:and|with|to) (.+)", phrase, re.IGNORECASE
    ):
        one, other = map(wording.with_article, match.groups())
        return f"How do {one} and {other} compare?"
    if match := re.fullmatch(
        r"(?:the )?(?:impact|effects?|influence) of (.+)", phrase, re.IGNORECASE
    ):
        does = "do" if is_plural(head_of(match[1])) else "does"
        return f"What impact {does} {wording.with_article(match[1])} have?"
    if match := re.fullmatch(r"applications? to (.+)", phrase, re.IGNORECASE):
        return f"How does the approach apply to {match[1]}?"
    first, _, rest = phrase.partition(" ")
    if rest and _DOING.fullmatch(first) and not _WITH.match(rest):
        base = wording.base(first, "ing")
        return f"How do the authors {base or f'go about {first}'} {rest}?"
    match = re.fullmatch(r"(.+?) to ((?:\w+ly )?)(\w+) (.+)", phrase)
    if match is None or re.fullmatch(r"the|an?|other|new|\w+(?:ing|ed|al)", match[3]):
        return ""
    means = wording.with_article(match[1])
    return f"How do the authors use {means} to {match[2]}{match[3]} {match[4]}?"


def _studied(phrase: str, wording: Wording, *, measured: bool) -> Asked | None:
    """A question about what was measured; None for a heading of another kind."""
    *before, last = phrase.split()
    study = _STUDY.match(phrase)
    if study or (_SHOWS.fullmatch(last) and before[-1:] != ["of"]):
        many = is_plural(study[0].split()[-1] if study else last)
        named = re.sub(r"^(?:the|an?) ", "", phrase)
        return f"What {'do' if many else 'does'} the {named} show?", 0.7
    if (measured and _CHOSEN.search(phrase)) or last in ("baselines", "datasets"):
        return f"Which {phrase} do the authors use?", 0.7
    if measured:
        about = f"the {phrase}" if re.match(r"\w+s of\b", phrase) else wording.with_article(phrase)
        return f"What does the evaluation show about {about}?", 0.7
    return None


def _thing(phrase: str, wording: Wording) -> Asked | None:
    """A question about a thing: what it is, which there are, how it works, what its role is."""
    head = head_of(phrase)
    many = is_plural(head) and not wording.is_name(head)
    if (match := re.fullmatch(r"(\S+) for (.+)", phrase)) and wording.is_name(match[1]):
        return f"How is {match[1]} used for {match[2]}?", 0.6
    if (
        (re.search(r"\sof\s", phrase) and not phrase.partition(" ")[0].endswith("ing"))
        or head in _WHOLE
        or (many and "," in phrase)
    ):
        named = phrase if phrase.startswith("the ") else f"the {phrase}"
        return f"What {'are' if many else 'is'} {named}?", 0.6
    if many and head in _DESCRIBED:
        return f"Which {phrase} does the paper describe?", 0.6
    if many and phrase.endswith(head):
        return f"What role do {phrase} play?", 0.45
    return _about(phrase, wording) if many else _single(phrase, head, wording)


def _single(phrase: str, head: str, wording: Wording) -> Asked | None:
    """A question about one thing, or two joined by `and`."""
    one, joined, other = phrase.partition(" and ")
    if joined and " " not in one + other:
        return f"How do {phrase} work?", 0.6
    if joined and " " in one and one.endswith(head_of(one)):
        return f"How do {wording.with_article(one)} and {wording.with_article(other)} work?", 0.6
    long = len(phrase.split()) > 1
    if _WORKS.search(head):
        return f"How does {wording.with_article(phrase)} work?", 0.6 if long else 0.5
    if wording.is_name(head) and not long:
        return f"What is {phrase}?", 0.6
    if long and phrase.endswith(head):
        return f"What role does {wording.with_article(phrase)} play?", 0.4
    return _about(phrase, wording) if long else None


def _about(phrase: str, wording: Wording) -> Asked:
    """The question that fits whatever a section is about."""
    return f"What does the paper say about {wording.with_article(phrase)}?", 0.4
