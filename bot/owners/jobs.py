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
        await self._watch_balances()
        owners, now = self._options.owners, self._options.clock()
        async with self._database.read() as session:
            is_due = await stored_digests.is_due(session, owners, now)
        if is_due:
            async with self._database.begin() as session:
                await digests.send_due(session, owners, now)
        return False

    async def _watch_balances(self) -> None:
        now = self._options.clock()
        async with self._database.read() as session:
            panels = await panel_state.within_reach(session)
            days = {
                it.panel_id: await totals.balance_days(session, it, now)
                for it in panels
                if balances.is_low(it) is not it.low_balance_told
            }
        if not days:
            return
        owners = self._options.owners
        async with self._database.begin() as session:
            for panel_id, left in days.items():
                await balances.alert_if_low(session, panel_id, owners, left, now)
