"""Conversations made up from a seed: questions, small talk, excerpts, suggestions, repetitions."""

from __future__ import annotations

import random

from vibelog.core.conversation import Answer, Citation, Conversation, Turn

SCRIPTS = (
    "Why does {a} evict {b} before {c}?",
    "How is # {a} *really* measured on `{b}`, <b>and why</b> not {c}?",
    "为什么 {a} 比 {b} 快，{c}？",
    "Warum hängt {a} von {b} ab – und nicht von {c}?",
    "למה {a} עדיף על {b} ולא {c}?",
    "Explain {a}.\nThen {b}:\n\n- and {c}?",
)
JUNK = ("thanks!", "continue", "dspy.pdf\n\nPDF", "2/2", "You are a professor.", "give 5 questions")
WORDS = "cache block prefix page table swap beam queue batch kernel layout tile lane warp".split()
EXCERPT = "The cache holds the keys and the values of all tokens that were read in this batch. " * 4


def quote(rng: random.Random) -> Citation:
    """A verified quote, as it stands in the transcript."""
    number = rng.randrange(40)
    return Citation(number % 9 + 1, f"{number % 6} Part", f"The {number} blocks hold.", f"{number}")


def conversation(seed: int) -> Conversation:
    """0 to 60 turns; the same for the same seed."""
    rng = random.Random(seed)
    turns: list[Turn] = []
    for number in range(1, rng.randrange(62)):
        a, b, c = rng.sample(WORDS, 3)
        text = rng.choice(SCRIPTS).format(a=f"{a}{rng.randrange(9)}", b=b, c=c)
        kind = rng.random()
        if kind < 0.15:
            text = rng.choice(JUNK)
        elif kind < 0.25:
            text = rng.choice((f"{EXCERPT}\n\n{text}", f"Why so?\n\n{EXCERPT}", EXCERPT))
        elif kind < 0.35 and turns:
            text = rng.choice(turns).question
        cited = tuple(quote(rng) for _ in range(rng.randrange(3)))
        told = Answer(f"It is so. {number}", cited, stopped=rng.random() < 0.05, model="m")
        turns.append(
            Turn(
                number,
                text,
                f"2025-09-{number % 28 + 1:02}T10:00:00+00:00",
                answer=told if rng.random() < 0.95 else None,
                suggested=rng.random() < 0.1,
                starred=rng.random() < 0.1,
                notes=("I did not expect **that**.",) if rng.random() < 0.1 else (),
            )
        )
    return Conversation("c", "caching", "ab" * 32, turns=tuple(turns))
