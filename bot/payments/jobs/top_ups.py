"""Gateways are asked for invoices, and offers that nobody has paid are ended."""

import logging
from datetime import datetime

from bot.core.loops.options import pause
from bot.payments.jobs.gateway_job import GatewayJob
from bot.payments.rules.gateways import (
    GatewayAwayError,
    GatewayRefusedError,
    Invoice,
    Opened,
)
from bot.payments.rules.states import TopUpState
from bot.payments.service import top_ups
from bot.payments.store import top_ups as store
from bot.payments.tables import TopUp

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0  # seconds between two attempts to open an invoice: a person waits


class TopUps(GatewayJob):
    """Has each new top-up opened by its gateway, side by side, and ends what was not paid."""

    async def step(self) -> bool:
        """Take up what is due."""
        free = self._tasks.free
        if free <= 0:
            return False
        now = self._now()
        async with self._database.begin() as session:
            rows = await store.claim(session, now=now, limit=free)
            for row in rows:
                if now >= row.expires_at:
                    await top_ups.end(session, row.id, TopUpState.EXPIRED, now)
        for row in rows:
            if row.state is TopUpState.NEW:
                self._tasks.start(f"top-up {row.id}", self._open(row))
        return len(rows) == free

    async def _open(self, row: TopUp) -> None:
        wait = pause(row.attempts, longest=LONGEST_PAUSE)
        with self._leases.held(row):
            try:
                opened = await self._opened(row)
            except GatewayAwayError as error:
                logger.warning("gateway_away", extra={"top_up": row.id, "error": str(error)})
                await self._write(
                    lambda session, now: top_ups.postpone(session, row.id, now + wait)
                )
            except GatewayRefusedError as error:
                logger.warning("invoice_refused", extra={"top_up": row.id, "error": str(error)})
                await self._write(
                    lambda session, now: top_ups.end(session, row.id, TopUpState.FAILED, now)
                )
            else:
                await self._write(
                    lambda session, now: top_ups.record_opened(session, row.id, opened, now)
                )

    async def _opened(self, row: TopUp) -> Opened:
        gateway = self._gateways.get(row.method)
        if gateway is None:
            raise GatewayRefusedError("there is no such gateway any more")
        return await gateway.open(_invoice(row, self._now()))


def _invoice(row: TopUp, now: datetime) -> Invoice:
    seconds = max(1, int((row.expires_at - now).total_seconds()))
    return Invoice(
        key=row.key,
        pay_in=row.pay_in or 0,
        due=row.due,
        due_currency=row.due_currency,
        units=row.units,
        currency=row.currency,
        seconds=seconds,
    )
