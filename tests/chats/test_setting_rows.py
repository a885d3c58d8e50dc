"""Settings and their audit log, the list, categories; who is told of a change of an order."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from bot.catalogue.rules.services import Flag
from bot.catalogue.tables import Category, ServiceRow
from bot.chats.rules.settings import By, Setting
from bot.chats.service import lists, settings
from bot.chats.store import audit
from bot.core.access.roles import Announcements, NotifyTarget, OrderPolicy
from bot.core.access.store import chats
from bot.core.access.tables import Chat, ListedPerson
from bot.core.database.engine import Database
from bot.core.outbox import store as outbox_store
from bot.core.outbox.tables import OutboxMessage
from bot.features import migrate_chat, undelivered
from bot.orders.outbox import OrderMessage
from bot.orders.rules.notices import Notice
from bot.orders.service import announcements
from bot.orders.tables import Order

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
GROUP, PERSON = -1005, 7
BY = By(PERSON, "Anna", NOW)


def a_chat(chat_id: int, **fields: Any) -> Chat:
    kind = "private" if chat_id > 0 else "group"
    values: dict[str, Any] = {"type": kind, "title": "T", "language": "en", "created_at": NOW}
    return Chat(id=chat_id, **(values | fields))


async def put(database: Database, *rows: Any) -> None:
    async with database.begin() as session:
        for row in rows:
            session.add(row)
            await session.flush()


async def changes(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as session:
        page = await audit.page(session, GROUP, 0, 50)
    found = page.items
    assert page.total == len(found)
    assert all((it.user_id, it.user_name, it.at) == (PERSON, "Anna", NOW) for it in found)
    return [(it.change, it.before, it.after) for it in reversed(found)]


async def test_each_change_has_its_line_and_what_is_so_already_none(database: Database) -> None:
    await put(database, a_chat(GROUP))
    expected: list[tuple[Setting, tuple[object, ...]]] = [
        (Setting.POLICY, (OrderPolicy.LIST,)),
        (Setting.PAUSED, (True,)),
        (Setting.ANNOUNCEMENTS, (Announcements.OFF,)),
        (Setting.NOTIFY, (NotifyTarget.BOTH,)),
        (Setting.TOPIC, (55,)),
        (Setting.QUIET, (1320, 420)),
        (Setting.LANGUAGE, ("ru",)),
        (Setting.TIME_ZONE, ("Asia/Tokyo",)),
        (Setting.QUIET, (None, None)),
    ]
    for setting, values in expected:
        for _ in range(2):  # as after a crash
            async with database.begin() as session:
                await settings.change_setting(session, GROUP, setting, *values, by=BY)
    assert await changes(database) == [
        ("policy", "everyone", "list"),
        ("paused", "False", "True"),
        ("announcements", "all", "off"),
        ("told", "group", "both"),
        ("topic", "", "55"),
        ("quiet", "", "1320-420"),
        ("language", "en", "ru"),
        ("time_zone", "UTC", "Asia/Tokyo"),
        ("quiet", "1320-420", ""),
    ]
    async with database.read() as session:
        chat = await session.get_one(Chat, GROUP)
    assert (chat.policy, chat.paused, chat.told) == (OrderPolicy.LIST, True, NotifyTarget.BOTH)
    assert (chat.topic_id, chat.quiet_from, chat.time_zone) == (55, None, "Asia/Tokyo")


async def test_what_is_rolled_back_is_not_in_the_log(database: Database) -> None:
    await put(database, a_chat(GROUP))

    async def fail() -> None:
        async with database.begin() as session:
            await settings.change_setting(session, GROUP, Setting.PAUSED, True, by=BY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await changes(database) == []


async def test_categories_are_taken_away_and_given_back(database: Database) -> None:
    await put(database, a_chat(GROUP))

    async def allow(*ids: int, on: bool) -> list[int] | None:
        async with database.begin() as session:
            chat = await settings.allow_categories(
                session, GROUP, ids, on=on, name="Some", every=[1, 2, 3], by=BY
            )
            return chat.categories

    assert await allow(2, on=True) is None
    assert await allow(2, 3, on=False) == [1]
    assert await allow(3, on=False) == [1]
    assert await allow(3, on=True) == [1, 3]
    assert await allow(1, 3, on=False) == []
    assert await allow(1, 2, 3, on=True) is None
    assert await allow(2, on=False) == [1, 3]
    async with database.begin() as session:
        await settings.change_setting(session, GROUP, Setting.CATEGORIES, None, by=BY)
    assert await changes(database) == [
        ("category", "Some", ""),
        ("category", "", "Some"),
        ("category", "Some", ""),
        ("category", "", "Some"),
        ("category", "Some", ""),
        ("categories", "2", ""),
    ]


async def test_the_list_and_its_log_follow_a_migration(database: Database) -> None:
    await put(database, a_chat(GROUP))
    for _ in range(2):
        async with database.begin() as session:
            await lists.allow(session, GROUP, 8, "Boris", by=BY)
            await lists.allow(session, GROUP, -1009, "Channel", by=BY)
    async with database.begin() as session:
        assert not await lists.deny(session, GROUP, 9, by=BY)
        assert await lists.deny(session, GROUP, 8, by=BY)
    assert await changes(database) == [
        ("listed", "", "Boris"),
        ("listed", "", "Channel"),
        ("listed", "Boris", ""),
    ]
    async with database.begin() as session:
        await migrate_chat(session, GROUP, -2005, NOW)
    async with database.read() as session:
        assert [it.user_id for it in await chats.listed(session, -2005)] == [-1009]
        page = await audit.page(session, -2005, 1, 2)
    assert [it.after for it in page.items] == ["Boris"]
    assert page.total == 3


async def an_order(database: Database, chat_id: int = GROUP, user_id: int = PERSON) -> Order:
    order = Order(
        draft_key="k",
        chat_id=chat_id,
        user_id=user_id,
        user_name="Anna",
        service_id=1,
        service_name="S",
        service_type="Default",
        answers={},
        params={},
        quantity_hint=1,
        quantity=1,
        link="",
        price=Decimal(1),
        currency="USD",
        state_at=NOW,
        created_at=NOW,
        due_at=NOW,
    )
    flags: dict[str, Any] = dict.fromkeys(("refill", "cancel", "dripfeed"), Flag.NO)
    service = ServiceRow(
        id=1,
        provider_id="1",
        category_id=1,
        name="S",
        type="Default",
        rate=Decimal(1),
        minimum=1,
        maximum=9,
        position=1,
        first_seen_at=NOW,
        **flags,
    )
    await put(database, Category(id=1, name="C", platform="P", position=1), service, order)
    return order


async def test_customers_are_called_as_in_their_latest_order(database: Database) -> None:
    order = await an_order(database)
    later = [("Zoe", 8), ("Bea", 8), ("Max", 9), ("Eve", -GROUP)]
    same = order.model_dump(exclude={"id", "draft_key", "user_name", "user_id"})
    for name, user_id in later:
        await put(database, Order(**same, draft_key=name, user_name=name, user_id=user_id))
    await put(
        database,
        a_chat(GROUP),
        ListedPerson(chat_id=GROUP, user_id=-GROUP, name="Eve", added_at=NOW),
    )
    async with database.read() as session:
        found = await lists.customers(session, GROUP, 9)
        assert found == [(9, "Max"), (8, "Bea"), (PERSON, "Anna")]
        assert await lists.customers(session, GROUP, 2) == found[:2]


async def notices(database: Database) -> list[tuple[int, bool]]:
    """Return whom the outbox tells, and whether they alone are told."""
    async with database.read() as session:
        rows = await session.execute(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [(row.chat_id, "alone" in row.payload) for row in rows.scalars()]


@pytest.mark.parametrize(
    ("who", "user_id", "at_home", "expected"),
    [
        (NotifyTarget.GROUP, PERSON, True, [(GROUP, False)]),
        (NotifyTarget.PERSON, PERSON, True, [(PERSON, True)]),
        (NotifyTarget.BOTH, PERSON, True, [(PERSON, False), (GROUP, False)]),
        (NotifyTarget.PERSON, PERSON, False, [(GROUP, False)]),
        (NotifyTarget.PERSON, PERSON, None, [(GROUP, False)]),
        (NotifyTarget.BOTH, PERSON, None, [(GROUP, False)]),
        (NotifyTarget.PERSON, GROUP, True, [(GROUP, False)]),  # an anonymous administrator
    ],
)
async def test_who_is_notified(
    database: Database,
    who: NotifyTarget,
    user_id: int,
    at_home: bool | None,
    expected: list[tuple[int, bool]],
) -> None:
    await put(database, a_chat(GROUP, told=who))
    if at_home is not None:
        await put(database, a_chat(PERSON, reachable=at_home))
    order = await an_order(database, user_id=user_id)
    async with database.begin() as session:
        await announcements.announce(session, order, Notice.COMPLETED, NOW)
    assert await notices(database) == expected


async def test_nobody_is_notified_of_what_is_not_announced(database: Database) -> None:
    await put(
        database, a_chat(GROUP, told=NotifyTarget.BOTH, announcements=Announcements.PROBLEMS)
    )
    await put(database, a_chat(PERSON))
    order = await an_order(database)
    async with database.begin() as session:
        await announcements.announce(session, order, Notice.COMPLETED, NOW)
    assert await notices(database) == []


async def test_the_group_hears_what_the_person_cannot_once(database: Database) -> None:
    await put(database, a_chat(GROUP, told=NotifyTarget.PERSON), a_chat(PERSON))
    order = await an_order(database)
    async with database.begin() as session:
        await announcements.announce(session, order, Notice.COMPLETED, NOW, words="w")
        payload = {"order_id": order.id, "notice": "placed"}  # told to both
        outbox_store.add(session, PERSON, OrderMessage.NOTICE, payload, NOW)
    for _ in range(2):
        async with database.begin() as session:
            await undelivered.record_unreachable(session, PERSON, (), NOW)
    assert await notices(database) == [(GROUP, False)]
    async with database.read() as session:
        row = (await session.execute(select(OutboxMessage))).scalar_one()
    tried = [GROUP, PERSON]
    values = {"order_id": order.id, "notice": "completed", "words": "w"}
    assert row.payload == values | {"tried": tried}


async def test_a_group_that_is_gone_hears_nothing(database: Database) -> None:
    await put(database, a_chat(GROUP, told=NotifyTarget.PERSON, reachable=False), a_chat(PERSON))
    order = await an_order(database)
    async with database.begin() as session:
        await announcements.announce(session, order, Notice.COMPLETED, NOW)
    assert await notices(database) == [(PERSON, True)]
    async with database.begin() as session:
        await undelivered.record_unreachable(session, PERSON, (), NOW)
    assert await notices(database) == []
