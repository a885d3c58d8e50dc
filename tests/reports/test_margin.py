"""The margin: what customers have paid, what it has cost, by whatever, exact to the unit."""

import csv
import io
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.core.languages import Catalogues
from bot.orders.rules.states import AT_PANEL, OrderState
from bot.orders.service import settling
from bot.orders.tables import Order
from bot.panel.tables import Panel
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.margin import Expenses, Grouping, MarginReport
from bot.reports.rules.scope import Scope
from bot.reports.screens import margin as screens
from bot.reports.service import margin
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from bot.wallet.rules.ledger import AccountKind, TransferKind
from bot.wallet.rules.units import from_units
from bot.wallet.service import ledger, operator_accounts, reservations
from bot.wallet.tables import Account, Transfer
from tests.conftest import Bench
from tests.order_log import an_order, write
from tests.ordering import labels, order_default
from tests.selling import give, start_selling

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
EVER = Scope(chat_id=None, user_id=None, since=None, until=NOW + timedelta(days=1))
ENDS = (OrderState.COMPLETED, OrderState.PARTIAL, OrderState.CANCELED, OrderState.IN_PROGRESS)


async def settle_anew(database: Database, draw: random.Random) -> None:
    """Let the panel say something of each order, and book what follows."""
    async with database.begin() as session:
        for order in (await session.execute(select(Order))).scalars():
            order.state = draw.choice(ENDS)
            order.remains = draw.choice((1, 157, 999))
            order.charge = draw.choice((None, Decimal("0.7071067")))
            later = NOW + timedelta(days=draw.choice((0, 3)))
            await settling.settle(session, order, later)


async def books_of_orders(database: Database) -> tuple[int, int]:
    """Return what wallets have paid for orders, and what nobody has, as the journal says."""
    async with database.read() as session:
        assert not await ledger.check(session)
        rows = (await session.execute(select(Transfer))).scalars().all()
        kinds = {it.id: it.kind for it in (await session.execute(select(Account))).scalars()}
    signs = {TransferKind.CHARGE: 1, TransferKind.REFUND: -1}
    paid = sum(signs.get(it.kind, 0) * it.amount for it in rows)
    lost = sum(
        it.amount if kinds[it.debit_id] is AccountKind.LOSS else -it.amount
        for it in rows
        if it.kind is TransferKind.LOSS
    )
    return paid, lost


async def sold(database: Database, count: int) -> None:
    """Write orders that wallets pay, at odd prices and rates."""
    draw = random.Random(count)
    async with database.begin() as session:
        wallets = []
        for chat_id in (1, 2):
            wallet = await ledger.open_wallet(session, chat_id, "USD", NOW)
            await ledger.credit(
                session, wallet.id, 10**6, key=f"in {chat_id}", by=1, note="", now=NOW
            )
            wallets.append(wallet.id)
    rows: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        units = draw.randrange(1, 20_000)
        at = NOW - timedelta(hours=draw.randrange(200))
        rows.append(
            an_order(
                number,
                at,
                chat_id=1 + number % 2,
                user_id=7 + number % 3,
                user_name=f"Customer {number % 3}",
                service_id=1 + number % 4,
                price=from_units(units),
                currency="USD",
                wallet_id=wallets[number % 2],
                hold_key=f"hold {number}",
                cost=Decimal(draw.randrange(1, 10**6)).scaleb(-6),
                cost_currency="EUR",
                exchange_rate=Decimal("1.083517"),
            )
        )
    await write(database, rows, NOW)
    async with database.begin() as session:
        for row in rows:
            units = int(row["price"] * 10_000)
            key = row["hold_key"]
            await reservations.hold(
                session, row["wallet_id"], units, key=key, order_id=None, now=NOW
            )


@pytest.mark.parametrize("grouping", Grouping)
async def test_all_rows_together_are_what_the_ledger_says(
    database: Database, grouping: Grouping
) -> None:
    await sold(database, 40)
    draw = random.Random(7)
    for _ in range(3):
        await settle_anew(database, draw)
    async with database.read() as session:
        found = await margin.break_down(session, EVER, grouping)
        orders = (await session.execute(select(Order).order_by(col(Order.id)))).scalars().all()
    paid, lost = await books_of_orders(database)
    rows = found.rows()
    assert len(rows) > 1 or grouping in {Grouping.PANEL, Grouping.CATEGORY}
    assert sum(row.margin.sales for row in rows) == found.total.sales == paid
    assert sum(row.margin.lost for row in rows) == found.total.lost == lost
    assert lost > 0
    assert sum(row.margin.orders for row in rows) == len(orders) == 40
    assert all(order.state in AT_PANEL for order in orders)
    assert sum((row.margin.cost for row in rows), Decimal(0)) == found.total.cost
    assert found.total.left == from_units(paid) - found.total.cost


def numbers(message: Message) -> list[str]:
    return message.text.splitlines()[1:5]


async def open_margin(bench: Bench) -> ChatClient:
    owner = bench.private()
    await owner.say("/admin")
    await owner.wait_for("🛠 Dashboard")
    await owner.tap("📈 Margin")
    return owner


async def test_owners_see_the_margin_as_a_picture_and_as_a_file(bench: Bench) -> None:
    bench.panel.speed = 0.001
    await start_selling(bench)
    customer = bench.private(bench.playground.world.add_person("Carmen", username="carmen"))
    await give(bench, customer.chat.id, "5.00")
    await order_default(customer)
    owner = await open_margin(bench)
    shown = await owner.wait_for("📈 Margin · ")
    assert shown.file is not None
    assert numbers(shown) == [
        "1 order",
        "💰 Sales: $1.17",
        "🧾 Cost: $0.90",
        "📈 Margin: $0.27 (30%)",
    ]
    assert "• Services" in labels(shown)
    await owner.tap("People")
    await owner.wait_for(lambda it: it is shown and "• People" in labels(it))
    since = owner.mark()
    await owner.tap("📎 CSV", message=shown)
    sent = await owner.wait_for(lambda it: bool(it.file) and it is not shown, since=since)
    assert sent.file is not None
    content = bench.playground.messages.files[sent.file["id"]].content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["Person"] == "Carmen"
    assert (row["Sales"], row["Cost"], row["Margin"]) == ("1.1700", "0.9", "0.2700")


async def break_down(owner: ChatClient, shown: Message, label: str) -> None:
    await owner.tap(label, message=shown)
    await owner.wait_for(lambda it: it is shown and f"• {label}" in labels(it), timeout=30)


@pytest.mark.proof
async def test_each_breakdown_has_its_picture_and_its_file(bench: Bench) -> None:
    bench.panel.speed = 0.001
    await start_selling(bench)
    customer = bench.private(bench.playground.world.add_person("Carmen", username="carmen"))
    await give(bench, customer.chat.id, "5.00")
    await order_default(customer)
    owner = await open_margin(bench)
    shown = await owner.wait_for("📈 Margin · ")
    pictures = set()
    heads = {"Categories": "Category", "People": "Person", "Chats": "Chat", "Panels": "Panel"}
    heads |= {"Days": "Day", "Services": "Service"}
    for label, head in heads.items():
        await break_down(owner, shown, label)
        assert shown.file is not None
        pictures.add(bench.playground.messages.files[shown.file["id"]].content)
        since = owner.mark()
        await owner.tap("📎 CSV", message=shown)
        sent = await owner.wait_for(lambda it: bool(it.file) and it is not shown, since=since)
        assert sent.file is not None
        content = bench.playground.messages.files[sent.file["id"]].content.decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(content))
        assert row[head] not in {"", "—"}
        assert (row["Orders"], row["Sales"], row["Margin"]) == ("1", "1.1700", "0.2700")
    assert len(pictures) == len(heads)


async def test_what_ways_to_pay_keep_and_what_is_given_away_stands_beside_the_margin(
    database: Database,
) -> None:
    async with database.begin() as session:
        wallet = await ledger.open_wallet(session, 1, "USD", NOW)
        for day, units in enumerate((1_500, 20_000)):
            at = NOW - timedelta(days=day)
            await operator_accounts.book_fee(
                session,
                units // 10,
                debit=AccountKind.GATEWAY_FEES,
                credit=AccountKind.CRYPTO_PAY,
                currency="USD",
                key=f"fee {day}",
                now=at,
            )
            source, key = AccountKind.PROMO, f"gift {day}"
            await ledger.pay_in(session, wallet.id, units, source=source, key=key, now=at)
    async with database.read() as session:
        ever = await margin.besides(session, EVER, "USD")
        today = Scope(None, None, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
        lately = await margin.besides(session, today, "USD")
        found = await margin.break_down(session, EVER, Grouping.DAY)
    assert (ever, lately) == (Expenses(2_150, 21_500), Expenses(150, 1_500))
    days = DateRange(NOW.date(), NOW.date())
    report = MarginReport(days, Grouping.DAY, found, "USD", ever)
    text = screens.caption(Catalogues().translator("en"), report)
    assert str(text).splitlines()[-2:] == [
        "🏦 Fees of ways to pay: $0.22",
        "🎁 Given away: $2.15",
    ]


async def test_a_panel_is_called_as_owners_call_it(database: Database) -> None:
    await sold(database, 3)
    names = []
    for name in ("", "Cheap one"):
        async with database.begin() as session:
            panel = await session.get_one(Panel, 1)
            panel.host, panel.name = "panel.example", name
        async with database.read() as session:
            (row,) = (await margin.break_down(session, EVER, Grouping.PANEL)).rows()
        names.append(row.name)
    assert names == ["panel.example", "Cheap one"]


async def test_nothing_sold_is_said_and_nobody_else_sees_it(bench: Bench) -> None:
    await start_selling(bench)
    owner = await open_margin(bench)
    empty = await owner.wait_for("📈 Nothing was sold: ")
    assert "• 30 days" in labels(empty)
    customer = bench.private(bench.playground.world.add_person("Carmen", username="carmen"))
    await customer.say("/start")
    greeting = await customer.wait_for("Hello")
    said = await customer.press(greeting, "mg:s:30")
    assert said is not None
    assert said.text == "You can't do that here."


async def test_without_wallets_there_is_no_margin(bench: Bench) -> None:
    await bench.start()
    owner = bench.private()
    await owner.say("/admin")
    assert "📈 Margin" not in labels(await owner.wait_for("🛠 Dashboard"))
