"""How the panel answers this process, written down for the dashboard and for monitoring."""

import math
import secrets
import time

from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.panel.api.connected import ConnectedPanel
from bot.panel.service import panel_state

EVERY_SECONDS = 10.0


class CallMetrics:
    """Writes the metrics of the last calls into the panel's row, at most every so often."""

    def __init__(self, database: Database, panel: ConnectedPanel, options: WorkerOptions) -> None:
        self._database = database
        self._panel_id = panel.id
        self._log = panel.client.log
        self._options = options
        self._process = secrets.token_hex(4)
        self._written = 0  # calls in all, when they were written last
        self._next = -math.inf  # on the monotonic clock

    async def step(self) -> bool:
        """Write the metrics down if there were calls since, and it is time."""
        total = self._log.total
        if total == self._written or time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + EVERY_SECONDS
        now = self._options.clock()
        async with self._database.begin() as session:
            calls = self._log.recent(now)
            await panel_state.record_calls(session, self._panel_id, self._process, calls, now)
        self._written = total
        return False
