"""Everything vibelog raises on purpose, in one tree.

    VibelogError                one sentence for the student: what happened, to what, what to do
    ├── ConfigError             vibelog.toml or a VIBELOG_… variable cannot be used
    ├── SourceError             a file is not a paper that can be read
    ├── LibraryError            the library folder cannot be read or written
    ├── UnknownPaperError       no paper of that name, with the nearest names
    ├── ModelError              the language model did not answer (says whether a retry helps)
    │   ├── TooLongError        the prompt does not fit into its context
    │   ├── CutError            its answer was cut by its limit of length
    │   └── AnswerError         it answered, in a form that cannot be read
    ├── EmbedderError           the embedding model cannot be loaded or run
    ├── ShortLogError           fewer real questions than a vibe log needs
    └── RepositoryError         git, or the state the repository is in, does not allow the commit

`cli` catches VibelogError, prints the sentence and exits 1. Anything else is a bug and keeps its
traceback. Foreign errors are translated where the foreign library is called.
"""

from __future__ import annotations


class VibelogError(Exception):
    """Base of all errors a student can act on; `str(error)` is the sentence to show."""


class ConfigError(VibelogError):
    """A configuration file or variable cannot be used."""


class SourceError(VibelogError):
    """A source (a file given by the student) cannot become a paper."""


class LibraryError(VibelogError):
    """The library folder cannot be read or written."""


class UnknownPaperError(VibelogError):
    """No paper of that name in the library."""


class ModelError(VibelogError):
    """The language model did not answer; `retryable` says whether asking again may help."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class TooLongError(ModelError):
    """What was sent does not fit into the language model's context."""


class CutError(ModelError):
    """The language model's answer was cut by its limit of length."""


class AnswerError(ModelError):
    """The language model answered, but not in a form that can be read, also when asked again."""


class EmbedderError(VibelogError):
    """The embedding model cannot be loaded or run; ranking goes on by words alone."""


class ShortLogError(VibelogError):
    """A conversation holds fewer real questions than a vibe log needs."""


class RepositoryError(VibelogError):
    """Git, or the state of the repository, does not allow what was asked; nothing was changed."""
