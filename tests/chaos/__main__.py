"""`python -m tests.chaos [--seed N] [--kills N] [--updates N] [PART ...]`: everything in full."""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.chaos import fuzz, points
from tests.chaos.rounds import ROUNDS
from tests.chaos.storm import Outcome, Storm, run_storm
from tests.postgres import server


def main() -> int:
    """Unleash the storms, visit every kill point, send hostile updates; print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=main.__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--kills", type=int, default=200, help="of each storm (%(default)s)")
    parser.add_argument("--updates", type=int, default=20_000, help="hostile ones (%(default)s)")
    parser.add_argument("--rounds", type=int, default=20, help="of each change (%(default)s)")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the tables are what is read here
    _say(f"seed {arguments.seed}")
    results = [PARTS[name](arguments) for name in arguments.parts or PARTS]
    return 0 if all(results) else 1


def _storm_on_sqlite(arguments: argparse.Namespace) -> bool:
    outcome = asyncio.run(run_storm(Storm(arguments.seed, arguments.kills)))
    return _report("SQLite, one process (polling)", outcome)


def _storm_on_postgresql(arguments: argparse.Namespace) -> bool:
    with server() as postgres:
        storm = Storm(arguments.seed, arguments.kills, postgres.database())
        outcome = asyncio.run(run_storm(storm))
    return _report("PostgreSQL, two web and two worker processes (webhook)", outcome)


def _report(title: str, outcome: Outcome) -> bool:
    kills = ", ".join(f"{count} {command}" for command, count in sorted(outcome.kills.items()))
    _say(f"\n{title}\nkilled: {kills}; {outcome.seconds:.0f} s")
    for line in outcome.table.lines():
        _say(f"  {line}")
    for row in outcome.left[:20]:
        _say(f"  left: {row}")
    return outcome.table.is_clean


def _points(_: argparse.Namespace) -> bool:
    with server() as postgres:
        visits = [
            _actor("Kill points, SQLite", ""),
            _actor("Kill points, SQLite, a power cut at each", "", power_fails=True),
            _actor("Kill points, PostgreSQL", postgres.database()),
        ]
    return all(visits)


def _actor(title: str, url: str, *, power_fails: bool = False) -> bool:
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        journeys = asyncio.run(points.actor(Path(folder), url, power_fails=power_fails))
    faulty = [result for result in journeys if result.faults]
    visited = sum(result.visited for result in journeys)
    _say(f"\n{title}\n  {'visited':22}{visited:6}\n  {'with a fault':22}{len(faulty):6}")
    for result in faulty:
        _say(f"  {result}")
    return not faulty


def _hostile(arguments: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        outcome = asyncio.run(fuzz.run_fuzz(Path(folder), arguments.seed, arguments.updates))
    _say(f"\nHostile updates\n  {'sent':22}{outcome.updates:6}")
    _say(f"  {'set aside as no update':22}{outcome.unreadable:6}")
    for name in ("failed", "leaked", "changed", "calls"):
        found = getattr(outcome, name)
        _say(f"  {name:22}{len(found):6}")
        for line in found[:5]:
            _say(f"    {line}")
    return outcome.is_clean


def _rounds(name: str, arguments: argparse.Namespace) -> bool:
    found = []
    for number in range(arguments.rounds):
        with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
            found.append(asyncio.run(ROUNDS[name](Path(folder), arguments.seed + number)))
    faulty = [it for it in found if it.faults]
    _say(f"\nRounds: {name}\n  {'played':22}{len(found):6}\n  {'with a fault':22}{len(faulty):6}")
    _say(f"  {'orders':22}{sum(it.orders for it in found):6}")
    _say(f"  {'on their way':22}{sum(it.on_their_way for it in found):6}")
    _say(f"  {'without a clear answer':22}{sum(it.unknown for it in found):6}")
    for it in faulty:
        _say(f"  {it.title}: {it.faults[:5]}")
    return not faulty


PARTS: dict[str, Callable[[argparse.Namespace], bool]] = {
    "sqlite": _storm_on_sqlite,
    "postgresql": _storm_on_postgresql,
    "points": _points,
    "updates": _hostile,
    **{name: partial(_rounds, name) for name in ROUNDS},
}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
