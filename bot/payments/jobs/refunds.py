"""Gateways are asked to give payments back, again and again until they have answered."""

import logging

from bot.core.loops.options import pause
from bot.payments.jobs.gateway_job import GatewayJob
from bot.payments.rules.gateways import GatewayAwayError, GatewayRefusedError
from bot.payments.service import refunds
from bot.payments.store import payments as store
from bot.payments.tables import Payment

logger = logging.getLogger(__name__)


class Refunds(GatewayJob):
    """Has each payment that is to go back given back by its gateway.

    To ask twice gives back once: a gateway says that it has done so, and that counts as done.
    """

    at_once = 2

    async def step(self) -> bool:
        """Take up what is due."""
        free = self._tasks.free
        if free <= 0:
            return False
        async with self._database.begin() as session:
            rows = await store.claim(session, now=self._now(), limit=free)
        for row in rows:
            self._tasks.start(f"refund {row.id}", self._give_back(row))
        return len(rows) == free

    async def _give_back(self, row: Payment) -> None:
        owners, wait = self._options.owners, pause(row.attempts)
        with self._leases.held(row):
            try:
                await self._ask(row)
            except GatewayAwayError as error:
                logger.warning("gateway_away", extra={"payment": row.id, "error": str(error)})
                await self._write(
                    lambda session, now: refunds.postpone(session, row.id, now + wait)
                )
            except GatewayRefusedError as error:
                logger.warning("refund_refused", extra={"payment": row.id, "error": str(error)})
                await self._write(
                    lambda session, now: refunds.record_refused(session, row.id, owners, now)
                )
            else:
                await self._write(lambda session, now: refunds.record_done(session, row.id, now))

    async def _ask(self, row: Payment) -> None:
        gateway = self._gateways.get(row.method)
        if gateway is None or row.payer_id is None:
            raise GatewayRefusedError("there is no such gateway, or nobody to give it to")
        await gateway.refund(row.payer_id, row.external_id)
