"""Groups are told how their week was."""

from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.reports.service import weekly


class WeeklySummaries:
    """Writes what is due into the outbox; any number of processes may do so."""

    def __init__(self, database: Database, options: WorkerOptions) -> None:
        self._database = database
        self._options = options

    async def step(self) -> bool:
        """Send the summaries that are due."""
        now = self._options.clock()
        async with self._database.read() as session:
            is_due = await weekly.is_due(session, now)
        if is_due:
            async with self._database.begin() as session:
                await weekly.send_due(session, now)
        return False
