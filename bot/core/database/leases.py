"""Leases of what this process works on: short, and renewed for as long as the work takes.

A process that dies renews nothing, and what it held is taken over by another. One that was only
stopped for long renews nothing that was taken over: each claim has a name, which is in the row.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, select, update
from sqlmodel import SQLModel

from bot.core.clock import Clock
from bot.core.database.engine import Database
from bot.core.loops.loop import run_loop

LEASE = timedelta(seconds=30)
SHORT_LEASE = timedelta(seconds=6)
"""For updates: a person waits for the answer."""
RENEW_SECONDS = 2.0

Kind = tuple[type[SQLModel], timedelta]
Held = tuple[int, str]
"""A row's key, and the name of the claim that took it."""


class Leases:
    """The rows that this process holds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._held: defaultdict[Kind, set[Held]] = defaultdict(set)

    def hold(self, *rows: SQLModel, lease: timedelta = LEASE) -> None:
        """Keep rows that were claimed until they are released."""
        for row in rows:
            self._held[type(row), lease].add(_held(row))

    def release(self, *rows: SQLModel, lease: timedelta = LEASE) -> None:
        """Renew the leases of rows no more."""
        for row in rows:
            self._held[type(row), lease].discard(_held(row))

    @contextmanager
    def held(self, *rows: SQLModel, lease: timedelta = LEASE) -> Iterator[None]:
        """Keep rows that were claimed until the block is left."""
        self.hold(*rows, lease=lease)
        try:
            yield
        finally:
            self.release(*rows, lease=lease)

    async def run(self, stop: asyncio.Event) -> None:
        """Renew what is held until `stop` is set."""
        await run_loop("leases", self._renew, asyncio.Event(), stop, RENEW_SECONDS)

    async def _renew(self) -> bool:
        held = {kind: tuple(rows) for kind, rows in self._held.items() if rows}
        if held:
            # What a power cut takes of it is a lease that ends at once.
            async with self._database.begin(durable=False) as session:
                for (table, lease), rows in held.items():
                    (key,) = inspect(table).primary_key
                    until: Any = inspect(table).columns["lease_until"]
                    holder: Any = inspect(table).columns["lease_holder"]
                    # What was given back meanwhile stays free; what is locked is being written.
                    mine = select(key).where(
                        key.in_([number for number, _ in rows]),
                        holder.in_({name for _, name in rows}),
                        until.is_not(None),
                    )
                    mine = mine.with_for_update(skip_locked=True)
                    await session.execute(
                        update(table)
                        .where(key.in_(mine.scalar_subquery()))
                        .values(lease_until=self._clock() + lease)
                        .execution_options(synchronize_session=False)
                    )
        return False


def _held(row: Any) -> Held:
    return int(inspect(row, raiseerr=True).identity[0]), row.lease_holder
