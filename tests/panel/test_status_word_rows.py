"""Status words that owners teach, on both databases: told once, and kept."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.rules.statuses import WordKind
from bot.panel.service import status_words
from bot.panel.store import status_words as stored
from tests.order_log import an_order, write

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
SAID = {"23501": "Moonwalk", "23502": "MOON-WALK", "23503": "moonwalk!", "23504": "Żart"}


async def record(database: Database, kind: WordKind = WordKind.ORDER) -> None:
    async with database.begin() as session:
        await status_words.record(session, kind, SAID, [7, 8], NOW)


async def test_processes_that_hear_a_word_at_once_report_it_once(database: Database) -> None:
    await asyncio.gather(*(record(database) for _ in range(5)))
    await record(database, WordKind.REFILL)
    async with database.read() as session:
        found = await status_words.untaught_first(session)
        alerts = (await session.execute(select(OutboxMessage))).scalars().all()
    words = [("order", "moonwalk"), ("order", "moon walk"), ("order", "zart")]
    assert [(it.kind, it.word) for it in found[:3]] == words
    assert [it.kind for it in found[3:]] == ["refill"] * 3
    assert len(alerts) == len(found) * 2


async def test_what_is_taught_has_its_orders_checked(database: Database) -> None:
    rows = [
        ("Moonwalk", OrderState.IN_PROGRESS),
        ("moonwalk ", OrderState.COMPLETED),
        ("MOONWALK", OrderState.REJECTED),
        ("Moon walk", OrderState.PENDING),
        ("Pending", OrderState.PENDING),
    ]
    found = [
        an_order(number, NOW, provider_word=word, state=state, look_at=LATER)
        for number, (word, state) in enumerate(rows)
    ]
    await write(database, found, NOW)
    await record(database)
    async with database.begin() as session:
        [word, *_] = await status_words.untaught_first(session)
        await status_words.teach(session, word.id, "canceled", NOW)
        await status_words.teach(session, word.id, "queued", NOW)  # no meaning of a word
        await status_words.teach(session, 99, "canceled", NOW)  # no word
    async with database.read() as session:
        meanings = await stored.meanings(session, WordKind.ORDER)
        due = (await session.execute(select(Order.look_at).order_by(col(Order.id)))).scalars()
        assert meanings == {"moonwalk": "canceled", "moon walk": None, "zart": None}
        assert [it == NOW for it in due] == [True, True, False, False, False]
        assert await stored.meanings(session, WordKind.REFILL) == {}
    async with database.begin() as session:
        await status_words.teach(session, word.id, "", NOW)
        assert (await stored.meanings(session, WordKind.ORDER))["moonwalk"] is None
