"""What a process holds in its memory from the start: nothing that it may never need."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import ROOT

ONLY_WHEN_NEEDED = {
    "alembic": "an older schema",
    "asyncpg": "PostgreSQL",
    "aiohttp.web": "`web`, the demo and the tests' servers",
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
from bot.config import Settings
from bot.core.database.migrate import migrate

settings = Settings.model_validate(dict(
    TELEGRAM_BOT_TOKEN="1:A", PROVIDER_API_URL="http://127.0.0.1:9/", PROVIDER_API_KEY="k",
    DATABASE_URL="sqlite:///bot.sqlite3", ACCESS="open",
))
asyncio.run(migrate(App(settings).database))
print(*sys.modules)
"""


def loaded_by_a_start(folder: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("start")
    assert "alembic" in loaded_by_a_start(folder)  # the database is new
    return loaded_by_a_start(folder)


@pytest.mark.parametrize("module", ONLY_WHEN_NEEDED)
def test_what_is_seldom_needed_is_not_loaded(module: str, loaded: set[str]) -> None:
    assert module not in loaded
