"""A database of each kind, empty or migrated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.config.settings import Settings
from bot.core.database.engine import Database
from tests.conftest import TOKEN
from tests.migrated import migrated_file
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
async def empty(kind: str, tmp_path: Path, postgres: Postgres) -> AsyncIterator[Database]:
    """Return a database without tables."""
    url = postgres.empty_database() if kind == "postgresql" else ""
    async with _opened(url or f"sqlite:///{tmp_path / 'x.sqlite3'}") as database:
        yield database
    if url:
        postgres.drop(url)


@pytest.fixture
async def database(kind: str, tmp_path: Path, postgres: Postgres) -> AsyncIterator[Database]:
    """Return a database with the newest schema and no rows."""
    url = postgres.database() if kind == "postgresql" else ""
    file = tmp_path / "x.sqlite3"
    if not url:
        file.write_bytes(migrated_file())
    async with _opened(url or f"sqlite:///{file}") as database:
        yield database
    if url:
        postgres.drop(url)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
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
