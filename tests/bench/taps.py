"""How many taps and messages people need, step by step; `tests/test_tap_counts.py` holds them."""

import tempfile
from pathlib import Path

from tests.bench.metrics import Row
from tests.conftest import Bench, servers
from tests.scenarios import TAP_COUNTS, TapCount


async def run(bench: Bench) -> list[Row]:
    """Go each way on servers of its own: that it is the first order is part of it."""
    del bench
    return [await _row(count) for count in TAP_COUNTS]


async def _row(count: TapCount) -> Row:
    with tempfile.TemporaryDirectory(prefix="taps-") as folder:
        async with servers(Path(folder)) as bench:
            steps = await count.scenario(bench)
            await bench.stop()
    return Row(
        count.name,
        f"{len(steps)}: {' → '.join(steps)}",
        f"{count.now}, was {count.before or '–'}",
    )
