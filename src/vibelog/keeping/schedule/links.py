"""Which links and words of a course name a paper, and which paper a link names.

Knows where papers are published, and what else courses link to; not when anything is due.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from vibelog.core.text import fold
from vibelog.keeping.schedule.inline import Piece

GENERIC = re.compile(
    r"\W*(?:(?:(?:the )?paper )?(?:pdf|paper|link|url|download)|arxiv|arxiv:\S+|doi|acm|ieee|html|"
    r"abs|abstract|here|read|preprint|web|version|full text|openreview|usenix|https?://\S+)\W*",
    re.IGNORECASE,
)
_NO_PAPER = re.compile(
    r"\b(?:open|tb[ad]|none|n/?a|holidays?|break|recess|thanksgiving|labor day|no class(?:es)?|"
    r"no lecture|class(?:es)? cancell?ed|flex day|guest|presentations?|pitch(?:es)?|"
    r"deconstruct\w*|updates?|tech talks?|project|proposals?|wrap-?up|kick-?off|welcome|"
    r"orientation|introduction|intro|overview|"
    r"review|exam|midterm|final|quiz|homework|hw\s?\d*|lab\s?\d*|slides?|video|recording|lecture|"
    r"notes?|code|repo|github|demos?|hackathon|workshop|tutorial|discussion|logistics|syllabus|"
    r"chapters?|ch\.|textbook|sign[ -]?up|office hours|reading (?:day|week)|et al|poster|forms?|"
    r"cancell?ed|no readings?|no meeting|vacations?|present(?:ed|ers?)|led by|scribes?|speakers?|"
    r"discussants?|student choice|your choice|catch[ -]?up|buffer|spring fest|day off|milestones?|"
    r"reports?)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(  # hosts whose pages are no papers
    r"(?:^|\.)(?:youtube\.com|youtu\.be|(?:docs|drive|colab\.research|meet|calendar)\.google\.com|"
    r"forms\.gle|zoom\.us|piazza\.com|instructure\.com|gradescope\.com|edstem\.org|slack\.com|"
    r"discord\.gg|chatgpt\.com|chat\.openai\.com|claude\.ai|gemini\.google\.com|g\.co|"
    r"github\.com|wikipedia\.org|slides\.com|eventbrite\.com|speakerdeck\.com|slideshare\.net|"
    r"vimeo\.com|bilibili\.com|panopto\.com|linkedin\.com|twitter\.com|x\.com|overleaf\.com)$",
    re.IGNORECASE,
)
_TAUGHT = re.compile(  # folders and names of what a course makes itself
    r"(?:^|/)(?:slides?|lectures?|lecs?|lec\d+|videos?|recordings?|labs?|hw|homeworks?|talks?|"
    r"recitations?|syllabus)(?:/|$)|(?:^|[/_-])(?:slides?|syllabus)[\w-]*\.\w+$"
    r"|/(?:hw|homework|pset|lab|lec|lecture|assignment|project)[_-]?\d+[^/]*$",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(  # where papers are published: whatever their titles say
    r"(?:^|\.)(?:acm\.org|ieee\.org|computer\.org|usenix\.org|openreview\.net|neurips\.cc|nips\.cc|"
    r"mlr\.press|mlsys\.org|aclanthology\.org|aclweb\.org|vldb\.org|cidrdb\.org|springer\.com|"
    r"nature\.com|science\.org|sciencedirect\.com|jmlr\.org|thecvf\.com|ndss-symposium\.org|iacr\.org|"
    r"semanticscholar\.org|jstor\.org|biorxiv\.org|pnas\.org|aaai\.org|ijcai\.org|siam\.org|wiley\.com)$",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"(?:arxiv\.org|alphaxiv\.org|huggingface\.co)/(?:abs|pdf|html|format|overview|papers|ps)/"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(\d{4}\.\d{4,5})", re.IGNORECASE)
_DOI = re.compile(r"(10\.\d{4,9}/[^\s?#&]+)")
_WORDS = 6  # what has more of them is a title, whatever words are in it


def evident(link: str | None) -> bool:
    """Whether an address alone tells that it is a paper's."""
    address = _address(link)
    file = address.path.lower().endswith((".pdf", ".ps")) and not _TAUGHT.search(address.path)
    return any(identifiers(link)) or file or _PUBLISHED.search(address.netloc) is not None


@lru_cache(maxsize=4096)  # each link is asked about several times
def is_paper(piece: Piece, *, named: bool = True) -> bool:
    """Whether a link leads to a paper, as far as its words and its address tell."""
    address = _address(piece.href)
    if address.scheme not in ("http", "https", ""):
        return False
    path = address.path.lower()
    if any(identifiers(piece.href)) or _PUBLISHED.search(address.netloc):
        return True
    if _TAUGHT.search(path) or (not address.scheme and not path.endswith((".pdf", ".ps"))):
        return False
    if _ELSEWHERE.search(address.netloc) and not path.endswith(".pdf"):
        return False
    return not named or not no_paper(piece.text)


@lru_cache(maxsize=4096)
def identifiers(link: str | None) -> tuple[str | None, str | None]:
    """The arXiv id (without its version) and the DOI that a link names.

    >>> identifiers("https://arxiv.org/pdf/2310.03714v2.pdf")
    ('2310.03714', None)
    >>> identifiers("https://dl.acm.org/doi/pdf/10.1145/3579371.3589348")
    (None, '10.1145/3579371.3589348')
    """
    link = unquote(link or "")
    if match := _ARXIV.search(link) or _ARXIV_DOI.search(link):
        return match[1], None
    doi = _DOI.search(link)
    if not doi:
        return None, None
    return None, re.sub(r"(?:/(?:full|abstract|pdf|html)|\.pdf|[).,;/])+$", "", doi[1]).lower()


def same(link: str) -> str:
    """What two links to one paper share: the id they name, else the address without its dress."""
    arxiv, doi = identifiers(link)
    address = _address(link)
    bare = f"{address.netloc.lower().removeprefix('www.')}{address.path.rstrip('/')}"
    return arxiv or doi or bare + (f"?{address.query}" if address.query else "")


def key(words: str) -> str:
    """Letters and digits only, case and accents folded."""
    return re.sub(r"[^a-z0-9]", "", fold(words)[0])


def _address(link: str | None) -> SplitResult:
    """The parts of an address; of none where it is no address."""
    try:
        return urlsplit(link or "")
    except ValueError:
        return urlsplit("")


def no_paper(words: str) -> bool:
    """Whether words name something else of a course: a holiday, slides, a presentation."""
    return len(words.split()) <= _WORDS and _NO_PAPER.search(words) is not None
