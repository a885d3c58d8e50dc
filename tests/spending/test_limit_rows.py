"""Limits and approvals in both databases: what was spent, two confirms at once, one decision."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from bot.chats.rules.settings import By, Setting
from bot.chats.service import audit
from bot.chats.tables import AuditEntry
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.core.outbox.tables import OutboxMessage
from bot.features import migrate_chat
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.owners.tables import Digest
from bot.spending.jobs import Approvals
from bot.spending.rules.approvals import WAITS, Verdict
from bot.spending.rules.limits import Budget, Excess, Level, Limit, Period
from bot.spending.service import approvals, limits
from bot.spending.store.limits import of_chat
from bot.spending.tables import Approval
from tests.order_log import an_order, write

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)  # a Wednesday
GROUP = -100
OWNERS = (7, 8)
DAY = Limit(Level.GROUP, Period.DAY, Decimal(10))
S = OrderState


@pytest.fixture
async def stocked(database: Database) -> Database:
    """Return a database with a group, and a service to order."""
    await write(database, [], NOW)
    async with database.begin() as session:
        session.add(Chat(id=GROUP, type="supergroup", title="T", language="en", created_at=NOW))
    return database


async def put(database: Database, limit: Limit, amount: Decimal | None = None) -> None:
    async with database.begin() as session:
        by = By(7, "Olivia", NOW)
        await limits.set_limit(session, GROUP, limit.level, limit.period, amount, by=by)


async def log(database: Database, *orders: Order | MassOrder) -> None:
    async with database.begin() as session:
        session.add_all(orders)


def order(number: int, price: str = "4", at: datetime = NOW, **fields: Any) -> Order:
    values = an_order(number, at, chat_id=GROUP, price=Decimal(price)) | fields
    return Order(**values)


def a_list(lines: int, **fields: Any) -> MassOrder:
    row = [{"number": 1, "service": 1, "answers": {}, "price": "1.5"}] * lines
    values: dict[str, Any] = {"key": "m", "chat_id": GROUP, "user_id": 7, "user_name": "Max"}
    price = Decimal("1.5") * lines
    return MassOrder(**values | fields, lines=row, price=price, created_at=NOW)


async def budget(database: Database, role: Role = Role.BUYER) -> Budget:
    async with database.read() as session:
        chat = await session.get_one(Chat, GROUP)
        return await limits.budget_of(session, chat, role, NOW)


async def test_limits_are_set_changed_and_taken_off(stocked: Database) -> None:
    owners = Limit(Level.OWNER, Period.ORDER, Decimal("2.5"))
    for limit, amount in ((owners, "2.5"), (DAY, "20"), (DAY, "10.00"), (DAY, "10")):
        await put(stocked, limit, Decimal(amount))
    async with stocked.read() as session:
        assert await of_chat(session, GROUP) == [DAY, owners]
        assert await of_chat(session, 1) == []
    await put(stocked, DAY)
    await put(stocked, DAY)
    async with stocked.read() as session:
        assert await of_chat(session, GROUP) == [owners]
        entries = (
            await session.execute(select(AuditEntry).order_by(col(AuditEntry.id)))
        ).scalars()
        assert [(it.change, it.before, it.after) for it in entries] == [
            ("limit owner order", "", "2.5"),
            ("limit group day", "", "20"),
            ("limit group day", "20", "10"),
            ("limit group day", "10", ""),
        ]


async def test_what_was_spent_in_a_day_a_week_and_a_month(stocked: Database) -> None:
    for period in Period:
        await put(stocked, Limit(Level.GROUP, period, Decimal(1)), Decimal(100))
    await log(
        stocked,
        order(1),
        order(2, "8", state=S.COMPLETED, charge=Decimal(7)),
        order(3, state=S.AWAITING),
        order(4, state=S.REFUSED),
        order(5, state=S.CANCELED),
        order(6, "16", at=NOW - timedelta(days=2)),
        order(7, "32", at=NOW - timedelta(days=4)),
        order(8, "64", at=NOW - timedelta(days=14)),
        order(9, "128", chat_id=1),
        a_list(2, key="written", confirmed_at=NOW),
        a_list(4, key="open"),
    )
    found = await budget(stocked)
    assert found.spent == {Period.DAY: 14, Period.WEEK: 30, Period.MONTH: 62}


async def test_a_day_begins_when_it_does_in_the_chat(stocked: Database) -> None:
    await put(stocked, DAY, DAY.amount)
    await log(stocked, order(1, "1", at=NOW - timedelta(hours=8)), order(2, "2"))
    assert (await budget(stocked)).spent == {Period.DAY: 3}
    async with stocked.begin() as session:
        (await session.get_one(Chat, GROUP)).time_zone = "America/New_York"
    assert (await budget(stocked)).spent == {Period.DAY: 2}


async def move_to(database: Database, zone: str, at: datetime) -> None:
    """Change the group's zone as its settings do."""
    async with database.begin() as session:
        chat = await session.get_one(Chat, GROUP)
        words = (chat.time_zone, zone)
        audit.record(session, GROUP, Setting.TIME_ZONE, words, By(7, "Max", at))
        chat.time_zone = zone


@pytest.mark.parametrize(
    "zones",
    [
        ("Pacific/Kiritimati",),  # it is tomorrow there
        ("America/New_York", "UTC"),
        ("Pacific/Kiritimati", "UTC", "Pacific/Kiritimati"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC", "Asia/Tokyo"),
    ],
)
async def test_a_change_of_the_groups_zone_makes_no_new_day(
    stocked: Database, zones: tuple[str, ...]
) -> None:
    await put(stocked, DAY, DAY.amount)
    await log(stocked, order(1, "9", at=NOW - timedelta(hours=6)))  # in UTC's day
    for minute, zone in enumerate(zones):
        await move_to(stocked, zone, NOW - timedelta(hours=5, minutes=-minute))
        assert (await budget(stocked)).spent == {Period.DAY: 9}


async def test_a_day_that_ended_where_the_group_was_is_over(stocked: Database) -> None:
    await put(stocked, DAY, DAY.amount)
    await log(stocked, order(1, "9", at=NOW - timedelta(hours=22)))  # yesterday in UTC
    await move_to(stocked, "Asia/Tokyo", NOW - timedelta(hours=21, minutes=30))
    assert (await budget(stocked)).spent == {Period.DAY: 0}


async def test_the_owners_limit_runs_where_the_owners_are(stocked: Database) -> None:
    await put(stocked, Limit(Level.OWNER, Period.DAY, Decimal(10)), Decimal(10))
    await log(stocked, order(1, "9", at=NOW - timedelta(hours=11)), order(2, "1"))
    for zone in ("Pacific/Kiritimati", "America/New_York", "Asia/Tokyo"):
        await move_to(stocked, zone, NOW - timedelta(hours=1))
        assert (await budget(stocked)).spent == {Period.DAY: 10}
    async with stocked.begin() as session:
        session.add(Digest(owner_id=7, time_zone="America/New_York", next_at=NOW))
    assert (await budget(stocked)).spent == {Period.DAY: 1}  # 01:00 in UTC is yesterday there


@pytest.mark.parametrize(
    ("role", "bound"),
    [
        (Role.BUYER, [DAY, Limit(Level.OWNER, Period.DAY, Decimal(50))]),
        (Role.ADMINISTRATOR, [Limit(Level.OWNER, Period.DAY, Decimal(50))]),
        (Role.OWNER, []),
    ],
)
async def test_who_is_bound(stocked: Database, role: Role, bound: list[Limit]) -> None:
    await put(stocked, DAY, DAY.amount)
    await put(stocked, Limit(Level.OWNER, Period.DAY, Decimal(50)), Decimal(50))
    assert (await budget(stocked, role)).limits == bound


async def test_orders_at_once_never_go_beyond_a_limit_together(stocked: Database) -> None:
    await put(stocked, DAY, DAY.amount)

    async def confirm(number: int) -> bool:
        async with stocked.begin() as session:
            chat = await session.get_one(Chat, GROUP)
            found = await limits.budget_for_order(session, chat, Role.BUYER, NOW)
            fits = found.excess(Decimal(4)) is None
            session.add(order(number, state=S.QUEUED if fits else S.AWAITING))
            return fits

    went = await asyncio.gather(*(confirm(number) for number in range(6)))
    assert went.count(True) == 2
    assert (await budget(stocked)).spent == {Period.DAY: 8}


async def asked(database: Database, level: Level = Level.GROUP) -> None:
    above = Excess(Limit(level, Period.DAY, Decimal(10)), Decimal(1))
    async with database.begin() as session:
        row = order(1, state=S.AWAITING, placed_at=None, provider_order_id=None)
        session.add(row)
        await session.flush()
        await approvals.ask(session, row, above, OWNERS, NOW)


async def decide(database: Database, verdict: Verdict, name: str = "Anna") -> bool:
    async with database.begin() as session:
        return await approvals.end(session, 1, verdict, name, NOW)


async def pushes(database: Database) -> list[tuple[int, str]]:
    async with database.read() as session:
        rows = await session.execute(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [(row.chat_id, row.kind) for row in rows.scalars()]


async def test_the_group_or_every_owner_is_asked(stocked: Database) -> None:
    await asked(stocked)
    assert await pushes(stocked) == [(GROUP, "approval")]


async def test_every_owner_is_asked(stocked: Database) -> None:
    await asked(stocked, Level.OWNER)
    assert await pushes(stocked) == [(7, "approval"), (8, "approval")]


@pytest.mark.parametrize(
    ("verdict", "state", "shown"),
    [
        (Verdict.APPROVED, S.QUEUED, [(GROUP, "approval"), (GROUP, "notice")]),
        (Verdict.REFUSED, S.REFUSED, [(GROUP, "approval"), (GROUP, "notice")]),
        (Verdict.EXPIRED, S.REFUSED, [(GROUP, "approval"), (GROUP, "notice")]),
        (Verdict.WITHDRAWN, S.WITHDRAWN, [(GROUP, "approval")]),
    ],
)
async def test_the_first_decision_counts(
    stocked: Database, verdict: Verdict, state: OrderState, shown: list[tuple[int, str]]
) -> None:
    await asked(stocked)
    answers = await asyncio.gather(decide(stocked, verdict), decide(stocked, verdict, "Boris"))
    assert sorted(answers) == [False, True]
    assert await decide(stocked, Verdict.REFUSED) is False
    async with stocked.read() as session:
        row = await session.get_one(Order, 1)
        approval = await session.get_one(Approval, 1)
    assert (row.state, approval.verdict) == (state, verdict)
    assert row.due_at == NOW
    assert await pushes(stocked) == shown


async def test_a_card_is_drawn_again_whenever_it_was_sent(stocked: Database) -> None:
    await asked(stocked)
    async with stocked.begin() as session:
        await approvals.record_card(session, 1, GROUP, 50, NOW)
    await decide(stocked, Verdict.REFUSED)
    async with stocked.begin() as session:
        await approvals.record_card(session, 1, 7, 60, NOW)
    views = [(chat_id, kind) for chat_id, kind in await pushes(stocked) if kind == "view"]
    assert views == [(GROUP, "view"), (GROUP, "view"), (7, "view")]


async def test_what_waits_too_long_is_refused_by_itself(stocked: Database) -> None:
    await asked(stocked)
    now = NOW + WAITS

    async def step() -> OrderState:
        await Approvals(stocked, WorkerOptions(clock=lambda: now)).step()
        async with stocked.read() as session:
            return (await session.get_one(Order, 1)).state

    assert await step() is S.AWAITING
    now += timedelta(seconds=1)
    assert await step() is S.REFUSED
    async with stocked.read() as session:
        assert (await session.get_one(Approval, 1)).verdict is Verdict.EXPIRED


async def test_a_list_that_waits_is_not_spent_and_an_approved_one_is(stocked: Database) -> None:
    await put(stocked, DAY, DAY.amount)
    above = Excess(DAY, Decimal(1))
    async with stocked.begin() as session:
        found = a_list(4, confirmed_at=NOW)
        session.add(found)
        await session.flush()
        await approvals.ask(session, found, above, OWNERS, NOW)
        assert await approvals.holds(session, found.id)
    assert (await budget(stocked)).spent == {Period.DAY: 0}
    await decide(stocked, Verdict.APPROVED)
    assert (await budget(stocked)).spent == {Period.DAY: 6}


async def test_limits_and_questions_follow_a_migration(stocked: Database) -> None:
    await put(stocked, DAY, DAY.amount)
    await asked(stocked)
    async with stocked.begin() as session:
        session.add(a_list(1, confirmed_at=NOW, message_id=5))
        await migrate_chat(session, GROUP, -200, NOW)
    async with stocked.read() as session:
        assert await of_chat(session, -200) == [DAY]
        assert (await session.get_one(Approval, 1)).chat_id == -200
        found = await session.get_one(MassOrder, 1)
    assert (found.chat_id, found.message_id) == (-200, None)
