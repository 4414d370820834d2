"""Which document a quote's link opens: the paper's, or another.

Knows addresses only; nothing is opened. A paper has several: arXiv's page and its PDF are one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from vibelog.keeping.checking.said import Page

_ARXIV = re.compile(
    r"https?://(?:\w+\.)?arxiv\.org/(?:abs|pdf|html)/((?:[a-z.-]+/)?\d{4}\.?\d{3,5})", re.IGNORECASE
)
_PREPRINT = "arXiv:"


def document_of(link: str) -> str:
    """The document by one name, whichever of its addresses is given.

    >>> document_of("https://arxiv.org/abs/2310.03714"), document_of("https://x.org/a.pdf#page=4")
    ('arXiv:2310.03714', 'x.org/a.pdf')
    """
    arxiv = _ARXIV.match(link)
    if arxiv:
        return f"{_PREPRINT}{arxiv[1].lower()}"
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def known_documents(page: Page, links: Collection[str]) -> frozenset[str]:
    """The documents that are the log's paper; none where links cannot tell.

    Those of the log's own link and of these `links`. They tell when one of them is arXiv's, which
    vibelog takes for every quote, or when some quote's link leads to one.
    """
    known = {document_of(link) for link in (page.facts.get("link", ""), *links) if link}
    quoted = {document_of(link) for quote in page.quotes for link in quote.targets}
    tells = known & quoted or any(name.startswith(_PREPRINT) for name in known)
    return frozenset(known) if tells else frozenset()
