"""A group becomes a supergroup: whatever the order in which the bot hears of it, nothing is lost.

Events: `to` and `from`, the messages in the old and the new chat; `joined`, what Telegram says of
the bot in the new one; `command`, something written there; `push`, something for the old one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from sqlmodel import col, select

from bot.catalogue.tables import Favourite
from bot.chats.rules.settings import By
from bot.chats.tables import AuditEntry
from bot.core.access.roles import Announcements, ChatAccess, NotifyTarget, OrderPolicy
from bot.core.access.tables import Chat, ChatMigration, ListedPerson
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.tables import Draft, Order
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat as PlaygroundChat
from bot.sandbox.telegram.model import Person
from bot.spending.rules.limits import Level, Period
from bot.spending.service import limits
from bot.spending.tables import ChatLimit
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench, until
from tests.ordering import LINK
from tests.proof import first_quick, mostly_proof, proof

EVENTS = ("joined", "to", "from", "command", "push")
BEGINNINGS = {"-".join(first): first for first in permutations(EVENTS, 2)}
SETTINGS: dict[str, Any] = {
    "standing": ChatAccess.APPROVED,
    "language": "en",
    "policy": OrderPolicy.LIST,
    "announcements": Announcements.ENDS,
    "told": NotifyTarget.PERSON,
    "quiet_from": 60,
    "quiet_until": 120,
    "time_zone": "Asia/Tokyo",
    "categories": [1, 2],
    "paused": True,
    "muted": True,
    "note": "of Anna's",
    "last_quantity": 700,
    "reachable": True,
}


@dataclass
class Group:
    """A group with everything that can be set in it."""

    anna: Person
    max: Person
    chat: PlaygroundChat


async def a_group(bench: Bench, number: int) -> Group:
    """Return a group that the bot knows well."""
    world, app = bench.playground.world, bench.app
    assert app is not None
    anna, other = world.add_person(f"Anna {number}"), world.add_person(f"Max {number}")
    group = world.groups.add(
        f"Team {number}", members=[anna, other], admins=[anna], supergroup=False
    )
    await heard(bench)
    async with app.database.begin() as session:
        (await session.get_one(Chat, group.id)).sqlmodel_update(SETTINGS)
        session.add(
            ListedPerson(chat_id=group.id, user_id=other.id, name=other.name, added_at=bench.now())
        )
        by = By(anna.id, anna.name, bench.now())
        for level, amount in ((Level.GROUP, Decimal(5)), (Level.OWNER, Decimal(9))):
            await limits.set_limit(session, group.id, level, Period.DAY, amount, by=by)
        session.add(Favourite(user_id=group.id, service_id=1, added_at=bench.now()))
    return Group(anna, other, group)


async def heard(bench: Bench) -> None:
    """Wait until every update is handled, and everything is sent."""
    app = bench.app
    assert app is not None
    async with asyncio.timeout(20):
        while True:
            # First: an update that has left the Bot API is in the database.
            coming = len(bench.playground.updates)
            async with app.database.read() as session:
                query = select(InboxUpdate).where(
                    col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.error).is_(None)
                )
                waits = (await session.execute(query)).first()
                waiting = select(OutboxMessage).where(col(OutboxMessage.dead).is_(False))
                left = (await session.execute(waiting)).first()
            if waits is None and left is None and not coming:
                return
            await asyncio.sleep(0.005)


async def happens(
    bench: Bench, group: Group, new: PlaygroundChat, event: str, *, wait: bool
) -> None:
    """Have one event come."""
    world, app = bench.playground.world, bench.app
    if event == "command":
        await bench.in_group(group.max, new).say("/order")
    elif event != "push":
        world.groups.announce_migration(group.chat, new, event)
    elif app is not None:
        async with app.database.begin() as session:
            payload = {"reference": "U1", "reply_to": 1, "thread_id": None}
            outbox_store.add(session, group.chat.id, OutboxKind.FAILURE, payload, bench.now())
    if wait:
        await heard(bench)


async def assert_migrated(
    bench: Bench, group: Group, new: PlaygroundChat, order: Sequence[str]
) -> None:
    """Compare what is stored, by value."""
    app, old = bench.app, group.chat
    assert app is not None
    async with app.database.read() as session:
        assert await session.get(Chat, old.id) is None, order
        chat = await session.get_one(Chat, new.id)
        found = {name: getattr(chat, name) for name in SETTINGS}
        assert found == SETTINGS, order
        assert (chat.type, chat.title) == ("supergroup", old.title), order
        listed = await session.execute(
            select(ListedPerson.user_id).where(col(ListedPerson.chat_id) == new.id)
        )
        assert list(listed.scalars()) == [group.max.id], order
        rows = await session.execute(select(ChatLimit).where(col(ChatLimit.chat_id) == new.id))
        amounts = {row.level: row.amount for row in rows.scalars()}
        assert amounts == {Level.GROUP: Decimal(5), Level.OWNER: Decimal(9)}, order
        written = select(AuditEntry).where(col(AuditEntry.chat_id) == new.id)
        assert len((await session.execute(written)).all()) == 2, order
        kept = select(Favourite.service_id).where(col(Favourite.user_id) == new.id)
        assert list((await session.execute(kept)).scalars()) == [1], order
        assert (await session.get_one(ChatMigration, old.id)).new_id == new.id, order
        dead_letters = select(InboxUpdate).where(col(InboxUpdate.error).is_not(None))
        assert (await session.execute(dead_letters)).first() is None, order
        dead = select(OutboxMessage).where(col(OutboxMessage.dead).is_(True))
        assert (await session.execute(dead)).first() is None, order


def said(bench: Bench, chat: PlaygroundChat) -> list[str]:
    """Return what the bot has written in a chat."""
    return [message.text for message in chat.messages.values() if message.from_bot]


@pytest.mark.parametrize("access", first_quick(1, ["open", "closed"]))
@pytest.mark.parametrize("first", mostly_proof(BEGINNINGS, "push-from"))
async def test_every_order_of_events_ends_the_same(
    bench: Bench, first: tuple[str, ...], access: str
) -> None:
    """One after the other, and the whole at once, as after a time without the bot."""
    await bench.start(ACCESS=access)
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    orders = [order for order in permutations(EVENTS) if order[:2] == first]
    for number, order in enumerate(orders):
        group = await a_group(bench, number)
        before = len(said(bench, group.chat))
        new = bench.playground.world.groups.migrate(group.chat, announce=())
        at_once = number % 2 == 1
        for event in order:
            await happens(bench, group, new, event, wait=not at_once)
        await heard(bench)
        await assert_migrated(bench, group, new, order)
        notice = said(bench, new)
        assert sum("Ordering is paused" in text for text in notice) == 1, (order, notice)
        assert sum("something went wrong" in text for text in notice) == 1, (order, notice)
        assert len(notice) == 2, (order, notice)
        assert len(said(bench, group.chat)) == before, order
    asked = [m.text for m in owner.bot_messages() if "asks for access" in m.text]
    assert len(asked) == (len(orders) if access == "closed" else 0)  # of the groups, before
    assert not [text for text in asked if "-100" in text]


@proof
@pytest.mark.parametrize(
    "rest", first_quick(1, [*map(list, permutations(("to", "from", "joined")))])
)
async def test_a_group_whose_name_is_new_too_asks_only_until_it_is_known(
    bench: Bench, rest: Sequence[str]
) -> None:
    """Nobody can know it then by its title: the question about it is void later."""
    await bench.start(ACCESS="closed")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    group = await a_group(bench, 1)
    group.chat.title = "Another name"
    new = bench.playground.world.groups.migrate(group.chat, announce=())
    await happens(bench, group, new, "command", wait=True)
    asked = await owner.wait_for("asks for access")
    for event in rest:
        await happens(bench, group, new, event, wait=True)
    group.chat.title = "Another name"
    await assert_migrated(bench, group, new, rest)
    answer = await owner.tap("Refuse", message=asked)
    assert answer is not None
    assert answer.text == "This has already been decided."
    await owner.wait_for("was let in")
    await assert_migrated(bench, group, new, rest)


async def test_a_refusal_of_the_unknown_chat_does_not_lock_the_group_out(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    group = await a_group(bench, 1)
    group.chat.title = "Another name"
    new = bench.playground.world.groups.migrate(group.chat, announce=())
    await happens(bench, group, new, "command", wait=True)
    await owner.wait_for("asks for access")
    await owner.tap("Refuse")
    await bench.in_group(group.max, new).wait_for("was refused")
    await happens(bench, group, new, "to", wait=True)
    await assert_migrated(bench, group, new, ("to",))


async def test_what_people_change_in_the_new_chat_meanwhile_stays(bench: Bench) -> None:
    await bench.start()
    group = await a_group(bench, 1)
    group.chat.title = "Another name"
    new = bench.playground.world.groups.migrate(group.chat, announce=())
    admin = bench.in_group(group.anna, new)
    for command in ("/pause", "/resume", f"/allow {group.anna.id}", "/limit day 7"):
        since = admin.mark()
        await admin.say(command)
        await admin.wait_for(lambda _: True, since=since)
    await happens(bench, group, new, "from", wait=True)
    app = bench.app
    assert app is not None
    async with app.database.read() as session:
        chat = await session.get_one(Chat, new.id)
        assert not chat.paused
        assert (chat.policy, chat.time_zone) == (OrderPolicy.LIST, "Asia/Tokyo")
        listed = await session.execute(
            select(ListedPerson.user_id).where(col(ListedPerson.chat_id) == new.id)
        )
        assert set(listed.scalars()) == {group.anna.id, group.max.id}


async def a_summary(chat: ChatClient) -> Any:
    """Fill a form up to its summary."""
    await chat.say("/order")
    form = await chat.wait_for("Choose a platform")
    for label in ("TikTok", "TikTok", "1", "🛒 Order"):
        since = chat.mark()
        await chat.tap(label, message=form)
        await chat.wait_for(lambda _: True, since=since)
    asked = await chat.wait_for(lambda message: message.force_reply)
    await chat.say("https://www.tiktok.com/@example", reply_to=asked)
    return await chat.wait_for("Total")


@pytest.mark.parametrize("known", first_quick(1, ["to", "from", None]))
@pytest.mark.parametrize("down", first_quick(1, [False, True]))
async def test_a_late_confirm_in_the_old_group_orders_once_what_it_showed(
    bench: Bench, known: str | None, *, down: bool
) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna], supergroup=False)
    await bench.start()
    old = bench.in_group(anna, group)
    form = await a_summary(old)
    confirm = next(b.data for row in form.buttons for b in row if "Confirm" in b.label)
    if down:
        await bench.stop()
    new = world.groups.migrate(group, announce=() if known is None else (known,))
    if down:
        world.tap(anna, form, confirm or "")
        await bench.start_without_panel()
    else:
        await heard(bench)
        world.tap(anna, form, confirm or "")
    moved = bench.in_group(anna, new)
    await moved.wait_for("Order #1 is completed")
    world.tap(anna, form, confirm or "")
    await heard(bench)
    assert len(bench.added()) == 1
    app = bench.app
    assert app is not None
    async with app.database.read() as session:
        assert [row.chat_id for row in (await session.execute(select(Order))).scalars()] == [
            new.id
        ]
        assert await session.get(Chat, group.id) is None
        assert (await session.execute(select(Draft))).first() is None


async def test_a_command_in_the_old_group_is_answered_in_the_new(bench: Bench) -> None:
    """It was written before, and is read after; no message of the new chat is taken for it."""
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna], supergroup=False)
    await bench.start()
    old = bench.in_group(anna, group)
    await old.wait_for("Hello")
    await bench.stop()
    await old.say("/order")
    new = world.groups.migrate(group, announce=())
    await bench.start_without_panel()
    moved = bench.in_group(anna, new)
    form = await moved.wait_for("Choose a platform")
    assert form.reply_to is None
    await moved.tap("Instagram", message=form)
    await moved.wait_for("Choose a category")


async def test_an_order_under_way_is_reported_in_the_new_group(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna], supergroup=False)
    await bench.start()
    bench.panel.speed = 0.001
    old = bench.in_group(anna, group)
    await order_in_group(old, LINK)
    await old.wait_for("Number at the panel")
    await bench.stop()
    new = world.groups.migrate(group, announce=())
    bench.panel.finish(next(iter(bench.panel.orders)))
    await bench.start_without_panel()
    moved = bench.in_group(anna, new)
    pushed = await moved.wait_for("Order #1 is completed")
    assert pushed.reply_to is None
    await moved.say("/orders")
    await moved.wait_for("📋 Orders · 1")
    await until(lambda: len(bench.added()) == 1)


@proof
async def test_the_old_groups_end_is_none_of_the_new_ones(bench: Bench) -> None:
    """The bot "left" the old chat: the new one is still told things, and greeted by nobody."""
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna], supergroup=False)
    await bench.start()
    await bench.in_group(anna, group).wait_for("Hello")
    new = world.groups.migrate(group, announce=("left", "joined"))
    await heard(bench)
    assert said(bench, new) == []
    app = bench.app
    assert app is not None
    async with app.database.read() as session:
        assert (await session.get_one(Chat, new.id)).reachable
    world.groups.remove_bot(new)
    await heard(bench)
    world.groups.add_bot(new)
    await bench.in_group(anna, new).wait_for("Hello")
