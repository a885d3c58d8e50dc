"""Gateways' own lists against our rows, on both databases: each payment once, whatever dies."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.core.database.leases import Leases
from bot.core.loops.options import WorkerOptions
from bot.core.outbox.tables import OutboxMessage
from bot.payments.jobs.each import for_each
from bot.payments.jobs.invoice_polling import Asking
from bot.payments.jobs.reconciliation import Reconciliation
from bot.payments.rules.gateways import (
    Balance,
    GatewayAwayError,
    GatewayRefusedError,
    GivenBack,
    Invoice,
    Opened,
    Reading,
    Received,
    Transaction,
)
from bot.payments.rules.methods import STAR_CURRENCY, STARS, stars_for
from bot.payments.rules.states import PaymentState, TopUpState
from bot.payments.service import chargebacks, receipts, reconciling, refunds, top_ups
from bot.payments.service.top_ups import TopUpRequest
from bot.payments.tables import GatewayCheck, GatewayTransaction, Payment, TopUp
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.rules.units import UNITS
from bot.wallet.service import ledger
from tests.wallet.books import NOW, OWNER, USD, prove

MAX = 501
RATE = Decimal("0.013")
AT_ONCE = 20
PAGE = 20
LONG = 30  # seconds; on a busy machine


@dataclass
class ListedGateway:
    """A gateway of which all is known: a list, a balance, and what was paid of its invoices.

    Attributes:
        away_at: the list cannot be read on from here.
    """

    code: str = STARS
    received: list[Received] = field(default_factory=list)
    given_back: list[GivenBack] = field(default_factory=list)
    other: list[Transaction] = field(default_factory=list)
    away_at: int | None = None
    polled: list[Sequence[str]] = field(default_factory=list)

    async def open(self, invoice: Invoice) -> Opened:
        raise GatewayRefusedError(invoice.key)

    async def poll(self, external_ids: Sequence[str]) -> Sequence[Received]:
        self.polled.append(external_ids)
        if self.away_at is not None:
            raise GatewayAwayError("no answer")
        return [it for it in self.received if it.external_id in external_ids]

    async def read(self, cursor: str) -> Reading:
        start = int(cursor or 0)
        if self.away_at is not None and start >= self.away_at:
            raise GatewayAwayError("no answer")
        part = self.received[start : start + PAGE]
        return Reading(part, self.given_back, str(start + len(part)), len(part) < PAGE, self.other)

    async def balance(self) -> Balance:
        came = [it.amount for it in self.received] + [it.amount for it in self.other]
        went = [it.amount for it in self.given_back]
        return Balance(sum(came, Decimal(0)) - sum(went, Decimal(0)), STAR_CURRENCY)

    async def refund(self, payer_id: int, external_id: str) -> None:
        raise GatewayRefusedError(f"{payer_id} {external_id}")


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def options(clock: Clock) -> WorkerOptions:
    return WorkerOptions(owners=(OWNER,), has_wallets=True, clock=clock)


async def read(database: Database, gateway: ListedGateway, clock: Clock) -> None:
    """Have a process read a gateway's list, and end."""
    leases = Leases(database, clock)
    job = Reconciliation(database, {STARS: gateway}, leases, options(clock))
    await job.step()
    async with asyncio.timeout(LONG):
        while (await check_of(database)).lease_until is not None:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    await job.finish()


async def ask(database: Database, job: Asking) -> None:
    """Have a process ask about invoices, and wait for the answers."""
    await job.step()
    async with asyncio.timeout(LONG):
        while True:
            async with database.read() as session:
                query = select(TopUp.id).where(col(TopUp.lease_until).is_not(None))
                if (await session.execute(query)).first() is None:
                    break
            await asyncio.sleep(0.01)
    await job.finish()


async def begun(database: Database, key: str = "a", chat_id: int = MAX) -> TopUp:
    """Return a top-up over 385 Stars."""
    request = TopUpRequest(chat_id, 7, MAX, USD, key, is_group=False)
    async with database.begin() as session:
        return await top_ups.begin(session, request, stars_for(5 * UNITS, RATE), NOW)


def arrived(top_up: TopUp, number: str = "charge-1") -> Received:
    return Received(STARS, number, top_up.key, MAX, Decimal(385), STAR_CURRENCY, NOW)


def gone(number: str = "charge-1") -> GivenBack:
    return GivenBack(STARS, number, Decimal(385), STAR_CURRENCY, NOW)


async def check_of(database: Database) -> GatewayCheck:
    async with database.read() as session:
        return (await session.execute(select(GatewayCheck))).scalar_one()


async def states(database: Database) -> list[PaymentState]:
    async with database.read() as session:
        rows = await session.execute(select(col(Payment.state)).order_by(col(Payment.id)))
        return list(rows.scalars())


async def alerts(database: Database, kind: str) -> int:
    async with database.read() as session:
        rows = (await session.execute(select(OutboxMessage))).scalars().all()
    return sum(it.payload.get("alert") == kind for it in rows)


async def test_a_list_is_read_on_after_a_gateway_was_away_and_all_is_booked_once(
    database: Database,
) -> None:
    top_up, clock = await begun(database), Clock()
    gateway = ListedGateway(received=[arrived(top_up, f"charge-{it}") for it in range(PAGE + 7)])
    gateway.away_at = PAGE
    await read(database, gateway, clock)
    assert len(await states(database)) == PAGE
    assert (await check_of(database)).error == "no answer"
    gateway.away_at, clock.now = None, clock.now + timedelta(minutes=10)
    await read(database, gateway, clock)
    await read(database, gateway, clock)
    assert await states(database) == [PaymentState.CREDITED] * (PAGE + 7)
    check = await check_of(database)
    assert (check.error, check.unexplained, check.cursor) == ("", {}, str(PAGE + 7))
    assert (await prove(database)).of_kind(AccountKind.STARS) == -5 * UNITS * (PAGE + 7)


async def test_two_processes_read_a_list_together_and_book_once(database: Database) -> None:
    top_up, clock = await begun(database), Clock()
    gateway = ListedGateway(
        received=[arrived(top_up)], other=[Transaction("m", Decimal(-5), STAR_CURRENCY, NOW)]
    )
    await asyncio.gather(*(read(database, gateway, clock) for _ in range(4)))
    assert await states(database) == [PaymentState.CREDITED]
    async with database.read() as session:
        assert len((await session.execute(select(GatewayTransaction))).scalars().all()) == 1
    assert (await check_of(database)).unexplained == {}


async def test_what_was_paid_before_the_bot_sold_is_nobodys_and_explained(
    database: Database,
) -> None:
    top_up, clock = await begun(database), Clock()
    old = replace(arrived(top_up, "old"), key="another", paid_at=NOW - timedelta(days=9))
    gateway = ListedGateway(received=[old], given_back=[gone("older")])
    await read(database, gateway, clock)
    assert await states(database) == []
    assert await alerts(database, "payment") == 0
    assert (await check_of(database)).unexplained == {}
    fresh = replace(old, external_id="new", paid_at=NOW)
    gateway.received.append(fresh)
    clock.now += timedelta(minutes=6)
    await read(database, gateway, clock)
    assert await states(database) == [PaymentState.SUSPENSE]
    assert await alerts(database, "payment") == 1


async def test_what_is_unexplained_for_an_hour_is_reported_once(database: Database) -> None:
    top_up, clock = await begun(database), Clock()
    async with database.begin() as session:
        await receipts.book(session, arrived(top_up), owners=[OWNER], now=NOW)
    gateway = ListedGateway()  # has no Star, where our rows say 385
    for minutes, notice in ((0, 0), (30, 0), (61, 1), (120, 1)):
        clock.now = NOW + timedelta(minutes=minutes)
        await read(database, gateway, clock)
        assert (await check_of(database)).unexplained == {STAR_CURRENCY: "-385"}
        assert await alerts(database, "unexplained") == notice
    gateway.received.append(arrived(top_up))
    await read(database, gateway, clock)
    assert ((await check_of(database)).unexplained, (await check_of(database)).wrong_since) == (
        {},
        None,
    )


async def test_a_payment_that_many_say_went_back_is_debited_once(database: Database) -> None:
    top_up = await begun(database)
    async with database.begin() as session:
        await receipts.book(session, arrived(top_up), owners=[OWNER], now=NOW)
        wallet = await ledger.wallet_of(session, MAX)
        assert wallet is not None
        await ledger.debit(session, wallet.id, 2 * UNITS, key="d", by=OWNER, note="x", now=NOW)

    async def take_back() -> bool:
        async with database.begin() as session:
            return await chargebacks.take_back(session, gone(), owners=[OWNER], now=NOW)

    assert all(await asyncio.gather(*(take_back() for _ in range(AT_ONCE))))
    assert await states(database) == [PaymentState.TAKEN_BACK]
    books = await prove(database)
    assert books.of_kind(AccountKind.STARS) == 0
    assert books.of_kind(AccountKind.LOSS) == -2 * UNITS
    async with database.read() as session:
        wallet = await ledger.wallet_of(session, MAX)
    assert wallet is not None
    assert (wallet.posted, wallet.frozen) == (0, True)
    assert await alerts(database, "payment") == 1


async def test_what_we_gave_back_ourselves_is_booked_as_that(database: Database) -> None:
    top_up = await begun(database)
    async with database.begin() as session:
        payment = await receipts.book(session, arrived(top_up), owners=[OWNER], now=NOW)
        assert await refunds.ask(session, payment.id, NOW)
    gateway = ListedGateway(received=[arrived(top_up)], given_back=[gone()])
    await read(database, gateway, Clock())
    assert await states(database) == [PaymentState.REFUNDED]
    assert (await prove(database)).of_kind(AccountKind.STARS) == 0
    assert (await check_of(database)).unexplained == {}


@pytest.mark.parametrize(("hours", "is_asked"), [(0.5, True), (2, True), (24, True), (26, False)])
async def test_an_invoice_is_asked_about_until_a_day_after_its_end(
    database: Database, hours: float, is_asked: bool
) -> None:
    top_up, clock, gateway = await begun(database), Clock(), ListedGateway()
    async with database.begin() as session:
        await top_ups.record_opened(session, top_up.id, Opened("77"), NOW)
        await top_ups.end(session, top_up.id, TopUpState.WITHDRAWN, NOW)
    clock.now = NOW + timedelta(hours=hours)
    job = Asking(database, {STARS: gateway}, Leases(database, clock), options(clock))
    await ask(database, job)
    assert gateway.polled == ([["77"]] if is_asked else [])
    gateway.received = [arrived(top_up, "77")]
    await ask(database, job)
    assert len(gateway.polled) == int(is_asked)  # not twice at once


async def test_a_webhook_of_another_invoice_wakes_nothing(database: Database) -> None:
    top_up, clock, gateway = await begun(database), Clock(), ListedGateway()
    async with database.begin() as session:
        await top_ups.record_opened(session, top_up.id, Opened("77"), NOW)
    job = Asking(database, {STARS: gateway}, Leases(database, clock), options(clock))
    await ask(database, job)
    for number, asked in (("78", 1), ("77", 2)):
        async with database.begin() as session:
            await top_ups.ask_now(session, STARS, number, NOW)
        await ask(database, job)
        assert len(gateway.polled) == asked


def test_a_list_is_read_whole_once_a_day() -> None:
    row = GatewayCheck(method=STARS, begun_at=NOW, due_at=NOW, cursor="7", whole_at=NOW)
    assert not reconciling.is_whole_due(row, NOW + timedelta(hours=23))
    assert reconciling.is_whole_due(row, NOW + timedelta(hours=24))
    assert reconciling.is_whole_due(row.model_copy(update={"cursor": ""}), NOW)


async def test_an_amount_that_cannot_be_holds_up_no_other_payment(database: Database) -> None:
    top_up, clock = await begun(database), Clock()
    endless = replace(arrived(top_up, "charge-0"), amount=Decimal("1e30"))
    await read(database, ListedGateway(received=[endless, arrived(top_up)]), clock)
    assert await states(database) == [PaymentState.SUSPENSE, PaymentState.CREDITED]
    assert list((await check_of(database)).unexplained) == [STAR_CURRENCY]


async def test_what_fails_for_one_is_done_for_the_others_and_reported_at_the_end() -> None:
    done = []

    async def work(number: int) -> None:
        if number % 2:
            raise ValueError(number)
        done.append(number)

    with pytest.raises(ExceptionGroup) as caught:
        await for_each(range(5), work)
    assert done == [0, 2, 4]
    assert [it.args for it in caught.value.exceptions] == [(1,), (3,)]
