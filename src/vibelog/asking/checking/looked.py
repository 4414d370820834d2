"""What came of looking a sentence of an answer up in the paper, and how that is told below it.

Knows what was found, not how.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vibelog.core.conversation import Citation

LEAD = "*Looked up in the paper:"
MOVED = "The same words and figures stand in another order there: compare what belongs to what."
_BESIDE = 3  # sentences shown where none is found, what can be compared at a glance


@dataclass(frozen=True, slots=True)
class Looked:
    """A sentence of the answer, and what the paper has to it."""

    end: int  # offset in the answer's text
    claim: str
    judged: bool = True  # False: too short to be looked up
    stands: tuple[Citation, ...] = ()
    differs: tuple[Citation, ...] = ()
    told: str = ""  # what differs
    near: Citation | None = None  # the paper's sentence that shares most words with it
    share: float = 0.0  # of its words that this sentence has

    @property
    def open(self) -> bool:
        """Whether words alone leave it undecided."""
        return self.judged and not self.stands and (not self.differs or self.told == MOVED)


def told(looked: Sequence[Looked]) -> str:
    """What came of the look-up, below the answer; nothing where it states nothing."""
    if not looked:
        return ""
    judged = [each for each in looked if each.judged]
    stands = sum(bool(each.stands) for each in judged)
    moved = [each for each in judged if each.told == MOVED]
    differ = [each for each in judged if each.differs and each not in moved]
    rest, short = len(judged) - stands - len(differ) - len(moved), len(looked) - len(judged)
    counts = [f"{stands} of {_sentences(len(judged))} found in it"] if judged else []
    counts += [f"{len(differ)} said differently there"] if differ else []
    counts += [f"{len(moved)} in another order there"] if moved else []
    counts += [f"{rest} not found by their words"] if rest else []
    counts += [f"{short if judged else _sentences(short)} too short to be judged"] if short else []
    parts = [f"{LEAD} {', '.join(counts)}.*", _differing([*differ, *moved]), _near(looked)]
    return "\n\n" + "\n\n".join(filter(None, parts))


def _sentences(count: int) -> str:
    return f"{count} sentence{'' if count == 1 else 's'}"


def _differing(differ: Sequence[Looked]) -> str:
    """What the paper says in place of what the answer says, as a list."""
    return "\n".join(
        f"- “{_plain(each.claim)}” {each.told} The paper says: {_quoted(cited)}"
        for each in differ
        for cited in each.differs[:1]
    )


def _near(looked: Sequence[Looked]) -> str:
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
