"""`python -m tests.bench [NAME ...]`: measure, print a table, and keep it in build/bench."""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench import (
    catalogue,
    flow,
    memory,
    panels,
    pushes,
    reports,
    rush,
    search,
    status_checks,
    taps,
    wallets,
)
from tests.bench.metrics import Row
from tests.conftest import Bench, servers

BENCHES: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "flow": flow.run,
    "wallets": wallets.run,
    "rush": rush.run,
    "checks": status_checks.run,
    "pushes": pushes.run,
    "memory": memory.run,
    "search": search.run,
    "reports": reports.run,
    "catalogue": catalogue.run,
    "panels": panels.run,
    "taps": taps.run,
}
KEPT = Path(__file__).parents[2] / "build" / "bench"


def main() -> int:
    """Run the benches that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    names = parser.parse_args().names or list(BENCHES)
    _say(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    for name in names:
        rows = asyncio.run(_measure(BENCHES[name]))
        for row in rows:
            _say(f"{row.name:50} {row.value:62} {row.target}")
        _keep(name, rows)
    return 0


def _keep(name: str, rows: Sequence[Row]) -> None:
    """Write the metrics down, with the size of the machine that they were measured on."""
    machine = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "memory_mib": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20,
    }
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = {"machine": machine, "rows": [asdict(row) for row in rows]}
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    (KEPT / f"{name}.json").write_text(text + "\n", encoding="utf-8")


async def _measure(bench: Callable[[Bench], Awaitable[list[Row]]]) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with servers(Path(folder)) as parts:
            return await bench(parts)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
