"""A file's text in git's form and in the work tree's form.

In git's own form (line ends as they are stored, UTF-8) a text is changed without touching any
other byte of it. The work tree's form differs where `.gitattributes` says so: line ends are left
to the file itself, an encoding is decoded, and a file that a filter driver keeps (git-crypt, LFS)
is read and written through that driver. Bytes that are no UTF-8 are kept as surrogate escapes.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from vibelog.errors import RepositoryError
from vibelog.keeping import git
from vibelog.keeping.repo.place import Place

_MARKS = (  # byte order marks, the longer ones first
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """How one file's text is kept; see `of`."""

    place: Place
    name: str
    driven: bool  # by a filter driver
    encoding: str  # in the work tree; "" is UTF-8, as what a driver keeps has to be

    @classmethod
    def of(cls, place: Place, name: str) -> Form:
        """What the attributes say about a file."""
        listed = place.ask("check-attr", "-z", "filter", "working-tree-encoding", "--", name)
        filtered, encoding = (
            "" if value in ("unspecified", "unset", "set") else value
            for value in listed.split("\0")[2::3]
        )
        return cls(place, name, driven=bool(filtered), encoding="" if filtered else encoding)

    def text(self, blob: str) -> str:
        """The text of a blob. Raises RepositoryError when it is none."""
        if self.driven:
            return self.decode(self.smudged(blob))
        found = git.attempt(self.place.root, "cat-file", "blob", blob)
        if found.code:
            raise RepositoryError(f"git has no content for {self.name}: {found.said}.")
        return self._plain(found.out)

    def blob(self, text: str) -> str:
        """A new blob of this text."""
        how = ("--path", self.name) if self.driven else ("--no-filters",)
        return self.place.ask("hash-object", "-w", "--stdin", *how, given=text)

    def smudged(self, blob: str) -> bytes:
        """What git would write into the work tree for a blob."""
        show = ("cat-file", "--filters", "--path", self.name, blob)
        found = git.attempt(self.place.root, *show)
        if found.code:
            raise RepositoryError(f"git could not write {self.name}: {found.said}.")
        return found.out.encode(errors="surrogateescape")

    def decode(self, data: bytes) -> str:
        """The text of the work tree's bytes. Raises RepositoryError when they are none."""
        if not self.encoding:
            return self._plain(data.decode(errors="surrogateescape"))
        try:
            return data.decode(self._codec(data))
        except (LookupError, UnicodeError):
            raise RepositoryError(
                f"{self.name} is not the {self.encoding} text that .gitattributes says it is."
            ) from None

    def changed(self, data: bytes, text: str) -> bytes:
        """The work tree's bytes of a text that was decoded from `data` and then changed."""
        if not self.encoding:
            return text.encode(errors="surrogateescape")
        return text.encode(self._codec(data))

    def _codec(self, data: bytes) -> str:
        """Python's name; where a mark says the order of bytes, one that keeps the mark as text."""
        name = self.encoding.lower().removesuffix("-bom")
        marked = (codec for mark, codec in _MARKS if data.startswith(mark))
        return next(marked, name) if name in ("utf-16", "utf-32") else name

    def _plain(self, text: str) -> str:
        if "\0" in text:
            raise RepositoryError(f"{self.name} is not text in UTF-8: save it as UTF-8.")
        return text
