"""Payments and checkouts that belong to nothing, thousands of them: nobody is credited for any."""

import asyncio
import random
from typing import Any

from sqlmodel import col, select

from bot.app import App
from bot.core.inbox.tables import InboxUpdate
from bot.payments.rules.states import PaymentState
from bot.payments.tables import Payment
from tests.conftest import Bench
from tests.payments.stars import switch_on
from tests.selling import start_selling
from tests.wallet.books import prove

FIRST, BATCH, PEOPLE = 2_000_000, 250, 40
WORDS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "t_" + "A" * 22,
    "x" * 128,
    "'; DROP TABLE payments; --",
    "🪙" * 32,
)
CURRENCIES = ("XTR", "XTR", "XTR", "USD", "", "xtr", "\x00")
AMOUNTS = (1, 385, 0, -1, 10_000, 2**31, 2**53)


def _body(draw: random.Random, person: dict[str, Any], number: int) -> dict[str, Any]:
    asked = {
        "currency": draw.choice(CURRENCIES),
        "total_amount": draw.choice(AMOUNTS),
        "invoice_payload": draw.choice(WORDS),
    }
    if draw.random() < 0.4:
        return {"pre_checkout_query": {"id": str(number), "from": person, **asked}}
    kind = draw.choice(("successful_payment", "successful_payment", "refunded_payment"))
    paid = {**asked, "telegram_payment_charge_id": draw.choice((f"c{number}", "c", "", "\x00"))}
    paid["provider_payment_charge_id"] = "p"
    chat = {"id": person["id"], "type": "private", "first_name": person["first_name"]}
    message = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person}
    return {"message": {**message, kind: paid}}


async def fuzz_payments(bench: Bench, seed: int, updates: int) -> list[str]:
    """Send payments that nobody has made to a bot that sells; return what is wrong after it."""
    await start_selling(bench)
    await switch_on(bench)
    assert bench.app is not None
    draw, app = random.Random(seed), bench.app
    people = [bench.playground.world.add_person(f"M{it}").as_user() for it in range(PEOPLE)]
    found: list[str] = []
    for first in range(FIRST, FIRST + updates, BATCH):
        batch = [
            {"update_id": number, **_body(draw, draw.choice(people), number)}
            for number in range(first, first + BATCH)
        ]
        await app.inbox.accept([*batch, *draw.sample(batch, 10)])
        found += await _dead_letters(app)
    books = await prove(app.database)
    found += [repr(it) for it in books.wallets() if it.posted or it.held]
    async with app.database.read() as session:
        rows = (await session.execute(select(Payment))).scalars().all()
    return found + [repr(it) for it in rows if it.units or it.state is PaymentState.CREDITED]


async def _dead_letters(app: App) -> list[str]:
    """Wait until all is handled, and return why something was not."""
    left = select(InboxUpdate).where(col(InboxUpdate.handled_at).is_(None))
    while True:
        async with app.database.read() as session:
            rows = (await session.execute(left)).scalars().all()
        if all(it.error for it in rows):
            return [str(it.error) for it in rows]
        await asyncio.sleep(0.02)
