"""Processes of the bot that do not import it anew: forked from one that has.

What it imports and reads at its start costs a process three seconds of CPU, far more than what a
test does with it.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir
from functools import cache, partial
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMPORTED = ["tests.warm", "asyncpg"]

Streams = Callable[[], None]
"""Connects the standard streams of a process that has begun."""


def to_log(file: Path) -> Streams:
    """Return what has a process write its errors at the end of a file."""
    return partial(_to_log, file)


def to_terminal(name: str) -> Streams:
    """Return what has a process run at a terminal, as its first: Ctrl-C is for it."""
    return partial(_to_terminal, name)


class ForkedProcess:
    """`python -m bot ...` in a process of its own, to be waited for as `asyncio`'s are."""

    def __init__(
        self, *arguments: str, folder: Path, environment: Mapping[str, str], streams: Streams
    ) -> None:
        self._process = context().Process(
            target=_run, args=(arguments, folder, dict(environment), streams)
        )
        self._process.start()
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._process.sentinel, self._end)

    @property
    def pid(self) -> int:
        """Return its number in the system."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Return its exit code, minus a signal's number if that ended it; `None`: it runs."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Stop it as a system that shuts down does."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it."""
        self._signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Return its exit code when it has ended."""
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def _signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def _end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set()


async def ended(work: Callable[..., None], *arguments: object) -> int:
    """Return the exit code of a process that does a piece of work, which ends it or fails."""
    process = context().Process(target=work, args=arguments)
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode is not None
    return process.exitcode


@cache
def context() -> ForkServerContext:
    """Return what forks; the imports are made at the first fork, once in a process of tests."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(IMPORTED)
    with chdir(ROOT):  # where it finds them
        forkserver.ensure_running()
    return forking


def _run(
    arguments: tuple[str, ...], folder: Path, environment: dict[str, str], streams: Streams
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    streams()
    from bot.cli import main  # noqa: PLC0415 - it is there

    raise SystemExit(main(arguments))


def _to_log(file: Path) -> None:
    with file.open("ab", buffering=0) as log:
        os.dup2(log.fileno(), 2)


def _to_terminal(name: str) -> None:
    os.setsid()
    its_own = os.open(name, os.O_RDWR)
    for stream in range(3):
        os.dup2(its_own, stream)
    sys.stdin = os.fdopen(0)
    sys.stdout = os.fdopen(1, "w", buffering=1)
