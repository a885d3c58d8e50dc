"""The search: how long a catalogue takes to be read and searched, and how much memory it takes.

Times are the process's own CPU time: whatever else runs on the machine does not count.
"""

import random
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from bot.catalogue.rules.catalogue import platform_of
from bot.catalogue.rules.services import Service
from bot.catalogue.search import Entry, Filters, SearchIndex, Sort
from bot.panel.api.service_list import read_services
from bot.sandbox.panel.catalogue import make_services
from tests.bench.metrics import Row, percentile
from tests.conftest import Bench

SIZES = (10_000, 30_000, 50_000)
QUERIES = 3000
PAGE = 10
RARE_WORDS = 5000  # a real panel of 6,411 services has 1,300 different words in all
TARGETS = {
    10_000: ("under 500 ms", "p95 under 10 ms", "under 15 MiB"),
    30_000: ("", "p95 under 10 ms", ""),
}
PANEL_SIZE = 10_000
"""So many services each panel sells, the others under IDs like `2-101`."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
EXPECTED = (
    Filters(),
    Filters(refill=True),
    Filters(orderable=True, platform="Instagram"),
    Filters(cancel=True, highest_rate=Decimal(1)),
)


async def run(_: Bench) -> list[Row]:
    """Return, for each size, the time to build, the time of a search, and the memory."""
    return [row for size in SIZES for row in _measure(size)]


def _measure(size: int) -> Iterator[Row]:
    draw = random.Random(size)
    entries = make_entries(size, draw)
    began = time.process_time()
    index = SearchIndex(entries)
    built = time.process_time() - began
    times = sorted(_search(index, query, draw) for query in make_queries(entries, draw))
    p50, p95 = (percentile(times, share) * 1000 for share in (0.5, 0.95))
    found = f"p50 {p50:.2f} ms, p95 {p95:.2f} ms, at most {times[-1] * 1000:.1f} ms"
    targets = TARGETS.get(size, ("", "", ""))
    yield Row(f"search index of {size:,}: built in", f"{built * 1000:.0f} ms", targets[0])
    yield Row(f"search in {size:,}", found, targets[1])
    yield Row(f"search index of {size:,}: memory", _memory(size), targets[2])


def make_entries(size: int, draw: random.Random) -> list[Entry]:
    """Return sandbox panels' catalogue with some rare words in the names, as real ones have."""
    rare = ["".join(draw.choices(LETTERS, k=draw.randint(4, 11))) for _ in range(RARE_WORDS)]
    shares = list(accumulate(1 / (place + 10) for place in range(RARE_WORDS)))
    return [
        Entry(
            key=number,
            provider_id=shown_id,
            name=" ".join(
                (service.name, *draw.choices(rare, cum_weights=shares, k=draw.randint(0, 3)))
            ),
            category=service.category,
            platform=platform_of(service.category, service.name),
            rate=service.rate,
            refill=service.refill,
            cancel=service.cancel,
            dripfeed=service.dripfeed,
            average_time=draw.choice(("", "Not enough data", "1 hour", "52 minutes 14 seconds")),
            orderable=service.type == "default",
        )
        for number, (shown_id, service) in enumerate(_listed(size))
    ]


def _listed(size: int) -> Iterator[tuple[str, Service]]:
    """Yield the services of as many panels as there have to be, each with the ID that is shown."""
    for number in range(1, size // PANEL_SIZE + 1):
        listed = read_services(make_services(PANEL_SIZE, number))
        assert listed is not None
        for service in listed.services:
            yield service.id if number == 1 else f"{number}-{service.id}", service


def make_queries(entries: Sequence[Entry], draw: random.Random) -> Iterator[str]:
    """Yield some words of a name each, of which some have typos or are cut short."""
    for _ in range(QUERIES):
        entry = draw.choice(entries)
        words = f"{entry.name} {entry.category}".split()
        some = draw.sample(words, min(draw.choice((1, 2, 3, 3, 4, 8)), len(words)))
        yield draw.choice((entry.provider_id, *[" ".join(_written(some, draw))] * 20))


def _written(words: Sequence[str], draw: random.Random) -> Iterator[str]:
    for word in words:
        at = draw.randrange(len(word))
        yield draw.choices(
            (
                word,
                word[:at] + draw.choice(LETTERS) + word[at:],
                word[:at] + word[at + 1 :],
                word[:1],
                word[:3],
            ),
            (5, 2, 2, 1, 1),
        )[0]


def _search(index: SearchIndex, query: str, draw: random.Random) -> float:
    filters, sort = draw.choice(EXPECTED), draw.choice(list(Sort))
    began = time.process_time()
    index.search(query, filters=filters, sort=sort, limit=PAGE)
    return time.process_time() - began


def _memory(size: int) -> str:
    tracemalloc.start()
    try:
        index = SearchIndex(make_entries(size, random.Random(size)))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return f"{held / 2**20:.1f} MiB for {len(index):,}"
