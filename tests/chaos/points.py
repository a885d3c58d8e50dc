"""Every gap of an order's way: the bot dies in each of them once, and goes on."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from tests.chaos import books
from tests.chaos.crash_points import CrashingBot
from tests.chaos.wallets import SELLING, Cashier
from tests.chaos.ways import RECORDED, REPEATED_PUSH, Result, Ways, stocked, until
from tests.conftest import SPEED, Bench, servers
from tests.ordering import fill_default

RECORDED_OF_MONEY = 2
MONEY = ("accounts", "holds", "transfers")
"""The tables of which a step that moves money writes one."""


@dataclass(frozen=True)
class Ending:
    """What becomes of the orders.

    Attributes:
        said: of each, in its chat.
        word: of the panel, which ends them by it; empty: it refuses them, `None`: it delivers
            them by itself.
        remains: what it says is missing.
    """

    state: OrderState
    said: str
    word: str | None = None
    remains: int = 0


DELIVERED = Ending(OrderState.COMPLETED, "is completed")
PART = Ending(OrderState.PARTIAL, "was partially delivered", "Partial", 157)
REFUSED = Ending(OrderState.REJECTED, "Refused by the panel", "")
OF_MONEY = (DELIVERED, PART, Ending(OrderState.CANCELED, "was canceled", "Canceled"), REFUSED)
"""A price is taken, returned in part or as a whole, or free again."""


class Scenario(Ways):
    """One bot and its people; each order is ordered by somebody else."""

    def __init__(
        self,
        bench: Bench,
        database: Database,
        crashing: CrashingBot,
        *,
        power_fails: bool,
        ending: Ending = DELIVERED,
        cashier: Cashier | None = None,
    ) -> None:
        super().__init__(bench, database, crashing, power_fails=power_fails)
        self._ending = ending
        self._cashier = cashier
        self._number = 0

    async def travel(self, point: str, *, is_certain: bool = True) -> Result:
        """Order while the bot dies at `point` of the way from Confirm to the last push."""
        self._number += 1
        result = Result(point, is_certain)
        name = f"{self._ending.state.value}{self._number}x"
        person = self._bench.playground.world.add_person(name)
        chat = self._bench.private(person)
        link = f"https://www.instagram.com/{name}/"
        if self._cashier is not None:
            await self._cashier.open(person.id)
        await fill_default(chat, link=link)
        await until(self._is_at_rest)  # the form's last steps are none of the order's
        self._crashing.crash_at(point)

        async def check() -> None:
            result.was_on_its_way = await self._states(link) == [OrderState.SUBMITTING]

        reviving = asyncio.create_task(self._revive(result, check))
        ending = asyncio.create_task(self._end(link))
        await chat.tap("Confirm", wait=False)
        await self._settle(link)
        if self._crashing.spare():
            reviving.cancel()
        await asyncio.gather(reviving, return_exceptions=True)
        await self._settle(link)
        ending.cancel()
        await self._validate(result, chat, person.id, link)
        return result

    async def _end(self, link: str) -> None:
        """Have the panel refuse the order, or end it as soon as it is there."""
        panel, word = self._bench.panel, self._ending.word
        if word == "":
            panel.faults.add("add", Fault.REFUSAL, text="Incorrect link", link=link)
        while word:
            for order in panel.orders.values():
                if order.params.get("link") == link and order.settled is None:
                    panel.finish(order.id, word, remains=self._ending.remains)
            await asyncio.sleep(0.05)

    async def _settle(self, link: str) -> None:
        await until(partial(self._is_settled, link))

    async def _is_settled(self, link: str) -> bool:
        states = await self._states(link)
        ended = states in ([self._ending.state], [OrderState.UNKNOWN])
        return ended and await self._is_at_rest()

    async def _states(self, link: str) -> list[OrderState]:
        async with self._database.read() as session:
            query = select(Order.state).where(col(Order.link) == link)
            return [OrderState(state) for state in (await session.execute(query)).scalars()]

    async def _validate(self, result: Result, chat: ChatClient, person: int, link: str) -> None:
        states = await self._states(link)
        bought = sum(
            order.params.get("link") == link for order in self._bench.panel.orders.values()
        )
        result.state = states[0].value if states else "none"
        result.pushes = sum(self._ending.said in message.text for message in chat.bot_messages())
        end = OrderState.UNKNOWN if result.was_on_its_way else self._ending.state
        is_bought = int(end is not OrderState.REJECTED)
        checks = {
            "logged once, ended, or not known where it cannot be": states == [end],
            "bought at most once": bought <= 1,
            "bought if ended": self._ending.state not in states or bought == is_bought,
            "notified of the end": self._ending.state not in states or result.pushes >= 1,
            "notified twice only where Telegram's answer was lost": result.pushes <= 1
            or result.point.startswith(REPEATED_PUSH),
            "tap answered": self._are_taps_answered(person),
        }
        result.faults = [name for name, holds in checks.items() if not holds]
        if self._cashier is not None:
            records = await books.read(self._database, self._bench.panels)
            result.faults += books.differences(records)


async def actor(
    folder: Path,
    url: str,
    *,
    power_fails: bool = False,
    part: int = 0,
    parts: int = 1,
    paid: Ending | None = None,
) -> Sequence[Result]:
    """Die at every point, or at those of one part of several.

    Args:
        url: DATABASE_URL of a fresh PostgreSQL database; SQLite in a file if empty.
        power_fails: the file loses what was not surely on the disk.
        paid: wallets pay, the orders end so, and only at steps that move money it dies.
    """
    async with servers(folder, speed=SPEED if paid in {None, DELIVERED} else 1) as bench:
        bench.environment |= {"POLL_SECONDS": "0.2"} | ({"DATABASE_URL": url} if url else {})
        bench.environment |= {} if paid is None else SELLING
        settings = bench.settings()
        crashing = CrashingBot(settings, folder / "steps.txt")
        database = Database(settings.database_url)
        cashier = None if paid is None else Cashier(database, random.Random(0))
        if cashier is not None:
            await cashier.set_prices()
        crashing.start()
        try:
            await stocked(bench, database)
            scenario = Scenario(
                bench,
                database,
                crashing,
                power_fails=power_fails,
                ending=paid or DELIVERED,
                cashier=cashier,
            )
            found = await scenario.points(RECORDED if paid is None else RECORDED_OF_MONEY)
            points = [
                (point, is_certain)
                for point, is_certain in found.items()
                if paid is None or any(name in point for name in MONEY)
            ]
            return [
                await scenario.travel(point, is_certain=certain)
                for point, certain in points[part::parts]
            ]
        finally:
            await crashing.kill()
            await database.close()
