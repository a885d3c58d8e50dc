"""Copies of the database, and two processes on one."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import App
from bot.playground.client import ChatClient
from bot.storage.backup import BackupError, backup, restore
from bot.storage.engine import Database
from bot.storage.migrate import SchemaError
from bot.storage.sole import AlreadyRunningError, hold_database
from tests.cli.test_cli import command, use
from tests.conftest import Bench
from tests.flows.ordering import order_default
from tests.postgres import Postgres


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
    assert await command("restore", str(copy)) == 1  # the bot is running
    await bench.stop()
    assert await command("restore", str(copy)) == 0
    assert (bench.folder / "bot.sqlite3.before-restore").exists()
    await bench.start()
    await chat.say("/orders")
    await chat.wait_for("📋 Orders · 1")


async def test_copies_are_not_overwritten_and_damaged_ones_not_used(
    bench: Bench, app: App, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    await backup(app.database, copy)
    with pytest.raises(BackupError, match="there already"):
        await backup(app.database, copy)
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(copy.read_bytes()[:5000])
    with pytest.raises(BackupError, match=r"damaged|cannot be read"):
        await restore(app.database, broken)
    with pytest.raises(BackupError, match="There is no file"):
        await restore(app.database, tmp_path / "nothing.sqlite3")
    with pytest.raises(BackupError, match="cannot be written"):
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
        await restore(app.database, copy)


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
