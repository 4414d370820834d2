"""Which language model, how it is called, and the instructions of prompts/ loaded.

    model     connect to a model and run a DSPy program with it
    hearing   what a program says while it says it
    failures  DSPy's errors, translated once
    keys      where a provider's key comes from
    prompts   the instructions of prompts/

dspy is imported inside functions: it costs .5 s, and most commands need no model. dspy's own engine
reaches the large providers and any OpenAI-compatible address; litellm is loaded only for the rest.
Knows nothing of papers, questions or logs.
"""

from vibelog.lm.hearing import Hear
from vibelog.lm.model import Model, Spent, connect, importing, prepare
from vibelog.lm.prompts import instructions, prompts_version

__all__ = [
    "Hear",
    "Model",
    "Spent",
    "connect",
    "importing",
    "instructions",
    "prepare",
    "prompts_version",
]
