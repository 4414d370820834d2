"""What leaks, against texts into which it was put; no key here was ever valid."""

from __future__ import annotations

import string
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from vibelog.keeping.privacy import MARKS, private_in, redacted

LETTERS = (string.ascii_letters + string.digits) * 3
LEAKS = [
    ("ada.l+x@cs.uni.edu", "email"),
    ("https://chatgpt.com/c/68c1ab-12", "share-link"),
    ("https://chatgpt.com/g/g-12ab/c/68c1ab-12?model=x", "share-link"),
    ("chat.openai.com/share/68c1ab", "share-link"),
    ("https://claude.ai/chat/12-34", "share-link"),
    ("https://gemini.google.com/u/1/app/12ab", "share-link"),
    ("https://g.co/gemini/share/12ab", "share-link"),
    ("[https://chatgpt.com/c/6](https://chatgpt.com/c/6)", "share-link"),
    ("/Users/ada", "path"),
    ("/home/ada.l", "path"),
    ("C:\\Users\\Ada", "path"),
    ("/mnt/c/Users/ada", "path"),
    ("sk-ant-api03-" + LETTERS[:95], "key"),
    ("sk-proj-" + LETTERS[:74] + "T3BlbkFJ" + LETTERS[:74], "key"),
    ("sk-" + LETTERS[40:60] + "T3BlbkFJ" + LETTERS[40:60], "key"),
    ("AIza" + LETTERS[:35], "key"),
    ("hf_" + LETTERS[:34], "key"),
    ("gsk_" + LETTERS[:52], "key"),
    ("ghp_" + LETTERS[:36], "key"),
    ("github_pat_" + LETTERS[:82], "key"),
    ("glpat-" + LETTERS[:20], "key"),
    ("AKIA" + "ABCDEFGH23456789", "key"),
    ("xoxb-123456789012-" + "abcdefghij0123456789", "key"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ." + LETTERS[:43], "key"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "key"),
]
HARMLESS = (
    "git clone git@github.com:stanfordnlp/dspy.git, then pip install dspy@3.4 and @torch.compile",
    "See https://chatgpt.com/ and https://x.org/home/page.html, or chatgpt.com/c.",
    "/home/ubuntu/run.py, /home/user, /Users/username/x and ~/x stay",
    "sha256 8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6 and",
    "OPENAI_API_KEY=your-key-here, `os.environ['OPENAI_API_KEY']`, sk-... and password: secret",
    "the task-specific-multi-stage-few-shot-prompt-optimizer-of-2024 of 127.0.0.1:8000",
    "0x7ffde4a8 a user:pass pair",
    "the password: a short history; passwords: 123456 was the commonest",
    "password=args.password1, passwd = getpass(), pwd=get_pwd1(x), api_key: str",
    "api_key=settings.api_key1, api_key: <your-key-123456>, password: $PASS1, password==user123",
    "Access key: value pairs of 2048x128; the password: 12-character minimum, of 8-16 characters",
)
SAID = [
    ("password: {}", "hunter2"),
    ("PASSWD={}", "correct1horse"),
    ("my **Password:** {}", "pa$$w0rd!"),
    ("`passphrase`: {}, and so on", "correct-horse-9-staple"),
    ("export DB_PASSWORD='{}'", "tr0ub4dor&3"),
    ('{{"api_key": "{}"}}', "3f9a8b7c6d5e4f"),
    ("api-key = {}", "abcd1234efgh"),
    ("Secret key: {}", "9f8e7d6c5b4a"),
    ("client_secret={}\n", "a1b2c3d4e5f6g7"),
]


@pytest.mark.parametrize(("leak", "kind"), LEAKS)
@pytest.mark.parametrize("frame", ["{}", "Why is {} so?", "({}),", "“{}”", "so:\n{}\nand"])
def test_a_leak_goes_and_nothing_else(leak: str, kind: str, frame: str) -> None:
    text, found = redacted(frame.replace("{}", leak))
    assert text == frame.replace("{}", MARKS[kind])
    assert [each.kind for each in found] == [kind]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_leak_stays(text: str) -> None:
    assert redacted(text) == (text, ())


@pytest.mark.parametrize(("line", "secret"), SAID)
def test_what_is_said_to_be_a_password_goes_and_its_name_stays(line: str, secret: str) -> None:
    assert redacted(line.format(secret))[0] == line.format(MARKS["key"])
    assert redacted(line.format(MARKS["key"])) == (line.format(MARKS["key"]), ())


def test_the_rest_of_a_path_and_the_name_of_a_variable_stay() -> None:
    home, windows = MARKS["path"], "C:\\Users\\Ada Lovelace\\z"
    text = f"A_API_KEY='{LETTERS[30:70]}' python /home/ada/x.py file:///Users/ada/y {windows}"
    kept = f"A_API_KEY='[key removed]' python {home}/x.py file://{home}/y {home}\\z"
    assert redacted(text)[0] == kept


def test_what_the_paper_prints_is_public_and_a_quote_of_it_whole() -> None:
    paper = "Ada Lovelace, ada@uni.edu. We release all models."
    text = "“Ada Lovelace, ada@uni.edu.” says the paper; I am bob@uni.edu."
    assert redacted(text, paper)[0] == text.replace("bob@uni.edu", "[email removed]")
    assert [found.kind for found in private_in(text)] == ["email", "email"]


@given(
    st.lists(st.sampled_from([leak for leak, _ in LEAKS] + [*HARMLESS, " ", "\n", "a", "/", "@"]))
)
@settings(max_examples=sized(100))
def test_doing_it_again_changes_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    once, found = redacted(text)
    assert redacted(once) == (once, ())
    ends = [0, *(each.end for each in found)]
    assert all(end <= each.start for end, each in zip(ends, found, strict=False))


def test_the_detectors_are_loaded_late_and_leave_no_settings() -> None:
    code = (
        "import sys, socket; socket.socket.connect = None\n"
        "from vibelog.keeping import privacy\n"
        "assert 'detect_secrets' not in sys.modules\n"
        "privacy.private_in('ghp_' + 'a1' * 18)\n"
        "from detect_secrets.settings import get_settings\n"
        "assert get_settings.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
