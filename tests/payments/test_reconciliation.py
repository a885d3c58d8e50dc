"""What gateways have on record is booked, whatever was missed, and compared with our rows."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot.payments.tables import GatewayCheck
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.payments.stars import invoiced, switch_on, tapped
from tests.selling import give, money_of, start_selling, take

PAID = (Decimal(5), Decimal(0))
NOTHING = (Decimal(0), Decimal(0))
LONG = 30  # seconds; what must come, on a busy machine


@pytest.fixture
async def chat(bench: Bench) -> ChatClient:
    await start_selling(bench)
    await switch_on(bench)
    return bench.private(bench.playground.world.add_person("Max"))


async def check_of(bench: Bench, method: str = "stars") -> GatewayCheck:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        query = select(GatewayCheck).where(GatewayCheck.method == method)
        return (await session.execute(query)).scalar_one()


async def read_again(bench: Bench, method: str = "stars", **span: float) -> GatewayCheck:
    """Let time pass, and wait until the gateway's list was read since."""
    await checked(bench, method, datetime.min.replace(tzinfo=UTC))
    bench.skip(**(span or {"minutes": 6}))
    return await checked(bench, method, bench.now())


async def checked(bench: Bench, method: str, since: datetime) -> GatewayCheck:
    async with asyncio.timeout(LONG):
        while True:
            row = await check_of(bench, method)
            is_read = row.checked_at is not None and row.checked_at >= since
            if is_read and row.lease_until is None:
                return row
            await asyncio.sleep(0.02)


async def test_a_payment_that_nobody_has_reported_is_booked(
    bench: Bench, chat: ChatClient
) -> None:
    invoice = await invoiced(chat)
    assert invoice.invoice is not None
    bench.playground.updates.hold()
    bench.playground.stars.take(chat.person, invoice.invoice)
    bench.playground.updates.release(forget=True)
    row = await read_again(bench)
    await chat.wait_for("was added to your wallet", timeout=LONG)
    assert await money_of(bench, chat.person.id) == PAID
    assert (row.unexplained, row.balance) == ({}, Decimal(385))


async def test_a_chargeback_that_nobody_reports_is_debited(bench: Bench, chat: ChatClient) -> None:
    payment = await chat.pay(await invoiced(chat))
    await chat.wait_for("was added to your wallet")
    since, owner = chat.mark(), bench.private()
    bench.playground.stars.charge_back(payment)
    row = await read_again(bench)
    await chat.wait_for("$5.00 was taken off the wallet", since=since, timeout=LONG)
    await owner.wait_for("A payment was taken back", timeout=LONG)
    assert await money_of(bench, chat.person.id) == NOTHING
    assert row.unexplained == {}
    await read_again(bench)
    assert await money_of(bench, chat.person.id) == NOTHING


async def test_what_is_spent_of_a_payment_that_was_taken_back_is_lost_and_the_wallet_frozen(
    bench: Bench, chat: ChatClient
) -> None:
    payment = await chat.pay(await invoiced(chat))
    await chat.wait_for("was added to your wallet")
    await take(bench, chat.person.id, "3")
    bench.playground.stars.charge_back(payment, notify=True)
    await chat.wait_for("Nothing can be ordered from it now", timeout=LONG)
    await bench.private().wait_for("and is frozen", timeout=LONG)
    assert await money_of(bench, chat.person.id) == NOTHING
    assert (await read_again(bench)).unexplained == {}


async def test_what_owners_give_back_is_not_taken_back_besides(
    bench: Bench, chat: ChatClient
) -> None:
    await give(bench, chat.person.id, "7")
    await chat.pay(await invoiced(chat))
    await chat.wait_for("was added to your wallet")
    owner = bench.private()
    await tapped(owner, "All payments", "1 payment")
    await tapped(owner, "⭐ 385", "Status: credited")
    await tapped(owner, "Give back …", "The whole payment goes back")
    await tapped(owner, "↩️ Give back", "given back")
    await chat.wait_for("was given back", timeout=LONG)
    assert (await read_again(bench)).unexplained == {}
    assert await money_of(bench, chat.person.id) == (Decimal(7), Decimal(0))


@pytest.mark.parametrize(
    ("stars", "partner"),
    [(-20, {"type": "telegram_ads"}), (30, {"type": "other"})],
    ids=["ads", "other"],
)
async def test_other_transactions_are_explained(
    bench: Bench, chat: ChatClient, stars: int, partner: dict[str, Any]
) -> None:
    await chat.pay(await invoiced(chat))
    move = bench.playground.stars.receive if stars > 0 else bench.playground.stars.spend
    move(abs(stars), partner)
    row = await read_again(bench)
    assert (row.unexplained, row.balance) == ({}, Decimal(385 + stars))


async def test_owners_hear_once_of_a_gateway_that_cannot_be_read(
    bench: Bench, chat: ChatClient
) -> None:
    del chat
    owner = bench.private()
    await read_again(bench)
    bench.playground.faults.add("getMyStarBalance", code=502, description="Bad Gateway")
    bench.skip(hours=2)
    await owner.wait_for("Telegram Stars cannot be read", timeout=LONG)
    bench.playground.faults.clear()
    row = await read_again(bench)
    assert (row.error, row.is_told) == ("", False)


async def test_owners_see_that_nothing_is_unexplained(bench: Bench, chat: ChatClient) -> None:
    del chat
    await read_again(bench)
    owner = bench.private()
    await tapped(owner, "All payments", "0 payments")
    await tapped(owner, "⬅️ Payments", "Unexplained: 0 · read")
