"""What `vibelog check` can tell, and how long it takes, on the papers of a library.

    python bench/checking.py [--home FOLDER] [--logs N]

The library (VIBELOG_HOME, or --home) must hold papers of the course; bench/checking_logs.toml has a
log that is right and one that is invented for each of twelve. Measured is `fit.score`, the number
by which a log is judged to be about its paper:

    prose      right logs, in our own words
    chatty     the same among sentences that any assistant may write about anything
    quoting    what `vibelog ask` answers without a model to the right logs' questions
    swapped    each prose and quoting log, as if it were about each of the other papers
    invented   logs about a paper that does not exist, by the right paper's name

and by the whole verdict, quotes included, logs with quotes under their own name (`named`) and under
that of the paper whose words they share most (`renamed`).

`own` is the least share that the log's paper holds, `lead` the largest one that another paper is
ahead by. AUROC is the chance that a right log scores above one that is not. Then N logs (100) are
checked in a folder, each as `vibelog check` does it once the papers were read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from vibelog.app import App, start, talk
from vibelog.app.check import checks
from vibelog.app.check.sources import Papers
from vibelog.core.conversation import Turn
from vibelog.core.vocabulary import shares
from vibelog.keeping.checking.said import Asked, Page, Quoted
from vibelog.keeping.checking.topic import Fit, Library, fit
from vibelog.keeping.checking.verdict import Verdict, held

LOGS = Path(__file__).with_name("checking_logs.toml")
GOAL = 0.98
FASTEST = 40.0  # ms a log, at most
CHATTER = """\
That's a great question! Let me break it down step by step so the big picture is clear.
Think of it like a busy restaurant kitchen: a chef prepares several dishes and the waiter decides.
In short, the authors trade flexibility for speed, unlike ChatGPT or a typical Kubernetes setup.
Would you like me to draw a diagram or walk through a concrete example in Python?
""".splitlines()
Pairs = Sequence[tuple[str, str]]


def pairs(lines: str) -> Pairs:
    """The questions and answers of one log of the file."""
    split = (line.partition(" => ") for line in lines.strip().splitlines())
    return [(question, answer) for question, _, answer in split]


def words(log: Pairs) -> str:
    """What is judged of a log: all its words."""
    return "\n".join(part for pair in log for part in pair)


def chatty(log: Pairs) -> Pairs:
    """The log as a talkative assistant would have put it."""
    return [
        (question, f"{CHATTER[at % len(CHATTER)]} {answer} {CHATTER[(at + 1) % len(CHATTER)]}")
        for at, (question, answer) in enumerate(log)
    ]


def quoting(app: App, paper: str, log: Pairs) -> list[Turn]:
    """The same questions, answered in the paper's own sentences."""
    talking = talk.open_talk(app, app.library().find(paper), save=False)
    return [talking.ask(question) for question, _ in log]


def answers(turns: Sequence[Turn]) -> Pairs:
    """The questions and answers of a conversation."""
    return [(turn.question, turn.answer.text if turn.answer else "") for turn in turns]


def page(log: Pairs, turns: Sequence[Turn]) -> Page:
    """A log as vibelog writes it without a model: questions, and the quotes found for them."""
    cited = [citation for turn in turns if turn.answer for citation in turn.answer.citations]
    return Page(
        {},
        asked=tuple(Asked(question, 1) for question, _ in log),
        quotes=tuple(Quoted(citation.quote, 1, (citation.page,)) for citation in cited),
    )


def neighbour(name: str, known: Library) -> str:
    """The paper whose words a paper shares most."""
    others = [other for other in known.papers if other != name]
    held = shares(known.papers[name], [known.papers[other] for other in others], known.rarity)
    return others[held.index(max(held))]


def verdicts(papers: Papers, pages: Mapping[str, Page], names: Mapping[str, str]) -> list[Verdict]:
    """What is said of each log as a log about the paper that `names` gives it."""
    found = []
    for paper, log in pages.items():
        name = names[paper]
        source = papers.source(name)
        if source:
            quoted = held(log, source, papers.others(name))
            found.append(Verdict(name, quoted, fit(log.words, name, papers.library())))
    return found


def renamed(papers: Papers, pages: Mapping[str, Page]) -> dict[str, object]:
    """Print how logs with quotes fare under their own name and under their neighbour's."""
    right = verdicts(papers, pages, {name: name for name in pages})
    known = papers.library()
    nearest = {name: neighbour(name, known) for name in pages}
    wrong = verdicts(papers, pages, nearest)
    for kind, found in (("named", right), ("renamed", wrong)):
        scores = [each.score for each in found if each.score is not None]
        flagged = sum(each.wrong for each in found)
        print(f"{kind:10}{len(found):9}{min(scores):9.2f}{max(scores):9.2f}{'':18}{flagged:9}")
    named = [each.score for each in right if each.score is not None]
    scored = [each.score for each in wrong if each.score is not None]
    return {
        "renamed": round(auroc(named, scored), 4),
        "renamed_flagged": sum(each.wrong for each in wrong),
        "renamed_flagged_by_words": sum(each.fit.wrong for each in wrong if each.fit),
    }


def auroc(right: Sequence[float], other: Sequence[float]) -> float:
    """The chance that a right log scores above another one, ties counting half."""
    wins = sum((one > two) + (one == two) / 2 for one in right for two in other)
    return wins / (len(right) * len(other))


def fits(logs: Mapping[str, Pairs], known: Library, *, swapped: bool = False) -> list[Fit]:
    """How each log fits its paper, or all the others."""
    judged = [
        fit(words(log), name, known)
        for paper, log in logs.items()
        for name in logs
        if (name != paper) == swapped
    ]
    return [each for each in judged if each]


def topics(app: App, papers: Papers) -> dict[str, object]:
    """Print what the scores of the five kinds of logs are, and return AUROC and mistakes."""
    known = papers.library()
    written = tomllib.loads(LOGS.read_text(encoding="utf-8"))
    prose = {name: pairs(log) for name, log in written["right"].items() if name in known.papers}
    made_up = {name: pairs(log) for name, log in written["invented"].items() if name in prose}
    asked = {name: quoting(app, name, log) for name, log in prose.items()}
    quoted = {name: answers(turns) for name, turns in asked.items()}
    kinds = {
        "prose": fits(prose, known),
        "chatty": fits({name: chatty(log) for name, log in prose.items()}, known),
        "quoting": fits(quoted, known),
        "swapped": fits(prose, known, swapped=True) + fits(quoted, known, swapped=True),
        "invented": fits(made_up, known),
    }
    header = ("logs", "lowest", "highest", "own", "lead", "flagged")
    print(f"{len(known.papers)} papers\n{'':10}{''.join(f'{name:>9}' for name in header)}")
    for kind, found in kinds.items():
        scores = [each.score for each in found]
        own, lead = min(f.own for f in found), max(f.others - f.own for f in found)
        row = "".join(f"{value:9.2f}" for value in (min(scores), max(scores), own, lead))
        print(f"{kind:10}{len(found):9}{row}{sum(each.wrong for each in found):9}")
    right = [each.score for kind in ("prose", "chatty", "quoting") for each in kinds[kind]]
    result: dict[str, object] = {
        kind: round(auroc(right, [each.score for each in kinds[kind]]), 4)
        for kind in ("swapped", "invented")
    }
    result |= renamed(papers, {name: page(log, asked[name]) for name, log in prose.items()})
    alone = alone_scores(prose, made_up, known)
    result["alone"] = round(auroc(*alone), 4)
    print(f"AUROC: {result} (alone: each paper in a library of its own)\n")
    return result


def alone_scores(
    prose: Mapping[str, Pairs], invented: Mapping[str, Pairs], known: Library
) -> tuple[list[float], list[float]]:
    """The scores of right logs and of all others, when the library holds one paper only."""
    right, other = [], []
    for name in prose:
        library = Library({name: known.papers[name]}, known.rarity)
        for log in (prose[name], chatty(prose[name])):
            right += [found.score for found in [fit(words(log), name, library)] if found]
        for log in (invented[name], *(prose[each] for each in prose if each != name)):
            other += [found.score for found in [fit(words(log), name, library)] if found]
    return right, other


def speed(app: App, papers: Papers, count: int) -> dict[str, object]:
    """Check `count` logs of 5 to 10 turns in a folder, and return what one takes."""
    written = tomllib.loads(LOGS.read_text(encoding="utf-8"))
    names = [name for name in written["right"] if name in papers.names]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            name = names[number % len(names)]
            turns = [*pairs(written["right"][name]), *chatty(pairs(written["right"][name]))]
            text = "\n".join(f"## Prompt:\n{q}\n\n## Response:\n{a}\n" for q, a in turns)
            file = Path(folder, f"vibe-logs/{number:03}-{name}.md")
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        checks.check(app, Path(folder), date(2025, 12, 1), papers)  # the papers are read
        before = time.perf_counter()
        report = checks.check(app, Path(folder), date(2025, 12, 1), papers)
        each = (time.perf_counter() - before) / len(report.logs) * 1000
    verdict = "held" if each <= FASTEST else "NOT held"
    print(f"{len(report.logs)} logs, {each:.1f} ms each, {verdict} to {FASTEST:.0f}\n")
    return {"logs": len(report.logs), "ms": round(each, 2)}


def main() -> int:
    """Measure, print the tables and a JSON line; 1 when the library holds too little."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, help="the library, instead of VIBELOG_HOME")
    parser.add_argument("--logs", type=int, default=100, help="how many logs are checked")
    options = parser.parse_args()
    if options.home:
        os.environ["VIBELOG_HOME"] = str(options.home)
    app = start(lambda sentence: print(sentence, file=sys.stderr))
    app = replace(app, config=replace(app.config, model=None))
    papers = Papers.of(app)
    written = tomllib.loads(LOGS.read_text(encoding="utf-8"))
    if len(set(written["right"]) & set(papers.names)) < 2:  # noqa: PLR2004  one has no other
        print("the library must hold papers of the course: vibelog add", file=sys.stderr)
        return 1
    result = {"bench": "checking", "auroc": topics(app, papers)}
    print(json.dumps({**result, "speed": speed(app, papers, options.logs)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
