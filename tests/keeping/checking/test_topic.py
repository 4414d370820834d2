"""Whether a log is about its paper: made-up papers and logs about them."""

from __future__ import annotations

from vibelog.core.vocabulary import vocabulary
from vibelog.keeping.checking.topic import Library, best, fit, said

SUBJECTS = {
    "warps": """warp thread divergence scheduler register occupancy barrier shuffle coalescing
        cache lane predicate branch instruction dispatch scoreboard pipeline latency hiding kernel
        launch grid block shared bank conflict stall issue fetch decode operand collector
        streaming multiprocessor vector mask reconvergence stack broadcast
        atomics fence texture constant spilling unrolling tensor core tile wavefront throughput
        roofline arithmetic intensity NVCC PTX""",
    "pages": """page frame fault translation lookaside swap eviction replacement clock segment
        table walk directory dirty victim thrashing working set prefetch protection mapping kernel
        allocator buddy slab fragmentation compaction huge virtual physical address space fork copy
        write zero fill demand disk trap handler shootdown
        balloon pinning locality reference aging daemon balance zone order anonymous LRU MMU""",
}
COOKING = """flour butter oven dough whisk sugar knead proof yeast crust glaze simmer broth garlic
    onion carrot celery parsley thyme roast baste carve gravy mash boil drain toss season pepper
    salt vinegar mustard capers olive lemon zest grate parmesan risotto saffron stock ladle BakeNet
    SousVideNet garnish platter napkin tablecloth candle dessert custard caramel"""
LIBRARY = Library({name: vocabulary(text) for name, text in SUBJECTS.items()}, {})


def test_a_log_about_its_paper_fits() -> None:
    found = fit(SUBJECTS["warps"], "warps", LIBRARY)
    assert found
    assert not found.wrong
    assert found.leads_to is None


def test_a_log_about_another_paper_of_the_library_leads_there() -> None:
    found = fit(SUBJECTS["pages"], "warps", LIBRARY)
    assert found
    assert found.wrong
    assert found.leads_to == "pages"
    assert "in pages" in said(found)


def test_a_log_about_no_paper_leads_nowhere_and_says_which_names_are_strange() -> None:
    found = fit(f"warps warps {COOKING}", "warps", LIBRARY)
    assert found
    assert found.wrong
    assert found.leads_to is None
    assert "BakeNet" in said(found)


def test_a_few_words_are_not_judged() -> None:
    assert fit("What is flour?", "warps", LIBRARY) is None
    assert best("What is flour?", LIBRARY) is None


def test_the_paper_of_a_log_without_a_name_is_told_by_its_words() -> None:
    assert best(SUBJECTS["pages"], LIBRARY) == "pages"
    assert best(COOKING, LIBRARY) is None
