"""What owners look through: chats, people, orders of every chat; digests and alerts."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from bot.chats.outbox import ChatMessage
from bot.core.access.roles import ChatAccess
from bot.core.access.store import chats, people
from bot.core.access.tables import Chat, Person
from bot.core.database.engine import Database
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.service.open_forms import CLOSED_FORM
from bot.orders.tables import Draft, Step
from bot.owners.outbox import OwnerMessage
from bot.owners.service import access, digests, totals
from bot.owners.store import digests as stored_digests
from bot.owners.store import directory, order_search
from bot.owners.tables import Digest
from bot.panel.rules.calls import Calls
from bot.panel.service import balances, panel_state
from bot.reports.rules.scope import Scope
from bot.reports.service import statistics
from tests.order_log import an_order, write

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


async def put_chats(database: Database, *titles: str) -> None:
    async with database.begin() as session:
        for at, title in enumerate(titles, 1):
            seen_on = None if title == "Never" else date(2026, 1, at)
            values: dict[str, Any] = {"language": "en", "created_at": NOW, "seen_on": seen_on}
            await chats.ensure(session, Chat(id=-at, type="group", title=title, **values))


async def put_people(database: Database, *named: tuple[int, str, str]) -> None:
    async with database.begin() as session:
        for user_id, name, username in named:
            person = Person(
                user_id=user_id,
                name=name,
                username=username,
                first_seen_at=NOW,
                seen_on=date(2026, 1, user_id),
            )
            await people.record(session, person)


async def pushes(database: Database) -> list[tuple[int, str, dict[str, Any]]]:
    async with database.read() as session:
        rows = (
            await session.execute(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        ).scalars()
        return [(row.chat_id, row.kind, row.payload) for row in rows]


async def test_chats_are_listed_by_activity_page_by_page(database: Database) -> None:
    await put_chats(database, "One", "Never", "Three", "Four")
    async with database.read() as session:
        first = await directory.chats(session, number=0, size=3)
        rest = await directory.chats(session, number=1, size=3)
    assert [chat.title for chat in first.items] == ["Four", "Three", "One"]
    assert [chat.title for chat in rest.items] == ["Never"]
    assert (first.total, rest.total) == (4, 4)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("команда", {-1, -2}),
        ("КОМАНДА Б", {-2}),
        ("-3", {-3}),
        ("50%", {-3}),
        ("5_", set()),
        ("%", {-3}),
        ("nothing", set()),
        ("9" * 30, set()),
    ],
)
async def test_chats_are_found_by_title_and_id(
    database: Database, words: str, found: set[int]
) -> None:
    await put_chats(database, "Команда А", "команда б", "50% off")
    async with database.read() as session:
        page = await directory.chats(session, words=words, size=10)
    assert ({chat.id for chat in page.items}, page.total) == (found, len(found))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("БОРИС", [3, 1]),
        ("@Anna", [2]),
        ("ann", [2]),
        ("2", [2]),
        ("@ann", []),
        ("", [3, 2, 1]),
    ],
)
async def test_people_are_found_by_name_username_and_id(
    database: Database, words: str, found: list[int]
) -> None:
    await put_people(database, (1, "Борис", ""), (2, "Аня", "anna"), (3, "борислав", "x"))
    async with database.read() as session:
        page = await directory.people(session, words=words, size=10)
    assert ([person.user_id for person in page.items], page.total) == (found, len(found))


async def test_a_chat_is_notified_once_of_a_decision(database: Database) -> None:
    await put_chats(database, "Team")
    for _ in range(2):
        async with database.begin() as session:
            assert await access.decide(session, -1, ChatAccess.REFUSED, NOW) is not None
            assert await access.decide(session, -9, ChatAccess.REFUSED, NOW) is None
    async with database.read() as session:
        assert (await session.get_one(Chat, -1)).standing is ChatAccess.REFUSED
    assert await pushes(database) == [(-1, ChatMessage.DECISION, {"approved": False})]


async def test_blocking_closes_forms_and_lists_that_were_not_confirmed(database: Database) -> None:
    await put_people(database, (7, "Max", ""), (8, "Anna", ""))
    form: dict[str, Any] = {"user_name": "", "step": Step.CARD, "updated_at": NOW}
    listed: dict[str, Any] = {"user_name": "", "created_at": NOW}
    async with database.begin() as session:
        session.add(Draft(key="a", chat_id=7, user_id=7, message_id=70, **form))
        session.add(Draft(key="b", chat_id=-1, user_id=7, **form))
        session.add(Draft(key="c", chat_id=8, user_id=8, message_id=80, **form))
        session.add(MassOrder(key="d", chat_id=7, user_id=7, message_id=71, **listed))
        confirmed = {**listed, "confirmed_at": NOW}
        session.add(MassOrder(key="e", chat_id=7, user_id=7, message_id=72, **confirmed))
    for _ in range(2):
        async with database.begin() as session:
            person = await access.block(session, 7, NOW, blocked=True)
            assert await access.block(session, 99, NOW, blocked=True) is None
    assert person is not None
    assert person.blocked
    async with database.read() as session:
        drafts = (await session.execute(select(Draft.key))).scalars().all()
        lists = (await session.execute(select(MassOrder.key))).scalars().all()
    assert (drafts, lists) == (["c"], ["e"])
    closed = {"view": CLOSED_FORM}
    assert await pushes(database) == [
        (7, OutboxKind.LIVE_MESSAGE, {"message_id": 70, **closed}),
        (7, OutboxKind.LIVE_MESSAGE, {"message_id": 71, **closed}),
    ]
    async with database.begin() as session:
        person = await access.block(session, 7, NOW, blocked=False)
    assert person is not None
    assert not person.blocked


async def test_orders_of_every_chat_are_found(database: Database) -> None:
    rows = [
        an_order(1, NOW, chat_id=1, link_key="k", provider_order_id="500"),
        an_order(2, NOW, chat_id=2, link_key="k", user_id=8, state=OrderState.COMPLETED),
        an_order(3, NOW, chat_id=2, link_key="z", provider_order_id="500"),
        an_order(4, NOW, chat_id=2, link_key="y", user_id=8, state=OrderState.UNKNOWN),
        an_order(5, NOW, chat_id=2, link_key="y", user_id=8, state=OrderState.REJECTED),
    ]
    await write(database, rows, NOW)

    async def ids(
        which: order_search.Which, number: int = 0, size: int = 9
    ) -> tuple[list[int], int]:
        async with database.read() as session:
            page = await order_search.page(session, which, number, size)
        return [order.id for order in page.items], page.total

    assert await ids(order_search.by_link("k")) == ([2, 1], 2)
    assert await ids(order_search.by_person(8)) == ([5, 4, 2], 3)
    assert await ids(order_search.by_person(8), 1, 2) == ([2], 3)
    assert await ids(order_search.open_ones()) == ([4, 3, 1], 3)
    async with database.read() as session:
        for typed, found in (
            ("500", [3, 1]),
            ("#2", [2]),
            ("2", [2]),
            ("#", []),
            ("#9" + "9" * 30, []),
        ):
            orders = await order_search.by_number(session, typed, 9)
            assert [order.id for order in orders] == found
        assert [it.id for it in await order_search.problematic(session, 2, 9)] == [5, 4]
        assert await order_search.problematic(session, 1, 9) == []
        assert await order_search.given_up(session, 2) == (0, 0)


async def test_what_was_given_up_is_counted_by_chat(database: Database) -> None:
    async with database.begin() as session:
        for chat_id in (1, 1, 2):
            outbox_store.add(session, chat_id, OutboxKind.FORM, {"order_id": 1}, NOW)
        await session.flush()
        for row in (await session.execute(select(OutboxMessage))).scalars():
            await outbox_store.give_up(session, row, "no")
    async with database.read() as session:
        assert await order_search.given_up(session, 1) == (0, 2)


async def test_the_balance_lasts_at_the_rate_of_the_last_days(database: Database) -> None:
    rows = [
        an_order(1, NOW - timedelta(days=30), price=Decimal(500)),
        an_order(2, NOW - timedelta(days=6), price=Decimal(6)),
        an_order(3, NOW - timedelta(hours=1), price=Decimal(6)),
        an_order(4, NOW, price=Decimal(3), currency="EUR"),
    ]
    await write(database, rows, NOW)
    async with database.begin() as session:
        state = await panel_state.get_for_change(session, 1)
        assert await totals.balance_days(session, state, NOW) is None
        state.balance, state.currency = Decimal(21), "USD"
        assert await totals.balance_days(session, state, NOW) == 10
        state.currency = "GBP"
        assert await totals.balance_days(session, state, NOW) is None
        scope = Scope(chat_id=1, user_id=None, since=NOW - timedelta(days=1), until=NOW)
        assert (await statistics.total(session, scope)).spent == {"USD": Decimal(6)}


async def test_the_balance_lasts_by_what_the_panel_charges(database: Database) -> None:
    sold: dict[str, Any] = {"price": Decimal(700), "wallet_id": 1, "booked": 7_000_000}
    cost = {"cost": Decimal(7), "cost_currency": "EUR"}
    rows = [
        an_order(1, NOW - timedelta(days=6), **sold, **cost),
        an_order(2, NOW - timedelta(days=5), **sold, **cost, charge=Decimal(5)),
        an_order(3, NOW - timedelta(days=4), **sold, **cost, state=OrderState.CANCELED),
        an_order(4, NOW - timedelta(days=3), **sold, **cost, state=OrderState.REJECTED),
    ]
    await write(database, rows, NOW)
    async with database.begin() as session:
        state = await panel_state.get_for_change(session, 1)
        state.balance, state.currency = Decimal(28), "EUR"
        assert await totals.balance_days(session, state, NOW) == 12
        state.currency = "USD"
        assert await totals.balance_days(session, state, NOW) is None


async def test_a_digest_is_written_once_whichever_process_checks(database: Database) -> None:
    owners = (1, 2, 3)
    async with database.begin() as session:
        for owner in owners:
            digest = await digests.of_owner(session, owner, "Europe/Berlin", NOW)
            digests.turn(session, digest, NOW, enabled=owner != 2)
    due = datetime(2026, 2, 1, 8, tzinfo=UTC)

    async def send(now: datetime) -> None:
        async with database.begin() as session:
            await digests.send_due(session, (1, 2), now)

    async with database.read() as session:
        assert (await session.get_one(Digest, 1)).next_at == due
        assert not await stored_digests.is_due(session, owners, due - timedelta(seconds=1))
        assert await stored_digests.is_due(session, (1,), due)
        assert not await stored_digests.is_due(session, (2,), due)
    await send(due - timedelta(seconds=1))
    await asyncio.gather(*(send(due) for _ in range(4)))
    payload = {"until": due.isoformat()}
    assert await pushes(database) == [(1, OwnerMessage.DIGEST, payload)]
    await send(due + timedelta(days=3))
    assert len(await pushes(database)) == 2
    async with database.read() as session:
        assert (await session.get_one(Digest, 1)).next_at == due + timedelta(days=4)


async def test_a_low_balance_is_reported_once(database: Database) -> None:
    async def at(balance: int) -> int:
        async with database.begin() as session:
            (await panel_state.get_for_change(session, 1)).balance = Decimal(balance)
            await balances.alert_if_low(session, 1, (1, 2), 3, NOW)
        return len(await pushes(database))

    assert await at(1) == 0
    async with database.begin() as session:
        await balances.set_threshold(session, 1, Decimal(5))
    assert [await at(it) for it in (5, 4, 3, 6, 4)] == [0, 2, 2, 2, 4]
    notice = (await pushes(database))[0][2]
    assert notice == {
        "alert": "low_balance",
        "amount": "4",
        "threshold": "5",
        "currency": "",
        "days": 3,
        "panel_id": 1,
    }


async def test_processes_write_their_calls_side_by_side(database: Database) -> None:
    def calls(at: datetime) -> Calls:
        return Calls(at=at, count=2, errors=1, milliseconds=90, error="HTTP 500")

    later = NOW + timedelta(minutes=5)
    for process, now in (("a", NOW), ("b", NOW), ("b", later)):
        async with database.begin() as session:
            await panel_state.record_calls(session, 1, process, calls(now), now)
    async with database.read() as session:
        assert (await panel_state.get(session, 1)).calls == {"b": calls(later).as_json()}
