"""Gateways that do not tell of payments by themselves are asked what was paid."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from bot.core.loops.options import pause
from bot.payments.jobs.each import for_each
from bot.payments.jobs.gateway_job import GatewayJob
from bot.payments.rules.gateways import GatewayError, Received
from bot.payments.service import receipts, top_ups
from bot.payments.store import top_ups as store
from bot.payments.tables import TopUp

logger = logging.getLogger(__name__)

BATCH = 1000


class Asking(GatewayJob):
    """Asks about invoices that may have been paid, many with one call; a webhook wakes it."""

    async def step(self) -> bool:
        """Ask about what is due."""
        if self._tasks.free <= 0:
            return False
        now = self._now()
        async with self._database.begin() as session:
            since = now - top_ups.ASKED_FOR
            rows = await store.claim_asked(session, now=now, since=since, limit=BATCH)
        by_method: dict[str, list[TopUp]] = defaultdict(list)
        for row in rows:
            by_method[row.method].append(row)
        for method, some in by_method.items():
            self._tasks.start(f"asking {method}", self._ask(method, some))
        return len(rows) == BATCH

    async def _ask(self, method: str, rows: Sequence[TopUp]) -> None:
        ids = [it.id for it in rows]
        every, wait = timedelta(seconds=self._options.poll_seconds), _pause(rows)
        with self._leases.held(*rows):
            gateway = self._gateways.get(method)
            try:
                found = await gateway.poll([it.external_id for it in rows]) if gateway else ()
            except GatewayError as error:
                logger.warning("gateway_not_asked", extra={"method": method, "error": str(error)})
                await self._write(lambda session, now: top_ups.ask_later(session, ids, wait, now))
                return
            await for_each(found, self._book)
            await self._write(lambda session, now: top_ups.record_asked(session, ids, every, now))

    async def _book(self, received: Received) -> None:
        owners = self._options.owners
        await self._write(
            lambda session, now: receipts.book(session, received, owners=owners, now=now)
        )


def _pause(rows: Sequence[TopUp]) -> timedelta:
    return pause(max(it.attempts for it in rows))
