"""Tests of the tests: three ways to handle money wrongly, which the books must find."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.database.engine import Database, Session
from bot.orders.rules.states import AT_PANEL, OrderState
from bot.orders.service import settling
from bot.orders.service.settling import WalletChange
from bot.orders.tables import Order
from bot.sandbox.telegram.client import ChatClient
from bot.wallet.rules.units import to_units
from bot.wallet.service import ledger
from bot.wallet.store import accounts
from bot.wallet.tables import Account
from tests.chaos import books
from tests.conftest import Bench
from tests.ordering import order_default
from tests.orders.checkouts import PRICE, Counter, of_payer
from tests.selling import ask_again, give, orders_of, start_selling

TAPS = 20


async def check_before_lock(session: AsyncSession, wallet_id: int, units: int) -> bool:
    """Check first, and change afterwards: what is there may be reserved twice."""
    wallet = await accounts.get(session, wallet_id)
    if wallet.available < units or wallet.frozen:
        return False
    await asyncio.sleep(0.05)
    query = update(Account).where(col(Account.id) == wallet_id)
    await session.execute(query.values(held=wallet.held + units))
    return True


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # SQLite has one writer
@pytest.mark.parametrize("is_broken", [False, True])
async def test_a_check_before_the_lock_is_found(
    database: Database, monkeypatch: pytest.MonkeyPatch, is_broken: bool
) -> None:
    counter = await Counter.open(database, PRICE)
    forms = of_payer(range(TAPS))
    await counter.fill(forms)
    if is_broken:
        monkeypatch.setattr(accounts, "reserve", check_before_lock)
    placed = await asyncio.gather(*(counter.confirm(form) for form in forms))
    found = books.differences(await books.read(database, []))
    assert bool(found) is is_broken
    assert (placed.count(True) > 1) is is_broken


async def capture_twice(session: Session, order: Order, now: datetime) -> int:
    """Charge what is reserved, and the price besides."""
    is_placed = bool(order.hold_key) and order.state in AT_PANEL
    back = await _END_HOLD(session, order, now)
    if is_placed:
        key, price = f"again:{order.id}", to_units(order.price)
        wallet_id = order.wallet_id or 0
        await ledger.charge(session, wallet_id, price, key=key, order_id=order.id, now=now)
    return back


async def refund_by_event(session: Session, order: Order, now: datetime) -> WalletChange | None:
    """Give back what each word says that is missing, whatever was given back before."""
    if order.state in {OrderState.PARTIAL, OrderState.CANCELED} and order.wallet_id is not None:
        price = to_units(order.price)
        missing = (order.remains or 0) if order.state is OrderState.PARTIAL else order.quantity
        back, order.movements = price * missing // order.quantity, order.movements + 1
        key = f"back:{order.id}:{order.movements}"
        await ledger.refund(session, order.wallet_id, back, key=key, order_id=order.id, now=now)
        order.booked -= back
        return WalletChange(back, 0)
    return await _SETTLE(session, order, now)


_END_HOLD, _SETTLE = settling._end_hold, settling.settle
BROKEN = {
    "right": ("settle", _SETTLE),
    "captured twice": ("_end_hold", capture_twice),
    "refunded by event": ("settle", refund_by_event),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_what_is_charged_or_returned_twice_is_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr(settling, *BROKEN[case])
    await start_selling(bench)
    bench.panel.speed = 0.001
    person = bench.playground.world.add_person("Carmen")
    chat: ChatClient = bench.private(person)
    await give(bench, person.id, "5.00")
    await order_default(chat)
    for word, remains in (("Partial", 157), ("Canceled", 0)):
        (number,) = bench.panel.orders
        bench.panel.finish(number, word, remains=remains)
        await ask_again(bench)
        while (await orders_of(bench))[0].look_at is not None:  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.01)
    assert bench.app is not None
    found = books.differences(await books.read(bench.app.database, bench.panels))
    assert bool(found) is (case != "right")
