"""A database is held once, by whatever name; and held again after its server was restarted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.database import instance_lock
from bot.core.database.engine import Database
from bot.core.database.errors import DatabaseError
from bot.core.database.instance_lock import ADVISORY_LOCK, AlreadyRunningError, Keep, hold_database
from tests.postgres import Postgres

Pair = tuple[Database, Database]


async def is_free(database: Database) -> bool:
    with suppress(AlreadyRunningError):
        async with hold_database(database):
            return True
    return False


@pytest.mark.parametrize("way", ["itself", "symlink", "folder", "hard link", "relative", "URL"])
async def test_a_file_is_held_by_all_its_names(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = tmp_path / "bot.sqlite3", tmp_path / "other"
    other.mkdir()
    one = Database(f"sqlite:///{file}")
    async with one.begin() as session:
        await session.execute(text("create table things (name text)"))
    (other / "link").symlink_to(file)
    (other / "folder").symlink_to(tmp_path)
    (other / "hard").hardlink_to(file)
    monkeypatch.chdir(other)
    names = {
        "itself": f"sqlite:///{file}",
        "symlink": f"sqlite:///{other / 'link'}",
        "folder": f"sqlite:///{other / 'folder' / 'bot.sqlite3'}",
        "hard link": f"sqlite:///{other / 'hard'}",
        "relative": "sqlite:///../bot.sqlite3",
        "URL": f"sqlite:///file:{other / 'link'}?uri=true",
    }
    two = Database(names[way])
    async with hold_database(one):
        assert not await is_free(two)
    async with hold_database(two):
        assert not await is_free(one)
    assert await is_free(one)
    await one.close()
    await two.close()


@pytest.fixture
async def pair(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pair]:
    monkeypatch.setattr(instance_lock, "CHECK_SECONDS", 0.1)
    url = postgres.database().replace("postgresql:", "postgresql+asyncpg:")
    one, two = Database(url), Database(url)
    yield one, two
    await one.close()
    await two.close()


HELD = (
    f"from pg_locks where locktype = 'advisory' and objid = {ADVISORY_LOCK} and granted "  # noqa: S608
    "and database = (select oid from pg_database where datname = current_database())"
)


async def end_holder(database: Database) -> None:
    """End the connection that holds the lock, as a restart of the server does, and wait for it."""
    async with database.begin() as session:
        await session.execute(text(f"select pg_terminate_backend(pid, 10000) {HELD}"))


async def held_again(database: Database) -> None:
    held = 0
    async with asyncio.timeout(20):
        while not held:
            await asyncio.sleep(0.1)
            with suppress(DatabaseError, OSError):
                async with database.read() as session:
                    held = await session.scalar(text(f"select count(*) {HELD}")) or 0


@pytest.mark.parametrize("alone", [True, False])
async def test_a_lost_lock_is_taken_again(pair: Pair, alone: bool) -> None:
    one, two = pair
    stop = asyncio.Event()
    async with hold_database(one, alone=alone) as keep:
        keeping = asyncio.create_task(keep(stop))
        await end_holder(two)
        await held_again(two)
        assert not keeping.done()
        assert not await is_free(two)
        stop.set()
        await keeping
    assert await is_free(two)


async def test_who_lost_it_to_another_stops(pair: Pair) -> None:
    one, two = pair
    stop = asyncio.Event()
    async with hold_database(one) as keep:
        await end_holder(two)
        async with hold_database(two):
            with pytest.raises(AlreadyRunningError):
                await keep(stop)
        assert not stop.is_set()


async def test_a_server_that_was_restarted_is_held_again(pair: Pair, postgres: Postgres) -> None:
    one, two = pair
    stop = asyncio.Event()
    async with hold_database(one) as keep:
        keeping = asyncio.create_task(keep(stop))
        await asyncio.to_thread(postgres.stop)
        await asyncio.sleep(0.5)
        assert not keeping.done()
        await asyncio.to_thread(postgres.start)
        await held_again(two)
        assert not await is_free(two)
        stop.set()
        await keeping


async def test_a_file_stays_held_until_the_end(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x'}")
    stop = asyncio.Event()

    async def run(keep: Keep) -> None:
        await keep(stop)

    async with hold_database(database) as keep:
        keeping = asyncio.create_task(run(keep))
        await asyncio.sleep(0.05)
        assert not keeping.done()
        stop.set()
        await keeping
    await database.close()
