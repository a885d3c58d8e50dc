"""A process of its own for what takes large libraries or much time: drawing, and large files.

It is started when it is first needed and ends when it has been idle, or with the bot, however
that ends: its standard input is closed then. It knows no secrets.
"""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.core.charts import frames

logger = logging.getLogger(__name__)

CALL_SECONDS = 30.0
IDLE_SECONDS = 60.0
_ROOT = Path(__file__).parents[3]
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT")


class HelperError(Exception):
    """The helper did not do it: it failed, took too long, or was killed."""


class Helper:
    """Runs `python -m <module>`, one call after the other.

    Args:
        seconds: how long a call may take; then the process is killed, and the next call has a new
            one.
    """

    def __init__(
        self, module: str, *, seconds: float = CALL_SECONDS, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._module = module
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        self._process: Process | None = None
        self._lock = asyncio.Lock()
        self._retiring: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Return the process' number while there is one."""
        return self._process.pid if self._process is not None else None

    async def call(self, operation: str, *values: Any) -> bytes:
        """Have something done, and return what came of it.

        Raises:
            HelperError: it was not done.
        """
        self._stay()
        async with self._lock:
            try:
                async with asyncio.timeout(self._seconds):
                    done, answer = await self._ask(frames.request(operation, *values))
            except BaseException as error:
                await self._end()  # what it still says would be taken for the next answer
                if isinstance(error, TimeoutError | OSError | asyncio.IncompleteReadError):
                    logger.warning("helper_ended", extra={"helper": self._module})
                    raise HelperError(f"{operation}: {type(error).__name__}") from error
                raise
        self._stay()  # of calls at once, the last one counts
        self._retiring = asyncio.create_task(self._retire(), name="helper")
        if not done:
            raise HelperError(answer.decode(errors="replace"))
        return answer

    async def close(self) -> None:
        """End the process."""
        self._stay()
        async with self._lock:
            await self._end()

    def _stay(self) -> None:
        if self._retiring is not None:
            self._retiring.cancel()

    async def _ask(self, request: bytes) -> tuple[bool, bytes]:
        if self._process is None:
            self._process = await self._start()
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise RuntimeError("the helper has no pipes")
        requests.write(request)
        await requests.drain()
        done, length = frames.ANSWER.unpack(await answers.readexactly(frames.ANSWER.size))
        return done, await answers.readexactly(length)

    async def _start(self) -> Process:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # what goes wrong is answered
            env=environment | {"PYTHONPATH": str(_ROOT)},
            start_new_session=True,  # Ctrl-C is for the bot
        )

    async def _retire(self) -> None:
        await asyncio.sleep(self._idle_seconds)
        async with self._lock:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()
