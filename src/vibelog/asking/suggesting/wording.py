"""How a paper writes its words, and how its headings read inside a sentence.

A heading says `4.2 KV CACHE MANAGER`; a question says `the KV cache manager`. The paper's running
text is the authority for capitals and articles. Knows English and texts; not passages or questions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vibelog.core.text import sentences, squash

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"^(?:\d+|[A-Z])(?:\.\d+)*\.?\s+(?=\S)")
_BRACKETS = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\])")
# The part before a colon that says nothing of its own; then what follows the colon is the phrase.
_FRAME = re.compile(
    r"(?:summary|evaluation|overview|case study|use case|problem|example|discussion|results?|"
    r"experiments?|background|application)s?",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[^siu']s|[^s]es|ies)$", re.IGNORECASE)
_SINGULAR = frozenset(
    "analysis basis hypothesis synthesis process access bias canvas axis status corpus focus "
    "series species consensus lens gas genesis emphasis class loss across versus alias".split()
)
_IRREGULAR = frozenset("criteria data media phenomena indices matrices".split())
# Nouns for what is done or had in no number: they take no article.
_UNCOUNTED = re.compile(
    r"(?:ion|ing|ment|ance|ence|ism|ity|ness|sis|cy|ware|usage|storage|coverage|bandwidth|code|"
    r"control|reuse|decode|prefill|support|flow|dispatch|memory|(?<!run)time|search|execution)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:environment|experiment|element|segment|function|instruction|expression|partition|equation|"
    r"^string|mapping|benchmark|policy|entity|city|frequency|vision|dependency|difference)$",
    re.IGNORECASE,
)
_MOSTLY = 2 / 3  # share of a word's uses from which its form with a capital is a name
_ACRONYM = 6  # letters; a longer word in capitals comes from a heading
_LED, _OFTEN = 0.75, 4  # share and number of uses with an article from which the paper wants one


@dataclass(frozen=True, slots=True)
class Wording:
    """The spelling that a paper uses, learned from its running text."""

    usual: dict[str, str]  # casefolded word → its usual form inside sentences
    text: str  # the running text, a sentence a line

    def recased(self, phrase: str) -> str:
        """The phrase as it would stand inside a sentence.

        >>> learn(["We see that the KV cache of vLLM grows."]).recased("VLLM'S KV CACHE SIZE")
        "vLLM's KV cache size"
        """
        whole = re.compile(rf"(?<=[a-z,] ){re.escape(phrase)}(?!\w)", re.IGNORECASE)
        found: list[str] = whole.findall(self.text) if " " in phrase else []
        written = Counter(found)
        if written:
            return max(written, key=lambda form: written[form])
        shouted = phrase.isupper()
        spelled = _WORD.sub(lambda match: self._form(match[0], shouted=shouted), phrase)
        return re.sub(r"(?<=\w)['’]S\b", lambda match: match[0].lower(), spelled)

    def is_name(self, word: str) -> bool:
        """Whether the paper writes the word with a capital inside its sentences."""
        match = _WORD.search(word)
        form = self.usual.get(match[0].casefold(), "") if match else ""
        return form != form.lower()

    def with_article(self, phrase: str) -> str:
        """The phrase with `the` before it, where English (or the paper) puts one."""
        first, _, rest = phrase.partition(" ")
        if first.lower() in ("a", "an"):
            return f"the {rest}"
        head = head_of(phrase)
        plain = re.match(r"(?:the|how|why|our|their|each|all)\b", phrase, re.IGNORECASE)
        if plain or is_plural(head) or (self.is_name(head) and not _COUNTED.search(head)):
            return phrase
        if first.endswith("ing") and re.match(r"(?:the|an?|with)\b|.+ (?:with|by|from) ", rest):
            return phrase
        takes = _COUNTED.search(head) or not _UNCOUNTED.search(head) or self._led(phrase)
        return f"the {phrase}" if takes else phrase

    def base(self, verb: str, ending: str) -> str:
        """The verb without its ending (`ing`, `s`), as the paper writes it after `to`; else "".

        >>> learn(["We want to optimize and to map it."]).base("mapping", "ing")
        'map'
        """
        stem = verb.lower().removesuffix(ending)
        forms = [stem + "e", stem, stem[:-1]] if ending == "ing" else [stem, stem.removesuffix("e")]
        return next((f for f in forms if f[1:] and re.search(rf"\b[Tt]o {f}\b", self.text)), "")

    def _led(self, phrase: str) -> bool:
        """Whether the paper mostly puts an article before the phrase."""
        lower, text = re.escape(phrase.lower()), self.text.lower()
        uses = len(re.findall(rf"(?<!\w){lower}(?!\w)", text))
        led = len(re.findall(rf"(?<!\w)(?:the|an?|our|its|each) {lower}(?!\w)", text))
        return uses >= _OFTEN and led >= _LED * uses

    def _form(self, word: str, *, shouted: bool) -> str:
        if len(word) == 1:
            return "a" if word == "A" else word
        if known := self.usual.get(word.casefold()):
            return known
        return word.lower() if shouted or word[1:].islower() else word


def learn(texts: Iterable[str]) -> Wording:
    """The wording of a paper whose running text is given piece by piece."""
    forms: dict[str, Counter[str]] = {}
    lines = []
    for text in texts:
        for start, end in sentences(text):
            line = squash(text[start:end])
            lines.append(line)
            for match in list(_WORD.finditer(line))[1:]:
                forms.setdefault(match[0].casefold(), Counter())[match[0]] += 1
    return Wording({key: _usual(key, count) for key, count in forms.items()}, "\n".join(lines))


def _usual(lower: str, count: Counter[str]) -> str:
    """The form that a word has inside sentences; a first capital alone counts when repeated."""
    form, often = max(count.items(), key=lambda item: item[1])
    if form.isupper() and form.isalpha() and len(form) > _ACRONYM:
        return lower
    repeated = often > 1 and often >= _MOSTLY * count.total()
    return form if repeated or not form[1:].islower() else lower


def unnumbered(heading: str) -> str:
    """The heading without its number, its brackets and a frame such as `Case study:`.

    >>> unnumbered("5.3 Use Case: Optimizing Resnet50 (CPU)"), unnumbered("2.1. Types: a survey")
    ('Optimizing Resnet50', 'Types')
    """
    title = _BRACKETS.sub("", _NUMBER.sub("", squash(heading))).strip(" .")
    title = title.replace("&", "AND" if title.isupper() else "and")
    before, colon, after = (part.strip() for part in title.partition(":"))
    named = before.isupper() and len(before.split()) == 1  # GEPA: REFLECTIVE PROMPT EVOLUTION
    return after if colon and (named or _FRAME.fullmatch(before)) else before


def number_of(heading: str) -> str:
    """The number of the chapter that the heading stands in, or "".

    >>> number_of("5.2.1. Tiling"), number_of("Tiling")
    ('5', '')
    """
    match = re.match(r"(\d+)(?:\.\d+)*\.?\s", heading)
    return match[1] if match else ""


def is_plural(word: str) -> bool:
    """Whether a noun is plural, as far as its form tells.

    >>> is_plural("blocks"), is_plural("analysis"), is_plural("process")
    (True, False, False)
    """
    lower = word.lower()
    return lower in _IRREGULAR or (lower not in _SINGULAR and _PLURAL.search(lower) is not None)


def head_of(phrase: str) -> str:
    """The noun that a phrase is about: its last word before a preposition.

    >>> head_of("batching techniques for LLMs"), head_of("KV cache manager")
    ('techniques', 'manager')
    """
    noun = re.split(
        r"\s(?:of|for|in|on|with|to|at|from|by|against|using|via|as|before|under|without|across|over|within|between|about)\s",
        phrase,
    )[0]
    return noun.split()[-1] if noun.split() else ""
