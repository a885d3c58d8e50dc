"""The SQLite driver of our own: what a cancelled writer leaves behind, and a slow disk."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.database import sqlite
from bot.core.database.backup import backup
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate


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


class Commits:
    """Commits that take as long as is said, on a clock that nothing else moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.seconds = 0.0
        self.on_the_loop: list[bool] = []
        self.disk = sqlite.Disk(lambda: self.now)

    async def make(self, times: int, *, durable: bool = True) -> None:
        for _ in range(times):
            await self.disk.commit(self._commit, durable=durable)

    def _commit(self) -> None:
        self.on_the_loop.append(threading.current_thread() is threading.main_thread())
        self.now += self.seconds


async def test_a_slow_disk_is_waited_for_in_a_thread_and_tried_again() -> None:
    commits = Commits()
    commits.seconds = 0.05
    await commits.make(4)
    assert commits.on_the_loop == [True, False, False, False]
    commits.now += sqlite.SLOW_FOR_SECONDS
    commits.seconds = 0.0
    await commits.make(2)
    assert commits.on_the_loop[4:] == [True, True]


async def test_one_slow_commit_makes_no_slow_disk() -> None:
    commits = Commits()
    for seconds in [0.0] * 10 + [0.01] + [0.0] * 10:
        commits.seconds = seconds
        await commits.make(1)
    assert all(commits.on_the_loop)


async def test_what_does_not_wait_for_the_disk_says_nothing_of_it() -> None:
    commits = Commits()
    commits.seconds = 0.05
    await commits.make(1)
    commits.now += sqlite.SLOW_FOR_SECONDS
    commits.seconds = 0.0
    await commits.make(2, durable=False)
    assert commits.on_the_loop == [True, False, False]
    await commits.make(1)
    await commits.make(2, durable=False)
    assert commits.on_the_loop[3:] == [True, True, True]


async def test_only_what_may_be_done_again_is_committed_without_waiting_for_the_disk(
    file: Path,
) -> None:
    database = Database(f"sqlite:///{file}")
    normal, full = 1, 2  # https://www.sqlite.org/pragma.html#pragma_synchronous
    for durable, mode in ((True, full), (False, normal), (False, normal), (True, full)):
        async with database.begin(durable=durable) as session:
            assert (await session.execute(text("pragma synchronous"))).scalar() == mode
    async with database.begin() as session:
        assert (await session.execute(text("pragma synchronous"))).scalar() == full
    await database.close()


@pytest.fixture(params=[0, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def chmod_all(folder: Path, mode: int) -> None:
    for file in folder.iterdir():
        file.chmod(mode)


def modes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


@pytest.mark.usefixtures("umask")
async def test_its_files_are_its_owners_alone_from_the_beginning(
    tmp_path: Path, file: Path
) -> None:
    database = Database(f"sqlite:///{file}")
    await migrate(database)
    async with database.begin() as session:
        await session.execute(text("create table things (name text)"))
        assert modes(tmp_path) == dict.fromkeys(
            ("some.sqlite3", "some.sqlite3-wal", "some.sqlite3-shm"), 0o600
        )
    await backup(database, tmp_path / "copy")
    assert modes(tmp_path)["copy"] == 0o600
    await database.close()


async def test_files_that_others_could_read_are_taken(tmp_path: Path, file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    await migrate(database)
    for end in ("", "-2", "-13", "-2-wal"):
        (tmp_path / f"some.sqlite3.before-restore{end}").touch()
    chmod_all(tmp_path, 0o666)
    again = Database(f"sqlite:///file:{file}?uri=true")
    async with again.begin() as session:
        await session.execute(text("create table things (name text)"))
    assert set(modes(tmp_path).values()) == {0o600}
    async with database.begin() as session:  # whose locks are still held
        await session.execute(text("insert into things values ('one')"))
    await again.close()
    await database.close()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("bot.sqlite3", "bot.sqlite3"),
        ("/x/bot.sqlite3", "/x/bot.sqlite3"),
        ("file:bot.sqlite3", "bot.sqlite3"),
        ("file:/x/b%20c?mode=rw#d", "/x/b c"),
        ("file:///x/b", "/x/b"),
        ("file://localhost/x/b", "/x/b"),
        (":memory:", None),
        ("", None),
        ("file:x?mode=memory", None),
        ("file::memory:", None),
    ],
)
def test_the_file_behind_a_name_is_known(name: str, file: str | None) -> None:
    assert sqlite.file_of(name) == (Path(file) if file else None)
