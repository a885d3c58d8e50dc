"""Broadcasts: to whom they go, each chat once, whoever sends them."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.broadcasts import service, store
from bot.broadcasts.rules import BroadcastState, Kind
from bot.broadcasts.service import Result, Tapped, Verdict
from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.roles import ChatAccess
from bot.core.access.store import chats
from bot.core.access.tables import Chat, Person
from bot.core.database.engine import Database
from bot.core.database.leases import LEASE
from bot.core.outbox import store as outbox_store
from bot.features import migrate_chat

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
OWNER = 1


async def put(database: Database, *numbers: int, **fields: Any) -> None:
    async with database.begin() as session:
        for number in numbers:
            kind = "private" if number > 0 else "supergroup"
            values: dict[str, Any] = {"language": "en", "seen_on": NOW.date(), "created_at": NOW}
            values |= fields
            await chats.ensure(session, Chat(id=number, type=kind, title="T", **values))


async def begin(database: Database, **fields: Any) -> Broadcast:
    async with database.begin() as session:
        draft = await service.begin(session, OWNER, NOW)
        draft.sqlmodel_update({"text": "news", "message_id": 5} | fields)
    return draft


async def start(database: Database, **fields: Any) -> Broadcast:
    draft = await begin(database, **fields)
    async with database.begin() as session:
        found = await service.get_draft(session, draft.id, OWNER)
        assert found is not None
        await service.start(session, found, NOW, is_open=True)
    return found


async def claim(database: Database, now: datetime = NOW, limit: int = 9) -> list[Recipient]:
    async with database.begin() as session:
        return list(await store.claim(session, now=now, limit=limit))


async def settle(
    database: Database, recipient: Recipient, result: Result | None, now: datetime = NOW
) -> None:
    async with database.begin() as session:
        await service.settle(session, recipient, result, now)
        await service.end_sent(session, now)


async def notices(database: Database) -> list[str]:
    async with database.begin() as session:
        rows = await outbox_store.claim(session, now=NOW + timedelta(days=1), limit=9)
        await outbox_store.remove_delivered(session, rows)
    return [row.kind for row in rows]


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({}, 5),
        ({"kind": Kind.PRIVATE}, 4),
        ({"kind": Kind.GROUPS}, 1),
        ({"language": "ru"}, 1),
        ({"days": 7}, 4),
        ({"kind": Kind.PRIVATE, "language": "en", "days": 7}, 2),
    ],
)
async def test_an_audience_fits_in_every_respect(
    database: Database, expected: dict[str, Any], found: int
) -> None:
    await put(database, OWNER, 2, 3, -4)
    await put(database, 5, language="ru")
    await put(database, 6, seen_on=NOW.date() - timedelta(days=7))
    await put(database, 7, muted=True)
    await put(database, 8)
    await put(database, 9)
    await put(database, 10, -11, standing=ChatAccess.REFUSED)
    async with database.begin() as session:
        person = Person(user_id=9, name="", blocked=True, first_seen_at=NOW, seen_on=NOW.date())
        session.add(person)
        (await session.get_one(Chat, 3)).standing = ChatAccess.APPROVED
        (await session.get_one(Chat, 8)).reachable = False
    draft = await begin(database, **expected)
    async with database.read() as session:
        assert await store.count(session, draft, NOW, is_open=True) == found
        closed = await store.count(session, draft, NOW, is_open=False)
    fits = draft.kind is not Kind.GROUPS and draft.language != "ru"
    assert closed == fits


async def test_the_audience_is_written_down_at_the_start(database: Database) -> None:
    await put(database, 2, -3)
    news = await start(database)
    await put(database, 4)
    assert (news.state, news.total) == (BroadcastState.RUNNING, 2)
    assert sorted(row.chat_id for row in await claim(database)) == [-3, 2]
    assert await claim(database) == []


async def test_two_workers_share_it_and_one_takes_over(database: Database) -> None:
    await put(database, *range(2, 12))
    await start(database)
    shares = await asyncio.gather(*(claim(database, limit=5) for _ in range(2)))
    left = await claim(database)
    taken = [row.chat_id for share in (*shares, left) for row in share]
    assert sorted(taken) == list(range(2, 12))
    again = await claim(database, NOW + LEASE + timedelta(seconds=1), limit=99)
    assert len(again) == 10


async def test_what_two_workers_have_sent_is_counted_once(database: Database) -> None:
    await put(database, 2, 3)
    news = await start(database)
    first, other = await claim(database)
    (again, _) = await claim(database, NOW + 2 * LEASE)
    assert again.id == first.id
    for recipient in (first, again):
        await settle(database, recipient, Result.SENT)
    async with database.read() as session:
        assert (await session.get_one(Broadcast, news.id)).sent == 1
    for _ in range(2):
        await settle(database, other, Result.SENT)
    async with database.read() as session:
        found = await session.get_one(Broadcast, news.id)
    assert (found.sent, found.total, found.state) == (2, 2, BroadcastState.DONE)


async def test_each_outcome_is_counted_and_the_end_is_reported(database: Database) -> None:
    await put(database, 2, 3, 4, 5)
    news = await start(database)
    late = NOW + timedelta(seconds=3)
    results = (Result.SENT, Result.BLOCKED, Result.FAILED, None)
    for recipient, result in zip(await claim(database), results, strict=True):
        await settle(database, recipient, result, late)
    async with database.read() as session:
        found = await session.get_one(Broadcast, news.id)
    assert (found.state, found.ended_at) == (BroadcastState.DONE, late)
    assert (found.sent, found.blocked, found.failed, found.total) == (1, 1, 1, 4)
    assert await notices(database) == ["view"]  # drawn before, and again at the end: the same
    assert await notices(database) == ["broadcast_ended"]
    assert await notices(database) == []


async def test_it_is_drawn_every_three_seconds(database: Database) -> None:
    await put(database, 2, 3, 4, 5)
    await start(database)
    seconds = (2.9, 3, 5.9)
    for recipient, at, drawn in zip(await claim(database), seconds, (0, 1, 0), strict=False):
        await settle(database, recipient, Result.SENT, NOW + timedelta(seconds=at))
        assert await notices(database) == ["view"] * drawn


async def test_a_pause_keeps_who_is_left_and_a_stop_lets_them_go(database: Database) -> None:
    await put(database, 2, 3)
    news = await start(database)

    async def turn(after: BroadcastState) -> bool:
        async with database.begin() as session:
            answer = await service.turn(session, Tapped(news.id, OWNER), after, NOW)
        assert answer.broadcast is not None
        return answer.verdict is Verdict.DONE

    assert not await turn(BroadcastState.STOPPED)  # a pause comes first
    assert await turn(BroadcastState.PAUSED)
    assert await claim(database) == []
    assert await turn(BroadcastState.RUNNING)
    (first,) = await claim(database, limit=1)
    assert await turn(BroadcastState.PAUSED)
    assert await turn(BroadcastState.STOPPED)
    assert not await turn(BroadcastState.RUNNING)
    await settle(database, first, Result.SENT)  # it was on its way
    assert await claim(database) == []
    async with database.read() as session:
        found = await session.get_one(Broadcast, news.id)
    assert (found.state, found.sent) == (BroadcastState.STOPPED, 1)
    assert [*await notices(database), *await notices(database)] == ["view", "broadcast_ended"]


async def test_a_group_that_migrated_gets_it_once(database: Database) -> None:
    await put(database, -2, -1002, -3)
    await start(database)
    async with database.begin() as session:
        await migrate_chat(session, -2, -1002, NOW)
        await migrate_chat(session, -3, -1003, NOW)
    assert sorted(row.chat_id for row in await claim(database)) == [-1003, -1002]


async def test_a_new_draft_takes_the_place_of_the_former(database: Database) -> None:
    await begin(database)
    second = await begin(database)
    async with database.begin() as session:
        drafts = (await session.execute(select(Broadcast))).scalars().all()
        assert [draft.created_at for draft in drafts] == [second.created_at]
        assert await service.get_draft(session, second.id, OWNER + 1) is None
        answer = await service.turn(
            session, Tapped(second.id, OWNER + 1), BroadcastState.PAUSED, NOW
        )
        assert answer.verdict is Verdict.GONE
