"""A database that cannot be used: said plainly, and nothing is lost or half-written by it."""

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import col, select

from bot.cli import main
from bot.core.database import sqlite
from bot.core.database.engine import Database
from bot.core.database.migrate import SchemaError, migrate
from bot.core.inbox.tables import InboxUpdate
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order, OrderEvent
from bot.sandbox.panel.faults import Fault
from tests.conftest import OWNER_ID, TOKEN, Bench, until
from tests.ordering import fill_default
from tests.postgres import Postgres
from tests.proof import mostly_proof, proof

USUAL = ("PRAGMA max_page_count=1000000", "PRAGMA query_only=OFF")
PATIENCE = 40.0


class File:
    """A bot's SQLite file, made to act like one in fault: as its connections meet it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.statements: tuple[str, ...] = USUAL

    def prepare(self, connection: Any) -> None:
        for statement in self.statements:
            connection.exec_driver_sql(statement)

    @asynccontextmanager
    async def full(self) -> AsyncIterator[None]:
        """No page can be added; what fits into those that are there still does."""
        with sqlite3.connect(self.path) as other:
            (pages,) = other.execute("PRAGMA page_count").fetchone()
        other.close()
        self.statements = (f"PRAGMA max_page_count={pages}",)
        yield
        self.statements = USUAL

    @asynccontextmanager
    async def read_only(self) -> AsyncIterator[None]:
        self.statements = ("PRAGMA query_only=ON",)
        yield
        self.statements = USUAL

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        other = sqlite3.connect(self.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with mock.patch.object(sqlite, "PATIENCE", "PRAGMA busy_timeout=100"):
            yield
        other.execute("COMMIT")
        other.close()


@asynccontextmanager
async def stopped(postgres: Postgres) -> AsyncIterator[None]:
    await asyncio.to_thread(postgres.stop)
    yield
    await asyncio.to_thread(postgres.start)


DatabaseFault = Callable[[], AbstractAsyncContextManager[None]]
DATABASE_FAULTS = {
    "full": "the disk is full: free some space",
    "read_only": "it is read-only: give the bot's user the right to write",
    "locked": "another program holds it locked: end that program",
    "stopped": "nothing answers there",
}
KEPT = {name: name for name in ("read_only", "locked", "stopped")}


@pytest.fixture(params=mostly_proof({name: name for name in DATABASE_FAULTS}, "locked"))
async def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def fault(name: str, bench: Bench, postgres: Postgres) -> AsyncIterator[DatabaseFault]:
    if name == "stopped":
        await bench.start(DATABASE_URL=postgres.database())
        yield lambda: stopped(postgres)
        return
    file = File(bench.folder / "bot.sqlite3")
    event.listen(Engine, "begin", file.prepare, insert=True)
    await bench.start()
    yield getattr(file, name)
    event.remove(Engine, "begin", file.prepare)


def events(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.message == "database_away"]


@proof
@pytest.mark.timeout(120)
async def test_what_people_did_meanwhile_is_done_afterwards(
    bench: Bench, fault: DatabaseFault, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    chat = bench.private()
    await fill_default(chat)
    said = 0
    async with fault():
        await chat.tap("Confirm", wait=False)
        while not events(caplog):
            await chat.say("/help")
            said += 1
            await asyncio.sleep(0.2)
        await asyncio.sleep(1)
    assert DATABASE_FAULTS[name] in str(vars(events(caplog)[0])["reason"])
    await chat.wait_for("Order #1 is completed", timeout=PATIENCE)
    await chat.say("/orders")
    await chat.wait_for("📋 Orders · 1", timeout=PATIENCE)
    assert sum("What you can do" in message.text for message in chat.bot_messages()) == said
    assert len(bench.added()) == 1
    assert await log(bench) == (["completed"], 0)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", mostly_proof(KEPT, "locked"))
async def test_the_panels_answer_is_kept_until_it_can_be_written_down(
    bench: Bench, fault: DatabaseFault, caplog: pytest.LogCaptureFixture
) -> None:
    chat = bench.private()
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    async with fault():
        await until(lambda: any(r.message == "not_written_yet" for r in caplog.records))
    await chat.wait_for("Order #1 is completed", timeout=PATIENCE)
    assert len(bench.added()) == 1
    assert await log(bench) == (["completed"], 0)
    assert "step_failed" not in {record.message for record in caplog.records}


async def log(bench: Bench) -> tuple[list[str], int]:
    """Return the states of all orders, each with all its events, and how many updates failed."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        orders = list((await session.execute(select(Order))).scalars())
        states = (await session.execute(select(OrderEvent.state))).scalars()
        failed = select(InboxUpdate).where(col(InboxUpdate.error).is_not(None))
        dead_letters = list((await session.execute(failed)).scalars())
    lives = Counter(states)
    assert lives[OrderState.QUEUED] == lives[OrderState.PLACED] == len(orders)
    return [order.state.value for order in orders], len(dead_letters)


def newer(file: Path) -> None:
    async def write() -> None:
        database = Database(f"sqlite:///{file}")
        await migrate(database)
        async with database.begin() as session:
            await session.execute(text("update alembic_version set version_num = '9999'"))
        await database.close()

    asyncio.run(write())


def garbage(file: Path) -> None:
    file.write_text("not a database at all " * 100)


def foreign(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("create table orders (id)")
    other.close()


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (newer, "The database is from a newer version of the bot: run that one, or restore"),
        (garbage, "the file is not a database: DATABASE_URL names something else"),
        (foreign, "The database has another program's tables: set DATABASE_URL to one without"),
        (Path.mkdir, "the file cannot be opened: check that its folder exists and can be written"),
        ("127.0.0.1:9", "nothing answers there: check DATABASE_URL and that the server runs"),
        ("?host=/nowhere", "nothing answers there: check DATABASE_URL and that the server runs"),
        ("nowhere.invalid", "the host is not found: check DATABASE_URL and the network"),
    ],
)
def test_a_start_on_what_cannot_be_used_says_why(
    prepare: Callable[[Path], None] | str,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if isinstance(prepare, str):
        host, _, query = prepare.partition("?")
        url = f"postgresql://somebody@{host}/bot?{query}"
    else:
        prepare(tmp_path / "some.sqlite3")
        url = f"sqlite:///{tmp_path / 'some.sqlite3'}"
    values = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "PROVIDER_API_URL": "http://127.0.0.1:9/api/v2",
        "PROVIDER_API_KEY": "key",
        "OWNER_IDS": str(OWNER_ID),
        "DATABASE_URL": url,
    }
    for key, value in values.items():
        monkeypatch.setenv(key, value)
    assert main(["run"]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["read_only", "locked"])
async def test_a_start_on_a_broken_file_says_why(name: str, tmp_path: Path) -> None:
    file = tmp_path / "some.sqlite3"
    database = Database(f"sqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    if name == "locked":
        other.execute("BEGIN IMMEDIATE")

    def prepare(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout=100")
        connection.exec_driver_sql(f"PRAGMA query_only={int(name == 'read_only')}")

    event.listen(database.engine, "begin", prepare, insert=True)
    with pytest.raises(SchemaError, match=DATABASE_FAULTS[name]):
        await migrate(database)
    other.close()
    await database.close()
