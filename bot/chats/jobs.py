"""Who wanted to be forgotten while orders were under way is, order by order, as they end."""

from collections.abc import Sequence

from bot.chats.service import privacy
from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.core.personal import PersonalData


class Forgetter:
    """Checks now and then what is left of the people who want to be forgotten."""

    def __init__(
        self, database: Database, options: WorkerOptions, personal: Sequence[PersonalData]
    ) -> None:
        self._database = database
        self._personal = personal
        self._options = options

    async def step(self) -> bool:
        """Forget more of the person who waits longest."""
        now = self._options.clock()
        async with self._database.read() as session:
            if not await privacy.is_due(session, now):
                return False
        async with self._database.begin() as session:
            return await privacy.carry_on(session, self._personal, now)
