from __future__ import annotations

from vibelog.keeping.quoted import quotes_in

PAGE = """\
## 1. Why?

It is [p. 4].

> “Blocks are evicted
> in order.” — [p. 4](https://x.org#page=4), 3.2 Eviction
>
> “A leaf goes first.” — p. 5

```
> no quote
```

## Connections

- **[Eviction, Revisited](https://x.org)**
  - evict: “Last use decides.” — [p. 2](https://x.org#page=2)

## 2.

> Why
> is it?
"""


def test_quotes_are_read_back_with_their_pages_however_their_lines_are_broken() -> None:
    assert quotes_in(PAGE) == [
        (
            "of question 1",
            "“Blocks are evicted in order.” — [p. 4](https://x.org#page=4), 3.2 Eviction",
        ),
        ("of question 1", "“A leaf goes first.” — p. 5"),
        ("under Connections", "“Last use decides.” — [p. 2](https://x.org#page=2)"),
        ("of question 2", "Why is it?"),
    ]


def test_windows_line_ends_change_nothing() -> None:
    assert quotes_in(PAGE.replace("\n", "\r\n")) == quotes_in(PAGE)
