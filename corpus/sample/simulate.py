"""A small, seeded simulator of prefix caching: writes the paper's numbers to results.json."""

from __future__ import annotations

import json
import random
import statistics
from collections import Counter, OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

SEED, HORIZON_S, THINK_S = 20260, 1200.0, 45.0  # no new session starts after the horizon
RATE = {"chat": 0.20, "template": 0.50, "one-off": 0.10}  # new sessions per second
ASSISTANTS, TEMPLATES, TENANTS, MEAN_TURNS, MAX_TURNS = 8, 12, 4, 5, 20
BLOCK, CAPACITY, STAMP_TOKENS = 16, 65_536, 16  # the default setting, all in tokens
FIXED_MS, TOKEN_MS, PAIR_MS, LOOKUP_MS = 12.0, 0.10, 0.000008, 0.004
CAPACITIES, BLOCKS = [8192 * 2**k for k in range(6)], [4 * 2**k for k in range(7)]
POLICIES, VARIANTS = ["fifo", "lru", "leaf-first"], ["stamp inside", "stamp first", "tenant"]
Segment = tuple[int, int]  # (name, tokens): the text is the same wherever the name is the same
Result = dict[str, Any]


class Request(NamedTuple):
    """One prompt and its answer."""

    time: float
    kind: str
    tenant: int
    prompt: list[Segment]  # system prompt or template first, latest message last
    answer: Segment


def make_trace(seed: int = SEED) -> list[Request]:
    """Draw the synthetic trace: multi-turn chats, few-shot templates and one-off prompts."""
    rng = random.Random(seed)
    names = iter(range(10**9))

    def segment(low: int, high: int) -> Segment:  # a piece of text never seen before
        return next(names), rng.randint(low, high)

    def popular(choices: list[Segment]) -> Segment:
        return rng.choices(choices, [1 / rank for rank in range(1, len(choices) + 1)])[0]

    systems = [segment(250, 1500) for _ in range(ASSISTANTS)]
    templates = [segment(600, 2400) for _ in range(TEMPLATES)]
    trace: list[Request] = []
    for kind, rate in RATE.items():
        start = rng.expovariate(rate)
        while start < HORIZON_S:
            tenant, now, turns, low, high = rng.randrange(TENANTS), start, 1, 50, 400
            if kind == "chat":
                prompt = [popular(systems), segment(20, 200)]
                while turns < MAX_TURNS and rng.random() > 1 / MEAN_TURNS:
                    turns += 1
            elif kind == "template":
                prompt, low, high = [popular(templates), segment(40, 160)], 5, 60
            else:
                prompt = [segment(1000, 6000)]
            for _ in range(turns):
                answer = segment(low, high)
                trace.append(Request(now, kind, tenant, prompt, answer))
                prompt = [*prompt, answer, segment(20, 200)]
                now += rng.expovariate(1 / THINK_S)
            start += rng.expovariate(rate)
    return sorted(trace, key=lambda request: request.time)


def variant(trace: list[Request], how: str) -> list[Request]:
    """Return the trace with a fresh time stamp in each prompt, or with one cache per tenant."""
    changed = []
    for number, request in enumerate(trace, start=1):
        extra = (-1 - request.tenant, 0) if how == "tenant" else (-number, STAMP_TOKENS)
        at = 1 if how == "stamp inside" else 0
        changed.append(request._replace(prompt=[*request.prompt[:at], extra, *request.prompt[at:]]))
    return changed


def block_keys(request: Request, block: int, chains: dict[tuple[int, int], int]) -> list[int]:
    """Return one key per full block; equal keys mean equal text from the first token onward."""
    keys: list[int] = []
    chain = end = 0
    for name, tokens in [*request.prompt, request.answer]:
        chain = chains.setdefault((chain, name), len(chains) + 1)
        end += tokens
        full = (end - (name == request.answer[0])) // block  # the last token leaves no keys
        keys += [chain << 20 | number for number in range(len(keys), full)]
    return keys


def run(trace: list[Request], policy: str, capacity: int = CAPACITY, block: int = BLOCK) -> Result:
    """Serve the trace one request at a time, from an empty cache, and return what was saved."""
    cache: OrderedDict[int, None] = OrderedDict()
    chains: dict[tuple[int, int], int] = {}
    rows: list[tuple[str, int, int, float]] = []
    stranded = 0
    for request in trace:
        keys = block_keys(request, block, chains)
        length = sum(tokens for _, tokens in request.prompt)
        usable = keys[: (length - 1) // block]  # one token at least is computed
        hits = next((n for n, key in enumerate(usable) if key not in cache), len(usable))
        stranded += sum(key in cache for key in usable[hits:])
        cached, new = hits * block, length - hits * block
        lookup = LOOKUP_MS * len(usable) * (capacity > 0)
        ttft = FIXED_MS + TOKEN_MS * new + PAIR_MS * new * (cached + (new + 1) / 2) + lookup
        rows.append((request.kind, length, cached, ttft))
        for key in reversed(keys) if policy == "leaf-first" else keys:
            cache[key] = None  # a key already there keeps its place in the queue ...
            if policy != "fifo":
                cache.move_to_end(key)  # ... unless use renews it
        while len(cache) > capacity // block:
            cache.popitem(last=False)
    result = summary(rows) | {"stranded_blocks": stranded}
    return result | {kind: summary([row for row in rows if row[0] == kind]) for kind in RATE}


def summary(rows: list[tuple[str, int, int, float]]) -> Result:
    """Count what a set of served requests saved, and how long their first tokens took."""
    times = sorted(row[3] for row in rows)
    p95 = times[int(0.95 * len(times))]
    return {
        "requests": len(rows),
        "tokens": sum(row[1] for row in rows),
        "saved": sum(row[2] for row in rows),
        "hit_ratio": round(sum(row[2] for row in rows) / sum(row[1] for row in rows), 5),
        "full_misses": sum(row[2] == 0 for row in rows),
        "mean_ms": round(statistics.fmean(times), 3),
        "median_ms": round(statistics.median(times), 3),
        "p95_ms": round(p95, 3),
        "slowest": sum(row[3] >= p95 for row in rows),
        "slowest_kinds": Counter(row[0] for row in rows if row[3] >= p95),
    }


def main() -> None:
    """Run every experiment of the paper and write the results."""
    trace = make_trace()
    results: Result = {
        "off": run(trace, "lru", capacity=0),
        "ceiling": run(trace, "lru", capacity=10**9),
        "policy": {p: {size: run(trace, p, size) for size in CAPACITIES} for p in POLICIES},
        "block": {size: run(trace, "leaf-first", block=size) for size in BLOCKS},
        "layout": {how: run(variant(trace, how), "leaf-first") for how in VARIANTS},
        "seeds": [run(make_trace(SEED + k), "leaf-first")["hit_ratio"] for k in range(1, 6)],
    }
    Path(__file__).with_name("results.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
