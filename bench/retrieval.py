"""How often the passages that hold the evidence are found, and when the quoting reader is silent.

    python bench/retrieval.py [FOLDER or FILE.jsonl …] [--limit PAPERS]

Each line of a file is a paper: `{paper, title, text, questions: [{question, evidence: [[start,
end], …]}]}`, evidence being offsets into text. A piece of evidence counts as found at k when the k
best passages together cover at least half of its characters. `recall@k` is the share of a
question's pieces found, averaged over questions; `hit@k` the share of questions of which one piece
is found. `silent` is how often the quoting reader says that the paper does not speak of the
question: asked of its own paper, of another one of the same file, of one of another file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from vibelog.asking.embed import Embedder, bundled
from vibelog.asking.quoting import quote
from vibelog.asking.rank import Ranked, index_text, lexical, rank
from vibelog.core.paper import Kind, Passage, passage_id
from vibelog.core.text import sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

DEFAULT = Path(__file__).parent.parent.parent / "shared" / "eval"
MOST_WORDS = 165  # about 220 tokens, the size of vibelog's passages
HEADING_WORDS = 10  # a line as short as this, without a period, is a heading
READ = 8  # passages that the quoting reader is given
SILENCE = "The paper does not seem to speak of this"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and where its answer stands."""

    text: str
    evidence: list[tuple[int, int]]


@dataclass(slots=True)
class Paper:
    """A paper cut into passages, with every vector a ranking may want."""

    file: str
    passages: list[Passage]
    questions: list[Question]
    vectors: Vectors
    by_sentence: dict[str, Vectors]

    def cosine(self, asked: Vectors) -> dict[str, float]:
        """The cosine of each passage, by id."""
        ids = [passage.id for passage in self.passages]
        return dict(zip(ids, (self.vectors @ asked).tolist(), strict=True))

    def best_sentences(self, asked: Vectors, passages: Sequence[Passage]) -> dict[str, float]:
        """The cosine of each passage's best sentence, by id."""
        return {
            p.id: max(float(self.by_sentence[s] @ asked) for s in split(p.text)) for p in passages
        }

    def likeness(self, asked: Vectors, texts: Sequence[str]) -> list[float]:
        """The cosine of each of the paper's sentences."""
        return [float(self.by_sentence[text] @ asked) for text in texts]


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentences(text)]


def cut(text: str) -> Iterator[Passage]:
    """Passages of whole sentences of one paragraph (a line), under the heading above them."""
    section, seen, begin = "", dict[str, int](), 0
    for line in text.split("\n"):
        start, begin = begin, begin + len(line) + 1
        if len(line.split()) <= HEADING_WORDS and not line.rstrip().endswith("."):
            section = line.strip() or section
            continue
        for first, last in packed(line):
            body = line[first:last]
            seen[body] = seen.get(body, -1) + 1
            yield Passage(
                id=passage_id(body, seen[body]),
                section=section,
                kind=Kind.BODY,
                text=body,
                start=start + first,
                end=start + last,
                pages=((1, 0),),
            )


def packed(line: str) -> list[tuple[int, int]]:
    """Runs of sentences of at most `MOST_WORDS` words together."""
    runs: list[tuple[int, int]] = []
    for start, end in sentences(line):
        if runs and len(line[runs[-1][0] : end].split()) <= MOST_WORDS:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def read(file: Path, limit: int | None, embed: Embedder) -> Iterator[Paper]:
    """The papers of one file."""
    for line in file.read_text(encoding="utf-8").splitlines()[:limit]:
        record = json.loads(line)
        passages = list(cut(record["text"]))
        said = sorted({sentence for passage in passages for sentence in split(passage.text)})
        yield Paper(
            file=file.stem,
            passages=passages,
            questions=[
                Question(asked["question"], [(a, b) for a, b in asked["evidence"]])
                for asked in record["questions"]
            ],
            vectors=embed([index_text(passage) for passage in passages]),
            by_sentence=dict(zip(said, embed(said), strict=True)),
        )


Ranking = Callable[[Paper, str, "Vectors"], list[Passage]]


def by_words(paper: Paper, question: str, _asked: Vectors) -> list[Passage]:
    """BM25 alone."""
    scores = lexical(question, paper.passages)
    return [paper.passages[i] for i in sorted(range(len(scores)), key=lambda i: -scores[i])]


def by_vectors(paper: Paper, _question: str, asked: Vectors) -> list[Passage]:
    """The passages' cosine alone."""
    cosine = paper.cosine(asked)
    return sorted(paper.passages, key=lambda passage: -cosine[passage.id])


def by_all(paper: Paper, question: str, asked: Vectors) -> list[Passage]:
    """What vibelog does."""
    ranked: list[Ranked] = rank(
        question,
        paper.passages,
        paper.cosine(asked),
        lambda passages: paper.best_sentences(asked, passages),
    )
    return [one.passage for one in ranked]


RANKINGS: dict[str, Ranking] = {"words": by_words, "vectors": by_vectors, "rank": by_all}


def found(passages: Sequence[Passage], evidence: tuple[int, int]) -> bool:
    """Whether the passages cover at least half of the evidence."""
    start, end = evidence
    covered = sum(max(0, min(end, p.end) - max(start, p.start)) for p in passages)
    return 2 * covered >= end - start


def recall(papers: Sequence[Paper], ranking: Ranking, embed: Embedder) -> dict[str, float]:
    """recall@5, hit@5 and recall@8 in percent, and the milliseconds a question takes."""
    at5, hits, at8, seconds = [], [], [], []
    for paper in papers:
        for question in paper.questions:
            asked = embed([question.text])[0]
            begun = time.perf_counter()
            ranked = ranking(paper, question.text, asked)
            seconds.append(time.perf_counter() - begun)
            at5.append(fmean(found(ranked[:5], e) for e in question.evidence))
            at8.append(fmean(found(ranked[:8], e) for e in question.evidence))
            hits.append(at5[-1] > 0)
    return {
        "recall@5": round(100 * fmean(at5), 1),
        "hit@5": round(100 * fmean(hits), 1),
        "recall@8": round(100 * fmean(at8), 1),
        "ms": round(1000 * fmean(seconds), 1),
    }


def silent(papers: Sequence[Paper], embed: Embedder) -> dict[str, float]:
    """How often, in percent, the quoting reader is silent about its own and about other papers."""
    counts: dict[str, list[bool]] = {"own": [], "same file": [], "other file": []}
    for number, paper in enumerate(papers):
        others = [*papers[number + 1 :], *papers[:number]]
        asked_of = {
            "own": paper,
            "same file": next((p for p in others if p.file == paper.file), None),
            "other file": next((p for p in others if p.file != paper.file), None),
        }
        for question in paper.questions:
            asked = embed([question.text])[0]
            for whose, other in asked_of.items():
                if other is not None:
                    counts[whose].append(is_silent(other, question.text, asked))
    return {whose: round(100 * fmean(of), 1) for whose, of in counts.items() if of}


def is_silent(paper: Paper, question: str, asked: Vectors) -> bool:
    """Whether the quoting reader says that the paper does not speak of the question."""
    passages = by_all(paper, question, asked)[:READ]
    answer = quote(question, passages, likeness=lambda _, texts: paper.likeness(asked, texts))
    return answer.text.startswith(SILENCE)


def main() -> int:
    """Measure, print a table and a JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--limit", type=int, help="papers of each file")
    options = parser.parse_args()
    files = [
        file
        for path in options.paths
        for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
        if file.is_file()
    ]
    if not files:
        print(f"no .jsonl file in {', '.join(map(str, options.paths))}", file=sys.stderr)
        return 1
    embed = bundled()
    papers = [paper for file in files for paper in read(file, options.limit, embed)]
    result: dict[str, object] = {"embedder": embed.name}
    print("file         questions   by         recall@5  hit@5 recall@8     ms")
    for file in files:
        mine = [paper for paper in papers if paper.file == file.stem]
        count = sum(len(paper.questions) for paper in mine)
        rows = {name: recall(mine, ranking, embed) for name, ranking in RANKINGS.items()}
        for name, row in rows.items():
            figures = "".join(f"{v:{w}}" for v, w in zip(row.values(), (9, 7, 9, 7), strict=True))
            print(f"{file.stem:12}{count:10}   {name:10}{figures}")
        result[file.stem] = {"papers": len(mine), "questions": count, **rows}
    result["silent"] = shares = silent(papers, embed)
    print("silent (%):", ", ".join(f"{whose} {share}" for whose, share in shares.items()))
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
