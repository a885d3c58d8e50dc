"""The money of a storm: wallets that sometimes hold too little, owners, and words that come late.

What owners do is done by the services that their buttons call, beside the bot's processes.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import status_requests, unresolved
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.pricing.rules.prices import EVERYBODY, EVERYTHING, with_percent
from bot.pricing.service import changes, exchange
from bot.sandbox.panel.orders import PanelOrder
from bot.sandbox.panel.server import SandboxPanel
from bot.wallet.rules.ledger import NotEnoughError
from bot.wallet.service import ledger
from tests.chaos import books
from tests.conftest import OWNER_ID, Bench

CURRENCY = "EUR"
SELLING = {"SELLING": "wallet", "WALLET_CURRENCY": CURRENCY}
DOLLARS = "USD"
RATE = Decimal("0.9")
"""What a dollar, in which the first panel charges, costs in the wallets' currency."""
WORTH = {"USD": Decimal(1), "EUR": Decimal("1.1"), "INR": Decimal("0.0125")}
"""What a unit of a panel's currency costs in dollars."""
MARKUP, LEAST_MARGIN = Decimal(30), Decimal(5)
OPENING = 20_000
AMOUNTS = (500, 2_000, 5_000, 20_000)
"""Units that an owner adds or takes; an order costs about 900 to 12,000."""
CREDITS = 0.8
"""Of what an owner does; the others are debits."""
PAUSE_SECONDS = 1.5
LATE = 0.3
"""Of the orders that have ended, of which the panel says something else later."""
DECIDED = 0.7
"""Of the orders without a clear answer, which an owner looks up at the panel."""
ENDS = ("Completed", "Partial", "Canceled", "Refunded")


def least_price(charge: Decimal, currency: str) -> Decimal:
    """Return the least that a customer pays for what a panel charges so much for."""
    return with_percent(charge * WORTH[currency] * RATE, LEAST_MARGIN)


@dataclass
class Cashier:
    """The owner who sets the prices, and whom people in chats have paid.

    Attributes:
        refused: how often there was too little to take.
    """

    database: Database
    draw: random.Random
    wallets: list[int] = field(default_factory=list)
    refused: int = 0

    async def set_prices(self) -> None:
        """Set the exchange rates, the markup and the least margin."""
        async with self.database.begin() as session:
            at = now()
            await exchange.set_rate(session, DOLLARS, CURRENCY, RATE, by=OWNER_ID, now=at)
            for base in WORTH.keys() - {DOLLARS}:
                rate = WORTH[base]
                await exchange.set_rate(session, base, DOLLARS, rate, by=OWNER_ID, now=at)
            await changes.set_least_margin(session, LEAST_MARGIN)
            await changes.set_rule(
                session, EVERYBODY, EVERYTHING, MARKUP, Decimal(0), by=OWNER_ID, now=at
            )

    async def open(self, chat_id: int) -> None:
        """Give a chat a wallet with money for a few orders."""
        async with self.database.begin() as session:
            wallet = await ledger.open_wallet(session, chat_id, CURRENCY, now())
        self.wallets.append(wallet.id)
        await self._transfer(ledger.credit, wallet.id, OPENING, f"opening:{wallet.id}")

    async def run(self, stop: asyncio.Event) -> None:
        """Credit and debit wallets until `stop` is set; some things twice, as taps come."""
        number = 0
        while not stop.is_set():
            await asyncio.sleep(self.draw.uniform(0, PAUSE_SECONDS))
            number += 1
            wallet_id, amount = self.draw.choice(self.wallets), self.draw.choice(AMOUNTS)
            does = ledger.credit if self.draw.random() < CREDITS else ledger.debit
            for _ in range(self.draw.choice((1, 1, 2))):
                try:
                    await self._transfer(does, wallet_id, amount, f"owner:{number}")
                except NotEnoughError:
                    self.refused += 1

    async def _transfer(
        self, does: Callable[..., object], wallet_id: int, amount: int, key: str
    ) -> None:
        async with self.database.begin() as session:
            await does(  # type: ignore[misc]
                session, wallet_id, amount, key=key, by=OWNER_ID, note="storm", now=now()
            )


async def end_otherwise(
    panels: Sequence[SandboxPanel], draw: random.Random, stop: asyncio.Event
) -> None:
    """Have panels end some orders by another word than completed, until `stop` is set."""
    while not stop.is_set():
        await asyncio.sleep(draw.uniform(0, PAUSE_SECONDS))
        panel = draw.choice(panels)
        under_way = [it for it in panel.orders.values() if it.settled is None]
        if under_way:
            _end(panel, draw.choice(under_way), draw)


def _end(panel: SandboxPanel, order: PanelOrder, draw: random.Random) -> None:
    word = draw.choice(ENDS)
    left = {"Partial": draw.randint(1, order.quantity), "Canceled": draw.choice((0, 5))}
    order.settled = None
    panel.finish(order.id, word, remains=left.get(word, 0))


async def have_second_thoughts(bench: Bench, database: Database, draw: random.Random) -> None:
    """Have panels say something else of orders that have ended, and the bot ask about them."""
    at_panels = books.at_panels(bench.panels)
    async with database.begin() as session:
        query = select(Order).where(col(Order.state).in_(FINISHED)).order_by(col(Order.id))
        ended = [it for it in await session.scalars(query) if draw.random() < LATE]
        for order in ended:
            there = at_panels[books.number_of(order)]
            _end(bench.panels[order.panel_id - 1], there, draw)
        await status_requests.request(session, ended, now())


async def look_up(bench: Bench, database: Database, draw: random.Random) -> None:
    """Have an owner say of most unclear orders what their panel's own pages show."""
    numbers = {
        (panel_id, str(there.params.get("link"))): number
        for (panel_id, number), there in books.at_panels(bench.panels).items()
    }
    async with database.begin() as session:
        query = select(Order).where(col(Order.state) == OrderState.UNKNOWN)
        for found in (await session.scalars(query.order_by(col(Order.id)))).all():
            order = await orders.get_for_change(session, found.id)
            if order is None or draw.random() > DECIDED:
                continue
            number = numbers.get((order.panel_id, order.link))
            if number is None:
                await unresolved.drop(session, order, OWNER_ID, now())
                continue
            with suppress(ValueError):
                await unresolved.take_number(session, order, number, OWNER_ID, now())


def now() -> datetime:
    """Return the present time, UTC."""
    return datetime.now(UTC)
