"""Copies of the database, and two processes on one."""

import asyncio
import itertools
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.app import App
from bot.backups import age
from bot.backups.sealing import seal
from bot.core.access.tables import Chat
from bot.core.database.backup import BackupError, backup, restore
from bot.core.database.engine import Database
from bot.core.database.instance_lock import AlreadyRunningError, hold_database
from bot.core.database.migrate import SchemaError, migrate
from bot.core.outbox.tables import OutboxMessage
from bot.owners.service.restored import settle
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from tests.cli.test_cli import ROOT, command, use
from tests.conftest import OWNER_ID, Bench
from tests.dying import DEAD, restore_and_die
from tests.forked import ended
from tests.ordering import fill_default, order_default
from tests.orders.test_quotes import hold, queued
from tests.postgres import Postgres

SETTLE = partial(settle, owners=())


async def test_a_copy_made_while_the_bot_runs_is_put_back(
    bench: Bench, chat: ChatClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    url = f"sqlite:///{bench.folder / 'bot.sqlite3'}"
    use(monkeypatch, bench, DATABASE_URL=url)
    copy = tmp_path / "copy.sqlite3"
    assert await command("backup", str(copy)) == 0
    await order_default(chat, link="https://www.instagram.com/other/")
    assert await command("restore", str(copy), "--yes") == 1  # the bot is running
    await bench.stop()
    assert await command("restore", str(copy), "--yes") == 0
    assert (bench.folder / "bot.sqlite3.before-restore").exists()
    await bench.start()
    await chat.say("/orders")
    await chat.wait_for("📋 Orders · 1")


async def test_a_copy_that_was_put_back_by_hand_orders_nothing_again(
    bench: Bench, chat: ChatClient, tmp_path: Path
) -> None:
    app, file = bench.app, bench.folder / "bot.sqlite3"
    assert app is not None
    await queued(bench, chat)
    await backup(app.database, tmp_path / "copy.sqlite3")
    await hold(bench, held=False)
    await chat.wait_for("Order #1 is completed")
    await bench.stop()
    for beside in bench.folder.glob("bot.sqlite3*"):
        if not beside.name.endswith("-left"):
            beside.unlink()
    shutil.copyfile(tmp_path / "copy.sqlite3", file)
    since = chat.mark()
    await bench.start()
    await chat.wait_for("The database is a restored copy", since=since)
    await chat.wait_for("1 order waited then", since=since)
    assert len(bench.added()) == 1
    await bench.restart()  # settled once
    await hold(bench, held=False)  # as it was when the copy was made
    await bench.pushed()
    assert chat.transcript().count("The database is a restored copy") == 1
    await order_default(chat, link="https://www.instagram.com/other/")
    assert len(bench.added()) == 2


@pytest.mark.proof
async def test_what_a_deleted_database_has_left_beside_it_says_nothing_of_a_fresh_one(
    bench: Bench, chat: ChatClient
) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    await bench.stop()
    for left in bench.folder.glob("bot.sqlite3*"):
        if not left.name.endswith("-left"):
            left.unlink()
    await bench.start()
    await queued(bench, chat)
    since = chat.mark()
    await bench.restart()
    await hold(bench, held=False)
    await chat.wait_for("Number at the panel", since=since)
    assert "restored copy" not in chat.transcript()


def restore_on_a_terminal(file: Path, answer: str, environment: dict[str, str]) -> tuple[int, str]:
    """Run the command as a person does, who answers what it asks."""
    screen, keyboard = pty.openpty()
    try:
        os.write(screen, answer.encode() + b"\n")
        done = subprocess.run(
            [sys.executable, "-m", "bot", "restore", str(file)],
            cwd=ROOT,
            env=environment,
            stdin=keyboard,
            capture_output=True,
            text=True,
            check=False,
            timeout=50,
        )
    finally:
        os.close(screen)
        os.close(keyboard)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.proof
async def test_what_will_happen_is_reported_and_asked(
    bench: Bench,
    chat: ChatClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench.panel.faults.add("add", Fault.RATE_LIMIT)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await fill_default(chat, link="https://www.instagram.com/other/")
    use(monkeypatch, bench, DATABASE_URL=f"sqlite:///{bench.folder / 'bot.sqlite3'}")
    copy = tmp_path / "copy.sqlite3"
    assert await command("backup", str(copy)) == 0
    await bench.stop()
    before = contents(bench.folder / "bot.sqlite3")

    assert await command("restore", str(copy)) == 1  # nobody can be asked
    notice = capsys.readouterr()
    assert "This copy is from 20" in notice.out
    assert "- Orders that become unclear, since they may have been sent meanwhile" in notice.out
    assert "asked about each: 1\n" in notice.out
    assert "- Forms and lists that were open, which are closed: 1\n" in notice.out
    assert "Broadcasts" not in notice.out
    assert notice.err.splitlines()[-1] == "Nothing was changed. Add --yes to go on."

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    code, said = await asyncio.to_thread(restore_on_a_terminal, copy, "no", environment)
    assert said.endswith("Nothing was changed.\n"), said
    assert code == 1
    assert contents(bench.folder / "bot.sqlite3") == before
    assert sorted(it.name for it in bench.folder.iterdir() if ".part" in it.name) == []
    code, said = await asyncio.to_thread(restore_on_a_terminal, copy, "yes", environment)
    assert (code, "Restored:" in said, ".before-restore" in said) == (0, True, True)


async def test_an_encrypted_copy_is_restored_from_all_its_parts(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    earlier: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(age, "WORK_FACTOR", 10)
    with closing(sqlite3.connect(earlier)) as connection:  # so large that it needs some parts
        connection.execute("create table noise as select randomblob(200000)")
        connection.commit()
    parts = [str(it) for it in seal(earlier, "correct horse battery", part_bytes=70_000)]
    assert len(parts) > 1
    target = tmp_path / "new.sqlite3"
    use(monkeypatch, bench, DATABASE_URL=f"sqlite:///{target}")
    assert await command("restore", *parts, "--yes") == 1
    assert "The file is encrypted: set BACKUP_PASSPHRASE." in capsys.readouterr().err
    use(
        monkeypatch,
        bench,
        BACKUP_PASSPHRASE="correct horse battery",
        DATABASE_URL=f"sqlite:///{target}",
    )
    assert await command("restore", *parts[1:], "--yes") == 1
    assert not target.exists()
    assert await command("restore", *parts[::-1], "--yes") == 0
    assert rows_in(target) == ["Then"]
    plain = tmp_path / "plain"
    assert await command("decrypt", *parts, "--output", str(plain)) == 0
    assert contents(plain) == contents(earlier)


async def test_copies_are_not_overwritten_and_damaged_ones_not_used(
    bench: Bench, app: App, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    await backup(app.database, copy)
    with pytest.raises(BackupError, match="already exists"):
        await backup(app.database, copy)
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(copy.read_bytes()[:5000])
    with pytest.raises(BackupError, match=r"damaged|cannot be read"):
        await restore(app.database, broken, SETTLE)
    with pytest.raises(BackupError, match="There is no file"):
        await restore(app.database, tmp_path / "nothing.sqlite3", SETTLE)
    with pytest.raises(BackupError, match="check that its folder exists"):
        await backup(app.database, tmp_path / "no" / "folder.sqlite3")
    await bench.stop()


async def test_a_copy_of_a_newer_version_is_refused(
    bench: Bench, app: App, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    await backup(app.database, copy)
    newer = Database(f"sqlite:///{copy}")
    async with newer.begin() as session:
        await session.execute(text("update alembic_version set version_num = '9999'"))
    await newer.close()
    await bench.stop()
    with pytest.raises(SchemaError, match="newer"):
        await restore(app.database, copy, SETTLE)


async def test_a_second_process_on_a_database_is_refused(bench: Bench, app: App) -> None:
    del app
    with pytest.raises(BaseExceptionGroup) as caught:
        await bench.start_without_panel()
    assert caught.group_contains(AlreadyRunningError)


async def test_postgresql_is_held_and_copied_otherwise(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.database().replace("postgresql:", "postgresql+asyncpg:")
    one, two = Database(url), Database(url)
    try:
        async with hold_database(one):
            with pytest.raises(AlreadyRunningError):
                async with hold_database(two):
                    pass
        async with hold_database(two):
            pass
        with pytest.raises(BackupError, match="pg_dump"):
            await backup(one, tmp_path / "x")
    finally:
        await one.close()
        await two.close()


def rows_in(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [title for (title,) in connection.execute("select title from chats order by title")]


async def a_database(file: Path, *titles: str) -> Database:
    """Return a database with chats, all but the first in its WAL still."""
    database = Database(f"sqlite:///{file}")
    await migrate(database)
    for number, title in enumerate(titles, start=1):
        async with database.begin() as session:
            created_at = datetime(2026, 1, 1, tzinfo=UTC)
            session.add(
                Chat(id=number, type="private", title=title, language="en", created_at=created_at)
            )
    return database


def as_killed(file: Path, place: Path) -> Path:
    """Return a database as kill -9 leaves it: what was committed last is in the WAL alone."""
    left = place / file.name
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{file}{suffix}", f"{left}{suffix}")
    assert Path(f"{left}-wal").stat().st_size > 0
    return left


@pytest.fixture
async def killed(tmp_path: Path) -> Path:
    """Return a database that was left by a killed process, with `Now` in its WAL."""
    working, left = tmp_path / "working", tmp_path / "left"
    working.mkdir()
    left.mkdir()
    database = await a_database(working / "bot.sqlite3", "Now")
    file = as_killed(working / "bot.sqlite3", left)
    await database.close()
    return file


@pytest.fixture
async def earlier(tmp_path: Path) -> Path:
    """Return a copy with `Then` in it."""
    database = await a_database(tmp_path / "then.sqlite3", "Then")
    await backup(database, tmp_path / "copy.sqlite3")
    await database.close()
    return tmp_path / "copy.sqlite3"


@pytest.mark.proof
async def test_what_is_kept_is_whole_also_after_a_kill(killed: Path, earlier: Path) -> None:
    database = Database(f"sqlite:///{killed}")
    kept = await restore(database, earlier, SETTLE)
    assert kept == killed.with_name("bot.sqlite3.before-restore")
    assert rows_in(kept) == ["Now"]
    assert rows_in(killed) == ["Then"]
    # A second one is kept beside it.
    second = await restore(database, kept, SETTLE)
    assert second == killed.with_name("bot.sqlite3.before-restore-2")
    assert (rows_in(kept), rows_in(second), rows_in(killed)) == (["Now"], ["Then"], ["Now"])
    await database.close()


async def test_a_damaged_database_is_kept_as_it_is(killed: Path, earlier: Path) -> None:
    damaged, wal = b"x" * 5000, b"y" * 500
    spoil(killed, damaged)
    spoil(Path(f"{killed}-wal"), wal)
    database = Database(f"sqlite:///{killed}")
    kept = await restore(database, earlier, SETTLE)
    await database.close()
    assert kept is not None
    assert contents(kept) == damaged
    assert contents(Path(f"{kept}-wal")) == wal
    assert {file.stat().st_mode & 0o777 for file in (kept, Path(f"{kept}-wal"))} == {0o600}
    assert rows_in(killed) == ["Then"]


def spoil(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def contents(file: Path) -> bytes:
    return file.read_bytes()


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_a_crash_at_any_step_leaves_one_database_or_the_other(
    killed: Path, earlier: Path, tmp_path: Path
) -> None:
    for step in itertools.count(1):
        place = tmp_path / f"step{step}"
        shutil.copytree(killed.parent, place)
        target = place / killed.name
        code = await ended(restore_and_die, target, earlier, step)
        assert code in {0, DEAD}
        found = rows_in(target)
        assert found in (["Now"], ["Then"]), f"step {step}"
        if found == ["Then"]:
            assert rows_in(place / "bot.sqlite3.before-restore") == ["Now"], f"step {step}"
        if code == 0:
            break
        database = Database(f"sqlite:///{target}")  # it can be done again
        await restore(database, earlier, SETTLE)
        await database.close()
        assert rows_in(target) == ["Then"]
    assert step > 5
    assert found == ["Then"]


async def test_a_postgresql_database_is_settled_by_a_command(
    bench: Bench, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.database()
    use(monkeypatch, bench, DATABASE_URL=url)
    assert await command("restored", "--yes") == 0
    database = Database(url.replace("postgresql:", "postgresql+asyncpg:"))
    async with database.read() as session:
        notice = (await session.execute(select(OutboxMessage))).scalars().all()
    assert [(row.chat_id, row.payload["alert"]) for row in notice] == [(OWNER_ID, "restored")]
    async with hold_database(database):
        assert await command("restored", "--yes") == 1  # the bot is running
    await database.close()


@pytest.mark.proof
async def test_people_and_owners_hear_of_a_restore(
    bench: Bench, chat: ChatClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bench.panel.faults.add("add", Fault.RATE_LIMIT)
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await fill_default(chat, link="https://www.instagram.com/other/")
    use(monkeypatch, bench, DATABASE_URL=f"sqlite:///{bench.folder / 'bot.sqlite3'}")
    copy = tmp_path / "copy.sqlite3"
    assert await command("backup", str(copy)) == 0
    bench.panel.faults.clear()
    await chat.wait_for("Order #1 is completed", timeout=30)
    await bench.stop()
    assert await command("restore", str(copy), "--yes") == 0
    since = chat.mark()
    await bench.start()
    notice = await chat.wait_for("The database is a restored copy from", since=since)
    assert "1 order waited then, and may have been sent since" in notice.text
    await chat.wait_for("What was open here is closed", since=since)
    await chat.say("/unresolved")
    await chat.wait_for("Order #1 has no clear answer", since=since)
    await chat.tap("Confirm")  # of the form that was open
    await asyncio.sleep(0.5)
    assert len(bench.panel.orders) == 1
    await order_default(chat, link="https://www.instagram.com/third/")
    await chat.say("/orders")
    await chat.wait_for("#10002", since=since)
