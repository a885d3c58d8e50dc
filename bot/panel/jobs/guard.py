"""Nothing is sent to a panel, or asked there, that may not be the one which the orders are of."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.core.database.engine import Database
from bot.core.loops.loop import Step
from bot.core.loops.options import WorkerOptions
from bot.panel.rules.accounts import PanelAccount
from bot.panel.service import panels

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""So late, at most, a process sees what an owner has decided."""


class PanelGuard:
    """Lets steps work while the configured panel is the one that is worked with.

    Args:
        begin: is awaited before the first step, and again when the panel is another.
    """

    def __init__(
        self,
        database: Database,
        account: PanelAccount,
        options: WorkerOptions,
        begin: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._account = account
        self._options = options
        self._begin = begin
        self._looking = asyncio.Lock()
        self._is_open = False
        self._known_until = 0.0  # on the monotonic clock

    def guarded(self, step: Step) -> Step:
        """Return a step that does nothing while an owner is asked about the panel."""

        async def guarded() -> bool:
            return await self._may_work() and await step()

        return guarded

    async def _may_work(self) -> bool:
        async with self._looking:
            if time.monotonic() >= self._known_until:
                was_open, self._is_open = self._is_open, await self._is_ours()
                if self._is_open and not was_open:
                    await self._begin()
                self._known_until = time.monotonic() + LOOK_SECONDS
            return self._is_open

    async def _is_ours(self) -> bool:
        if self._is_open:
            async with self._database.read() as session:
                if await panels.is_current(session, self._account):
                    return True
        owners, now = self._options.owners, self._options.clock()
        async with self._database.begin() as session:
            is_ours = await panels.recognise(session, self._account, owners, now)
        if not is_ours:
            logger.warning("panel_changed", extra={"host": self._account.host})
        return is_ours
