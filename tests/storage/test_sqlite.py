"""The SQLite driver of our own: what a cancelled writer leaves behind, and a slow disk."""

import asyncio
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage import sqlite
from bot.storage.engine import Database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.sqlite3"


async def test_who_is_cancelled_waiting_for_the_write_lock_holds_nothing(file: Path) -> None:
    """Another process has the lock; once it lets go, nobody here may have it by mistake."""
    database = Database(f"sqlite:///{file}")
    async with database.begin() as session:
        await session.execute(text("create table things (name text)"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin immediate")

    async def write() -> None:
        async with database.begin() as session:
            await session.execute(text("insert into things values ('late')"))

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.2)
    writing.cancel()
    await asyncio.sleep(0.1)
    other.execute("commit")
    with pytest.raises(asyncio.CancelledError):
        await writing
    other.execute("begin immediate")
    other.execute("commit")
    other.close()
    await write()
    async with database.read() as session:
        assert (await session.execute(text("select count(*) from things"))).scalar() == 1
    await database.close()


async def test_other_work_goes_on_while_a_writer_waits(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    async with database.begin() as session:
        await session.execute(text("create table things (name text)"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin immediate")

    async def write() -> None:
        async with database.begin() as session:
            await session.execute(text("insert into things values ('late')"))

    writing = asyncio.create_task(write())
    async with asyncio.timeout(1):
        for _ in range(10):
            async with database.read() as session:
                assert (await session.execute(text("select count(*) from things"))).scalar() == 0
            await asyncio.sleep(0.01)
    assert not writing.done()
    other.execute("commit")
    other.close()
    await writing
    await database.close()


async def test_a_slow_disk_is_waited_for_in_a_thread_and_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sqlite, "SLOW_FOR_SECONDS", 0.5)
    disk, seconds = sqlite.Disk(), 0.05
    on_the_loop: list[bool] = []

    def commit() -> None:
        on_the_loop.append(threading.current_thread() is threading.main_thread())
        time.sleep(seconds)

    for _ in range(4):
        await disk.commit(commit)
    assert on_the_loop == [True, False, False, False]
    await asyncio.sleep(0.5)
    seconds = 0.0
    for _ in range(2):
        await disk.commit(commit)
    assert on_the_loop[4:] == [True, True]


async def test_one_slow_commit_makes_no_slow_disk() -> None:
    disk, on_the_loop = sqlite.Disk(), []
    pauses = [0.0] * 10 + [0.01] + [0.0] * 10

    def commit() -> None:
        on_the_loop.append(threading.current_thread() is threading.main_thread())
        time.sleep(pauses.pop())

    while pauses:
        await disk.commit(commit)
    assert all(on_the_loop)
