"""What a student says out of courtesy, and the short line that answers it without a search.

Knows words, each of which core.questions knows to be no question. Only what asks for nothing is in
here: `continue`, `yes` or `more` may mean something to whoever answered before.
"""

from __future__ import annotations

import re

from vibelog.core.text import squash

_THANKS = (
    r"(?:thanks?|thank you|thx|ty|cheers|danke|merci|gracias|谢谢)"
    r"(?: (?:so much|very much|a lot|again|for (?:that|the (?:help|answer|explanation))))?"
)
_GREETING = r"(?:hi|hello|hey)"
_ASSENT = r"(?:ok(?:ay)?|great|nice|cool|perfect|awesome|good|got it|i see|好的)"
_BETWEEN = r"[\s,.!;:)，。！]*"
_REPLIES = (
    (
        "You are welcome.",
        rf"(?:{_ASSENT}{_BETWEEN})*(?:{_THANKS}{_BETWEEN})+(?:{_ASSENT}{_BETWEEN})*",
    ),
    ("Hello. Ask away.", rf"(?:{_GREETING}{_BETWEEN})+"),
    ("Good.", rf"(?:{_ASSENT}{_BETWEEN})+"),
)


def reply(text: str) -> str | None:
    """The line that answers thanks, a greeting or an assent; None for anything else.

    >>> reply("OK, thanks!"), reply("hello"), reply("ok"), reply("ok, but why?")
    ('You are welcome.', 'Hello. Ask away.', 'Good.', None)
    """
    line = squash(text)
    for answer, pattern in _REPLIES:
        if re.fullmatch(pattern, line, re.IGNORECASE):
            return answer
    return None
