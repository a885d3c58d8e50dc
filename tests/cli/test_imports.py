"""What a process holds in its memory from the start: nothing that it may never need."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import ROOT
from tests.migrated import migrated_file

ONLY_WHEN_NEEDED = {
    "alembic": "an older schema",
    "asyncpg": "PostgreSQL",
    "sqlalchemy.dialects.postgresql": "the same",
    "aiohttp.web": "`web`, the demo and the tests' servers",
    "logging.config": "a LOG_CONFIG",
    "bot.demo": "the demo",
    "bot.sandbox": "the demo",
    "rapidfuzz": "a misspelt word",
    "regex": "a long name",
    "matplotlib": "a process of its own",
    "xlsxwriter": "a process of its own",
}
START = """
import asyncio, sys
from bot.app import App
from bot.cli import main
from bot.config.settings import Settings
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.database.row import Row

settings = Settings.model_validate(dict(
    TELEGRAM_BOT_TOKEN="1:A", PROVIDER_API_URL="http://127.0.0.1:9/", PROVIDER_API_KEY="k",
    DATABASE_URL="sqlite:///bot.sqlite3", ACCESS="open",
))
asyncio.run(migrate(App(settings).database))
built = [f"built.{it.__name__}" for it in Row.__subclasses__() if it.__pydantic_complete__]
print(*sys.modules, *built)
asyncio.run(migrate(Database("sqlite:///new.sqlite3")))
print(*sys.modules)
"""


def loaded_by_starts(folder: Path) -> list[set[str]]:
    """Return what is loaded after a start on the newest schema, and on a new database then."""
    (folder / "bot.sqlite3").write_bytes(migrated_file())
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    return [set(line.split()) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("start")
    usual, new = loaded_by_starts(folder)
    assert "alembic" in new
    return usual


@pytest.mark.xdist_group("imports")  # a start of the bot for all of them
@pytest.mark.parametrize("module", ONLY_WHEN_NEEDED)
def test_what_is_seldom_needed_is_not_loaded(module: str, loaded: set[str]) -> None:
    assert module not in loaded


@pytest.mark.xdist_group("imports")
def test_no_table_has_what_validates_rows(loaded: set[str]) -> None:
    assert not [name for name in loaded if name.startswith("built.")]
