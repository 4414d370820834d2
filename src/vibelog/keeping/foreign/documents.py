"""A file of another tool's as the conversations it holds.

Decides by the file's content what it is, by its name only where that leaves it open. Reads the file
and nothing else: an archive is not unpacked to the disk, no link is followed, nothing is run. Says
in one sentence what to do with a file that holds no conversation.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from vibelog.core.text import plain
from vibelog.errors import VibelogError
from vibelog.keeping.foreign import forms
from vibelog.keeping.foreign.said import Foreign
from vibelog.keeping.foreign.saved import conversation_in
from vibelog.keeping.foreign.structured import conversations_in
from vibelog.keeping.foreign.values import lines
from vibelog.keeping.foreign.word import text_of

_LINK = "link only"  # the form of a file that holds nothing but a link
_MB = 1_000_000
_MOST = 50 * _MB  # of a file, and of one file in an archive: a hundred times a long conversation
_ARCHIVED = 200 * _MB  # of the files in an archive that are read
# A data export's conversations, also where it is cut into several files.
_CONVERSATIONS = re.compile(r"(?:[^/]+/)*conversations(?:-\d+)?\.json")
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL
)
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)


def read(path: Path) -> list[Foreign]:
    """The conversations in a file, in its order, none of them empty.

    VibelogError says what to do when the file cannot be read or holds none.
    """
    name = plain(path.name)
    held = _found(path, name)
    found = [each for each in held if each.said or each.form == _LINK]
    if held and not found:
        raise VibelogError(
            f"{name} is an export in which nobody says anything: open the chat, export it again, "
            "and import that."
        )
    if not found:
        raise VibelogError(
            f"{name} holds no conversation that vibelog can read: export the chat as Markdown or "
            "text, or save its page, and import that."
        )
    if not any(each.said for each in found):
        raise VibelogError(
            f"{name} holds only a link, which vibelog does not follow: open it, save the page "
            "(File, Save Page As) or export the chat, and import that file."
        )
    return [each for each in found if each.said]


def _found(path: Path, name: str) -> list[Foreign]:
    """What the file holds, by its first bytes."""
    with _readable(path, name), path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        return _in_archive(path, name)
    content = _content(path, name)
    if content.startswith(b"%PDF-"):
        raise VibelogError(
            f"{name} is a PDF: vibelog add {name} adds a paper; a chat is imported "
            "as Markdown, text, .docx or as a saved page."
        )
    return _in_text(_decoded(content, name), name)


def _in_text(text: str, name: str) -> list[Foreign]:
    """The conversations in a file's text."""
    if found := conversations_in(_json(text)):
        return found
    if name.lower().endswith((".mht", ".mhtml")):
        text = _page_of_archive(text)
    if _PAGE.match(text) or name.lower().endswith((".html", ".htm")):
        page = conversation_in(text, forms.parse)
        return [page] if page else []
    said = forms.parse(lines(text))
    return [said] if said else []


def _json(text: str) -> object:
    """What JSON holds, or the objects of JSON Lines (damaged lines left out); None for neither."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except RecursionError:
        return None
    except ValueError:
        return list(_json_lines(text))


def _json_lines(text: str) -> Iterator[object]:
    for line in text.split("\n"):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            continue


def _in_archive(path: Path, name: str) -> list[Foreign]:
    """The conversations of a .docx, or of a data export's archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.filename == "word/document.xml" for member in members):
                _bounded(sum(member.file_size for member in members), _MOST, name)
                said = forms.parse(text_of(BytesIO(_content(path, name))))
                return [said] if said else []
            wanted = [m for m in members if _CONVERSATIONS.fullmatch(m.filename)]
            _bounded(max((m.file_size for m in wanted), default=0), _MOST, name)
            _bounded(sum(m.file_size for m in wanted), _ARCHIVED, name)
            # what an archive says of a size is also all that is read of that file
            texts = (_decoded(archive.read(member), name) for member in wanted)
            return [found for text in texts for found in conversations_in(_json(text))]
    except _BROKEN as error:
        raise VibelogError(f"{name} is damaged or locked: export it again.") from error


def _page_of_archive(text: str) -> str:
    """The HTML in a page that a browser saved as one file (MHTML); empty when there is none."""
    from email import message_from_string, policy

    message = message_from_string(text, policy=policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            charset = part.get_content_charset("utf-8")
            if isinstance(content, bytes):
                return content.decode(
                    charset if charset in ("utf-8", "latin-1") else "utf-8", "replace"
                )
    return ""


def _content(path: Path, name: str, most: int = _MOST) -> bytes:
    """The file's bytes; VibelogError where they are more than `most`."""
    with _readable(path, name), path.open("rb") as file:
        content = file.read(most + 1)
    _bounded(len(content), most, name)
    return content


@contextmanager
def _readable(path: Path, name: str) -> Iterator[None]:
    """An OSError as the sentence that says why the file cannot be read."""
    try:
        if path.is_dir():
            raise VibelogError(f"{name} is a folder: name the file in it.")
        yield
    except OSError as error:
        reason = (error.strerror or "not a file").lower()
        raise VibelogError(f"{name} cannot be read ({reason}): see that it is there.") from error


def _bounded(size: int, most: int, name: str) -> None:
    if size > most:
        raise VibelogError(
            f"{name} is larger than {most // _MB} MB: export the one conversation, and import that."
        )


def _decoded(content: bytes, name: str) -> str:
    """The bytes as text: UTF-8, UTF-16 with its mark, else Windows' Western code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise VibelogError(
            f"{name} is no text: export the chat as Markdown or text, and import that."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
