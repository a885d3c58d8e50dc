"""A transaction that writes awaits nothing but its database: on SQLite all other writers wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import CoroutineType, GeneratorType
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
        self._turn = self._loop.call_soon(self._check)

    def end(self) -> None:
        self._turn.cancel()

    def _check(self) -> None:
        assert self._task is not None
        waiting: object = self._task.get_coro()
        places: list[str] = []
        while isinstance(waiting, CoroutineType):
            frame, file = waiting.cr_frame, Path(waiting.cr_code.co_filename)
            if frame is not None and file.is_relative_to(_BOT):
                places.append(f"{file.relative_to(_BOT)}:{frame.f_lineno}")
            waiting = waiting.cr_await
        if isinstance(waiting, _TURN) or not places:
            self._turn = self._loop.call_soon(self._check)
        else:
            self._found.append(" -> ".join(places))


async def _nothing() -> AsyncIterator[None]:
    yield


# What `sleep(0)` waits in, at once or in the next step of an async generator.
_TURN = (GeneratorType, type(_nothing().__anext__()))
