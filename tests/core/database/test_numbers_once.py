"""No number of a form, a list or a broadcast is given twice: buttons outlive what they are of."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.broadcasts import service as broadcasts
from bot.core.database.engine import Database
from bot.core.database.migrate import check, migrate, run_migrations
from bot.orders.mass import store as mass_store
from bot.orders.mass.tables import MassOrder
from bot.orders.store import drafts
from bot.orders.tables import Draft, Step

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def a_draft(key: str) -> Draft:
    return Draft(key=key, chat_id=1, user_id=7, user_name="Max", step=Step.CARD, updated_at=NOW)


def a_list(key: str) -> MassOrder:
    return MassOrder(key=key, chat_id=1, user_id=7, user_name="Max", created_at=NOW)


async def numbers(database: Database, key: str) -> tuple[int, int, int]:
    """Begin a form, a list and a broadcast, leave all of them, and return their numbers."""
    async with database.begin() as session:
        draft = await drafts.begin(session, a_draft(key))
        mass = await mass_store.begin(session, a_list(key))
        news = await broadcasts.begin(session, 7, NOW)
        found = draft.id, mass.id, news.id
        await drafts.discard(session, draft)
        await mass_store.discard(session, mass)
        await session.delete(news)
    return found


async def test_numbers_of_what_was_left_are_not_given_again(database: Database) -> None:
    assert await numbers(database, "a") == (1, 1, 1)
    assert await numbers(database, "b") == (2, 2, 2)


def _as_it_was(connection: Connection) -> None:
    run_migrations(connection, to="0016")
    connection.execute(
        text(
            "insert into chats (id, type, title, standing, language, policy, announcements, told,"
            " time_zone, paused, reachable, muted, note, created_at) values (1, 'private', 'Max',"
            " 'approved', 'en', 'everyone', 'all', 'group', 'UTC', false, true, false, '',"
            " '2026-01-01')"
        )
    )
    connection.execute(
        text(
            "insert into mass_orders (id, key, chat_id, user_id, user_name, text, lines, price,"
            " currency, seen_update, created_at, confirmed_at) values (3, 'k', 1, 7, 'Max', '',"
            " '[]', '1', 'USD', 0, '2026-01-01', '2026-01-01')"
        )
    )
    connection.execute(
        text(
            'insert into approvals (id, chat_id, mass_id, level, period, amount, "left", cards,'
            " created_at, decided_by) values (5, 1, 3, 'group', 'day', '1', '1', '[]',"
            " '2026-01-01', '')"
        )
    )


async def test_a_database_in_use_keeps_what_it_has(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    await database.run(_as_it_was)
    await migrate(database)
    await check(database)
    async with database.read() as session:
        kept = await session.execute(text("select id, mass_id from approvals"))
        assert kept.all() == [(5, 3)]
        with pytest.raises(Exception, match="FOREIGN KEY"):
            await session.execute(text("delete from mass_orders where id = 3"))
    draft, mass, news = await numbers(database, "a")
    assert (draft > 1_000_000, mass, news) == (True, 4, 1)
    await database.close()
