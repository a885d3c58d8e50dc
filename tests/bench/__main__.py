"""`python -m tests.bench [NAME ...]`: measure, and print a table."""

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import flow, looks, memory, pushes, reports, rush, search
from tests.bench.figures import Row
from tests.conftest import Bench, servers

BENCHES: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "flow": flow.run,
    "rush": rush.run,
    "looks": looks.run,
    "pushes": pushes.run,
    "memory": memory.run,
    "search": search.run,
    "reports": reports.run,
}


def main() -> int:
    """Run the benches that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    names = parser.parse_args().names or list(BENCHES)
    _say(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    for name in names:
        for row in asyncio.run(_measure(BENCHES[name])):
            _say(f"{row.name:50} {row.value:62} {row.target}")
    return 0


async def _measure(bench: Callable[[Bench], Awaitable[list[Row]]]) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with servers(Path(folder)) as parts:
            return await bench(parts)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
