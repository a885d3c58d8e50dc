"""What nobody has approved, or confirmed again, for a week is refused by itself."""

from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.orders.service import requotes
from bot.spending.service import approvals
from bot.spending.store import approvals as store

AT_ONCE = 50


class Approvals:
    """Ends what waits too long for a yes."""

    def __init__(self, database: Database, options: WorkerOptions) -> None:
        self._database = database
        self._options = options

    async def step(self) -> bool:
        """Refuse what is overdue, each in a transaction of its own."""
        now = self._options.clock()
        async with self._database.read() as session:
            overdue = await store.overdue(session, now, AT_ONCE)
            are_unanswered = await requotes.are_overdue(session, now)
        for approval_id in overdue:
            async with self._database.begin() as session:
                await approvals.end_overdue(session, approval_id, now)
        ended = 0
        if are_unanswered:
            async with self._database.begin() as session:
                ended = await requotes.end_overdue(session, now, AT_ONCE)
        return AT_ONCE in {len(overdue), ended}
