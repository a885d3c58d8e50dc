"""A page of what a query finds, whichever number a button carries."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from bot.core.access.tables import Chat
from bot.core.database.engine import Database
from bot.core.database.paging import page_of

QUERY = select(Chat).order_by(col(Chat.id))


async def add_chats(database: Database, count: int) -> None:
    async with database.begin() as session:
        for number in range(count):
            at = datetime(2026, 1, 1, tzinfo=UTC)
            session.add(Chat(id=number, type="private", title="", language="en", created_at=at))


@pytest.mark.parametrize(
    ("number", "shown", "ids"),
    [(0, 0, [0, 1]), (2, 2, [4]), (3, 2, [4]), (10**30, 2, [4]), (-(10**30), 0, [0, 1])],
)
async def test_a_number_past_an_end_is_the_page_there(
    database: Database, number: int, shown: int, ids: list[int]
) -> None:
    await add_chats(database, 5)
    async with database.read() as session:
        page = await page_of(session, QUERY, number, 2)
    assert (page.number, page.count, page.total) == (shown, 3, 5)
    assert [chat.id for chat in page.items] == ids


async def test_nothing_is_one_empty_page(database: Database) -> None:
    async with database.read() as session:
        page = await page_of(session, QUERY, 4, 2)
    assert (page.items, page.number, page.count, page.total) == ([], 0, 1, 0)
