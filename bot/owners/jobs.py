"""Alerts about a low balance, and daily digests."""

from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.owners.service import digests, totals
from bot.owners.store import digests as stored_digests
from bot.panel.service import balances, panel_state


class Reporter:
    """Writes alerts and digests into the outbox; any number of processes may do so."""

    def __init__(self, database: Database, options: WorkerOptions) -> None:
        self._database = database
        self._options = options

    async def step(self) -> bool:
        """Send the alert and the digests that are due."""
        await self._watch_balance()
        owners, now = self._options.owners, self._options.clock()
        async with self._database.read() as session:
            is_due = await stored_digests.is_due(session, owners, now)
        if is_due:
            async with self._database.begin() as session:
                await digests.send_due(session, owners, now)
        return False

    async def _watch_balance(self) -> None:
        now = self._options.clock()
        async with self._database.read() as session:
            state = await panel_state.get(session)
            if balances.is_low(state) is state.low_balance_told:
                return
            days = await totals.balance_days(session, state, now)
        async with self._database.begin() as session:
            await balances.alert_if_low(session, self._options.owners, days, now)
