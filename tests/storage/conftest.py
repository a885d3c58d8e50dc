"""An empty database and one with the tables: SQLite and PostgreSQL in turn."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from tests.conftest import TOKEN
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres
) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    if request.param == "postgresql":
        url = postgres.database()
    settings = Settings.model_validate(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "PROVIDER_API_URL": "http://127.0.0.1/",
            "PROVIDER_API_KEY": "key",
            "ACCESS": "open",
            "DATABASE_URL": url,
        }
    )
    database = Database(settings.database_url)
    yield database
    await database.close()


@pytest.fixture
async def database(empty: Database) -> Database:
    await migrate(empty)
    return empty
