"""How money that has arrived is booked, on both databases: once, and by what was offered."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot.chats.rules.forgetting import pseudonym_of
from bot.core.database.engine import Database
from bot.core.outbox.tables import OutboxMessage
from bot.payments.rules.gateways import Checkout, Received
from bot.payments.rules.methods import STAR_CURRENCY, STARS, stars_for
from bot.payments.rules.states import PaymentState, Problem, Refusal, TopUpState
from bot.payments.service import methods, receipts, top_ups
from bot.payments.service.top_ups import TopUpRequest
from bot.payments.tables import Payment, TopUp
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.rules.units import UNITS
from bot.wallet.service import ledger
from bot.wallet.store import accounts
from tests.wallet.books import NOW, OWNER, USD, prove

MAX, ANNA, GROUP = 501, 502, -700
RATE = Decimal("0.013")
AT_ONCE = 60


async def begun(database: Database, chat_id: int = MAX, key: str = "a") -> TopUp:
    """Return a top-up over 385 Stars that can be paid."""
    request = TopUpRequest(
        chat_id, 7, MAX, USD, key, is_group=chat_id == GROUP, opens="https://t.me/bot?start=pay_"
    )
    async with database.begin() as session:
        return await top_ups.begin(session, request, stars_for(5 * UNITS, RATE), NOW)


def arrived(top_up: TopUp, number: str = "charge-1") -> Received:
    return Received(STARS, number, top_up.key, MAX, Decimal(385), STAR_CURRENCY, NOW)


async def book(database: Database, received: Received, after: timedelta = timedelta(0)) -> Payment:
    async with database.begin() as session:
        return await receipts.book(session, received, owners=[OWNER], now=NOW + after)


async def alerts(database: Database) -> int:
    async with database.read() as session:
        rows = (await session.execute(select(OutboxMessage))).scalars().all()
    return sum(it.payload.get("alert") == "payment" for it in rows)


async def posted(database: Database, chat_id: int = MAX) -> int:
    async with database.read() as session:
        wallet = await ledger.wallet_of(session, chat_id)
    return 0 if wallet is None else wallet.posted


async def test_what_was_offered_is_credited_and_the_top_up_is_paid(database: Database) -> None:
    top_up = await begun(database)
    payment = await book(database, arrived(top_up))
    assert (payment.state, payment.problem, payment.units) == (PaymentState.CREDITED, None, 50_000)
    books = await prove(database)
    assert books.of_kind(AccountKind.STARS) == -50_000
    async with database.read() as session:
        found = await top_ups.find(session, top_up.id)
    assert found is not None
    assert found.state is TopUpState.PAID
    assert await alerts(database) == 0


async def test_the_same_payment_reported_many_times_at_once_is_credited_once(
    database: Database,
) -> None:
    top_up = await begun(database)
    notice = await asyncio.gather(*(book(database, arrived(top_up)) for _ in range(AT_ONCE)))
    assert len({it.id for it in notice}) == 1
    assert await posted(database) == 50_000
    await prove(database)


async def test_a_second_payment_of_one_offer_is_credited_as_well(database: Database) -> None:
    top_up = await begun(database)
    await book(database, arrived(top_up))
    second = await book(database, arrived(top_up, "charge-2"))
    assert (second.problem, second.units) == (Problem.AGAIN, 50_000)
    assert await posted(database) == 100_000
    assert await alerts(database) == 1


ODD: dict[Problem, dict[str, Any]] = {
    Problem.AMOUNT: {"amount": Decimal(100)},
    Problem.OTHER_PAYER: {"payer_id": ANNA},
    Problem.LATE: {"paid_at": NOW + timedelta(hours=2)},
}
WORTH = {Problem.AMOUNT: 13_000, Problem.OTHER_PAYER: 50_000, Problem.LATE: 50_000}


@pytest.mark.parametrize("problem", ODD)
async def test_what_is_odd_is_credited_by_what_it_is_worth_and_reported(
    database: Database, problem: Problem
) -> None:
    top_up = await begun(database)
    payment = await book(database, replace(arrived(top_up), **ODD[problem]))
    assert (payment.state, payment.problem) == (PaymentState.CREDITED, problem)
    assert await posted(database) == payment.units == WORTH[problem]
    assert await alerts(database) == 1
    await prove(database)


@pytest.mark.parametrize("key", ["", "nobody's", "x" * 500])
async def test_what_belongs_to_no_offer_is_nobodys_until_an_owner_decides(
    database: Database, key: str
) -> None:
    await begun(database)
    received = Received(STARS, "charge-1", key, MAX, Decimal(385), STAR_CURRENCY, NOW)
    payment = await book(database, received)
    assert (payment.state, payment.problem) == (PaymentState.SUSPENSE, Problem.UNKNOWN)
    assert await posted(database) == 0
    assert await alerts(database) == 1
    for _ in range(2):  # an owner taps twice
        async with database.begin() as session:
            await receipts.credit(session, payment.id, USD, NOW)
    assert await posted(database) == 50_050  # 385 Stars of 0.013
    await prove(database)


async def test_another_currency_is_not_converted(database: Database) -> None:
    top_up = await begun(database)
    payment = await book(database, replace(arrived(top_up), currency="EUR"))
    assert (payment.state, payment.problem) == (PaymentState.SUSPENSE, Problem.CURRENCY)
    assert await posted(database) == 0


async def test_what_comes_after_somebody_was_forgotten_is_nobodys(database: Database) -> None:
    top_up = await begun(database)
    async with database.begin() as session:
        wallet = await accounts.lock(session, top_up.wallet_id)
        wallet.chat_id = pseudonym_of(1)
        session.add(wallet)
    payment = await book(database, arrived(top_up))
    assert (payment.state, payment.problem) == (PaymentState.SUSPENSE, Problem.NOBODY)
    await prove(database)


async def test_a_frozen_wallet_takes_what_has_been_paid(database: Database) -> None:
    top_up = await begun(database)
    async with database.begin() as session:
        await ledger.freeze(session, top_up.wallet_id, frozen=True)
    await book(database, arrived(top_up))
    assert await posted(database) == 50_000


async def test_an_offers_rate_holds_for_a_day_and_then_todays_does(database: Database) -> None:
    top_up = await begun(database)
    async with database.begin() as session:
        await methods.set_star_rate(session, USD, Decimal("0.01"), by=OWNER, now=NOW)
    first, second = arrived(top_up), arrived(top_up, "charge-2")
    for paid, hours, units in ((first, 23, 50_000), (second, 25, 38_500)):
        after = timedelta(hours=hours)
        payment = await book(database, replace(paid, paid_at=NOW + after), after)
        assert payment.units == units


async def test_what_was_paid_in_time_is_credited_as_offered_however_late_it_is_known(
    database: Database,
) -> None:
    top_up = await begun(database)
    async with database.begin() as session:
        await methods.set_star_rate(session, USD, Decimal("0.01"), by=OWNER, now=NOW)
    payment = await book(database, arrived(top_up), timedelta(days=2))
    assert (payment.units, payment.problem) == (50_000, None)


REFUSED: dict[Refusal, dict[str, Any]] = {
    Refusal.OTHER_PERSON: {"payer_id": ANNA},
    Refusal.OTHER_AMOUNT: {"amount": Decimal(384)},
    Refusal.UNKNOWN: {"key": "nobody's"},
}


@pytest.mark.parametrize("refusal", REFUSED)
async def test_a_checkout_is_refused(database: Database, refusal: Refusal) -> None:
    top_up = await begun(database)
    asked = Checkout(top_up.key, MAX, Decimal(385), STAR_CURRENCY)
    async with database.read() as session:
        assert await top_ups.refusal_of(session, asked, NOW) is None
        wrong = replace(asked, **REFUSED[refusal])
        assert await top_ups.refusal_of(session, wrong, NOW) is refusal
        late = NOW + timedelta(hours=1)
        assert await top_ups.refusal_of(session, asked, late) is Refusal.OVER


async def test_anybody_pays_for_a_group(database: Database) -> None:
    top_up = await begun(database, GROUP)
    asked = Checkout(top_up.key, ANNA, Decimal(385), STAR_CURRENCY)
    async with database.read() as session:
        assert await top_ups.refusal_of(session, asked, NOW) is None
    payment = await book(database, replace(arrived(top_up), payer_id=ANNA))
    assert payment.problem is None
    assert await posted(database, GROUP) == 50_000
