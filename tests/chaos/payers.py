"""People who pay in with Stars all the time, whatever happens to the bot, and owners who pay back.

What Telegram has on record is compared with what the bot has booked.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from sqlmodel import select

from bot.core.database.engine import Database
from bot.payments.rules.methods import STARS
from bot.payments.rules.states import PaymentState
from bot.payments.service import methods, refunds
from bot.payments.tables import Payment
from bot.sandbox.telegram.client import ChatClient, NotPaidError
from bot.sandbox.telegram.model import Message
from bot.sandbox.telegram.screen import NotSeenError
from bot.wallet.rules.ledger import AccountKind, RefusedError
from tests.chaos.wallets import CURRENCY, now
from tests.conftest import OWNER_ID, Bench
from tests.wallet import books

PAYERS = 3
STAR_RATE = Decimal("0.01")
FIRST_STARS = 10**6
TWICE = 0.3
"""Of the invoices that were paid, which somebody tries to pay once more."""
LEFT = 0.2
"""Of the invoices, which nobody pays."""
GIVEN_BACK = 0.15
"""Of the payments, which an owner gives back."""
RESENT = 0.3
"""Of the payments, which Telegram tells of once more."""
STEP_SECONDS = 20.0
"""So long a step is waited for: then it is begun anew, as impatient people do."""


@dataclass
class Payer:
    """A person who pays in again and again.

    Attributes:
        paid: the charges of Telegram that were made.
    """

    chat: ChatClient
    bench: Bench
    draw: random.Random
    paid: list[str] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Pay in until `stop` is set."""
        self.chat.person.stars = FIRST_STARS
        while not stop.is_set():
            with suppress(NotSeenError):
                await self._pay_in()
            await asyncio.sleep(self.draw.uniform(0, 2))

    async def _pay_in(self) -> None:
        since = self.chat.mark()
        await self.chat.say("/wallet")
        await self._wait("Balance", since)
        await self._tap("Top up", "How do you want to pay?")
        await self._tap("Telegram Stars", "How much do you want to add?")
        await self._tap(self.draw.choice(("€5.00", "€10.00", "€25.00")), "You pay")
        since = self.chat.mark()
        for _ in range(self.draw.choice((1, 1, 2))):  # impatient people tap twice
            await self.chat.tap("Pay ⭐", wait=False)
        invoice = await self._wait(_is_invoice, since)
        if self.draw.random() > LEFT:
            await self._pay(invoice)
        if self.draw.random() < TWICE:
            await self._pay(invoice, again=True)

    async def _pay(self, invoice: Message, *, again: bool = False) -> None:
        with suppress(NotPaidError):
            self.paid.append((await self.chat.pay(invoice, again=again)).charge_id)
            if self.draw.random() < RESENT:
                with suppress(LookupError):
                    self.bench.playground.updates.repeat("message")

    async def _tap(self, button: str, shows: str) -> Message:
        since = self.chat.mark()
        await self.chat.tap(button, wait=False)
        return await self._wait(shows, since)

    async def _wait(self, shows: object, since: int) -> Message:
        return await self.chat.wait_for(shows, since=since, timeout=STEP_SECONDS)  # type: ignore[arg-type]


def _is_invoice(message: Message) -> bool:
    return message.invoice is not None


async def switch_on(database: Database) -> None:
    """Put Stars on offer."""
    async with database.begin() as session:
        await methods.set_star_rate(session, CURRENCY, STAR_RATE, by=OWNER_ID, now=now())
        await methods.switch(session, STARS, on=True)


async def give_back(database: Database, draw: random.Random, stop: asyncio.Event) -> None:
    """Have an owner give some payments back until `stop` is set."""
    seen: set[int] = set()
    while not stop.is_set():
        await asyncio.sleep(draw.uniform(0.5, 2))
        async with database.read() as session:
            found = (await session.scalars(select(Payment.id))).all()
        for number in sorted(set(found) - seen):
            seen.add(number)
            if draw.random() < GIVEN_BACK:
                with suppress(RefusedError):
                    async with database.begin() as session:
                        await refunds.ask(session, number, now())


async def differences(bench: Bench, database: Database) -> list[str]:
    """Return what Telegram and the bot do not agree on; nothing may be under way."""
    async with database.read() as session:
        rows = list((await session.execute(select(Payment))).scalars())
    found = await books.read(database)
    return [*_payments(bench, rows), *_units(found, rows)]


def _payments(bench: Bench, rows: list[Payment]) -> Iterator[str]:
    """Every charge is booked once, and what went back is known to have."""
    at_telegram = bench.playground.stars.payments
    booked = Counter(it.external_id for it in rows)
    for made in at_telegram.values():
        if booked[made.charge_id] != 1:
            yield f"paid, booked {booked[made.charge_id]} times: {made!r}"
    for row in rows:
        charge = at_telegram.get(row.external_id)
        if charge is None or row.amount != charge.invoice.stars:
            yield f"booked, not paid: {row!r}"
        elif charge.returned != (row.state is PaymentState.REFUNDED):
            yield f"{'given back' if charge.returned else 'kept'} at Telegram: {row!r}"
        if row.state is PaymentState.REFUNDING:
            yield f"still being given back: {row!r}"


def _units(found: books.Books, rows: list[Payment]) -> Iterator[str]:
    """What the wallets have got is what is credited for the payments that are kept."""
    credited = sum(it.units for it in rows if it.state is PaymentState.CREDITED)
    got = -found.of_kind(AccountKind.STARS, CURRENCY)
    if got != credited:
        yield f"{got} came from Stars, {credited} are credited for payments"
