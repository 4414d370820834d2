"""A log that the student edited: their questions and the paper's quotes are as they were.

Knows the page's text before and after; not how it was edited.
"""

from __future__ import annotations

from dataclasses import replace

from vibelog.app.log.files import save
from vibelog.app.log.logs import Written
from vibelog.core.text import squash
from vibelog.errors import RepositoryError

_SHOWN = 80  # letters of a quote that was changed


def edited(written: Written, text: str) -> Written:
    """The log after the student edited its text: answers may differ, quotes may be gone.

    Raises RepositoryError, with nothing changed, when a question is no longer what they asked, or
    a quote not what was looked up in the paper.
    """
    _require_questions(written.text, text)
    _require_quotes(written.text, text)
    save(written.path, text)
    return replace(written, text=text)


def _require_questions(text: str, after: str) -> None:
    from vibelog.keeping.markdown import questions_in

    was, now = questions_in(text), questions_in(after)
    changed = [str(n) for n, asked in enumerate(was, 1) if asked not in now]
    if changed or any(asked not in was for asked in now):
        which = f"question {', '.join(changed)}" if changed else "a question that was added"
        raise RepositoryError(
            f"A vibe log holds your questions as you asked them; after your edits {which} is not: "
            "put it back (answers may be edited; --drop leaves a question out)."
        )


def _require_quotes(text: str, after: str) -> None:
    from vibelog.keeping.quoted import quotes_in

    was = {quote for _, quote in quotes_in(text)}
    for where, quote in quotes_in(after):
        if quote not in was:
            shown = quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN].rstrip()} …"
            raise RepositoryError(
                f"A vibe log's quotes are the paper's words, looked up on their page; after your "
                f"edits one {where} is not: {squash(shown)}. Put it back, or take it out whole "
                "(what is in no block quote may be edited)."
            )
