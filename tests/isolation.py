"""What keeps a test from the developer's machine, and from the tests before it."""

import logging
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config.settings import Settings
from bot.core.logs import JsonFormatter, TextFormatter
from tests.memory import in_memory

ROOM = 256


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Return a folder with a short name: long ones look like keys to the redactor."""
    with tempfile.TemporaryDirectory(prefix="t", dir=in_memory(ROOM)) as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the developer's own settings, and their .env file."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def clean_logging() -> Iterator[None]:
    """Take off what a command has put on: it would write to the stderr of a test that is over."""
    hooks, level = (sys.excepthook, sys.unraisablehook, threading.excepthook), logging.root.level
    yield
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.root.setLevel(level)
    for handler in logging.root.handlers[:]:
        if isinstance(handler.formatter, TextFormatter | JsonFormatter):
            logging.root.removeHandler(handler)
