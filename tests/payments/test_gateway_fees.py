"""What gateways keep, and amounts that cannot be: written down, told, and in no way lost."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.payments.gateways import crypto_pay
from bot.payments.gateways.crypto_pay_api import CryptoPayApi, CryptoPayOptions
from bot.payments.rules.amounts import MOST, readable
from bot.payments.rules.crypto_pay import crypto_offer
from bot.payments.rules.gateways import Fee, Received
from bot.payments.rules.methods import CRYPTO_PAY, STAR_CURRENCY, STARS
from bot.payments.rules.states import PaymentState, Problem
from bot.payments.service import reconciling, top_ups
from bot.payments.service.top_ups import TopUpRequest
from bot.payments.tables import Payment, TopUp
from bot.wallet.rules.ledger import AccountKind, TransferKind
from bot.wallet.rules.units import UNITS
from tests.conftest import Bench
from tests.payments.stars import tapped
from tests.payments.test_crypto_pay import LONG, invoiced, notices, start
from tests.payments.test_gateway_lists import Clock, ListedGateway, check_of, read
from tests.payments.test_receipts import MAX, alerts, arrived, begun, book, posted
from tests.proof import first_quick
from tests.selling import money_of
from tests.wallet.books import NOW, USD, prove

KEPT = Fee(Decimal("0.15"), "USDT", Decimal("0.149"))
NO_AMOUNTS = ("1e30", "NaN", "-5", "1e999999999", "", "five", "9" * 400, None, [1], {"a": 1}, True)


class CoinsGateway(ListedGateway):
    """One that says of no balance what it holds."""

    async def balance(self) -> None:  # type: ignore[override]
        pass


async def read_coins(database: Database, *received: Received, at: timedelta) -> dict[str, str]:
    """Read a list from its beginning; return what is unexplained of it."""
    gateway = CoinsGateway(received=list(received))
    await read(database, gateway, Clock(NOW + at))
    return (await check_of(database)).unexplained


async def coins_begun(database: Database) -> TopUp:
    request = TopUpRequest(MAX, 7, MAX, USD, "coins", is_group=False)
    async with database.begin() as session:
        return await top_ups.begin(session, request, crypto_offer(5 * UNITS, USD, Decimal(1)), NOW)


def coins(top_up: TopUp, fee: Fee | None = KEPT) -> Received:
    return Received(CRYPTO_PAY, "470001", top_up.key, None, Decimal(5), USD, NOW, fee)


async def test_what_a_gateway_keeps_is_booked_once_also_when_it_is_reported_later(
    database: Database,
) -> None:
    top_up = await coins_begun(database)
    await book(database, coins(top_up, fee=None))
    assert (await prove(database)).of_kind(AccountKind.GATEWAY_FEES) == 0
    for _ in range(2):
        payment = await book(database, coins(top_up))
    await book(database, coins(top_up, Fee(Decimal(1), "TON", Decimal(1))))
    assert payment.units == 5 * UNITS
    books = await prove(database)
    assert [it.kind for it in books.transfers] == [TransferKind.PAYMENT, TransferKind.FEE]
    assert books.of_kind(AccountKind.GATEWAY_FEES) == -1490
    assert books.of_kind(AccountKind.CRYPTO_PAY) == -50_000 + 1490
    assert await posted(database) == 50_000
    async with database.read() as session:
        assert await reconciling.fees_of(session, CRYPTO_PAY) == {"USDT": Decimal("0.15")}


async def test_a_fee_that_nobody_can_convert_stays_in_coins(database: Database) -> None:
    await book(database, coins(await coins_begun(database), replace(KEPT, worth=None)))
    books = await prove(database)
    assert books.of_kind(AccountKind.GATEWAY_FEES) == 0
    async with database.read() as session:
        assert await reconciling.fees_of(session, CRYPTO_PAY) == {"USDT": Decimal("0.15")}


async def test_a_list_explains_fees_and_brings_those_that_were_not_known(
    database: Database,
) -> None:
    top_up = await begun(database)
    payment = replace(arrived(top_up), fee=Fee(Decimal(3), STAR_CURRENCY, Decimal(3)))
    before = replace(payment, external_id="old", key="x", paid_at=NOW - timedelta(days=9))
    await book(database, replace(payment, fee=None))
    await read_coins(database, replace(before, fee=None), at=timedelta(0))
    found = await read_coins(database, payment, before, at=timedelta(days=2))
    assert found == {}
    assert await read_coins(database, payment, before, at=timedelta(days=4)) == {}
    async with database.read() as session:
        assert await reconciling.fees_of(session, STARS) == {STAR_CURRENCY: Decimal(3)}
    more = replace(payment, external_id="more", fee=None)
    await book(database, more)
    assert await read_coins(database, payment, before, at=timedelta(days=6)) == {
        STAR_CURRENCY: "-385"
    }


@pytest.mark.parametrize("amount", ["1e30", "NaN", "sNaN", "Infinity", "-1", "0", "1e-40"])
async def test_an_amount_that_cannot_be_waits_for_owners(database: Database, amount: str) -> None:
    top_up = await begun(database)
    payment = await book(database, replace(arrived(top_up), amount=Decimal(amount)))
    assert (payment.state, payment.problem) == (PaymentState.SUSPENSE, Problem.UNREADABLE)
    assert payment.amount == payment.units == 0
    assert await alerts(database) == 1
    assert await posted(database) == 0


async def test_more_than_a_wallet_can_hold_waits_for_owners(database: Database) -> None:
    payment = await book(database, replace(coins(await coins_begun(database)), amount=MOST - 1))
    assert (payment.state, payment.problem) == (PaymentState.SUSPENSE, Problem.AMOUNT)
    assert await alerts(database) == 1


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_whatever_amount_is_said_can_be_kept(said: Decimal) -> None:
    kept = readable(said)
    assert 0 <= kept < MOST
    assert len(f"{kept:f}") < 60
    assert not kept or 0 <= said - kept < Decimal("1e-12")


def invoice(**said: Any) -> dict[str, Any]:
    return {
        "invoice_id": 7,
        "hash": "IV1",
        "status": "paid",
        "amount": "5",
        "fiat": "USD",
        "payload": "key",
        "paid_at": "2026-01-01T12:00:00.000Z",
        "paid_asset": "TON",
        "paid_fiat_rate": "2.5",
        "fee_asset": "TON",
        "fee_amount": "0.06",
        "fee_in_usd": "0.2",
    } | said


def test_an_invoice_that_was_paid_is_read_with_its_fee() -> None:
    assert crypto_pay._received(invoice()) == Received(
        *(CRYPTO_PAY, "7", "key", None, Decimal(5), "USD", NOW),
        Fee(Decimal("0.06"), "TON", Decimal("0.15")),
    )


@pytest.mark.parametrize(
    ("said", "fee"),
    [
        ({"fee_amount": 0.06}, Fee(Decimal("0.06"), "TON", Decimal("0.15"))),
        ({"fee_asset": "USDT"}, Fee(Decimal("0.06"), "USDT", Decimal("0.2"))),
        ({"fee_asset": "USDT", "fiat": "EUR"}, Fee(Decimal("0.06"), "USDT")),
        ({"fiat": None, "asset": "TON"}, Fee(Decimal("0.06"), "TON", Decimal("0.06"))),
        ({"paid_fiat_rate": "1e14"}, Fee(Decimal("0.06"), "TON")),
        ({"fee_amount": "NaN"}, None),
        ({"fee_amount": "-1"}, None),
        ({"fee_amount": "0"}, None),
        ({"fee_asset": "<b>"}, None),
    ],
)
def test_a_fee_is_what_the_invoice_says(said: dict[str, Any], fee: Fee | None) -> None:
    assert crypto_pay._received(invoice(**said)).fee == fee


@pytest.mark.parametrize("name", list(invoice()))
@pytest.mark.parametrize("said", [*NO_AMOUNTS, "\x00", "0001-01-01T00:00:00+23:59", "\ud800"])
def test_whatever_an_invoice_says_it_is_a_payment(name: str, said: object) -> None:
    row = invoice(**{name: said})
    found = crypto_pay._received(row)
    assert found.external_id == crypto_pay._received(row).external_id
    assert found.amount >= 0
    assert found.paid_at.year > 2018
    assert (name == "invoice_id") == (found.external_id != "7")
    assert (name == "amount") == (found.amount != 5)


async def test_a_number_of_thousands_of_digits_is_an_answer_as_any_other() -> None:
    api = CryptoPayApi(CryptoPayOptions("http://127.0.0.1", "token"))
    body = b'{"ok": true, "result": {"items": [{"amount": ' + b"9" * 9000 + b"}]}}"
    (row,) = api._result(200, body)["items"]
    assert readable(row["amount"]) == 0
    await api.aclose()


async def test_owners_see_what_crypto_pay_has_kept(bench: Bench) -> None:
    await start(bench)
    chat = bench.private(bench.playground.world.add_person("Max"))
    await invoiced(chat)
    since = chat.mark()
    bench.crypto_pay.pay(bench.crypto_pay.invoices[0])
    await notices(chat, since)
    owner = bench.private()
    await owner.say("/admin")
    await owner.wait_for("Dashboard")
    await tapped(owner, "Payments", "Fees it has kept: USDT")
    await tapped(owner, "All payments", "1 payment")
    await tapped(owner, "$5.00", "Fee kept by the gateway: USDT")
    assert await money_of(bench, chat.person.id) == (Decimal(5), Decimal(0))
    assert bench.app is not None
    assert (await prove(bench.app.database)).of_kind(AccountKind.GATEWAY_FEES) == -1500


@pytest.mark.parametrize("amount", first_quick(1, ["1e30", "NaN", "-5", "1e999999999"]))
async def test_an_absurd_amount_waits_for_owners_and_others_are_credited(
    bench: Bench, amount: str
) -> None:
    await start(bench)
    chat = bench.private(bench.playground.world.add_person("Max"))
    await invoiced(chat)
    (odd,) = bench.crypto_pay.invoices
    odd.overrides["amount"] = amount
    bench.crypto_pay.pay(odd)
    bench.wake_loops()
    await bench.private().wait_for("names no amount that can be", timeout=LONG)
    assert await money_of(bench, chat.person.id) == (Decimal(0), Decimal(0))
    await invoiced(chat)
    since = chat.mark()
    bench.crypto_pay.pay(bench.crypto_pay.invoices[1])
    bench.wake_loops()
    await notices(chat, since)
    assert bench.app is not None
    async with bench.app.database.read() as session:
        rows = (await session.execute(select(Payment).order_by(col(Payment.id)))).scalars().all()
    assert [it.state for it in rows] == [PaymentState.SUSPENSE, PaymentState.CREDITED]
