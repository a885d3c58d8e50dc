"""Each gateway's own list is read at the start and every few minutes: nothing paid is missed."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from bot.core.loops.options import pause
from bot.payments.jobs.each import for_each
from bot.payments.jobs.gateway_job import GatewayJob
from bot.payments.rules.gateways import Gateway, GatewayError, GivenBack, Reading, Received
from bot.payments.service import reconciling
from bot.payments.service.reconciling import Ending
from bot.payments.store import checks as store
from bot.payments.tables import GatewayCheck

logger = logging.getLogger(__name__)

_NOT_BOOKED = "not all of it could be booked; the log says why"


class Reconciliation(GatewayJob):
    """Reads the lists of all gateways, each by one process at a time."""

    topic = None
    _has_begun = False

    async def step(self) -> bool:
        """Read what is due; at the first step that is all."""
        now = self._now()
        if not self._has_begun:
            async with self._database.begin() as session:
                await reconciling.begin(session, self._gateways, now)
            self._has_begun = True
        async with self._database.begin() as session:
            rows = await store.claim(session, self._gateways, now=now, limit=self._tasks.free)
        for row in rows:
            self._tasks.start(f"reading {row.method}", self._reconcile(row))
        return False

    async def _reconcile(self, row: GatewayCheck) -> None:
        with self._leases.held(row):
            try:
                ending = await self._read(self._gateways[row.method], row)
            except GatewayError as error:
                logger.warning(
                    "gateway_not_read", extra={"method": row.method, "error": str(error)}
                )
                await self._record_failed(row, str(error))
            except ExceptionGroup:
                logger.exception("payments_not_booked", extra={"method": row.method})
                await self._record_failed(row, _NOT_BOOKED)
            else:
                await self._write(
                    lambda session, now: reconciling.record_read(
                        session, row.id, ending, self._options.owners, now
                    )
                )

    async def _read(self, gateway: Gateway, row: GatewayCheck) -> Ending:
        """Read a list to its end, and book what was missed."""
        is_whole = reconciling.is_whole_due(row, self._now())
        cursor = "" if is_whole else row.cursor
        balance = await gateway.balance()
        listed: dict[str, Received] = {}
        is_all = False
        while not is_all:
            reading = await gateway.read(cursor)
            listed |= {it.external_id: it for it in reading.received}
            await self._book(row, reading)
            cursor, is_all = reading.cursor, reading.is_all
        return Ending(cursor, is_whole, balance, _sums(listed.values()))

    async def _book(self, row: GatewayCheck, reading: Reading) -> None:
        async with self._database.read() as session:
            missed = await reconciling.missed(session, row.method, reading)
        await for_each(missed.received, lambda it: self._book_one(row, it))
        await for_each(missed.fees, self._book_fee)
        await for_each(missed.given_back, self._take_back)
        if missed.other:
            await self._write(
                lambda session, _: reconciling.record_transactions(
                    session, row.method, missed.other
                )
            )

    async def _book_one(self, row: GatewayCheck, received: Received) -> None:
        logger.warning("payment_found", extra={"method": row.method})
        owners = self._options.owners
        await self._write(
            lambda session, now: reconciling.book(session, row, received, owners, now)
        )

    async def _book_fee(self, received: Received) -> None:
        await self._write(lambda session, now: reconciling.book_fee(session, received, now))

    async def _take_back(self, given_back: GivenBack) -> None:
        owners = self._options.owners
        await self._write(
            lambda session, now: reconciling.take_back(session, given_back, owners, now)
        )

    async def _record_failed(self, row: GatewayCheck, error: str) -> None:
        owners, wait = self._options.owners, pause(row.attempts)
        await self._write(
            lambda session, now: reconciling.record_failed(
                session, row.id, error, wait, owners=owners, now=now
            )
        )


def _sums(received: Iterable[Received]) -> dict[str, Decimal]:
    """Return by currency what was paid, less what was kept of it."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for it in received:
        found[it.currency] += it.amount
        if it.fee is not None:
            found[it.fee.currency] -= it.fee.amount
    return found
