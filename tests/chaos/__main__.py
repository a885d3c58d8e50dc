"""`python -m tests.chaos [--seed N] [--kills N] [--updates N] [PART ...]`: everything in full."""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.chaos import fuzz, payment_points, points
from tests.chaos.hostile_payments import fuzz_payments
from tests.chaos.hostile_webhooks import fuzz_webhooks
from tests.chaos.rounds import ROUNDS
from tests.chaos.storm import Outcome, Storm, run_storm
from tests.chaos.ways import Result
from tests.conftest import Bench, servers
from tests.postgres import server


class Kind(NamedTuple):
    """A kind of storm: what its title ends with, and what is asked for (`Storm`)."""

    title: str
    options: Mapping[str, Any]


_PAID = ", wallets pay"
_PAID_IN = f"{_PAID}, people pay in with Stars"
KINDS = {
    "": Kind("", {}),
    "wallets-": Kind(_PAID, {"wallets": True}),
    "payments-": Kind(_PAID_IN, {"wallets": True, "payments": True}),
    "panels-": Kind(f"{_PAID}, three panels", {"wallets": True, "panels": 3}),
}


def main() -> int:
    """Run the storms, visit every kill point, send hostile updates; print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=main.__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--kills", type=int, default=200, help="of each storm (%(default)s)")
    parser.add_argument("--updates", type=int, default=20_000, help="hostile ones (%(default)s)")
    parser.add_argument("--payments", type=int, default=5_000, help="hostile ones (%(default)s)")
    parser.add_argument("--rounds", type=int, default=20, help="of each change (%(default)s)")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the tables are what is read here
    _say(f"seed {arguments.seed}")
    results = [PARTS[name](arguments) for name in arguments.parts or PARTS]
    return 0 if all(results) else 1


def _storm_on_sqlite(kind: Kind, arguments: argparse.Namespace) -> bool:
    storm = Storm(arguments.seed, arguments.kills, **kind.options)
    return _report(f"SQLite, one process (polling){kind.title}", asyncio.run(run_storm(storm)))


def _storm_on_postgresql(kind: Kind, arguments: argparse.Namespace) -> bool:
    with server() as postgres:
        storm = Storm(arguments.seed, arguments.kills, postgres.database(), **kind.options)
        outcome = asyncio.run(run_storm(storm))
    title = "PostgreSQL, two web and two worker processes (webhook)"
    return _report(title + kind.title, outcome)


def _report(title: str, outcome: Outcome) -> bool:
    _say(f"\n{title}\n{outcome.report()}")
    return outcome.table.is_clean


def _points(_: argparse.Namespace) -> bool:
    with server() as postgres:
        visits = [
            _actor("Kill points, SQLite", ""),
            _actor("Kill points, SQLite, a power cut at each", "", power_fails=True),
            _actor("Kill points, PostgreSQL", postgres.database()),
        ]
        for paid in points.OF_MONEY:
            title = f"Kill points{_PAID}, {paid.state.value}"
            visits += [
                _actor(f"{title}, SQLite, a power cut at each", "", power_fails=True, paid=paid),
                _actor(f"{title}, PostgreSQL", postgres.database(), paid=paid),
            ]
        for scenario in payment_points.SCENARIOS:
            title = f"Kill points, payments, {scenario.name}"
            visits += [
                _dying(f"{title}, SQLite", partial(_payments, scenario, "")),
                _dying(
                    f"{title}, SQLite, a power cut at each",
                    partial(_payments, scenario, "", power_fails=True),
                ),
                _dying(f"{title}, PostgreSQL", partial(_payments, scenario, postgres.database())),
            ]
    return all(visits)


def _actor(
    title: str, url: str, *, power_fails: bool = False, paid: points.Ending | None = None
) -> bool:
    async def die(folder: Path) -> Sequence[Result]:
        return await points.actor(folder, url, power_fails=power_fails, paid=paid)

    return _dying(title, die)


async def _payments(
    scenario: type[payment_points.Scenario], url: str, folder: Path, *, power_fails: bool = False
) -> Sequence[Result]:
    return await payment_points.actor(folder, url, scenario, power_fails=power_fails)


def _dying(title: str, die: Callable[[Path], Coroutine[Any, Any, Sequence[Result]]]) -> bool:
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        results = asyncio.run(die(Path(folder)))
    faulty = [result for result in results if result.faults]
    visited = sum(result.visited for result in results)
    _say(f"\n{title}\n  {'visited':22}{visited:6}\n  {'with a fault':22}{len(faulty):6}")
    for result in faulty:
        _say(f"  {result}")
    return not faulty


def _hostile(arguments: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        outcome = asyncio.run(fuzz.run_fuzz(Path(folder), arguments.seed, arguments.updates))
    _say(f"\nHostile updates\n  {'sent':22}{outcome.updates:6}")
    _say(f"  {'no update at all':22}{outcome.unreadable:6}")
    for name in ("failed", "leaked", "changed", "calls"):
        found = getattr(outcome, name)
        _say(f"  {name:22}{len(found):6}")
        for line in found[:5]:
            _say(f"    {line}")
    return outcome.is_clean


def _hostile_payments(
    what: str,
    send: Callable[[Bench, int, int], Coroutine[Any, Any, list[str]]],
    arguments: argparse.Namespace,
) -> bool:
    async def run() -> list[str]:
        async with servers(Path(folder)) as bench:
            return await send(bench, arguments.seed, arguments.payments)

    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        found = asyncio.run(run())
    _say(f"\nHostile {what}\n  {'sent':22}{arguments.payments:6}\n  {'wrong':22}{len(found):6}")
    for line in found[:5]:
        _say(f"    {line}")
    return not found


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
    **{
        f"{name}{database}": partial(storm, kind)
        for name, kind in KINDS.items()
        for database, storm in (("sqlite", _storm_on_sqlite), ("postgresql", _storm_on_postgresql))
    },
    "points": _points,
    "updates": _hostile,
    "hostile-payments": partial(_hostile_payments, "payments", fuzz_payments),
    "hostile-webhooks": partial(_hostile_payments, "webhooks", fuzz_webhooks),
    **{name: partial(_rounds, name) for name in ROUNDS},
}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
