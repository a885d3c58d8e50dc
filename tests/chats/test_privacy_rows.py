"""What is stored about a person: all of it on request, and nothing of them when they like."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel, select

from bot.catalogue.tables import Favourite
from bot.chats.rules.forgetting import LIMITS_NEED, NOBODY
from bot.chats.service import privacy
from bot.chats.tables import AuditEntry, Forgotten
from bot.core.access.store import chats, people
from bot.core.access.tables import Chat, ListedPerson, Person
from bot.core.database.engine import Database, Session
from bot.core.inbox import store as inbox_store
from bot.core.inbox.personal import is_from
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.features import FEATURES
from bot.orders.mass.tables import MassOrder
from bot.orders.outbox import OrderMessage
from bot.orders.rules.states import OrderState
from bot.orders.store import orders
from bot.orders.tables import Draft, Order, Step, Watcher
from bot.panel.rules.statuses import RefillState
from bot.refills.tables import CancelRequest, Refill
from bot.reports.rules.scope import Scope
from bot.reports.store import statistics
from tests.access.test_people import NOW, a_person
from tests.order_log import an_order, write

PERSON, OTHER, GROUP = 7, 8, -100
S = OrderState
DAY = timedelta(days=1)


async def fill(database: Database) -> None:
    """Write what two people may leave behind: a person in their chat and in a group."""
    home = {"chat_id": PERSON, "answers": {"link": "https://a.example"}, "params": {"link": "x"}}
    there = {"chat_id": GROUP, "state": S.COMPLETED}
    rows = [
        an_order(1, NOW - 40 * DAY, **home, state=S.COMPLETED, link_key="a", words="https://a"),
        an_order(2, NOW - 2 * DAY, **home, state=S.CANCELED),
        an_order(3, NOW - DAY, **home),
        an_order(4, NOW - DAY, **there),
        an_order(5, NOW - DAY, **there, user_id=OTHER, user_name="Anna"),
        an_order(6, NOW - DAY, **home, state=S.COMPLETED),  # a refill of it runs
    ]
    await write(database, rows, NOW)
    async with database.begin() as session:
        for person in (a_person(PERSON, name="Max"), a_person(OTHER, username="")):
            await people.record(session, person)
        for chat_id, kind in ((PERSON, "private"), (OTHER, "private"), (GROUP, "group")):
            fresh = Chat(id=chat_id, type=kind, title="T", language="en", created_at=NOW, note="?")
            await chats.ensure(session, fresh)
        await session.flush()
        for user_id in (PERSON, OTHER):
            _leave_traces(session, user_id)


def _leave_traces(session: Session, user_id: int) -> None:
    who: dict[str, Any] = {"user_id": user_id, "user_name": "N"}
    at: dict[str, Any] = {"created_at": NOW - DAY}
    key = str(user_id)
    session.add_all(
        [
            ListedPerson(chat_id=GROUP, user_id=user_id, name="N", added_at=NOW),
            Favourite(user_id=user_id, service_id=1, added_at=NOW),
            Draft(key=key, chat_id=GROUP, step=Step.CARD, updated_at=NOW, **who),
            MassOrder(key=f"{key}-open", chat_id=user_id, text="a list", **who, **at),
            MassOrder(
                key=key,
                chat_id=user_id,
                confirmed_at=NOW - DAY,
                ended_at=NOW,
                **who,
                **at,
            ),
            AuditEntry(chat_id=GROUP, at=NOW, change="paused", **who),
            Watcher(order_id=1, chat_id=user_id, message_id=1, view={}),
            _update(user_id, 10 + user_id, {"message": {"from": {"id": user_id}}}),
            _update(GROUP, 20 + user_id, {"callback_query": {"from": {"id": user_id}}}),
        ]
    )
    ended, running = (RefillState.COMPLETED, NOW), (RefillState.QUEUED, None)
    for order_id, (state, end) in {1: ended, 6: running}.items():
        if user_id == PERSON:
            session.add(_refill(order_id, state, end))
    if user_id == PERSON:
        session.add(CancelRequest(order_id=3, user_name="N", created_at=NOW, due_at=NOW))
    outbox_store.add(session, user_id, OrderMessage.NOTICE, {"order_id": 1}, NOW)
    alert = {"alert": "access_wanted", "user_id": user_id, "name": "N"}
    outbox_store.add(session, 1, OutboxKind.ALERT, alert, NOW)


def _refill(order_id: int, state: RefillState, ended_at: datetime | None) -> Refill:
    at: dict[str, Any] = {"created_at": NOW, "due_at": NOW, "ended_at": ended_at}
    return Refill(order_id=order_id, user_name="N", state=state, **at)


def _update(lane: int, number: int, payload: dict[str, Any]) -> InboxUpdate:
    return InboxUpdate(
        update_id=lane * 0 + number + (max(0, lane)),
        lane=lane,
        payload=payload,
        received_at=NOW,
        error="traceback",
    )


async def rows_of(database: Database, *tables: type[SQLModel]) -> list[Any]:
    async with database.read() as session:
        found = [(await session.execute(select(table))).scalars().all() for table in tables]
    return [row for rows in found for row in rows]


async def forget(database: Database, now: Any = NOW) -> None:
    async with database.begin() as session:
        await privacy.forget(session, FEATURES.personal, PERSON, now)


async def carry_on(database: Database, now: Any) -> bool:
    async with database.begin() as session:
        return await privacy.carry_on(session, FEATURES.personal, now)


async def order(database: Database, number: int) -> Order:
    async with database.read() as session:
        return await session.get_one(Order, number)


async def test_everything_is_in_the_file_and_nothing_of_others(database: Database) -> None:
    await fill(database)
    async with database.read() as session:
        found = await privacy.everything(session, FEATURES.personal, PERSON)
    assert {name: len(rows) for name, rows in found.items() if rows} == {
        "person": 1,
        "chat": 1,
        "may_order_in": 1,
        "favourites": 1,
        "forms": 1,
        "lists": 2,
        "messages_drawn_again": 1,
        "messages_that_wait": 1,
        "orders": 5,
        "refills": 2,
        "cancellations": 1,
        "changes_of_settings": 1,
        "not_handled": 2,
    }
    assert found["person"][0]["name"] == "Max"
    assert found["orders"][0]["link"] == "https://www.instagram.com/p/1/"
    assert found["orders"][0]["price"] == "1"
    private = {"balance_before", "balance_after", "note", "key", "lease_until"}
    assert not [row for rows in found.values() for row in rows if private & set(row)]


async def test_a_person_is_erased_and_others_are_not(database: Database) -> None:
    await fill(database)
    await forget(database)
    for table, owner in (
        (Person, "user_id"),
        (ListedPerson, "user_id"),
        (Favourite, "user_id"),
        (Draft, "user_id"),
        (Watcher, "chat_id"),
    ):
        assert [getattr(row, owner) for row in await rows_of(database, table)] == [OTHER]
    assert [row.text for row in await rows_of(database, MassOrder) if row.user_id < 0] == [""]
    assert {row.user_id for row in await rows_of(database, MassOrder)} == {OTHER, NOBODY - 1}
    audit = {(row.user_id, row.user_name) for row in await rows_of(database, AuditEntry)}
    assert audit == {(NOBODY - 1, ""), (OTHER, "N")}
    notice = {
        (row.chat_id, row.payload.get("user_id")) for row in await rows_of(database, OutboxMessage)
    }
    assert notice == {(OTHER, None), (1, OTHER)}
    dead_letters = [row for row in await rows_of(database, InboxUpdate) if row.payload]
    assert {row.error for row in dead_letters} == {"traceback"}
    assert [is_from(row.payload, PERSON) for row in dead_letters] == [False, False]
    chat = next(row for row in await rows_of(database, Chat) if row.id == PERSON)
    assert (chat.title, chat.note, chat.reachable) == ("", "", True)  # an order is under way


async def test_ended_orders_keep_their_sums_and_lose_the_person(database: Database) -> None:
    await fill(database)
    everywhere = Scope(None, None, None, NOW + DAY)
    async with database.read() as session:
        before = [row async for rows in statistics.read(session, everywhere) for row in rows]
    await forget(database)
    async with database.read() as session:
        after = [row async for rows in statistics.read(session, everywhere) for row in rows]
    assert sorted(map(tuple, before)) == sorted(map(tuple, after))
    for number in (1, 2, 4):
        row = await order(database, number)
        assert (row.user_id, row.user_name) == (NOBODY - 1, "")
        assert (row.link, row.link_key, row.answers, row.params, row.words) == ("", "", {}, {}, "")
        assert (row.price, row.quantity, row.service_id) == (Decimal(1), 1000, 1)
    for number in (3, 5, 6):
        row = await order(database, number)
        assert row.user_name != ""
        assert row.link.endswith(f"/{number}/")
    names = {row.order_id: row.user_name for row in await rows_of(database, Refill)}
    assert names == {1: "", 6: "N"}


async def test_names_go_from_what_was_asked_about_orders_of_others(database: Database) -> None:
    """Also those by which they were called earlier."""
    await fill(database)
    async with database.begin() as session:
        own = await session.get_one(Order, 4)
        own.user_name = "Maximilian"  # as they were called then
        for name in ("Max", "Maximilian", "Anna"):
            session.add(CancelRequest(order_id=5, user_name=name, created_at=NOW, due_at=NOW))
            at: dict[str, Any] = {"created_at": NOW, "due_at": NOW, "ended_at": NOW}
            state = RefillState.COMPLETED
            session.add(Refill(order_id=5, user_name=name, state=state, **at))
    await forget(database)
    for table in (CancelRequest, Refill):
        rows = [row for row in await rows_of(database, table) if row.order_id == 5]
        assert sorted(row.user_name for row in rows) == ["", "", "Anna"]


async def test_a_private_chat_is_left_when_limits_need_it_no_more(database: Database) -> None:
    await fill(database)
    await forget(database)
    homes = [(await order(database, number)).chat_id for number in (1, 2, 4)]
    assert homes == [NOBODY - 1, PERSON, GROUP]
    async with database.read() as session:
        assert await orders.get_here(session, PERSON, 2) is None
        assert await orders.get_here(session, GROUP, 4) is not None
        listed = await orders.page(session, PERSON, ended=True, number=0, size=9)
        assert ([row.id for row in listed.items], listed.total) == ([6], 1)
        mine = Scope(PERSON, None, None, NOW + DAY)
        assert await statistics.count(session, mine) == 2


async def test_what_is_under_way_follows_when_it_ends(database: Database) -> None:
    await fill(database)
    await forget(database)
    assert not await carry_on(database, NOW + timedelta(minutes=59))
    assert await carry_on(database, NOW + timedelta(hours=1))
    assert (await order(database, 3)).user_name == "Max"
    async with database.begin() as session:
        ended = await session.get_one(Order, 3)
        ended.state = S.COMPLETED
        for request in (await session.execute(select(Refill))).scalars():
            request.ended_at = NOW
        await session.delete((await session.execute(select(CancelRequest))).scalars().one())
    assert await carry_on(database, NOW + timedelta(hours=2))
    assert not await carry_on(database, NOW + timedelta(hours=9))
    for number in (3, 6):
        row = await order(database, number)
        assert (row.user_id, row.user_name, row.link) == (NOBODY - 1, "", "")
        assert row.chat_id == PERSON
    later = NOW - DAY + LIMITS_NEED
    assert await carry_on(database, later)
    assert {row.chat_id for row in await rows_of(database, Order)} == {NOBODY - 1, GROUP}
    assert [row.user_id for row in await rows_of(database, Forgotten)] == [None]
    assert not await carry_on(database, later + 9 * DAY)


async def test_who_comes_back_is_somebody_else(database: Database) -> None:
    await fill(database)
    await forget(database)
    late = an_order(9, NOW + DAY, chat_id=PERSON, state=S.COMPLETED)
    await write(database, [late], NOW + DAY)
    assert await carry_on(database, NOW + 2 * DAY)
    new = (await rows_of(database, Order))[-1]
    assert (new.user_id, new.user_name, new.chat_id) == (PERSON, "Max", PERSON)
    await forget(database, NOW + 3 * DAY)
    assert [row.id for row in await rows_of(database, Forgotten)] == [1]


async def test_who_is_blocked_stays_blocked_and_nameless(database: Database) -> None:
    await fill(database)
    async with database.begin() as session:
        (await session.get_one(Person, PERSON)).blocked = True
    await forget(database)
    async with database.read() as session:
        person = await session.get_one(Person, PERSON)
    assert (person.blocked, person.name, person.username, person.language) == (True, "", "", "")


async def test_forgetting_nobody_is_harmless(database: Database) -> None:
    await forget(database)
    assert [row.user_id for row in await rows_of(database, Forgotten)] == [None]
    async with database.read() as session:
        assert await inbox_store.claim(session, now=NOW, limit=9) == []
