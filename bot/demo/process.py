"""The bot as a process of its own, which is killed on request and started again."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import bot
from bot.config.settings import Settings
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.telegram.updates import UpdateQueue

STOP_SECONDS = 10.0
"""How long the bot may take to stop at the end of the demo."""


class BotEndedError(Exception):
    """The bot has ended, and nobody has killed it."""


class BotProcess:
    """`python -m bot run`, between the demo's servers."""

    def __init__(
        self, settings: Mapping[str, str], folder: Path, updates: UpdateQueue, backstage: Backstage
    ) -> None:
        self._environment = _clean_environment() | dict(settings)
        self._folder = folder
        self._updates = updates
        self._backstage = backstage
        self._child: asyncio.subprocess.Process | None = None
        self._is_killed = self._is_stopping = False
        self._listens = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the bot until the block ends.

        Raises:
            BotEndedError: it has ended by itself.
        """
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(self._keep())
            listening = tasks.create_task(self._listens.wait())
            await asyncio.wait([keeping, listening], return_when=asyncio.FIRST_COMPLETED)
            listening.cancel()
            if keeping.done():
                keeping.result()  # an error ends the group
            self._backstage.kill = self.kill
            try:
                yield
            finally:
                await self._stop()

    def kill(self) -> None:
        """End the bot without warning, as a power cut does; it is started again."""
        if self._child is not None and self._child.returncode is None:
            self._is_killed = True
            with suppress(ProcessLookupError):  # it has just ended by itself
                self._child.kill()

    async def _keep(self) -> None:
        await self._live()
        while not self._is_stopping:
            if not self._is_killed:
                raise BotEndedError("The bot has ended by itself.")
            self._is_killed = False
            self._backstage.set_running(False)
            self._backstage.add_entry("The bot was killed (SIGKILL). It is started again …")
            await self._live()

    async def _live(self) -> None:
        """Start the bot, and return when it has ended."""
        began, polls = time.monotonic(), self._updates.polls
        self._child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=self._folder, env=self._environment
        )
        ended = asyncio.create_task(self._child.wait())
        polled = asyncio.create_task(self._updates.wait_for_poll(polls))
        await asyncio.wait([ended, polled], return_when=asyncio.FIRST_COMPLETED)
        if polled.done():
            self._report(time.monotonic() - began)
        polled.cancel()
        await ended

    def _report(self, seconds: float) -> None:
        """Say that the bot is back, and what has waited for it."""
        if self._listens.is_set():
            waiting = len(self._updates)
            kept = {0: "Nothing was sent meanwhile", 1: "1 update waited at Telegram for it"}
            what = kept.get(waiting, f"{waiting} updates waited at Telegram for it")
            self._backstage.add_entry(f"The bot is back after {seconds:.1f} s. {what}.")
        self._backstage.set_running(True)
        self._listens.set()

    async def _stop(self) -> None:
        self._is_stopping = True
        self._backstage.kill = None
        if self._child is None or self._child.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self._child.terminate()
        try:
            await asyncio.wait_for(self._child.wait(), STOP_SECONDS)
        except TimeoutError:
            self._child.kill()


def _clean_environment() -> dict[str, str]:
    """Return the environment without the settings of another bot, and with this very code."""
    names = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return kept | {"PYTHONPATH": str(Path(bot.__file__).parents[1])}
