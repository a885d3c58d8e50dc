"""The books are checked at the start, and every night after it; chats hear of low wallets."""

from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.wallet.service import books, low


class BookKeeper:
    """Compares the books with themselves; any number of processes may do so."""

    def __init__(self, database: Database, options: WorkerOptions) -> None:
        self._database = database
        self._options = options
        self._has_begun = False

    async def step(self) -> bool:
        """Check the books if that is due: at the first step it is."""
        now = self._options.clock()
        if self._has_begun:
            async with self._database.read() as session:
                if not await books.is_due(session, now):
                    return False
        await books.check(self._database, self._options.owners, now)
        self._has_begun = True
        return False


class LowBalances:
    """Tells chats that want to know it that little is left in their wallet."""

    def __init__(self, database: Database, options: WorkerOptions) -> None:
        self._database = database
        self._options = options

    async def step(self) -> bool:
        """Notify whom it concerns now."""
        async with self._database.read() as session:
            if not await low.is_due(session):
                return False
        async with self._database.begin(durable=False) as session:
            await low.notify(session, self._options.clock())
        return False
