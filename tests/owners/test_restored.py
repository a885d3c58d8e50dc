"""A copy that was put back: nothing is done a second time, no number is given twice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import SQLModel, col, select

from bot.broadcasts.rules import BroadcastState
from bot.broadcasts.tables import Broadcast, Recipient
from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.tables import ServiceRow
from bot.core.access.tables import Chat
from bot.core.database.engine import Database, Session
from bot.core.inbox import store as inbox_store
from bot.core.inbox.dead_letters import dead_letter
from bot.core.inbox.tables import InboxUpdate
from bot.core.languages import Catalogues
from bot.core.money import Money
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.purchases import Purchase
from bot.orders.rules.states import OrderState
from bot.orders.service import reserving
from bot.orders.service.placing import Orderer, place
from bot.orders.service.transitions import transition
from bot.orders.store import drafts, due_orders, orders
from bot.orders.store import events as order_events
from bot.orders.tables import Draft, Order, Step
from bot.owners.outbox import OwnerMessage
from bot.owners.screens import alerts
from bot.owners.service import problems
from bot.owners.service.restored import settle
from bot.owners.store import problems as stored_problems
from bot.owners.store.restored import AHEAD
from bot.panel.rules.statuses import RefillState
from bot.panel.service import balances, books
from bot.refills.tables import CancelRequest, CancelState, Refill
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Excess, Level, Limit, Period
from bot.spending.service import approvals
from bot.spending.store import approvals as asked_about
from bot.wallet.service import ledger
from tests.stock import stock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
S = OrderState
ABOVE = Excess(Limit(Level.GROUP, Period.DAY, Decimal(1)), Decimal(0))


async def an_order(session: Session, key: str, state: OrderState) -> Order:
    purchase = Purchase(
        "S", {}, {"service": "1", "link": key}, 100, 100, key, key, Decimal("0.09"), "USD"
    )
    service = await session.get_one(ServiceRow, 1)
    by = Orderer(1, 7, "Max", None, None)
    begun = S.AWAITING if state is S.AWAITING else S.QUEUED
    made = await place(session, service, purchase, key=key, by=by, now=NOW, state=begun)
    order = await orders.lock(session, made.id)
    ways = {
        S.SUBMITTING: [S.SUBMITTING],
        S.UNKNOWN: [S.SUBMITTING, S.UNKNOWN],
        S.PLACED: [S.SUBMITTING, S.PLACED],
        S.COMPLETED: [S.SUBMITTING, S.PLACED, S.COMPLETED],
        S.DROPPED: [S.SUBMITTING, S.UNKNOWN, S.DROPPED],
    }
    for after in ways.get(state, []):
        await transition(session, order, after, now=NOW)
    return order


@pytest.fixture
async def copy(database: Database) -> Database:
    """Return a database as it was in the middle of a busy day."""
    sold = Service("1", "S", "default", "C", Decimal("0.9"), 10, 9999, refill=Flag.YES)
    async with database.begin() as session:
        await stock(session, [sold], NOW)
        for number in (1, 2, 3):
            chat = Chat(id=number, type="private", title="T", language="en", created_at=NOW)
            session.add(chat)
        await session.flush()
        for state in (*S,):
            if state in {S.AWAITING, S.QUEUED, S.SUBMITTING, S.UNKNOWN, S.PLACED, S.COMPLETED}:
                order = await an_order(session, state.value, state)
                if state is S.AWAITING:
                    await approvals.ask(session, order, ABOVE, (7,), NOW)
        draft = Draft(
            key="d", chat_id=2, user_id=2, user_name="Ann", step=Step.SUMMARY, updated_at=NOW
        )
        await drafts.begin(session, draft)
        lines = [{"number": 1, "service": 1, "answers": {}, "price": "1"}]
        for key, confirmed_at in (("open", None), ("going", NOW)):
            session.add(
                MassOrder(
                    key=key,
                    chat_id=1,
                    user_id=7,
                    user_name="Max",
                    lines=lines,
                    created_at=NOW,
                    confirmed_at=confirmed_at,
                )
            )
        for state in (RefillState.QUEUED, RefillState.REQUESTING, RefillState.PENDING):
            session.add(
                Refill(order_id=6, user_name="Max", state=state, created_at=NOW, due_at=NOW)
            )
        for canceling in (CancelState.QUEUED, CancelState.REQUESTING, CancelState.ACCEPTED):
            session.add(
                CancelRequest(
                    order_id=5, user_name="Max", state=canceling, created_at=NOW, due_at=NOW
                )
            )
        for sending in (BroadcastState.RUNNING, BroadcastState.DRAFT, BroadcastState.DONE):
            session.add(Broadcast(owner_id=7, state=sending, created_at=NOW))
        await session.flush()
        session.add(Recipient(broadcast_id=1, chat_id=3, due_at=NOW))
        updates = [{"update_id": n, "message": {"chat": {"id": 3}}} for n in (1, 2, 3)]
        await inbox_store.store(session, updates, NOW)
        await inbox_store.mark_handled(session, [1], NOW)
        row = await session.get_one(InboxUpdate, 2)
        assert await dead_letter(session, row, "why", NOW)
        await problems.alert(session, [7], NOW)
        outbox_store.add_alert(session, (7,), Alert.RESUMED, NOW)
    return database


async def settled(database: Database) -> None:
    async with database.begin() as session:
        await settle(session, LATER, [7, 8])


async def test_what_may_have_left_since_is_put_before_owners(copy: Database) -> None:
    await settled(copy)
    async with copy.read() as session:
        rows = (await session.execute(select(Order).order_by(col(Order.id)))).scalars().all()
        asked = await asked_about.of_order(session, 1)
        events = await order_events.of_order(session, rows[1])
    states = {row.draft_key: row.state for row in rows}
    unclear = {"awaiting", "queued", "submitting", "unknown"}
    assert states == {
        **dict.fromkeys(unclear, S.UNKNOWN),
        "placed": S.PLACED,
        "completed": S.COMPLETED,
    }
    assert "earlier copy" in rows[1].words
    assert [event.state for event in events] == [S.QUEUED, S.UNKNOWN]
    assert asked is not None
    assert asked.verdict is Verdict.EXPIRED
    async with copy.begin() as session:
        taken = await due_orders.take_queued(session, 1, now=LATER, limit=9)
        lost = await due_orders.take_lost(session, 1, now=LATER, limit=9)
    assert [*taken, *lost] == []


async def test_what_its_person_was_asked_about_again_is_put_before_owners(copy: Database) -> None:
    async with copy.begin() as session:
        order = await an_order(session, "requoted", S.QUEUED)
        await transition(session, order, S.REQUOTED, now=NOW)
    await settled(copy)
    async with copy.read() as session:
        stored = await orders.get(session, order.id)
    assert (stored.state, "earlier copy" in stored.words) == (S.UNKNOWN, True)


async def test_what_was_open_is_closed_and_its_people_are_notified(copy: Database) -> None:
    await settled(copy)
    async with copy.begin() as session:
        assert (await session.execute(select(Draft))).first() is None
        lists = (await session.execute(select(MassOrder))).scalars().all()
        assert [(it.key, it.lines) for it in lists] == [("going", [])]
        assert await inbox_store.claim(session, now=LATER, limit=9) == []
        assert await stored_problems.latest(session, 9) == []
        await inbox_store.store(session, [{"update_id": 3, "message": {}}], LATER)  # once more
        assert await inbox_store.claim(session, now=LATER, limit=9) == []
        notice = (await session.execute(select(OutboxMessage))).scalars().all()
    closed = {row.chat_id for row in notice if row.kind == OwnerMessage.RESTORED}
    assert closed == {1, 2, 3}
    for_owners = [row for row in notice if row.kind == OutboxKind.ALERT]
    assert {(row.chat_id, row.payload["alert"]) for row in for_owners} == {
        (7, Alert.RESTORED),
        (8, Alert.RESTORED),
    }
    assert for_owners[0].payload["count"] == 3
    assert for_owners[0].payload["made_at"] == NOW.isoformat()
    assert not for_owners[0].payload["wallets"]


async def test_requests_under_way_are_unclear_and_broadcasts_wait(copy: Database) -> None:
    await settled(copy)
    async with copy.read() as session:
        refills = [it.state for it in (await session.execute(select(Refill))).scalars()]
        cancels = [it.state for it in (await session.execute(select(CancelRequest))).scalars()]
        sent = [it.state for it in (await session.execute(select(Broadcast))).scalars()]
    assert sorted(refills) == [RefillState.PENDING, RefillState.UNKNOWN, RefillState.UNKNOWN]
    assert sorted(cancels) == [CancelState.ACCEPTED, CancelState.UNKNOWN, CancelState.UNKNOWN]
    assert sorted(sent) == [BroadcastState.DONE, BroadcastState.PAUSED]


async def test_numbers_jump_ahead_on_every_table_that_counts(copy: Database) -> None:
    await settled(copy)
    async with copy.begin() as session:
        order = await an_order(session, "new", S.QUEUED)
        assert order.id > 6 + AHEAD
        if not copy.is_sqlite:
            session.add(Broadcast(owner_id=7, created_at=LATER))
            await session.flush()
            (latest,) = (
                await session.execute(select(Broadcast.id).order_by(col(Broadcast.id).desc()))
            ).first() or (0,)
            assert latest > AHEAD
    await settled(copy)
    async with copy.begin() as session:
        assert (await an_order(session, "newer", S.QUEUED)).id > 2 * AHEAD


async def test_an_empty_database_can_be_settled(database: Database) -> None:
    await settled(database)
    async with database.read() as session:
        notice = (await session.execute(select(OutboxMessage))).scalars().all()
    assert [row.payload["count"] for row in notice] == [0, 0]
    assert "orders" in SQLModel.metadata.tables


async def test_owners_hear_of_wallets_and_see_at_the_panel_what_the_copy_lacks(
    copy: Database,
) -> None:
    async with copy.begin() as session:
        wallet = await ledger.open_wallet(session, 1, "USD", NOW)
        await ledger.credit(session, wallet.id, 50_000, key="k", by=7, note="paid", now=NOW)
        held = await reserving.reserve(session, 1, Money(Decimal("0.117"), "USD"), "queued", NOW)
        order = await orders.with_key(session, "queued")
        assert order is not None
        order.wallet_id, order.hold_key = held.wallet_id, held.hold_key
        query = select(Order).where(col(Order.state) == S.SUBMITTING)
        for on_its_way in (await session.execute(query)).scalars():
            on_its_way.state = S.QUEUED
        await balances.record(session, 1, Money(Decimal(100), "USD"), NOW, [7])
    await settled(copy)
    at = LATER + timedelta(minutes=1)
    async with copy.begin() as session:  # an order of 0.90 that was made since, and is missing
        await balances.record(session, 1, Money(Decimal("99.1"), "USD"), at, [7])
    async with copy.read() as session:
        assert await ledger.check(session) == []
        found, kept = await ledger.wallet_of(session, 1), await books.find(session, 1)
        notice = (await session.execute(select(OutboxMessage))).scalars().all()
    assert found is not None
    assert (found.posted, found.held) == (50_000, 1_170)  # it may have been placed since
    assert kept is not None
    assert (kept.unexplained, kept.since) == (Decimal("-0.9"), LATER + timedelta(minutes=1))
    (alert,) = (
        it for it in notice if it.payload.get("alert") == Alert.RESTORED and it.chat_id == 7
    )
    shown = alerts.restored(Catalogues().translator("en"), alert.payload)
    assert "Wallets, vouchers and payments by hand are as they were then" in str(shown.text)
