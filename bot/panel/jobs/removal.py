"""Panels that were removed are let go when nothing is open there any more."""

from bot.core.database.engine import Database
from bot.panel.service import connecting


class Removal:
    """Forgets the keys of removed panels that are not needed any more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def step(self) -> bool:
        """Check the removed panels; there are few."""
        async with self._database.read() as session:
            removed = await connecting.removed(session)
        if removed:
            async with self._database.begin() as session:
                for panel in await connecting.removed(session):
                    await connecting.let_go(session, panel)
        return False
