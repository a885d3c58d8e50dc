"""What a panel's list goes through while people order: other prices, and other numbers."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from bot.catalogue.tables import ServiceRow
from bot.core.database.engine import Database
from bot.sandbox.panel.server import SandboxPanel
from tests.chaos.wallets import WORTH

PAUSE_SECONDS = (5.0, 20.0)  # between two changes
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class PanelChanges:
    """Changes the prices of a panel's first two services, and the numbers of two, now and then.

    Attributes:
        panel_id: the bot's number of it.
        swapped: where the services stand on its list that change their numbers.
        unseen: spans in which the bot could not know the panel's list.
    """

    panel: SandboxPanel
    panel_id: int
    database: Database
    draw: random.Random
    swapped: tuple[int, int] = (0, 1)
    unseen: list[tuple[datetime, datetime]] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Change the list until `stop` is set; wait each time until the bot has read it.

        It reads the list at each start of a worker, and those are many.
        """
        while not stop.is_set():
            await asyncio.sleep(self.draw.uniform(*PAUSE_SECONDS))
            began = datetime.now(UTC)
            self.draw.choice((self._swap_numbers, self._reprice, self._reprice))()
            known = await self._known(stop)
            self.unseen.append((began, datetime.now(UTC) if known else _NEVER))

    def could_not_be_known(self, at: datetime) -> bool:
        """Return whether the panel's list was another than the bot's at a moment."""
        return any(began <= at <= ended for began, ended in self.unseen)

    def _swap_numbers(self) -> None:
        first, second = (self.panel.services[it] for it in self.swapped)
        first["service"], second["service"] = second["service"], first["service"]

    def _reprice(self) -> None:
        for service in self.panel.services[:2]:
            dollars = Decimal(self.draw.randrange(80, 120)) / 100
            service["rate"] = str(round(dollars / WORTH[self.panel.currency], 4))

    async def _known(self, stop: asyncio.Event) -> bool:
        """Wait until the bot knows the list; false if there is no more time for it."""
        while not stop.is_set():
            await asyncio.sleep(0.5)
            if await self._is_known():
                return True
        return False

    async def _is_known(self) -> bool:
        changing = [*self.panel.services[:2], *(self.panel.services[it] for it in self.swapped)]
        numbers = [str(service["service"]) for service in changing]
        query = select(ServiceRow).where(
            col(ServiceRow.panel_id) == self.panel_id, col(ServiceRow.provider_id).in_(numbers)
        )
        async with self.database.read() as session:
            rows = {row.provider_id: row for row in await session.scalars(query)}
        return all(_is_as(rows.get(str(it["service"])), it) for it in changing)


def _is_as(row: ServiceRow | None, service: dict[str, Any]) -> bool:
    if row is None or row.gone_at is not None:
        return False
    return row.name == service["name"] and row.rate == Decimal(service["rate"])
