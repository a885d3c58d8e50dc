"""`python -m tests.chaos [--seed N] [--kills N]`: the storm in full, on both databases."""

import argparse
import asyncio
import random
import sys

from tests.chaos.storm import Outcome, Storm, unleash
from tests.postgres import server


def main() -> int:
    """Unleash a storm on SQLite and one on PostgreSQL, print their tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--kills", type=int, default=200, help="for each database (%(default)s)")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    _say(f"seed {arguments.seed}")
    clean = True
    if arguments.only != "postgresql":
        outcome = asyncio.run(unleash(Storm(arguments.seed, arguments.kills)))
        clean &= _report("SQLite, one process (polling)", outcome)
    if arguments.only != "sqlite":
        with server() as postgres:
            storm = Storm(arguments.seed, arguments.kills, postgres.database())
            outcome = asyncio.run(unleash(storm))
        clean &= _report("PostgreSQL, two web and two worker processes (webhook)", outcome)
    return 0 if clean else 1


def _report(title: str, outcome: Outcome) -> bool:
    kills = ", ".join(f"{count} {command}" for command, count in sorted(outcome.kills.items()))
    _say(f"\n{title}\nkilled: {kills}; {outcome.seconds:.0f} s")
    for line in outcome.table.lines():
        _say(f"  {line}")
    for row in outcome.left[:20]:
        _say(f"  left: {row}")
    return outcome.table.is_clean


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
