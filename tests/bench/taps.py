"""How many taps and messages people need, step by step; `tests/test_journeys.py` holds them."""

import tempfile
from pathlib import Path

from tests.bench.metrics import Row
from tests.conftest import Bench, servers
from tests.journeys import FIGURES, Figure


async def run(bench: Bench) -> list[Row]:
    """Go each way on servers of its own: that it is the first order is part of it."""
    del bench
    return [await _row(figure) for figure in FIGURES]


async def _row(figure: Figure) -> Row:
    with tempfile.TemporaryDirectory(prefix="taps-") as folder:
        async with servers(Path(folder)) as bench:
            steps = await figure.journey(bench)
            await bench.stop()
    return Row(
        figure.name,
        f"{len(steps)}: {' → '.join(steps)}",
        f"{figure.now}, was {figure.before or '–'}",
    )
