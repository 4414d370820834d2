"""What a text holds that is nobody else's business: found, and replaced by a mark.

Knows letters only; not whose text it is. Keys and tokens are found by the rules of detect-secrets
(Yelp), run in this process on the text alone: no file, no network, none of its settings. Its rules
by entropy, by the word `password`, for public IP addresses and for Artifactory are left out: they
flag hashes, identifiers and plain words of papers; so are IBM's four and npm's, which take half of
the time or a square of the text's length. Keys of model providers that it does not know yet, or of
which it knows only the beginning, have rules here, and so has what is said to be a password.

What the paper itself prints is published and is no leak: the authors' addresses, a key shown as an
example. Nor may it be touched, for a quote is verbatim the paper's or it is no quote. So whoever
has the paper's text gives it as `public`, and what stands in it to the letter is not found. Without
it everything is: in doubt nothing leaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any

MARKS = {
    "email": "[email removed]",
    "share-link": "[share link removed]",
    "key": "[key removed]",
    "path": "[home folder removed]",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A private stretch of a text."""

    kind: str  # a key of MARKS
    start: int
    end: int


_EMAIL = re.compile(
    r"(?<![\w.+%-])(?!git@)[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
)
# Conversations: only their owner can open them, or whoever has the link can read all of them.
_CONVERSATION = (
    r"(?:https?://)?(?:www\.)?(?:(?:chatgpt\.com|chat\.openai\.com)/(?:c|g|s|share)/|claude\.ai/"
    r"(?:chat|share)/|gemini\.google\.com/(?:u/\d/)?(?:app|share)/|g\.co/gemini/share/"
    r"|copilot\.microsoft\.com/(?:chats|shares)/|grok\.com/(?:chat|share)/|x\.com/i/grok"
    r"|chat\.deepseek\.com/(?:a/chat|share)/|perplexity\.ai/search/|poe\.com/s/"
    r"|notebooklm\.google\.com/notebook/|aistudio\.google\.com/[^\s<>()\[\]]*prompts/)"
    r"[^\s<>()\[\]\"'`]*[\w/=-]"
)
_LINK = re.compile(rf"\[{_CONVERSATION}\]\({_CONVERSATION}\)|(?<![\w.-]){_CONVERSATION}")
# Names of home folders that are nobody's.
_ANYBODY = (
    r"(?!(?:user|users|username|you|your[-_]?\w*|me|name|ubuntu|ec2-user|jovyan|runner|vscode|node"
    r"|admin|shared|public|default|app|myuser|student|data)(?![\w.-]))"
)
_PATH = re.compile(
    rf"(?:(?<=file://)|(?<![\w./~-]))(?:/(?:mnt/)?[a-z])?/(?:Users|home)/{_ANYBODY}\w[\w.@+-]*(?=/|\b)"
    rf"|\b[A-Za-z]:[\\/]+Users[\\/]+{_ANYBODY}\w(?:[^\\/:*?\"<>|\n]{{0,40}}(?=[\\/])|[\w.-]*)",
)
_KEY = re.compile(
    # The providers' own prefixes: Anthropic, OpenRouter, OpenAI, Google, Groq, Hugging Face, xAI,
    # Perplexity, Replicate, npm, GitHub's fine-grained tokens.
    r"(?<![\w-])(?:sk-ant-[\w-]{20,}|sk-or-v1-[0-9a-f]{32,}|sk-(?=[\w-]*\d)[\w-]{32,}|AIza[\w-]{35}"
    r"|gsk_\w{30,}|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{36}|xai-[A-Za-z0-9]{40,}|pplx-[A-Za-z0-9]{32,}|r8_[A-Za-z0-9]{32,}"
    r"|github_pat_\w{40,})"
    # What is given to a variable such as OPENAI_API_KEY, letters and digits mixed.
    r"|(?<=[A-Z_])(?:API_?KEY|TOKEN|SECRET|PASSWORD)[ \t]*[=:][ \t]*[\"']?"
    r"(?P<value>(?=[\w+/.-]*\d)(?=[\w+/.-]*[A-Za-z])[\w+/.-]{16,}=*)"
    r"|-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[\s\S]{0,20000}?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?"
)
# `password: hunter2`, `passwd=…`, `"api_key": "…"`: a value of its own, and no word, name or call.
_MARK = r"[\"'`*_]{0,3}"
_SAID = re.compile(
    rf"(?<![A-Za-z])(?:(?P<word>pass(?:word|wd|phrase|code)|pwd)"
    rf"|(?:api|access|secret|auth|private)[_ -]?(?:key|token)|client[_ -]?secret|bearer[_ -]?token)"
    rf"{_MARK}[ \t]{{0,3}}(?::(?!:)|=(?!=)){_MARK}[ \t]{{0,3}}(?P<open>[\"'`]?)"
    r"(?P<value>[^\s\"'`<>()\[\]{}|\\,;$%][^\s\"'`<>()\[\]{}|\\,;]{5,200})(?![(\[{])",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?=.*\d)(?=.*[A-Za-z])|(?=.*[A-Za-z].*[!@#^&*?+~].*\w)")
_NO_SECRET = re.compile(  # placeholders, parts of programs, and what has been taken out already
    r"(?:your|my|the|some|example|placeholder|change|redacted|dummy|foo|x{3,}|\*{3,}|\.{3}|https?:|"
    r"os\.|env\.|self\.|args\.|config\.|settings\.|process\.)|[\w.]*\.(?:get|read|env)\w*$|[a-z]+_[a-z_]*\d?$"
    r"|\d{1,3}-[a-z]+$",
    re.IGNORECASE,
)
_SHORTEST_WORD, _SHORTEST_KEY = 6, 10  # letters of a password, and of what is said to be a key
_PLUGINS = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "basic_auth": "BasicAuthDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "jwt": "JwtTokenDetector",
    "mailchimp": "MailchimpDetector",
    "openai": "OpenAIDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
    "twilio": "TwilioKeyDetector",
}
_SHORTEST = 8  # letters of a group that is a secret; shorter ones are a prefix or a quotation mark
_RUN = re.compile(r"[\w.-]*[\w-]")  # letters of a key: what follows a known beginning belongs to it


def private_in(text: str, public: str = "") -> list[Found]:
    """The private stretches of a text, in order, none overlapping another.

    `public` is text that is published, such as the paper's: what stands in it is not private.
    """
    found: list[Found] = []
    while more := _once(text, public):
        found += more
        text = _masked(text, more)
    return sorted(found, key=lambda each: each.start)


def redacted(text: str, public: str = "") -> tuple[str, tuple[Found, ...]]:
    """The text with a mark for each private stretch; and the stretches, where they were.

    Doing it again changes nothing. Of a path only the home folder goes.

    >>> redacted("mail ada@uni.edu about /home/ada/run.py")[0]
    'mail [email removed] about [home folder removed]/run.py'
    """
    found = private_in(text, public)
    parts, at = [], 0
    for each in found:
        parts += [text[at : each.start], MARKS[each.kind]]
        at = each.end
    return "".join([*parts, text[at:]]), tuple(found)


def _once(text: str, public: str) -> list[Found]:
    """What can be found in the text as it stands; of stretches that overlap, the first and all."""
    spans = sorted(chain(_patterned(text), _keys(text)), key=lambda each: (each.start, -each.end))
    found: list[Found] = []
    for each in spans:
        if text[each.start : each.end] in public:
            continue
        if found and each.start < found[-1].end:
            first = found.pop()
            found.append(Found(first.kind, first.start, max(first.end, each.end)))
        else:
            found.append(each)
    return found


def _masked(text: str, found: list[Found]) -> str:
    """The text, as long as it was, with what was found looking like a mark to what is beside it."""
    parts, at = [], 0
    for each in found:
        parts += [text[at : each.start], "[" + " " * (each.end - each.start - 2) + "]"]
        at = each.end
    return "".join([*parts, text[at:]])


def _patterned(text: str) -> Iterator[Found]:
    for kind, pattern in (("share-link", _LINK), ("email", _EMAIL), ("path", _PATH)):
        yield from (Found(kind, *match.span()) for match in pattern.finditer(text))


def _keys(text: str) -> Iterator[Found]:
    for match in _KEY.finditer(text):
        yield Found("key", *match.span("value" if match["value"] else 0))
    for match in _SAID.finditer(text):
        if value := _secret(match):
            yield Found("key", match.start("value"), match.start("value") + len(value))
    for plugin in _detectors():
        for pattern in plugin.denylist:
            for match in pattern.finditer(text):
                if any(secret in match[0] for secret in plugin.analyze_string(match[0])):
                    yield _whole(text, match)


def _secret(match: re.Match[str]) -> str:
    """What is said to be a password or key, where it is one: letters and digits (or marks) mixed.

    "" for words, names of a program and placeholders.
    """
    value = match["value"].rstrip(".:*_")
    long = len(value) >= (_SHORTEST_WORD if match["word"] else _SHORTEST_KEY)
    return value if long and _MIXED.match(value) and not _NO_SECRET.match(value) else ""


def _whole(text: str, match: re.Match[str]) -> Found:
    """The secret of a match, up to the end of its letters."""
    longest = max(range(len(match.groups()) + 1), key=lambda n: len(match[n] or "") if n else 0)
    group = longest if longest and len(match[longest] or "") >= _SHORTEST else 0
    start, end = match.span(group)
    run = _RUN.match(text, end) if re.match(r"[\w.-]", text[end - 1]) else None
    return Found("key", start, run.end() if run else end)


@cache
def _detectors() -> tuple[Any, ...]:
    """The detectors of detect-secrets, made without its settings (which are global)."""
    modules = (import_module(f"detect_secrets.plugins.{name}") for name in _PLUGINS)
    return tuple(
        getattr(module, name)() for module, name in zip(modules, _PLUGINS.values(), strict=True)
    )
