"""A transaction that writes awaits nothing but its database: on SQLite all other writers wait."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.core.database.engine import Database

_BOT = Path(bot.__file__).parent


def waits(patch: pytest.MonkeyPatch) -> list[str]:
    """Return, as it happens, where the bot has awaited anything else in such a transaction.

    SQLite is called from the event loop itself, so the loop gets its turn only where something
    else is awaited. To give others a turn and go on (`sleep(0)`) is all right.
    """
    found: list[str] = []
    begin = Database.begin

    @asynccontextmanager
    async def begun(database: Database, **options: Any) -> AsyncIterator[Any]:
        async with begin(database, **options) as session:
            watch = _Watch(found) if database.is_sqlite else None
            try:
                yield session
            finally:
                if watch is not None:
                    watch.end()

    patch.setattr(Database, "begin", begun)
    return found


class _Watch:
    """Looks at a task each time that the loop has its turn."""

    def __init__(self, found: list[str]) -> None:
        self._found = found
        self._task = asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        self._turn = self._loop.call_soon(self._look)

    def end(self) -> None:
        self._turn.cancel()

    def _look(self) -> None:
        assert self._task is not None
        waiting, places = self._task.get_coro(), []
        while inspect.iscoroutine(waiting):
            file = Path(waiting.cr_code.co_filename)
            if file.is_relative_to(_BOT):
                places.append(f"{file.relative_to(_BOT)}:{waiting.cr_frame.f_lineno}")
            waiting = waiting.cr_await
        if inspect.isgenerator(waiting) or isinstance(waiting, _STEP) or not places:
            self._turn = self._loop.call_soon(self._look)
        else:
            self._found.append(" -> ".join(places))


async def _nothing() -> AsyncIterator[None]:
    yield


_STEP = type(_nothing().__anext__())
