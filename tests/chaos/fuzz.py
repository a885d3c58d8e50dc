"""Thousands of hostile updates at a bot with something to steal; what came of it."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.app import App
from bot.core.access.roles import ChatAccess, OrderPolicy
from bot.core.access.store import chats
from bot.core.access.tables import Chat as StoredChat
from bot.core.inbox.tables import InboxUpdate
from bot.orders.tables import Draft, Order
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Person
from tests.chaos.hostile import Attackers, Body, Hostile
from tests.conftest import Bench, servers
from tests.ordering import fill_default, order_default

BATCH = 100
MALFORMED = 10  # of a batch
SECRET = "https://www.instagram.com/victims.secret/"
PEOPLE, GROUPS = 30, 10
HARMLESS_CALLS = frozenset({"status", "services", "balance"})


@dataclass
class Outcome:
    """What the updates did; all but the first two have to be empty.

    Attributes:
        updates: how many were sent.
        unreadable: malformed ones that became dead letters for owners.
        failed: dead letters, though Telegram could have sent them: the end of the traceback.
        leaked: messages to strangers that tell of somebody else's order.
        changed: what is not as it was before.
        calls: what the panel was asked to do.
    """

    updates: int
    unreadable: int = 0
    failed: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was broken, told or changed."""
        return not (self.failed or self.leaked or self.changed or self.calls)


async def run_fuzz(folder: Path, seed: int, updates: int) -> Outcome:
    """Send hostile updates to a bot that lets in only whom its owner has approved."""
    outcome = Outcome(updates)
    async with servers(folder) as bench:
        app = await bench.start(ACCESS="closed")
        victim = await _victim(bench, app)
        attackers = await _attackers(bench, app)
        chat = bench.private(victim)
        await order_default(chat, link=SECRET)
        await chat.wait_for("Order #1 is completed")
        await fill_default(chat, link=SECRET)
        await bench.pushed()
        await _settle(app, [], outcome)  # what was said last is handled to its end
        before, asked = await _belongings(app), len(bench.panel.requests)
        hostile = Hostile(seed, attackers, _buttons(chat))
        for _ in range(0, updates, BATCH):
            good = [hostile.update() for _ in range(BATCH - MALFORMED)]
            bad = [hostile.malformed() for _ in range(MALFORMED)]
            await app.inbox.accept([*good, *bad])
            await _settle(app, good, outcome)
        calls = [call.action for call in bench.panel.requests[asked:]]
        outcome.calls = [action for action in calls if action not in HARMLESS_CALLS]
        after = await _belongings(app)
        outcome.changed = [repr(old) for old in before if old not in after]
        outcome.leaked = _leaks(bench, {victim.id, bench.owner.id})
        await chat.say("/orders")
        await chat.wait_for("📋 Orders · 1")
        await bench.stop()
    return outcome


async def _victim(bench: Bench, app: App) -> Person:
    victim = bench.playground.world.add_person("Victoria")
    await _write_first(bench.private(victim))
    async with app.database.begin() as session:
        chat = await chats.get(session, victim.id)
        assert chat is not None
        chat.standing = ChatAccess.APPROVED
    return victim


async def _attackers(bench: Bench, app: App) -> Attackers:
    """Return strangers, and members of groups where only administrators may order."""
    world = bench.playground.world
    admin = world.add_person("Adam")
    people = [world.add_person(f"Mallory{number}") for number in range(PEOPLE)]
    groups = [
        world.groups.add(f"Group {number}", members=[admin, *people], admins=[admin])
        for number in range(GROUPS)
    ]
    for person in people:
        await _write_first(bench.private(person))
    for number, group in enumerate(groups):
        await _write_first(bench.in_group(people[0], group))
        async with app.database.begin() as session:
            chat = await chats.get(session, group.id)
            assert chat is not None
            if number % 2:
                chat.standing, chat.policy = ChatAccess.APPROVED, OrderPolicy.ADMINISTRATORS
    private: list[Chat] = [world.private_chat(person) for person in people]
    return Attackers(people, [*private, *groups])


async def _write_first(chat: ChatClient) -> None:
    await chat.say("/start")
    await chat.wait_for("private")


def _buttons(chat: ChatClient) -> list[str]:
    return [
        button.data
        for message in chat.bot_messages()
        for row in message.buttons
        for button in row
        if button.data
    ]


async def _belongings(app: App) -> list[Any]:
    """Return what nobody else may touch: orders, drafts, and how chats stand."""
    settings = select(StoredChat.id, StoredChat.policy, StoredChat.paused)
    approved = select(StoredChat.id).where(col(StoredChat.standing) == ChatAccess.APPROVED)
    async with app.database.read() as session:
        return [
            *[row.model_dump() for row in (await session.execute(select(Order))).scalars()],
            *[row.model_dump() for row in (await session.execute(select(Draft))).scalars()],
            *[tuple(row) for row in await session.execute(settings)],
            sorted((await session.execute(approved)).scalars()),
        ]


def _leaks(bench: Bench, own: Collection[int]) -> list[str]:
    return [
        message.text[:200]
        for chat in bench.playground.world.chats.values()
        for message in chat.messages.values()
        if chat.id not in own and message.from_bot and "victims.secret" in message.text
    ]


async def _settle(app: App, good: list[Body], outcome: Outcome) -> None:
    """Wait until a batch is handled or a dead letter, and count the dead letters."""
    numbers = {update["update_id"] for update in good}
    unhandled = select(InboxUpdate).where(col(InboxUpdate.handled_at).is_(None))
    while True:
        await asyncio.sleep(0.02)
        async with app.database.begin() as session:
            rows = list((await session.execute(unhandled)).scalars())
            if all(row.error is not None for row in rows):
                break
    async with app.database.begin() as session:
        for row in rows:
            (await session.get_one(InboxUpdate, row.update_id)).handled_at = row.received_at
    for row in rows:
        if row.update_id in numbers:
            outcome.failed.append(f"{(row.error or '').strip()[-300:]} in {row.payload}")
        else:
            outcome.unreadable += 1
