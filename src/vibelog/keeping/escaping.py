r"""Text into Markdown and back: the student's words to the letter, a model's words made harmless.

Knows CommonMark and GitHub's additions to it; not what a vibe log looks like.

`escape` is for words that must show exactly as they are (a question, a quote): nothing in them is
Markdown. `unescape` undoes it. `tame` is for Markdown written by a model: its lists, tables, code
and web links stay; headings are lowered, and what could pass for the log's own parts (block quotes,
HTML, images, links elsewhere) becomes plain text.
"""

from __future__ import annotations

import html
import re
import sys

from vibelog.core.text import plain, squash

_LOWERED = "#### "  # below the log's own headings

# Characters that are markup in the middle of a line. `_` is not between letters and digits; `&` is
# where it begins a reference; `$` begins a formula on GitHub.
_MARKUP = re.compile(r"[\\`*\[\]<~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_START = re.compile(r"[#>+=|:-]|\d{1,9}[.)]")  # of headings, quotes, lists, rules, tables
# Invisible: control characters, tabs, zero-width and bidirectional marks, odd line ends. They are
# written as references, so that nobody's editor, terminal or eye is misled and none is lost.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb]"
)
_EDGE = re.compile(r"^\s|\s$")  # Markdown drops white space there
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|\w+);")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # no UTF-8 file, or no Markdown, can hold these
_LOST = "\N{REPLACEMENT CHARACTER}"

_MARKS = r"(\s*)((?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*)*)"  # indent; marks of lists and quotes
_FENCE = re.compile(_MARKS + r"(`{3,}(?!.*`)|~{3,})\s*([\w+#.-]*)")
_HEADING = re.compile(r"#{1,6}(?:\s+|$)")
_RULE = re.compile(r"[-=*_\s]+")
_WEB = r"https?://(?:[^\s()<>\[\]\\`]|\([^\s()<>\[\]\\`]*\))+"
_INLINE = re.compile(
    r"(?P<kept>\\[!-/:-@\[-`{-~]"  # an escape
    r"|(?P<ticks>`+)(?!`).*?[^`](?P=ticks)(?!`)"  # code
    rf"|<https?://[^\s<>]+>|\]\({_WEB}\))"  # links to the web
    r"|(?P<markup>`+|~{3,}|<(?=[A-Za-z/!?])|!(?=\[)|\](?=[(\[:]))"
)


def writable(text: str) -> str:
    r"""The text as a Markdown file can hold it: line ends are `\n`, no NUL, no lone surrogate."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub(_LOST, text)


def escape(line: str, *, starts: bool = True) -> str:
    r"""One line of words as Markdown that shows them exactly.

    `starts` says that it stands where a heading, list or quote could begin.

    >>> escape("# is max_len *really* <b>?"), escape("1. why?"), escape("1. why?", starts=False)
    ('\\# is max_len \\*really\\* \\<b>?', '1\\. why?', '1. why?')
    """
    edges = {match.start() for match in _EDGE.finditer(line)}
    found = _START.match(line) if starts else re.search(r"(?:^|(?<=\s))#+\s*$", line)
    guarded = -1
    if found:
        guarded = found.end() - 1 if starts else found.start()
    parts = []
    for at, letter in enumerate(line):
        if _INVISIBLE.match(letter) or at in edges:
            parts.append(f"&#{ord(letter)};")
        elif at == guarded or _MARKUP.match(line, at):
            parts.append("\\" + letter)
        else:
            parts.append(letter)
    return "".join(parts)


def unescape(markdown: str) -> str:
    r"""The words that `escape` was given (and what any Markdown escape stands for).

    >>> unescape("\\# is max_len \\*really\\* &lt;b>?")
    '# is max_len *really* <b>?'
    """
    return _ESCAPED.sub(_meant, markdown)


def tame(markdown: str) -> str:
    r"""A model's Markdown, several lines, with nothing in it that could break or forge a log.

    >>> tame("# Big\n> “forged”\n\n<script>x</script> [a](javascript:1) `<b>`")
    '#### Big\n“forged”\n\n\\<script>x\\</script> [a\\](javascript:1) `<b>`'
    """
    lines: list[str] = []
    rest = plain(markdown).strip().split("\n")
    while rest:
        line = rest.pop(0)
        opened = _FENCE.match(line)
        block = ["", *_fenced(opened, rest), ""] if opened else [_tame_prose(line)]
        lines += block[1:] if block[0] == "" and lines[-1:] == [""] else block
    return "\n".join(lines).strip("\n")


def tame_line(markdown: str) -> str:
    """The same for text that must stay on one line, such as a list's item."""
    line = re.sub(r"^(?:#{1,6}(?:\s+|$)|>\s*|[-*+]\s+)+", "", squash(plain(markdown)))
    return _tame_prose(line)


def web_link(link: str | None) -> str | None:
    """A link that can stand in Markdown's round brackets; None unless it leads to the web."""
    if not link or not re.match(r"https?://[^\s/]", link):
        return None
    return re.sub(r"[^\w\-.~:/?#\[\]@!$&'*+,;=%]", _percent, plain(link), flags=re.ASCII)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="replace"))


def _meant(match: re.Match[str]) -> str:
    """The character that an escape or a reference stands for."""
    if match[1]:
        return match[1]
    if match[2] or match[3]:
        code = int(match[2]) if match[2] else int(match[3], 16)
        return _UNWRITABLE.sub(_LOST, chr(code)) if code <= sys.maxunicode else _LOST
    return html.unescape(match[0])


def _fenced(opened: re.Match[str], rest: list[str]) -> list[str]:
    """The block of code that begins here, at the margin and closed; takes its lines from `rest`."""
    indent, mark, language = opened.start(3), opened[3], opened[4]
    closing = re.compile(rf"[\s>]*{re.escape(mark[0])}{{{len(mark)},}}\s*")
    code: list[str] = []
    while rest:
        line = rest.pop(0)
        if closing.fullmatch(line):
            break
        code.append(re.sub(rf"^[\s>]{{0,{indent}}}", "", line))
    longest = max((len(run) for line in code for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + language, *code, fence]


def _tame_prose(line: str) -> str:
    """A line that is not code: its lead (indent, list marks) kept, headings lowered."""
    lead = re.match(_MARKS, line)
    indent, marks = lead.groups() if lead else ("", "")
    body = line[len(indent + marks) :]
    if not body or _RULE.fullmatch(body):
        return ""
    if ">" in marks:
        indent, marks = "", re.sub(r">\s*", "", marks)
    heading = _HEADING.match(body)
    if heading and not marks:
        indent, marks, body = "", _LOWERED, body[heading.end() :]
    elif heading:
        marks += "\\"
    return indent + marks + _INLINE.sub(_tamed, body)


def _tamed(match: re.Match[str]) -> str:
    return match["kept"] or re.sub(r"([`~<!\]])", r"\\\1", match["markup"])
