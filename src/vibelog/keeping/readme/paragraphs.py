"""The index as a line of links in the text: `Notes: [DSPy](dspy.md) | [TVM](tvm.md)`.

Knows paragraphs that stand in nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vibelog.keeping.readme import phrase
from vibelog.keeping.readme.document import Document
from vibelog.keeping.readme.entry import Entry
from vibelog.keeping.readme.order import led, same_week

_SEVERAL = 2


def added(doc: Document, entry: Entry, known: Mapping[str, Entry]) -> Iterator[str]:
    """The README with the link behind the others, in the last line of several links to logs."""
    lines = [line for start, end in doc.paragraphs for line in range(start, end)]
    found = [(line, doc.bare(line)) for line in lines if phrase.logs(doc, doc.bare(line), known)]
    examples = [said for _, said in found]
    if not any(len(phrase.logs(doc, said, known)) >= _SEVERAL for said in examples):
        return

    def nearest(each: tuple[int, str]) -> tuple[bool, int]:
        return any(same_week(led([link], known), entry) for link in doc.scan(each[1])), each[0]

    for line, said in sorted(found, key=nearest, reverse=True):
        new = phrase.gathered(doc, said, entry, examples, known)
        if new is not None:
            yield doc.replaced(line, new)
