"""How much of the evidence a model is sent, by the share of the paper's tokens that is sent.

    python bench/evidence.py [FOLDER or FILE.jsonl …] [--limit PAPERS] [--vectors FOLDER]

The files, the passages and the rankings are those of bench/retrieval. For each question its paper's
passages are taken best first, as long as they fit into a share of the paper's tokens; one that does
not fit is passed over, so that a curve may dip. A passage costs what the Reader sends of it, its
number and its section's title included, so that all passages of a paper cost more than its text
alone. `covered` is the share of the evidence's letters (white space left out) that stand in what is
sent, `whole` the share of questions of which every letter does; both are means over questions, in
percent.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING

from retrieval import DEFAULT, RANKINGS, Paper, Question, read

from vibelog.asking.embed import Embedder, bundled
from vibelog.asking.question import sought
from vibelog.asking.reader import BUDGETS as READS
from vibelog.asking.reader import filling, numbered
from vibelog.asking.sentences import Sentences
from vibelog.core.paper import Passage
from vibelog.reading.passages import tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

SHARES = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 75, 100)  # percent of the paper's tokens
BUDGETS = tuple(range(500, 5001, 500))  # tokens, whatever the paper's length
GOAL = ("bamboo", 35, 85.0)  # file, percent of the tokens, percent of the evidence covered
NAMES = (*RANKINGS, "sought")  # the last: the ranking for the question that `sought` makes of it

Pair = tuple[float, bool]  # share of the evidence's letters, and whether it is all of them


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the passages of its paper and what each of them holds of its evidence."""

    needed: frozenset[int]  # offsets of the evidence's letters
    holds: dict[str, frozenset[int]]  # of these, by passage id
    costs: dict[str, int]  # tokens, by passage id
    tokens: int  # of the whole paper
    ranked: dict[str, list[Passage]]  # best first, by the ranking's name

    def sent(self, name: str, budget: float) -> list[Passage]:
        """The passages that fit into a budget of tokens, best first."""
        sent = []
        for passage in self.ranked[name]:
            if self.costs[passage.id] <= budget:
                sent.append(passage)
                budget -= self.costs[passage.id]
        return sent

    def cost(self, passages: Sequence[Passage]) -> int:
        """The tokens of these passages."""
        return sum(self.costs[passage.id] for passage in passages)

    def covered(self, passages: Sequence[Passage]) -> Pair:
        """What these passages hold of the evidence."""
        held = frozenset[int]().union(*(self.holds[passage.id] for passage in passages))
        return len(held) / len(self.needed), held == self.needed


def cases(file: Path, limit: int | None, embed: Embedder) -> Iterator[Case]:
    """Each question of a file, with its paper ranked in every way."""
    lines = file.read_text(encoding="utf-8").splitlines()[:limit]
    for number, (line, paper) in enumerate(zip(lines, read(file, limit, embed), strict=True), 1):
        print(f"\r{file.stem}: {number} of {len(lines)} papers", end="", file=sys.stderr)
        text = json.loads(line)["text"]
        spans = {passage.id: stands(passage, text) for passage in paper.passages}
        costs = {passage.id: tokens(numbered([passage])) for passage in paper.passages}
        vectors = embed([question.text for question in paper.questions])
        likewise = embed([sought(question.text) for question in paper.questions])
        for question, asked, meant in zip(paper.questions, vectors, likewise, strict=True):
            needed = letters(question, text)
            holds = {
                key: frozenset(i for i in needed if any(a <= i < b for a, b in stretches))
                for key, stretches in spans.items()
            }
            ranked = rankings(paper, question.text, asked, meant)
            yield Case(needed, holds, costs, tokens(text), ranked)
    print(file=sys.stderr)


def rankings(
    paper: Paper, question: str, asked: Vectors, meant: Vectors
) -> dict[str, list[Passage]]:
    """The passages in the order of each ranking, `meant` being the vector of what is sought."""
    ranked = {name: ranking(paper, question, asked) for name, ranking in RANKINGS.items()}
    return {**ranked, "sought": RANKINGS["rank"](paper, sought(question), meant)}


def stands(passage: Passage, text: str) -> list[tuple[int, int]]:
    """Where in the text the passage stands, and the title of its section above it."""
    title = text.rfind(passage.section, 0, passage.start) if passage.section else -1
    heading = [(title, title + len(passage.section))] if title >= 0 else []
    return [(passage.start, passage.end), *heading]


def letters(question: Question, text: str) -> frozenset[int]:
    """The offsets of the evidence's letters."""
    return frozenset(
        i for start, end in question.evidence for i in range(start, end) if not text[i].isspace()
    )


def kept(embed: Embedder, folder: Path) -> Embedder:
    """The embedder, with its vectors kept in the folder: a second run computes none."""

    def run(texts: Sequence[str]) -> Vectors:
        digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        (folder / digest).mkdir(parents=True, exist_ok=True)
        return Sentences(folder / digest).vectors(embed, texts)

    return Embedder(embed.name, run)


def means(pairs: Sequence[Pair]) -> dict[str, float]:
    """The means in percent, over questions."""
    covered, whole = zip(*pairs, strict=True)
    return {"covered": round(100 * fmean(covered), 1), "whole": round(100 * fmean(whole), 1)}


def curves(
    questions: Sequence[Case], budgets: Sequence[int], tokens_of: Callable[[Case, int], float]
) -> dict[str, dict[str, list[float]]]:
    """By ranking: `covered` and `whole`, at each of the budgets."""
    found = {}
    for name in NAMES:
        at = [
            means([case.covered(case.sent(name, tokens_of(case, budget))) for case in questions])
            for budget in budgets
        ]
        found[name] = {key: [point[key] for point in at] for key in ("covered", "whole")}
    return found


def reader(questions: Sequence[Case], budget: int) -> dict[str, float]:
    """What a budget of the Reader amounts to: tokens, share of the paper, evidence."""
    sent = [filling(budget, case.ranked["rank"]) for case in questions]
    costs = [case.cost(some) for case, some in zip(questions, sent, strict=True)]
    shares = [min(1.0, cost / case.tokens) for case, cost in zip(questions, costs, strict=True)]
    return {
        "characters": budget,
        "tokens": round(fmean(costs)),
        "share": round(100 * fmean(shares), 1),
        **means([case.covered(some) for case, some in zip(questions, sent, strict=True)]),
    }


def table(title: str, budgets: Sequence[int], rows: dict[str, dict[str, list[float]]]) -> None:
    """Print the curves, `covered` first, then `whole`."""
    print(f"{title:18}{''.join(f'{budget:>7}' for budget in budgets)}")
    for key in ("covered", "whole"):
        for name, row in rows.items():
            print(f"{key:9}{name:9}{''.join(f'{value:7.1f}' for value in row[key])}")


def report(name: str, questions: Sequence[Case]) -> dict[str, object]:
    """Print a file's curves, and return them."""
    by_share = curves(questions, SHARES, lambda case, share: case.tokens * share / 100)
    by_tokens = curves(questions, BUDGETS, lambda case, most: min(most, case.tokens))
    reads = [reader(questions, budget) for budget in READS]
    length = round(median(case.tokens for case in questions))
    print(f"{name}: {len(questions)} questions, on papers of {length} tokens (median)")
    table("% of the tokens", SHARES, by_share)
    table("tokens at most", BUDGETS, by_tokens)
    for one in reads:
        print(
            f"the Reader: {one['characters']} characters, {one['tokens']} tokens, "
            f"{one['share']} % of the paper: covered {one['covered']}, whole {one['whole']}"
        )
    print()
    return {
        "questions": len(questions),
        "tokens": length,
        "by_share": by_share,
        "by_tokens": by_tokens,
        "reader": reads,
    }


def main() -> int:
    """Measure, print the tables, what is held and a JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--limit", type=int, help="papers of each file")
    parser.add_argument("--vectors", type=Path, help="folder that keeps the vectors for next time")
    options = parser.parse_args()
    found = [sorted(p.glob("*.jsonl")) if p.is_dir() else [p] for p in options.paths]
    files = [file for part in found for file in part if file.is_file()]
    if not files:
        print(f"no .jsonl file in {', '.join(map(str, options.paths))}", file=sys.stderr)
        return 1
    result: dict[str, object] = {"bench": "evidence", "shares": SHARES, "budgets": BUDGETS}
    with tempfile.TemporaryDirectory() as folder:
        embed = kept(bundled(), options.vectors or Path(folder))
        for file in files:
            questions = list(cases(file, options.limit, embed))
            result[file.stem] = report(file.stem, questions)
            if file.stem == GOAL[0]:
                result["held"] = held(questions)
    print(json.dumps(result))
    return 0


def held(questions: Sequence[Case]) -> bool:
    """Whether the goal is reached by the ranking; says so."""
    name, share, least = GOAL
    sent = [case.sent("rank", case.tokens * share / 100) for case in questions]
    value = means([case.covered(s) for case, s in zip(questions, sent, strict=True)])["covered"]
    verdict = "held" if value >= least else "NOT held"
    print(f"{name}: {value} % covered at {share} % of the tokens, {verdict} to {least:.0f}\n")
    return value >= least


if __name__ == "__main__":
    sys.exit(main())
