"""Statistics and files of orders: what is read of the log, and who waits for a file."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat
from bot.core.charts.layout import Format
from bot.core.database.engine import Database
from bot.core.database.leases import LEASE
from bot.core.outbox.tables import OutboxMessage
from bot.features import migrate_chat
from bot.orders.rules.states import OrderState
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.scope import Scope
from bot.reports.rules.statistics import Statistics
from bot.reports.service import exports, weekly
from bot.reports.service.exports import Part
from bot.reports.store import exports as stored
from bot.reports.store import statistics
from bot.reports.store.statistics import READ_AT_ONCE
from bot.reports.tables import Export, WeeklySummary
from tests.order_log import NAMES, an_order, write

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = DateRange(NOW.date(), NOW.date())
EVERYTHING = Scope(chat_id=None, user_id=None, since=None, until=NOW + timedelta(days=1))


async def read(database: Database, scope: Scope) -> list[Any]:
    async with database.read() as session:
        return [order async for rows in statistics.read(session, scope) for order in rows]


async def test_a_scope_is_a_chat_a_person_and_a_time(database: Database) -> None:
    hour = timedelta(hours=1)
    orders = [
        an_order(1, NOW - 3 * hour),
        an_order(2, NOW - 2 * hour, user_id=8),
        an_order(3, NOW - hour, chat_id=2),
        an_order(4, NOW),
    ]
    await write(database, orders, NOW)
    for scope, expected in (
        (EVERYTHING, [1, 2, 3, 4]),
        (Scope(1, None, None, NOW + hour), [1, 2, 4]),
        (Scope(1, 7, None, NOW + hour), [1, 4]),
        (Scope(None, None, NOW - 2 * hour, NOW), [2, 3]),
        (Scope(3, None, None, NOW + hour), []),
    ):
        assert [order.id for order in await read(database, scope)] == expected
        async with database.read() as session:
            assert await statistics.count(session, scope) == len(expected)


async def test_everything_is_read_once_and_the_oldest_first(database: Database) -> None:
    """Many at one moment, and more than are read at once."""
    count = 2 * READ_AT_ONCE + 1
    moments = [NOW - timedelta(seconds=number // 700) for number in range(count)]
    await write(database, [an_order(n, at) for n, at in enumerate(moments)], NOW)
    found = await read(database, EVERYTHING)
    places = [(order.created_at, order.id) for order in found]
    assert places == sorted(places)
    assert {order.id for order in found} == set(range(1, count + 1))
    paged: list[Any] = []
    async with database.read() as session:
        place = None
        while rows := await stored.page(session, EVERYTHING, place):
            paged += rows
            place = (rows[-1].created_at, rows[-1].id)
    assert [order.id for order in paged] == [order.id for order in found]


async def test_sums_of_money_are_exact(database: Database) -> None:
    orders = [
        an_order(number, NOW, state=OrderState.COMPLETED, charge=Decimal("0.0000001"))
        for number in range(3)
    ]
    await write(database, [*orders, an_order(9, NOW, price=Decimal("1234567890.12"))], NOW)
    counted = Statistics(UTC)
    counted.count(await read(database, EVERYTHING))
    assert counted.summary(TODAY, services=1).spent == {"USD": Decimal("1234567890.1200003")}


async def test_a_files_orders_come_with_their_chat_and_service(database: Database) -> None:
    async with database.begin() as session:
        session.add(Chat(id=1, type="group", title="Team", language="en", created_at=NOW))
    await write(database, [an_order(1, NOW), an_order(2, NOW, chat_id=5)], NOW)
    async with database.read() as session:
        first, second = await stored.page(session, EVERYTHING, None)
    assert (first.chat, first.service, first.service_name) == ("Team", "100", NAMES[0])
    assert (second.chat, second.price, second.charge) == (None, Decimal(1), None)


def an_export(chat_id: int = 1, asked_by: int = 7, at: datetime = NOW) -> Export:
    return Export(
        chat_id=chat_id,
        asked_by=asked_by,
        message_id=5,
        format=Format.CSV,
        of_chat=chat_id,
        first=date(2025, 1, 1),
        last=NOW.date(),
        total=3,
        created_at=at,
        due_at=at,
    )


async def claim(database: Database, at: datetime = NOW) -> Export | None:
    async with database.begin() as session:
        return await stored.claim(session, at)


async def test_a_person_waits_for_one_file_in_a_chat(database: Database) -> None:
    for export in (an_export(), an_export(), an_export(asked_by=8), an_export(chat_id=2)):
        async with database.begin() as session:
            await exports.ask(session, export)
    found = [await claim(database) for _ in range(4)]
    assert [(it.chat_id, it.asked_by) for it in found if it] == [(1, 7), (1, 8), (2, 7)]
    assert found[3] is None
    assert await claim(database, NOW + 2 * LEASE) is not None


async def test_what_was_sent_is_remembered(database: Database) -> None:
    async with database.begin() as session:
        await exports.ask(session, an_export())
    export = await claim(database)
    assert export is not None
    async with database.begin() as session:
        row = await stored.lock(session, export.id)
        assert row is not None
        row.attempts = 2
        exports.record_sent(row, Part(rows=2, place=(NOW, 17)))
    async with database.read() as session:
        row = await stored.of_person(session, 1, 7)
    assert row is not None
    assert (row.rows, row.files, row.attempts) == (2, 1, 0)
    assert (row.after_at, row.after_id, row.first) == (NOW, 17, date(2025, 1, 1))


@pytest.mark.parametrize("also_there", [False, True])
async def test_a_file_follows_a_group_that_migrates(database: Database, also_there: bool) -> None:
    async with database.begin() as session:
        session.add(Chat(id=-5, type="group", title="Team", language="en", created_at=NOW))
        await exports.ask(session, an_export(-5))
        if also_there:
            await exports.ask(session, an_export(-1005))
    async with database.begin() as session:
        await migrate_chat(session, -5, -1005, NOW)
    async with database.read() as session:
        row = await stored.of_person(session, -1005, 7)
        assert await stored.of_person(session, -5, 7) is None
    assert row is not None
    # What was asked for in the new chat stays; else its message is one of the old chat.
    assert (row.of_chat, row.message_id) == (-1005, 5 if also_there else None)


async def test_a_weekly_summary_is_due_once_and_not_where_the_bot_is_not(
    database: Database,
) -> None:
    chats: dict[int, dict[str, Any]] = {
        -1: {},
        -2: {"reachable": False},
        -3: {"standing": ChatAccess.REFUSED},
        -4: {"time_zone": "Asia/Tokyo"},  # since the hour was counted
    }
    async with database.begin() as session:
        for chat_id, fields in chats.items():
            chat: dict[str, Any] = {"type": "group", "title": "", "language": "en", **fields}
            session.add(Chat(id=chat_id, created_at=NOW, **chat))
            await session.flush()
            session.add(WeeklySummary(chat_id=chat_id, time_zone="UTC", next_at=NOW))
    for _ in range(2):
        async with database.begin() as session:
            await weekly.send_due(session, NOW)
    async with database.read() as session:
        assert not await weekly.is_due(session, NOW)
        messages = (await session.execute(select(OutboxMessage))).scalars().all()
        summaries = (await session.execute(select(WeeklySummary))).scalars().all()
    assert [message.chat_id for message in messages] == [-1]
    monday = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert {it.chat_id: it.next_at for it in summaries} == {
        -1: monday,
        -2: monday,
        -3: monday,
        -4: monday - timedelta(hours=9),
    }
