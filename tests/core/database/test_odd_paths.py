"""A database in a folder of any name, and files that appear whole or not at all."""

from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text

from bot.core.database import sqlite
from bot.core.database.backup import BackupError, backup, restore
from bot.core.database.engine import Database
from bot.core.database.migrate import SchemaError, migrate
from bot.owners.service.restored import settle

SETTLE = partial(settle, owners=())
NAMES = ["shop #2", "50% off", "what?", "a%3Fb", "Заказы 店"]


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def a_database(file: Path) -> Database:
    database = Database(sqlite.url_of(file))
    await migrate(database)
    return database


@pytest.mark.parametrize("by_file_url", [False, True])
@pytest.mark.parametrize("name", NAMES)
async def test_a_database_is_made_copied_and_put_back(
    tmp_path: Path, name: str, by_file_url: bool
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    file = folder / "bot.sqlite3"
    url = f"sqlite:///{quote(file.as_uri())}?uri=true" if by_file_url else sqlite.url_of(file)
    database = Database(url)
    await migrate(database)
    await backup(database, folder / "copy.sqlite3")
    kept = await restore(database, folder / "copy.sqlite3", SETTLE)
    await database.close()
    assert kept == file.with_name("bot.sqlite3.before-restore")
    made = {"bot.sqlite3", "bot.sqlite3-lock", "bot.sqlite3.before-restore", "copy.sqlite3"}
    assert names_in(folder) == made
    assert names_in(tmp_path) == {name}


async def test_what_is_no_copy_leaves_nothing_beside_it(tmp_path: Path) -> None:
    database = await a_database(tmp_path / "bot.sqlite3")
    async with database.begin() as session:
        await session.execute(text("drop table alembic_version"))
    with pytest.raises(BackupError, match="no copy of this bot's database"):
        await backup(database, tmp_path / "copy.sqlite3")
    await database.close()
    assert names_in(tmp_path) == {"bot.sqlite3"}


@pytest.mark.parametrize("error", [BackupError, KeyboardInterrupt, SchemaError])
async def test_a_copy_that_is_not_put_back_leaves_nothing_beside_the_database(
    tmp_path: Path, error: type[BaseException]
) -> None:
    async def refuse(_: Database) -> None:
        raise error

    database = await a_database(tmp_path / "bot.sqlite3")
    await backup(database, tmp_path / "copy.sqlite3")
    with pytest.raises(error):
        await restore(database, tmp_path / "copy.sqlite3", SETTLE, refuse)
    await database.close()
    assert names_in(tmp_path) == {"bot.sqlite3", "bot.sqlite3-lock", "copy.sqlite3"}
